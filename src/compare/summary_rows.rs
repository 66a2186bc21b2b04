//! The mean of each figure over replications, with its interval, or why there is none.

use super::basis::{Basis, by_row};
use super::estimate::{COVERAGE, Estimate, joined, notes};
use super::rows::SummaryRow;
use crate::measure::{Missing, Row, Settled};
use crate::stat::interval::TIntervals;
use crate::time::{Time, in_words};

/// The figures of a variant for all services together (0), or for the k-th.
pub(super) fn summary<'b>(
    basis: &'b Basis,
    variant: usize,
    service: usize,
    intervals: &mut TIntervals,
) -> Vec<SummaryRow<'b>> {
    let layout = &basis.layout;
    let done = basis.done(variant).count();
    let partial = basis.partial(done);
    let mut next = by_row(basis.done(variant), service);
    let mut readings = Vec::with_capacity(done);
    let row = |row: &'b Row| {
        next(&mut readings);
        let figure = figure(&readings, row.figure.is_gap(), basis.scope.follow_up, intervals);
        let n = readings.iter().map(|r| u128::from(r.n)).sum::<u128>() as f64 / (done.max(1)) as f64;
        SummaryRow {
            key: basis.key(variant, row),
            estimate: figure.estimate.mean,
            lower: figure.estimate.lower(),
            upper: figure.estimate.upper(),
            coverage: COVERAGE,
            replications: figure.used as u64,
            n,
            denominator: layout.denominator(row),
            unit: layout.measure(&row.figure).unit(),
            note: joined([&figure.note, layout.note(row), &partial]),
        }
    };
    layout.rows[layout.rows_of(service)].iter().map(row).collect()
}

struct Figure {
    estimate: Estimate,
    used: usize,
    note: String,
}

/// The mean over the replications that have somebody; nothing where an event was not reached in some.
fn figure(readings: &[Settled], gap: bool, follow_up: Time, intervals: &mut TIntervals) -> Figure {
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
        return none(all - empty, if gap { how_often } else { format!("> {} ({how_often})", in_words(follow_up)) });
    }
    let values: Vec<f64> = readings.iter().filter_map(|r| r.value.ok()).collect();
    let single = if values.len() == 1 { "one replication: no interval" } else { "" };
    let note = match empty {
        0 => single.into(),
        _ => notes([format!("nobody in {empty} of {all}"), single.into()]),
    };
    Figure { estimate: Estimate::of(&values, intervals), used: values.len(), note }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Reading;
    use crate::time::WEEK;

    fn of(readings: &[Reading]) -> Figure {
        let settled: Vec<Settled> = readings.iter().map(Reading::settled).collect();
        figure(&settled, false, 52 * WEEK, &mut TIntervals::new(COVERAGE))
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
