//! From people to tables: what measures count, what a comparison says, what is written.

mod comparison;
mod model;
mod readings;
mod report;
