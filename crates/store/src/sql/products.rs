//! Products, their lists, and verdicts on names: every state they were ever in.

use noroshi_model::{GivenNames, ListOrigin, Moment, NameVerdict, Product};

use super::{Ask, Row, Value, Write, rows, sums, values};
use crate::{Digest, NewList, ProductState, StoreError, body};

/// A product's state, and where its list is.
const STATE: &str = "p.name, p.began, p.ended, p.\"group\", p.version, p.vendor, p.product, p.cpes, p.purls, p.note, \
     p.added, p.kind, p.file, p.made, p.made_text, p.made_zone_assumed, p.imported, p.components, p.noted, p.refused, \
     p.list, l.digest, l.size FROM products p LEFT JOIN lists l ON l.id = p.list";

const SAID: &str = "ours, theirs, same, said_by, said, reason FROM verdicts";

pub(crate) fn all(view: &dyn Ask) -> Result<Vec<Product>, StoreError> {
    let sql = format!("SELECT {STATE} WHERE p.ended IS NULL ORDER BY p.name");
    let states = view.all(&sql, &[], state)?;
    Ok(states.into_iter().map(|state| state.product).collect())
}

pub(crate) fn one(view: &dyn Ask, name: &str) -> Result<Option<Product>, StoreError> {
    let sql = format!("SELECT {STATE} WHERE p.ended IS NULL AND p.name = $1");
    Ok(view
        .one(&sql, values![name], state)?
        .map(|state| state.product))
}

pub(crate) fn history(view: &dyn Ask, name: &str) -> Result<Vec<ProductState>, StoreError> {
    let sql = format!("SELECT {STATE} WHERE p.name = $1 ORDER BY p.sequence");
    view.all(&sql, values![name], state)
}

pub(crate) fn names(view: &dyn Ask) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT DISTINCT name FROM products ORDER BY name";
    view.all(sql, &[], |r| r.get(0))
}

pub(crate) fn list(view: &dyn Ask, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<(usize, Vec<u8>)> = view.one(
        "SELECT size, body FROM lists WHERE digest = $1",
        values![&digest.0[..]],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let unpacked = found.map(|(size, body)| body::decompress(&body, size, None));
    unpacked.transpose().map_err(|e| StoreError::Damaged {
        what: format!("list {digest} does not decompress: {e}"),
    })
}

pub(crate) fn lists(view: &dyn Ask) -> Result<Vec<Digest>, StoreError> {
    let digests = view.all("SELECT digest FROM lists ORDER BY id", &[], |r| r.get(0))?;
    let digests = digests.into_iter().map(|bytes| rows::digest(Some(bytes)));
    let whole: Option<Vec<_>> = digests.collect();
    whole.ok_or_else(|| StoreError::Damaged {
        what: "the digest of a list is none".to_owned(),
    })
}

pub(crate) fn verdicts(view: &dyn Ask) -> Result<Vec<NameVerdict>, StoreError> {
    let sql = format!("SELECT {SAID} WHERE ended IS NULL ORDER BY ours, theirs");
    view.all(&sql, &[], verdict)
}

pub(crate) fn verdict_pairs(view: &dyn Ask) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT DISTINCT ours, theirs FROM verdicts ORDER BY ours, theirs";
    view.all(sql, &[], |r| Ok((r.get(0)?, r.get(1)?)))
}

pub(crate) fn verdict_history(
    view: &dyn Ask,
    ours: &str,
    theirs: &str,
) -> Result<Vec<NameVerdict>, StoreError> {
    let sql = format!("SELECT {SAID} WHERE ours = $1 AND theirs = $2 ORDER BY sequence");
    view.all(&sql, values![ours, theirs], verdict)
}

pub(crate) fn put_list(session: &mut dyn Write, list: &NewList<'_>) -> Result<bool, StoreError> {
    let digest = &list.digest.0[..];
    if list_id(session.ask(), digest)?.is_some() {
        return Ok(false);
    }
    let id = next(session.ask(), "SELECT max(id) FROM lists")?;
    let row = values![id, digest, list.size];
    let row = [&row[..], values![sums::of(row), list.body]].concat();
    session.run(
        "INSERT INTO lists (id, digest, size, sum, body) VALUES ($1, $2, $3, $4, $5)",
        &row,
    )?;
    Ok(true)
}

pub(crate) fn put(
    session: &mut dyn Write,
    product: &Product,
    now: i64,
) -> Result<bool, StoreError> {
    if one(session.ask(), &product.name)?.as_ref() == Some(product) {
        return Ok(false);
    }
    let list = product
        .list
        .as_ref()
        .map(|origin| kept_list(session.ask(), origin))
        .transpose()?;
    remove(session, &product.name, now)?;
    session.changes_products()?;
    let sequence = next(session.ask(), "SELECT max(sequence) FROM products")?;
    let given = &product.given;
    let origin = product.list.as_ref();
    let made = origin.and_then(|o| o.made.as_ref());
    let row = values![
        sequence,
        &product.name,
        now,
        None::<i64>,
        product.group.as_ref(),
        given.version.as_ref(),
        given.vendor.as_ref(),
        given.product.as_ref(),
        in_lines(&given.cpes),
        in_lines(&given.purls),
        product.note.as_ref(),
        product.added,
        list,
        origin.map(|o| &o.kind),
        origin.map(|o| &o.file),
        made.and_then(|m| m.instant),
        made.map(|m| &m.original),
        made.map(|m| m.zone_assumed),
        origin.map(|o| o.imported),
        origin.map(|o| o.components),
        origin.map(|o| o.noted),
        origin.map(|o| o.refused),
    ];
    session.put(
        "INSERT INTO products (sequence, name, began, ended, \"group\", version, vendor, product, cpes, purls, note, \
         added, list, kind, file, made, made_text, made_zone_assumed, imported, components, noted, refused, sum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
         $19, $20, $21, $22, $23)",
        row,
    )?;
    Ok(true)
}

