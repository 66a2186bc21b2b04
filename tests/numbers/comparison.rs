//! The tables of a comparison of two policies, and what stops a run.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use queuity::compare::rows::{ContrastRow, Key, SeriesRow, SummaryRow};
use queuity::compare::{CompareError, Comparison, Matters, Replications, Series, Terms, compare, sentence};
use queuity::experiment::{Outcome, Plan, PlanError, Readings, run};

use crate::numbers::model::{date, model};

fn outcome(replications: u64, threads: usize) -> Outcome {
    let (as_today, favours) = (model(false), model(true));
    let mut plan =
        Plan::new(vec![("most deprived first".into(), &favours), ("as today".into(), &as_today)], replications);
    plan.threads = threads;
    run(&plan, &|_| {}, &AtomicBool::new(false)).unwrap()
}

fn tables(outcome: &Outcome) -> Comparison {
    compare(
        outcome,
        &Terms { reference: 1, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date },
    )
    .unwrap()
}

fn summary<'a>(c: &'a Comparison, variant: &str, measure: &str, attribute: &str, group: &str) -> SummaryRow<'a> {
    (c.summary.iter())
        .find(|r| {
            let k = &r.key;
            [k.variant, k.measure, k.attribute, k.group] == [variant, measure, attribute, group]
        })
        .unwrap()
}

fn contrast<'a>(c: &'a Comparison, measure: &str, attribute: &str, group: &str) -> ContrastRow<'a> {
    (c.contrasts.iter()).find(|r| (r.key.measure, r.key.attribute, r.key.group) == (measure, attribute, group)).unwrap()
}

#[test]
fn a_policy_that_sees_the_most_deprived_first_is_told_apart() {
    let c = tables(&outcome(12, 0));
    let gap = contrast(&c, "weeks_untreated.gap", "deprivation", "");
    let was = summary(&c, "as today", "weeks_untreated.gap", "deprivation", "").estimate.unwrap();
    let is = summary(&c, "most deprived first", "weeks_untreated.gap", "deprivation", "").estimate.unwrap();
    assert!((gap.difference.unwrap() - (is - was)).abs() < 1e-9);
    assert!(gap.upper.unwrap() < 0.0 && gap.p_adjusted.unwrap() < 0.05, "{gap:?}");
    assert!(["narrows", "reverses", "widens", "opens"].contains(&gap.verdict), "{gap:?}");
    assert_eq!(contrast(&c, "weeks_untreated", "deprivation", "most").verdict, "better");
    assert_eq!(contrast(&c, "weeks_untreated", "deprivation", "least").verdict, "worse");
    // The opening snapshot is the same list, person by person.
    let opening: Vec<_> = c.contrasts.iter().filter(|r| r.key.at == "day 0").collect();
    assert!(!opening.is_empty());
    assert!(opening.into_iter().all(|r| ["identical", "not estimable"].contains(&r.verdict)));
}

#[test]
fn only_primary_rows_are_adjusted_and_the_reference_has_no_rows() {
    let c = tables(&outcome(6, 0));
    let rows: Vec<ContrastRow<'_>> = c.contrasts.iter().collect();
    let adjusted: Vec<(&str, &str, &str)> = (rows.iter())
        .filter(|r| r.p_adjusted.is_some())
        .map(|r| (r.key.service, r.key.population, r.key.measure))
        .collect();
    assert_eq!(adjusted, [("all", "joined", "weeks_untreated"), ("all", "joined", "weeks_untreated.gap")]);
    assert!(c.contrasts.iter().all(|r| r.key.variant == "most deprived first"));
    assert!(c.summary.iter().any(|r| r.key.variant == "as today"));
}

#[test]
fn what_is_not_reached_is_said_and_no_number_is_nan() {
    let outcome = outcome(6, 0);
    let (c, series) = (tables(&outcome), Series::new(&outcome, &date));
    let beyond = summary(&c, "as today", "treated_within_52w", "all", "all");
    assert_eq!((beyond.estimate, beyond.note.as_str()), (None, "beyond follow-up"));
    let numbers = (c.summary.iter().flat_map(|r| [r.estimate, r.lower, r.upper]))
        .chain(c.contrasts.iter().flat_map(|r| [r.difference, r.lower, r.upper, r.p_adjusted, r.variance_ratio]))
        .chain(series.rows().flat_map(|r| [r.estimate, r.lower, r.upper]));
    assert!(numbers.flatten().all(f64::is_finite));
    let not_reached: Vec<_> = c.summary.iter().filter(|r| r.note.contains("not reached")).collect();
    assert!(not_reached.iter().all(|r| r.estimate.is_none()));
    assert!(not_reached.iter().any(|r| r.note.starts_with("> 30 weeks (not reached in ")), "{not_reached:?}");
}

