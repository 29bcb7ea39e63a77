//! The SCAP methods of the API's early years. Nothing that they hand out is in the ledger: the empty answer.

use noroshi_jvn::{Body, results::ResultDocument};

use super::{
    Numbers,
    asked::{Asked, Method},
    fault::{FaultKind, Why},
    status,
};

pub(super) fn answer(asked: &Asked, method: Method) -> Result<Body, Why> {
    let language = asked.language()?;
    let page = asked.page(method.most())?;
    let mandatory = match method {
        Method::OvalData => Some("ovalId"),
        Method::XccdfData => Some("benchmarkId"),
        Method::CvrfInfo => Some("cvrfdoc"),
        _ => None,
    };
    if let Some(missing) = mandatory.filter(|name| asked.get(name).is_none()) {
        return Err(asked.fault(FaultKind::Missing, missing).into());
    }
    let kinds = [("inventory", ()), ("vulnerability", ()), ("compliance", ())];
    asked.word("internalType", &kinds)?;
    let modes = ["x32", "x64", "wow64", "x32-x64", "x32-wow64", "x64-wow64"];
    asked.word("mode", &modes.map(|mode| (mode, ())))?;
    let numbers = Numbers {
        matching: 0,
        returned: 0,
        first: page.start,
    };
    Ok(Body::Result(Box::new(ResultDocument {
        version: Some("3.3".to_owned()),
        status: Some(status(asked, method, Some(language), numbers)),
        ..ResultDocument::default()
    })))
}
