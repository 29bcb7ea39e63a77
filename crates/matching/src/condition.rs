//! Conditions with "and", "or" and "not", in three values.

use noroshi_cpe::Truth;
use noroshi_model::Condition;

/// Evaluates a condition; `product` says whether the product at a place of the record's list is installed.
///
/// As in NISTIR 7698, section 6.3, what is unknown stays so unless the other operands decide: one false operand makes
/// "and" false, one true operand makes "or" true. A list without operands, and what could not be read, is unknown.
pub fn evaluate(condition: &Condition, product: &mut dyn FnMut(usize) -> Truth) -> Truth {
    match condition {
        Condition::All(operands) => joined(operands, |a, b| a.and(b), Truth::True, product),
        Condition::Any(operands) => joined(operands, |a, b| a.or(b), Truth::False, product),
        Condition::Not(operand) => !evaluate(operand, product),
        Condition::Product(at) => product(*at),
        Condition::Unread => Truth::Unknown,
    }
}

fn joined(
    operands: &[Condition],
    join: fn(Truth, Truth) -> Truth,
    start: Truth,
    product: &mut dyn FnMut(usize) -> Truth,
) -> Truth {
    if operands.is_empty() {
        return Truth::Unknown;
    }
    operands.iter().fold(start, |so_far, operand| {
        join(so_far, evaluate(operand, product))
    })
}

/// Whether the condition holds wherever the product at this place is installed.
pub(crate) fn suffices(condition: &Condition, at: usize) -> bool {
    match condition {
        Condition::Product(place) => *place == at,
        Condition::Any(operands) => operands.iter().any(|o| suffices(o, at)),
        Condition::All(operands) => {
            !operands.is_empty() && operands.iter().all(|o| suffices(o, at))
        }
        Condition::Not(_) | Condition::Unread => false,
    }
}

/// Whether the product at this place stands somewhere in the condition.
pub(crate) fn mentions(condition: &Condition, at: usize) -> bool {
    match condition {
        Condition::All(operands) | Condition::Any(operands) => {
            operands.iter().any(|o| mentions(o, at))
        }
        Condition::Not(operand) => mentions(operand, at),
        Condition::Product(place) => *place == at,
        Condition::Unread => false,
    }
}

/// The products of a condition that decide nothing because nobody knows whether they are installed.
pub(crate) fn undecided(
    condition: &Condition,
    product: &mut dyn FnMut(usize) -> Truth,
    places: &mut Vec<usize>,
) {
    match condition {
        Condition::All(operands) | Condition::Any(operands) => {
            for operand in operands {
                undecided(operand, product, places);
            }
        }
        Condition::Not(operand) => undecided(operand, product, places),
        Condition::Product(at) => {
            if product(*at) == Truth::Unknown && !places.contains(at) {
                places.push(*at);
            }
        }
        Condition::Unread => {}
    }
}
