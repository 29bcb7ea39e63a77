//! Reading which state of the ledger is asked for.

use noroshi_model::{AssumedZone, Moment};

use crate::house::At;

impl At {
    /// Reads a place in the ledger (digits), an instant, or a day, which means its end in the reader's
    /// zone, so that everything that arrived on that day is in.
    pub fn read(text: &str, zone: AssumedZone) -> Option<Self> {
        const DAY: i64 = 86_400_000;
        if !text.contains('-') {
            return text.parse().ok().map(Self::Sequence);
        }
        let instant = Moment::parse(text, zone).instant?;
        let is_day = !text.contains([':', 'T', ' ']);
        let end = if is_day { DAY - 1 } else { 0 };
        Some(Self::Instant(instant.saturating_add(end)))
    }
}

#[cfg(test)]
mod tests {
    use noroshi_model::AssumedZone;

    use super::At;

    #[test]
    fn a_day_is_meant_to_its_end_in_the_readers_zone() {
        let at = At::read("2026-07-01", AssumedZone::Japan);
        assert_eq!(at, Some(At::Instant(1_782_917_999_999)));
        assert_eq!(
            at,
            At::read("2026-07-01T23:59:59.999+09:00", AssumedZone::Utc)
        );
    }

    #[test]
    fn a_place_in_the_ledger_is_a_number() {
        for place in [12, 123_456] {
            let read = At::read(&place.to_string(), AssumedZone::Utc);
            assert_eq!(read, Some(At::Sequence(place)));
        }
        assert_eq!(At::read("yesterday", AssumedZone::Utc), None);
    }
}
