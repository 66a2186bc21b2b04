//! Each measure against its definition in DESIGN section 7, counted by hand over the pathways.

use std::sync::atomic::AtomicBool;

use queuity::compare::{Matters, Side, Verdict, judge_gap};
use queuity::experiment::{Outcome, PatientRow, PatientSink, Plan, Status, run_with_patients};
use queuity::ids::Source;
use queuity::measure::{AnalysisSet, Direction, Missing, Null, Row, Settled, Statistic};
use queuity::time::{WEEK, day};

use crate::numbers::model::{model, population};

/// All rows of all parts.
#[derive(Default)]
struct Rows(Vec<(usize, u64, usize, PatientRow)>);

impl PatientSink for Rows {
    fn part(&mut self, variant: usize, replication: u64, service: usize, rows: &[PatientRow]) -> std::io::Result<()> {
        self.0.extend(rows.iter().map(|r| (variant, replication, service, r.clone())));
        Ok(())
    }
}

fn outcome() -> (Outcome, Vec<PatientRow>) {
    let model = model(false);
    let mut plan = Plan::new(vec![("as today".into(), &model)], 1);
    plan.crossings = vec![vec![0, 1]];
    let mut rows = Rows::default();
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut rows).unwrap();
    (outcome, rows.0.into_iter().map(|r| r.3).collect())
}

fn find(outcome: &Outcome, set: AnalysisSet, measure: &str, attribute: &str, group: &str) -> Settled {
    let found: Vec<usize> = (outcome.layout.in_words().enumerate())
        .filter(|(_, r)| (r.service, r.set, r.measure) == ("all", set, measure))
        .filter(|(_, r)| (r.attribute, r.group) == (attribute, group))
        .map(|(i, _)| i)
        .collect();
    assert_eq!(found.len(), 1, "{measure} {attribute} {group}");
    outcome.cells[0][0].as_ref().unwrap().get(found[0]).unwrap()
}

fn value(reading: Settled) -> f64 {
    reading.value.unwrap()
}

fn level(row: &PatientRow, attribute: usize) -> usize {
    population().level(row.class as usize / 2, attribute)
}

/// Referrals in the cohort window.
fn joined(rows: &[PatientRow]) -> Vec<&PatientRow> {
    rows.iter().filter(|r| r.id.source() != Source::Today && r.clock_start < 30 * WEEK).collect()
}

fn seconds_untreated(row: &PatientRow, origin: i64) -> i64 {
    if row.status == Status::Treated { (row.end - origin).min(30 * WEEK) } else { 30 * WEEK }
}

#[test]
fn the_headline_counts_those_who_leave_untreated_to_the_end() {
    let (outcome, rows) = outcome();
    let of = |rows: &[&PatientRow]| {
        rows.iter().map(|r| seconds_untreated(r, r.clock_start)).sum::<i64>() as f64 / rows.len() as f64 / WEEK as f64
    };
    let everybody = joined(&rows);
    let found = find(&outcome, AnalysisSet::Joined, "weeks_untreated", "all", "all");
    assert_eq!((value(found), found.n), (of(&everybody), everybody.len() as u64));
    let of_level = |l| of(&everybody.iter().copied().filter(|r| level(r, 0) == l).collect::<Vec<_>>());
    let gap = find(&outcome, AnalysisSet::Joined, "weeks_untreated.gap", "deprivation", "");
    assert_eq!(value(gap), of_level(0) - of_level(2));
    let crossed: Vec<&PatientRow> =
        everybody.iter().copied().filter(|r| (level(r, 0), level(r, 1)) == (1, 0)).collect();
    let found = find(&outcome, AnalysisSet::Joined, "weeks_untreated", "deprivation x area", "middle x north");
    assert_eq!(value(found), of(&crossed));
    let today: Vec<&PatientRow> = rows.iter().filter(|r| r.id.source() == Source::Today).collect();
    let mean = today.iter().map(|r| seconds_untreated(r, 0)).sum::<i64>() as f64 / today.len() as f64 / WEEK as f64;
    assert_eq!(value(find(&outcome, AnalysisSet::Today, "weeks_untreated", "all", "all")), mean);
}

