//! Saying why there is no answer: a Result with a Status alone, or its counterpart in JSON.

use noroshi_app::myjvn::{Fault, FaultKind, Feed};
use noroshi_jvn::{Body, Document, Status, results::ResultDocument};
use noroshi_words::{say, say_with};
use serde_json::json;

use super::xml;
use crate::answer::Answer;

pub(super) fn answer(fault: &Fault) -> Answer {
    let message = message(fault);
    if fault.feed == Feed::Oka {
        let status = json!({
            "version": "4.0.0",
            "method": fault.method.map(|method| method.name()).unwrap_or_default(),
            "feed": fault.feed.word(),
            "retCd": 1,
            "errCd": fault.kind.code(),
            "errMsg": message,
        });
        return Answer::json(&json!({ "status": status }), None);
    }
    let mut status = Status::failure("", fault.kind.code(), &message);
    // What is no method has no place in the Status: the schema lists those that are.
    status.method = fault.method.map(|method| method.name().to_owned());
    status.lang = Some(fault.language.tag().to_owned());
    let result = ResultDocument {
        version: Some("3.3".to_owned()),
        status: Some(status),
        ..ResultDocument::default()
    };
    xml(&Document::new(Body::Result(Box::new(result))))
}

fn message(fault: &Fault) -> String {
    let language = fault.language;
    let named = |key: &str| {
        let values = [
            ("name", fault.parameter.as_str().into()),
            ("value", fault.value.as_str().into()),
        ];
        say_with(language, key, &values)
    };
    match fault.kind {
        FaultKind::Feed => named("myjvn-feed"),
        FaultKind::NoMethod => say(language, "myjvn-no-method"),
        FaultKind::UnknownMethod => named("myjvn-unknown-method"),
        FaultKind::Missing => named("myjvn-missing"),
        FaultKind::Value => named("myjvn-value"),
        FaultKind::Exclusive => named("myjvn-exclusive"),
        FaultKind::Unreadable => say(language, "myjvn-unreadable"),
        FaultKind::TooMuch => say(language, "myjvn-too-much"),
        FaultKind::Away => say(language, "myjvn-away"),
    }
}
