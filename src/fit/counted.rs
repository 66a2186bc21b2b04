//! What curves foretell of lists at the ends of months and of those treated between, and how these counts hang together.
//!
//! Everybody on the list before a month is treated in it in some band, or is on the list after it in some band, or has left: counts that
//! are parts of a whole, so where one is high the others are low. Taken so, those who are missing are told from those treated far more
//! sharply than if each count scattered by itself. Of those who join in the month only the ones who are still there are counted: how many came is not known, so those
//! who came and went scatter together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::clinics::Chances;
use super::fluid::{Bands, Hazards};
use super::hats::{Hats, by_day};
use super::month::Month;
use crate::distributions::exp;
use crate::stat::penalised::{Common, Model};

/// The difference by which means are differentiated.
const DIFFERENCE: f64 = 1e-5;

/// A month of a group, with the place of its counts among those of all.
struct GroupMonth<'a> {
    counts: &'a Month,
    /// The group.
    group: usize,
    /// The list before it, by days waited.
    before: Vec<f64>,
    /// Those of the list after it who joined in the month, by days waited.
    joined: Vec<f64>,
    /// The first band of the list after it that holds nobody who joined in it, nor in the week before.
    first: usize,
    /// The place of its first count.
    from: usize,
}

/// Months of a list, as means of counts by coefficients: the logarithms of hazards at knots, to be treated and to leave; and for each level of
/// the groups how many times the chance to be treated is that of all, and then how many times the hazard to leave, as logarithms.
pub(super) struct Counted<'a> {
    bands: &'a Bands,
    months: Vec<GroupMonth<'a>>,
    treated: Hats,
    removed: Hats,
    /// The levels of each group.
    groups: &'a [Vec<usize>],
    levels: usize,
    /// How many times the usual chance of a day to be treated is that of days without clinics, and with them.
    times: [f64; 2],
}

impl<'a> Counted<'a> {
    /// Of months of groups, one group after another in each month; `groups` are the levels of each, none where all are taken together.
    pub(super) fn new(
        bands: &'a Bands,
        months: &'a [Month],
        groups: &'a [Vec<usize>],
        (treated, removed): (&[f64], &[f64]),
    ) -> Self {
        let mut from = 0;
        let of_group = |(i, counts): (usize, &'a Month)| {
            let first = bands.begins().position(|begin| begin > counts.days() + 7).unwrap_or(bands.count());
            let joined = bands.spread(&counts.after)[..counts.days()].to_vec();
            let before = bands.spread(&counts.before);
            let month = GroupMonth { counts, group: i % groups.len(), before, joined, first, from };
            from += 2 * bands.count() - first;
            month
        };
        let times = months.first().map_or([1.0; 2], |m| m.clinics.times());
        let months = months.iter().enumerate().map(of_group).collect();
        let hats = |weeks: &[f64]| Hats::new(weeks, bands.days());
        let levels = groups.iter().flatten().max().map_or(0, |last| last + 1);
        Self { bands, months, treated: hats(treated), removed: hats(removed), groups, levels, times }
    }

    /// What is counted: who was treated, and who is on the list after, month by month.
    pub(super) fn counts(&self) -> Vec<f64> {
        let of = |month: &GroupMonth<'_>| [&month.counts.treated[..], &month.counts.after[month.first..]].concat();
        self.months.iter().flat_map(of).collect()
    }

    /// How many coefficients are knots.
    pub(super) fn knots(&self) -> usize {
        self.treated.knots() + self.removed.knots()
    }

    /// How many times the usual the chances of a group are.
    fn times(&self, at: &[f64], group: usize) -> [f64; 2] {
        [0, self.levels].map(|from| exp(self.groups[group].iter().map(|l| at[self.knots() + from + l]).sum()))
    }

    /// Hazards a day of all.
    pub(super) fn usual(&self, at: &[f64]) -> Hazards {
        let (treated, removed) = at[..self.knots()].split_at(self.treated.knots());
        Hazards { treated: by_day(&self.treated, treated), removed: by_day(&self.removed, removed) }
    }

    /// Hazards a day of a group.
    pub(super) fn hazards(&self, at: &[f64], group: usize) -> Hazards {
        let mut hazards = self.usual(at);
        let [treated, removed] = self.times(at, group);
        hazards.treated.iter_mut().for_each(|h| *h *= treated);
        hazards.removed.iter_mut().for_each(|h| *h *= removed);
        hazards
    }

    fn chances(&self, at: &[f64], group: usize) -> Chances {
        let hazards = self.hazards(at, group);
        self.times.map(|times| hazards.chances(times))
    }

    fn of_all(&self, at: &[f64]) -> Vec<Chances> {
        (0..self.groups.len()).map(|group| self.chances(at, group)).collect()
    }

    fn oldest(&self) -> usize {
        self.bands.days() - 1
    }

