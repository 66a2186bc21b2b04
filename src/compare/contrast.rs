//! The rows of all contrasts of a policy, and what several primary ones say together.

use super::estimate::{notes, partial};
use super::kind::{Compared, Placed};
use super::matters::Matters;
use super::rows::ContrastRow;
use super::verdict::{Verdict, material};
use super::{COVERAGE, Keys, levelling};
use crate::experiment::Outcome;
use crate::measure::Settled;
use crate::stat::holm;
use crate::stat::interval::TIntervals;

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

/// The figures of a variant against the reference, by these contrasts.
pub(super) fn contrasts(
    outcome: &Outcome,
    keys: &Keys,
    (variant, reference): (usize, usize),
    (places, primary, matters): (&[Placed<'_>], &[usize], &Matters),
    intervals: &mut TIntervals,
    out: &mut Vec<Unadjusted>,
) {
    let cells: Vec<(&Vec<Settled>, &Vec<Settled>)> = outcome.cells[variant]
        .iter()
        .zip(&outcome.cells[reference])
        .filter_map(|(a, b)| a.as_ref().zip(b.as_ref()))
        .collect();
    let partial = partial(outcome, cells.len());
    let mut pairs: Vec<Vec<(Settled, Settled)>> = Vec::new();
    let began = out.len();
    let layout = &outcome.layout;
    for (kind, place) in places {
        pairs.resize_with(pairs.len().max(place.made_of.len()), Vec::new);
        for (pairs, &row) in pairs.iter_mut().zip(&place.made_of) {
            pairs.clear();
            pairs.extend(cells.iter().map(|(a, b)| (a[row], b[row])));
        }
        let like = place.like;
        let of = Compared { layout, frame: &outcome.frame, like, pairs: &pairs[..place.made_of.len()] };
        let said = kind.read(&of, intervals);
        let mut key = keys.key(variant, like);
        let own_name = kind.name().is_some();
        if let Some(name) = kind.name() {
            key.measure = name.into();
        }
        // What a smallest difference that matters says is of the figure itself, and so is what is primary.
        let smallest = if own_name { None } else { matters.of(layout, &layout.rows[like]) };
        let exploratory = own_name || !primary.contains(&like);
        out.push(Unadjusted {
            p: if exploratory { None } else { said.p },
            verdict: said.verdict,
            levelling_down: String::new(),
            row: ContrastRow {
                key,
                reference_mean: said.means.map(|m| m[0]),
                variant_mean: said.means.map(|m| m[1]),
                difference: said.estimate.mean,
                lower: said.estimate.lower(),
                upper: said.estimate.upper(),
                coverage: COVERAGE,
                replications: said.pairs as u64,
                p_adjusted: None,
                variance_ratio: said.variance_ratio,
                verdict: "",
                judgement: "",
                material: material(smallest, said.estimate.mean, said.estimate.ends),
                note: keys.notes(&[&said.note, &partial]),
                own: said.own,
            },
        });
    }
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
                    row.note = notes([row.note.as_str().into(), AFTER_ADJUSTMENT.into()]).into();
                }
            }
            if verdict == Verdict::Narrows {
                row.note = notes([row.note.as_str().into(), levelling_down]).into();
            }
            (row.verdict, row.judgement) = (verdict.words(), verdict.judgement());
            row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;

    #[test]
    fn a_primary_verdict_needs_the_adjusted_p() {
        let row = |p, verdict: Verdict| Unadjusted {
            p,
            verdict,
            levelling_down: "levelling down".into(),
            row: ContrastRow {
                key: super::super::rows::Key {
                    variant: Name::default(),
                    service: Name::default(),
                    stage: Name::default(),
                    population: Name::default(),
                    at: Name::default(),
                    measure: Name::default(),
                    attribute: Name::default(),
                    group: Name::default(),
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
                verdict: "",
                judgement: "",
                material: "",
                note: Name::default(),
                own: None,
            },
        };
        let rows = adjusted(vec![
            row(Some(0.03), Verdict::Better),
            row(None, Verdict::Better),
            row(Some(0.04), Verdict::Worse),
        ]);
        let found: Vec<_> = rows.iter().map(|r| (r.p_adjusted, r.verdict)).collect();
        assert_eq!(found, [(Some(0.06), "not told apart"), (None, "better"), (Some(0.06), "not told apart")]);
        let rows = adjusted(vec![row(Some(0.001), Verdict::Better), row(Some(1.0), Verdict::Identical)]);
        let found: Vec<_> = rows.iter().map(|r| (r.p_adjusted, r.verdict)).collect();
        assert_eq!(found, [(Some(0.002), "better"), (Some(1.0), "identical")]);
        let rows = adjusted(vec![
            row(Some(0.04), Verdict::Narrows),
            row(Some(0.03), Verdict::NotToldApart),
            row(None, Verdict::Narrows),
        ]);
        let found: Vec<_> = rows.iter().map(|r| (r.verdict, r.judgement, r.note.as_str())).collect();
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
