-- What was destroyed: nothing of it is left but that it was there.

CREATE TABLE gone (                     -- numbers of cases, which no other case may get
    number INTEGER PRIMARY KEY,
    author BLOB NOT NULL,
    station BLOB NOT NULL,              -- the act of its destruction
    entry  INTEGER NOT NULL
) STRICT;
CREATE INDEX gone_by_author ON gone (author);
CREATE INDEX envelopes_gone ON envelopes (id) WHERE kind = 'destroyed';
