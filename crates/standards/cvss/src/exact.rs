//! Scores of v3 in whole numbers: the temporal one, which the `cvss` crate lacks, and v3.0's environmental one.
//!
//! v3.0 rounds up to one decimal without saying how many digits count before that. In binary floating point an exact
//! 4.6 becomes 4.6000000000000005 and is rounded to 4.7; here it stays 4.6. v3.1 (appendix A) defines the rounding.

use crate::{Vector, Version};

/// Ten to the eleventh: what all products below are scaled to.
const ONE: i64 = 100_000_000_000;

/// The temporal score of v3.0 and v3.1, section 7.2 and 8.2.
pub(crate) fn temporal_v3(vector: &Vector) -> f32 {
    let base = (f64::from(vector.base_score()) * 10.0).round() as u64;
    times_temporal(vector, base) as f32 / 10.0
}

/// The environmental score of v3.0, section 8.3.
pub(crate) fn environmental_v30(vector: &Vector) -> f32 {
    times_temporal(vector, modified_base_v30(vector)) as f32 / 10.0
}

/// A score in tenths, multiplied by the three temporal factors and rounded up, in tenths.
fn times_temporal(vector: &Vector, tenths: u64) -> u64 {
    let factor = |name: &str| -> u64 {
        match (name, vector.value(name).unwrap_or("X")) {
            ("E", "F") => 97,
            ("E", "P") => 94,
            ("E", "U") => 91,
            ("RL", "W") => 97,
            ("RL", "T") => 96,
            ("RL", "O") => 95,
            ("RC", "R") => 96,
            ("RC", "U") => 92,
            _ => 100,
        }
    };
    let product = tenths * factor("E") * factor("RL") * factor("RC");
    match vector.version() {
        // v3.0: the smallest number with one decimal that is not below.
        Version::V30 => product.div_ceil(1_000_000),
        // v3.1, appendix A: first to five decimals, then up.
        _ => (product + 50).div_euclid(100).div_ceil(10_000),
    }
}

/// The base score with every modified metric in place of its base metric, and the requirements, in tenths.
fn modified_base_v30(vector: &Vector) -> u64 {
    let changed = modified(vector, "MS", "S") == "C";
    // What remains of confidentiality, integrity, availability: thousandths, so the product has nine decimals.
    let untouched: i64 = [("MC", "C", "CR"), ("MI", "I", "IR"), ("MA", "A", "AR")]
        .map(|(own, base, requirement)| {
            let weight = match modified(vector, own, base) {
                "H" => 56,
                "L" => 22,
                _ => 0,
            };
            let requirement = match vector.value(requirement).unwrap_or("X") {
                "H" => 15,
                "L" => 5,
                _ => 10,
            };
            1_000 - weight * requirement
        })
        .into_iter()
        .product();
    let lost = (1_000_000_000 - untouched).min(915_000_000);
    let exploitability = 10 * 822 * exploitability_v3(vector, changed);
    if changed {
        // A fifteenth power has more decimals than whole numbers hold. It is tiny, and no exact tenth is near it.
        let lost = lost as f64 / 1e9;
        let impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02).powi(15);
        if impact <= 0.0 {
            return 0;
        }
        let score = (1.08 * (impact + exploitability as f64 / ONE as f64)).min(10.0);
        (score * 10.0 - 1e-9).ceil() as u64
    } else {
        let impact = lost * 642;
        if impact <= 0 {
            return 0;
        }
        let score = (impact + exploitability).min(10 * ONE);
        u64::try_from(score).unwrap_or(0).div_ceil(10_000_000_000)
    }
}

/// The product of the four factors of exploitability, each in hundredths.
fn exploitability_v3(vector: &Vector, changed: bool) -> i64 {
    let attack_vector = match modified(vector, "MAV", "AV") {
        "N" => 85,
        "A" => 62,
        "L" => 55,
        _ => 20,
    };
    let complexity = match modified(vector, "MAC", "AC") {
        "L" => 77,
        _ => 44,
    };
    let privileges = match (modified(vector, "MPR", "PR"), changed) {
        ("N", _) => 85,
        ("L", true) => 68,
        ("L", false) => 62,
        (_, true) => 50,
        (_, false) => 27,
    };
    let interaction = match modified(vector, "MUI", "UI") {
        "N" => 85,
        _ => 62,
    };
    attack_vector * complexity * privileges * interaction
}

/// The modified metric where it is defined, else the base metric.
fn modified(vector: &Vector, own: &str, base: &str) -> &'static str {
    vector
        .value(own)
        .filter(|v| *v != "X")
        .or_else(|| vector.value(base))
        .unwrap_or("N")
}
