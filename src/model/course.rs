//! The clinical course of those who wait: death, admission as an emergency, treatment paid for elsewhere, and changes of the
//! clinical class, as hazards that compete with each other and with patience.

use crate::dist::Patience;
use crate::population::Thresholds;

/// Hazards while the clock runs, each memoryless, by class.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Time to death.
    pub death: Vec<Patience>,
    /// Time to an admission as an emergency, which ends the wait.
    pub emergency: Vec<Patience>,
    /// Time to leaving for treatment paid for elsewhere.
    pub private: Vec<Patience>,
    /// Time in the clinical class.
    pub change: Vec<Patience>,
    /// The next clinical class, by class; empty where none changes.
    pub next: Vec<Thresholds>,
}

impl Course {
    /// Whether clinical classes change, so that people move between lanes while they wait.
    #[must_use]
    pub fn changes(&self) -> bool {
        !self.next.is_empty()
    }
}
