//! CISA's catalogue of known exploited vulnerabilities, read and written without loss.
