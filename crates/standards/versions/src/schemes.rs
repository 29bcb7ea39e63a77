//! The schemes, one file each; `evr` is what two of them share.

pub(crate) mod alpm;
pub(crate) mod apk;
pub(crate) mod cargo;
pub(crate) mod composer;
pub(crate) mod datetime;
pub(crate) mod deb;
mod evr;
pub(crate) mod gem;
pub(crate) mod generic;
pub(crate) mod gentoo;
pub(crate) mod golang;
pub(crate) mod intdot;
pub(crate) mod lexicographic;
pub(crate) mod maven;
pub(crate) mod npm;
pub(crate) mod nuget;
pub(crate) mod openssl;
pub(crate) mod product;
pub(crate) mod pypi;
pub(crate) mod rpm;
pub(crate) mod semver;