#[test]
fn pairing_on_the_same_people_gains() {
    let c = tables(&outcome(12, 0));
    let ratio = contrast(&c, "weeks_untreated", "all", "all").variance_ratio.unwrap();
    assert!(ratio > 2.0, "{ratio}");
}

#[test]
fn the_series_begins_with_the_opening_snapshot_and_ends_with_the_closing_one() {
    let outcome = outcome(3, 0);
    let (c, series) = (tables(&outcome), Series::new(&outcome, &date));
    let list: Vec<SeriesRow<'_>> = (series.rows())
        .filter(|r| (r.variant, r.service, r.measure, r.group) == ("as today", "all", "list_size", "all"))
        .collect();
    assert_eq!((list[0].week, list[0].at, list[0].estimate), (0, "day 0", Some(170.0)));
    let last = &list[list.len() - 1];
    assert_eq!((last.week, last.at), (60, "day 419"));
    let closing = (c.summary.iter())
        .find(|r| r.key.variant == "as today" && r.key.measure == "list_size" && r.key.at == "day 419")
        .unwrap();
    assert!((last.estimate.unwrap() - closing.estimate.unwrap()).abs() < 1e-9);
    let width = |low: Option<f64>, high: Option<f64>| high.unwrap() - low.unwrap();
    assert!((width(last.lower, last.upper) - width(closing.lower, closing.upper)).abs() < 1e-6);
    assert!(series.rows().any(|r| r.measure == "waiting_over_18w.gap" && r.group.is_empty()));
}

#[test]
fn every_line_of_the_series_is_a_figure_of_the_summary_with_the_same_names_and_values() {
    let outcome = outcome(3, 0);
    let (c, series) = (tables(&outcome), Series::new(&outcome, &date));
    let summary: Vec<SummaryRow<'_>> = c.summary.iter().collect();
    type Name = (String, String, String, String, String, String);
    let mut flows: BTreeMap<Name, f64> = BTreeMap::new();
    let (mut ends, mut opening, mut closing) = (0, 0, 0);
    for row in series.rows() {
        let of = |k: &Key<'_>| {
            (k.variant, k.service, k.population, k.measure) == (row.variant, row.service, row.population, row.measure)
                && (k.attribute, k.group) == (row.attribute, row.group)
        };
        let mut same = summary.iter().filter(|r| of(&r.key));
        if row.population == "snapshot" {
            opening += u32::from(row.week == 0);
            closing += u32::from(row.week == 60);
            if row.week == 0 || row.week == 60 {
                let figure = same.find(|r| r.key.at == row.at).unwrap_or_else(|| panic!("{row:?}"));
                assert_eq!((row.unit, row.replications), (figure.unit, figure.replications), "{row:?}");
                assert_eq!(row.estimate.is_some(), figure.estimate.is_some(), "{row:?}");
                let near = |a: Option<f64>, b: Option<f64>| a.zip(b).is_none_or(|(a, b)| (a - b).abs() < 2e-9);
                assert!(near(row.estimate, figure.estimate), "{row:?} {figure:?}");
                ends += 1;
            }
        } else {
            assert_eq!(row.unit, same.next().unwrap_or_else(|| panic!("{row:?}")).unit);
            let name = [row.variant, row.service, row.population, row.measure, row.attribute, row.group];
            let [a, b, p, m, d, e] = name.map(String::from);
            *flows.entry((a, b, p, m, d, e)).or_default() += row.estimate.unwrap();
        }
    }
    assert_eq!((ends, opening > 0), (opening + closing, true));
    assert!(flows.keys().any(|k| k.3 == "referrals") && flows.keys().any(|k| k.3 == "removed"));
    for ((variant, service, population, measure, attribute, group), sum) in flows {
        let [variant, service, population, measure, attribute, group] =
            [&variant, &service, &population, &measure, &attribute, &group].map(String::as_str);
        let key = Key { variant, service, stage: "all", population, at: "", measure, attribute, group };
        let figure = summary.iter().find(|r| r.key == key).unwrap();
        assert!((figure.estimate.unwrap() - sum).abs() < 1e-6, "{key:?} {sum} {:?}", figure.estimate);
    }
}

#[test]
fn replications_are_what_every_figure_is_made_from() {
    let outcome = outcome(4, 0);
    let c = tables(&outcome);
    let all = Replications::new(&outcome, &date);
    assert_eq!(all.len(), 2 * 4 * outcome.layout.rows.len());
    let row = summary(&c, "as today", "weeks_untreated.gap", "deprivation", "");
    let values: Vec<f64> = all.rows().filter(|r| r.key == row.key).filter_map(|r| r.value).collect();
    assert_eq!(values.len(), 4);
    assert_eq!(row.estimate.unwrap(), values.iter().sum::<f64>() / 4.0);
}

