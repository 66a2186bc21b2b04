//! Paired differences to the reference, and what they say.

use super::estimate::{Estimate, Quantiles, notes, partial};
use super::rows::ContrastRow;
use super::{COVERAGE, Keys, cost_per_breach};
use crate::experiment::Outcome;
use crate::measure::{Direction, Missing, Reading, RowKind};
use crate::stat::{holm, interval};

/// Primary measures are told apart only below this adjusted p.
const LEVEL: f64 = 1.0 - COVERAGE;

/// What a contrast says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than two pairs, or not reached somewhere.
    NotEstimable,
    /// Every paired difference is exactly 0.
    Identical,
    /// The interval holds 0.
    NotToldApart,
    /// Better by the measure's direction; a gap nearer to zero.
    Better,
    /// Worse by the measure's direction; a gap further from zero.
    Worse,
    /// Higher, where no direction is better.
    Higher,
    /// Lower, where no direction is better.
    Lower,
    /// A gap that is now told apart from zero on the other side.
    Reversed,
}

impl Verdict {
    /// The words in the tables.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Verdict::NotEstimable => "not estimable",
            Verdict::Identical => "identical",
            Verdict::NotToldApart => "not told apart",
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Higher => "higher",
            Verdict::Lower => "lower",
            Verdict::Reversed => "reversed",
        }
    }
}

/// The verdict on a difference whose interval (`ends`) does not hold 0, unless it does.
///
/// `reference` is the reference's own mean and `variant` the ends of the variant's own interval: they decide for measures that
/// are better toward zero.
#[must_use]
pub fn judge(
    difference: f64,
    ends: (f64, f64),
    direction: Direction,
    reference: f64,
    variant: Option<(f64, f64)>,
) -> Verdict {
    if ends.0 <= 0.0 && ends.1 >= 0.0 {
        return Verdict::NotToldApart;
    }
    let rises = difference > 0.0;
    match direction {
        Direction::None if rises => Verdict::Higher,
        Direction::None => Verdict::Lower,
        Direction::Lower if rises => Verdict::Worse,
        Direction::Lower => Verdict::Better,
        Direction::Higher if rises => Verdict::Better,
        Direction::Higher => Verdict::Worse,
        Direction::TowardZero => {
            let other_side = variant.is_some_and(|(low, high)| if reference > 0.0 { high < 0.0 } else { low > 0.0 });
            if reference == 0.0 {
                // Whatever moves away from no gap at all is worse.
                Verdict::Worse
            } else if other_side {
                Verdict::Reversed
            } else if rises == (reference > 0.0) {
                Verdict::Worse
            } else {
                Verdict::Better
            }
        }
    }
}

/// A row, and what is needed to adjust it.
pub(super) struct Unadjusted {
    row: ContrastRow,
    /// Of the declared primary measures only.
    p: Option<f64>,
}

impl Unadjusted {
    /// A row that no primary measure gives.
    pub(super) fn exploratory(row: ContrastRow) -> Self {
        Self { row, p: None }
    }
}

/// The figures of a variant against the reference.
pub(super) fn contrasts(
    outcome: &Outcome,
    keys: &Keys,
    (variant, reference): (usize, usize),
    primary: &[usize],
    quantiles: &mut Quantiles,
    out: &mut Vec<Unadjusted>,
) {
    let pairs: Vec<(&Vec<Reading>, &Vec<Reading>)> = outcome.cells[variant]
        .iter()
        .zip(&outcome.cells[reference])
        .filter_map(|(a, b)| a.as_ref().zip(b.as_ref()))
        .collect();
    let partial = partial(outcome, pairs.len());
    let mut readings = Vec::with_capacity(pairs.len());
    let ratios = cost_per_breach::places(&outcome.layout);
    let ratios_before = |i: usize, quantiles: &mut Quantiles, out: &mut Vec<Unadjusted>| {
        for place in ratios.iter().filter(|p| p.before == i) {
            out.push(place.row(outcome, keys, variant, &pairs, &partial, quantiles));
        }
    };
    for (i, row) in outcome.layout.rows.iter().enumerate() {
        ratios_before(i, quantiles, out);
        readings.clear();
        readings.extend(pairs.iter().map(|(a, b)| (a[i], b[i])));
        let c = contrast(&readings, row.direction, quantiles);
        let exploratory = !primary.contains(&i);
        let note =
            notes([c.note, if row.kind == RowKind::Gap { row.note.clone() } else { String::new() }, partial.clone()]);
        out.push(Unadjusted {
            p: if exploratory { None } else { c.p },
            row: ContrastRow {
                key: keys.key(outcome, variant, i),
                difference: c.estimate.mean,
                lower: c.estimate.lower(),
                upper: c.estimate.upper(),
                coverage: COVERAGE,
                replications: c.pairs as u64,
                p_adjusted: None,
                variance_ratio: c.variance_ratio,
                verdict: c.verdict.words().into(),
                note,
            },
        });
    }
    ratios_before(outcome.layout.rows.len(), quantiles, out);
}

