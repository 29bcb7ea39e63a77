//! NVD's match criteria: a CPE name with an optional range, as one statement about a product.

use noroshi_model::{
    Affected, AffectedStatus, Condition, Configuration, Limit, Note, Record, Role, VersionRange,
    Versions,
};

use crate::{
    json::{At, shown},
    said::range,
};

/// Reads a configuration of NVD or an element of a CVE record's `cpeApplicability`, which have the
/// same form: each criterion becomes a statement of its own, and the condition says how they hang together.
pub(crate) fn configuration(at: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let condition = condition(at, &API, by, record, notes);
    record.configurations.push(Configuration {
        by: by.to_owned(),
        condition,
    });
}

/// What the members of a node are called.
pub(crate) struct Names {
    /// The nodes below.
    nodes: &'static str,
    /// The criteria.
    criteria: &'static str,
    /// The CPE name in a criterion.
    cpe: &'static str,
}

/// The form of API 2.0 and of CVE records.
pub(crate) const API: Names = Names {
    nodes: "nodes",
    criteria: "cpeMatch",
    cpe: "criteria",
};

/// The form of the feeds 1.1.
pub(crate) const FEED: Names = Names {
    nodes: "children",
    criteria: "cpe_match",
    cpe: "cpe23Uri",
};

/// Reads a node: its criteria and the nodes below it, joined by its operator. Without one, one of them is enough.
pub(crate) fn condition(
    at: At<'_, '_>,
    names: &Names,
    by: &str,
    record: &mut Record,
    notes: &mut Vec<Note>,
) -> Condition {
    let negated = at.truth("negate", notes) == Some(true);
    if negated {
        // Lists of products cannot show what a condition means as a whole.
        let what = "a negated configuration, listed without its negation";
        at.note("negate", what, notes);
    }
    let mut operands = Vec::new();
    at.each(names.criteria, notes, |m, notes| {
        operands.push(match criterion(m, names.cpe, by, notes) {
            Some(affected) => {
                record.affected.push(affected);
                Condition::Product(record.affected.len() - 1)
            }
            None => Condition::Unread,
        });
    });
    at.each(names.nodes, notes, |node, notes| {
        operands.push(condition(node, names, by, record, notes));
    });
    let joined = match at.text("operator", notes).as_deref() {
        Some("AND") => Condition::All(operands),
        Some("OR") | None => Condition::Any(operands),
        Some(other) => {
            let what = format!("unknown operator {}", shown(other));
            at.note("operator", what, notes);
            Condition::Unread
        }
    };
    if negated {
        return Condition::Not(Box::new(joined));
    }
    joined
}

/// Reads one criterion; `name` is the member that holds the CPE name.
fn criterion(at: At<'_, '_>, name: &str, by: &str, notes: &mut Vec<Note>) -> Option<Affected> {
    let Some(cpe) = at.owned(name, notes) else {
        at.note_here(format!("no `{name}`"), notes);
        return None;
    };
    let vulnerable = at.truth("vulnerable", notes).unwrap_or_else(|| {
        at.note("vulnerable", "not stated; taken as vulnerable", notes);
        true
    });
    let including = at.text("versionStartIncluding", notes);
    let after = at.text("versionStartExcluding", notes);
    let up_to = at.text("versionEndIncluding", notes);
    let below = at.text("versionEndExcluding", notes);
    let start = (including.as_deref().map(|v| (">=", v))).or(after.as_deref().map(|v| (">", v)));
    let end = (up_to.as_deref().map(|v| ("<=", v))).or(below.as_deref().map(|v| ("<", v)));

    let parts = components(&cpe);
    if parts.is_none() {
        at.note(name, format!("not a CPE 2.3 name: {}", shown(&cpe)), notes);
    }
    let part = |index: usize| parts.as_ref().and_then(|p| p.get(index).copied());
    let text = if start.is_some() || end.is_some() {
        range(start, end)
    } else {
        let version = unescape(part(5).unwrap_or("*"));
        match part(6) {
            Some("*" | "-") | None => version,
            Some(update) => format!("{version} {}", unescape(update)),
        }
    };
    let low = including.as_deref().map(Limit::included);
    let high = up_to.as_deref().map(Limit::included);
    let range = VersionRange {
        low: low.or_else(|| after.as_deref().map(Limit::excluded)),
        high: high.or_else(|| below.as_deref().map(Limit::excluded)),
        ..VersionRange::default()
    };
    let (role, status) = if vulnerable {
        (Role::Vulnerable, AffectedStatus::Affected)
    } else {
        (Role::Environment, AffectedStatus::Silent)
    };
    Some(Affected {
        by: by.to_owned(),
        vendor: part(3).and_then(words),
        product: part(4).and_then(words),
        cpes: vec![cpe],
        package: None,
        purl: None,
        // Without limits the version stands in the name itself.
        versions: vec![Versions {
            text,
            status,
            range: Some(range),
        }],
        default: AffectedStatus::Silent,
        role,
    })
}

/// The components of a CPE 2.3 formatted string (NISTIR 7695, section 6.2), still escaped.
fn components(cpe: &str) -> Option<Vec<&str>> {
    if !cpe.starts_with("cpe:2.3:") {
        return None;
    }
    let mut parts = Vec::with_capacity(13);
    let mut start = 0;
    let mut escaped = false;
    for (at, byte) in cpe.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b':' => {
                parts.push(&cpe[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&cpe[start..]);
    (parts.len() == 13).then_some(parts)
}

/// A vendor's or product's name in words; nothing for "any" and "not applicable".
fn words(component: &str) -> Option<String> {
    match component {
        "*" | "-" | "" => None,
        name => Some(unescape(name).replace('_', " ")),
    }
}

fn unescape(component: &str) -> String {
    let mut plain = String::with_capacity(component.len());
    let mut chars = component.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{components, unescape, words};

    #[test]
    fn an_escaped_colon_does_not_end_a_component() {
        let parts = components(r"cpe:2.3:a:foo\:bar:b\\az:1\.0:*:*:*:*:*:*:*").unwrap();
        assert_eq!(words(parts[3]).as_deref(), Some("foo:bar"));
        assert_eq!(words(parts[4]).as_deref(), Some(r"b\az"));
        assert_eq!(unescape(parts[5]), "1.0");
    }

    #[test]
    fn other_spellings_are_not_2_3_names() {
        assert_eq!(components("cpe:/a:foo:bar"), None);
        assert_eq!(components("cpe:2.3:a:foo:bar"), None);
    }
}
