//! One record, one installed product: what each statement comes to.

use std::collections::BTreeMap;

use noroshi_cpe::{Attribute, Truth, Value};
use noroshi_model::{Affected, AffectedStatus, Record, Role, StatusKind};

use crate::{
    Basis, Finding, Installed, Missing, Strength,
    condition::{evaluate, mentions, undecided},
    names::{Meeting, meet},
    versions::Own,
};

/// What the statements of a record come to for the product at a place of everything installed together, one finding
/// for each statement that speaks of it. Empty where none does: then the record is silent about the product.
///
/// A record that was taken back says nothing.
pub fn judge(record: &Record, installed: &[Installed], at: usize) -> Vec<Finding> {
    let Some(product) = installed.get(at) else {
        return Vec::new();
    };
    if record.status.kind == StatusKind::Rejected {
        return Vec::new();
    }
    let statements = record.affected.iter().enumerate();
    statements
        .filter(|(_, statement)| statement.role == Role::Vulnerable)
        .filter_map(|(place, statement)| {
            let meeting = meet(statement, product)?;
            let mut finding = alone(place, statement, product, meeting);
            conditions(record, installed, &mut finding);
            Some(finding)
        })
        .collect()
}

/// The findings that decide, one for each speaker: affected before unknown, unknown before not affected, that before
/// silent; of equal answers the surest. Two speakers who disagree both stay.
pub fn of_speakers(findings: Vec<Finding>) -> Vec<Finding> {
    let rank = |finding: &Finding| {
        let answer = match finding.answer {
            AffectedStatus::Affected => 3,
            AffectedStatus::Unknown => 2,
            AffectedStatus::NotAffected => 1,
            AffectedStatus::Silent => 0,
        };
        (answer, finding.strength)
    };
    let mut best: BTreeMap<String, Finding> = BTreeMap::new();
    for finding in findings {
        match best.get(&finding.by) {
            Some(known) if rank(known) >= rank(&finding) => {}
            _ => {
                best.insert(finding.by.clone(), finding);
            }
        }
    }
    best.into_values().collect()
}

/// What a statement comes to by itself.
fn alone(place: usize, statement: &Affected, product: &Installed, meeting: Meeting) -> Finding {
    let mut finding = Finding {
        by: statement.by.clone(),
        answer: statement.default,
        strength: Strength::Name,
        statement: place,
        basis: Basis::Product,
        condition: None,
        missing: meeting.missing.clone(),
    };
    let speaks = versions_named(statement, &meeting);
    if !speaks {
        return finding;
    }
    let Some(version) = product.version() else {
        finding.answer = AffectedStatus::Unknown;
        finding.missing.push(Missing::Version);
        return finding;
    };
    let own = Own {
        version: &version,
        scheme: product.scheme(),
    };
    let decided = by_ranges(statement, &meeting, &own, product);
    finding.missing.extend(decided.missing);
    (finding.answer, finding.basis, finding.strength) =
        (decided.answer, decided.basis, decided.strength);
    if finding.missing.contains(&Missing::Confirmation) {
        finding.strength = Strength::Name;
    }
    finding
}

/// Whether a statement names versions at all, in ranges, in words or in its CPE name.
fn versions_named(statement: &Affected, meeting: &Meeting) -> bool {
    let in_name = |name: &noroshi_cpe::Name| name.get(Attribute::Version) != Value::Any;
    !statement.versions.is_empty() || meeting.cpe.as_ref().is_some_and(in_name)
}

/// What the versions of a statement come to.
struct Decided {
    answer: AffectedStatus,
    basis: Basis,
    strength: Strength,
    missing: Vec<Missing>,
}

