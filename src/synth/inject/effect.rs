//! What an injected inequity does: the gap between the group and all others with it, without it, and the paired difference.

use serde::Serialize;

use crate::experiment::Status;
use crate::stat::interval::t_interval;
use crate::synth::extract::Extract;
use crate::synth::group::Group;
use crate::synth::people::presented_days;
use crate::synth::table::Who;
use crate::synth::watch::{Attendance, Site};
use crate::time::day;

/// How sure the intervals are.
const COVERAGE: f64 = 0.95;

/// What is read of the rows, the same as anybody can of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Mean of `wait_days` of those with status treated.
    WaitOfTreated,
    /// Mean of `wait_days` of those with status waiting.
    WaitOfWaiting,
    /// Share of pathways that ended untreated.
    Removed,
    /// Share missed of appointments that were attended or missed.
    Missed,
    /// Mean of days from `presented_date` to `referral_date`.
    Presented,
}

impl Reading {
    /// All of them.
    pub const ALL: [Reading; 5] =
        [Reading::WaitOfTreated, Reading::WaitOfWaiting, Reading::Removed, Reading::Missed, Reading::Presented];

    /// Its name, and what it is in words.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        match self {
            Reading::WaitOfTreated => ("wait_of_treated", "mean wait_days of pathways with status treated, in days"),
            Reading::WaitOfWaiting => ("wait_of_waiting", "mean wait_days of pathways with status waiting, in days"),
            Reading::Removed => ("removed", "share of pathways whose status is neither treated nor waiting"),
            Reading::Missed => (
                "missed",
                "share of appointments with outcome did not attend among those and the attended, follow-up left out",
            ),
            Reading::Presented => ("presented_to_referral", "mean days from presented_date to referral_date"),
        }
    }

    /// Its place among all.
    #[must_use]
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|r| *r == self).unwrap_or(0)
    }

    /// What a pathway adds: a sum and a count.
    fn of(self, extract: &Extract, site: &Site, who: Who) -> (i64, i64) {
        let list = &site.lists[who.0];
        let path = &list.paths[who.1];
        let (waits, treated) = (path.status == Status::Waiting, path.status == Status::Treated);
        let end = if waits { extract.as_of } else { day(path.end) };
        let wait = end - day(path.clock_start);
        match self {
            Reading::WaitOfTreated if treated => (wait, 1),
            Reading::WaitOfWaiting if waits => (wait, 1),
            Reading::WaitOfTreated | Reading::WaitOfWaiting => (0, 0),
            Reading::Removed => (i64::from(!waits && !treated), 1),
            Reading::Missed => {
                let count = |how: Attendance| {
                    list.visits[path.visits.clone()].iter().filter(|v| !v.follow_up && v.how == how).count() as i64
                };
                let missed = count(Attendance::Missed);
                (missed, missed + count(Attendance::Attended))
            }
            Reading::Presented => presented_days(extract, site.number, who, path).map_or((0, 0), |days| (days, 1)),
        }
    }
}

/// Sums and counts of each reading, of the group and of all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums([[(i64, i64); 2]; Reading::ALL.len()]);

impl Sums {
    /// Those of some pathways of a site.
    #[must_use]
    pub fn of(extract: &Extract, group: Group, site: &Site, chosen: &[Who]) -> Self {
        let mut sums = Self::default();
        for &who in chosen {
            let side = usize::from(!group.holds(&extract.model, who.0, site.lists[who.0].paths[who.1].class));
            for (reading, sums) in Reading::ALL.into_iter().zip(&mut sums.0) {
                let (sum, count) = reading.of(extract, site, who);
                sums[side].0 += sum;
                sums[side].1 += count;
            }
        }
        sums
    }

    /// Those of all pathways of a site.
    #[must_use]
    pub fn of_all(extract: &Extract, group: Group, site: &Site) -> Self {
        let lists = site.lists.iter().enumerate();
        let all: Vec<Who> = lists.flat_map(|(s, list)| (0..list.paths.len()).map(move |p| (s, p))).collect();
        Self::of(extract, group, site, &all)
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
    }

    /// The value of the group minus that of all others; none where either is empty.
    #[must_use]
    pub fn gap(&self, reading: usize) -> Option<f64> {
        let [(a, n), (b, m)] = self.0[reading];
        (n > 0 && m > 0).then(|| a as f64 / n as f64 - b as f64 / m as f64)
    }
}

/// A mean over sites, with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Mean {
    fn of(values: &[f64]) -> Option<Self> {
        let interval = t_interval(values, COVERAGE)?;
        Some(Self { value: interval.mean, lower: interval.lower(), upper: interval.upper() })
    }
}

/// What the inequity does to one reading: the group minus all others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// Its name.
    pub reading: &'static str,
    /// In words.
    pub meaning: &'static str,
    /// The gap with the inequity, mean of sites.
    pub with: Option<Mean>,
    /// The gap of the same people without it.
    pub without: Option<Mean>,
    /// The paired difference: the true effect.
    pub effect: Option<Mean>,
    /// The gap in the files.
    pub in_the_files: Option<f64>,
    /// Sites behind the means.
    pub sites: usize,
}

/// The paired difference of one reading, over the sites where it is known with and without.
#[must_use]
pub fn difference(with: &[Sums], without: &[Sums], reading: usize) -> Option<Mean> {
    Mean::of(&pairs(with, without, reading).iter().map(|(a, b)| a - b).collect::<Vec<_>>())
}

fn pairs(with: &[Sums], without: &[Sums], reading: usize) -> Vec<(f64, f64)> {
    with.iter().zip(without).filter_map(|(a, b)| a.gap(reading).zip(b.gap(reading))).collect()
}

/// What the inequity does to each reading.
#[must_use]
pub fn effects(with: &[Sums], without: &[Sums], files: &Sums) -> Vec<Effect> {
    let each = Reading::ALL.into_iter().enumerate();
    each.map(|(i, reading)| {
        let pairs = pairs(with, without, i);
        let (reading, meaning) = reading.name();
        Effect {
            reading,
            meaning,
            with: Mean::of(&pairs.iter().map(|p| p.0).collect::<Vec<_>>()),
            without: Mean::of(&pairs.iter().map(|p| p.1).collect::<Vec<_>>()),
            effect: difference(with, without, i),
            in_the_files: files.gap(i),
            sites: pairs.len(),
        }
    })
    .filter(|e| e.sites > 0 || e.in_the_files.is_some())
    .collect()
}
