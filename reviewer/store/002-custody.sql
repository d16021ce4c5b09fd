-- The custody log of all workstations, and who last wrote what that acts decide.

CREATE TABLE acts (
    station   BLOB NOT NULL CHECK (length(station) = 8),
    number    INTEGER NOT NULL,         -- within the station, from 1
    clock     INTEGER NOT NULL,         -- Lamport time: greater than that of every entry known when it was written
    author    BLOB,                     -- of the case, if it is about one
    act       TEXT NOT NULL,
    packed    BLOB NOT NULL,            -- the signed JSON, from which all columns are
    hash      BLOB NOT NULL,
    signature BLOB NOT NULL,
    salt      BLOB NOT NULL,            -- of what was written freely; both empty where there is none, or none any more
    text      TEXT NOT NULL,
    PRIMARY KEY (station, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX acts_by_author ON acts (author, clock);
CREATE INDEX acts_by_clock ON acts (clock);

CREATE TABLE last_writers (             -- of each field of a case: the stamp of the entry that holds
    subject BLOB NOT NULL,              -- author key of the case; empty for what is of no case
    field   TEXT NOT NULL,
    clock   INTEGER NOT NULL,
    station BLOB NOT NULL,
    PRIMARY KEY (subject, field)
) STRICT, WITHOUT ROWID;