#[test]
fn the_sentence_names_both_groups_the_difference_and_its_interval() {
    let text = sentence(&tables(&outcome(12, 0)), "most deprived first");
    for part in [
        "people in \"most\" (deprivation)",
        "people in \"least\"",
        "likely between",
        "days",
        "as today",
        "most deprived first",
    ] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
    assert!(!text.contains("significant"));
}

#[test]
fn a_stop_keeps_whole_cells_and_says_partial() {
    let (as_today, favours) = (model(false), model(true));
    let mut plan = Plan::new(vec![("a".into(), &as_today), ("b".into(), &favours)], 50);
    plan.threads = 2;
    let stop = AtomicBool::new(false);
    let seen = Mutex::new(Vec::new());
    let outcome = run(
        &plan,
        &|p| {
            seen.lock().unwrap().push(p.done);
            if p.done == 6 {
                stop.store(true, Ordering::Relaxed);
            }
        },
        &stop,
    )
    .unwrap();
    // Cells that had begun are finished, none began after the stop was seen.
    assert!(outcome.is_partial() && outcome.done() >= 6, "{}", outcome.done());
    // A replication is done under both or under neither.
    assert!(outcome.cells[0].iter().zip(&outcome.cells[1]).all(|(a, b)| a.is_some() == b.is_some()));
    let whole = |readings: &Arc<Readings>| readings.len() == outcome.layout.rows.len();
    assert!(outcome.cells.iter().flatten().flatten().all(whole));
    assert!(outcome.reasons()[0].starts_with("stopped by the user: "), "{:?}", outcome.reasons());
    let c = compare(
        &outcome,
        &Terms { reference: 0, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date },
    )
    .unwrap();
    assert!(c.summary.iter().all(|r| r.note.contains("PARTIAL: ")));
    assert!(!c.partial.is_empty());
}

#[test]
fn a_guard_stops_cells_with_a_named_reason() {
    let (as_today, mut small) = (model(false), model(false));
    small.max_waiting = 86;
    let plan = Plan::new(vec![("as today".into(), &as_today), ("small".into(), &small)], 4);
    let outcome = run(&plan, &|_| {}, &AtomicBool::new(false)).unwrap();
    assert_eq!((outcome.done(), outcome.stopped.len()), (4, 4));
    assert!(outcome.reasons()[0].contains("max_waiting = 86"), "{:?}", outcome.reasons());
    let c = compare(
        &outcome,
        &Terms { reference: 0, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date },
    )
    .unwrap();
    assert!(c.contrasts.iter().all(|r| r.verdict == "not estimable"));
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let stop = AtomicBool::new(false);
    let as_today = model(false);
    let refused = |plan: &Plan<'_>| run(plan, &|_| {}, &stop).unwrap_err();
    assert!(matches!(refused(&Plan::new(vec![], 4)), PlanError::NoVariants));
    assert!(matches!(refused(&Plan::new(vec![("a".into(), &as_today)], 0)), PlanError::NoReplications));
    let mut longer = model(false);
    longer.horizon *= 2;
    let different = refused(&Plan::new(vec![("a".into(), &as_today), ("b".into(), &longer)], 4));
    assert!(matches!(different, PlanError::Different { .. }), "{different}");
    let outcome = outcome(2, 0);
    let unknown = ["weeks_untreaded".to_string()];
    let error = compare(
        &outcome,
        &Terms { reference: 1, primary: &unknown, second_reading: &[], matters: &Matters::default(), date: &date },
    )
    .unwrap_err();
    assert!(
        matches!(&error, CompareError::UnknownPrimary { nearest: Some(n), .. } if n == "weeks_untreated"),
        "{error}"
    );
    assert!(matches!(
        compare(
            &outcome,
            &Terms { reference: 2, primary: &[], second_reading: &[], matters: &Matters::default(), date: &date }
        ),
        Err(CompareError::NoReference { .. })
    ));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let one = outcome(5, 1);
    let (tables_of_one, series) = (tables(&one), Series::new(&one, &date));
    for threads in [2, 3, 8] {
        let many = outcome(5, threads);
        let more = tables(&many);
        assert_eq!((&tables_of_one.summary, &tables_of_one.contrasts), (&more.summary, &more.contrasts));
        assert!(series.rows().eq(Series::new(&many, &date).rows()));
    }
}
