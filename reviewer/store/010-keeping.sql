-- What was destroyed: nothing of it is left but that it was there.

CREATE TABLE gone (                     -- numbers of cases, which no other case may get
    number INTEGER PRIMARY KEY,
    author BLOB NOT NULL,
    station BLOB NOT NULL,              -- the act of its destruction
    entry  INTEGER NOT NULL
) STRICT;
CREATE INDEX gone_by_author ON gone (author);
-- Translations are searched like notes and answers.
DROP TRIGGER our_words_are_searched;
CREATE TRIGGER our_words_are_searched AFTER INSERT ON acts WHEN new.act IN ('note', 'reply', 'translate') BEGIN
    INSERT OR IGNORE INTO unindexed (case_number) SELECT number FROM cases WHERE author = new.author;
END;

CREATE INDEX envelopes_gone ON envelopes (id) WHERE kind = 'destroyed';
