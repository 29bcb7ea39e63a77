//! One record, one installed product: what each statement comes to.

use std::collections::BTreeMap;

use noroshi_cpe::{Attribute, Truth, Value};
use noroshi_model::{Affected, AffectedStatus, Configuration, Identifier, Role, StatusKind};

use crate::{
    Basis, Finding, Fleet, Installed, Key, Missing, Stated, Strength,
    condition::{evaluate, mentions, suffices, undecided},
    fleet::Known,
    names::{Meeting, meet},
    stated::is_about,
    versions::{COMMITS, Own},
};

/// What the statements of a record come to for the product at a place of everything installed together, one finding
/// for each statement that speaks of it. Empty where none does: then the record is silent about the product.
///
/// Where a record covers several vulnerabilities and says some things of certain ones only, `about` says which one is
/// asked for. A record that was taken back says nothing.
pub fn judge(
    stated: &Stated,
    fleet: &Fleet,
    at: usize,
    about: Option<&Identifier>,
) -> Vec<Finding> {
    let Some(own) = fleet.known(at) else {
        return Vec::new();
    };
    let mut there = |place: usize| {
        let statement = stated.affected.get(place);
        statement.map_or(Truth::Unknown, |s| any_installed(s, fleet))
    };
    let mut findings = Vec::new();
    for (place, statement) in stated.affected.iter().enumerate() {
        if let Some(mut finding) = by_itself(stated.status, place, statement, own, about) {
            conditions(&stated.configurations, &mut there, &mut finding);
            findings.push(finding);
        }
    }
    findings
}

/// What one statement of a record in that state comes to, whatever condition it stands in. `None` where it does not speak
/// of the product.
pub(crate) fn by_itself(
    status: StatusKind,
    place: usize,
    statement: &Affected,
    own: &Known,
    about: Option<&Identifier>,
) -> Option<Finding> {
    if status == StatusKind::Rejected || statement.role != Role::Vulnerable {
        return None;
    }
    let meeting = meet(statement, own)?;
    Some(alone(place, statement, own, meeting, about))
}

/// The findings that decide, one for each speaker, the weightiest; of equal ones the surest. Two speakers who disagree
/// both stay.
pub fn of_speakers(findings: Vec<Finding>) -> Vec<Finding> {
    let weight = |finding: &Finding| (weight(finding), finding.strength);
    let mut best: BTreeMap<String, Finding> = BTreeMap::new();
    for finding in findings {
        match best.get(&finding.by) {
            Some(known) if weight(known) >= weight(&finding) => {}
            _ => {
                best.insert(finding.by.clone(), finding);
            }
        }
    }
    best.into_values().collect()
}

/// The answer of several findings about one vulnerability in one product together: the weightiest, so that one speaker
/// who calls it affected is enough.
pub fn overall<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> AffectedStatus {
    let heaviest = findings.into_iter().max_by_key(|finding| weight(finding));
    heaviest.map_or(AffectedStatus::Silent, |finding| finding.answer)
}

/// Affected before unknown, unknown before not affected, that before silent. But whoever says nothing better than that
/// they do not know of the versions they do not name, or speaks of commits only, weighs less than somebody who says that
/// this version is not affected.
pub(crate) fn weight(finding: &Finding) -> u8 {
    match (finding.answer, finding.basis) {
        (AffectedStatus::Affected, _) => 5,
        (AffectedStatus::Unknown, Basis::Commits) => 1,
        (AffectedStatus::Unknown, Basis::Default) => 2,
        (AffectedStatus::Unknown, _) => 4,
        (AffectedStatus::NotAffected, _) => NOT_AFFECTED,
        (AffectedStatus::Silent, _) => 0,
    }
}

/// The weight of "not affected".
pub(crate) const NOT_AFFECTED: u8 = 3;

