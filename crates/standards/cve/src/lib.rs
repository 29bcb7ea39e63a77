//! CVE records 5.0 to 5.2, read and written without loss.
