//! `noroshi version compare SCHEME A B`

use serde::{Serialize, Serializer};

use super::{Answer, known, no_version};
use crate::{cli::Globals, exit::Exit, failure::Failure, talk::Talk};

pub(super) fn run(words: &[&str], globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let language = talk.language();
    let ask = |name: &str, a: &str, b: &str| {
        let scheme = known(name, language)?;
        let compared = scheme.compare(a, b);
        let wrong = if scheme.key(a).is_err() { a } else { b };
        Ok(Comparison {
            scheme: name.to_owned(),
            a: a.to_owned(),
            b: b.to_owned(),
            order: Some(Order(compared.as_ref().ok().map(|order| *order as i8))),
            error: compared
                .is_err()
                .then(|| no_version(language, scheme, wrong)),
        })
    };
    let refusal = |error| Comparison {
        error: Some(error),
        ..Comparison::default()
    };
    super::answer(words, globals, talk, ask, refusal)
}

/// How two versions stand to each other.
#[derive(Serialize, Default)]
struct Comparison {
    #[serde(skip_serializing_if = "String::is_empty")]
    scheme: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    a: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    b: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Order>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Answer for Comparison {
    fn word(&self) -> String {
        match self.order {
            Some(Order(Some(order))) => order.to_string(),
            _ => INCOMPARABLE.to_owned(),
        }
    }

    fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}

const INCOMPARABLE: &str = "incomparable";

/// -1, 0 or 1; the word where there is no order.
struct Order(Option<i8>);

impl Serialize for Order {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(order) => serializer.serialize_i8(order),
            None => serializer.serialize_str(INCOMPARABLE),
        }
    }
}
