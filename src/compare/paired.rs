//! The mean paired difference to the reference, with its t interval, of every figure.

use super::contrast::{Compared, Contrast, Contrasted, Pairs, Placing};
use super::estimate::{Estimate, notes};
use super::rows::Own;
use super::verdict::{Side, Verdict, holds, judge, judge_gap};
use crate::measure::{Direction, Layout, Missing, Null, Settled};
use crate::stat::interval::{self, TIntervals};

/// Policy minus reference, on the same simulated people.
#[derive(Clone, Copy, Debug)]
pub(super) struct PairedDifference;

impl Contrast for PairedDifference {
    fn name(&self) -> Option<&str> {
        None
    }
    fn summary(&self) -> &str {
        "mean of the differences to the reference in each replication, with its t interval"
    }
    fn source(&self) -> &str {
        "paired comparison with common random numbers: Law 2015, Simulation modeling and analysis, section 10.2"
    }
    fn places(&self, layout: &Layout, service: usize) -> Vec<Placing> {
        let place = |like: usize| {
            let by = match layout.rows[like].null {
                Null::Chance { by, .. } => by,
                _ => None,
            };
            Placing { before: like, like, made_of: std::iter::once(like).chain(by).collect() }
        };
        layout.rows_of(service).map(place).collect()
    }
    fn read(&self, of: &Compared<'_>, intervals: &mut TIntervals) -> Contrasted {
        let row = &of.layout.rows[of.like];
        let by_chance: &Pairs = of.pairs.get(1).map_or(&[], |pairs| pairs);
        let gap = row.figure.is_gap();
        let mut said = contrast(&of.pairs[0], row.direction, (gap, row.null, by_chance), intervals);
        if gap {
            said.note = notes([said.note, of.layout.note(row).to_string()]);
        }
        said
    }
}

pub(super) fn contrast(
    readings: &Pairs,
    direction: Direction,
    (gap, null, by_chance): (bool, Null, &Pairs),
    intervals: &mut TIntervals,
) -> Contrasted {
    let all = readings.len();
    let missing = |why| readings.iter().filter(|(a, b)| a.value == Err(why) || b.value == Err(why)).count();
    for (why, words) in [
        (Missing::BeyondFollowUp, "beyond follow-up"),
        (Missing::NoAudits, "no audits"),
        (Missing::NotDefined, "not defined here"),
    ] {
        if missing(why) > 0 {
            return Contrasted::not_estimable(0, words.into());
        }
    }
    let not_reached = missing(Missing::NotReached);
    let (a, b): (Vec<f64>, Vec<f64>) = readings.iter().filter_map(|(a, b)| a.value.ok().zip(b.value.ok())).unzip();
    if not_reached > 0 {
        return Contrasted::not_estimable(a.len(), format!("not reached in {not_reached} of {all} pairs"));
    }
    let dropped = all - a.len();
    let note = if dropped > 0 { format!("{dropped} of {all} pairs dropped: nobody") } else { String::new() };
    if a.len() < 2 {
        return Contrasted::not_estimable(a.len(), notes([note, "fewer than 2 pairs".into()]));
    }
    let differences = interval::differences(&a, &b);
    let estimate = Estimate::of(&differences, intervals);
    let (Some(mean), Some(ends)) = (estimate.mean, estimate.ends) else {
        return Contrasted::not_estimable(a.len(), note);
    };
    let (mut means, mut own, mut sides) = ([0.0; 2], None, None);
    // Of the reference first.
    let of = |values: &[f64], by_chance: Vec<f64>, intervals: &mut TIntervals| {
        let Estimate { mean: Some(mean), ends: Some(ends) } = Estimate::of(values, intervals) else { return None };
        let side = match null {
            Null::Zero => Side::of_difference(mean, ends),
            Null::One => Side::of_ratio(mean, ends),
            Null::Chance { by: None, highest_is_worst } => Side::of_widest(mean, Some(ends), highest_is_worst),
            Null::Chance { by: Some(_), highest_is_worst } => {
                let beyond = interval::differences(values, &by_chance);
                let beyond = if by_chance.len() == values.len() { Estimate::of(&beyond, intervals).ends } else { None };
                Side::of_widest(mean, beyond, highest_is_worst)
            }
            Null::Unknown => Side { size: mean.abs(), apart: None },
        };
        Some((mean, ends, side))
    };
    let chance = |of: fn(&(Settled, Settled)) -> Settled| {
        let both = readings.iter().zip(by_chance).filter(|((a, b), _)| a.value.is_ok() && b.value.is_ok());
        both.filter_map(|(_, pair)| of(pair).value.ok()).collect::<Vec<f64>>()
    };
    let reference = of(&b, chance(|pair| pair.1), intervals);
    if let (Some(r), Some(v)) = (reference, of(&a, chance(|pair| pair.0), intervals)) {
        means = [r.0, v.0];
        own = Some([r, v].map(|(_, ends, side)| Own { ends, apart: side.apart }));
        sides = Some([r.2, v.2]);
    }
    let verdict = match sides {
        _ if differences.iter().all(|&d| d == 0.0) => Verdict::Identical,
        Some([r, v]) if gap && direction == Direction::TowardZero && !holds(ends, 0.0) => judge_gap(r, v),
        _ => judge(mean, ends, direction, sides),
    };
    Contrasted {
        estimate,
        means: Some(means),
        own,
        pairs: a.len(),
        p: interval::p_value(&differences),
        variance_ratio: interval::variance_ratio(&a, &b),
        verdict,
        note,
    }
}

