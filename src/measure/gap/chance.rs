//! What chance alone makes of "worst minus best": the same figure when labels are drawn at random.
//!
//! The worst of several levels differs from the best even where levels mean nothing, the more so the more and the smaller they are.
//! So beside each such gap stand the gap that chance alone gives and what is beyond it. In each replication the people who were
//! counted keep their outcomes, and labels are dealt to them at random, as many of each as there were: the permutation null, which is exact
//! whatever waits depend on, since under it every deal is as likely as the one that was seen. [`DEALS`] deals give its mean; the
//! difference has mean 0 under the null, and its interval over replications holds 0 as often as it says.
//!
//! A share needs no people for that: how many of each level have the outcome is hypergeometric. For a mean the levels' means are normal with the
//! exact variances and covariances of a random deal (Hoeffding 1951), from the spread within and between levels. Draws are keyed by
//! the figure's own place, so they depend on nothing else, and policies are compared under the same deals.

use super::super::{AnalysisSet, Measure, Missing, Reading, Subject};
use crate::distributions::normal_quantile;
use crate::rng::{Key, Purpose, Space, Stream, uniform};
use crate::stat::hypergeometric::hypergeometric;

/// Deals of a replication.
const DEALS: u64 = 16;

/// How the figure of some people follows from what each of them adds to it.
#[derive(Clone, Copy)]
pub enum Statistic {
    /// A share: each of those counted has the outcome or not.
    Share,
    /// A mean: the standard deviation of what each adds, in the figure's unit.
    Amount(fn(AnalysisSet, &Subject<'_>) -> Option<f64>),
    /// In another way, for example a quantile, or a share of appointments: of these one person may have several, which hang together,
    /// so dealing them one by one would take too little for chance. No null is given.
    Other,
}

impl std::fmt::Debug for Statistic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Statistic::Share => "Share",
            Statistic::Amount(_) => "Amount",
            Statistic::Other => "Other",
        })
    }
}

/// A level with anybody in it.
#[derive(Clone, Copy, Debug)]
struct Level {
    count: u64,
    /// Of a share: how many have the outcome.
    with: u64,
    value: f64,
    /// Of a mean.
    spread: f64,
}

/// The mean of "worst minus best" over deals; `levels` are the readings and the people of each.
pub(super) fn by_chance<'a>(
    measure: &dyn Measure,
    set: AnalysisSet,
    levels: impl Iterator<Item = (Reading, Subject<'a>)>,
    highest_is_worst: bool,
    (key, space): (Key, Space),
) -> Reading {
    let (mut there, mut n, mut strongest) = (Vec::new(), 0, None);
    for (reading, subject) in levels {
        n += reading.n;
        match reading.value() {
            Ok(value) => {
                let spread = match measure.part() {
                    Statistic::Amount(of) => of(set, &subject),
                    Statistic::Share | Statistic::Other => Some(0.0),
                };
                let Some(spread) = spread else { return Reading::missing(Missing::NotDefined, n) };
                let with = reading.quotient().map_or(0, |(above, _)| u64::try_from(above).unwrap_or(0));
                there.push(Level { count: reading.n, with, value, spread });
            }
            Err(Missing::Nobody) => {}
            Err(why) => strongest = strongest.max(Some(why)),
        }
    }
    if let Some(why) = strongest {
        return Reading::missing(why, n);
    }
    if there.len() < 2 {
        return Reading::missing(Missing::Nobody, n);
    }
    let deal = match measure.part() {
        Statistic::Share => share,
        Statistic::Amount(_) => amount,
        Statistic::Other => return Reading::missing(Missing::NotDefined, n),
    };
    let ranges = (0..DEALS).map(|i| deal(&there, &mut key.stream(space, i, Purpose::Labels, 0)));
    let mean = ranges.sum::<f64>() / DEALS as f64;
    Reading::new(if highest_is_worst { mean } else { -mean }, n)
}

/// Highest minus lowest.
fn range(values: impl Iterator<Item = f64>) -> f64 {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    high - low
}

/// The range of shares when those with the outcome are dealt at random.
fn share(levels: &[Level], words: &mut Stream) -> f64 {
    let mut all: u64 = levels.iter().map(|l| l.count).sum();
    let mut with: u64 = levels.iter().map(|l| l.with).sum();
    range(levels.iter().map(|level| {
        let found = hypergeometric(all, with, level.count, uniform(words.next_word()), normal_quantile);
        all -= level.count;
        // A normal limit may deal more than the levels after it can hold.
        with = (with - found.min(with)).min(all);
        found as f64 / level.count as f64
    }))
}

