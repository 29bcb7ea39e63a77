//! The pages: a handler each, thin.

pub(crate) mod account;
pub(crate) mod api;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod hits;
pub(crate) mod home;
pub(crate) mod missing;
pub(crate) mod original;
pub(crate) mod paste;
pub(crate) mod preferences;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod refused;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod sources;
pub(crate) mod trail;
pub(crate) mod users;
pub(crate) mod vulnerability;
