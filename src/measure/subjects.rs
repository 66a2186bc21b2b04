//! The people whom measures read: all, each level of each attribute, each combination of declared crossings.

use crate::population::Population;
use crate::tally::{CapacityTally, ClassTally, Tally};

/// Some people, by how they differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectKey {
    /// Everybody.
    All,
    /// One level of an attribute.
    Level {
        /// The attribute.
        attribute: usize,
        /// The level.
        level: usize,
    },
    /// One combination of the levels of crossed attributes.
    Cross {
        /// The crossing, in declared order.
        crossing: usize,
        /// One level of each crossed attribute.
        levels: Vec<usize>,
    },
}

/// All subjects of a population, in a fixed order: all, then levels by attribute, then crossings.
#[derive(Clone, Debug)]
pub struct Subjects {
    keys: Vec<SubjectKey>,
    /// The subjects of each group.
    of_group: Vec<Vec<usize>>,
    crossings: Vec<Vec<usize>>,
    simple: usize,
}

impl Subjects {
    /// The subjects of a population with these crossings (each a list of attributes).
    #[must_use]
    pub fn new(population: &Population, crossings: &[Vec<usize>]) -> Self {
        let mut keys = vec![SubjectKey::All];
        for (attribute, a) in population.attributes.iter().enumerate() {
            keys.extend((0..a.levels.len()).map(|level| SubjectKey::Level { attribute, level }));
        }
        let simple = keys.len();
        for (crossing, attributes) in crossings.iter().enumerate() {
            let mut combinations: Vec<Vec<usize>> = vec![Vec::new()];
            for &a in attributes {
                let levels = population.attributes[a].levels.len();
                combinations = (combinations.iter())
                    .flat_map(|c| (0..levels).map(|l| c.iter().copied().chain([l]).collect()))
                    .collect();
            }
            keys.extend(combinations.into_iter().map(|levels| SubjectKey::Cross { crossing, levels }));
        }
        let of_group = (0..population.groups())
            .map(|group| {
                let holds = |key: &SubjectKey| match key {
                    SubjectKey::All => true,
                    SubjectKey::Level { attribute, level } => population.level(group, *attribute) == *level,
                    SubjectKey::Cross { crossing, levels } => {
                        crossings[*crossing].iter().zip(levels).all(|(&a, &l)| population.level(group, a) == l)
                    }
                };
                (0..keys.len()).filter(|&i| holds(&keys[i])).collect()
            })
            .collect();
        Self { keys, of_group, crossings: crossings.to_vec(), simple }
    }

    /// Who they are.
    #[must_use]
    pub fn keys(&self) -> &[SubjectKey] {
        &self.keys
    }

    /// How many come before the crossings.
    #[must_use]
    pub const fn simple(&self) -> usize {
        self.simple
    }

    /// The crossings.
    #[must_use]
    pub fn crossings(&self) -> &[Vec<usize>] {
        &self.crossings
    }

    /// The attribute and the level in words: "all" for everybody, crossed names joined by " x ".
    #[must_use]
    pub fn words(&self, subject: usize, population: &Population) -> (String, String) {
        match &self.keys[subject] {
            SubjectKey::All => ("all".into(), "all".into()),
            SubjectKey::Level { attribute, level } => {
                let a = &population.attributes[*attribute];
                (a.name.clone(), a.levels[*level].clone())
            }
            SubjectKey::Cross { crossing, levels } => {
                let attributes = self.crossings[*crossing].iter().map(|&a| &population.attributes[a]);
                let names: Vec<&str> = attributes.clone().map(|a| a.name.as_str()).collect();
                let levels: Vec<&str> = attributes.zip(levels).map(|(a, &l)| a.levels[l].as_str()).collect();
                (names.join(" x "), levels.join(" x "))
            }
        }
    }
}

/// The integers of one service in one replication, merged by subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    /// By subject.
    pub people: Vec<ClassTally>,
    /// Slots and servers.
    pub capacity: CapacityTally,
}

impl Grouped {
    /// Merges the classes of a tally (group x urgencies + urgency) into the subjects.
    #[must_use]
    pub fn new(subjects: &Subjects, tally: &Tally, urgencies: usize) -> Self {
        let mut people = vec![ClassTally::default(); subjects.keys.len()];
        for (class, counted) in tally.classes.iter().enumerate() {
            let Some(counted) = counted else { continue };
            for &subject in &subjects.of_group[class / urgencies] {
                people[subject].merge(counted);
            }
        }
        Self { people, capacity: tally.capacity }
    }

    /// All services together, then each of them.
    #[must_use]
    pub fn with_all(services: Vec<Self>) -> Vec<Self> {
        let mut both = Vec::with_capacity(services.len() + 1);
        let Some(mut all) = services.first().cloned() else { return both };
        services[1..].iter().for_each(|service| all.merge(service));
        both.push(all);
        both.extend(services);
        both
    }

    /// Adds another service of the same run.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.people.iter_mut().zip(&other.people) {
            mine.merge(theirs);
        }
        self.capacity.merge(&other.capacity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::Attribute;
    use crate::tally::Frame;

    pub(crate) fn population() -> Population {
        let attribute = |name: &str, levels: &[&str], ordered| Attribute {
            name: name.into(),
            levels: levels.iter().map(|l| (*l).to_string()).collect(),
            ordered,
            reference: 0,
        };
        Population {
            attributes: vec![
                attribute("deprivation", &["most", "mid", "least"], true),
                attribute("sex", &["f", "m"], false),
            ],
        }
    }

    #[test]
    fn every_subject_gets_the_classes_of_its_groups() {
        let population = population();
        let subjects = Subjects::new(&population, &[vec![0, 1]]);
        assert_eq!((subjects.keys().len(), subjects.simple()), (1 + 3 + 2 + 6, 6));
        assert_eq!(subjects.words(7, &population), ("deprivation x sex".into(), "most x m".into()));
        let frame = Frame { horizon: 10, warm_up: 0, follow_up: 0, audit: None };
        let mut tally = Tally::new(frame, 12, 1);
        for class in 0..12 {
            tally.class(class).referred = 1 << class;
        }
        let grouped = Grouped::new(&subjects, &tally, 2);
        let referred: Vec<u64> = grouped.people.iter().map(|p| p.referred).collect();
        assert_eq!(referred[0], 4095);
        assert_eq!(referred[1], 0b1111);
        assert_eq!(referred[4], 0b0011_0011_0011);
        assert_eq!(referred[7], 0b1100);
    }
}
