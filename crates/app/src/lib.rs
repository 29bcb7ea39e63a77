//! The uses of the house: import, sync, link, search, show, watch over sources.
