//! The order in which people are seen today, and who leaves untreated, from published or own lists.
//!
//! Discrete hazards by time waited are fitted to lists at the ends of months and to those who were treated between ([`curves`]), a month is run as
//! a flow of people ([`fluid`]), and what it foretells of months that were held out is held against one's own figures ([`chance`]).
//! Duration analysis of waits by lists and completions: Dixon and Siciliani 2009; chances by time waited: Dimakou, Parkin, Devlin and Appleby 2009.

mod appointments;
pub mod chance;
pub mod clinics;
mod counted;
mod crossed;
pub mod curves;
mod digits;
mod evidence;
pub mod fluid;
mod followed;
mod found;
pub mod groups;
mod hats;
mod known;
mod misses;
mod mixes;
mod month;
mod number;
mod points;
mod rates;
mod run;
mod strict;
mod together;
mod words;

pub use found::{Ahead, Figures, Found, Level, Tested, TestedGroup, shown};
pub use run::{Options, fit};
