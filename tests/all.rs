//! All tests of the package in one binary: they are built and linked once. A test is run by its path: `cargo test laws::capacity`.

#[path = "book.rs"]
mod book;
#[path = "browser/main.rs"]
mod browser;
#[path = "clocks/main.rs"]
mod clocks;
#[path = "command/main.rs"]
mod command;
#[path = "distributions.rs"]
mod distributions;
#[path = "draws.rs"]
mod draws;
/// Disks that fail, for tests of what is written.
#[path = "shared/faulty.rs"]
mod faulty;
#[path = "floors.rs"]
mod floors;
#[path = "intake/main.rs"]
mod intake;
#[path = "laws/main.rs"]
mod laws;
#[path = "levers/main.rs"]
mod levers;
#[path = "numbers/main.rs"]
mod numbers;
#[path = "outside/main.rs"]
mod outside;
#[path = "pathway/main.rs"]
mod pathway;
#[path = "patterns/main.rs"]
mod patterns;
#[path = "promises.rs"]
mod promises;
#[path = "records.rs"]
mod records;
#[path = "report/main.rs"]
mod report;
#[path = "rows/main.rs"]
mod rows;
#[path = "scenario/main.rs"]
mod scenario;
#[path = "scenarios.rs"]
mod scenarios;
/// Helpers for tests of the command.
#[path = "shared/command.rs"]
mod shared;
/// The shipped scenarios, each run once.
#[path = "shared/shipped.rs"]
mod shipped;
#[path = "synth/main.rs"]
mod synth;
#[path = "theory/main.rs"]
mod theory;
/// Observers of tests behind one type.
#[path = "shared/watched.rs"]
mod watched;
