//! The command `queuity`.

fn main() {}
