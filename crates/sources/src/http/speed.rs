//! Whether an answer comes fast enough.

use std::time::Duration;

use super::HttpOptions;

/// Looks at an answer once in a while: how much has come since the last time.
pub(super) struct Speed {
    every: Duration,
    least: u64,
    /// When it was looked at last, and how much was there.
    last: (Duration, u64),
}

impl Speed {
    pub(super) fn new(options: &HttpOptions, now: Duration) -> Self {
        let every = options.timeout;
        let least = u128::from(options.slowest) * every.as_millis() / 1000;
        Self {
            every,
            least: u64::try_from(least).unwrap_or(u64::MAX),
            last: (now, 0),
        }
    }

    /// Whether what has come by now, so many bytes altogether, is enough.
    pub(super) fn is_enough(&mut self, length: u64, now: Duration) -> bool {
        let (then, before) = self.last;
        if now.saturating_sub(then) < self.every {
            return true;
        }
        self.last = (now, length);
        length.saturating_sub(before) >= self.least
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HttpOptions, Speed};

    #[test]
    fn an_answer_is_too_slow_when_a_whole_stretch_brought_too_little() {
        let second = Duration::from_secs;
        let options = HttpOptions {
            timeout: second(10),
            slowest: 100,
            ..HttpOptions::default()
        };
        let mut speed = Speed::new(&options, second(5));
        assert!(speed.is_enough(1, second(14)));
        assert!(speed.is_enough(1_000, second(15)));
        assert!(speed.is_enough(1_001, second(24)));
        assert!(!speed.is_enough(1_999, second(25)));
        assert!(speed.is_enough(3_000, second(36)));
    }
}
