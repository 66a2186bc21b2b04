//! queuity simulates healthcare waiting lists across population groups, so that teams can compare scheduling policies on waits
//! *and* on the gaps between groups before trying one on people.
//!
//! Data travels one way: scenario file, checked scenario, compiled [`model::Model`], [`engine::run`], [`tally::Tally`], measures,
//! contrasts, files. A file of this crate imports only from lower floors; `tests/floors.rs` lists them.

// What a crate with disciplines, measures or formats of its own needs, in the versions that queuity was built with.
pub use {schemars, serde, serde_json};

#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod compile;
pub mod digest;
pub mod discipline;
pub mod dist;
pub mod engine;
pub mod error;
pub mod experiment;
pub mod forecast;
pub mod ids;
#[cfg(feature = "import")]
pub mod intake;
pub mod measure;
pub mod model;
pub mod people;
pub mod population;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod schema;
pub mod stat;
pub mod study;
pub mod tally;
pub mod time;
pub mod why;
