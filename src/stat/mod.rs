//! Statistics on numbers that a run has counted: intervals, adjusted p values, inequality, survival, random labels, smooth curves
//! through counts, and odds by level.

mod beta;
pub mod holm;
pub mod hypergeometric;
pub mod inequality;
pub mod interval;
pub mod logistic;
pub mod markov;
pub mod penalised;
pub mod spc;
pub mod survival;
