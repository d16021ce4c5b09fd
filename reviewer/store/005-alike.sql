-- What messages have in common, what is on lists of known files, and what people made of it.

CREATE TABLE compared (                 -- one row: which messages have their traits below
    method    INTEGER NOT NULL,         -- how they were found; another version compares all again
    last      INTEGER NOT NULL,         -- number of the last message
    last_read INTEGER NOT NULL          -- of the last message whose attachments were read
) STRICT;
INSERT INTO compared (method, last, last_read) VALUES (0, 0, 0);

CREATE TABLE traits (                   -- cases that share one are alike
    kind    TEXT NOT NULL,              -- page, account, file, text or picture
    value   BLOB NOT NULL,              -- SHA-256 of it; of a text or picture, the number of the first like it
    message INTEGER NOT NULL REFERENCES messages,
    PRIMARY KEY (kind, value, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX traits_by_message ON traits (message);
CREATE INDEX messages_by_number ON messages (number, case_number); -- rows are long, and these two all it takes

CREATE TABLE text_bands (               -- of each first text, by which those near it are found
    band    INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES messages,
    PRIMARY KEY (band, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_bands_by_message ON text_bands (message);

CREATE TABLE pictures (                 -- attached pictures, and stills of attached videos
    number     INTEGER PRIMARY KEY,
    message    INTEGER NOT NULL,
    attachment INTEGER NOT NULL,
    still      INTEGER NOT NULL,        -- within the attachment, from 0
    forms      BLOB NOT NULL CHECK (length(forms) = 256),
    quality    INTEGER NOT NULL,
    first      INTEGER,                 -- the first picture that it is near; itself if none was before
    block      INTEGER REFERENCES picture_blocks, -- where a first one is searched
    UNIQUE (message, attachment, still),
    FOREIGN KEY (message, attachment) REFERENCES attachments
) STRICT;
CREATE INDEX pictures_by_first ON pictures (first);

CREATE TABLE picture_blocks (           -- the first pictures, many in a row so that all are read at once
    number   INTEGER PRIMARY KEY,
    pictures BLOB NOT NULL,             -- their numbers, 8 octets each, little-endian
    hashes   BLOB NOT NULL              -- their hashes, 32 octets each
) STRICT;

CREATE TABLE clustered (                -- where people put cases; one of another workstation may come later
    author  BLOB PRIMARY KEY,
    cluster BLOB,                       -- 16 octets, or NULL once it was taken out
    was     BLOB,                       -- before that
    batch   BLOB NOT NULL               -- what was put together at once is taken apart at once
) STRICT, WITHOUT ROWID;
CREATE INDEX clustered_by_cluster ON clustered (cluster);

CREATE TABLE apart (                    -- a case that a person said is not like the other, and all like it
    author BLOB NOT NULL,
    other  BLOB NOT NULL,
    PRIMARY KEY (author, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE floods (                   -- clusters set aside as one
    cluster BLOB PRIMARY KEY,
    aside   TEXT NOT NULL               -- calm: but for cases with danger, or with a known file; all
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_of_danger ON messages (case_number) WHERE danger = 'yes';

CREATE VIEW aside_cases AS              -- cases that a flood set aside: all of it but the first case
    WITH firsts (cluster, aside, first) AS (
        SELECT floods.cluster, floods.aside, min(cases.number)
          FROM floods
          JOIN clustered ON clustered.cluster = floods.cluster
          JOIN cases ON cases.author = clustered.author
         GROUP BY floods.cluster)
    SELECT cases.number AS case_number, firsts.cluster
      FROM firsts
      JOIN clustered ON clustered.cluster = firsts.cluster
      JOIN cases ON cases.author = clustered.author
     WHERE cases.number > firsts.first
       AND (firsts.aside = 'all'
            OR NOT EXISTS (
                SELECT 1 FROM messages WHERE messages.case_number = cases.number AND danger = 'yes')
            AND cases.number NOT IN (SELECT case_number FROM listed_cases));

CREATE TABLE hash_lists (               -- lists of known files that somebody brought
    number  INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,       -- a newer version takes the place of an older one
    version TEXT NOT NULL,
    sha256  BLOB NOT NULL,              -- of the file that was read
    day     INTEGER NOT NULL
) STRICT;

CREATE TABLE listed_hashes (
    kind TEXT NOT NULL,                 -- md5, sha1, sha256 or pdq
    hash BLOB NOT NULL,
    list INTEGER NOT NULL REFERENCES hash_lists,
    PRIMARY KEY (kind, hash, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX listed_hashes_by_list ON listed_hashes (list);

CREATE TABLE listed_blocks (            -- the picture hashes of a list, many in a row so that all are read at once
    number INTEGER PRIMARY KEY,
    list   INTEGER NOT NULL REFERENCES hash_lists,
    hashes BLOB NOT NULL
) STRICT;
CREATE INDEX listed_blocks_by_list ON listed_blocks (list, number);

CREATE TABLE digests (                  -- of attachments, beside their SHA-256
    message    INTEGER NOT NULL,
    attachment INTEGER NOT NULL,
    md5        BLOB NOT NULL,
    sha1       BLOB NOT NULL,
    PRIMARY KEY (message, attachment),
    FOREIGN KEY (message, attachment) REFERENCES attachments
) STRICT, WITHOUT ROWID;

CREATE TABLE list_matches (             -- attachments that a list knows: hidden, and urgent
    message    INTEGER NOT NULL,
    attachment INTEGER NOT NULL,
    list       INTEGER NOT NULL REFERENCES hash_lists,
    kind       TEXT NOT NULL,
    distance   INTEGER NOT NULL,        -- in bits, of a picture; 0 for the same file
    PRIMARY KEY (message, attachment, list, kind),
    FOREIGN KEY (message, attachment) REFERENCES attachments
) STRICT, WITHOUT ROWID;
CREATE INDEX list_matches_by_list ON list_matches (list);

CREATE VIEW listed_cases AS             -- cases with an attachment that a list knows
    SELECT DISTINCT case_number FROM list_matches JOIN messages ON messages.number = list_matches.message
     WHERE case_number IS NOT NULL;
