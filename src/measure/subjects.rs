//! The people that measures read: all, each level of each attribute, each combination of declared crossings.

use super::bill;
use super::figures::stage;
use crate::model::{Harm, Service, missing_level};
use crate::population::Population;

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
    /// One recorded level of an attribute that may be recorded wrongly; the last one may be "not recorded".
    Recorded {
        /// The attribute.
        attribute: usize,
        /// The level as recorded.
        level: usize,
    },
    /// One urgency at referral, of everybody or of one level of an attribute.
    Urgency {
        /// Its number among the names of all services.
        urgency: usize,
        /// The attribute and the level; none: everybody.
        level: Option<(usize, usize)>,
    },
}

/// The attribute of rows by urgency.
pub(crate) const URGENCY: &str = "urgency";

/// What the record makes of an attribute, in the column `attribute`.
#[must_use]
pub fn as_recorded(attribute: &str) -> String {
    format!("{attribute} as recorded")
}

/// All subjects of a population, in a fixed order: all, then levels by attribute, then crossings, then recorded levels.
#[derive(Clone, Debug)]
pub struct Subjects {
    pub(super) keys: Vec<SubjectKey>,
    /// The subjects of each group.
    pub(super) of_group: Vec<Vec<usize>>,
    crossings: Vec<Vec<usize>>,
    simple: usize,
    /// The subjects of each recorded group.
    pub(super) of_recorded: Vec<Vec<usize>>,
    /// How people differ as recorded, where that may be something else.
    recorded: Option<Population>,
    /// Names of urgencies of all services, as far as they are told apart; else none.
    pub(super) urgencies: Vec<String>,
    /// The first subject by urgency: everybody of the first urgency, then its levels, then the second urgency.
    pub(super) by_urgency: usize,
    /// By group: which of an urgency's subjects it is in.
    pub(super) in_urgency: Vec<Vec<usize>>,
    /// By group: the subjects that are no sum over urgencies.
    pub(super) apart: Vec<Vec<usize>>,
    /// Subjects that are a sum over urgencies, and the places of their parts among the subjects of an urgency.
    pub(super) sums: Vec<(usize, usize)>,
    /// Names of stages, and harms, of all services.
    pub(super) stages: Vec<String>,
    pub(super) harms: Vec<Harm>,
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
                    SubjectKey::Recorded { .. } | SubjectKey::Urgency { .. } => false,
                };
                (0..keys.len()).filter(|&i| holds(&keys[i])).collect()
            })
            .collect();
        Self {
            keys,
            of_group,
            crossings: crossings.to_vec(),
            simple,
            of_recorded: Vec::new(),
            recorded: None,
            urgencies: Vec::new(),
            by_urgency: 0,
            in_urgency: Vec::new(),
            apart: Vec::new(),
            sums: Vec::new(),
            stages: Vec::new(),
            harms: Vec::new(),
        }
    }

    /// The same and the recorded levels of these attributes.
    #[must_use]
    pub fn with_recorded(mut self, recorded: &Population, attributes: &[usize]) -> Self {
        let first = self.keys.len();
        for &attribute in attributes {
            let levels = recorded.attributes[attribute].levels.len();
            self.keys.extend((0..levels).map(|level| SubjectKey::Recorded { attribute, level }));
        }
        let holds = |key: &SubjectKey, group: usize| match key {
            SubjectKey::Recorded { attribute, level } => recorded.level(group, *attribute) == *level,
            _ => false,
        };
        self.of_recorded = (0..recorded.groups())
            .map(|group| (first..self.keys.len()).filter(|&i| holds(&self.keys[i], group)).collect())
            .collect();
        self.recorded = Some(recorded.clone());
        self
    }

    /// The same and everybody, and the levels of these attributes, by the urgencies that these services name: where there is more than one,
    /// and classes do not change while people wait, since what is counted goes by the class of the day.
    #[must_use]
    pub fn with_urgencies(mut self, population: &Population, services: &[&Service], attributes: &[usize]) -> Self {
        let mut names: Vec<String> = Vec::new();
        for urgency in services.iter().flat_map(|s| &s.urgencies) {
            if !names.contains(&urgency.name) {
                names.push(urgency.name.clone());
            }
        }
        if names.len() < 2 || services.iter().any(|s| s.reclassifies()) {
            return self;
        }
        let place = |key: &SubjectKey| self.keys.iter().position(|k| k == key);
        let mut levels = vec![None];
        self.sums.extend(place(&SubjectKey::All).map(|all| (all, 0)));
        for &attribute in attributes {
            for level in 0..population.attributes[attribute].levels.len() {
                let whole = place(&SubjectKey::Level { attribute, level });
                self.sums.extend(whole.map(|whole| (whole, levels.len())));
                levels.push(Some((attribute, level)));
            }
        }
        let holds = |group: usize, level: &Option<(usize, usize)>| {
            level.is_none_or(|(attribute, level)| population.level(group, attribute) == level)
        };
        let places = |group| (0..levels.len()).filter(|&at| holds(group, &levels[at])).collect();
        self.in_urgency = (0..population.groups()).map(places).collect();
        let is_sum = |subject: &usize| self.sums.iter().any(|(whole, _)| whole == subject);
        let apart = |of: &Vec<usize>| of.iter().copied().filter(|s| !is_sum(s)).collect();
        self.apart = self.of_group.iter().map(apart).collect();
        self.by_urgency = self.keys.len();
        for urgency in 0..names.len() {
            self.keys.extend(levels.iter().map(|&level| SubjectKey::Urgency { urgency, level }));
        }
        self.urgencies = names;
        self
    }

    /// The names of the urgencies that people are told apart by; none where there is one.
    #[must_use]
    pub fn urgencies(&self) -> &[String] {
        &self.urgencies
    }

    /// Names of stages of pathways with more than one.
    #[must_use]
    pub fn stages(&self) -> &[String] {
        &self.stages
    }

    /// The same and the stages and harms that these services name.
    #[must_use]
    pub fn with_named(mut self, services: &[&Service]) -> Self {
        self.stages = stage::names(services);
        self.harms = bill::harms(services);
        self
    }

    /// The recorded subjects by attribute, in order: the number of the attribute, its known levels, and "not recorded".
    #[must_use]
    pub fn recorded(&self, population: &Population) -> Vec<(usize, Vec<usize>, Option<usize>)> {
        let Some(recorded) = &self.recorded else { return Vec::new() };
        let mut found: Vec<(usize, Vec<usize>, Option<usize>)> = Vec::new();
        for (i, key) in self.keys.iter().enumerate() {
            let SubjectKey::Recorded { attribute, level } = *key else { continue };
            if found.last().is_none_or(|f| f.0 != attribute) {
                found.push((attribute, Vec::new(), None));
            }
            if let Some(last) = found.last_mut() {
                match missing_level(population, recorded, attribute) == Some(level) {
                    true => last.2 = Some(i),
                    false => last.1.push(i),
                }
            }
        }
        found
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
            SubjectKey::Recorded { attribute, level } => {
                let a = &self.recorded.as_ref().unwrap_or(population).attributes[*attribute];
                (as_recorded(&a.name), a.levels[*level].clone())
            }
            SubjectKey::Urgency { urgency, level } => {
                let name = by_urgency(population);
                // A service without urgencies has one for all.
                let urgency = Some(&self.urgencies[*urgency]).filter(|u| *u != "all").map_or("none", |u| u);
                match level {
                    None => (name.into(), urgency.into()),
                    Some((attribute, level)) => {
                        let a = &population.attributes[*attribute];
                        (format!("{name} x {}", a.name), format!("{urgency} x {}", a.levels[*level]))
                    }
                }
            }
        }
    }
}

/// The name in the column `attribute` of rows by urgency; a longer one where an attribute has that name.
fn by_urgency(population: &Population) -> &'static str {
    if population.attributes.iter().any(|a| a.name == URGENCY) { "urgency at referral" } else { URGENCY }
}

#[cfg(test)]
mod tests {
    use super::super::Grouped;
    use super::*;
    use crate::population::Attribute;
    use crate::tally::{Scope, Tally};

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
        let scope =
            Scope { horizon: 10, warm_up: 0, follow_up: 0, audit: None, limits: crate::tally::Limits::default() };
        let mut tally = Tally::new(scope, 12, 1);
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
