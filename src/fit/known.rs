//! Months in which those who were treated are known, with the lists before and after.

use std::collections::BTreeSet;

use super::clinics::Clinics;
use super::curves::Month;
use super::groups::{Groups, MOST_COMBINATIONS};
use crate::intake::{History, NOT_RECORDED, Reading};

/// A period in which people were treated, with its lists.
pub(super) struct Known<'a> {
    pub(super) treated: &'a Reading,
    pub(super) before: &'a Reading,
    pub(super) after: &'a Reading,
}

impl Known<'_> {
    pub(super) fn clinics(&self) -> Clinics {
        Clinics::weekdays(self.treated.end, self.treated.days)
    }

    pub(super) fn month(&self) -> Month {
        Month {
            clinics: self.clinics(),
            before: self.before.all(),
            treated: self.treated.all(),
            after: self.after.all(),
        }
    }

    /// Combination by combination.
    pub(super) fn months(&self, groups: &Groups) -> Vec<Month> {
        let month = |who: &Vec<usize>| Month {
            clinics: self.clinics(),
            before: of_combination(self.before, groups, who),
            treated: of_combination(self.treated, groups, who),
            after: of_combination(self.after, groups, who),
        };
        groups.of.iter().map(month).collect()
    }
}

/// People of a combination of levels, by band.
pub(super) fn of_combination(reading: &Reading, groups: &Groups, who: &[usize]) -> Vec<f64> {
    let who: Vec<String> = who.iter().map(|level| groups.levels[*level].1.clone()).collect();
    reading.groups.get(&who).cloned().unwrap_or_else(|| vec![0.0; reading.all().len()])
}

/// The groups that all of these readings tell apart.
pub(super) fn groups(history: &History, readings: &[&Reading]) -> Option<Groups> {
    let (names, levels) = history.told_apart();
    let readings = || readings.iter();
    if names.is_empty() || readings().any(|r| r.groups.is_empty()) {
        return None;
    }
    let who: BTreeSet<&Vec<String>> = readings().flat_map(|r| r.groups.keys()).collect();
    let mut found = Groups::default();
    for (group, (name, levels)) in names.iter().zip(&levels).enumerate() {
        let has = |level: &String| who.iter().any(|who| who[group] == *level);
        let all = levels.iter().cloned().chain([NOT_RECORDED.to_string()]);
        found.levels.extend(all.filter(has).map(|level| (name.clone(), level)));
    }
    let level = |(name, level): (&String, &String)| found.levels.iter().position(|l| l.0 == *name && l.1 == *level);
    let of = who.iter().map(|who| names.iter().zip(who.iter()).map(level).collect::<Option<Vec<usize>>>());
    found.of = of.collect::<Option<_>>()?;
    (found.of.len() <= MOST_COMBINATIONS).then_some(found)
}

/// So many people treated are enough to tell whether an order is that of today.
const ENOUGH: f64 = 2_500.0;

/// How many of the last periods are held out, where people are followed: as many as it takes for enough people to be treated in them, a third of all at most.
pub(super) fn enough(known: &[Known<'_>]) -> usize {
    let mut people = 0.0;
    let fewer = known.iter().rev().take_while(|k| {
        people += k.treated.people();
        people < ENOUGH
    });
    (fewer.count() + 1).min(known.len() / 3).max(usize::from(known.len() > 1))
}

/// Those treated in periods that follow on one another, as of one.
pub(super) fn together(known: &[Known<'_>]) -> Reading {
    let mut all = known[known.len() - 1].treated.clone();
    for of in &known[..known.len() - 1] {
        let sum = |to: &mut Vec<f64>, bands: &[f64]| {
            to.resize(bands.len(), 0.0);
            to.iter_mut().zip(bands).for_each(|(sum, n)| *sum += n);
        };
        all.days += of.treated.days;
        of.treated.services.iter().for_each(|(name, b)| sum(all.services.entry(name.clone()).or_default(), b));
        of.treated.groups.iter().for_each(|(who, b)| sum(all.groups.entry(who.clone()).or_default(), b));
    }
    all
}
