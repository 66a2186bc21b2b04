//! queuity simulates healthcare waiting lists across population groups, so that teams can compare scheduling policies on waits
//! *and* on the gaps between groups before trying one on people.
//!
//! # A first comparison
//!
//! A scenario is a text. [`study::Study`] reads it, checks it, and runs and compares it:
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//! use queuity::study::{Kit, Study};
//!
//! let text = r#"
//! queuity = 1
//! [scenario]
//! start        = 2026-02-02
//! horizon      = "52 weeks"
//! replications = 10
//! reference    = "as today"
//! [[attribute]]                     # ordered from most to least disadvantaged
//! name   = "deprivation"
//! levels = ["most deprived", "least deprived"]
//! [[service]]
//! name      = "hip and knee"
//! referrals = { per_week = 20 }
//! waiting   = { bands_weeks = [0, 18, 52], count = [240, 160] }
//! slots     = { per_week = 20 }
//! misses_appointment = { default = 0.05, deprivation = { "most deprived" = 0.15 } }
//! [[variant]]
//! name = "as today"
//! [[variant]]
//! name = "a call before each appointment"
//! set  = { "service[hip and knee].levers.support" = { misses_times = 0.5 } }
//! "#;
//! let study = Study::read(text.as_bytes(), &Kit::shipped(), &Default::default())?;
//! let outcome = study.run(&|_| (), &AtomicBool::new(false))?;
//! let comparison = study.compare(&outcome)?;
//! let row = |measure: &str| comparison.contrasts.iter().find(|r| r.key.measure == measure && r.key.population == "joined");
//! let wait = row("weeks_untreated").expect("the headline is always there");
//! assert!(wait.difference.expect("ten pairs") < 0.0, "people who come free no slot that is lost");
//! assert!(row("weeks_untreated.gap").is_some(), "and so is its gap");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to look
//!
//! * [`design`] says why the code is built as it is.
//! * `docs/scenario.md` says what you can write in a scenario; [`scenario::schema`] gives it as JSON Schema.
//! * [`discipline`] has the rules of who is seen next, [`measure`] what is measured, and [`compare`] how policies are compared.
//! * To add a rule, a measure or a file format of your own, start from the programs in `examples/`. [`cli::main_with`](cli) gives you the
//!   whole command with them.
//! * [`experiment`] runs a plan in parts, on other threads or in another process.
//! * [`why`] says why one person was seen when they were.
//!
//! Data travel one way: scenario file, checked document, compiled [`model::Model`], [`engine::run`], [`tally::Tally`], measures,
//! contrasts, files. A file of this crate imports only from lower floors; `tests/floors.rs` lists them.

// What a crate with disciplines, measures or formats of its own needs, in the versions that queuity was built with.
pub use {schemars, serde, serde_json};

#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod compile;
#[doc = include_str!("../docs/design.md")]
pub mod design {}
pub mod digest;
pub mod discipline;
pub mod distributions;
pub mod engine;
pub mod error;
pub mod experiment;
#[cfg(feature = "import")]
pub mod fit;
pub mod forecast;
pub mod ids;
#[cfg(feature = "import")]
pub mod intake;
pub mod measure;
pub mod model;
pub mod name;
pub mod people;
pub mod population;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod schema;
pub mod stat;
pub mod study;
pub mod synth;
pub mod table;
pub mod tally;
pub mod time;
pub mod why;
