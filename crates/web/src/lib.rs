//! The pages: server-rendered, readable without script, in Japanese and English.
