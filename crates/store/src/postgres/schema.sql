-- The same tables as the embedded engine's, in the portable subset: plain columns, plain indexes, numbers of our own.
-- Text is ordered by its bytes, whatever the database's own rules are.

-- The ledger: kept for ever. What nothing else can prove ends with a `sum` over its row, for the check.

CREATE TABLE settings (
    name TEXT COLLATE "C" PRIMARY KEY,
    value TEXT NOT NULL,
    sum BIGINT NOT NULL
);

CREATE TABLE dictionaries (
    id BIGINT PRIMARY KEY,
    format TEXT NOT NULL,
    body BYTEA NOT NULL,
    sum BIGINT NOT NULL
);

CREATE TABLE documents (
    id BIGINT PRIMARY KEY,
    digest BYTEA NOT NULL UNIQUE,
    dictionary BIGINT NOT NULL,
    size BIGINT NOT NULL,
    records BIGINT NOT NULL,
    notes BIGINT NOT NULL,
    -- Without the body, which its digest proves.
    sum BIGINT NOT NULL,
    body BYTEA NOT NULL
);

CREATE TABLE files (
    id BIGINT PRIMARY KEY,
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    format TEXT NOT NULL,
    header BYTEA NOT NULL,
    digest BYTEA,
    size BIGINT NOT NULL,
    made BIGINT NOT NULL,
    arrived BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    records BIGINT NOT NULL,
    noted BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    complete SMALLINT NOT NULL,
    snapshot SMALLINT NOT NULL,
    sum BIGINT NOT NULL
);
CREATE INDEX files_by_address ON files (source, address, id);

