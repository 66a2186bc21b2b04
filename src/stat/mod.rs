//! Statistics on numbers that a run has already counted: intervals, adjusted p values, inequality, survival, random labels, smooth
//! curves through counts, and the closed forms that check the engine.

mod beta;
pub mod closed_forms;
pub mod holm;
pub mod hypergeometric;
pub mod inequality;
pub mod interval;
pub mod markov;
pub mod penalised;
pub mod spc;
pub mod survival;
