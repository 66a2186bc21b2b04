//! From people to tables: what measures count, what a comparison says, what is written.

mod comparison;
mod faults;
mod matters;
mod measures_page;
pub(crate) mod model;
#[path = "../../examples/new_format.rs"]
mod new_format;
#[path = "../../examples/new_measure.rs"]
mod new_measure;
mod readings;
mod report;
