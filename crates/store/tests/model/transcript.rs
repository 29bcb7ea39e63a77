//! What a store gave and answered, written down line by line, and compared.

use std::{any::Any, fmt::Debug};

use noroshi_store::StoreError;

/// What can be compared with what another store answered.
pub(crate) trait Answer: Any + Debug {
    /// Whether the other is of the same type and equal.
    fn is(&self, other: &dyn Answer) -> bool;
}

impl<T: Any + Debug + PartialEq> Answer for T {
    fn is(&self, other: &dyn Answer) -> bool {
        (other as &dyn Any).downcast_ref::<T>() == Some(self)
    }
}

/// The answers of one store, in order.
#[derive(Default)]
pub(crate) struct Transcript(Vec<(String, Box<dyn Answer>)>);

impl Transcript {
    /// Writes down what something gave.
    pub(crate) fn write(&mut self, what: String, answer: Box<dyn Answer>) {
        self.0.push((what, answer));
    }

    /// Writes down an answer, or why there was none.
    pub(crate) fn answered<T: Answer + PartialEq>(
        &mut self,
        what: String,
        answer: Result<T, StoreError>,
    ) {
        let answer = answer.map_err(Failure);
        self.write(what, Box::new(answer));
    }

    /// Goes on with the lines of another.
    pub(crate) fn follow(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The first line in which the other differs, in words.
    pub(crate) fn compare(&self, found: &Self) -> Result<(), String> {
        for (i, (what, expected)) in self.0.iter().enumerate() {
            let (asked, answer) = found.0.get(i).map_or(("nothing", None), |(asked, answer)| {
                (asked.as_str(), Some(&**answer))
            });
            if asked != what {
                return Err(format!("expected {what}\n  found {asked}"));
            }
            if !answer.is_some_and(|answer| expected.is(answer)) {
                let [expected, answer] =
                    differing(&format!("{expected:?}"), &format!("{answer:?}"));
                return Err(format!(
                    "{what}\n  expected {expected}\n  answered {answer}"
                ));
            }
        }
        match found.0.get(self.0.len()) {
            None => Ok(()),
            Some((more, _)) => Err(format!("{more}, which is one line more")),
        }
    }
}

/// An error is the same whatever words an engine finds for it.
#[derive(Debug)]
pub(crate) struct Failure(pub StoreError);

impl PartialEq for Failure {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.0) == std::mem::discriminant(&other.0)
    }
}

/// Cuts long texts down to about where they differ.
fn differing(a: &str, b: &str) -> [String; 2] {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(200);
    [a, b].map(|text| text.chars().skip(from).take(600).collect())
}
