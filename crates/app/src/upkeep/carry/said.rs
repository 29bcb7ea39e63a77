//! Carrying what people say of themselves: lists, every state of every product, every verdict; users, tokens and the trail.

use std::collections::BTreeSet;

use noroshi_model::NameVerdict;
use noroshi_store::{Digest, NewList, ProductState, Reader, StoreError, Writer, body::Squeezer};

use super::{
    Route,
    ledger::{BYTES, expect},
    look::There,
};
use crate::{house::UseError, identity};

/// Products, or pairs of names, of one transaction.
const SOME: usize = 500;

/// Notes of which products and pairs the target has not got everything.
///
/// # Errors
///
/// What the stores say; the inner one where the target has what the source has not.
pub(super) fn compare(
    reader: &dyn Reader,
    target: &dyn Reader,
    there: &mut There,
) -> Result<Result<(), String>, StoreError> {
    let names: BTreeSet<String> = reader.product_names()?.into_iter().collect();
    for name in target.product_names()? {
        if !names.contains(&name) {
            return Ok(Err(format!("the product {name} is kept there alone")));
        }
    }
    for name in names {
        let (ours, theirs) = (
            reader.product_history(&name)?,
            target.product_history(&name)?,
        );
        if !begins(&ours, &theirs) {
            return Ok(Err(format!("the product {name} has another history")));
        }
        if ours != theirs {
            there.products.push(name);
        }
    }
    let pairs: BTreeSet<_> = reader.verdict_pairs()?.into_iter().collect();
    for pair in target.verdict_pairs()? {
        if !pairs.contains(&pair) {
            let what = format!("a verdict on {} and {} is kept there alone", pair.0, pair.1);
            return Ok(Err(what));
        }
    }
    for pair in pairs {
        let ours = reader.verdict_history(&pair.0, &pair.1)?;
        let theirs = target.verdict_history(&pair.0, &pair.1)?;
        if !ours.starts_with(&theirs) {
            let what = format!("the verdicts on {} and {} are others", pair.0, pair.1);
            return Ok(Err(what));
        }
        if ours != theirs {
            there.verdicts.push(pair);
        }
    }
    accounts(reader, target, there)
}

/// Notes the users and tokens that the target has not got as they are. Sessions end with the store they began in.
fn accounts(
    reader: &dyn Reader,
    target: &dyn Reader,
    there: &mut There,
) -> Result<Result<(), String>, StoreError> {
    if let Some(end) = target.trail_end()? {
        there.trail = end.sequence;
        let own = reader.trail(end.sequence - 1, 1)?;
        if own.first() != Some(&end) {
            return Ok(Err("the trail is another one".to_owned()));
        }
    }
    for kind in identity::KEPT {
        let (ours, theirs) = (reader.accounts(kind)?, target.accounts(kind)?);
        for (name, _) in &theirs {
            if !ours.iter().any(|(own, _)| own == name) {
                return Ok(Err(format!("the {kind} {name} is kept there alone")));
            }
        }
        let lacking = ours.into_iter().filter(|own| !theirs.contains(own));
        let lacking = lacking.map(|(name, value)| (kind, name, value));
        there.accounts.extend(lacking);
    }
    Ok(Ok(()))
}

