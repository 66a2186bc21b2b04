//! What a fit found: curves, tests against one's own figures, and what comes next.

use super::chance::{Judged, Verdict};
use super::curves::Fitted;
use super::fluid::Bands;
use super::groups::Ratio;
use crate::intake::limits::{stretch, words};
use crate::intake::{Followed, Limits, Period, Reading, Unit};

/// Figures of a month: who was treated, and who waits at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Who was treated in it, by band.
    pub treated: Vec<f64>,
    /// Who waits at its end, by band.
    pub list: Vec<f64>,
    /// Limits in weeks across which people are counted together, among the treated and on the list: none but of a list of people.
    pub across: [Vec<usize>; 2],
}

impl Figures {
    pub(super) fn none(bands: usize) -> Self {
        Self::of(vec![0.0; bands], vec![0.0; bands])
    }

    pub(super) fn of(treated: Vec<f64>, list: Vec<f64>) -> Self {
        Self { treated, list, across: [Vec::new(), Vec::new()] }
    }

    /// The part of the list that has waited no longer than so many days, where that may be told.
    #[must_use]
    pub fn list_within(&self, bands: &Bands, days: usize) -> Option<f64> {
        if across(&self.across[1], days) { None } else { bands.within_days(&self.list, days) }
    }

    /// The same of those treated.
    #[must_use]
    pub fn treated_within(&self, bands: &Bands, days: usize) -> Option<f64> {
        if across(&self.across[0], days) { None } else { bands.within_days(&self.treated, days) }
    }

    /// Makes both what may be told of a list of people.
    pub(super) fn safe(own: &mut Self, model: &mut Self, followed: &Followed) {
        let treated = followed.safe(&own.treated, &model.treated);
        let list = followed.safe(&own.list, &model.list);
        let across = [treated.across, list.across];
        *own = Self { treated: treated.own, list: list.own, across: across.clone() };
        *model = Self { treated: treated.model, list: list.model, across };
    }

    pub(super) fn add(&mut self, treated: &[f64], list: &[f64]) {
        self.treated.iter_mut().zip(treated).for_each(|(sum, n)| *sum += n);
        self.list.iter_mut().zip(list).for_each(|(sum, n)| *sum += n);
    }
}

/// Whether people are counted together across a limit.
fn across(weeks: &[usize], days: usize) -> bool {
    weeks.iter().any(|week| 7 * week == days)
}

/// A month of the people of a level.
#[derive(Clone, Debug, PartialEq)]
pub struct TestedGroup {
    /// What tells people apart.
    pub attribute: String,
    /// The level.
    pub level: String,
    /// As counted.
    pub own: Figures,
    /// As foretold, given how many of all were treated and how many of each group wait at the end.
    pub model: Figures,
    /// How the waits of the treated compare.
    pub judged: Judged,
}

/// How people of a level differ from all.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What tells people apart.
    pub attribute: String,
    /// The level.
    pub level: String,
    /// Whether it is a level that people are recorded with.
    pub recorded: bool,
    /// How many were treated.
    pub people: f64,
    /// How many times the chance of all they had to be treated.
    pub treated: Ratio,
    /// How many times the hazard of all they had to leave untreated.
    pub removed: Ratio,
}

/// A month as the model has it, beside one's own figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// The month.
    pub period: String,
    /// As counted.
    pub own: Figures,
    /// As foretold, given how many were treated and how many wait at the end.
    pub model: Figures,
    /// How the waits of the treated compare.
    pub judged: Judged,
    /// Level by level, where groups are told apart.
    pub groups: Vec<TestedGroup>,
}

/// A month that has not been counted yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// The month.
    pub period: String,
    /// What is foretold.
    pub figures: Figures,
}

/// What a fit found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The bands of waits.
    pub bands: Bands,
    /// The limits that waits are told by.
    pub limits: Limits,
    /// The unit of the bands.
    pub unit: Unit,
    /// The periods that it was fitted to.
    pub periods: Vec<String>,
    /// The curves, from all months.
    pub fitted: Fitted,
    /// Whether lists at the ends of months are known, so that they are foretold, too.
    pub foretells_lists: bool,
    /// Whether both readings of the waits are written.
    pub readings: bool,
    /// Whether the tested months were held out.
    pub held_out: bool,
    /// The tested months, in order.
    pub tested: Vec<Tested>,
    /// Each list by itself in the last tested month, under the curves of all, where there are several.
    pub lists: Vec<(String, Judged)>,
    /// How the people of each level differ.
    pub levels: Vec<Level>,
    /// Months after the last list.
    pub ahead: Vec<Ahead>,
    /// What was found, in plain words.
    pub words: Vec<String>,
    /// The scenario.
    pub scenario: String,
}

