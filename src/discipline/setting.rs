//! What a discipline may know of the service it works for.

use crate::population::{Population, Urgency};

/// What a discipline may know of the service it works for.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// How people differ, as recorded.
    pub population: &'a Population,
    /// Clinical classes of the service.
    pub urgencies: &'a [Urgency],
    /// Whether people are seen in bookable slots (else by servers).
    pub slotted: bool,
}

impl Setting<'_> {
    /// Number of classes: groups x urgencies.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.population.groups() * self.urgencies.len()
    }

    /// The group and the urgency of each class, in order.
    pub fn each_class(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let urgencies = self.urgencies.len();
        (0..self.classes()).map(move |class| (class / urgencies, class % urgencies))
    }
}
