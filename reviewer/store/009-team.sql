-- What other workstations of the team have, and what one person asked another for.

CREATE TABLE peers (                    -- what another workstation had when it wrote the last file that was read
    station BLOB PRIMARY KEY CHECK (length(station) = 8),
    heads   TEXT NOT NULL,              -- the last number of each station's acts, as JSON
    day     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The act by which a bundle's last part came; those from before this script were all acknowledged by one store.
ALTER TABLE inbound ADD COLUMN station BLOB;
ALTER TABLE inbound ADD COLUMN entry INTEGER;

CREATE TABLE asked (                    -- for a second person's word, each by an act `ask`
    station  BLOB NOT NULL,
    entry    INTEGER NOT NULL,
    author   BLOB NOT NULL,
    what     TEXT NOT NULL CHECK (what IN ('reveal', 'destroy')),
    person   TEXT NOT NULL,
    verdict  TEXT NOT NULL DEFAULT '',  -- granted or refused, by somebody else
    answerer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (station, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_by_author ON asked (author);
CREATE INDEX asked_open ON asked (verdict) WHERE verdict = '';
