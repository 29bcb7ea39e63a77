//! The address at which a browser asks for the entries about a CVE.

use noroshi_model::Identifier;

use crate::house::{House, UseError};

/// What is known of a CVE here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// One entry of JVN iPedia: its identifier.
    One(String),
    /// Several: their identifiers, in order.
    Several(Vec<String>),
    /// None.
    Nothing,
}

impl House {
    /// The entries of JVN iPedia that are about a CVE or cover it.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn entries_about(&self, cve: &str) -> Result<Visit, UseError> {
        let Some(id) = Identifier::parse(cve).filter(Identifier::is_cve) else {
            return Ok(Visit::Nothing);
        };
        let mut found = self.look(|reader| {
            let mut found = Vec::new();
            // Names and covers; what is only related speaks of something else.
            for claim in reader
                .claiming(id.as_str())?
                .iter()
                .filter(|claim| claim.relation < 2)
            {
                let record = reader.record(claim.record)?;
                let entry = record.filter(|r| r.source == "jvndb" && r.name.starts_with("JVNDB-"));
                found.extend(entry.map(|record| record.name));
            }
            Ok(found)
        })?;
        found.sort();
        found.dedup();
        Ok(match found.len() {
            0 => Visit::Nothing,
            1 => Visit::One(found.remove(0)),
            _ => Visit::Several(found),
        })
    }
}
