//! The integers of one service in one replication, by the people that measures read.

use super::{Bill, OwnTargets, Subjects};
use crate::model::Service;
use crate::tally::{CapacityTally, ClassTally, StageClass, Tally};

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
    /// By subject.
    pub targets: Vec<OwnTargets>,
}

impl Grouped {
    /// Merges the classes of a tally (group x urgencies + urgency) into the subjects.
    #[cfg(test)]
    pub(super) fn new(subjects: &Subjects, tally: &Tally, urgencies: usize) -> Self {
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
            targets: vec![OwnTargets::default(); keys],
        }
    }

    /// The same for a service with all that it names; where its records may be wrong, the slots of its tally are pairs of a true
    /// and a recorded group.
    #[must_use]
    pub fn of(subjects: &Subjects, tally: &Tally, service: &Service) -> Self {
        let urgencies = service.urgencies.len();
        let prices = service.levers.prices.as_ref();
        let mut grouped = Self::empty(subjects, tally);
        // Subjects of each urgency.
        let parts = subjects.sums.len();
        // The first subject of each urgency.
        let first: Vec<usize> = (service.urgencies.iter())
            .map(|u| subjects.urgencies.iter().position(|name| *name == u.name).unwrap_or(0))
            .map(|number| subjects.by_urgency + number * parts)
            .collect();
        let of = |group: usize, urgency: usize| {
            // Everybody and the levels are summed up over urgencies afterwards.
            let (apart, within) = match subjects.urgencies.is_empty() {
                true => (&subjects.of_group[group], None),
                false => (&subjects.apart[group], Some(&subjects.in_urgency[group])),
            };
            let first = first[urgency];
            apart.iter().copied().chain(within.into_iter().flatten().map(move |at| at + first))
        };
        for (slot, counted) in tally.classes.iter().enumerate() {
            let Some(counted) = counted else { continue };
            // Without records of its own a variant records everything right.
            let (pair, urgency) = (slot / urgencies, slot % urgencies);
            let (group, recorded) = service.records.as_ref().map_or((pair, pair), |r| r.pairs.groups(pair));
            let bill =
                prices.map(|prices| Bill::of_class(prices, &subjects.harms, group * urgencies + urgency, counted));
            let target = service.urgencies[urgency].target_days;
            let targets = OwnTargets::of_class(counted, target, tally.scope.follow_up);
            let as_recorded = subjects.of_recorded.get(recorded).into_iter().flatten().copied();
            for subject in of(group, urgency).chain(as_recorded) {
                grouped.people[subject].merge(counted);
                grouped.targets[subject].merge(&targets);
                if let Some(bill) = &bill {
                    grouped.bills[subject].merge(bill);
                }
            }
        }
        for (stage, counted) in service.stages.iter().zip(&tally.stages) {
            let Ok(number) = subjects.stages.binary_search(&stage.name) else { continue };
            grouped.stage_capacity[number].merge(&counted.capacity);
            for (class, counted) in counted.classes.iter().enumerate() {
                for subject in of(class / urgencies, class % urgencies) {
                    grouped.stages[subject][number].merge(counted);
                }
            }
        }
        grouped.sum_urgencies(subjects, parts);
        if let Some(prices) = prices {
            grouped.bills[0].merge(&Bill::of_service(prices, tally));
        }
        grouped
    }

    /// Everybody and the levels, from the subjects of each urgency; these come after them.
    fn sum_urgencies(&mut self, subjects: &Subjects, parts: usize) {
        for urgency in 0..subjects.urgencies.len() {
            for &(whole, at) in &subjects.sums {
                let part = subjects.by_urgency + urgency * parts + at;
                sum(&mut self.people, whole, part, ClassTally::merge);
                sum(&mut self.targets, whole, part, OwnTargets::merge);
                sum(&mut self.bills, whole, part, Bill::merge);
                sum(&mut self.stages, whole, part, |mine, theirs| {
                    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.merge(theirs));
                });
            }
        }
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
        for (mine, theirs) in self.targets.iter_mut().zip(&other.targets) {
            mine.merge(theirs);
        }
    }
}

/// Adds a later one to an earlier one of the same list.
fn sum<T>(all: &mut [T], whole: usize, part: usize, merge: impl Fn(&mut T, &T)) {
    let (before, after) = all.split_at_mut(part);
    merge(&mut before[whole], &after[0]);
}
