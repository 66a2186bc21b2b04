//! The mean of each figure over replications, with its interval, or why there is none.

use std::collections::BTreeMap;

use super::rows::SummaryRow;
use super::{COVERAGE, Keys};
use crate::experiment::Outcome;
use crate::measure::{Missing, Reading, Row, RowKind};
use crate::stat::interval;
use crate::time::{Time, in_words};

/// Quantiles of t, which are slow to find, by degrees of freedom.
#[derive(Debug, Default)]
pub(super) struct Quantiles(BTreeMap<usize, f64>);

impl Quantiles {
    /// The quantile of a two-sided interval over so many values (at least two).
    pub(super) fn t(&mut self, values: usize) -> f64 {
        *self.0.entry(values).or_insert_with(|| interval::t_quantile(0.5 + 0.5 * COVERAGE, (values - 1) as f64))
    }

    /// Mean and t interval; without an interval below two values.
    pub(super) fn interval(&mut self, values: &[f64]) -> Estimate {
        if values.is_empty() {
            return Estimate::default();
        }
        let mean = interval::mean(values);
        if values.len() < 2 {
            return Estimate { mean: Some(mean), ends: None };
        }
        let half = self.t(values.len()) * interval::sd(values) / (values.len() as f64).sqrt();
        Estimate { mean: Some(mean), ends: Some((mean - half, mean + half)) }
    }
}

/// A mean with the ends of its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Estimate {
    pub(super) mean: Option<f64>,
    pub(super) ends: Option<(f64, f64)>,
}

impl Estimate {
    pub(super) fn lower(&self) -> Option<f64> {
        self.ends.map(|e| e.0)
    }

    pub(super) fn upper(&self) -> Option<f64> {
        self.ends.map(|e| e.1)
    }
}

/// Joins what there is to say.
pub(super) fn notes(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("; ")
}

/// What every row of a partial result says.
pub(super) fn partial(outcome: &Outcome, done: usize) -> String {
    if outcome.is_partial() {
        format!("PARTIAL: {done} of {} replications", outcome.replications)
    } else {
        String::new()
    }
}

/// The figures of a variant.
pub(super) fn summary(
    outcome: &Outcome,
    keys: &Keys,
    variant: usize,
    quantiles: &mut Quantiles,
    out: &mut Vec<SummaryRow>,
) {
    let cells: Vec<&Vec<Reading>> = outcome.cells[variant].iter().flatten().collect();
    let partial = partial(outcome, cells.len());
    let mut readings = Vec::with_capacity(cells.len());
    for (i, row) in outcome.layout.rows.iter().enumerate() {
        readings.clear();
        readings.extend(cells.iter().map(|c| c[i]));
        let figure = figure(&readings, row, outcome.frame.follow_up, quantiles);
        let n = readings.iter().map(|r| u128::from(r.n)).sum::<u128>() as f64 / (cells.len().max(1)) as f64;
        out.push(SummaryRow {
            key: keys.key(outcome, variant, i),
            estimate: figure.estimate.mean,
            lower: figure.estimate.lower(),
            upper: figure.estimate.upper(),
            coverage: COVERAGE,
            replications: figure.used as u64,
            n,
            denominator: row.denominator.clone(),
            unit: row.unit.clone(),
            note: notes([figure.note, row.note.clone(), partial.clone()]),
        });
    }
}

struct Figure {
    estimate: Estimate,
    used: usize,
    note: String,
}

/// The mean over the replications that have somebody; nothing where an event was not reached in some.
fn figure(readings: &[Reading], row: &Row, follow_up: Time, quantiles: &mut Quantiles) -> Figure {
    let all = readings.len();
    let count = |why| readings.iter().filter(|r| r.value == Err(why)).count();
    let none = |used, note: String| Figure { estimate: Estimate::default(), used, note };
    for (why, words) in [
        (Missing::BeyondFollowUp, "beyond follow-up"),
        (Missing::NoAudits, "no audits"),
        (Missing::NotDefined, "not defined here"),
    ] {
        if count(why) > 0 {
            return none(0, words.into());
        }
    }
    let (not_reached, empty) = (count(Missing::NotReached), count(Missing::Nobody));
    if not_reached > 0 {
        let how_often = format!("not reached in {not_reached} of {all}");
        return none(
            all - empty,
            match row.kind {
                RowKind::Value => format!("> {} ({how_often})", in_words(follow_up)),
                RowKind::Gap => how_often,
            },
        );
    }
    let values: Vec<f64> = readings.iter().filter_map(|r| r.value.ok()).collect();
    let mut note = if empty > 0 { format!("nobody in {empty} of {all}") } else { String::new() };
    if values.len() == 1 {
        note = notes([note, "one replication: no interval".into()]);
    }
    Figure { estimate: quantiles.interval(&values), used: values.len(), note }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Layout, Registry};
    use crate::population::Population;
    use crate::time::WEEK;

    fn row() -> Row {
        let layout = Layout::new(&Registry::shipped(), &Population::default(), &[], &["a".into()]);
        layout.rows.into_iter().find(|r| r.measure == "weeks_until_half_treated").unwrap()
    }

    fn of(readings: &[Reading]) -> Figure {
        figure(readings, &row(), 52 * WEEK, &mut Quantiles::default())
    }

    #[test]
    fn a_mean_has_its_t_interval() {
        let f = of(&[1.0, 2.0, 3.0].map(|v| Reading::new(v, 9)));
        assert_eq!((f.estimate.mean, f.used, f.note.as_str()), (Some(2.0), 3, ""));
        // t(0.975, 2 df) = 4.302652729911275, divided by the root of 3.
        assert!((f.estimate.upper().unwrap() - (2.0 + 4.302_652_729_911_275 / 3.0_f64.sqrt())).abs() < 1e-9);
    }

    #[test]
    fn not_reached_in_some_gives_no_mean_over_the_others() {
        let f = of(&[Reading::new(1.0, 9), Reading::missing(Missing::NotReached, 9)]);
        assert_eq!((f.estimate, f.note.as_str()), (Estimate::default(), "> 52 weeks (not reached in 1 of 2)"));
    }

    #[test]
    fn empty_replications_are_dropped_and_counted() {
        let f = of(&[Reading::new(1.0, 9), Reading::missing(Missing::Nobody, 0), Reading::new(3.0, 9)]);
        assert_eq!((f.estimate.mean, f.used, f.note.as_str()), (Some(2.0), 2, "nobody in 1 of 3"));
        let f = of(&[Reading::missing(Missing::Nobody, 0)]);
        assert_eq!((f.estimate, f.used, f.note.as_str()), (Estimate::default(), 0, "nobody in 1 of 1"));
    }

    #[test]
    fn other_reasons_are_said() {
        assert_eq!(of(&[Reading::missing(Missing::BeyondFollowUp, 3)]).note, "beyond follow-up");
        let one = of(&[Reading::new(4.0, 1)]);
        assert_eq!(
            (one.estimate.mean, one.estimate.ends, one.note.as_str()),
            (Some(4.0), None, "one replication: no interval")
        );
    }
}
