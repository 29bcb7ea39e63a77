-- The ledger: kept for ever.

-- What nothing else can prove ends with a `sum` over its row, for the check.

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE dictionaries (id INTEGER PRIMARY KEY, format TEXT NOT NULL, body BLOB NOT NULL, sum INTEGER NOT NULL);

-- Opaque to the database: a U+0000 or a number of forty digits survives.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    dictionary INTEGER NOT NULL,
    size INTEGER NOT NULL,
    records INTEGER NOT NULL,
    notes INTEGER NOT NULL,
    -- Without the body, which its digest proves.
    sum INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    format TEXT NOT NULL,
    header BLOB NOT NULL,
    digest BLOB,
    size INTEGER NOT NULL,
    made INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    records INTEGER NOT NULL,
    noted INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    snapshot INTEGER NOT NULL,
    sum INTEGER NOT NULL
);
CREATE INDEX files_by_address ON files (source, address, id);

CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX keys_by_name ON keys (name, source, namespace);
CREATE INDEX keys_by_source ON keys (source) WHERE source = 'kev';

CREATE TABLE revisions (
    sequence INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,
    document INTEGER,
    format TEXT NOT NULL,
    file INTEGER NOT NULL,
    position INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    changed INTEGER,
    made INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    source INTEGER NOT NULL,
    first INTEGER NOT NULL,
    link BLOB NOT NULL,
    sum INTEGER NOT NULL
);
CREATE INDEX revisions_by_key ON revisions (key);
CREATE INDEX revisions_by_document ON revisions (document);

CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    cursor TEXT,
    last_success INTEGER,
    last_attempt INTEGER,
    next INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    party TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    failing_since INTEGER,
    refusals INTEGER NOT NULL DEFAULT 0,
    documents INTEGER NOT NULL DEFAULT 0,
    revisions INTEGER NOT NULL DEFAULT 0,
    notes INTEGER NOT NULL DEFAULT 0,
    newest INTEGER,
    sum INTEGER
);

-- The projections: thrown away and rebuilt at will.

CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    source INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind INTEGER NOT NULL,
    status INTEGER NOT NULL,
    fullness INTEGER NOT NULL,
    title_ja TEXT,
    title_en TEXT,
    products TEXT NOT NULL,
    severity INTEGER,
    score REAL,
    scores TEXT NOT NULL,
    exploited INTEGER NOT NULL,
    fix INTEGER NOT NULL,
    epss REAL,
    percentile REAL,
    made_public INTEGER,
    first_published INTEGER,
    changed INTEGER,
    first_seen INTEGER NOT NULL
);
CREATE INDEX records_by_key ON records (key);
-- Feeds of what a source changed last. Of what describes a vulnerability (0), not of 300,000 daily scores.
CREATE INDEX records_by_change ON records (source, changed) WHERE kind = 0;

CREATE TABLE claims (
    identifier TEXT NOT NULL,
    record INTEGER NOT NULL,
    relation INTEGER NOT NULL,
    said_by TEXT NOT NULL,
    PRIMARY KEY (identifier, record)
) WITHOUT ROWID;
CREATE INDEX claims_by_record ON claims (record);

CREATE TABLE mentions (
    identifier TEXT NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (identifier, key)
) WITHOUT ROWID;

CREATE TABLE vulnerabilities (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    members INTEGER NOT NULL,
    severity INTEGER,
    score REAL,
    scored_by TEXT NOT NULL,
    differs INTEGER NOT NULL,
    exploited INTEGER NOT NULL,
    fix INTEGER NOT NULL,
    status INTEGER NOT NULL,
    languages INTEGER NOT NULL,
    epss REAL,
    sources INTEGER NOT NULL,
    made_public INTEGER,
    first_seen INTEGER NOT NULL,
    changed INTEGER,
    stamp INTEGER NOT NULL
);
CREATE INDEX vulnerabilities_by_stamp ON vulnerabilities (stamp);

CREATE TABLE members (
    vulnerability INTEGER NOT NULL,
    record INTEGER NOT NULL,
    relation INTEGER NOT NULL,
    PRIMARY KEY (vulnerability, record)
) WITHOUT ROWID;
CREATE INDEX members_by_record ON members (record);

-- Our own tokens, folded and cut before they come here, so `ascii` is all the tokenizer there is to
-- do. The text itself is in the documents.
CREATE VIRTUAL TABLE words USING fts5(
    tokens, content = '', contentless_delete = 1, tokenize = 'ascii'
);
INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);
CREATE VIRTUAL TABLE words_seen USING fts5vocab('words', 'instance');
