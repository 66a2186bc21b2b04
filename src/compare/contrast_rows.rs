//! The rows of all contrasts of a policy, and what several primary ones say together.

use super::basis::Basis;
use super::contrast::Compared;
use super::estimate::{COVERAGE, joined};
use super::levelling;
use super::rows::{ContrastRow, Unadjusted};
use super::verdict::{Verdict, material};
use crate::measure::Settled;
use crate::stat::interval::TIntervals;

/// Primary measures are told apart only below this adjusted p.
const LEVEL: f64 = 1.0 - COVERAGE;

/// What the note says where the interval excludes 0 and the adjusted p does not.
pub const AFTER_ADJUSTMENT: &str = "after adjustment for several";

/// The figures of a variant against the reference, for all services together (0) or for the k-th.
pub(super) fn contrasts<'b>(
    basis: &'b Basis,
    variant: usize,
    service: usize,
    intervals: &mut TIntervals,
) -> Vec<Unadjusted<'b>> {
    let layout = &*basis.layout;
    let own = layout.rows_of(service);
    let read: Vec<[Vec<Settled>; 2]> =
        (basis.pairs(variant)).map(|(a, b)| [a, b].map(|readings| readings.of_service(service).collect())).collect();
    let partial = basis.partial(read.len());
    let of_row = |row: usize, pairs: &mut Vec<(Settled, Settled)>| {
        pairs.clear();
        if own.contains(&row) {
            pairs.extend(read.iter().map(|[a, b]| (a[row - own.start], b[row - own.start])));
        } else {
            // A contrast of a user's own may be made of several services.
            pairs.extend(basis.pairs(variant).filter_map(|(a, b)| a.get(row).zip(b.get(row))));
        }
    };
    let mut pairs: Vec<Vec<(Settled, Settled)>> = Vec::new();
    let mut rows = Vec::with_capacity(own.len());
    for (kind, place) in basis.by.places(layout, service) {
        pairs.resize_with(pairs.len().max(place.made_of.len()), Vec::new);
        pairs.iter_mut().zip(&place.made_of).for_each(|(pairs, &row)| of_row(row, pairs));
        let like = place.like;
        let of = Compared { layout, scope: &basis.scope, like, pairs: &pairs[..place.made_of.len()] };
        let said = kind.read(&of, intervals);
        let mut key = basis.key(variant, &layout.rows[like]);
        let own_name = kind.name();
        key.measure = own_name.unwrap_or(key.measure);
        // What a smallest difference that matters says is of the figure itself, and so is what is primary.
        let smallest = if own_name.is_some() { None } else { basis.matters.of(layout, &layout.rows[like]) };
        let exploratory = own_name.is_some() || !basis.primary.contains(&like) || basis.aside.contains(&variant);
        rows.push(Unadjusted {
            p: if exploratory { None } else { said.p },
            verdict: said.verdict,
            levelling_down: String::new(),
            row: ContrastRow {
                key,
                reference: &basis.variants[basis.reference],
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
                note: joined([&said.note, &partial]),
                own: said.own,
            },
        });
    }
    levelling::note(&basis.population, &mut rows);
    rows
}

/// What is said after Holm over the primary measures of all policies, with the adjusted p of the primary rows among these, in order: a primary
/// verdict also needs it.
pub(super) fn adjusted<'a>(rows: Vec<Unadjusted<'a>>, p_adjusted: &[f64]) -> Vec<ContrastRow<'a>> {
    let mut adjusted = p_adjusted.iter().copied();
    rows.into_iter()
        .map(|Unadjusted { mut row, p, mut verdict, levelling_down }| {
            if p.is_some() {
                row.p_adjusted = adjusted.next();
                if verdict.told_apart() && row.p_adjusted.is_none_or(|p| p >= LEVEL) {
                    verdict = Verdict::NotToldApart;
                    row.note = joined([&row.note, AFTER_ADJUSTMENT]);
                }
            }
            if verdict == Verdict::Narrows {
                row.note = joined([&row.note, &levelling_down]);
            }
            (row.verdict, row.judgement) = (verdict.words(), verdict.judgement());
            row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::holm;

    #[test]
    fn a_primary_verdict_needs_the_adjusted_p() {
        let holm = |rows: Vec<Unadjusted<'static>>| {
            let p: Vec<f64> = rows.iter().filter_map(|r| r.p).collect();
            adjusted(rows, &holm::holm(&p))
        };
        let row = |p, verdict: Verdict| Unadjusted {
            p,
            verdict,
            levelling_down: "levelling down".into(),
            row: ContrastRow {
                key: super::super::rows::Key {
                    variant: "",
                    service: "",
                    stage: "",
                    population: "",
                    at: "",
                    measure: "",
                    attribute: "",
                    group: "",
                },
                reference: "",
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
                note: String::new(),
                own: None,
            },
        };
        let rows =
            holm(vec![row(Some(0.03), Verdict::Better), row(None, Verdict::Better), row(Some(0.04), Verdict::Worse)]);
        let found: Vec<_> = rows.iter().map(|r| (r.p_adjusted, r.verdict)).collect();
        assert_eq!(found, [(Some(0.06), "not told apart"), (None, "better"), (Some(0.06), "not told apart")]);
        let rows = holm(vec![row(Some(0.001), Verdict::Better), row(Some(1.0), Verdict::Identical)]);
        let found: Vec<_> = rows.iter().map(|r| (r.p_adjusted, r.verdict)).collect();
        assert_eq!(found, [(Some(0.002), "better"), (Some(1.0), "identical")]);
        let rows = holm(vec![
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
