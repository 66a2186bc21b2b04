//! Curves by time waited from lists at the ends of months and from those who were treated between.

use std::ops::Range;

use super::clinics::Clinics;
use super::counted::{Counted, Only};
use super::fluid::{Bands, Hazards};
use super::hats::{Hats, by_day};
pub use super::month::Month;
use crate::distributions::{exp, log};
use crate::stat::penalised::{self, Free, Smoothed};

/// Weeks at which curves may have a knot: close where people are many and where targets are.
pub(super) const KNOTS: [f64; 31] = [
    0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 22.0, 26.0,
    30.0, 36.0, 44.0, 48.0, 52.0, 56.0, 60.0, 65.0, 70.0, 78.0, 104.0,
];
/// Before so many weeks it cannot be told from lists a month apart how many leave: they came after the first list and left before the
/// second. The hazard is taken to be that of this week.
const FIRST_LEAVING: f64 = 3.0;
/// The last knot is where so many people have waited longer, in the thinnest of the lists. It stands for all longer waits.
const BEYOND_LAST: f64 = 12.0;
/// Hazards per week are kept within these.
const WITHIN: (f64, f64) = (1e-5, 3.0);
/// What the fit begins with, per week.
pub(super) const BEGIN: (f64, f64) = (0.04, 0.01);

/// A hazard per week at knots of weeks waited, with its 95% interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Weeks waited.
    pub weeks: Vec<f64>,
    /// Hazard per week.
    pub per_week: Vec<f64>,
    /// Lower ends.
    pub low: Vec<f64>,
    /// Upper ends.
    pub high: Vec<f64>,
}

impl Curve {
    pub(super) fn of(weeks: &[f64], fit: &Smoothed, block: Range<usize>) -> Self {
        let of = |logs: &[f64]| logs[block.clone()].iter().map(|l| exp(*l).clamp(WITHIN.0, WITHIN.1)).collect();
        Self { weeks: weeks.to_vec(), per_week: of(&fit.coefficients), low: of(&fit.low), high: of(&fit.high) }
    }

    /// The hazard a day, by days waited.
    fn by_day(&self, days: usize) -> Vec<f64> {
        let logs: Vec<f64> = self.per_week.iter().map(|h| log(*h)).collect();
        by_day(&Hats::new(&self.weeks, days), &logs)
    }
}

/// Curves that reproduce what is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The hazard to be treated.
    pub treated: Curve,
    /// The hazard to leave untreated; none where it cannot be told.
    pub removed: Option<Curve>,
    /// How many times the counts scatter as much as chance would make them.
    pub dispersion: f64,
    /// The counts as the curves have them: those treated by band, month by month, with the bands of the lists that were looked at.
    pub means: Vec<f64>,
    /// The logarithms of both curves at their knots, one after the other.
    pub(super) logs: Vec<f64>,
    pub(super) hazards: Hazards,
}

impl Fitted {
    /// How many must have joined in a week of the days before a list, so that those who came in them are on it.
    #[must_use]
    pub fn joined(&self, bands: &Bands, after: &[f64], clinics: &Clinics) -> f64 {
        let (after, days) = (bands.spread(after), clinics.days());
        let chances = clinics.times().map(|times| self.hazards.chances(times));
        let joined: f64 = (0..days).map(|day| after[days - 1 - day] / clinics.stay(&chances, day)).sum();
        joined * 7.0 / days as f64
    }

    /// The hazards by day.
    #[must_use]
    pub fn hazards(&self) -> &Hazards {
        &self.hazards
    }
}

/// The knots: at most one in a band, and none where hardly anybody has waited longer.
fn knots<'a>(bands: &Bands, lists: impl Iterator<Item = &'a [f64]> + Clone, from: f64) -> Vec<f64> {
    let beyond = |week: f64| {
        let first = bands.of((week * 7.0) as usize + 1);
        lists.clone().map(|list| list[first..].iter().sum::<f64>()).fold(f64::INFINITY, f64::min)
    };
    let mut held = None;
    let mut found = Vec::new();
    for week in KNOTS.into_iter().filter(|week| *week >= from) {
        let band = bands.of((week * 7.0) as usize + 1);
        if found.is_empty() || (held != Some(band) && beyond(week) >= BEYOND_LAST) {
            held = Some(band);
            found.push(week);
        }
    }
    found
}