impl Found {
    /// The worst of the tested months.
    #[must_use]
    pub fn verdict(&self) -> Option<Judged> {
        self.tested.iter().map(|t| t.judged).max_by(|a, b| (a.distance - a.chance).total_cmp(&(b.distance - b.chance)))
    }

    /// Whether the order may be called that of today.
    #[must_use]
    pub fn is_as_today(&self) -> bool {
        self.verdict().is_some_and(|judged| judged.verdict == Verdict::Holds)
    }
}

/// The month of a reading, as 2015-02, or its weeks.
#[must_use]
pub fn shown(reading: &Reading) -> String {
    let month =
        reading.end.day.is_none_or(|day| day == reading.end.month_days()) && reading.days == reading.end.month_days();
    if reading.days.is_multiple_of(7) && !month {
        return format!("{} weeks to {}", reading.days / 7, reading.end.last_shown());
    }
    Period { day: None, ..reading.end }.shown()
}

/// Weeks at which waits are told in coarse bands, besides the limits.
const COARSE: [u32; 7] = [6, 12, 18, 26, 39, 52, 65];
/// Where fewer of these are ends of bands, waits are told by ends of the table's own.
const FEWEST: usize = 3;
/// Most of those.
const MOST_ENDS: usize = 8;

impl Found {
    /// Figures of both, in words: people of the list, parts within and over limits, parts of the treated by coarse bands.
    #[must_use]
    pub fn figures(&self, own: &Figures, model: &Figures) -> Vec<(String, f64, f64)> {
        let mut out = Vec::new();
        let sum = |of: &[f64]| of.iter().sum::<f64>();
        // One list has nothing to foretell but who was treated.
        if self.foretells_lists {
            out.push(("waiting at the end".to_string(), sum(&own.list), sum(&model.list)));
            for (i, limit) in self.limits.days().iter().enumerate() {
                let (days, limit) = (*limit as usize, words(*limit, self.unit));
                let both = own.list_within(&self.bands, days).zip(model.list_within(&self.bands, days));
                out.extend(both.map(|(a, b)| match i {
                    0 => (format!("part waiting within {limit}"), a, b),
                    _ => (format!("part waiting over {limit}"), 1.0 - a, 1.0 - b),
                }));
            }
        }
        out.push(("treated".to_string(), sum(&own.treated), sum(&model.treated)));
        let mut before = (0, 0.0, 0.0);
        for days in self.ends() {
            let at = days as usize;
            if let (Some(a), Some(b)) = (own.treated_within(&self.bands, at), model.treated_within(&self.bands, at)) {
                let what = format!("part treated after {}", stretch(before.0, days, self.unit));
                out.push((what, a - before.1, b - before.2));
                before = (days, a, b);
            }
        }
        if before.0 > 0 {
            let limit = words(before.0, self.unit);
            out.push((format!("part treated after more than {limit}"), 1.0 - before.1, 1.0 - before.2));
        }
        out
    }

    /// The days at which waits of the treated are told: coarse ends and the limits where bands end there; else ends of the table's own.
    fn ends(&self) -> Vec<u32> {
        let own: Vec<u32> = self.bands.begins().skip(1).map(|begin| begin as u32 - 1).collect();
        let wanted = COARSE.map(|weeks| 7 * weeks).into_iter().chain(self.limits.days().iter().copied());
        let mut known: Vec<u32> = wanted.filter(|days| own.contains(days)).collect();
        known.sort_unstable();
        known.dedup();
        if known.len() >= FEWEST.min(own.len()) {
            return known;
        }
        let every = own.len().div_ceil(MOST_ENDS).max(1);
        let (first, limits) = (own.iter().copied().step_by(every), self.limits.days().iter().copied());
        let mut ends: Vec<u32> = first.chain(limits.filter(|days| own.contains(days))).collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    }
}
