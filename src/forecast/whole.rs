//! What to expect of a whole scenario.

use super::{ListForecast, ServiceForecast, Work};
use crate::error::Problem;

/// What to expect of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// By variant, then service.
    pub lists: Vec<ListForecast>,
    /// By variant, then service.
    pub services: Vec<ServiceForecast>,
    /// Cells: variants x replications.
    pub cells: u64,
    /// Replications of each variant.
    pub replications: u64,
    /// What a cell of each variant does and holds.
    pub work: Vec<Work>,
    /// What deserves a word: loads of 1 or more, empty lists, an urgent backlog, odds that nothing moves.
    pub warnings: Vec<Problem>,
}

impl Forecast {
    /// Expected events (people who come, appointments, moves to another stage, sessions) of all cells.
    #[must_use]
    pub fn events(&self) -> f64 {
        self.work
            .iter()
            .map(|w| self.replications as f64 * (w.people + w.appointments + w.moves + w.tries + w.sessions))
            .sum()
    }
}
