//! What names a figure in the tables.

use super::shelf::PARTS;

/// What names a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Key<'a> {
    pub variant: &'a str,
    pub service: &'a str,
    pub population: &'a str,
    pub at: &'a str,
    pub measure: &'a str,
    pub attribute: &'a str,
    pub group: &'a str,
    pub stage: &'a str,
}

impl<'a> Key<'a> {
    /// A figure of everybody.
    pub(super) fn of(variant: &'a str, service: &'a str, population: &'a str, measure: &'a str) -> Self {
        Self { variant, service, population, at: "", measure, attribute: "all", group: "all", stage: "all" }
    }

    /// The same of a group; of the gap of an attribute where the group is empty.
    pub(super) fn by(self, attribute: &'a str, group: &'a str) -> Self {
        Self { attribute, group, ..self }
    }

    /// The same on a day.
    pub(super) fn at(self, at: &'a str) -> Self {
        Self { at, ..self }
    }

    /// The same of a policy.
    pub(super) fn under(self, variant: &'a str) -> Self {
        Self { variant, ..self }
    }

    /// Its parts, in the order of the columns of the tables.
    pub(super) const fn parts(&self) -> [&'a str; PARTS] {
        let Self { variant, service, population, at, measure, attribute, group, stage } = *self;
        [variant, service, population, at, measure, attribute, group, stage]
    }
}