/// Fits both hazards to months: who was treated, by band, and who is still on the list of those who were on the one before. People who
/// joined in the month are taken as the list after it has them. Bands that hold them, and a week more, say nothing of removals: weeks of
/// few referrals would look like people who left.
#[must_use]
pub fn of_months(bands: &Bands, months: &[Month]) -> Option<Fitted> {
    let (seen, left) = knots_of(bands, months);
    let all = [Vec::new()];
    let counted = Counted::new(bands, months, &all, (&seen, &left));
    let known = [vec![log(BEGIN.0); seen.len()], vec![log(BEGIN.1); left.len()]].concat();
    fitted(&counted, known, (&seen, &left))
}

/// The knots of both curves.
pub(super) fn knots_of(bands: &Bands, months: &[Month]) -> (Vec<f64>, Vec<f64>) {
    let lists = || months.iter().flat_map(|m| [m.before.as_slice(), m.after.as_slice()]);
    (knots(bands, lists(), 0.0), knots(bands, lists(), FIRST_LEAVING))
}

/// Fits the curves, where it is known how many times the chances of a group are those of all.
pub(super) fn fitted(counted: &Counted<'_>, known: Vec<f64>, (seen, left): (&[f64], &[f64])) -> Option<Fitted> {
    let split = seen.len();
    let start = known[..counted.knots()].to_vec();
    let only = Only { counted, sought: 0..counted.knots(), known };
    let fit = penalised::counts(&counted.counts(), &[split, left.len()], &start, bounds(), &only)?;
    let hazards = counted.usual(&fit.coefficients);
    Some(Fitted {
        treated: Curve::of(seen, &fit, 0..split),
        removed: Some(Curve::of(left, &fit, split..start.len())),
        dispersion: fit.dispersion,
        means: fit.means,
        logs: fit.coefficients,
        hazards,
    })
}

/// The logarithms of hazards are kept within these.
pub(super) fn bounds() -> (f64, f64) {
    (log(WITHIN.0), log(WITHIN.1))
}

/// The same of logarithms of ratios: a class may be seen many times as often as another.
pub(super) fn bounds_of_ratios() -> (f64, f64) {
    const MOST: f64 = 1_000.0;
    (-log(MOST), log(MOST))
}

/// Days of people at each age in the days before a list, before the exits of each day: those on it, and those who were treated since.
pub(super) fn at_risk(bands: &Bands, list: &[f64], treated: &[f64], days: usize) -> Vec<f64> {
    let (now, done) = (bands.spread(list), bands.spread(treated));
    let per_day: Vec<f64> = done.iter().map(|n| n / days as f64).collect();
    let mut at_risk = vec![0.0; now.len()];
    for (age, sum) in at_risk.iter_mut().enumerate() {
        let mut since = 0.0;
        for back in 0..days.min(now.len() - age) {
            since += per_day[age + back];
            *sum += now[age + back] + since;
        }
    }
    at_risk
}

/// The order alone, from one list and those who were treated in the days before it. Who waited in those days is found by going back: those on the
/// list now, and those who were treated since. Who left untreated is not seen, so nobody is taken to have left.
#[must_use]
pub fn of_one(bands: &Bands, list: &[f64], treated: &[f64], days: usize) -> Option<Fitted> {
    let knots = knots(bands, std::iter::once(list), 0.0);
    let hats = Hats::new(&knots, bands.days());
    let at_risk = at_risk(bands, list, treated, days);
    let means = |logs: &[f64]| -> Vec<f64> {
        let hazards = by_day(&hats, logs);
        let by_day: Vec<f64> = at_risk.iter().zip(&hazards).map(|(n, h)| n * (1.0 - exp(-h))).collect();
        bands.sums(&by_day)
    };
    let start = vec![log(BEGIN.0); knots.len()];
    let fit = penalised::counts(treated, &[knots.len()], &start, bounds(), &Free(treated.len(), means))?;
    let treated = Curve::of(&knots, &fit, 0..knots.len());
    let hazards = Hazards { treated: treated.by_day(bands.days()), removed: vec![0.0; bands.days()] };
    Some(Fitted {
        treated,
        removed: None,
        dispersion: fit.dispersion,
        means: fit.means,
        logs: fit.coefficients,
        hazards,
    })
}