/// What a statement comes to by itself.
fn alone(
    place: usize,
    statement: &Affected,
    product: &Known,
    meeting: Meeting,
    about: Option<&Identifier>,
) -> Finding {
    let mut finding = Finding {
        by: statement.by.clone(),
        answer: statement.default,
        strength: Strength::Name,
        statement: place,
        name: meeting.by.clone(),
        basis: Basis::Product,
        condition: None,
        missing: meeting.missing.clone(),
    };
    let speaks = versions_named(statement, &meeting);
    if !speaks {
        doubt(&mut finding, meeting.weak);
        return finding;
    }
    let Some(own) = product.own(meeting.by.is_package()) else {
        finding.missing.push(Missing::Version);
        // Where nothing is said but "not affected", that holds for whatever version it is.
        finding.answer = match may_be_affected(statement) {
            true => AffectedStatus::Unknown,
            false => AffectedStatus::NotAffected,
        };
        return finding;
    };
    let decided = by_ranges(statement, &meeting, &own, &product.product, about);
    finding.missing.extend(decided.missing);
    (finding.answer, finding.basis, finding.strength) =
        (decided.answer, decided.basis, decided.strength);
    if finding.missing.contains(&Missing::Confirmation) {
        finding.strength = Strength::Name;
    }
    doubt(&mut finding, meeting.weak);
    finding
}

/// Where the product may well be another one, nobody knows whether it is affected.
fn doubt(finding: &mut Finding, weak: bool) {
    if weak && finding.answer == AffectedStatus::Affected {
        finding.answer = AffectedStatus::Unknown;
    }
}

/// Whether a statement calls any version affected, or unknown.
fn may_be_affected(statement: &Affected) -> bool {
    let open = |status: AffectedStatus| {
        matches!(status, AffectedStatus::Affected | AffectedStatus::Unknown)
    };
    let within = |versions: &noroshi_model::Versions| {
        let mut changes = versions.range.iter().flat_map(|range| &range.changes);
        open(versions.status) || changes.any(|(_, status)| open(*status))
    };
    open(statement.default) || statement.versions.iter().any(within)
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
    about: Option<&Identifier>,
) -> Decided {
    let mut hit: Option<Decided> = None;
    let mut unknown = Vec::new();
    let mut commits = None;
    let mut speaks = false;
    for (at, versions) in statement.versions.iter().enumerate() {
        let Some(range) = &versions.range else {
            unknown.push(Missing::Range(versions.text.clone()));
            continue;
        };
        if !is_about(&range.only, about) {
            speaks = true;
            continue;
        }
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
        if truth == Truth::Unknown && range.scheme.as_deref() == Some(COMMITS) {
            commits = commits.or(missing);
            continue;
        }
        speaks = true;
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
                let decided = Decided::surely(status, basis, strength);
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
                return Decided::surely(statement.default, Basis::Name, Strength::Exact);
            }
            Truth::Unknown => unknown.push(missing.unwrap_or(Missing::Version)),
            // What holds by default holds for the version in the name.
            Truth::False => {
                return Decided::surely(
                    AffectedStatus::NotAffected,
                    Basis::Outside,
                    Strength::Range,
                );
            }
        }
    }
    if let Some(hit) = hit {
        return hit;
    }
    // Commits beside ranges of versions say the same for other readers.
    let only_commits = commits.filter(|_| !speaks && unknown.is_empty());
    if only_commits.is_some() || !unknown.is_empty() {
        let basis = match only_commits {
            Some(_) => Basis::Commits,
            None => Basis::Product,
        };
        unknown.extend(only_commits);
        return Decided {
            answer: AffectedStatus::Unknown,
            basis,
            strength: Strength::Name,
            missing: unknown,
        };
    }
    // Every range is known, and the version lies in none.
    let mut named = statement.versions.iter().map(|v| v.status);
    match statement.default {
        // Whoever calls some versions affected and all others, too, has not meant one of the two.
        AffectedStatus::Affected
            if !statement.versions.is_empty()
                && named.all(|status| status == AffectedStatus::Affected) =>
        {
            Decided::surely(AffectedStatus::Unknown, Basis::Default, Strength::Range)
        }
        AffectedStatus::Silent => {
            Decided::surely(AffectedStatus::NotAffected, Basis::Outside, Strength::Range)
        }
        stated => Decided::surely(stated, Basis::Default, Strength::Range),
    }
}

impl Decided {
    /// Decided with nothing missing.
    fn surely(answer: AffectedStatus, basis: Basis, strength: Strength) -> Self {
        Self {
            answer,
            basis,
            strength,
            missing: Vec::new(),
        }
    }
}

