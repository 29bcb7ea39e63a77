-- Who may do what: users, tokens, sessions. What is said of each is a text that the database does not look into.
CREATE TABLE accounts (
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT NOT NULL,
    sum BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
);

-- What was done here, by whom: only ever added to. Each entry is chained to the one before it.
CREATE TABLE trail (
    sequence BIGINT PRIMARY KEY,
    entry TEXT NOT NULL,
    link BYTEA NOT NULL
);
