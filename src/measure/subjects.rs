//! The people whom measures read: all, each level of each attribute, each combination of declared crossings.

use super::{Bill, bill, stage};
use crate::model::{Harm, Service, missing_level};
use crate::population::Population;
use crate::tally::{CapacityTally, ClassTally, StageClass, Tally};

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
}

/// What the record makes of an attribute, in the column `attribute`.
#[must_use]
pub fn as_recorded(attribute: &str) -> String {
    format!("{attribute} as recorded")
}

/// All subjects of a population, in a fixed order: all, then levels by attribute, then crossings, then recorded levels.
#[derive(Clone, Debug)]
pub struct Subjects {
    keys: Vec<SubjectKey>,
    /// The subjects of each group.
    of_group: Vec<Vec<usize>>,
    crossings: Vec<Vec<usize>>,
    simple: usize,
    /// The subjects of each recorded group.
    of_recorded: Vec<Vec<usize>>,
    /// How people differ as recorded, where that may be something else.
    recorded: Option<Population>,
    /// Names of stages, and harms, of all services.
    stages: Vec<String>,
    harms: Vec<Harm>,
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
                    SubjectKey::Recorded { .. } => false,
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
    /// By subject, then by the number of the stage's name.
    pub stages: Vec<Vec<StageClass>>,
    /// By the number of the stage's name.
    pub stage_capacity: Vec<CapacityTally>,
    /// By subject.
    pub bills: Vec<Bill>,
}

impl Grouped {
    /// Merges the classes of a tally (group x urgencies + urgency) into the subjects.
    #[must_use]
    pub fn new(subjects: &Subjects, tally: &Tally, urgencies: usize) -> Self {
        let mut grouped = Self::empty(subjects, tally);
        for (class, counted) in tally.classes.iter().enumerate() {
            let Some(counted) = counted else { continue };
            for &subject in &subjects.of_group[class / urgencies] {
                grouped.people[subject].merge(counted);
            }
        }
        grouped
    }

    fn empty(subjects: &Subjects, tally: &Tally) -> Self {
        let keys = subjects.keys.len();
        Self {
            people: vec![ClassTally::default(); keys],
            capacity: tally.capacity,
            stages: vec![vec![StageClass::default(); subjects.stages.len()]; keys],
            stage_capacity: vec![CapacityTally::default(); subjects.stages.len()],
            bills: vec![Bill::default(); keys],
        }
    }

    /// The same for a service with all that it names; where its records may be wrong, the slots of its tally are pairs of a true
    /// and a recorded group.
    #[must_use]
    pub fn of(subjects: &Subjects, tally: &Tally, service: &Service) -> Self {
        let urgencies = service.urgencies.len();
        let paired = !subjects.of_recorded.is_empty() || service.records.is_some();
        let mut grouped = if paired { Self::empty(subjects, tally) } else { Self::new(subjects, tally, urgencies) };
        let prices = service.levers.prices.as_ref();
        if paired || prices.is_some() {
            for (slot, counted) in tally.classes.iter().enumerate() {
                let Some(counted) = counted else { continue };
                // Without records of its own a variant records everything right.
                let (pair, urgency) = (slot / urgencies, slot % urgencies);
                let (group, recorded) = service.records.as_ref().map_or((pair, pair), |r| r.pairs.groups(pair));
                let bill =
                    prices.map(|prices| Bill::of_class(prices, &subjects.harms, group * urgencies + urgency, counted));
                let as_recorded = subjects.of_recorded.get(recorded).into_iter().flatten();
                for &subject in subjects.of_group[group].iter().chain(as_recorded) {
                    if paired {
                        grouped.people[subject].merge(counted);
                    }
                    if let Some(bill) = &bill {
                        grouped.bills[subject].merge(bill);
                    }
                }
            }
        }
        if let Some(prices) = prices {
            grouped.bills[0].merge(&Bill::of_service(prices, tally));
        }
        for (stage, counted) in service.stages.iter().zip(&tally.stages) {
            let Ok(number) = subjects.stages.binary_search(&stage.name) else { continue };
            grouped.stage_capacity[number].merge(&counted.capacity);
            for (class, counted) in counted.classes.iter().enumerate() {
                for &subject in &subjects.of_group[class / urgencies] {
                    grouped.stages[subject][number].merge(counted);
                }
            }
        }
        grouped
    }

    /// Adds another service of the same run.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.people.iter_mut().zip(&other.people) {
            mine.merge(theirs);
        }
        self.capacity.merge(&other.capacity);
        for (mine, theirs) in self.stages.iter_mut().flatten().zip(other.stages.iter().flatten()) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.stage_capacity.iter_mut().zip(&other.stage_capacity) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.bills.iter_mut().zip(&other.bills) {
            mine.merge(theirs);
        }
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
