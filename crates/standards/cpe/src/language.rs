//! The applicability language (NISTIR 7698): platforms as logical tests over facts.

mod write;
mod xml;

pub use write::write;
pub use xml::{PlatformError, read};

use crate::{Name, Truth};

/// A platform specification.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Specification {
    /// Its platforms.
    pub platforms: Vec<Platform>,
}

/// A platform: what must hold for something to apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// Its identifier.
    pub id: Option<String>,
    /// Titles, each with its language where it has one.
    pub titles: Vec<(Option<String>, String)>,
    /// Remarks, each with its language where it has one.
    pub remarks: Vec<(Option<String>, String)>,
    /// What must hold.
    pub test: Test<Fact>,
}

/// A fact that the language asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// That a product is there (`fact-ref`). A name that could not be read is kept as text and is unknown.
    Name(Result<Name, String>),
    /// That a check in another language holds (`check-fact-ref`).
    Check {
        /// The checking system, an address.
        system: String,
        /// The file.
        href: String,
        /// The check in it.
        id: String,
    },
}

/// How the terms of a test are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// All must hold.
    And,
    /// One must hold.
    Or,
}

/// A logical test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test<F> {
    /// How the terms are joined.
    pub operator: Operator,
    /// Whether the whole is turned round.
    pub negate: bool,
    /// What is joined.
    pub terms: Vec<Term<F>>,
}

/// A term of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term<F> {
    /// A test in a test.
    Test(Test<F>),
    /// A fact.
    Fact(F),
}

impl<F> Test<F> {
    /// Evaluates the test, each fact by what `known` says about it (NISTIR 7698, 7.3.1).
    ///
    /// A test without terms, which the schema forbids, is unknown, negated or not.
    pub fn evaluate(&self, known: &mut impl FnMut(&F) -> Truth) -> Truth {
        let mut joined = None;
        for term in &self.terms {
            let truth = match term {
                Term::Test(test) => test.evaluate(known),
                Term::Fact(fact) => known(fact),
            };
            joined = Some(match (joined, self.operator) {
                (None, _) => truth,
                (Some(so_far), Operator::And) => truth.and(so_far),
                (Some(so_far), Operator::Or) => truth.or(so_far),
            });
        }
        let truth = joined.unwrap_or(Truth::Unknown);
        if self.negate { !truth } else { truth }
    }

    /// All facts, in order.
    pub fn facts(&self) -> Vec<&F> {
        let mut facts = Vec::new();
        let mut open = vec![self.terms.iter()];
        while let Some(terms) = open.last_mut() {
            match terms.next() {
                Some(Term::Test(test)) => open.push(test.terms.iter()),
                Some(Term::Fact(fact)) => facts.push(fact),
                None => {
                    open.pop();
                }
            }
        }
        facts
    }
}

impl Platform {
    /// Whether it applies where these products are known to be and no others. Checks are unknown.
    ///
    /// A product of which too little is known leaves a fact unknown ([`present`]); by the letter of NISTIR 7698,
    /// 7.3.2 the fact would be false, and true once it is negated. [`Platform::applies_by_the_letter`] says so.
    pub fn applies(&self, products: &[Name]) -> Truth {
        self.evaluate(|name| present(name, products))
    }

    /// As [`Platform::applies`], with each fact either true or false (NISTIR 7698, 7.3.2): true where its name
    /// matches a product.
    pub fn applies_by_the_letter(&self, products: &[Name]) -> Truth {
        self.evaluate(|name| products.iter().any(|product| name.matches(product)).into())
    }

    fn evaluate(&self, known: impl Fn(&Name) -> Truth) -> Truth {
        self.test.evaluate(&mut |fact| match fact {
            Fact::Name(Ok(name)) => known(name),
            Fact::Name(Err(_)) | Fact::Check { .. } => Truth::Unknown,
        })
    }
}

/// Whether a name matches one of these products; unknown where none does and one is too vague to tell.
pub fn present(name: &Name, products: &[Name]) -> Truth {
    let mut truth = Truth::False;
    for product in products {
        truth = truth.or(name.compare(product).truth());
        if truth == Truth::True {
            break;
        }
    }
    truth
}
