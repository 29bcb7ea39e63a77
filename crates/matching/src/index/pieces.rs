//! Statements and conditions in bytes, whole: what is read back is equal to what was written.

use noroshi_model::{
    Affected, AffectedStatus, Condition, Configuration, Identifier, Limit, Role, StatusKind,
    VersionRange, Versions,
};

use super::bytes::{Damaged, In, Out, Texts};

/// The deepest condition that is read back. NVD's have three floors.
const DEEPEST: usize = 64;

/// Texts, each kept once.
pub(super) trait Intern {
    /// The number of a text.
    fn intern(&mut self, text: &str) -> u32;
}

pub(super) fn write_statement(affected: &Affected, texts: &mut impl Intern, out: &mut Out) {
    let mut writer = Writer { texts, out };
    writer.text(&affected.by);
    writer.maybe(affected.vendor.as_deref());
    writer.maybe(affected.product.as_deref());
    writer.out.count(affected.cpes.len());
    for cpe in &affected.cpes {
        // Most names differ in their version alone, and share the rest with thousands of others.
        let (head, tail) = cut(cpe);
        writer.text(head);
        writer.text(tail);
    }
    writer.maybe(affected.package.as_deref());
    writer.maybe(affected.purl.as_deref());
    writer.status(affected.default);
    writer.out.number(match affected.role {
        Role::Vulnerable => 0,
        Role::Environment => 1,
    });
    writer.out.count(affected.versions.len());
    for versions in &affected.versions {
        writer.text(&versions.text);
        writer.status(versions.status);
        writer.out.number(u64::from(versions.range.is_some()));
        if let Some(range) = &versions.range {
            writer.range(range);
        }
    }
}

pub(super) fn read_statement(input: &mut In<'_>, texts: Texts<'_>) -> Result<Affected, Damaged> {
    let mut reader = Reader { input, texts };
    let by = reader.text()?;
    let (vendor, product) = (reader.maybe()?, reader.maybe()?);
    let cpes = reader.list(|r| {
        let head = r.borrowed()?;
        Ok(format!("{head}{}", r.borrowed()?))
    })?;
    let (package, purl) = (reader.maybe()?, reader.maybe()?);
    let default = reader.status()?;
    let role = match reader.input.number()? {
        0 => Role::Vulnerable,
        1 => Role::Environment,
        _ => return Err(Damaged("a role is unknown")),
    };
    let versions = reader.list(|r| {
        Ok(Versions {
            text: r.text()?,
            status: r.status()?,
            range: match r.input.number()? {
                0 => None,
                _ => Some(r.range()?),
            },
        })
    })?;
    Ok(Affected {
        by,
        vendor,
        product,
        cpes,
        package,
        purl,
        versions,
        default,
        role,
    })
}

pub(super) fn write_configurations(
    configurations: &[Configuration],
    texts: &mut impl Intern,
    out: &mut Out,
) {
    out.count(configurations.len());
    for configuration in configurations {
        out.number(u64::from(texts.intern(&configuration.by)));
        write_condition(&configuration.condition, out);
    }
}

pub(super) fn read_configurations(
    input: &mut In<'_>,
    texts: Texts<'_>,
) -> Result<Vec<Configuration>, Damaged> {
    let mut reader = Reader { input, texts };
    reader.list(|r| {
        Ok(Configuration {
            by: r.text()?,
            condition: read_condition(r.input, 0)?,
        })
    })
}

fn write_condition(condition: &Condition, out: &mut Out) {
    let list = |kind: u64, operands: &[Condition], out: &mut Out| {
        out.number(kind);
        out.count(operands.len());
        for operand in operands {
            write_condition(operand, out);
        }
    };
    match condition {
        Condition::All(operands) => list(0, operands, out),
        Condition::Any(operands) => list(1, operands, out),
        Condition::Not(operand) => {
            out.number(2);
            write_condition(operand, out);
        }
        Condition::Product(at) => {
            out.number(3);
            out.count(*at);
        }
        Condition::Unread => out.number(4),
    }
}

fn read_condition(input: &mut In<'_>, depth: usize) -> Result<Condition, Damaged> {
    if depth > DEEPEST {
        return Err(Damaged("a condition is too deep"));
    }
    let operands = |input: &mut In<'_>| -> Result<Vec<Condition>, Damaged> {
        let count = input.count()?;
        (0..count)
            .map(|_| read_condition(input, depth + 1))
            .collect()
    };
    Ok(match input.number()? {
        0 => Condition::All(operands(input)?),
        1 => Condition::Any(operands(input)?),
        2 => Condition::Not(Box::new(read_condition(input, depth + 1)?)),
        3 => Condition::Product(input.small()? as usize),
        4 => Condition::Unread,
        _ => return Err(Damaged("a condition is unknown")),
    })
}

