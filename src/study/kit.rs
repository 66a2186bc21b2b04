//! What a scenario may name and what is read of a run: the lists that a program adds its own things to.

use crate::{discipline, measure};

/// The disciplines and measures of a study.
#[derive(Clone, Debug)]
pub struct Kit {
    /// Who can be seen next.
    pub disciplines: discipline::Registry,
    /// What is measured.
    pub measures: measure::Registry,
}

impl Kit {
    /// All that queuity ships.
    #[must_use]
    pub fn shipped() -> Self {
        Self { disciplines: discipline::Registry::shipped(), measures: measure::Registry::shipped() }
    }

    /// The same with a discipline more; one of the same name is replaced.
    #[must_use]
    pub fn with_discipline(mut self, kind: impl discipline::Kind + 'static) -> Self {
        self.disciplines = self.disciplines.with(kind);
        self
    }

    /// The same with a measure more; one of the same name is replaced.
    #[must_use]
    pub fn with_measure(mut self, measure: impl measure::Measure + 'static) -> Self {
        self.measures = self.measures.with(measure);
        self
    }
}

impl Default for Kit {
    fn default() -> Self {
        Self::shipped()
    }
}
