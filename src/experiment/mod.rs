//! Replications of all variants, in parallel, with results in index order.
//!
//! A cell is one replication of one variant; its parts, the services, run in jobs. A job is one service under all variants that
//! meet the same people there, so that they are drawn once; or the services that refer people on to each other under one variant,
//! which advance window by window, in parallel where hands are free. Jobs are claimed in order (replication by replication, so that
//! what is done after a stop is paired) by the hands of [`Workers`]: a pool of threads, or the caller alone. A cell is reduced at once to its
//! readings and to integer sums of the weekly series; its tallies are dropped. What comes out does not depend on the number of hands.
//!
//! A plan may leave cells out: those of other replications ([`Plan::range`]) and those that are there already ([`Plan::done`]). A finished
//! [`Cell`] is complete by itself and goes to a [`CellSink`] at once. [`Outcome::add`] and [`Outcome::merge`] put cells and parts together
//! again, in any order to the same bits. So a run that was killed goes on where it was, and one that is large runs in several places.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//! use queuity::experiment::{Plan, run};
//! use queuity::{compile, discipline};
//!
//! # let text = include_str!("../../scenarios/demo.toml").replace("104 weeks", "26 weeks");
//! let scenario = compile::load(&text, &discipline::Registry::shipped()).unwrap();
//! let plan = Plan { replications: 2, ..Plan::of(&scenario) };
//! let outcome = run(&plan, &|progress| assert!(progress.done <= progress.planned), &AtomicBool::new(false))?;
//! assert!(!outcome.is_partial());
//! # Ok::<(), queuity::experiment::PlanError>(())
//! ```

mod cell;
mod gather;
mod jobs;
mod outcome;
mod packed;
mod patients;
mod plan;
mod run;
mod sums;
mod workers;

pub use cell::{Cell, Figures};
pub use outcome::{MergeError, Outcome, StoppedCell};
pub use packed::Readings;
pub use patients::{ClassChange, CountedWait, PatientRow, PatientSink, Status};
pub use plan::{Halt, Plan, PlanError};
pub use run::{CellSink, Progress, Sinks, run, run_on, run_with_patients};
pub use sums::{SeriesSums, Sums};
#[cfg(feature = "threads")]
pub use workers::Threads;
pub use workers::{Alone, Workers};
