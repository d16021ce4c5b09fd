-- What is found by words and by facts, and the searches that people keep.

CREATE VIRTUAL TABLE found USING fts5 ( -- a row for each case, by its number; only the index is kept, not the words
    told,                               -- what the reporter wrote
    named,                              -- addresses, accounts, names of files
    ours,                               -- answers and notes
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO found (found, rank) VALUES ('secure-delete', 1); -- what is shredded leaves no word in the index

CREATE TABLE facets (                   -- facts of which a case may have several, folded
    kind  TEXT NOT NULL,                -- lang, platform or place
    value TEXT NOT NULL,
    case_number INTEGER NOT NULL REFERENCES cases,
    PRIMARY KEY (kind, value, case_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX facets_by_case ON facets (case_number);

CREATE TABLE unindexed (                -- cases of which something was said that the index does not have
    case_number INTEGER PRIMARY KEY REFERENCES cases
) STRICT;
INSERT INTO unindexed (case_number) SELECT number FROM cases;

CREATE TABLE searches (                 -- kept under a name, for the whole team
    name   TEXT PRIMARY KEY,
    query  TEXT NOT NULL,
    person TEXT NOT NULL                -- who kept it last
) STRICT, WITHOUT ROWID;

CREATE INDEX work_by_state ON work (state, case_number);
CREATE INDEX work_by_category ON work (category, topic, case_number);
CREATE INDEX work_by_assignee ON work (assignee, case_number);
CREATE INDEX work_by_urgency ON work (urgency, case_number);

CREATE TRIGGER message_is_searched AFTER UPDATE OF case_number ON messages WHEN new.case_number NOT NULL BEGIN
    INSERT OR IGNORE INTO unindexed (case_number) VALUES (new.case_number);
END;
CREATE TRIGGER our_words_are_searched AFTER INSERT ON acts WHEN new.act IN ('note', 'reply') BEGIN
    INSERT OR IGNORE INTO unindexed (case_number) SELECT number FROM cases WHERE author = new.author;
END;