#[test]
fn fates_are_counts_of_the_same_people() {
    let mut model = model(false);
    model.follow_up = 16 * WEEK;
    let plan = Plan::new(vec![("as today".into(), &model)], 1);
    let mut rows = Rows::default();
    let outcome = run_with_patients(&plan, &|_| {}, &AtomicBool::new(false), &mut rows).unwrap();
    let rows: Vec<PatientRow> = rows
        .0
        .into_iter()
        .map(|r| r.3)
        .filter(|r| r.id.source() != Source::Today && r.clock_start < 44 * WEEK)
        .collect();
    let within = |r: &PatientRow| r.status != Status::Waiting && day(r.end) - day(r.clock_start) <= 112;
    let by_hand = [
        ("fate_treated", rows.iter().filter(|r| within(r) && r.status == Status::Treated).count()),
        ("fate_removed", rows.iter().filter(|r| within(r) && r.status == Status::Removed).count()),
        ("fate_discharged", rows.iter().filter(|r| within(r) && r.status == Status::Discharged).count()),
        ("fate_waiting", rows.iter().filter(|r| !within(r)).count()),
    ];
    for (fate, count) in by_hand {
        let found = find(&outcome, AnalysisSet::Joined, fate, "all", "all");
        assert_eq!((value(found), found.n), (count as f64 / rows.len() as f64, rows.len() as u64), "{fate}");
        assert!(count > 0, "{fate} occurs");
    }
}

#[test]
fn treated_within_is_a_share_of_all_who_joined_and_empty_beyond_the_follow_up() {
    let (outcome, rows) = outcome();
    let everybody = joined(&rows);
    let within =
        everybody.iter().filter(|r| r.status == Status::Treated && day(r.end) - day(r.clock_start) <= 126).count();
    let found = find(&outcome, AnalysisSet::Joined, "treated_within_18w", "all", "all");
    assert_eq!(value(found), within as f64 / everybody.len() as f64);
    let beyond = find(&outcome, AnalysisSet::Joined, "treated_within_52w", "all", "all");
    assert_eq!(beyond.value, Err(Missing::BeyondFollowUp));
}

#[test]
fn quantiles_are_the_first_day_that_reaches_the_share() {
    let (outcome, rows) = outcome();
    let everybody = joined(&rows);
    let mut treated: Vec<i64> = everybody
        .iter()
        .filter(|r| r.status == Status::Treated)
        .map(|r| day(r.end) - day(r.clock_start))
        .filter(|&d| d <= 210)
        .collect();
    treated.sort_unstable();
    let half = everybody.len().div_ceil(2);
    let found = find(&outcome, AnalysisSet::Joined, "weeks_until_half_treated", "all", "all");
    assert_eq!(value(found), treated[half - 1] as f64 / 7.0);
    let mut exits: Vec<i64> = everybody
        .iter()
        .filter(|r| r.status != Status::Waiting)
        .map(|r| day(r.end) - day(r.clock_start))
        .filter(|&d| d <= 210)
        .collect();
    exits.sort_unstable();
    let rank = (everybody.len() * 92).div_ceil(100);
    let found = find(&outcome, AnalysisSet::Joined, "time_on_list_p92", "all", "all");
    match exits.get(rank - 1) {
        Some(&d) => assert_eq!(value(found), d as f64 / 7.0),
        None => assert_eq!(found.value, Err(Missing::NotReached)),
    }
}

#[test]
fn snapshots_count_those_waiting() {
    let (outcome, rows) = outcome();
    let last_day = 60 * 7 - 1;
    let closing: Vec<i64> =
        rows.iter().filter(|r| r.status == Status::Waiting).map(|r| last_day - day(r.clock_start)).collect();
    let opening: Vec<i64> =
        rows.iter().filter(|r| r.id.source() == Source::Today).map(|r| -day(r.clock_start)).collect();
    for (set, waits) in [(AnalysisSet::Opening, opening), (AnalysisSet::Closing, closing)] {
        let share = |f: &dyn Fn(i64) -> bool| waits.iter().filter(|&&w| f(w)).count() as f64 / waits.len() as f64;
        assert_eq!(value(find(&outcome, set, "list_size", "all", "all")), waits.len() as f64);
        assert_eq!(value(find(&outcome, set, "waiting_within_18w", "all", "all")), share(&|w| w <= 126));
        assert_eq!(value(find(&outcome, set, "waiting_over_52w", "all", "all")), share(&|w| w > 364));
        let mut sorted = waits.clone();
        sorted.sort_unstable();
        let median = sorted[waits.len().div_ceil(2) - 1] as f64 / 7.0;
        assert_eq!(value(find(&outcome, set, "waiting_median", "all", "all")), median);
    }
}

#[test]
fn breaches_are_beyond_the_persons_own_target() {
    let (outcome, rows) = outcome();
    let target = |r: &PatientRow| if r.class.is_multiple_of(2) { 28 } else { 126 };
    let closing =
        rows.iter().filter(|r| r.status == Status::Waiting && 60 * 7 - 1 - day(r.clock_start) > target(r)).count();
    assert_eq!(value(find(&outcome, AnalysisSet::Closing, "breaches", "all", "all")), closing as f64);
    // A crossing on day 0 or earlier is of the past; the run ends with the last day.
    let crossed = rows
        .iter()
        .filter(|r| {
            let first = day(r.clock_start) + target(r) + 1;
            let last = if r.status == Status::Waiting { 60 * 7 - 1 } else { day(r.end) };
            first > 0 && first <= last
        })
        .count();
    assert_eq!(value(find(&outcome, AnalysisSet::Flow, "new_breaches", "all", "all")), crossed as f64);
}

