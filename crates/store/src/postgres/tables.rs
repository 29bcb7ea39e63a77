//! The tables that are written in bulk: their columns, and the types of these on the wire.

use tokio_postgres::types::Type;

/// A type of a column.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Number,
    Small,
    Real,
    Text,
    Bytes,
}

use Kind::{Bytes, Number, Real, Small, Text};

impl Kind {
    pub(super) fn wire(self) -> Type {
        match self {
            Number => Type::INT8,
            Small => Type::INT2,
            Real => Type::FLOAT4,
            Text => Type::TEXT,
            Bytes => Type::BYTEA,
        }
    }
}

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
}

impl Table {
    /// The names of its columns.
    pub(super) fn columns(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }
}

pub(super) const DOCUMENTS: Table = Table {
    name: "documents",
    columns: &[
        ("id", Number),
        ("digest", Bytes),
        ("dictionary", Number),
        ("size", Number),
        ("records", Number),
        ("notes", Number),
        ("sum", Number),
        ("body", Bytes),
    ],
};

pub(super) const FILES: Table = Table {
    name: "files",
    columns: &[
        ("id", Number),
        ("source", Text),
        ("address", Text),
        ("format", Text),
        ("header", Bytes),
        ("digest", Bytes),
        ("size", Number),
        ("made", Number),
        ("arrived", Number),
        ("entries", Number),
        ("records", Number),
        ("noted", Number),
        ("refused", Number),
        ("complete", Small),
        ("snapshot", Small),
        ("sum", Number),
    ],
};

pub(super) const KEYS: Table = Table {
    name: "keys",
    columns: &[
        ("id", Number),
        ("source", Text),
        ("namespace", Text),
        ("name", Text),
    ],
};

pub(super) const REVISIONS: Table = Table {
    name: "revisions",
    columns: &[
        ("sequence", Number),
        ("key", Number),
        ("document", Number),
        ("format", Text),
        ("file", Number),
        ("position", Number),
        ("seen", Number),
        ("changed", Number),
        ("made", Number),
        ("confirmed", Number),
        ("source", Small),
        ("first", Small),
        ("link", Bytes),
        ("sum", Number),
    ],
};

/// Of revisions that stand already.
pub(super) const CONFIRMED: Table = Table {
    name: "confirmed",
    columns: &[("sequence", Number), ("confirmed", Number), ("sum", Number)],
};

pub(super) const RECORDS: Table = Table {
    name: "records",
    columns: &[
        ("id", Number),
        ("key", Number),
        ("sequence", Number),
        ("source", Small),
        ("name", Text),
        ("kind", Small),
        ("status", Small),
        ("fullness", Small),
        ("title_ja", Text),
        ("title_en", Text),
        ("products", Text),
        ("severity", Small),
        ("score", Real),
        ("scores", Text),
        ("exploited", Small),
        ("fix", Small),
        ("epss", Real),
        ("percentile", Real),
        ("made_public", Number),
        ("first_published", Number),
        ("changed", Number),
        ("first_seen", Number),
        ("has_text", Small),
    ],
};

pub(super) const CLAIMS: Table = Table {
    name: "claims",
    columns: &[
        ("identifier", Text),
        ("record", Number),
        ("relation", Small),
        ("said_by", Text),
    ],
};

pub(super) const MENTIONS: Table = Table {
    name: "mentions",
    columns: &[("identifier", Text), ("key", Number)],
};

pub(super) const VULNERABILITIES: Table = Table {
    name: "vulnerabilities",
    columns: &[
        ("id", Number),
        ("name", Text),
        ("members", Number),
        ("severity", Small),
        ("score", Real),
        ("scored_by", Text),
        ("differs", Small),
        ("exploited", Small),
        ("fix", Small),
        ("status", Small),
        ("languages", Small),
        ("epss", Real),
        ("sources", Number),
        ("made_public", Number),
        ("first_seen", Number),
        ("changed", Number),
        ("stamp", Number),
    ],
};

pub(super) const MEMBERS: Table = Table {
    name: "members",
    columns: &[
        ("vulnerability", Number),
        ("record", Number),
        ("relation", Small),
    ],
};

pub(super) const WORDS: Table = Table {
    name: "words",
    columns: &[
        ("segment", Number),
        ("beginning", Text),
        ("rest", Text),
        ("places", Bytes),
    ],
};

pub(super) const WORDS_GONE: Table = Table {
    name: "words_gone",
    columns: &[("since", Number), ("record", Number)],
};

/// Those that bulk goes through on its way: one table of its own for each, gone with the connection and empty after
/// each transaction.
pub(super) const STAGED: [&Table; 12] = [
    &DOCUMENTS,
    &FILES,
    &KEYS,
    &REVISIONS,
    &CONFIRMED,
    &RECORDS,
    &CLAIMS,
    &MENTIONS,
    &VULNERABILITIES,
    &MEMBERS,
    &WORDS,
    &WORDS_GONE,
];
