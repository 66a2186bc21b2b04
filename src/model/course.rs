//! The clinical course of those who wait: death, admission as an emergency, treatment paid for elsewhere, and changes of the
//! clinical class, as hazards that compete with each other and with patience.

use crate::ids::Cause;
use crate::population::Thresholds;

/// Hazards while the clock runs, each memoryless.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Mean seconds by class until each of [`Course::CAUSES`] happens, infinite where it never does.
    pub means: Vec<[f64; 4]>,
    /// The next clinical class, by class; empty where none changes.
    pub next: Vec<Thresholds>,
}

impl Course {
    /// What may happen to somebody, in the order of the words that draw when.
    pub const CAUSES: [Cause; 4] = [Cause::Death, Cause::Emergency, Cause::Private, Cause::Change];

    /// Whether the clinical class may change, so that people move between lanes while they wait.
    #[must_use]
    pub fn changes(&self) -> bool {
        !self.next.is_empty()
    }

    /// Whether this happens to anybody of a class.
    #[must_use]
    pub fn happens(&self, class: usize, cause: Cause) -> bool {
        Self::CAUSES.iter().zip(&self.means[class]).any(|(&of, mean)| of == cause && mean.is_finite())
    }

    /// Whether this happens to anybody.
    #[must_use]
    pub fn happens_to_some(&self, cause: Cause) -> bool {
        (0..self.means.len()).any(|class| self.happens(class, cause))
    }
}
