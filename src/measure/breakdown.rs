//! By what figures are broken down.

use super::{Subjects, as_recorded};
use crate::population::{Attribute, Population};

/// An attribute whose levels are compared: in truth, or as recorded.
pub(super) struct Breakdown<'a> {
    pub(super) name: String,
    /// The number of the attribute.
    pub(super) number: usize,
    /// Whether it is told as recorded.
    pub(super) recorded: bool,
    pub(super) attribute: &'a Attribute,
    /// The subjects of its levels.
    pub(super) levels: Vec<usize>,
    /// The subject of those whose level is not recorded; it is no level.
    pub(super) unknown: Option<usize>,
}

/// The attributes that are reported in truth, then those that are reported as recorded.
pub(super) fn breakdowns<'a>(
    subjects: &Subjects,
    population: &'a Population,
    unreported: &[usize],
) -> Vec<Breakdown<'a>> {
    let mut all = Vec::new();
    let mut first = 1;
    for (a, attribute) in population.attributes.iter().enumerate() {
        let levels = (first..first + attribute.levels.len()).collect();
        first += attribute.levels.len();
        if !unreported.contains(&a) {
            all.push(Breakdown {
                name: attribute.name.clone(),
                number: a,
                recorded: false,
                attribute,
                levels,
                unknown: None,
            });
        }
    }
    for (a, levels, unknown) in subjects.recorded(population) {
        let attribute = &population.attributes[a];
        all.push(Breakdown {
            name: as_recorded(&attribute.name),
            number: a,
            recorded: true,
            attribute,
            levels,
            unknown,
        });
    }
    all
}
