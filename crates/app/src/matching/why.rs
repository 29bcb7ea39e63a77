//! The reason of a match in the reader's language: one text for the terminal, pages and documents.

use noroshi_cpe::Truth;
use noroshi_matching::{Basis, Missing};
use noroshi_model::{AffectedStatus, Language};
use noroshi_words::{Value, affected, say, say_with};

use crate::values::{Judged, MatchRow};

impl Judged {
    /// Who speaks: the party, and the source in whose record it stands where that is another.
    pub fn speaker(&self) -> String {
        let by = &self.finding.by;
        match self.source.as_str() {
            "" => by.clone(),
            source if source.eq_ignore_ascii_case(by) => by.clone(),
            source => format!("{by} ({source})"),
        }
    }

    /// What decided, in words.
    pub fn basis(&self, language: Language) -> String {
        let versions = self.versions.as_deref().unwrap_or_default();
        let with = |key: &str| say_with(language, key, &[("versions", versions.into())]);
        let exact = self.finding.strength == noroshi_matching::Strength::Exact;
        match self.finding.basis {
            Basis::Word => match &self.words {
                Some(words) => say_with(language, "why-word", &[("words", words.into())]),
                None => say(language, "why-word-alone"),
            },
            Basis::Versions(_) | Basis::Name if exact => with("why-exact"),
            Basis::Versions(_) if !matches!(versions, "" | "*") => with("why-range"),
            Basis::Versions(_) | Basis::Name => say(language, "why-every"),
            Basis::Default => with("why-default"),
            Basis::Outside => with("why-outside"),
            Basis::Commits => say(language, "why-commits"),
            Basis::Product => say(language, "why-product"),
        }
    }

    /// What would change the answer, or make it sure.
    pub fn missing(&self, language: Language) -> Vec<String> {
        let mut told = Vec::new();
        let finding = &self.finding;
        if finding.condition == Some(Truth::False) {
            told.push(say(language, "why-condition-fails"));
        }
        let one = |key: &str, name: &str, value: &str| {
            let values: [(&str, Value<'_>); 1] = [(name, value.into())];
            say_with(language, key, &values)
        };
        for missing in &finding.missing {
            let text = match missing {
                Missing::Version => say(language, "missing-version"),
                Missing::Order(version) => one("missing-order", "version", version),
                Missing::Range(text) => one("missing-range", "text", text),
                Missing::Attribute(attribute) => one("missing-attribute", "name", attribute.name()),
                Missing::Confirmation => one("missing-confirmation", "name", finding.name.as_str()),
                // All of them are named in one sentence.
                Missing::Product(_) => continue,
            };
            if !told.contains(&text) {
                told.push(text);
            }
        }
        if !self.wanted.is_empty() {
            told.push(one("missing-product", "products", &self.wanted.join(", ")));
        }
        told
    }

    /// The whole reason: what decided, and what is missing.
    pub fn why(&self, language: Language) -> String {
        let mut parts = vec![self.basis(language)];
        parts.extend(self.missing(language));
        parts.join("; ")
    }
}

impl MatchRow {
    /// The reason in a line: what decided and by whose word, who says otherwise, and who says nothing.
    pub fn why(&self, language: Language) -> String {
        let Some(first) = self.deciding() else {
            return String::new();
        };
        let weight = |j: &Judged| {
            (
                j.finding.answer,
                j.finding.basis == Basis::Word,
                j.finding.strength,
            )
        };
        let equal = self.said.iter().filter(|j| weight(j) == weight(first));
        // Of several who say the same as surely, the one whose words the reader reads.
        let foreign = |j: &&Judged| {
            let words = j.versions.as_deref().unwrap_or_default();
            words.is_ascii() != (language == Language::En)
        };
        let deciding = equal.min_by_key(foreign).unwrap_or(first);
        let speakers = |status: AffectedStatus| {
            let mut names: Vec<String> = Vec::new();
            for judged in self.said.iter().filter(|j| j.finding.answer == status) {
                let name = judged.speaker();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names.join(", ")
        };
        let mut parts = vec![format!(
            "{} [{}]",
            deciding.why(language),
            speakers(self.answer)
        )];
        for status in [
            AffectedStatus::Affected,
            AffectedStatus::NotAffected,
            AffectedStatus::Unknown,
        ] {
            let names = speakers(status);
            if status != self.answer && !names.is_empty() {
                parts.push(format!("{} [{names}]", affected(language, status)));
            }
        }
        if !self.silent.is_empty() {
            let mut names: Vec<&str> = self.silent.iter().map(|s| s.source.as_str()).collect();
            names.dedup();
            let silent = affected(language, AffectedStatus::Silent);
            parts.push(format!("{silent} [{}]", names.join(", ")));
        }
        parts.join("; ")
    }
}
