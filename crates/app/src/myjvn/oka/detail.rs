//! getVulnDetailInfo: one entry as CSAF, or several in a STIX bundle.

use noroshi_jvn::oka as shape;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    super::{
        asked::Page,
        dates::written,
        detail,
        fault::{FaultKind, Why},
    },
    Ask,
};
use crate::digits::uuid;

pub(super) fn answer(ask: &Ask<'_>) -> Result<Value, Why> {
    let Ask {
        house, asked, now, ..
    } = *ask;
    let language = ask.language()?;
    let page = asked.page(ask.method.most())?;
    let stated = asked.word("ft", &[("jvncsaf", false), ("jvnstix", true)])?;
    let paged = asked
        .get("startItem")
        .or(asked.get("maxCountItem"))
        .is_some();
    let several = asked.list("vulnId")?.len() > 1;
    let is_stix = stated.unwrap_or(paged || several);
    let board = house.board()?;
    let found = detail::entries(&board, asked, language)?;
    if !is_stix && several {
        return Err(asked.fault(FaultKind::Value, "vulnId").into());
    }
    let most = if is_stix { ask.method.most() } else { 1 };
    let page = if is_stix {
        page
    } else {
        Page { start: 1, count: 1 }
    };
    let part = page.of(&found);
    let made = written(now);
    let vulinfos = detail::vulinfos(house, part)?;
    let documents: Vec<Map<String, Value>> = vulinfos
        .iter()
        .map(|v| shape::csaf(v, language.tag(), &made))
        .collect();
    let mut status = ask.status(Some(language), &page, found.len(), documents.len());
    status["retMax"] = most.into();
    status["ft"] = if is_stix { "jvnstix" } else { "jvncsaf" }.into();
    if documents.is_empty() {
        return Ok(json!({ "status": status }));
    }
    if is_stix {
        let ids: Vec<&str> = part.iter().map(|entry| entry.id()).collect();
        return Ok(bundle(&ids, documents, now, status));
    }
    let mut whole = documents.into_iter().next().unwrap_or_default();
    whole.insert(
        "$schema".to_owned(),
        shape::schema("myjvn_vuldef_1.0.csaf.json").into(),
    );
    whole.insert("status".to_owned(), status);
    Ok(whole.into())
}

const EXTENSION: &str = "extension-definition--b2440624-45a6-11ec-81d3-0242ac130003";
const IDENTITY: &str = "identity--298980da-697f-431b-ae10-505b3542c427";

/// A STIX bundle with the documents in one object of JVN's own. Its number is derived from what is in it.
fn bundle(ids: &[&str], documents: Vec<Map<String, Value>>, now: i64, status: Value) -> Value {
    let uuid = uuid(&Sha256::digest(ids.join("+")).into(), 5);
    let instant = jiff::Timestamp::from_millisecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let made = instant.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let fixed = "2021-11-11T11:11:11.000Z";
    let mut object = json!({
        "type": "jvn-jp-sdo",
        "id": format!("jvn-jp-sdo--{uuid}"),
        "spec_version": "2.1",
        "created": made,
        "modified": made,
        "name": "MyJVN API VULDEF-Document embedded in STIX",
        "VULDEF-Document": documents,
    });
    object["extensions"] = json!({ EXTENSION: { "extension_type": "new-sdo" } });
    json!({
        "$schema": shape::schema("myjvn_vuldef_1.0.stix.json"),
        "type": "bundle",
        "id": format!("bundle--{uuid}"),
        "objects": [
            {
                "type": "extension-definition",
                "id": EXTENSION,
                "spec_version": "2.1",
                "created": fixed,
                "modified": fixed,
                "name": "VULDEF-Document embedded in STIX",
                "created_by_ref": IDENTITY,
                "schema": "http://jvndb.jvn.jp/schema/jvn-jp-sdo.json",
                "version": "1.0",
                "extension_types": ["new-sdo"],
            },
            {
                "type": "identity",
                "id": IDENTITY,
                "spec_version": "2.1",
                "created": fixed,
                "modified": fixed,
                "name": "MyJVN API",
                "identity_class": "system",
            },
            object,
        ],
        "status": status,
    })
}
