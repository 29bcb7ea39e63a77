-- What people say of themselves: kept for ever, like the ledger, and no projection of it.

-- Lists of components, byte for byte. Opaque to the database, as documents are.
CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    -- Without the body, which its digest proves.
    sum INTEGER NOT NULL,
    body BLOB NOT NULL
);

-- Every state that a product was ever in. The one without an end holds.
CREATE TABLE products (
    sequence INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    "group" TEXT,
    version TEXT,
    vendor TEXT,
    product TEXT,
    cpes TEXT NOT NULL,
    purls TEXT NOT NULL,
    note TEXT,
    added INTEGER NOT NULL,
    list INTEGER,
    kind TEXT,
    file TEXT,
    made INTEGER,
    made_text TEXT,
    made_zone_assumed INTEGER,
    imported INTEGER,
    components INTEGER,
    noted INTEGER,
    refused INTEGER,
    sum INTEGER NOT NULL
);
CREATE UNIQUE INDEX products_that_hold ON products (name) WHERE ended IS NULL;
CREATE INDEX products_by_name ON products (name, sequence);

-- Every word a person ever gave about two names. The one without an end holds.
CREATE TABLE verdicts (
    sequence INTEGER PRIMARY KEY,
    ours TEXT NOT NULL,
    theirs TEXT NOT NULL,
    same INTEGER NOT NULL,
    said_by TEXT NOT NULL,
    said INTEGER NOT NULL,
    reason TEXT,
    ended INTEGER,
    sum INTEGER NOT NULL
);
CREATE UNIQUE INDEX verdicts_that_hold ON verdicts (ours, theirs) WHERE ended IS NULL;
CREATE INDEX verdicts_by_names ON verdicts (ours, theirs, sequence);
