//! Every question a reader answers, over all the values there are. Where the traits promise no order,
//! the answer is sorted.

use noroshi_store::{Ahead, Digest, FileRow, KeyId, Reader, StoreError, VulnerabilityRow};

use crate::{
    domain::{
        ACCOUNTS, ADDRESSES, BEGINNINGS, DATES, DOCUMENTS, IDENTIFIERS, KEYS, NAMES, SOURCES,
        TOKEN_BEGINNINGS, TOKENS, VULNERABILITIES, WORDS,
    },
    transcript::Transcript,
};

/// More than there is of anything.
const ALL: usize = 10_000;

/// Asks everything.
pub(crate) fn look(reader: &dyn Reader, t: &mut Transcript) {
    t.answered("state()".to_owned(), reader.state());
    said(reader, t);
    ledger(reader, t);
    files(reader, t);
    records(reader, t);
    vulnerabilities(reader, t);
    text(reader, t);
}

/// What people say of themselves, and what is kept beside it.
fn said(reader: &dyn Reader, t: &mut Transcript) {
    for (i, word) in WORDS.iter().enumerate() {
        let setting = reader.setting(&format!("our {word}"));
        t.answered(format!("setting({i})"), setting);
    }
    let settings = reader.settings().map(|mut all| {
        // Each engine has settings of its own beside these.
        all.retain(|(name, _)| name.starts_with("our "));
        all
    });
    t.answered("settings()".to_owned(), settings);
    t.answered("product_names()".to_owned(), reader.product_names());
    t.answered("verdict_pairs()".to_owned(), reader.verdict_pairs());
    t.answered("products()".to_owned(), reader.products());
    t.answered("verdicts()".to_owned(), reader.verdicts());
    t.answered("lists()".to_owned(), reader.lists());
    t.answered("trail(0)".to_owned(), reader.trail(0, 99));
    t.answered("trail(1)".to_owned(), reader.trail(1, 1));
    t.answered("trail_end()".to_owned(), reader.trail_end());
    for kind in ACCOUNTS {
        t.answered(format!("accounts({kind})"), reader.accounts(kind));
    }
    for (i, name) in NAMES.iter().enumerate() {
        t.answered(format!("product({i})"), reader.product(name));
        let history = reader.product_history(name);
        t.answered(format!("product_history({i})"), history);
        for (j, theirs) in NAMES.iter().enumerate() {
            let history = reader.verdict_history(name, theirs);
            t.answered(format!("verdict_history({i}, {j})"), history);
        }
    }
}

fn ledger(reader: &dyn Reader, t: &mut Transcript) {
    t.answered("dictionaries()".to_owned(), sorted(reader.dictionaries()));
    for (i, bytes) in DOCUMENTS.iter().enumerate() {
        let digest = Digest::of(bytes);
        t.answered(format!("document({i})"), reader.document(&digest));
        t.answered(format!("list({i})"), reader.list(&digest));
        for source in SOURCES {
            let known = reader.known(source, &digest);
            t.answered(format!("known({source:?}, {i})"), known);
        }
    }
    let missing = Digest::of(b"never kept");
    t.answered("document(never kept)".to_owned(), reader.document(&missing));
    t.answered("list(never kept)".to_owned(), reader.list(&missing));
    for (i, name) in KEYS.iter().enumerate() {
        t.answered(format!("key({i})"), reader.key(name));
    }
    for key in keys() {
        t.answered(format!("key_name({key})"), reader.key_name(key));
        t.answered(format!("revisions({key})"), reader.revisions(key));
    }
    let last = reader.state().map_or(0, |state| state.sequence);
    for after in [0, 1, last / 2, last, last + 1] {
        for limit in [0, 1, 3, ALL] {
            let rows = reader.ledger(after, limit);
            t.answered(format!("ledger({after}, {limit})"), rows);
        }
        for until in [0, after + 1, last] {
            let mut documents = Vec::new();
            let done = reader.packed(after, until, &mut |sequence, document| {
                documents.push((sequence, document));
            });
            let documents = done.map(|()| documents);
            t.answered(format!("packed({after}, {until})"), documents);
        }
    }
}

