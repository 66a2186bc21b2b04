//! Lists of invented people, out of the simulation itself: dates, order, waits and outcomes are consistent by construction, and what
//! is true of them is known.
//!
//! A site is one independent run of the scenario. The rows that are asked for come from as many sites as are needed, and from each of
//! them a sample of whole people where it has more than its share. Tables are values here; files are made of them on a higher floor.

pub mod against;
mod aim;
mod ask;
mod attribute_names;
pub mod benchmarks;
mod counting;
mod extract;
mod findings;
mod group;
mod heads;
pub mod inject;
mod injected;
pub mod layout;
mod make;
pub mod mess;
mod order;
mod part;
mod people;
mod pieces;
mod portrait;
mod run;
pub mod score;
pub mod table;
mod truth;
mod watch;
mod writing;

pub use ask::{Ask, Population, Refused};
pub use extract::{Extract, Late, MOST_ROWS};
pub use group::Group;
pub use injected::Injected;
pub use make::{Made, Synth};
pub use part::Part;
pub use people::Drawn;
pub use portrait::Portrait;
pub use watch::{Attendance, List, Path, Site, Sitting, Visit};
pub use writing::Sink;
