//! Who an injected inequity falls on.

use crate::model::Model;

/// Who the inequity falls on: a true level of an attribute, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The attribute.
    pub attribute: usize,
    /// Its level.
    pub level: usize,
}

impl Group {
    /// Whether people of a class of a service are in it.
    #[must_use]
    pub fn holds(&self, model: &Model, service: usize, class: u16) -> bool {
        model.population.level(model.services[service].group(class), self.attribute) == self.level
    }
}
