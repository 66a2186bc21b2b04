//! Paired differences to the reference, and what they say.

use super::estimate::{Estimate, Quantiles, notes, partial};
use super::matters::Matters;
use super::rows::{ContrastRow, Own};
use super::verdict::{Side, Verdict, holds, judge, judge_gap, material};
use super::{COVERAGE, Keys, cost_per_breach, levelling};
use crate::experiment::Outcome;
use crate::measure::{Direction, Missing, Null, Reading, RowKind};
use crate::stat::{holm, interval};

/// Primary measures are told apart only below this adjusted p.
const LEVEL: f64 = 1.0 - COVERAGE;

/// What the note says where the interval excludes 0 and the adjusted p does not.
pub const AFTER_ADJUSTMENT: &str = "after adjustment for several";

/// A row, and what is needed to adjust it.
pub(super) struct Unadjusted {
    pub(super) row: ContrastRow,
    /// Before Holm.
    pub(super) verdict: Verdict,
    /// What to say where the gap narrows.
    pub(super) levelling_down: String,
    /// Of the declared primary measures only.
    p: Option<f64>,
}

impl Unadjusted {
    /// A row that no primary measure gives.
    pub(super) fn exploratory(row: ContrastRow, verdict: Verdict) -> Self {
        Self { row, verdict, levelling_down: String::new(), p: None }
    }
}

/// The figures of a variant against the reference.
pub(super) fn contrasts(
    outcome: &Outcome,
    keys: &Keys,
    (variant, reference): (usize, usize),
    (primary, matters): (&[usize], &Matters),
    quantiles: &mut Quantiles,
    out: &mut Vec<Unadjusted>,
) {
    let pairs: Vec<(&Vec<Reading>, &Vec<Reading>)> = outcome.cells[variant]
        .iter()
        .zip(&outcome.cells[reference])
        .filter_map(|(a, b)| a.as_ref().zip(b.as_ref()))
        .collect();
    let partial = partial(outcome, pairs.len());
    let (mut readings, mut by_chance) = (Vec::with_capacity(pairs.len()), Vec::new());
    let ratios = cost_per_breach::places(&outcome.layout);
    let ratios_before = |i: usize, quantiles: &mut Quantiles, out: &mut Vec<Unadjusted>| {
        for place in ratios.iter().filter(|p| p.before == i) {
            out.push(place.row(outcome, keys, variant, &pairs, &partial, quantiles));
        }
    };
    let began = out.len();
    for (i, row) in outcome.layout.rows.iter().enumerate() {
        ratios_before(i, quantiles, out);
        let read = |i: usize, readings: &mut Vec<(Reading, Reading)>| {
            readings.clear();
            readings.extend(pairs.iter().map(|(a, b)| (a[i], b[i])));
        };
        read(i, &mut readings);
        by_chance.clear();
        if let Null::Chance { by: Some(by), .. } = row.null {
            read(by, &mut by_chance);
        }
        let c = contrast(&readings, row.direction, (row.kind, row.null, &by_chance), quantiles);
        let exploratory = !primary.contains(&i);
        let note =
            notes([c.note, if row.kind == RowKind::Gap { row.note.clone() } else { String::new() }, partial.clone()]);
        let smallest = matters.of(row);
        out.push(Unadjusted {
            p: if exploratory { None } else { c.p },
            verdict: c.verdict,
            levelling_down: String::new(),
            row: ContrastRow {
                key: keys.key(outcome, variant, i),
                reference_mean: c.means.map(|m| m[0]),
                variant_mean: c.means.map(|m| m[1]),
                difference: c.estimate.mean,
                lower: c.estimate.lower(),
                upper: c.estimate.upper(),
                coverage: COVERAGE,
                replications: c.pairs as u64,
                p_adjusted: None,
                variance_ratio: c.variance_ratio,
                verdict: String::new(),
                judgement: "",
                material: material(smallest, c.estimate.mean, c.estimate.ends),
                note,
                own: c.own,
            },
        });
    }
    ratios_before(outcome.layout.rows.len(), quantiles, out);
    levelling::note(&outcome.population, &mut out[began..]);
}

/// Holm over the primary measures of all variants; a primary verdict also needs the adjusted p.
pub(super) fn adjusted(rows: Vec<Unadjusted>) -> Vec<ContrastRow> {
    let p: Vec<f64> = rows.iter().filter_map(|r| r.p).collect();
    let mut adjusted = holm::holm(&p).into_iter();
    rows.into_iter()
        .map(|Unadjusted { mut row, p, mut verdict, levelling_down }| {
            if p.is_some() {
                row.p_adjusted = adjusted.next();
                if verdict.told_apart() && row.p_adjusted.is_none_or(|p| p >= LEVEL) {
                    verdict = Verdict::NotToldApart;
                    row.note = notes([row.note, AFTER_ADJUSTMENT.into()]);
                }
            }
            if verdict == Verdict::Narrows {
                row.note = notes([row.note, levelling_down]);
            }
            (row.verdict, row.judgement) = (verdict.words().into(), verdict.judgement());
            row
        })
        .collect()
}

