//! How far two distributions of waits are apart, and how far chance alone would put them.

use std::ops::Range;

use crate::distributions::{normal_quantile, poisson};
use crate::intake::Followed;
use crate::rng::{Key, Purpose, Space, uniform};

/// Fewest expected people of a band that is held against chance.
const FEWEST: f64 = 5.0;
/// How far apart the waits of the treated may be beyond chance, for an order to be called that of today.
pub const ALLOWED: f64 = 0.06;
/// Draws by chance.
const DRAWS: u64 = 999;
/// Counts with a larger mean are drawn by the normal law.
const LARGE: f64 = 1000.0;

/// What can be said of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It reproduces today's waits.
    Holds,
    /// It may, but chance alone may be as far off as is allowed.
    TooFew,
    /// It does not.
    Fails,
}

/// How the model's waits of the treated compare with one's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The total variation distance: the part of people who would have to be in another band.
    pub distance: f64,
    /// What it is below in 95 of 100 cases by chance, were the model true.
    pub chance: f64,
    /// What is said of it.
    pub verdict: Verdict,
}

impl Judged {
    /// The largest distance at which an order is called that of today.
    #[must_use]
    pub fn allowed(&self) -> f64 {
        ALLOWED + self.chance
    }
}

/// The total variation distance of two lists of counts, each taken as parts of its sum.
#[must_use]
pub fn distance(a: &[f64], b: &[f64]) -> f64 {
    let (all_a, all_b): (f64, f64) = (a.iter().sum(), b.iter().sum());
    if all_a <= 0.0 || all_b <= 0.0 {
        return if all_a == all_b { 0.0 } else { 1.0 };
    }
    a.iter().zip(b).map(|(a, b)| (a / all_a - b / all_b).abs()).sum::<f64>() / 2.0
}

/// Holds the model's waits of the treated against one's own counts.
#[must_use]
pub fn judge(own: &[f64], model: &[f64]) -> Judged {
    held(own, model, own.iter().sum(), (0.0, &|n| n))
}

/// The same of people who were followed. Both numbers are made of counts that may be told: with few people a distance in three digits would tell how many
/// of them were in a band, and the distance by chance how many there are.
pub(super) fn judge_people(own: &[f64], model: &[f64], followed: Option<&Followed>) -> Judged {
    let Some(followed) = followed else { return judge(own, model) };
    let people = followed.count(own.iter().sum());
    held(own, model, people, (followed.least as f64, &|n| followed.rounded(n)))
}

/// Holds counts against a model, as they are told: so many people, in runs of at least `least` of them.
fn held(own: &[f64], model: &[f64], people: f64, (least, told): (f64, &dyn Fn(f64) -> f64)) -> Judged {
    let all: f64 = model.iter().sum();
    let expected: Vec<f64> = model.iter().map(|m| if all > 0.0 { m / all * people } else { 0.0 }).collect();
    let pooled = |of: &[f64], runs: &[Range<usize>]| -> Vec<f64> {
        runs.iter().map(|run| of[run.clone()].iter().sum()).collect()
    };
    // What chance gives does not go by the counts. Where so few are expected that all bands are one, it is that of each band: one alone says nothing.
    let each = runs(&expected, None);
    let chance = if each.len() == 1 && least > 0.0 {
        by_chance(&expected, &|n| n)
    } else {
        by_chance(&pooled(&expected, &each), told)
    };
    let runs = runs(&expected, Some((own, least)));
    let own: Vec<f64> = pooled(own, &runs).into_iter().map(told).collect();
    let distance = if people > 0.0 { distance(&own, &pooled(&expected, &runs)) } else { 0.0 };
    let verdict = match () {
        () if distance > ALLOWED + chance => Verdict::Fails,
        () if chance > ALLOWED || people <= 0.0 => Verdict::TooFew,
        () => Verdict::Holds,
    };
    Judged { distance, chance, verdict }
}

/// Neighbouring bands that hold enough together, as expected and, where they are given, of one's own counts.
fn runs(expected: &[f64], own: Option<(&[f64], f64)>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let enough = |run: Range<usize>| {
        // Nobody at all, where a model has many, is what tells a strict order.
        let of_own = own.is_none_or(|(own, least)| {
            let people: f64 = own[run.clone()].iter().sum();
            people == 0.0 || people >= least
        });
        of_own && expected[run].iter().sum::<f64>() >= FEWEST
    };
    let mut begin = 0;
    for band in 0..expected.len() {
        if enough(begin..band + 1) {
            runs.push(begin..band + 1);
            begin = band + 1;
        }
    }
    match runs.last_mut() {
        Some(last) => last.end = expected.len(),
        None => runs.push(0..expected.len()),
    }
    // What is left may be of few, with nobody before it.
    while let [.., before, last] = &runs[..]
        && !enough(last.clone())
    {
        let both = before.start..last.end;
        runs.truncate(runs.len() - 2);
        runs.push(both);
    }
    runs
}

