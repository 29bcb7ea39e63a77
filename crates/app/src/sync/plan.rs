//! When a source is asked next: its schedule, and longer and longer pauses after failures.

use std::time::Duration;

use noroshi_store::SourceRow;

/// The pause after the first failure, in milliseconds; it doubles with each further one.
const FIRST_PAUSE: i64 = 5 * 60 * 1000;
/// The longest such pause.
const LONGEST_PAUSE: i64 = 6 * 60 * 60 * 1000;
/// The longest pause that a source may ask for. Beyond it, asking once is no harm.
const LONGEST_ASKED: i64 = 24 * 60 * 60 * 1000;
const MINUTE: i64 = 60 * 1000;

/// When to ask after a success: on schedule, a tenth sooner or later by chance, so that not all
/// houses of the world ask in the same second.
pub(crate) fn after_success(now: i64, every_minutes: u32) -> i64 {
    now + share(i64::from(every_minutes) * MINUTE, 0.9, 1.1)
}

/// When to ask after the given number of failures in a row (1, 2, ...). What the source asks for
/// counts where it is longer.
pub(crate) fn after_failure(now: i64, failures: u32, asked: Option<Duration>) -> i64 {
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(20));
    let own = share(doubled.min(LONGEST_PAUSE), 0.5, 1.0);
    let asked = asked.map_or(0, |wait| {
        i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
    });
    now + own.max(share(asked.min(LONGEST_ASKED), 1.0, 1.1))
}

/// Whether it is time to ask.
pub(crate) fn is_due(row: Option<&SourceRow>, every_minutes: u32, now: i64) -> bool {
    let Some((row, next)) = row.and_then(|row| Some((row, row.next?))) else {
        return true;
    };
    // Nothing plans further ahead than this: the clock was set back, or the schedule is shorter now.
    let furthest = match row.failures {
        0 => share(i64::from(every_minutes) * MINUTE, 1.1, 1.1),
        _ => share(LONGEST_ASKED, 1.1, 1.1),
    };
    next <= now || next - now > furthest
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "milliseconds of days, far from the limits of either type"
)]
fn share(of: i64, least: f64, most: f64) -> i64 {
    (of as f64 * (least + (most - least) * fastrand::f64())) as i64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use noroshi_store::SourceRow;

    use super::{MINUTE, after_failure, after_success, is_due};

    #[test]
    fn pauses_after_failures_double_up_to_six_hours_and_are_never_less_than_half() {
        for (failures, whole) in [
            (1, 5),
            (2, 10),
            (3, 20),
            (7, 320),
            (8, 360),
            (4_000_000, 360),
        ] {
            for _ in 0..100 {
                let found = after_failure(0, failures, None);
                let whole = whole * MINUTE;
                assert!(found >= whole / 2 && found <= whole, "{failures}: {found}");
            }
        }
    }

    #[test]
    fn what_the_source_asks_for_is_kept_where_it_is_longer() {
        let hours = |h: u64| Some(Duration::from_secs(h * 3600));
        assert!(after_failure(0, 1, hours(3)) >= 180 * MINUTE);
        assert!(after_failure(0, 8, hours(0)) >= 180 * MINUTE);
        assert!(after_failure(0, 1, hours(100_000)) <= 27 * 60 * MINUTE);
        assert!(after_failure(0, 1, Some(Duration::MAX)) <= 27 * 60 * MINUTE);
    }

    #[test]
    fn a_source_is_due_when_never_asked_when_its_time_has_come_or_lies_too_far_ahead() {
        let row = |next, failures| SourceRow {
            next,
            failures,
            ..SourceRow::default()
        };
        let now = 1_000_000 * MINUTE;
        assert!(is_due(None, 60, now));
        assert!(is_due(Some(&row(None, 0)), 60, now));
        assert!(is_due(Some(&row(Some(now), 0)), 60, now));
        assert!(!is_due(
            Some(&row(Some(after_success(now, 60)), 0)),
            60,
            now
        ));
        assert!(!is_due(Some(&row(Some(now + 300 * MINUTE), 9)), 60, now));
        assert!(is_due(Some(&row(Some(now + 300 * MINUTE), 0)), 60, now));
        assert!(is_due(Some(&row(Some(now * 2), 9)), 60, now));
    }
}
