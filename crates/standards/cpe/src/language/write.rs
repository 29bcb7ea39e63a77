//! Platform specifications, written as XML.

use crate::{
    Name, WriteError,
    language::{Fact, Operator, Specification, Term, Test},
    xml::DEPTH,
    xml_write::Elements,
};

/// The deepest test that is written: what stands around it is counted when it is read.
const DEEPEST: usize = DEPTH - 3;

/// Writes a platform specification (NISTIR 7698, 5) with names as formatted strings. A name that could not be read is
/// written as it was found.
///
/// # Errors
///
/// [`WriteError`] where tests are nested more deeply than [`super::read`] goes, or a text has a character that XML does
/// not have.
pub fn write(specification: &Specification) -> Result<String, WriteError> {
    let mut xml = Elements::new();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let namespace = Some("http://cpe.mitre.org/language/2.0");
    xml.start("cpe:platform-specification", &[("xmlns:cpe", namespace)]);
    for platform in &specification.platforms {
        xml.start("cpe:platform", &[("id", platform.id.as_deref())]);
        for (name, texts) in [
            ("cpe:title", &platform.titles),
            ("cpe:remark", &platform.remarks),
        ] {
            for (language, text) in texts {
                xml.leaf(name, &[("xml:lang", language.as_deref())], text);
            }
        }
        test(&platform.test, DEEPEST, &mut xml)?;
        xml.end();
    }
    xml.end();
    xml.finish()
}

fn test(test: &Test<Fact>, deeper: usize, xml: &mut Elements) -> Result<(), WriteError> {
    let deeper = deeper
        .checked_sub(1)
        .ok_or(WriteError::TooDeep { limit: DEEPEST })?;
    let operator = match test.operator {
        Operator::And => "AND",
        Operator::Or => "OR",
    };
    let negate = if test.negate { "TRUE" } else { "FALSE" };
    xml.start(
        "cpe:logical-test",
        &[("operator", Some(operator)), ("negate", Some(negate))],
    );
    for term in &test.terms {
        match term {
            Term::Test(inner) => self::test(inner, deeper, xml)?,
            Term::Fact(Fact::Name(name)) => {
                let name = name.as_ref().map(Name::to_formatted_string);
                let name = name.as_ref().unwrap_or_else(|written| *written);
                xml.empty("cpe:fact-ref", &[("name", Some(name))]);
            }
            Term::Fact(Fact::Check { system, href, id }) => xml.empty(
                "cpe:check-fact-ref",
                &[
                    ("system", Some(system)),
                    ("href", Some(href)),
                    ("id-ref", Some(id)),
                ],
            ),
        }
    }
    xml.end();
    Ok(())
}