/// Holm over the primary measures of all variants; a primary verdict also needs the adjusted p.
pub(super) fn adjusted(rows: Vec<Unadjusted>) -> Vec<ContrastRow> {
    let p: Vec<f64> = rows.iter().filter_map(|r| r.p).collect();
    let mut adjusted = holm::holm(&p).into_iter();
    rows.into_iter()
        .map(|Unadjusted { mut row, p }| {
            if p.is_some() {
                row.p_adjusted = adjusted.next();
                let told_apart =
                    row.verdict != Verdict::Identical.words() && row.verdict != Verdict::NotToldApart.words();
                if told_apart && row.p_adjusted.is_none_or(|p| p >= LEVEL) {
                    row.verdict = Verdict::NotToldApart.words().into();
                    row.note = notes([row.note, "not told apart after adjustment for several primary measures".into()]);
                }
            }
            row
        })
        .collect()
}

#[derive(Debug)]
struct Contrast {
    estimate: Estimate,
    pairs: usize,
    p: Option<f64>,
    variance_ratio: Option<f64>,
    verdict: Verdict,
    note: String,
}

fn contrast(readings: &[(Reading, Reading)], direction: Direction, quantiles: &mut Quantiles) -> Contrast {
    let all = readings.len();
    let missing = |why| readings.iter().filter(|(a, b)| a.value == Err(why) || b.value == Err(why)).count();
    let not_estimable = |pairs, note: String| Contrast {
        estimate: Estimate::default(),
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
    let verdict = if differences.iter().all(|&d| d == 0.0) {
        Verdict::Identical
    } else {
        judge(mean, ends, direction, interval::mean(&b), quantiles.interval(&a).ends)
    };
    Contrast {
        estimate,
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
        contrast(&readings, direction, &mut Quantiles::default())
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
    fn a_gap_is_judged_on_the_side_of_the_reference() {
        let negative: Vec<_> = FALLS.iter().map(|&(a, b)| (-a, -b)).collect();
        assert_eq!(of(&negative, Direction::TowardZero).verdict, Verdict::Better);
        let worse: Vec<_> = turned().iter().map(|&(a, b)| (-a, -b)).collect();
        assert_eq!(of(&worse, Direction::TowardZero).verdict, Verdict::Worse);
    }

    #[test]
    fn a_gap_beyond_zero_is_reversed_only_when_told_apart_from_zero() {
        let crossed = [(-1.0, 2.0), (-1.1, 2.0), (-0.9, 2.1)];
        assert_eq!(of(&crossed, Direction::TowardZero).verdict, Verdict::Reversed);
        let mirrored: Vec<_> = crossed.iter().map(|&(a, b)| (-a, -b)).collect();
        assert_eq!(of(&mirrored, Direction::TowardZero).verdict, Verdict::Reversed);
        let around_zero = [(-0.1, 2.0), (0.1, 2.0), (-0.05, 2.1)];
        assert_eq!(of(&around_zero, Direction::TowardZero).verdict, Verdict::Better);
        assert_eq!(judge(1.0, (0.5, 1.5), Direction::TowardZero, 0.0, None), Verdict::Worse);
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
        let c = contrast(&[(ok, ok), (ok, not_reached), (ok, ok)], Direction::Lower, &mut Quantiles::default());
        assert_eq!((c.verdict, c.note.as_str()), (Verdict::NotEstimable, "not reached in 1 of 3 pairs"));
        let beyond = Reading::missing(Missing::BeyondFollowUp, 1);
        let c = contrast(&[(beyond, beyond); 2], Direction::Lower, &mut Quantiles::default());
        assert_eq!((c.verdict, c.note.as_str()), (Verdict::NotEstimable, "beyond follow-up"));
    }

    #[test]
    fn pairs_with_an_empty_side_are_dropped_and_counted() {
        let nobody = Reading::missing(Missing::Nobody, 0);
        let [a, b] = [(Reading::new(1.0, 1), Reading::new(2.0, 1)), (Reading::new(1.5, 1), Reading::new(2.5, 1))];
        let c = contrast(&[a, (nobody, a.1), b], Direction::Lower, &mut Quantiles::default());
        assert_eq!((c.pairs, c.verdict, c.note.as_str()), (2, Verdict::Better, "1 of 3 pairs dropped: nobody"));
    }

    #[test]
    fn a_primary_verdict_needs_the_adjusted_p() {
        let row = |p, verdict: Verdict| Unadjusted {
            p,
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
                difference: Some(1.0),
                lower: Some(0.5),
                upper: Some(1.5),
                coverage: COVERAGE,
                replications: 9,
                p_adjusted: None,
                variance_ratio: None,
                verdict: verdict.words().into(),
                note: String::new(),
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
    }
}