    /// People of the list before a month through it: where they are counted, and how many.
    fn before(&self, month: &GroupMonth<'_>, chances: &Chances, age: usize, add: &mut impl FnMut(usize, f64)) {
        let mut people = month.before[age];
        if people == 0.0 {
            return;
        }
        let oldest = self.oldest();
        for i in 0..month.counts.days() {
            let day = (age + 1 + i).min(oldest);
            let (leave, treated) = chances[month.counts.clinics.on(i)][day];
            let gone = people * leave;
            add(month.from + self.bands.of(day), gone * treated);
            people -= gone;
        }
        let band = self.bands.of((age + month.counts.days()).min(oldest));
        if band >= month.first {
            add(month.from + self.bands.count() + band - month.first, people);
        }
    }

    /// Those who were treated of the people who joined in a month on one day, by the days that those who are left have waited.
    fn joined(&self, month: &GroupMonth<'_>, chances: &Chances, age: usize, add: &mut impl FnMut(usize, f64)) {
        let (clinics, joined) = (&month.counts.clinics, month.counts.days() - 1 - age);
        let mut people = month.joined[age] / clinics.stay(chances, joined);
        for day in 0..=age {
            let (leave, treated) = chances[clinics.on(joined + day)][day];
            let gone = people * leave;
            add(month.from + self.bands.of(day), gone * treated);
            people -= gone;
        }
    }

    fn all(&self) -> usize {
        self.months.last().map_or(0, |month| month.from + 2 * self.bands.count() - month.first)
    }

    /// The days whose hazard a coefficient changes.
    fn days_of(&self, coefficient: usize) -> Range<usize> {
        let split = self.treated.knots();
        match coefficient {
            knot if knot < split => self.treated.days_of(knot),
            knot if knot < self.knots() => self.removed.days_of(knot - split),
            _ => 0..self.bands.days(),
        }
    }

    /// Whether a coefficient changes a hazard of a group.
    fn is_of(&self, coefficient: usize, group: usize) -> bool {
        let level = |level: usize| self.groups[group].contains(&(level % self.levels));
        coefficient.checked_sub(self.knots()).is_none_or(level)
    }

    /// How the means change with a coefficient. Only those who live through the days that it is about are looked at.
    fn slope(&self, at: &[f64], here: &[Chances], coefficient: usize) -> Vec<f64> {
        let mut moved = at.to_vec();
        moved[coefficient] += DIFFERENCE;
        let there: Vec<Option<Chances>> = (0..self.groups.len())
            .map(|group| self.is_of(coefficient, group).then(|| self.chances(&moved, group)))
            .collect();
        let days = self.days_of(coefficient);
        let mut slope = vec![0.0; self.all()];
        for month in &self.months {
            let Some(there) = &there[month.group] else { continue };
            for (chances, times) in [(there, 1.0 / DIFFERENCE), (&here[month.group], -1.0 / DIFFERENCE)] {
                let mut add = |place: usize, n: f64| slope[place] += times * n;
                let ages = days.start.saturating_sub(month.counts.days())..days.end;
                ages.for_each(|age| self.before(month, chances, age, &mut add));
                (days.start..month.counts.days()).for_each(|age| self.joined(month, chances, age, &mut add));
            }
        }
        slope
    }
}

/// Some coefficients of a list, where the others are known.
pub(super) struct Only<'a> {
    pub(super) counted: &'a Counted<'a>,
    pub(super) known: Vec<f64>,
    pub(super) sought: Range<usize>,
}

impl Only<'_> {
    fn full(&self, at: &[f64]) -> Vec<f64> {
        let mut full = self.known.clone();
        full[self.sought.clone()].copy_from_slice(at);
        full
    }
}

