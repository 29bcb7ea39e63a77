//! Checking what people say of themselves: products, their lists, verdicts on names; and the trail of what they did.
//!
//! The rows prove themselves by their sums, which the engine's own check looks at. What is left is
//! that every list has its digest, and that every product can be read with its list.

use noroshi_store::{Digest, Reader, StoreError, chain};

/// What was found of products.
#[derive(Default)]
pub(super) struct Said {
    /// Lists that were decompressed and hashed.
    pub(super) lists: u64,
    /// What is wrong, in words.
    pub(super) faults: Vec<String>,
}

/// Checks the lists and the states of all products.
pub(super) fn check(reader: &dyn Reader) -> Said {
    let mut said = Said::default();
    if let Err(error) = trail(reader, &mut said) {
        let what = format!("the trail cannot be read: {error}");
        said.faults.push(what);
    }
    if let Err(error) = lists(reader, &mut said).and_then(|()| products(reader, &mut said)) {
        let what = format!("the products cannot be read: {error}");
        said.faults.push(what);
    }
    said
}

/// Whether every entry of the trail is chained to the one before it, and none is left out.
fn trail(reader: &dyn Reader, said: &mut Said) -> Result<(), StoreError> {
    let (mut last, mut link) = (0, chain::BEGIN);
    loop {
        let rows = reader.trail(last, 1_000)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            link = chain::entry(&link, &row.entry);
            if row.sequence != last + 1 || row.link != link {
                let what = format!("entry {} of the trail breaks its chain", row.sequence);
                said.faults.push(what);
            }
            (last, link) = (row.sequence, row.link);
        }
    }
}

fn lists(reader: &dyn Reader, said: &mut Said) -> Result<(), StoreError> {
    for digest in reader.lists()? {
        match reader.list(&digest) {
            Ok(Some(bytes)) if Digest::of(&bytes) == digest => {}
            Ok(Some(_)) => said
                .faults
                .push(format!("list {digest} does not have its digest")),
            Ok(None) => said.faults.push(format!("list {digest} is missing")),
            Err(error) => said.faults.push(error.to_string()),
        }
        said.lists += 1;
    }
    Ok(())
}

fn products(reader: &dyn Reader, said: &mut Said) -> Result<(), StoreError> {
    for product in reader.products()? {
        for state in reader.product_history(&product.name)? {
            let lost = state.product.list.is_some_and(|l| l.digest.is_empty());
            if lost {
                said.faults
                    .push(format!("a list of product {} is missing", product.name));
            }
        }
        if reader.product(&product.name)?.as_ref() != Some(&product) {
            said.faults
                .push(format!("product {} is not found", product.name));
        }
    }
    for verdict in reader.verdicts()? {
        let history = reader.verdict_history(&verdict.ours, &verdict.theirs)?;
        if history.last() != Some(&verdict) {
            let names = format!("{} and {}", verdict.ours, verdict.theirs);
            said.faults
                .push(format!("the verdict on {names} is not found"));
        }
    }
    Ok(())
}
