//! Why a request to MyJVN has no answer, and the codes we give to that.

use noroshi_model::Language;

use super::asked::{Feed, Method};
use crate::house::UseError;

/// What is wrong with a request. The codes are ours but for the first, which the operator's own service gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A `feed` that is not served.
    Feed,
    /// No `method`.
    NoMethod,
    /// A `method` that there is not.
    UnknownMethod,
    /// A parameter is missing that the method cannot do without.
    Missing,
    /// A parameter's value is none that it can have.
    Value,
    /// Two parameters exclude each other.
    Exclusive,
    /// The request's bytes are no text in UTF-8, or hold control characters.
    Unreadable,
    /// The request is longer, or names more values, than is taken.
    TooMuch,
    /// The store cannot answer at the moment.
    Away,
}

impl FaultKind {
    /// Every kind, in the order of the codes.
    pub const ALL: [Self; 9] = [
        Self::Feed,
        Self::NoMethod,
        Self::UnknownMethod,
        Self::Missing,
        Self::Value,
        Self::Exclusive,
        Self::Unreadable,
        Self::TooMuch,
        Self::Away,
    ];

    /// The code that stands in `errCd`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Feed => "XX00000001",
            Self::NoMethod => "XX00000002",
            Self::UnknownMethod => "XX00000003",
            Self::Missing => "XX00000004",
            Self::Value => "XX00000005",
            Self::Exclusive => "XX00000006",
            Self::Unreadable => "XX00000007",
            Self::TooMuch => "XX00000008",
            Self::Away => "XX00000009",
        }
    }
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The parameter, or both of two; empty where it is none.
    pub parameter: String,
    /// The beginning of its value, without control characters.
    pub value: String,
    /// The method asked for, where it is one.
    pub method: Option<Method>,
    /// The form of the answer asked for.
    pub feed: Feed,
    /// The language asked for.
    pub language: Language,
}

impl Fault {
    /// A fault of a request of which nothing is known yet.
    pub fn of_unread(kind: FaultKind) -> Self {
        Self {
            kind,
            parameter: String::new(),
            value: String::new(),
            method: None,
            feed: Feed::Hnd,
            language: Language::Ja,
        }
    }
}

/// Why there is no answer: the request's fault or the house's.
#[derive(Debug)]
pub(super) enum Why {
    Fault(Box<Fault>),
    Use(UseError),
}

impl From<UseError> for Why {
    fn from(error: UseError) -> Self {
        Self::Use(error)
    }
}

impl From<Fault> for Why {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}
