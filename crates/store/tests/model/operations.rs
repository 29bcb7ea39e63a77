//! What is done to the stores. Values are places in [`crate::domain`]; what is there already is meant
//! by its place among what there is, so that an operation means something in any sequence.

use proptest::{collection::vec, option, prelude::*, strategy::Union};

/// One call of a writer, or of several where an application makes them together.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    /// Looks at everything, in the middle of the transaction.
    Look,
    Set {
        name: usize,
        value: usize,
    },
    PutDictionary {
        format: usize,
        bytes: usize,
    },
    /// Takes a number for a file that is put before the transaction ends.
    FileNumber,
    PutFile {
        which: Which,
        source: usize,
        address: usize,
        made: usize,
        complete: bool,
        snapshot: bool,
        values: usize,
    },
    /// Makes a key that is given a revision before the transaction ends, unless it has one.
    KeyOrNew {
        key: usize,
    },
    Append {
        key: usize,
        /// `None` for the end of a listing.
        document: Option<usize>,
        /// 0 for none, else one of those there are.
        dictionary: usize,
        changed: Option<usize>,
        made: usize,
        /// How much later than the last it arrives.
        later: usize,
    },
    Confirm {
        revision: usize,
        made: usize,
    },
    PutRecord {
        key: usize,
        /// `None` for a new one.
        record: Option<usize>,
        name: usize,
        kind: u8,
        changed: Option<usize>,
        values: usize,
        /// Identifiers with the relation to them; `None` keeps those it has.
        claims: Option<Vec<(usize, u8)>>,
        text: Vec<usize>,
    },
    DeleteRecord {
        key: usize,
        record: usize,
    },
    Mention {
        key: usize,
        identifiers: Vec<usize>,
    },
    PutMemberships {
        key: usize,
        record: usize,
        /// Vulnerabilities with the relation to them.
        of: Vec<(usize, u8)>,
    },
    VulnerabilityOrNew {
        name: usize,
    },
    PutVulnerability {
        name: usize,
        values: usize,
    },
    PutSource {
        source: usize,
        values: usize,
    },
    Projected {
        sequence: usize,
    },
    PutList {
        list: usize,
    },
    PutProduct {
        name: usize,
        values: usize,
        list: Listed,
        now: usize,
    },
    RemoveProduct {
        name: usize,
        now: usize,
    },
    PutVerdict {
        ours: usize,
        theirs: usize,
        values: usize,
    },
    PutAccount {
        kind: usize,
        name: usize,
        /// What is kept of it; nothing of 0.
        value: usize,
    },
    AppendTrail {
        name: usize,
    },
    ClearProjections,
    /// Ends the transaction with an error: nothing of it may stay.
    Fail,
}

/// Which file is put.
#[derive(Debug, Clone)]
pub(crate) enum Which {
    New,
    /// The one for which a number was taken first, if one was.
    Numbered,
    /// One whose number nobody took, beyond all that the transaction takes.
    Ahead,
    /// One of those there are.
    Kept(usize),
}

/// Where a product comes from.
#[derive(Debug, Clone)]
pub(crate) enum Listed {
    ByHand,
    /// From a list, which is kept first.
    Kept(usize),
    /// From one that is not kept, which is refused.
    Missing,
}

/// Sequences of transactions.
pub(crate) fn sequence() -> impl Strategy<Value = Vec<Vec<Operation>>> {
    vec(vec(operation(), 0..9), 1..12)
}

/// A place in any of the tables.
const ANY: std::ops::Range<usize> = 0..16;
/// A place among what there is.
const NTH: std::ops::Range<usize> = 0..4;