/// Whether a condition can be read back.
pub(super) fn fits(condition: &Condition, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    match condition {
        Condition::All(operands) | Condition::Any(operands) => {
            operands.iter().all(|o| fits(o, depth + 1))
        }
        Condition::Not(operand) => fits(operand, depth + 1),
        Condition::Product(_) | Condition::Unread => true,
    }
}

/// A CPE name before its version, and the rest.
fn cut(cpe: &str) -> (&str, &str) {
    let mut colons = cpe.match_indices(':').map(|(at, _)| at);
    let at = match cpe.starts_with("cpe:2.3:") {
        true => colons.nth(4),
        false => colons.nth(3),
    };
    cpe.split_at(at.unwrap_or(cpe.len()))
}

/// The number of a state.
pub(super) fn state(status: StatusKind) -> u32 {
    match status {
        StatusKind::Published => 0,
        StatusKind::Unanalysed => 1,
        StatusKind::Reserved => 2,
        StatusKind::Disputed => 3,
        StatusKind::Unsupported => 4,
        StatusKind::Rejected => 5,
        StatusKind::Closed => 6,
    }
}

/// The state of a number.
pub(super) fn state_of(number: u32) -> Result<StatusKind, Damaged> {
    Ok(match number {
        0 => StatusKind::Published,
        1 => StatusKind::Unanalysed,
        2 => StatusKind::Reserved,
        3 => StatusKind::Disputed,
        4 => StatusKind::Unsupported,
        5 => StatusKind::Rejected,
        6 => StatusKind::Closed,
        _ => return Err(Damaged("a state is unknown")),
    })
}

struct Writer<'a, T> {
    texts: &'a mut T,
    out: &'a mut Out,
}

impl<T: Intern> Writer<'_, T> {
    fn text(&mut self, text: &str) {
        self.out.number(u64::from(self.texts.intern(text)));
    }

    /// Zero for none, else one more than its number.
    fn maybe(&mut self, text: Option<&str>) {
        let number = text.map_or(0, |text| u64::from(self.texts.intern(text)) + 1);
        self.out.number(number);
    }

    fn status(&mut self, status: AffectedStatus) {
        self.out.number(match status {
            AffectedStatus::Affected => 0,
            AffectedStatus::NotAffected => 1,
            AffectedStatus::Unknown => 2,
            AffectedStatus::Silent => 3,
        });
    }

    fn range(&mut self, range: &VersionRange) {
        self.maybe(range.scheme.as_deref());
        for limit in [&range.low, &range.high] {
            self.maybe(limit.as_ref().map(|l| l.version.as_str()));
            if let Some(limit) = limit {
                self.out.number(u64::from(limit.included));
            }
        }
        self.out.count(range.changes.len());
        for (from, status) in &range.changes {
            self.text(from);
            self.status(*status);
        }
        self.out.count(range.only.len());
        for id in &range.only {
            self.text(id.as_str());
        }
    }
}

struct Reader<'r, 'i, 'a> {
    input: &'r mut In<'i>,
    texts: Texts<'a>,
}

impl<'a> Reader<'_, '_, 'a> {
    fn borrowed(&mut self) -> Result<&'a str, Damaged> {
        self.texts.text(self.input.small()? as usize)
    }

    fn text(&mut self) -> Result<String, Damaged> {
        Ok(self.borrowed()?.to_owned())
    }

    fn maybe(&mut self) -> Result<Option<String>, Damaged> {
        match self.input.small()?.checked_sub(1) {
            Some(number) => Ok(Some(self.texts.text(number as usize)?.to_owned())),
            None => Ok(None),
        }
    }

    fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, Damaged>,
    ) -> Result<Vec<T>, Damaged> {
        let count = self.input.count()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn status(&mut self) -> Result<AffectedStatus, Damaged> {
        Ok(match self.input.number()? {
            0 => AffectedStatus::Affected,
            1 => AffectedStatus::NotAffected,
            2 => AffectedStatus::Unknown,
            3 => AffectedStatus::Silent,
            _ => return Err(Damaged("an answer is unknown")),
        })
    }

    fn limit(&mut self) -> Result<Option<Limit>, Damaged> {
        let Some(version) = self.maybe()? else {
            return Ok(None);
        };
        let included = self.input.number()? != 0;
        Ok(Some(Limit { version, included }))
    }

    fn range(&mut self) -> Result<VersionRange, Damaged> {
        Ok(VersionRange {
            scheme: self.maybe()?,
            low: self.limit()?,
            high: self.limit()?,
            changes: self.list(|r| Ok((r.text()?, r.status()?)))?,
            only: self.list(|r| {
                let id = r.borrowed()?;
                Ok(Identifier::other(id))
            })?,
        })
    }
}
