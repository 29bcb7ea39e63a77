//! Which products a change in the ledger touches: the others keep their answers.

use std::collections::HashSet;

use noroshi_inventory::Inventory;
use noroshi_store::{KeyId, Reader};

use super::{
    index::{Built, damaged},
    installed,
};
use crate::house::UseError;

/// What changed between two states.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The keys that changed, and those of every record of a vulnerability that changed.
    keys: HashSet<KeyId>,
    /// The names of those vulnerabilities and of their records.
    names: HashSet<String>,
}

/// Where more changed than this, everything is judged anew.
const MOST: usize = 5_000;

impl Changes {
    /// What changed after a sequence of the ledger and a stamp of the vulnerability rows; nothing where that is too much
    /// to be looked at.
    pub(super) fn since(
        reader: &dyn Reader,
        sequence: u64,
        stamp: u64,
    ) -> Result<Option<Self>, UseError> {
        let rows = reader.ledger(sequence, MOST + 1)?;
        let mut numbers = HashSet::new();
        reader.vulnerabilities_after(stamp, &mut |row| {
            if numbers.len() <= MOST {
                numbers.insert(row.id);
            }
        })?;
        if rows.len() > MOST || numbers.len() > MOST {
            return Ok(None);
        }
        let mut changes = Self::default();
        for row in rows {
            changes.keys.insert(row.key);
            for record in reader.records_of(row.key)? {
                numbers.extend(reader.memberships(record.id)?);
            }
            if numbers.len() > MOST {
                return Ok(None);
            }
        }
        for number in numbers {
            if let Some(row) = reader.vulnerability_at(number)? {
                changes.names.insert(row.name);
            }
            for member in reader.members(number)? {
                changes.keys.insert(member.record.key);
                changes.names.insert(member.record.name);
            }
        }
        Ok(Some(changes))
    }

    /// Whether one of these vulnerabilities, or one of these documents, is among what changed.
    pub(super) fn touch(&self, hits: &HashSet<String>, mentions: &HashSet<KeyId>) -> bool {
        hits.iter().any(|id| self.names.contains(id))
            || self.keys.iter().any(|key| mentions.contains(key))
    }
}

/// The documents that name anything in a list, whatever they say of it.
pub(super) fn mentions(
    reader: &dyn Reader,
    index: &Built,
    inventory: &Inventory,
) -> Result<HashSet<KeyId>, UseError> {
    let fleet = installed::fleet(inventory, &reader.verdicts()?);
    let mut keys = HashSet::new();
    for at in 0..fleet.len() {
        let Some(installed) = fleet.get(at) else {
            continue;
        };
        for place in index.mentioning(installed).map_err(damaged)? {
            keys.insert(index.key(place).map_err(damaged)?);
        }
    }
    Ok(keys)
}
