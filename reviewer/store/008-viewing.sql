-- What the sandbox looked into, what people looked at, and what they do not want to see.

CREATE TABLE opened_files (             -- attachments that the sandbox looked into, so that none is twice
    message    INTEGER NOT NULL,
    attachment INTEGER NOT NULL,
    reason     TEXT NOT NULL,           -- why it showed nothing, else ''
    PRIMARY KEY (message, attachment),
    FOREIGN KEY (message, attachment) REFERENCES attachments
) STRICT, WITHOUT ROWID;

CREATE TABLE looks (                    -- how many pictures somebody has had unveiled on a day
    person TEXT NOT NULL,
    day    INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (person, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE spared (                   -- kinds of content that somebody does not want to be shown
    person   TEXT NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (person, category)
) STRICT, WITHOUT ROWID;
