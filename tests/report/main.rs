//! The report: a pure function of the result files, true to them, and safe whatever the names are.

mod charts;
mod command;
mod names;
mod one_run;
mod page;
mod paper;
mod pictures;
mod ranges;
mod readable;
mod shipped;
pub(crate) mod small;
mod texts;
mod truth;
mod vega;
pub(crate) mod verify;
mod workbook;
