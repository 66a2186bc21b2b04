//! Runs the replications of all variants in parallel, and returns the results in the order of the index.
//!
//! A cell is one replication of one variant. Its parts, the services, run in jobs. A job is one service under all variants that meet the
//! same people there, so that these people are drawn once. Or it is a set of services that refer people on to each other, under one variant;
//! these advance window by window, in parallel if hands are free. The hands of [`Workers`] are a pool of threads, or the caller alone. They take
//! jobs in order, replication by replication, so that after a stop the cells that are done are paired. A cell is reduced at once to its readings
//! and to integer sums of the weekly series, and its tallies are dropped. The results do not depend on the number of hands.
//!
//! A plan may leave out cells of other replications ([`Plan::range`]) and cells that are done already ([`Plan::done`]). A finished
//! [`Cell`] is complete by itself and goes to a [`CellSink`] at once. [`Outcome::add`] and [`Outcome::merge`] put cells and parts together
//! again; any order gives the same bits. So a run that was killed can go on where it stopped, and a large run can be split between machines.
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
