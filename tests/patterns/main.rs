//! Patterns of the literature, simulated (`docs/patterns.md` has the figures), and what shipped scenarios answer.

mod answer;
mod cataract;
mod conservation;
mod controller;
mod independent_sector;
mod learning_disability;
mod overbooking;
mod paired;
mod scores;
