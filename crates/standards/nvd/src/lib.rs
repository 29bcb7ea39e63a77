//! NVD's API 2.0 pages and feeds, and its legacy 1.1 feeds, read and written without loss.
