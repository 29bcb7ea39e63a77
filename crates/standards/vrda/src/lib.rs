//! The VRDA feed and its datum, as XML and HTML, in Japanese and English.
