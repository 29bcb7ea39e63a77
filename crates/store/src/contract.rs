//! The promises every engine keeps, as one test suite.
