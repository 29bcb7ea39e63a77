//! Noroshi: what the world says about a vulnerability, side by side, from one program.
fn main() {}