fn by_ranges(
    statement: &Affected,
    meeting: &Meeting,
    own: &Own<'_>,
    product: &Installed,
) -> Decided {
    let mut hit: Option<Decided> = None;
    let mut unknown = Vec::new();
    for (at, versions) in statement.versions.iter().enumerate() {
        let Some(range) = &versions.range else {
            unknown.push(Missing::Range(versions.text.clone()));
            continue;
        };
        let unlimited = range.low.is_none() && range.high.is_none();
        // A criterion without limits means the version in its name; of a list of names nobody knows which.
        let by_name = meeting
            .cpe
            .as_ref()
            .filter(|_| unlimited && statement.cpes.len() == 1);
        let (truth, status, missing, exact) = match by_name {
            Some(cpe) => {
                let (truth, missing) = own.named(cpe, &product.cpes);
                let exact = cpe.get(Attribute::Version) != Value::Any;
                (truth, versions.status, missing, exact)
            }
            None => {
                let (truth, status, missing) = own.within(range, versions.status);
                (truth, status, missing, range.is_one())
            }
        };
        match truth {
            Truth::False => {}
            Truth::Unknown => unknown.push(missing.unwrap_or(Missing::Version)),
            Truth::True => {
                let strength = if exact {
                    Strength::Exact
                } else {
                    Strength::Range
                };
                let basis = if by_name.is_some() {
                    Basis::Name
                } else {
                    Basis::Versions(at)
                };
                let decided = Decided {
                    answer: status,
                    basis,
                    strength,
                    missing: Vec::new(),
                };
                // A version named by itself says more than a range around it; of equals the one that asks for care.
                let says_more = hit.as_ref().is_none_or(|h| {
                    (decided.strength, decided.answer == AffectedStatus::Affected)
                        > (h.strength, h.answer == AffectedStatus::Affected)
                });
                if says_more {
                    hit = Some(decided);
                }
            }
        }
    }
    if statement.versions.is_empty()
        && let Some(cpe) = &meeting.cpe
    {
        let (truth, missing) = own.named(cpe, &product.cpes);
        match truth {
            Truth::True => {
                let (answer, basis, strength) = (statement.default, Basis::Name, Strength::Exact);
                return Decided {
                    answer,
                    basis,
                    strength,
                    missing: Vec::new(),
                };
            }
            Truth::Unknown => unknown.push(missing.unwrap_or(Missing::Version)),
            Truth::False => {}
        }
    }
    if let Some(hit) = hit {
        return hit;
    }
    if !unknown.is_empty() {
        let (answer, basis) = (AffectedStatus::Unknown, Basis::Product);
        return Decided {
            answer,
            basis,
            strength: Strength::Name,
            missing: unknown,
        };
    }
    // Every range is known, and the version lies in none.
    let (answer, basis) = match statement.default {
        AffectedStatus::Silent => (AffectedStatus::NotAffected, Basis::Outside),
        stated => (stated, Basis::Default),
    };
    Decided {
        answer,
        basis,
        strength: Strength::Range,
        missing: Vec::new(),
    }
}

/// Brings in the conditions that a statement stands in: one that holds is enough.
fn conditions(record: &Record, installed: &[Installed], finding: &mut Finding) {
    let mut product = |place: usize| {
        let statement = record.affected.get(place);
        statement.map_or(Truth::Unknown, |s| any_installed(s, installed))
    };
    let mut holds: Option<Truth> = None;
    let mut open = Vec::new();
    let speaker = &finding.by;
    let own = record.configurations.iter();
    for configuration in
        own.filter(|c| &c.by == speaker && mentions(&c.condition, finding.statement))
    {
        let truth = evaluate(&configuration.condition, &mut product);
        if truth == Truth::Unknown {
            undecided(&configuration.condition, &mut product, &mut open);
        }
        holds = Some(holds.map_or(truth, |so_far| so_far.or(truth)));
    }
    finding.condition = holds;
    if finding.answer != AffectedStatus::Affected {
        return;
    }
    match holds {
        None | Some(Truth::True) => {}
        Some(Truth::False) => finding.answer = AffectedStatus::NotAffected,
        Some(Truth::Unknown) => {
            finding.answer = AffectedStatus::Unknown;
            finding
                .missing
                .extend(open.into_iter().map(Missing::Product));
        }
    }
}

/// Whether what a statement names is among everything installed. That nothing of the kind is listed means "no" only
/// where the list holds things of that kind: a list of packages that names no operating system does not say that there
/// is none.
fn any_installed(statement: &Affected, installed: &[Installed]) -> Truth {
    let mut found = Truth::False;
    for product in installed {
        let Some(meeting) = meet(statement, product) else {
            continue;
        };
        found = found.or(is_installed(statement, product, meeting));
    }
    if found != Truth::False {
        return found;
    }
    let part = |cpe: &noroshi_cpe::Name| cpe.get(Attribute::Part).formatted().to_owned();
    let wanted = statement
        .cpes
        .iter()
        .find_map(|cpe| noroshi_cpe::Name::parse_tolerant(cpe).ok())
        .map(|(name, _)| part(&name));
    let listed = installed
        .iter()
        .flat_map(|p| &p.cpes)
        .any(|c| Some(part(c)) == wanted);
    if listed { Truth::False } else { Truth::Unknown }
}

/// Whether this product is installed in a version that the statement names.
fn is_installed(statement: &Affected, product: &Installed, meeting: Meeting) -> Truth {
    // NVD names the ground, hardware above all, with `-`: in whatever version it is.
    let any = |name: &noroshi_cpe::Name| name.get(Attribute::Version) == Value::Na;
    let any_ground = statement.role == Role::Environment && meeting.cpe.as_ref().is_some_and(any);
    if any_ground || !versions_named(statement, &meeting) {
        return Truth::True;
    }
    let Some(version) = product.version() else {
        return Truth::Unknown;
    };
    let own = Own {
        version: &version,
        scheme: product.scheme(),
    };
    let decided = by_ranges(statement, &meeting, &own, product);
    match decided.basis {
        Basis::Versions(_) | Basis::Name => Truth::True,
        Basis::Outside | Basis::Default => Truth::False,
        Basis::Product => Truth::Unknown,
    }
}
