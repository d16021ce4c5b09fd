-- Days are whole days since 1970-01-01 UTC; hashes, ids and keys are raw bytes.

CREATE TABLE pins (                     -- what was seen first and must not change
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE envelopes (                -- every envelope that ever came; its bytes are a file named by id
    id       BLOB PRIMARY KEY CHECK (length(id) = 32),
    status   TEXT NOT NULL CHECK (status IN ('opened', 'waiting', 'set-aside', 'other-lane', 'late', 'quarantined')),
    kind     TEXT NOT NULL,             -- why it is set aside or quarantined, else ''
    day      INTEGER NOT NULL,          -- of its import
    lane     TEXT NOT NULL,             -- whose key opened it, else ''
    station  BLOB NOT NULL,             -- the act by which it came, or by which it opened at last
    entry    INTEGER NOT NULL,
    file_key BLOB                       -- reopens it; NULL if it never opened
) STRICT, WITHOUT ROWID;
CREATE INDEX envelopes_by_status ON envelopes (status) WHERE status <> 'opened';

CREATE TABLE inbound (                  -- bundles taken; the last row is the place reached in the chain
    vault        BLOB NOT NULL,         -- whose: each vault key has a chain of its own, from 1
    serial       INTEGER NOT NULL,
    segment      INTEGER NOT NULL,
    segments     INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    acknowledged INTEGER,               -- serial of the outbound bundle that says so
    PRIMARY KEY (vault, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE carried (                  -- envelopes that a bundle carried and that are kept here
    vault    BLOB NOT NULL,
    serial   INTEGER NOT NULL,
    envelope BLOB NOT NULL REFERENCES envelopes,
    PRIMARY KEY (vault, serial, envelope),
    FOREIGN KEY (vault, serial) REFERENCES inbound
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (                    -- a thread: one mailbox, one author key
    number   INTEGER PRIMARY KEY,
    lane     TEXT NOT NULL,
    author   BLOB NOT NULL UNIQUE,
    read_key BLOB NOT NULL UNIQUE,      -- two mailboxes with one read key would share cell keys on the board
    bucket   INTEGER NOT NULL
) STRICT;

CREATE TABLE messages (                 -- every message that opened, joined to a case or not
    number   INTEGER PRIMARY KEY,
    envelope BLOB NOT NULL UNIQUE REFERENCES envelopes,
    author   BLOB NOT NULL,
    message  BLOB NOT NULL,
    read_key BLOB NOT NULL,
    bucket   INTEGER NOT NULL,
    case_number INTEGER REFERENCES cases,
    position INTEGER,                   -- within the case, from 0; the acknowledgement's number
    opened   INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    path     TEXT NOT NULL,
    lang     TEXT NOT NULL,
    sent     INTEGER NOT NULL,
    text     TEXT NOT NULL,
    said     TEXT NOT NULL,             -- a report's particulars, as JSON; '{}' in later messages
    category TEXT AS (said ->> 'category'),
    danger   TEXT AS (said ->> 'danger'),
    identity TEXT NOT NULL,             -- none, contact or declared; what is declared stays in the envelope
    contact  TEXT NOT NULL,
    UNIQUE (case_number, position)
) STRICT;
CREATE INDEX messages_by_author ON messages (author, message);

CREATE TABLE attachments (
    message INTEGER NOT NULL REFERENCES messages,
    number  INTEGER NOT NULL,           -- within the message, from 0
    name    TEXT NOT NULL,
    type    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    sha256  BLOB NOT NULL,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE replies (                  -- answers, each an act `reply` of the custody log, which holds its text
    station  BLOB NOT NULL,
    entry    INTEGER NOT NULL,          -- the act's number within the station
    clock    INTEGER NOT NULL,          -- with the station, the order of writing over all cases
    case_number INTEGER NOT NULL REFERENCES cases,
    day      INTEGER NOT NULL,
    cells    INTEGER NOT NULL,
    not_before INTEGER NOT NULL,        -- the day from which a board may carry it
    back_station BLOB,                  -- the act by which it was taken back; it holds if no board came before
    back_entry INTEGER,
    position INTEGER,                   -- within the mailbox, from 1, once a board was made after it was written
    shown    INTEGER NOT NULL DEFAULT 0, -- snapshots that carried it
    last_shown INTEGER,                 -- the serial of the last of them
    withdrawn BLOB REFERENCES envelopes, -- in which the reporter asked for it to be deleted: no board carries it
    PRIMARY KEY (station, entry),
    UNIQUE (case_number, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_by_case ON replies (case_number, clock);

CREATE TABLE published (                -- outbound bundles, each with one board of the same serial
    serial INTEGER PRIMARY KEY,
    bundle BLOB NOT NULL,
    board  BLOB NOT NULL,
    issued INTEGER NOT NULL
) STRICT;