pub(crate) fn remove(session: &mut dyn Write, name: &str, now: i64) -> Result<bool, StoreError> {
    let holds = "SELECT sequence FROM products WHERE name = $1 AND ended IS NULL";
    end(
        session,
        "products",
        sums::PRODUCT,
        holds,
        values![name],
        now,
    )
}

pub(crate) fn put_verdict(
    session: &mut dyn Write,
    verdict: &NameVerdict,
) -> Result<(), StoreError> {
    let NameVerdict { ours, theirs, .. } = verdict;
    let holds = "SELECT sequence FROM verdicts WHERE ours = $1 AND theirs = $2 AND ended IS NULL";
    let names = values![ours, theirs];
    end(
        session,
        "verdicts",
        sums::VERDICT,
        holds,
        names,
        verdict.when,
    )?;
    session.changes_products()?;
    let sequence = next(session.ask(), "SELECT max(sequence) FROM verdicts")?;
    session.put(
        "INSERT INTO verdicts (sequence, ours, theirs, same, said_by, said, reason, ended, sum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            sequence,
            ours,
            theirs,
            verdict.same,
            &verdict.by,
            verdict.when,
            verdict.reason.as_ref(),
            None::<i64>
        ],
    )?;
    Ok(())
}

/// Ends the state of a table that holds, if there is one.
fn end(
    session: &mut dyn Write,
    table: &str,
    columns: &str,
    holds: &str,
    names: &[Value<'_>],
    now: i64,
) -> Result<bool, StoreError> {
    let found = session.ask().one(holds, names, |r| r.get::<u64>(0))?;
    let Some(sequence) = found else {
        return Ok(false);
    };
    session.changes_products()?;
    session.run(
        &format!("UPDATE {table} SET ended = $1 WHERE sequence = $2"),
        values![now, sequence],
    )?;
    session.sum_anew(table, columns, "sequence", sequence)?;
    Ok(true)
}

fn kept_list(view: &dyn Ask, origin: &ListOrigin) -> Result<u64, StoreError> {
    let digest = Digest::parse(&origin.digest);
    let known = match &digest {
        Some(digest) => list_id(view, &digest.0)?,
        None => None,
    };
    known.ok_or_else(|| StoreError::Damaged {
        what: format!("list {} is not kept", origin.digest),
    })
}

fn list_id(view: &dyn Ask, digest: &[u8]) -> Result<Option<u64>, StoreError> {
    view.one(
        "SELECT id FROM lists WHERE digest = $1",
        values![digest],
        |r| r.get(0),
    )
}

fn next(view: &dyn Ask, last: &str) -> Result<u64, StoreError> {
    let last: Option<Option<u64>> = view.one(last, &[], |r| r.get(0))?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

fn state(row: &dyn Row) -> Result<ProductState, StoreError> {
    let made_text: Option<String> = row.get(14)?;
    let made = match made_text {
        None => None,
        Some(original) => Some(Moment {
            original,
            instant: row.get(13)?,
            zone_assumed: row.get(15)?,
        }),
    };
    // A list that is lost shows as one without a digest, which no list has: the check names it.
    let list = match row.get::<Option<u64>>(20)? {
        None => None,
        Some(_) => Some(ListOrigin {
            kind: row.get(11)?,
            file: row.get(12)?,
            digest: rows::digest(row.get(21)?).map_or_else(String::new, |d| d.to_string()),
            size: row.get::<Option<u64>>(22)?.unwrap_or(0),
            made,
            imported: row.get(16)?,
            components: row.get(17)?,
            noted: row.get(18)?,
            refused: row.get(19)?,
        }),
    };
    Ok(ProductState {
        product: Product {
            name: row.get(0)?,
            group: row.get(3)?,
            given: GivenNames {
                version: row.get(4)?,
                vendor: row.get(5)?,
                product: row.get(6)?,
                cpes: of_lines(&row.get::<String>(7)?),
                purls: of_lines(&row.get::<String>(8)?),
            },
            note: row.get(9)?,
            added: row.get(10)?,
            list,
        },
        began: row.get(1)?,
        ended: row.get(2)?,
    })
}

fn verdict(row: &dyn Row) -> Result<NameVerdict, StoreError> {
    Ok(NameVerdict {
        ours: row.get(0)?,
        theirs: row.get(1)?,
        same: row.get(2)?,
        by: row.get(3)?,
        when: row.get(4)?,
        reason: row.get(5)?,
    })
}

/// Several texts as one: each ends with a line feed, and one within a text is written otherwise.
fn in_lines(texts: &[String]) -> String {
    let lines = texts.iter();
    lines
        .map(|text| text.replace('\\', "\\\\").replace('\n', "\\n") + "\n")
        .collect()
}

/// The texts that [`in_lines`] wrote.
fn of_lines(lines: &str) -> Vec<String> {
    let text = |line: &str| {
        let mut text = String::with_capacity(line.len());
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.push(if chars.next() == Some('n') {
                    '\n'
                } else {
                    '\\'
                }),
                c => text.push(c),
            }
        }
        text
    };
    lines.split_terminator('\n').map(text).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{in_lines, of_lines};

    proptest! {
        #[test]
        fn several_texts_come_back_out_of_one(
            texts in proptest::collection::vec("[\\\\n\n\r\0a狼]{0,6}", 0..5),
        ) {
            prop_assert_eq!(of_lines(&in_lines(&texts)), texts);
        }
    }
}