#[test]
fn capacity_adds_up() {
    let (outcome, rows) = outcome();
    let of = |m| value(find(&outcome, AnalysisSet::Capacity, m, "all", "all"));
    assert_eq!(of("offered"), of("booked") + of("unused"));
    assert_eq!(of("booked"), of("attended") + of("dna_lost"));
    assert_eq!(of("utilisation"), of("attended") / of("offered"));
    assert_eq!(of("attended"), rows.iter().filter(|r| r.status == Status::Treated).count() as f64);
    assert_eq!(of("dna_lost"), rows.iter().map(|r| f64::from(r.missed)).sum::<f64>());
    let by_level =
        ["most", "middle", "least"].map(|l| value(find(&outcome, AnalysisSet::Capacity, "dna_lost", "deprivation", l)));
    assert_eq!(by_level.iter().sum::<f64>(), of("dna_lost"));
}

#[test]
fn unordered_attributes_have_a_gap_to_the_reference_level_and_between_the_ends() {
    let (outcome, _) = outcome();
    let of = |measure, group| value(find(&outcome, AnalysisSet::Joined, measure, "area", group));
    let (north, south) = (of("weeks_untreated", "north"), of("weeks_untreated", "south"));
    assert_eq!(of("weeks_untreated.gap", "south"), south - north);
    assert_eq!(of("weeks_untreated.gap", ""), (south - north).abs());
    // Where higher is better, worst minus best is negative.
    assert!(of("fate_treated.gap", "") <= 0.0);
    assert!(!outcome.layout.in_words().any(|r| r.attribute == "area" && r.measure.contains("sii")));
}

#[test]
fn worst_minus_best_stands_beside_what_chance_gives() {
    let (outcome, _) = outcome();
    let of = |measure: &str| value(find(&outcome, AnalysisSet::Joined, measure, "area", ""));
    for measure in ["weeks_untreated", "treated_within_18w", "fate_removed"] {
        let row = |suffix: &str| of(&format!("{measure}{suffix}"));
        assert_eq!(row(".gap_beyond_chance"), row(".gap") - row(".gap_by_chance"));
        assert!(row(".gap_by_chance").abs() > 0.0, "{measure}");
        // Worst minus best has one sign, whatever the labels.
        assert!(row(".gap") * row(".gap_by_chance") >= 0.0, "{measure}");
    }
    // No null without a law of a person's part, and none where levels have an order.
    assert!(!outcome.layout.in_words().any(|r| r.measure.contains("_p50.gap_b")));
    assert!(!outcome.layout.in_words().any(|r| r.attribute == "deprivation" && r.measure.contains("chance")));
}

/// People are dealt, so a share has a null only where each person counts once.
#[test]
fn shares_of_appointments_have_no_null() {
    let registry = queuity::measure::Registry::shipped();
    let without = ["share_missed", "short_notice", "removed_by_mistake", "follow_ups_in_time"];
    for measure in registry.iter().filter(|m| m.gaps() && m.unit() == "share") {
        let null = matches!(measure.part(), Statistic::Share);
        assert_eq!(null, !without.contains(&measure.name()), "{}", measure.name());
    }
    assert!(without.iter().all(|name| registry.get(name).is_some()));
}

/// Less than chance is no gap on the other side: what is beyond chance is better where it is less of what is worst minus best, which is
/// negative where higher is better.
#[test]
fn beyond_chance_has_the_side_of_its_measure() {
    let registry = queuity::measure::Registry::shipped();
    let (outcome, _) = outcome();
    let mut seen = [0; 2];
    for row in &outcome.layout.rows {
        let words = outcome.layout.words(&row.figure);
        let Some(measure) = words.measure.strip_suffix(".gap_beyond_chance").and_then(|m| registry.get(m)) else {
            continue;
        };
        let Null::Chance { by: None, highest_is_worst } = row.null else { panic!("{}", words.measure) };
        assert_eq!(
            (row.direction, highest_is_worst),
            (Direction::TowardZero, measure.direction() != Direction::Higher)
        );
        let worse = if highest_is_worst { 1.0 } else { -1.0 };
        seen[usize::from(worse < 0.0)] += 1;
        // The reference is blind, a little less than chance; the policy has a gap.
        let (reference, policy) = (-0.01 * worse, 0.4 * worse);
        let side = |x: f64| Side::of_widest(x, Some((x - 0.05, x + 0.05)), highest_is_worst);
        assert_eq!(judge_gap(side(reference), side(policy)), Verdict::Opens, "{}", words.measure);
        assert_eq!(judge_gap(side(policy), side(reference)), Verdict::Narrows, "{}", words.measure);
        // The gap itself is told apart from what chance gives.
        let gap = words.measure.replace("_beyond_chance", "");
        let same = |r: &&Row| {
            let r = outcome.layout.words(&r.figure);
            (r.measure, r.service, r.set, r.attribute, r.group)
                == (gap.as_str(), words.service, words.set, words.attribute, "")
        };
        let widest: Vec<&Row> = outcome.layout.rows.iter().filter(same).collect();
        let Null::Chance { by: Some(by), .. } = widest[0].null else { panic!("{gap}") };
        assert_eq!(outcome.layout.measure_name(&outcome.layout.rows[by].figure), format!("{gap}_by_chance"));
    }
    assert!(seen.iter().all(|&n| n > 0), "{seen:?}");
}