impl Route<'_> {
    /// Carries users and tokens that are not there as they are, and the rest of the trail.
    pub(super) fn carry_accounts(
        &self,
        reader: &dyn Reader,
        there: &There,
    ) -> Result<u64, UseError> {
        let mut carried = there.accounts.len() as u64;
        if !there.accounts.is_empty() {
            self.to.write(&mut |writer| {
                let mut all = there.accounts.iter();
                all.try_for_each(|(kind, name, value)| writer.put_account(kind, name, Some(value)))
            })?;
        }
        let mut last = there.trail;
        loop {
            let rows = reader.trail(last, SOME)?;
            let Some(end) = rows.last() else {
                return Ok(carried);
            };
            self.to.write(&mut |writer| {
                for row in &rows {
                    writer.append_trail(&row.entry)?;
                }
                expect(writer.trail_end()?.as_ref() == Some(end), || {
                    "the trail came out otherwise".to_owned()
                })
            })?;
            last = end.sequence;
            carried += rows.len() as u64;
        }
    }

    /// Carries the lists that are not there yet, in their order.
    pub(super) fn carry_lists(&self, reader: &dyn Reader, there: &There) -> Result<u64, UseError> {
        let mut count = 0;
        let mut packed: Vec<Packed> = Vec::new();
        let mut digests = reader.lists()?.into_iter();
        loop {
            let next = digests.by_ref().find(|list| !there.lists.contains(list));
            let size: u64 = packed.iter().map(|list| list.size).sum();
            if (next.is_none() && !packed.is_empty()) || size > BYTES {
                self.to.write(&mut |writer| {
                    packed
                        .iter()
                        .try_for_each(|list| writer.put_list(&list.as_new()).map(drop))
                })?;
                count += packed.len() as u64;
                packed.clear();
            }
            match next {
                Some(digest) => packed.push(self.list(reader, digest)?),
                None => return Ok(count),
            }
        }
    }

    fn list(&self, reader: &dyn Reader, digest: Digest) -> Result<Packed, UseError> {
        let bytes = reader.list(&digest)?;
        let bytes = bytes.filter(|bytes| Digest::of(bytes) == digest);
        let Some(bytes) = bytes else {
            return Err(self.not_whole(format!("list {digest} does not have its digest")));
        };
        let body = Squeezer::new(None)
            .and_then(|mut squeezer| squeezer.squeeze(&bytes))
            .map_err(|e| StoreError::Engine {
                doing: "compressing a list",
                cause: Box::new(e),
            })?;
        Ok(Packed {
            digest,
            body,
            size: bytes.len() as u64,
        })
    }

    /// Carries the states of products that are not there yet.
    pub(super) fn carry_products(
        &self,
        reader: &dyn Reader,
        there: &There,
    ) -> Result<u64, UseError> {
        for names in there.products.chunks(SOME) {
            let histories = names.iter().map(|name| reader.product_history(name));
            let histories = histories.collect::<Result<Vec<_>, _>>()?;
            self.to.write(&mut |writer| {
                let mut pairs = names.iter().zip(&histories);
                pairs.try_for_each(|(name, history)| live_again(writer, name, history))
            })?;
        }
        Ok(there.products.len() as u64)
    }

    /// Carries the verdicts that are not there yet.
    pub(super) fn carry_verdicts(
        &self,
        reader: &dyn Reader,
        there: &There,
    ) -> Result<u64, UseError> {
        for pairs in there.verdicts.chunks(SOME) {
            let histories = pairs
                .iter()
                .map(|(ours, theirs)| reader.verdict_history(ours, theirs));
            let histories: Vec<Vec<NameVerdict>> = histories.collect::<Result<_, _>>()?;
            self.to.write(&mut |writer| {
                for ((ours, theirs), history) in pairs.iter().zip(&histories) {
                    let given = writer.verdict_history(ours, theirs)?.len();
                    for verdict in history.iter().skip(given) {
                        writer.put_verdict(verdict)?;
                    }
                    expect(writer.verdict_history(ours, theirs)? == *history, || {
                        format!("the verdicts on {ours} and {theirs} came out otherwise")
                    })?;
                }
                Ok(())
            })?;
        }
        Ok(there.verdicts.len() as u64)
    }
}

/// A list on its way.
struct Packed {
    digest: Digest,
    body: Vec<u8>,
    size: u64,
}

impl Packed {
    fn as_new(&self) -> NewList<'_> {
        NewList {
            digest: self.digest,
            body: &self.body,
            size: self.size,
        }
    }
}

/// Whether what stands there is how a product's history began: the last state may have ended since.
fn begins(ours: &[ProductState], theirs: &[ProductState]) -> bool {
    theirs.len() <= ours.len()
        && ours.iter().zip(theirs).all(|(own, other)| {
            (&own.product, own.began) == (&other.product, other.began)
                && (own.ended == other.ended || other.ended.is_none())
        })
}

/// Lets a product live through its states again, each from when it began to when it ended.
fn live_again(
    writer: &mut dyn Writer,
    name: &str,
    history: &[ProductState],
) -> Result<(), StoreError> {
    let known = writer.product_history(name)?;
    for (at, state) in history.iter().enumerate() {
        let there = known.get(at);
        if there.is_none() {
            writer.put_product(&state.product, state.began)?;
        }
        // Ended by itself, for the one after it may be the same, or begin later.
        if let Some(ended) = state.ended
            && there.is_none_or(|there| there.ended.is_none())
        {
            writer.remove_product(name, ended)?;
        }
    }
    expect(writer.product_history(name)? == history, || {
        format!("the history of product {name} came out otherwise")
    })
}
