-- What people decided of cases, what the rules say of them, and the queue that comes of both.

CREATE TABLE decided (                  -- by acts; a case of another workstation's envelopes may come later
    author   BLOB PRIMARY KEY,
    state    TEXT,                      -- each NULL until somebody said it
    reason   TEXT,                      -- the code that went with the state
    mover    TEXT NOT NULL DEFAULT '',  -- who set the state last
    category TEXT,
    topic    TEXT,
    urgency  INTEGER CHECK (urgency BETWEEN 0 AND 3),
    seen     INTEGER NOT NULL DEFAULT 0, -- messages that the case had when its urgency was set
    assignee TEXT NOT NULL DEFAULT '',
    checked  TEXT NOT NULL DEFAULT '{}' -- answers to the questions of credibility, as JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    author BLOB NOT NULL,
    tag    TEXT NOT NULL,
    PRIMARY KEY (author, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag, author);

CREATE TABLE links (                    -- a case that a person says belongs to another; both rows are there
    author BLOB NOT NULL,
    other  BLOB NOT NULL,
    PRIMARY KEY (author, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE work (                     -- of each case: what was decided, or else what the rules say
    case_number INTEGER PRIMARY KEY REFERENCES cases,
    state    TEXT NOT NULL DEFAULT 'triage',
    category TEXT NOT NULL DEFAULT 'other',
    topic    TEXT NOT NULL DEFAULT '',
    urgency  INTEGER NOT NULL DEFAULT 0,
    rank     INTEGER NOT NULL DEFAULT 0,
    reasons  TEXT NOT NULL DEFAULT '',  -- codes of the rules, the weightiest first
    assignee TEXT NOT NULL DEFAULT '',
    opened   INTEGER NOT NULL DEFAULT 0, -- days: of the first report, and of the last message
    latest   INTEGER NOT NULL DEFAULT 0,
    due      INTEGER NOT NULL DEFAULT 99999999, -- the nearest deadline, and what for
    due_for  TEXT NOT NULL DEFAULT '',
    is_open  INTEGER NOT NULL DEFAULT 1,
    is_stale INTEGER NOT NULL DEFAULT 1  -- something changed that the rules have not seen yet
) STRICT;
CREATE INDEX work_queue ON work (is_open, urgency, rank, due, case_number);
CREATE INDEX work_stale ON work (case_number) WHERE is_stale = 1;

INSERT INTO work (case_number) SELECT number FROM cases;

CREATE TABLE ruled (                    -- one row: of which settings the rules above are
    settings BLOB NOT NULL
) STRICT;
INSERT INTO ruled (settings) VALUES (x'');

CREATE TRIGGER case_opens AFTER INSERT ON cases BEGIN
    INSERT INTO work (case_number) VALUES (new.number);
END;
CREATE TRIGGER message_joins AFTER UPDATE OF case_number ON messages BEGIN
    UPDATE work SET is_stale = 1 WHERE case_number = new.case_number;
END;
CREATE TRIGGER reply_is_written AFTER INSERT ON replies BEGIN
    UPDATE work SET is_stale = 1 WHERE case_number = new.case_number;
END;
CREATE TRIGGER reply_changes AFTER UPDATE OF back_entry ON replies BEGIN
    UPDATE work SET is_stale = 1 WHERE case_number = new.case_number;
END;
CREATE TRIGGER file_is_known AFTER INSERT ON list_matches BEGIN
    UPDATE work SET is_stale = 1
     WHERE case_number = (SELECT case_number FROM messages WHERE number = new.message);
END;
CREATE TRIGGER file_is_known_no_more AFTER DELETE ON list_matches BEGIN
    UPDATE work SET is_stale = 1
     WHERE case_number = (SELECT case_number FROM messages WHERE number = old.message);
END;
CREATE TRIGGER decision_is_first AFTER INSERT ON decided BEGIN
    UPDATE work SET is_stale = 1 WHERE case_number = (SELECT number FROM cases WHERE author = new.author);
END;
CREATE TRIGGER decision_changes AFTER UPDATE ON decided BEGIN
    UPDATE work SET is_stale = 1 WHERE case_number = (SELECT number FROM cases WHERE author = new.author);
END;