#[cfg(test)]
mod tests {
    use super::super::estimate::COVERAGE;
    use super::*;
    use crate::measure::Reading;

    fn new(value: f64) -> Settled {
        Reading::new(value, 9).settled()
    }

    fn of(pairs: &[(f64, f64)], direction: Direction) -> Contrasted {
        let readings: Vec<_> = pairs.iter().map(|&(a, b)| (new(a), new(b))).collect();
        contrast(&readings, direction, NO_GAP, &mut TIntervals::new(COVERAGE))
    }

    const NO_GAP: (bool, Null, &Pairs) = (false, Null::Zero, &[]);

    fn gap(pairs: &[(f64, f64)]) -> Verdict {
        let readings: Vec<_> = pairs.iter().map(|&(a, b)| (new(a), new(b))).collect();
        let gap: (bool, Null, &Pairs) = (true, Null::Zero, &[]);
        contrast(&readings, Direction::TowardZero, gap, &mut TIntervals::new(COVERAGE)).verdict
    }

    const FALLS: [(f64, f64); 3] = [(1.0, 2.0), (1.1, 2.0), (0.9, 2.1)];

    fn turned() -> Vec<(f64, f64)> {
        FALLS.iter().map(|&(a, b)| (b, a)).collect()
    }

    #[test]
    fn the_direction_decides() {
        for (direction, falls, rises) in [
            (Direction::Lower, Verdict::Better, Verdict::Worse),
            (Direction::Higher, Verdict::Worse, Verdict::Better),
            (Direction::None, Verdict::Lower, Verdict::Higher),
            (Direction::TowardZero, Verdict::Better, Verdict::Worse),
        ] {
            assert_eq!(of(&FALLS, direction).verdict, falls);
            assert_eq!(of(&turned(), direction).verdict, rises);
        }
    }

    #[test]
    fn a_gap_is_judged_by_its_own_intervals() {
        let of = |from: [f64; 3], to: [f64; 3]| {
            let pairs: Vec<_> = to.into_iter().zip(from).collect();
            let turned: Vec<_> = pairs.iter().map(|&(a, b)| (-a, -b)).collect();
            assert_eq!(gap(&pairs), gap(&turned), "{pairs:?}");
            gap(&pairs)
        };
        let (two, one, none, minus) = ([2.0, 2.0, 2.1], [1.0, 1.1, 0.9], [-0.1, 0.1, 0.05], [-1.0, -1.1, -0.9]);
        assert_eq!(of(two, one), Verdict::Narrows);
        assert_eq!(of(one, two), Verdict::Widens);
        assert_eq!(of(two, none), Verdict::Narrows);
        assert_eq!(of(none, two), Verdict::Opens);
        assert_eq!(of(two, minus), Verdict::Reverses);
        // On the other side, but not told apart from zero.
        assert_eq!(of([1.0, 1.1, 1.0], [-0.6, -0.5, 0.1]), Verdict::Narrows);
        assert_eq!(of([-0.5, 0.5, 1.0], [0.5, 1.5, 2.0]), Verdict::Shifts, "by 1 in every pair");
        assert_eq!(of(two, two), Verdict::Identical);
    }