fn operation() -> impl Strategy<Value = Operation> {
    use Operation as O;
    // Few keys come often, so that they gather revisions and records.
    let key = || prop_oneof![3 => 0..3_usize, 1 => 0..8_usize];
    let relations = |of: std::ops::Range<usize>, most: u8| vec((of, 0..most), 0..4);
    let file = (
        prop_oneof![
            Just(Which::New),
            Just(Which::Numbered),
            Just(Which::Ahead),
            NTH.prop_map(Which::Kept)
        ],
        (0..4_usize, 0..3_usize, 0..6_usize),
        any::<(bool, bool)>(),
        ANY,
    );
    let file = file.prop_map(
        |(which, (source, address, made), (complete, snapshot), values)| O::PutFile {
            which,
            source,
            address,
            made,
            complete,
            snapshot,
            values,
        },
    );
    let revision = (
        key(),
        option::weighted(0.8, 0..5_usize),
        0..4_usize,
        option::of(0..6_usize),
        0..6_usize,
        prop_oneof![8 => 0..3_usize, 1 => Just(3)],
    );
    let revision =
        revision.prop_map(
            |(key, document, dictionary, changed, made, later)| O::Append {
                key,
                document,
                dictionary,
                changed,
                made,
                later,
            },
        );
    let record = (
        (
            key(),
            option::of(NTH),
            0..2_usize,
            prop_oneof![3 => Just(0), 1 => 1..4_u8],
        ),
        // Of few dates and names, so that the order is decided by what comes after them.
        (option::of(0..3_usize), ANY),
        option::weighted(0.8, relations(0..12, 3)),
        vec(0..9_usize, 0..6),
    );
    let record = record.prop_map(
        |((key, record, name, kind), (changed, values), claims, text)| O::PutRecord {
            key,
            record,
            name,
            kind,
            changed,
            values,
            claims,
            text,
        },
    );
    let product = (
        0..4_usize,
        ANY,
        prop_oneof![
            10 => Just(Listed::ByHand),
            10 => (0..5_usize).prop_map(Listed::Kept),
            1 => Just(Listed::Missing)
        ],
        0..6_usize,
    );
    let product = product.prop_map(|(name, values, list, now)| O::PutProduct {
        // The same product comes again now and then.
        values: values % 6,
        name,
        list,
        now,
    });
    Union::new_weighted(vec![
        (5, Just(O::Look).boxed()),
        (4, Just(O::Fail).boxed()),
        (1, Just(O::ClearProjections).boxed()),
        (2, Just(O::FileNumber).boxed()),
        (12, revision.boxed()),
        (14, record.boxed()),
        (
            8,
            (key(), NTH, relations(0..9, 2))
                .prop_map(|(key, record, of)| O::PutMemberships { key, record, of })
                .boxed(),
        ),
        (
            8,
            (0..9_usize, ANY)
                .prop_map(|(name, values)| O::PutVulnerability { name, values })
                .boxed(),
        ),
        (
            4,
            (key(), NTH)
                .prop_map(|(key, record)| O::DeleteRecord { key, record })
                .boxed(),
        ),
        (5, file.boxed()),
        (5, product.boxed()),
        (
            3,
            (NTH, 0..6_usize)
                .prop_map(|(revision, made)| O::Confirm { revision, made })
                .boxed(),
        ),
        (
            3,
            (key(), vec(0..12_usize, 0..3))
                .prop_map(|(key, identifiers)| O::Mention { key, identifiers })
                .boxed(),
        ),
        (
            2,
            (0..4_usize, 0..6_usize)
                .prop_map(|(name, now)| O::RemoveProduct { name, now })
                .boxed(),
        ),
        (
            3,
            (0..2_usize, 0..4_usize, ANY)
                .prop_map(|(ours, theirs, values)| O::PutVerdict {
                    ours,
                    theirs,
                    values,
                })
                .boxed(),
        ),
        (
            2,
            (0..2_usize, 0..4_usize, 0..3_usize)
                .prop_map(|(kind, name, value)| O::PutAccount { kind, name, value })
                .boxed(),
        ),
        (
            2,
            (0..3_usize)
                .prop_map(|name| O::AppendTrail { name })
                .boxed(),
        ),
        (
            2,
            (0..9_usize)
                .prop_map(|name| O::VulnerabilityOrNew { name })
                .boxed(),
        ),
        (
            2,
            (0..4_usize, ANY)
                .prop_map(|(source, values)| O::PutSource { source, values })
                .boxed(),
        ),
        (2, key().prop_map(|key| O::KeyOrNew { key }).boxed()),
        (
            2,
            (0..14_usize, 0..14_usize)
                .prop_map(|(name, value)| O::Set { name, value })
                .boxed(),
        ),
        (
            4,
            (0..14_usize, 0..2_usize)
                .prop_map(|(format, bytes)| O::PutDictionary { format, bytes })
                .boxed(),
        ),
        (
            1,
            NTH.prop_map(|sequence| O::Projected { sequence }).boxed(),
        ),
        (1, (0..5_usize).prop_map(|list| O::PutList { list }).boxed()),
    ])
}
