//! When to ask: waiting, pauses between attempts, and what `Retry-After` says.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// A clock that one can wait for. Tests put in one that does not wait.
pub trait Pace: Send {
    /// Time since some fixed moment; never runs backwards.
    fn now(&self) -> Duration;

    /// Waits. Answers `false` where somebody asked to stop meanwhile.
    fn wait(&mut self, time: Duration) -> bool;

    /// Whether to go on. Asked while a long answer comes in.
    fn go_on(&self) -> bool {
        true
    }
}

/// The real clock. Looks every tenth of a second whether somebody asked to stop.
#[derive(Debug)]
pub struct RealPace {
    start: Instant,
    stop: Arc<AtomicBool>,
}

impl RealPace {
    /// A clock that ends every wait once `stop` is true.
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        Self {
            start: Instant::now(),
            stop,
        }
    }
}

impl Pace for RealPace {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&mut self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while self.go_on() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            thread::sleep(left.min(Duration::from_millis(100)));
        }
        false
    }

    fn go_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }
}

/// The pause after the given attempt (1, 2, ...): doubling, and between half and the whole of that
/// by chance, so that many who failed together do not return together.
pub(crate) fn pause(
    attempt: u32,
    first: Duration,
    longest: Duration,
    rng: &mut fastrand::Rng,
) -> Duration {
    let whole = first
        .saturating_mul(2u32.saturating_pow(attempt.saturating_sub(1)))
        .min(longest);
    whole.mul_f64(0.5 + rng.f64() / 2.0)
}

/// Reads `Retry-After`: seconds, or an HTTP date, which counts from the answer's own `Date`, for the
/// two clocks need not agree. `now` (milliseconds since 1970) stands in where there is none.
pub(crate) fn retry_after(value: &str, date: Option<&str>, now: i64) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = http_date(value)?;
    let from = date.and_then(http_date).unwrap_or(now);
    Some(Duration::from_millis(
        u64::try_from(until.saturating_sub(from)).unwrap_or(0),
    ))
}

/// Reads an HTTP date into milliseconds since 1970.
pub(crate) fn http_date(text: &str) -> Option<i64> {
    let parsed = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim());
    Some(parsed.ok()?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::{Pace, RealPace, http_date, pause, retry_after};
    use std::{
        sync::{Arc, atomic::AtomicBool},
        time::Duration,
    };

    #[test]
    fn a_wait_ends_when_it_is_over_or_somebody_asks_to_stop() {
        let stop = Arc::new(AtomicBool::new(false));
        let mut pace = RealPace::new(Arc::clone(&stop));
        assert!(pace.wait(Duration::from_millis(1)));
        assert!(pace.now() >= Duration::from_millis(1));
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(!pace.wait(Duration::from_secs(3600)));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let seconds = Duration::from_secs;
        assert_eq!(retry_after("120", None, 0), Some(seconds(120)));
        let date = "Mon, 23 Nov 2026 09:00:00 GMT";
        let at = "Mon, 23 Nov 2026 09:01:30 GMT";
        assert_eq!(retry_after(at, Some(date), 0), Some(seconds(90)));
        assert_eq!(retry_after(date, Some(at), 0), Some(seconds(0)));
        let now = http_date(at).unwrap() - 5_000;
        assert_eq!(retry_after(at, None, now), Some(seconds(5)));
        assert_eq!(retry_after("soon", None, 0), None);
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_are_never_less_than_half() {
        let (first, longest) = (Duration::from_secs(2), Duration::from_secs(60));
        let mut rng = fastrand::Rng::with_seed(1);
        for (attempt, whole) in [(1, 2), (2, 4), (3, 8), (6, 60), (400, 60)] {
            for _ in 0..100 {
                let found = pause(attempt, first, longest, &mut rng);
                let whole = Duration::from_secs(whole);
                assert!(found >= whole / 2 && found <= whole, "{attempt}: {found:?}");
            }
        }
    }
}
