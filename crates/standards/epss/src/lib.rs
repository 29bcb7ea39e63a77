//! EPSS score files, as CSV and in the older JSON form.
