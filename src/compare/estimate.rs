//! A mean over replications with its interval, and how notes are joined.

use crate::experiment::Sums;
use crate::stat::interval::{Interval, TIntervals};

/// Coverage of all intervals.
pub const COVERAGE: f64 = 0.95;

/// A mean with the ends of its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The mean; none without values.
    pub mean: Option<f64>,
    /// The ends; none below two values.
    pub ends: Option<(f64, f64)>,
}

impl Estimate {
    /// Mean and t interval of values.
    #[must_use]
    pub fn of(values: &[f64], intervals: &mut TIntervals) -> Self {
        Self::from(intervals.of(values))
    }

    /// The same from the moments of integers; so many of them make a unit.
    pub(super) fn of_sums(sums: &Sums, units: f64, intervals: &mut TIntervals) -> Self {
        let of = |mean| intervals.of_moments(sums.count as usize, mean, sums.variance(), units);
        Self::from(sums.mean().map(of))
    }

    /// The lower end.
    #[must_use]
    pub fn lower(&self) -> Option<f64> {
        self.ends.map(|e| e.0)
    }

    /// The upper end.
    #[must_use]
    pub fn upper(&self) -> Option<f64> {
        self.ends.map(|e| e.1)
    }
}

impl From<Option<Interval>> for Estimate {
    fn from(interval: Option<Interval>) -> Self {
        let ends = interval.filter(|i| i.n > 1).map(|i| (i.lower(), i.upper()));
        Self { mean: interval.map(|i| i.mean), ends }
    }
}

/// Joins what there is to say.
pub(super) fn notes(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("; ")
}

/// What every row of a partial result says.
pub(super) fn partial(is_partial: bool, done: usize, replications: u64) -> String {
    if is_partial { format!("PARTIAL: {done} of {replications} replications") } else { String::new() }
}

/// Joins what there is to say.
pub(super) fn joined<const N: usize>(parts: [&str; N]) -> String {
    let mut told = parts.into_iter().filter(|part| !part.is_empty());
    let mut text = told.next().unwrap_or_default().to_string();
    for part in told {
        text.push_str("; ");
        text.push_str(part);
    }
    text
}