/// The range of means when what each person adds is dealt at random.
fn amount(levels: &[Level], words: &mut Stream) -> f64 {
    let all = levels.iter().map(|l| l.count as f64).sum::<f64>();
    let mean = levels.iter().map(|l| l.count as f64 * l.value).sum::<f64>() / all;
    let square = |x: f64| x * x;
    let within_and_between = |l: &Level| l.count as f64 * (square(l.spread) + square(l.value - mean));
    let variance = levels.iter().map(within_and_between).sum::<f64>() / (all - 1.0).max(1.0);
    let normal: Vec<f64> = levels.iter().map(|_| normal_quantile(uniform(words.next_word()))).collect();
    // Variance s^2 (1/n - 1/N) and covariance -s^2 / N.
    let common = levels.iter().zip(&normal).map(|(l, z)| (l.count as f64).sqrt() * z).sum::<f64>() / all;
    let deviations = levels.iter().zip(&normal).map(|(l, z)| z / (l.count as f64).sqrt() - common);
    variance.sqrt() * range(deviations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::interval::t_interval;

    fn words(replication: u64, entity: u64) -> Stream {
        Key::new(5, replication).stream(Space::new("test", "chance"), entity, Purpose::Labels, 0)
    }

    /// Levels of people whose outcomes are drawn one by one; the last level's are moved by `shift`.
    fn people(counts: &[u64], replication: u64, shift: f64, shares: bool) -> Vec<Level> {
        let mut luck = words(replication, 1 << 40);
        let last = counts.len() - 1;
        let level = |(l, &count): (usize, &u64)| {
            let moved = if l == last { shift } else { 0.0 };
            let each: Vec<f64> = (0..count)
                .map(|_| {
                    let u = uniform(luck.next_word());
                    // A skew wait, or an outcome that a tenth of people have.
                    if shares { f64::from(u8::from(u < 0.1 + moved)) } else { 3.0 * u * u + moved }
                })
                .collect();
            let mean = each.iter().sum::<f64>() / count as f64;
            let variance = each.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count as f64;
            Level { count, with: each.iter().sum::<f64>() as u64, value: mean, spread: variance.sqrt() }
        };
        counts.iter().enumerate().map(level).collect()
    }

    /// How many of 200 experiments of 20 replications have an interval of "beyond chance" that holds 0.
    fn hold_zero(counts: &[u64], shift: f64, shares: bool) -> usize {
        let deal = if shares { share } else { amount };
        (0..200_u64)
            .filter(|experiment| {
                let beyond: Vec<f64> = (0..20)
                    .map(|r| {
                        let replication = experiment * 20 + r;
                        let levels = people(counts, replication, shift, shares);
                        let chance = (0..DEALS).map(|i| deal(&levels, &mut words(replication, i))).sum::<f64>();
                        range(levels.iter().map(|l| l.value)) - chance / DEALS as f64
                    })
                    .collect();
                t_interval(&beyond, 0.95).is_some_and(|i| i.holds(0.0))
            })
            .count()
    }

    /// 190 of 200 are expected; 180 to 198 hold 99.7% of what a true 95% gives.
    #[test]
    fn without_differences_nothing_is_beyond_chance_in_95_of_100() {
        for (counts, shares) in
            [(&[40, 90, 200, 60][..], true), (&[5, 8, 30][..], true), (&[40, 90, 200, 60][..], false)]
        {
            let held = hold_zero(counts, 0.0, shares);
            assert!((180..=198).contains(&held), "{counts:?} {shares}: {held} of 200");
        }
    }

    #[test]
    fn a_strong_difference_is_beyond_chance() {
        assert!(hold_zero(&[40, 90, 200, 60], 0.2, true) < 10);
        assert!(hold_zero(&[40, 90, 200, 60], 0.6, false) < 10);
    }

    #[test]
    fn two_equal_halves_differ_by_chance_as_known() {
        // The mean of |difference| of two means of 50 with variance 1 is sqrt(2 x (1/50 + 1/50) / pi), near enough for N = 100.
        let level = Level { count: 50, with: 0, value: 3.0, spread: 0.99_f64.sqrt() };
        let mean = (0..20_000).map(|i| amount(&[level, level], &mut words(0, i))).sum::<f64>() / 20_000.0;
        let known = (2.0 * 0.04 / std::f64::consts::PI).sqrt();
        assert!((mean / known - 1.0).abs() < 0.02, "{mean} {known}");
    }
}
