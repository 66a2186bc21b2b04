//! Estimates over replications, contrasts with the reference, and their verdicts.

pub mod rows;
