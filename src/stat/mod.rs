//! Statistics on numbers that a run has already counted: intervals, adjusted p values, inequality, survival.

pub mod holm;
pub mod inequality;
pub mod interval;
pub mod survival;