    #[test]
    fn the_widest_gap_is_judged_by_what_chance_gives_in_the_same_pairs() {
        let pair = |&(a, b): &(f64, f64)| (new(a), new(b));
        let of = |pairs: [(f64, f64); 3], by_chance: [(f64, f64); 3]| {
            let (pairs, by_chance) = (pairs.map(|p| pair(&p)), by_chance.map(|p| pair(&p)));
            let null = Null::Chance { by: Some(0), highest_is_worst: true };
            let gap: (bool, Null, &Pairs) = (true, null, &by_chance);
            contrast(&pairs, Direction::TowardZero, gap, &mut TIntervals::new(COVERAGE)).verdict
        };
        let falls = [(2.0, 4.0), (2.1, 4.2), (1.9, 4.1)];
        assert_eq!(of(falls, [(1.0, 1.0), (1.1, 1.0), (1.0, 1.0)]), Verdict::Narrows);
        // Neither is more than chance gives.
        assert_eq!(of(falls, [(2.0, 4.1), (2.2, 4.2), (1.8, 4.0)]), Verdict::Shifts);
        let rises = falls.map(|(a, b)| (b, a));
        assert_eq!(of(rises, [(2.0, 2.0), (2.1, 2.1), (2.0, 1.95)]), Verdict::Opens);
        assert_eq!(of(rises, [(1.0, 1.0), (1.1, 1.0), (1.0, 1.0)]), Verdict::Widens);
    }

    #[test]
    fn identical_before_not_told_apart() {
        let same = of(&[(1.0, 1.0), (2.0, 2.0)], Direction::Lower);
        assert_eq!(
            (same.verdict, same.estimate.mean, same.variance_ratio, same.p),
            (Verdict::Identical, Some(0.0), None, Some(1.0))
        );
        assert_eq!(of(&[(1.0, 2.0), (2.0, 1.0), (1.0, 1.0)], Direction::Lower).verdict, Verdict::NotToldApart);
    }

    #[test]
    fn a_constant_difference_is_told_apart_and_has_no_variance_ratio() {
        let c = of(&[(1.0, 2.0), (2.0, 3.0)], Direction::Lower);
        assert_eq!((c.verdict, c.variance_ratio, c.p), (Verdict::Better, None, Some(0.0)));
    }

    #[test]
    fn what_cannot_be_estimated_says_why() {
        let one = of(&[(1.0, 2.0)], Direction::Lower);
        assert_eq!(
            (one.verdict, one.estimate, one.note.as_str()),
            (Verdict::NotEstimable, Estimate::default(), "fewer than 2 pairs")
        );
        let ok = new(1.0);
        let not_reached = Reading::missing(Missing::NotReached, 1).settled();
        let c = contrast(
            &[(ok, ok), (ok, not_reached), (ok, ok)],
            Direction::Lower,
            NO_GAP,
            &mut TIntervals::new(COVERAGE),
        );
        assert_eq!((c.verdict, c.note.as_str()), (Verdict::NotEstimable, "not reached in 1 of 3 pairs"));
        let beyond = Reading::missing(Missing::BeyondFollowUp, 1).settled();
        let c = contrast(&[(beyond, beyond); 2], Direction::Lower, NO_GAP, &mut TIntervals::new(COVERAGE));
        assert_eq!((c.verdict, c.note.as_str()), (Verdict::NotEstimable, "beyond follow-up"));
    }

    #[test]
    fn pairs_with_an_empty_side_are_dropped_and_counted() {
        let nobody = Reading::missing(Missing::Nobody, 0).settled();
        let [a, b] = [(new(1.0), new(2.0)), (new(1.5), new(2.5))];
        let c = contrast(&[a, (nobody, a.1), b], Direction::Lower, NO_GAP, &mut TIntervals::new(COVERAGE));
        assert_eq!((c.pairs, c.verdict, c.note.as_str()), (2, Verdict::Better, "1 of 3 pairs dropped: nobody"));
    }
}