/// The 95% point of the distance by chance, of counts as they are told.
fn by_chance(expected: &[f64], told: &dyn Fn(f64) -> f64) -> f64 {
    let key = Key::new(0, 0);
    let space = Space::new("fit", "chance");
    let mut all: Vec<f64> = (0..DRAWS)
        .map(|draw| {
            let mut stream = key.stream(space, draw, Purpose::Labels, 0);
            let drawn: Vec<f64> = expected.iter().map(|mean| told(count(*mean, stream.next_word()))).collect();
            distance(&drawn, expected)
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[(DRAWS as usize * 95).div_ceil(100) - 1]
}

/// A Poisson count.
fn count(mean: f64, word: u64) -> f64 {
    if mean > LARGE {
        (mean + mean.sqrt() * normal_quantile(uniform(word))).round().max(0.0)
    } else {
        f64::from(poisson(mean, word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distributions::exp;

    #[test]
    fn the_distance_is_the_part_in_another_band() {
        assert_eq!(distance(&[1.0, 1.0], &[30.0, 10.0]), 0.25);
        assert_eq!(distance(&[5.0, 0.0], &[0.0, 1.0]), 1.0);
        assert_eq!(distance(&[0.0], &[0.0]), 0.0);
    }

    #[test]
    fn bands_are_pooled_to_enough_people() {
        let expected = [9.0, 1.0, 2.0, 3.0, 1.0, 1.0];
        assert_eq!(runs(&expected, None), [0..1, 1..6]);
        assert_eq!(runs(&[1.0, 1.0], None).first(), Some(&(0..2)));
        // Of one's own counts no run holds few.
        assert_eq!(runs(&expected, Some((&[3.0, 6.0, 0.0, 9.0, 0.0, 1.0], 8.0))), [0..2, 2..6]);
        // Nobody is told, and few after nobody are not.
        let expected = [9.0; 4];
        assert_eq!(runs(&expected, Some((&[0.0, 0.0, 9.0, 0.0], 8.0))), [0..1, 1..2, 2..3, 3..4]);
        assert_eq!(runs(&expected, Some((&[9.0, 0.0, 0.0, 3.0], 8.0))).first(), Some(&(0..4)));
    }

    /// Of people who were followed: the numbers do not depend on the few, nor on more than the counts that are told.
    #[test]
    fn numbers_are_those_of_counts_that_are_told() {
        let followed = Followed::nobody();
        let judged = |own: &[f64]| judge_people(own, &[30.0, 20.0, 10.0, 5.0], Some(&followed));
        let of = judged(&[60.0, 40.0, 20.0, 10.0]);
        for own in [[61.0, 39.0, 19.0, 11.0], [58.0, 42.0, 21.0, 9.0]] {
            assert_eq!(judged(&own), of, "{own:?}");
        }
        assert!(of.distance < 1e-9 && of.chance > 0.0, "{of:?}");
        // Where three were is not told apart from the band beside it.
        assert_eq!(judged(&[60.0, 40.0, 27.0, 3.0]), judged(&[60.0, 40.0, 25.0, 5.0]));
        // Ten people say nothing, and seven even less.
        let ten = judged(&[8.0, 0.0, 1.0, 1.0]);
        assert!(ten.verdict == Verdict::TooFew && ten.chance > 0.2 && ten == judged(&[3.0, 3.0, 3.0, 1.0]), "{ten:?}");
        assert_eq!(judged(&[7.0, 0.0, 0.0, 0.0]), judged(&[0.0; 4]));
    }

    /// With many bands chance alone gives a fifth at 200 people, and a tenth at 1,000.
    #[test]
    fn few_people_are_far_apart_by_chance() {
        let model: Vec<f64> = (0..60).map(|b| exp(-f64::from(b) / 20.0)).collect();
        let own = |people: f64| -> Vec<f64> {
            let all: f64 = model.iter().sum();
            model.iter().map(|m| m / all * people).collect()
        };
        let few = judge(&own(200.0), &model);
        assert!((0.12..0.26).contains(&few.chance) && few.verdict == Verdict::TooFew, "{few:?}");
        let some = judge(&own(1_000.0), &model);
        assert!((0.07..0.14).contains(&some.chance) && some.verdict == Verdict::TooFew, "{some:?}");
        let many = judge(&own(1e6), &model);
        assert!(many.chance < 0.005 && many.verdict == Verdict::Holds && many.distance < 1e-9, "{many:?}");
        let flat = judge(&vec![1e4; 60], &model);
        assert!(flat.verdict == Verdict::Fails && flat.distance > 0.2, "{flat:?}");
    }
}
