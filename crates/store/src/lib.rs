//! The one place that knows SQL: ledger and projections behind a narrow trait.