fn files(reader: &dyn Reader, t: &mut Transcript) {
    t.answered(
        "sources()".to_owned(),
        sorted_by(reader.sources(), |s| s.id),
    );
    let all = reader.files_after(0, ALL);
    for id in all.iter().flatten().flat_map(|file| [file.id, file.id + 1]) {
        t.answered(format!("file({id})"), reader.file(id));
        let files = reader.files_after(id, 2);
        t.answered(format!("files_after({id}, 2)"), files);
    }
    t.answered("files_after(0)".to_owned(), all);
    for source in SOURCES.iter().chain(&["nobody"]) {
        t.answered(format!("snapshots({source:?})"), reader.snapshots(source));
        for (i, address) in ADDRESSES.iter().enumerate() {
            let file: Result<Option<FileRow>, _> = reader.file_at(source, address);
            t.answered(format!("file_at({source:?}, {i})"), file);
        }
        for date in DATES {
            let keys = sorted(reader.unconfirmed(source, *date));
            t.answered(format!("unconfirmed({source:?}, {date})"), keys);
            let counts = reader.source_counts(source, *date);
            t.answered(format!("source_counts({source:?}, {date})"), counts);
        }
    }
}

fn records(reader: &dyn Reader, t: &mut Transcript) {
    let mut last = 0;
    for key in keys() {
        let names = reader.names_of(key);
        for (id, _) in names.iter().flatten() {
            last = last.max(*id);
        }
        t.answered(format!("names_of({key})"), names);
        let records = sorted_by(reader.records_of(key), |r| r.id);
        t.answered(format!("records_of({key})"), records);
    }
    for id in 0..=last + 1 {
        t.answered(format!("record({id})"), reader.record(id));
        t.answered(format!("claims_of({id})"), sorted(reader.claims_of(id)));
        t.answered(format!("memberships({id})"), sorted(reader.memberships(id)));
    }
    for source in SOURCES.iter().chain(&["nobody"]) {
        for (skip, limit) in [(0, ALL), (1, 1), (1, ALL), (0, 0), (3, 2)] {
            let records = reader.newest_records(source, skip, limit);
            t.answered(
                format!("newest_records({source:?}, {skip}, {limit})"),
                records,
            );
        }
    }
    for (i, identifier) in IDENTIFIERS.iter().enumerate() {
        t.answered(
            format!("claiming({i})"),
            sorted(reader.claiming(identifier)),
        );
        let keys = sorted(reader.keys_mentioning(identifier));
        t.answered(format!("keys_mentioning({i})"), keys);
    }
    let mut pairs = Vec::new();
    let seen =
        reader.mentions_seen(&mut |identifier, key| pairs.push((identifier.to_owned(), key)));
    let mut pairs = sorted(seen.map(|()| pairs));
    if let Ok(pairs) = &mut pairs {
        // Some may come twice.
        pairs.dedup();
    }
    t.answered("mentions_seen()".to_owned(), pairs);
}

