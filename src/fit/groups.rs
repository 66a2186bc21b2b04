//! How groups of people differ: how many times the chance of all they have to be treated, and how many times the hazard to leave untreated.

use super::counted::{Counted, Only};
use super::curves::{self, Fitted, bounds_of_ratios, knots_of};
use super::fluid::{Bands, Hazards};
use super::month::Month;
use crate::distributions::exp;
use crate::stat::penalised;

/// The curves and the groups are fitted in turn so often.
const TURNS: usize = 2;

/// Groups are fitted where there are no more combinations of them than this.
pub(super) const MOST_COMBINATIONS: usize = 60;

/// A number with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The number.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// People who are told apart: by combinations of levels, and which levels these are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    /// The attribute and the level, level by level.
    pub levels: Vec<(String, String)>,
    /// The levels of each combination.
    pub of: Vec<Vec<usize>>,
}

/// Curves, and how groups differ.
#[derive(Clone, Debug, PartialEq)]
pub struct ByGroup {
    /// The curves of all.
    pub fitted: Fitted,
    /// How many times the chance of all to be treated, by level.
    pub treated: Vec<Ratio>,
    /// How many times the hazard of all to leave, by level.
    pub removed: Vec<Ratio>,
    /// The hazards of each combination.
    pub hazards: Vec<Hazards>,
}

/// Fits curves and groups to months of the combinations, one combination after another in each month.
#[must_use]
pub fn of_groups(bands: &Bands, months: &[Month], groups: &Groups) -> Option<ByGroup> {
    let many = groups.of.len();
    let together: Vec<Month> = months.chunks(many).map(Month::together).collect();
    let (seen, left) = knots_of(bands, &together);
    let mut fitted = curves::of_months(bands, &together)?;
    let counted = Counted::new(bands, months, &groups.of, (&seen, &left));
    let (knots, levels) = (counted.knots(), groups.levels.len());
    let mut known = [&fitted.logs[..], &vec![0.0; 2 * levels]].concat();
    let mut fit = None;
    for _ in 0..TURNS {
        let only = Only { counted: &counted, sought: knots..knots + 2 * levels, known: known.clone() };
        let start = vec![0.0; 2 * levels];
        let found = penalised::counts(&counted.counts(), &vec![1; 2 * levels], &start, bounds_of_ratios(), &only)?;
        known[knots..].copy_from_slice(&found.coefficients);
        fitted = curves::fitted(&counted, known.clone(), (&seen, &left))?;
        known[..knots].copy_from_slice(&fitted.logs);
        fit = Some(found);
    }
    let fit = fit?;
    let ratio = |i: usize| Ratio { value: exp(fit.coefficients[i]), low: exp(fit.low[i]), high: exp(fit.high[i]) };
    let hazards = (0..many).map(|group| counted.hazards(&known, group)).collect();
    Some(ByGroup {
        fitted,
        treated: (0..levels).map(ratio).collect(),
        removed: (levels..2 * levels).map(ratio).collect(),
        hazards,
    })
}
