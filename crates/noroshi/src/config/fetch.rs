//! How patient the program is with the sources.

use std::time::Duration;

use noroshi_app::HttpOptions;
use serde::{Deserialize, Serialize};

/// How patient the program is with the sources: the table `[fetch]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Fetch {
    /// How often one thing is asked for before it counts as failed until the next time.
    pub(crate) attempts: u32,
    /// The pause after the first failed attempt; it doubles with each.
    pub(crate) pause: Seconds,
    /// The longest such pause.
    pub(crate) longest_pause: Seconds,
    /// The longest pause that a source may ask for within a fetch; what is longer is left to the schedule.
    pub(crate) longest_wait: Seconds,
    /// How long to wait for an answer to begin, and between its parts.
    pub(crate) patience: Seconds,
    /// How long one answer may take altogether.
    pub(crate) deadline: Seconds,
    /// Bytes per second that an answer must bring on average of that patience; 0 for no such limit.
    pub(crate) slowest: u64,
    /// The longest answer, in MiB as served.
    pub(crate) longest_mib: u64,
}

/// A span of time, written in seconds, with a fraction where one likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "f64", into = "f64")]
pub(crate) struct Seconds(pub(crate) Duration);

/// The longest span that a setting may name: a week. Nothing here is waited for longer.
const LONGEST: f64 = 7.0 * 24.0 * 3600.0;

impl TryFrom<f64> for Seconds {
    type Error = String;

    fn try_from(seconds: f64) -> Result<Self, String> {
        let is_a_span = (0.0..=LONGEST).contains(&seconds);
        let span = is_a_span.then(|| Duration::try_from_secs_f64(seconds).ok());
        span.flatten()
            .map(Self)
            .ok_or_else(|| format!("{seconds} is no number of seconds from 0 to {LONGEST}"))
    }
}

impl From<Seconds> for f64 {
    fn from(seconds: Seconds) -> Self {
        seconds.0.as_secs_f64()
    }
}

impl Default for Fetch {
    fn default() -> Self {
        let usual = HttpOptions::default();
        Self {
            attempts: usual.attempts,
            pause: Seconds(usual.first_pause),
            longest_pause: Seconds(usual.longest_pause),
            longest_wait: Seconds(usual.longest_wait),
            patience: Seconds(usual.timeout),
            deadline: Seconds(usual.deadline),
            slowest: usual.slowest,
            longest_mib: usual.longest_body >> 20,
        }
    }
}

impl Fetch {
    /// The same for the client.
    pub(crate) fn options(&self) -> HttpOptions {
        let usual = HttpOptions::default();
        HttpOptions {
            attempts: self.attempts.max(1),
            first_pause: self.pause.0,
            longest_pause: self.longest_pause.0,
            longest_wait: self.longest_wait.0,
            connect_timeout: usual.connect_timeout.min(self.patience.0),
            timeout: self.patience.0,
            deadline: self.deadline.0,
            slowest: self.slowest,
            longest_body: self.longest_mib.saturating_mul(1 << 20),
            ..usual
        }
    }
}

#[cfg(test)]
mod tests {
    use noroshi_app::HttpOptions;

    use super::{Fetch, Seconds};

    #[test]
    fn without_settings_the_client_is_as_it_is_by_itself() {
        let (found, usual) = (Fetch::default().options(), HttpOptions::default());
        assert_eq!(format!("{found:?}"), format!("{usual:?}"));
    }

    #[test]
    fn a_span_is_a_number_of_seconds_that_can_be_waited_for() {
        for wrong in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert!(Seconds::try_from(wrong).is_err(), "{wrong}");
        }
        let half: Fetch = toml::from_str("pause = 0.5\npatience = 3").unwrap();
        assert_eq!(
            (half.pause.0.as_millis(), half.patience.0.as_secs()),
            (500, 3)
        );
        assert!(toml::from_str::<Fetch>("pause = -1").is_err());
    }
}