#[derive(Debug)]
struct Contrast {
    estimate: Estimate,
    /// Of the reference and of the variant.
    means: Option<[f64; 2]>,
    own: Option<[Own; 2]>,
    pairs: usize,
    p: Option<f64>,
    variance_ratio: Option<f64>,
    verdict: Verdict,
    note: String,
}

type Pairs = [(Reading, Reading)];

fn contrast(
    readings: &Pairs,
    direction: Direction,
    (kind, null, by_chance): (RowKind, Null, &Pairs),
    quantiles: &mut Quantiles,
) -> Contrast {
    let all = readings.len();
    let missing = |why| readings.iter().filter(|(a, b)| a.value == Err(why) || b.value == Err(why)).count();
    let not_estimable = |pairs, note: String| Contrast {
        estimate: Estimate::default(),
        means: None,
        own: None,
        pairs,
        p: None,
        variance_ratio: None,
        verdict: Verdict::NotEstimable,
        note,
    };
    for (why, words) in [
        (Missing::BeyondFollowUp, "beyond follow-up"),
        (Missing::NoAudits, "no audits"),
        (Missing::NotDefined, "not defined here"),
    ] {
        if missing(why) > 0 {
            return not_estimable(0, words.into());
        }
    }
    let not_reached = missing(Missing::NotReached);
    let (a, b): (Vec<f64>, Vec<f64>) = readings.iter().filter_map(|(a, b)| a.value.ok().zip(b.value.ok())).unzip();
    if not_reached > 0 {
        return not_estimable(a.len(), format!("not reached in {not_reached} of {all} pairs"));
    }
    let dropped = all - a.len();
    let note = if dropped > 0 { format!("{dropped} of {all} pairs dropped: nobody") } else { String::new() };
    if a.len() < 2 {
        return not_estimable(a.len(), notes([note, "fewer than 2 pairs".into()]));
    }
    let differences = interval::differences(&a, &b);
    let estimate = quantiles.interval(&differences);
    let (Some(mean), Some(ends)) = (estimate.mean, estimate.ends) else { return not_estimable(a.len(), note) };
    let (mut means, mut own, mut sides) = ([0.0; 2], None, None);
    // Of the reference first.
    let of = |values: &[f64], by_chance: Vec<f64>, quantiles: &mut Quantiles| {
        let Estimate { mean: Some(mean), ends: Some(ends) } = quantiles.interval(values) else { return None };
        let side = match null {
            Null::Zero => Side::of_difference(mean, ends),
            Null::One => Side::of_ratio(mean, ends),
            Null::Chance { by: None, highest_is_worst } => Side::of_widest(mean, Some(ends), highest_is_worst),
            Null::Chance { by: Some(_), highest_is_worst } => {
                let beyond = interval::differences(values, &by_chance);
                let beyond = if by_chance.len() == values.len() { quantiles.interval(&beyond).ends } else { None };
                Side::of_widest(mean, beyond, highest_is_worst)
            }
            Null::Unknown => Side { size: mean.abs(), apart: None },
        };
        Some((mean, ends, side))
    };
    let chance = |of: fn(&(Reading, Reading)) -> Reading| {
        let both = readings.iter().zip(by_chance).filter(|((a, b), _)| a.value.is_ok() && b.value.is_ok());
        both.filter_map(|(_, pair)| of(pair).value.ok()).collect::<Vec<f64>>()
    };
    let reference = of(&b, chance(|pair| pair.1), quantiles);
    if let (Some(r), Some(v)) = (reference, of(&a, chance(|pair| pair.0), quantiles)) {
        means = [r.0, v.0];
        own = Some([r, v].map(|(_, ends, side)| Own { ends, apart: side.apart }));
        sides = Some([r.2, v.2]);
    }
    let verdict = match sides {
        _ if differences.iter().all(|&d| d == 0.0) => Verdict::Identical,
        Some([r, v]) if kind == RowKind::Gap && direction == Direction::TowardZero && !holds(ends, 0.0) => {
            judge_gap(r, v)
        }
        _ => judge(mean, ends, direction, sides),
    };
    Contrast {
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
    use super::*;

    fn of(pairs: &[(f64, f64)], direction: Direction) -> Contrast {
        let readings: Vec<_> = pairs.iter().map(|&(a, b)| (Reading::new(a, 9), Reading::new(b, 9))).collect();
        contrast(&readings, direction, NO_GAP, &mut Quantiles::default())
    }

    const NO_GAP: (RowKind, Null, &Pairs) = (RowKind::Value, Null::Zero, &[]);

    fn gap(pairs: &[(f64, f64)]) -> Verdict {
        let readings: Vec<_> = pairs.iter().map(|&(a, b)| (Reading::new(a, 9), Reading::new(b, 9))).collect();
        let gap: (RowKind, Null, &Pairs) = (RowKind::Gap, Null::Zero, &[]);
        contrast(&readings, Direction::TowardZero, gap, &mut Quantiles::default()).verdict
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
        let pair = |&(a, b): &(f64, f64)| (Reading::new(a, 9), Reading::new(b, 9));
        let of = |pairs: [(f64, f64); 3], by_chance: [(f64, f64); 3]| {
            let (pairs, by_chance) = (pairs.map(|p| pair(&p)), by_chance.map(|p| pair(&p)));
            let null = Null::Chance { by: Some(0), highest_is_worst: true };
            let gap: (RowKind, Null, &Pairs) = (RowKind::Gap, null, &by_chance);
            contrast(&pairs, Direction::TowardZero, gap, &mut Quantiles::default()).verdict
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
        let ok = Reading::new(1.0, 1);
        let not_reached = Reading::missing(Missing::NotReached, 1);
        let c = contrast(&[(ok, ok), (ok, not_reached), (ok, ok)], Direction::Lower, NO_GAP, &mut Quantiles::default());
        assert_eq!((c.verdict, c.note.as_str()), (Verdict::NotEstimable, "not reached in 1 of 3 pairs"));
        let beyond = Reading::missing(Missing::BeyondFollowUp, 1);
        let c = contrast(&[(beyond, beyond); 2], Direction::Lower, NO_GAP, &mut Quantiles::default());
        assert_eq!((c.verdict, c.note.as_str()), (Verdict::NotEstimable, "beyond follow-up"));
    }

    #[test]
    fn pairs_with_an_empty_side_are_dropped_and_counted() {
        let nobody = Reading::missing(Missing::Nobody, 0);
        let [a, b] = [(Reading::new(1.0, 1), Reading::new(2.0, 1)), (Reading::new(1.5, 1), Reading::new(2.5, 1))];
        let c = contrast(&[a, (nobody, a.1), b], Direction::Lower, NO_GAP, &mut Quantiles::default());
        assert_eq!((c.pairs, c.verdict, c.note.as_str()), (2, Verdict::Better, "1 of 3 pairs dropped: nobody"));
    }

    #[test]
    fn a_primary_verdict_needs_the_adjusted_p() {
        let row = |p, verdict: Verdict| Unadjusted {
            p,
            verdict,
            levelling_down: "levelling down".into(),
            row: ContrastRow {
                key: super::super::rows::Key {
                    variant: String::new(),
                    service: String::new(),
                    population: String::new(),
                    at: String::new(),
                    measure: String::new(),
                    attribute: String::new(),
                    group: String::new(),
                },
                reference_mean: Some(1.0),
                variant_mean: Some(2.0),
                difference: Some(1.0),
                lower: Some(0.5),
                upper: Some(1.5),
                coverage: COVERAGE,
                replications: 9,
                p_adjusted: None,
                variance_ratio: None,
                verdict: String::new(),
                judgement: "",
                material: "",
                note: String::new(),
                own: None,
            },
        };
        let rows = adjusted(vec![
            row(Some(0.03), Verdict::Better),
            row(None, Verdict::Better),
            row(Some(0.04), Verdict::Worse),
        ]);
        let found: Vec<_> = rows.iter().map(|r| (r.p_adjusted, r.verdict.as_str())).collect();
        assert_eq!(found, [(Some(0.06), "not told apart"), (None, "better"), (Some(0.06), "not told apart")]);
        let rows = adjusted(vec![row(Some(0.001), Verdict::Better), row(Some(1.0), Verdict::Identical)]);
        let found: Vec<_> = rows.iter().map(|r| (r.p_adjusted, r.verdict.as_str())).collect();
        assert_eq!(found, [(Some(0.002), "better"), (Some(1.0), "identical")]);
        let rows = adjusted(vec![
            row(Some(0.04), Verdict::Narrows),
            row(Some(0.03), Verdict::NotToldApart),
            row(None, Verdict::Narrows),
        ]);
        let found: Vec<_> = rows.iter().map(|r| (r.verdict.as_str(), r.judgement, r.note.as_str())).collect();
        assert_eq!(
            found,
            [
                ("not told apart", "", "after adjustment for several"),
                ("not told apart", "", ""),
                ("narrows", "better", "levelling down")
            ]
        );
    }
}
