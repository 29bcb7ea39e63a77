//! CVSS vectors of every version as they are found in the wild, and the scores they compute to.