/// Of 40 replications of a policy that cannot see the area, in which nothing else depends on it.
#[test]
fn where_levels_mean_nothing_nothing_is_beyond_chance() {
    let model = model(false);
    let plan = Plan::new(vec![("as today".into(), &model)], 40);
    let outcome = queuity::experiment::run(&plan, &|_| {}, &AtomicBool::new(false)).unwrap();
    let settings = queuity::compare::Terms {
        reference: 0,
        primary: &[],
        second_reading: &[],
        matters: &Matters::default(),
        date: &crate::numbers::model::date,
    };
    let tables = queuity::compare::compare(&outcome, &settings).unwrap();
    let rows: Vec<_> = tables
        .summary
        .iter()
        .filter(|r| r.key.attribute == "area" && r.key.measure.ends_with(".gap_beyond_chance"))
        .filter_map(|r| Some((r.key, r.lower?, r.upper?)))
        .collect();
    let outside = rows.iter().filter(|(_, low, high)| *low > 0.0 || *high < 0.0).count();
    // One in twenty is expected; rows of one list hang together.
    assert!(rows.len() >= 20 && outside * 6 <= rows.len(), "{outside} of {}: {rows:?}", rows.len());
}

#[test]
fn rows_are_sorted_and_levels_stand_in_level_order() {
    let (outcome, _) = outcome();
    let rows = outcome.layout.in_words();
    let services: Vec<&str> = rows.clone().map(|r| r.service).collect();
    assert!(
        services
            .windows(2)
            .all(|w| w[0] == w[1] || (w[0], w[1]) == ("all", "eyes") || (w[0], w[1]) == ("eyes", "hips"))
    );
    let groups: Vec<&str> = rows
        .filter(|r| (r.service, r.set, r.measure) == ("all", AnalysisSet::Joined, "weeks_untreated"))
        .map(|r| r.group)
        .collect();
    assert_eq!(groups[..6], ["all", "north", "south", "most", "middle", "least"]);
    assert_eq!(groups[6..8], ["most x north", "most x south"]);
}

#[test]
fn the_slope_index_has_the_sign_of_the_gap_and_the_cohorts_own_ranks() {
    let (outcome, _) = outcome();
    let levels =
        ["most", "middle", "least"].map(|l| find(&outcome, AnalysisSet::Joined, "weeks_untreated", "deprivation", l));
    let total: f64 = levels.iter().map(|l| l.n as f64).sum();
    let mean = levels.iter().map(|l| l.n as f64 * value(*l)).sum::<f64>() / total;
    let (mut before, mut xy, mut xx) = (0.0, 0.0, 0.0);
    for level in levels {
        let share = level.n as f64 / total;
        let rank = before + share / 2.0;
        before += share;
        xy += share * (rank - 0.5) * (value(level) - mean);
        xx += share * (rank - 0.5) * (rank - 0.5);
    }
    let found = value(find(&outcome, AnalysisSet::Joined, "weeks_untreated.sii_most_minus_least", "deprivation", ""));
    assert!((found + xy / xx).abs() < 1e-9, "{found} is not {}", -xy / xx);
}

#[test]
fn every_shipped_measure_explains_itself() {
    let registry = queuity::measure::Registry::shipped();
    let mut names: Vec<&str> = registry.iter().map(|m| m.name()).collect();
    for measure in registry.iter() {
        assert!(!measure.summary().is_empty() && !measure.source().is_empty() && !measure.unit().is_empty());
        assert!(!measure.analysis_sets().is_empty());
        // A gap of counts would grow with the size of the group.
        assert!(!measure.gaps() || measure.unit() != "people", "{}", measure.name());
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), registry.iter().count());
}