fn vulnerabilities(reader: &dyn Reader, t: &mut Transcript) {
    let stamp = reader.state().map_or(0, |state| state.stamp);
    let mut all: Vec<VulnerabilityRow> = Vec::new();
    for after in [0, 1, stamp.saturating_sub(1), stamp] {
        let mut rows = Vec::new();
        let done = reader.vulnerabilities_after(after, &mut |row| rows.push(row));
        if after == 0 {
            all.clone_from(&rows);
        }
        let rows = sorted_by(done.map(|()| rows), |row| row.id);
        t.answered(format!("vulnerabilities_after({after})"), rows);
        let mut pairs = Vec::new();
        let done = reader.memberships_after(after, &mut |record, id| pairs.push((record, id)));
        let pairs = sorted(done.map(|()| pairs));
        t.answered(format!("memberships_after({after})"), pairs);
    }
    let last = all.iter().map(|row| row.id).max().unwrap_or(0);
    for id in 0..=last + 1 {
        t.answered(
            format!("vulnerability_at({id})"),
            reader.vulnerability_at(id),
        );
        let members = sorted_by(reader.members(id), |m| m.record.id);
        let records = members.iter().flatten().map(|member| member.record.id);
        // The records that belong to it, and one that may not.
        for record in records.chain([1]) {
            let relation = reader.relation(record, id);
            t.answered(format!("relation({record}, {id})"), relation);
        }
        t.answered(format!("members({id})"), members);
    }
    for (i, name) in VULNERABILITIES.iter().enumerate() {
        t.answered(format!("vulnerability({i})"), reader.vulnerability(name));
        // What was fetched ahead answers as what is asked for.
        t.answered(format!("ahead({i})"), reader.ahead(Ahead::Named(name)));
        let again = reader.vulnerability(name);
        if let Ok(Some(row)) = &again {
            t.answered(
                format!("members of {i}"),
                sorted_by(reader.members(row.id), |m| m.record.id),
            );
        }
        t.answered(format!("vulnerability({i}), fetched ahead"), again);
    }
    for (i, beginning) in BEGINNINGS.iter().enumerate() {
        for limit in [0, 1, 3, ALL] {
            let names = reader.names_beginning(beginning, limit);
            t.answered(format!("names_beginning({i}, {limit})"), names);
        }
        let mut ids = Vec::new();
        let done = reader.vulnerabilities_beginning(beginning, &mut |id| ids.push(id));
        // Those that are gone may be among them, or not.
        ids.retain(|id| all.iter().any(|row| row.id == *id && row.members > 0));
        let ids = sorted(done.map(|()| ids));
        t.answered(format!("vulnerabilities_beginning({i})"), ids);
    }
}

fn text(reader: &dyn Reader, t: &mut Transcript) {
    let mut ask = |tokens: &[&str], what: String| {
        let tokens: Vec<String> = tokens.iter().map(|&token| token.to_owned()).collect();
        let mut found = Vec::new();
        let done = reader.text(&tokens, &mut |record| found.push(record));
        t.answered(format!("text({what})"), sorted(done.map(|()| found)));
    };
    ask(&[], "nothing".to_owned());
    for (i, first) in TOKENS.iter().enumerate() {
        ask(&[first], format!("{i}"));
        for (j, second) in TOKENS[..4].iter().enumerate() {
            ask(&[first, second], format!("{i}, {j}"));
        }
        ask(&[first, "f*"], format!("{i}, f*"));
    }
    for beginning in TOKEN_BEGINNINGS {
        ask(&[&format!("{beginning}*")], format!("{beginning}*"));
    }
    let (a, b) = (&TOKENS[0], &TOKENS[1]);
    ask(&[a, b, a], "0, 1, 0".to_owned());
    ask(&[a, a, "fi*"], "0, 0, fi*".to_owned());
    let mut seen = Vec::new();
    let each = &mut |token: &[u8], position, record| seen.push((record, position, token.to_vec()));
    let done = reader.text_seen(each);
    t.answered("text_seen()".to_owned(), sorted(done.map(|()| seen)));
}

/// Every number that a key can have, and two that none has.
fn keys() -> std::ops::RangeInclusive<KeyId> {
    0..=KEYS.len() as KeyId + 1
}

fn sorted<T: Ord>(answer: Result<Vec<T>, StoreError>) -> Result<Vec<T>, StoreError> {
    answer.map(|mut all| {
        all.sort();
        all
    })
}

fn sorted_by<T, K: Ord>(
    answer: Result<Vec<T>, StoreError>,
    key: impl Fn(&T) -> K,
) -> Result<Vec<T>, StoreError> {
    answer.map(|mut all| {
        all.sort_by_key(key);
        all
    })
}
