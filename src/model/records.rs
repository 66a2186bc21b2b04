//! What the record says of people: attributes that are missing or wrong, and what is made of "not recorded".
//!
//! Recording is not at random by construction: it depends on the true group and on the service. What is true never reaches a
//! discipline; it books people by the group as recorded, or by what a rule makes of an attribute that is not recorded.

use std::sync::Arc;

use crate::population::{Population, Thresholds};

/// The level of an attribute that is missing from the record: always the last one.
pub const NOT_RECORDED: &str = "not recorded";

/// The records of one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    /// How people differ as recorded: the same attributes, with one more level at the end, [`NOT_RECORDED`], where something can
    /// be missing. The same for all services of a model.
    pub population: Arc<Population>,
    /// How each attribute is recorded.
    pub attributes: Vec<Recording>,
    /// Which pairs of a true and a recorded group can occur. The same for all services of a model.
    pub pairs: Arc<Pairs>,
}

/// How one attribute is recorded at a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// Thresholds of the recorded level by true group; empty where the record is right.
    pub rows: Vec<Thresholds>,
    /// How those are booked whose level is not recorded.
    pub unknown: Unknown,
}

/// How people are booked whose level is not recorded. It moves only the place in the queue; reports say "not recorded".
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Unknown {
    /// As a group of their own.
    #[default]
    OwnGroup,
    /// Like this level.
    Level(usize),
    /// At a level that is drawn once for each person.
    Drawn {
        /// The attribute whose recorded level tells the row; none: one row for all.
        given: Option<usize>,
        /// Thresholds of the true levels.
        rows: Vec<Thresholds>,
    },
}

/// The pairs of a true and a recorded group that can occur, numbered: by true group, then by recorded group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The first pair of each true group, and the number of pairs.
    starts: Vec<u32>,
    /// The recorded group of each pair.
    recorded: Vec<u16>,
}

impl Pairs {
    /// The pairs that can occur at some of these services.
    ///
    /// # Errors
    /// The number of pairs, where it is above `most`.
    pub fn new(
        population: &Population,
        recorded: &Population,
        services: &[&[Recording]],
        most: usize,
    ) -> Result<Self, usize> {
        let levels = |group: usize, attribute: usize| -> Vec<usize> {
            let can = |level: usize| {
                services.iter().any(|service| match service[attribute].rows.get(group) {
                    Some(row) => possible(row, level),
                    None => population.level(group, attribute) == level,
                })
            };
            (0..recorded.attributes[attribute].levels.len()).filter(|&l| can(l)).collect()
        };
        let attributes = population.attributes.len();
        let number = |group: usize| (0..attributes).map(|a| levels(group, a).len()).product::<usize>();
        let total = (0..population.groups()).map(number).fold(0, usize::saturating_add);
        if total > most {
            return Err(total);
        }
        let mut pairs = Self { starts: vec![0], recorded: Vec::with_capacity(total) };
        for group in 0..population.groups() {
            let mut groups = vec![0];
            for (a, attribute) in recorded.attributes.iter().enumerate() {
                let levels = levels(group, a);
                groups = (groups.iter())
                    .flat_map(|g| levels.iter().map(move |l| g * attribute.levels.len() + l))
                    .collect::<Vec<usize>>();
            }
            pairs.recorded.extend(groups.into_iter().map(|g| g as u16));
            pairs.starts.push(pairs.recorded.len() as u32);
        }
        Ok(pairs)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.recorded.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recorded.is_empty()
    }

    /// The true and the recorded group of a pair.
    #[must_use]
    pub fn groups(&self, pair: usize) -> (usize, usize) {
        (self.starts.partition_point(|&s| s as usize <= pair) - 1, self.recorded[pair] as usize)
    }

    /// The number of a pair. One that cannot occur is booked at the nearest that can.
    #[must_use]
    pub fn index(&self, group: usize, recorded: usize) -> usize {
        let (from, to) = (self.starts[group] as usize, self.starts[group + 1] as usize);
        let place = self.recorded[from..to].partition_point(|&r| (r as usize) < recorded);
        debug_assert_eq!(self.recorded.get(from + place).copied(), Some(recorded as u16));
        (from + place).min(to - 1)
    }
}

/// Whether a draw can give this level.
fn possible(row: &Thresholds, level: usize) -> bool {
    let edge = |i: usize| row.0.get(i).copied().unwrap_or(u64::MAX);
    let low = if level == 0 { 0 } else { edge(level - 1) };
    low < edge(level)
}

impl Records {
    /// The number of an attribute's level "not recorded", where something can be missing.
    #[must_use]
    pub fn missing(&self, population: &Population, attribute: usize) -> Option<usize> {
        missing_level(population, &self.population, attribute)
    }

    /// The slot of the tally for somebody of a true and a recorded class: pair x urgencies + urgency.
    #[must_use]
    pub fn slot(&self, class: u16, recorded: u16, urgencies: usize) -> u16 {
        let (class, recorded) = (class as usize, recorded as usize);
        (self.pairs.index(class / urgencies, recorded / urgencies) * urgencies + class % urgencies) as u16
    }
}

/// The number of an attribute's level "not recorded" in the recorded population, where something can be missing.
#[must_use]
pub fn missing_level(population: &Population, recorded: &Population, attribute: usize) -> Option<usize> {
    let levels = population.attributes[attribute].levels.len();
    (recorded.attributes[attribute].levels.len() > levels).then_some(levels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distributions::shares::thresholds;
    use crate::population::Attribute;

    #[test]
    fn pairs_are_those_that_can_occur() {
        let attribute = |levels: &[&str]| Attribute {
            name: "a".into(),
            levels: levels.iter().map(|l| (*l).to_string()).collect(),
            ordered: true,
            reference: 0,
        };
        let population = Population { attributes: vec![attribute(&["x", "y"]), attribute(&["u", "v"])] };
        let recorded = Population { attributes: vec![attribute(&["x", "y"]), attribute(&["u", "v", NOT_RECORDED])] };
        // The second attribute is missing for u only, and v may be coded as u.
        let rows = [[0.5, 0.0, 0.5], [0.25, 0.75, 0.0]].map(|w| thresholds(&w));
        let rows = vec![rows[0].clone(), rows[1].clone(), rows[0].clone(), rows[1].clone()];
        let service = vec![Recording::default(), Recording { rows, unknown: Unknown::OwnGroup }];
        let pairs = Pairs::new(&population, &recorded, &[&service], 8).unwrap();
        let all: Vec<(usize, usize)> = (0..pairs.len()).map(|p| pairs.groups(p)).collect();
        assert_eq!(all, [(0, 0), (0, 2), (1, 0), (1, 1), (2, 3), (2, 5), (3, 3), (3, 4)]);
        for (p, &(group, recorded)) in all.iter().enumerate() {
            assert_eq!(pairs.index(group, recorded), p);
        }
        assert_eq!(Pairs::new(&population, &recorded, &[&service], 7), Err(8));
    }
}
