-- Several processes on one store: who does what at present, and who is there. No part of what is kept.

-- A lease that has run out may be taken by anybody; its token rises each time it is taken. `until` is in milliseconds
-- since 1970.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    token INTEGER NOT NULL,
    until INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE nodes (
    name TEXT PRIMARY KEY,
    release TEXT NOT NULL,
    started INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    doing TEXT NOT NULL
) WITHOUT ROWID;
