//! The one place where the house looks at the clock.

/// Milliseconds since 1970-01-01T00:00Z.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