CREATE TABLE keys (
    id BIGINT PRIMARY KEY,
    source TEXT COLLATE "C" NOT NULL,
    namespace TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX keys_by_name ON keys (name, source, namespace);
CREATE INDEX keys_by_source ON keys (source);

CREATE TABLE revisions (
    sequence BIGINT PRIMARY KEY,
    key BIGINT NOT NULL,
    document BIGINT,
    format TEXT NOT NULL,
    file BIGINT NOT NULL,
    position BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    changed BIGINT,
    made BIGINT NOT NULL,
    confirmed BIGINT NOT NULL,
    source SMALLINT NOT NULL,
    first SMALLINT NOT NULL,
    link BYTEA NOT NULL,
    sum BIGINT NOT NULL
);
CREATE INDEX revisions_by_key ON revisions (key);
CREATE INDEX revisions_by_document ON revisions (document);

CREATE TABLE sources (
    id SMALLINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    cursor TEXT,
    last_success BIGINT,
    last_attempt BIGINT,
    next BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    party TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    failing_since BIGINT,
    refusals BIGINT NOT NULL DEFAULT 0,
    documents BIGINT NOT NULL DEFAULT 0,
    revisions BIGINT NOT NULL DEFAULT 0,
    notes BIGINT NOT NULL DEFAULT 0,
    newest BIGINT,
    sum BIGINT
);

-- What people say of themselves: kept for ever, like the ledger, and no projection of it.

CREATE TABLE lists (
    id BIGINT PRIMARY KEY,
    digest BYTEA NOT NULL UNIQUE,
    size BIGINT NOT NULL,
    sum BIGINT NOT NULL,
    body BYTEA NOT NULL
);

-- Every state that a product was ever in. The one without an end holds.
CREATE TABLE products (
    sequence BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    began BIGINT NOT NULL,
    ended BIGINT,
    "group" TEXT,
    version TEXT,
    vendor TEXT,
    product TEXT,
    cpes TEXT NOT NULL,
    purls TEXT NOT NULL,
    note TEXT,
    added BIGINT NOT NULL,
    list BIGINT,
    kind TEXT,
    file TEXT,
    made BIGINT,
    made_text TEXT,
    made_zone_assumed SMALLINT,
    imported BIGINT,
    components BIGINT,
    noted BIGINT,
    refused BIGINT,
    sum BIGINT NOT NULL
);
CREATE UNIQUE INDEX products_that_hold ON products (name) WHERE ended IS NULL;
CREATE INDEX products_by_name ON products (name, sequence);

-- Every word a person ever gave about two names. The one without an end holds.
CREATE TABLE verdicts (
    sequence BIGINT PRIMARY KEY,
    ours TEXT COLLATE "C" NOT NULL,
    theirs TEXT COLLATE "C" NOT NULL,
    same SMALLINT NOT NULL,
    said_by TEXT NOT NULL,
    said BIGINT NOT NULL,
    reason TEXT,
    ended BIGINT,
    sum BIGINT NOT NULL
);
CREATE UNIQUE INDEX verdicts_that_hold ON verdicts (ours, theirs) WHERE ended IS NULL;
CREATE INDEX verdicts_by_names ON verdicts (ours, theirs, sequence);

-- The projections: thrown away and rebuilt at will.

CREATE TABLE records (
    id BIGINT PRIMARY KEY,
    key BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    source SMALLINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    kind SMALLINT NOT NULL,
    status SMALLINT NOT NULL,
    fullness SMALLINT NOT NULL,
    title_ja TEXT,
    title_en TEXT,
    products TEXT NOT NULL,
    severity SMALLINT,
    score REAL,
    scores TEXT NOT NULL,
    exploited SMALLINT NOT NULL,
    fix SMALLINT NOT NULL,
    epss REAL,
    percentile REAL,
    made_public BIGINT,
    first_published BIGINT,
    changed BIGINT,
    first_seen BIGINT NOT NULL,
    -- Whether it has a text in the index.
    has_text SMALLINT NOT NULL
);
CREATE INDEX records_by_key ON records (key);
CREATE INDEX records_by_source ON records (source);
-- Feeds of what a source changed last. Of what describes a vulnerability (0), not of 300,000 daily scores.
CREATE INDEX records_by_change ON records (source, changed DESC NULLS LAST) WHERE kind = 0;

CREATE TABLE claims (
    identifier TEXT COLLATE "C" NOT NULL,
    record BIGINT NOT NULL,
    relation SMALLINT NOT NULL,
    said_by TEXT NOT NULL,
    PRIMARY KEY (identifier, record)
);
CREATE INDEX claims_by_record ON claims (record);

CREATE TABLE mentions (
    identifier TEXT COLLATE "C" NOT NULL,
    key BIGINT NOT NULL,
    PRIMARY KEY (identifier, key)
);

CREATE TABLE vulnerabilities (
    id BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    members BIGINT NOT NULL,
    severity SMALLINT,
    score REAL,
    scored_by TEXT NOT NULL,
    differs SMALLINT NOT NULL,
    exploited SMALLINT NOT NULL,
    fix SMALLINT NOT NULL,
    status SMALLINT NOT NULL,
    languages SMALLINT NOT NULL,
    epss REAL,
    sources BIGINT NOT NULL,
    made_public BIGINT,
    first_seen BIGINT NOT NULL,
    changed BIGINT,
    stamp BIGINT NOT NULL
);
CREATE INDEX vulnerabilities_by_stamp ON vulnerabilities (stamp);

CREATE TABLE members (
    vulnerability BIGINT NOT NULL,
    record BIGINT NOT NULL,
    relation SMALLINT NOT NULL,
    PRIMARY KEY (vulnerability, record)
);
CREATE INDEX members_by_record ON members (record);

-- Our own tokens: where each stands in which texts, packed. A segment holds what was written together; segments are
-- joined when there are many of a size.
CREATE TABLE segments (
    id BIGINT PRIMARY KEY,
    size BIGINT NOT NULL
);
-- A token is cut in two where it is too long for an index; nearly all have no rest.
CREATE TABLE words (
    segment BIGINT NOT NULL,
    beginning TEXT COLLATE "C" NOT NULL,
    rest TEXT NOT NULL,
    places BYTEA NOT NULL
);
CREATE INDEX words_by_token ON words (segment, beginning);
-- Texts written anew or gone: what stands about a record in earlier segments counts no more.
CREATE TABLE words_gone (
    since BIGINT NOT NULL,
    record BIGINT NOT NULL,
    PRIMARY KEY (since, record)
);

-- Several nodes on one database.

-- Who does what at present. A lease that has run out may be taken by anybody; its token rises each time it is taken, so
-- that whoever held it before can do no more under it. `until` is by the database's clock (milliseconds since 1970).
CREATE TABLE leases (
    name TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT NOT NULL,
    token BIGINT NOT NULL,
    until BIGINT NOT NULL
);
INSERT INTO leases (name, holder, token, until) VALUES ('pen', '', 0, 0);

CREATE TABLE nodes (
    name TEXT COLLATE "C" PRIMARY KEY,
    release TEXT NOT NULL,
    started BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    matched BIGINT NOT NULL,
    doing TEXT NOT NULL
);
