-- Who may do what: users, tokens, sessions. What is said of each is a text that the database does not look into.
CREATE TABLE accounts (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    sum INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;

-- What was done here, by whom: only ever added to. Each entry is chained to the one before it.
CREATE TABLE trail (
    sequence INTEGER PRIMARY KEY,
    entry TEXT NOT NULL,
    link BLOB NOT NULL
);
