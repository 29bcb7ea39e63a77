//! Platform specifications in XML (NISTIR 7698, 5).

use crate::{
    Name,
    language::{Fact, Operator, Platform, Specification, Term, Test},
    xml::{Pull, Tag, XmlError},
};

/// Why a platform specification could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// It is not XML, or not a platform specification.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// An operator that is neither AND nor OR.
    #[error("the operator {found:?} is neither AND nor OR")]
    Operator {
        /// What it is.
        found: String,
    },
    /// A `negate` that is neither true nor false.
    #[error("negate is {found:?}, neither true nor false")]
    Negate {
        /// What it is.
        found: String,
    },
    /// A platform without a logical test, or with several.
    #[error("the platform {id} has {found} logical tests instead of one")]
    Tests {
        /// Its identifier, or its number.
        id: String,
        /// How many it has.
        found: usize,
    },
}

/// Reads a platform specification. Elements that the language does not know are named in the second value.
///
/// # Errors
///
/// [`PlatformError`] where it is none. A name that cannot be read, tolerant, is kept as a fact that is unknown.
pub fn read(document: &[u8]) -> Result<(Specification, Vec<String>), PlatformError> {
    let mut pull = Pull::new(document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document));
    pull.root("platform-specification")?;
    let (mut platforms, mut foreign) = (Vec::new(), Vec::new());
    while let Some(tag) = pull.child()? {
        if tag.name == "platform" {
            let number = platforms.len() + 1;
            platforms.push(platform(tag, number, &mut pull, &mut foreign)?);
        } else {
            foreign.push(tag.name);
            pull.skip()?;
        }
    }
    Ok((Specification { platforms }, foreign))
}

fn platform(
    mut tag: Tag,
    number: usize,
    pull: &mut Pull<&[u8]>,
    foreign: &mut Vec<String>,
) -> Result<Platform, PlatformError> {
    let id = tag.take("id");
    let (mut titles, mut remarks, mut tests) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(mut tag) = pull.child()? {
        match tag.name.as_str() {
            "title" => titles.push((tag.take("lang"), pull.text()?)),
            "remark" => remarks.push((tag.take("lang"), pull.text()?)),
            "logical-test" => tests.push(test(tag, pull, foreign)?),
            _ => {
                foreign.push(tag.name);
                pull.skip()?;
            }
        }
    }
    let found = tests.len();
    let Ok([test]) = <[Test<Fact>; 1]>::try_from(tests) else {
        let id = id.unwrap_or_else(|| number.to_string());
        return Err(PlatformError::Tests { id, found });
    };
    Ok(Platform {
        id,
        titles,
        remarks,
        test,
    })
}

/// A test and the tests in it. The depth of elements is bounded, so the stack is.
fn test(
    mut tag: Tag,
    pull: &mut Pull<&[u8]>,
    foreign: &mut Vec<String>,
) -> Result<Test<Fact>, PlatformError> {
    let operator = tag.take("operator").unwrap_or_default();
    let operator = match operator.to_ascii_uppercase().as_str() {
        "AND" => Operator::And,
        "OR" => Operator::Or,
        _ => return Err(PlatformError::Operator { found: operator }),
    };
    let negate = tag.take("negate").unwrap_or_default();
    let negate = match negate.to_ascii_lowercase().as_str() {
        "true" | "1" => true,
        "false" | "0" | "" => false,
        _ => return Err(PlatformError::Negate { found: negate }),
    };
    let mut terms = Vec::new();
    while let Some(mut tag) = pull.child()? {
        match tag.name.as_str() {
            "logical-test" => terms.push(Term::Test(test(tag, pull, foreign)?)),
            "fact-ref" => {
                let name = tag.take("name").unwrap_or_default();
                let name = Name::parse_tolerant(&name)
                    .map(|(name, _)| name)
                    .map_err(|_| name);
                terms.push(Term::Fact(Fact::Name(name)));
                pull.skip()?;
            }
            "check-fact-ref" => {
                terms.push(Term::Fact(Fact::Check {
                    system: either(&mut tag, "system", "check-system"),
                    href: either(&mut tag, "href", "check-location"),
                    id: either(&mut tag, "id-ref", "check-id"),
                }));
                pull.skip()?;
            }
            _ => {
                foreign.push(tag.name);
                pull.skip()?;
            }
        }
    }
    Ok(Test {
        operator,
        negate,
        terms,
    })
}

/// An attribute by its name in the schema (5.4), or by the one that the text uses (6.5).
fn either(tag: &mut Tag, schema: &str, text: &str) -> String {
    let value = tag.take(schema).or_else(|| tag.take(text));
    value.unwrap_or_default()
}