/// How a statement stands in the conditions of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In none.
    Free,
    /// In one that holds wherever the product is affected.
    Enough,
    /// In some that ask for other products, too.
    Bound,
}

/// How the statement at a place stands in the conditions that its speaker states.
pub(crate) fn standing(configurations: &[Configuration], speaker: &str, place: usize) -> Standing {
    let own = configurations.iter().filter(|c| c.by == speaker);
    let mut standing = Standing::Free;
    for configuration in own {
        if suffices(&configuration.condition, place) {
            return Standing::Enough;
        }
        if mentions(&configuration.condition, place) {
            standing = Standing::Bound;
        }
    }
    standing
}

/// Brings in the conditions that a statement stands in: one that holds is enough. They are asked only where the product
/// is affected by itself.
pub(crate) fn conditions(
    configurations: &[Configuration],
    there: &mut dyn FnMut(usize) -> Truth,
    finding: &mut Finding,
) {
    if finding.answer != AffectedStatus::Affected {
        return;
    }
    match standing(configurations, &finding.by, finding.statement) {
        Standing::Free => return,
        Standing::Enough => {
            finding.condition = Some(Truth::True);
            return;
        }
        Standing::Bound => {}
    }
    let mut holds = Truth::False;
    let mut open = Vec::new();
    let speaker = &finding.by;
    for configuration in configurations
        .iter()
        .filter(|c| &c.by == speaker && mentions(&c.condition, finding.statement))
    {
        let truth = evaluate(&configuration.condition, there);
        if truth == Truth::Unknown {
            undecided(&configuration.condition, there, &mut open);
        }
        holds = holds.or(truth);
    }
    finding.condition = Some(holds);
    match holds {
        Truth::True => {}
        Truth::False => finding.answer = AffectedStatus::NotAffected,
        Truth::Unknown => {
            finding.answer = AffectedStatus::Unknown;
            let open = open.into_iter().map(Missing::Product);
            finding.missing.extend(open);
        }
    }
}

/// Whether what a statement names is among everything installed. That nothing of the kind is listed means "no" only
/// where the list holds things of that kind: a list of packages that names no operating system does not say that there
/// is none.
pub(crate) fn any_installed(statement: &Affected, fleet: &Fleet) -> Truth {
    let mut found = Truth::False;
    for product in fleet.named_by(statement) {
        let Some(meeting) = meet(statement, product) else {
            continue;
        };
        found = found.or(is_installed(statement, product, meeting));
        if found == Truth::True {
            return found;
        }
    }
    if found != Truth::False {
        return found;
    }
    let mut names = statement.cpes.iter();
    let wanted = names.find_map(|cpe| noroshi_cpe::Name::parse_tolerant(cpe).ok());
    let Some((wanted, _)) = wanted else {
        return Truth::Unknown;
    };
    // A device's own firmware is nowhere but in the device.
    if Key::of_firmware(&wanted).is_some_and(|firmware| fleet.has(&firmware)) {
        return Truth::True;
    }
    match fleet.has_part(wanted.get(Attribute::Part).formatted()) {
        true => Truth::False,
        false => Truth::Unknown,
    }
}

/// Whether this product is installed in a version that the statement names.
fn is_installed(statement: &Affected, product: &Known, meeting: Meeting) -> Truth {
    // NVD names the ground, hardware above all, with `-`: in whatever version it is.
    let any = |name: &noroshi_cpe::Name| name.get(Attribute::Version) == Value::Na;
    let any_ground = statement.role == Role::Environment && meeting.cpe.as_ref().is_some_and(any);
    if any_ground || !versions_named(statement, &meeting) {
        return Truth::True;
    }
    let Some(own) = product.own(meeting.by.is_package()) else {
        return Truth::Unknown;
    };
    let decided = by_ranges(statement, &meeting, &own, &product.product, None);
    match decided.basis {
        Basis::Versions(_) | Basis::Name => Truth::True,
        Basis::Outside | Basis::Default => Truth::False,
        Basis::Product | Basis::Commits | Basis::Word => Truth::Unknown,
    }
}