impl Model for Only<'_> {
    fn means(&self, at: &[f64]) -> Vec<f64> {
        let counted = self.counted;
        let chances = counted.of_all(&self.full(at));
        let mut means = vec![0.0; counted.all()];
        for month in &counted.months {
            let mut add = |place: usize, n: f64| means[place] += n;
            (0..=counted.oldest()).for_each(|age| counted.before(month, &chances[month.group], age, &mut add));
            (0..month.counts.days()).for_each(|age| counted.joined(month, &chances[month.group], age, &mut add));
        }
        means
    }

    fn slopes(&self, at: &[f64], _: &[f64]) -> Vec<Vec<f64>> {
        let full = self.full(at);
        let here = self.counted.of_all(&full);
        self.sought.clone().map(|coefficient| self.counted.slope(&full, &here, coefficient)).collect()
    }

    fn apart(&self) -> Vec<Range<usize>> {
        let counted = self.counted;
        let end = |i: usize| counted.months.get(i + 1).map_or(counted.all(), |next| next.from);
        counted.months.iter().enumerate().map(|(i, month)| month.from..end(i)).collect()
    }

    fn common(&self, at: &[f64]) -> Vec<Common> {
        let counted = self.counted;
        let of_all = counted.of_all(&self.full(at));
        let mut found = Vec::new();
        for month in &counted.months {
            let chances = &of_all[month.group];
            let mut cohort = |people: f64, sign: f64, means: BTreeMap<usize, f64>| {
                if people > 0.0 {
                    found.push(Common { times: sign / people, means: means.into_iter().collect() });
                }
            };
            for band in 0..counted.bands.count() {
                let mut means = BTreeMap::new();
                let mut add = |place: usize, n: f64| *means.entry(place).or_insert(0.0) += n;
                counted.bands.days_of(band).for_each(|age| counted.before(month, chances, age, &mut add));
                cohort(month.counts.before[band], -1.0, means);
                let mut means = BTreeMap::new();
                let mut add = |place: usize, n: f64| *means.entry(place).or_insert(0.0) += n;
                let joined = counted.bands.days_of(band).filter(|age| *age < month.counts.days());
                joined.clone().for_each(|age| counted.joined(month, chances, age, &mut add));
                cohort(joined.map(|age| month.joined[age]).sum(), 1.0, means);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distributions::log;
    use crate::fit::clinics::Clinics;
    use crate::intake::Period;

    const BANDS: usize = 30;

    /// January 2025, with 23 days from Monday to Friday, and people in two bands before it, and in the first one after.
    fn january(before: [f64; 2], after: f64) -> (Bands, [Month; 1]) {
        let band = |b: usize| (if b == 0 { 0 } else { 7 * b + 1 }, (b + 1 < BANDS).then_some(7 * b + 7));
        let bands = Bands::new(&(0..BANDS).map(band).collect::<Vec<_>>()).unwrap();
        let of = |places: &[(usize, f64)]| {
            let mut all = vec![0.0; BANDS];
            places.iter().for_each(|(at, n)| all[*at] = *n);
            all
        };
        let clinics = Clinics::weekdays(Period { year: 2025, month: 1, day: None }, 31);
        let month = Month {
            clinics,
            before: of(&[(1, before[0]), (15, before[1])]),
            treated: of(&[(3, 100.0)]),
            after: of(&[(0, after), (2, after / 2.0)]),
        };
        (bands, [month])
    }

    #[test]
    fn people_are_treated_on_days_with_clinics_only() {
        let (bands, months) = january([0.0, 1_000.0], 0.0);
        let groups = [Vec::new()];
        let counted = Counted::new(&bands, &months, &groups, (&[0.0, 10.0], &[3.0, 10.0]));
        // 0.01 a day, if it were met on all days; next to nobody leaves.
        let at = [0.07, 0.07, 1e-12, 1e-12].map(log).to_vec();
        let only = Only { counted: &counted, sought: 0..4, known: at.clone() };
        let treated: f64 = only.means(&at)[..BANDS].iter().sum();
        assert!((treated - 1_000.0 * (1.0 - exp(-0.01 * 7.0 / 5.0 * 23.0))).abs() < 1e-6, "{treated}");
        // Those who join are as many more as left before the end: a day with clinics and one without weigh otherwise.
        let (bands, months) = january([0.0, 0.0], 80.0);
        let counted = Counted::new(&bands, &months, &groups, (&[0.0, 10.0], &[3.0, 10.0]));
        let only = Only { counted: &counted, sought: 0..4, known: at.clone() };
        let treated: f64 = only.means(&at)[..BANDS].iter().sum();
        let open = |day: usize| if day % 7 == 3 || day % 7 == 4 { 0.0 } else { 0.014 };
        // Ten people of each of the days waited from 0 to 7, and 40 / 7 of each from 15 to 21: the 31st is the last day.
        let of = |waited: usize, people: f64| people * (exp((30 - waited..31).map(open).sum::<f64>()) - 1.0);
        let right: f64 = (0..8).map(|w| of(w, 10.0)).chain((15..22).map(|w| of(w, 40.0 / 7.0))).sum();
        assert!((treated - right).abs() < 1e-6, "{treated} is not {right}");
    }

    #[test]
    fn slopes_are_differences_of_means() {
        let (bands, months) = january([300.0, 500.0], 200.0);
        let groups = [Vec::new()];
        let counted = Counted::new(&bands, &months, &groups, (&[0.0, 3.0, 10.0], &[3.0, 10.0]));
        let at = [0.09, 0.06, 0.04, 0.01, 0.02].map(log).to_vec();
        let only = Only { counted: &counted, sought: 0..5, known: at.clone() };
        let (means, slopes) = (only.means(&at), only.slopes(&at, &[]));
        for (i, slope) in slopes.iter().enumerate() {
            let mut moved = at.clone();
            moved[i] += DIFFERENCE;
            let there = only.means(&moved);
            let off = |(a, (b, slope)): (&f64, (&f64, &f64))| ((a - b) / DIFFERENCE - slope).abs();
            let worst = there.iter().zip(means.iter().zip(slope)).map(off).fold(0.0, f64::max);
            assert!(worst < 1e-4 && slope.iter().any(|s| s.abs() > 0.1), "{i}: {worst}");
        }
    }
}
