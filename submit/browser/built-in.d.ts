/** What build.mjs puts into the bundle: the hex SHA-256 of the word lists' file. */
declare const WORDS_SHA256: string;
