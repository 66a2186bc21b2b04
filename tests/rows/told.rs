//! Results by urgency, by stage and by the scenario's own limits.

use std::sync::atomic::AtomicBool;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::experiment::{Outcome, Plan, run};
use queuity::measure::{AnalysisSet, Missing, Settled};
use queuity::scenario::Scenario;

const CATEGORIES: &str = include_str!("cases/t08_aihw.toml");
const STAGES: &str = include_str!("cases/t13_minwait.toml");
const STANDARD: &str = include_str!("cases/t30_standard.toml");

fn loaded(text: &str) -> Scenario {
    compile::load(text, &Registry::shipped()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn outcome(text: &str, replications: u64) -> Outcome {
    let scenario = loaded(text);
    let mut plan = Plan::of(&scenario);
    plan.replications = replications;
    run(&plan, &|_| {}, &AtomicBool::new(false)).expect("a plan")
}

/// The reading of a row of all services in the first cell.
fn read(
    outcome: &Outcome,
    set: AnalysisSet,
    stage: &str,
    measure: &str,
    attribute: &str,
    group: &str,
) -> Option<Settled> {
    let wanted = ("all", stage, set, measure, attribute, group);
    let mut rows = (outcome.layout.in_words().enumerate())
        .filter(|(_, w)| (w.service, w.stage, w.set, w.measure, w.attribute, w.group) == wanted);
    let (at, _) = rows.next()?;
    assert!(rows.next().is_none(), "{measure} {attribute} {group} stands twice");
    outcome.cells[0][0].as_ref().expect("is done").get(at)
}

fn value(outcome: &Outcome, set: AnalysisSet, measure: &str, attribute: &str, group: &str) -> f64 {
    let reading = read(outcome, set, "all", measure, attribute, group);
    let reading = reading.unwrap_or_else(|| panic!("no {measure} of {group}"));
    reading.value.unwrap_or_else(|why| panic!("{measure} of {group}: {why:?}"))
}

#[test]
fn urgencies_are_parts_of_the_whole() {
    let outcome = outcome(CATEGORIES, 1);
    let categories = ["category 1", "category 2", "category 3"];
    for (set, measure) in [
        (AnalysisSet::Closing, "list_size"),
        (AnalysisSet::Opening, "breaches"),
        (AnalysisSet::Closing, "breaches"),
        (AnalysisSet::Flow, "new_breaches"),
        (AnalysisSet::Flow, "referrals"),
        (AnalysisSet::Completed, "treated"),
        (AnalysisSet::Capacity, "booked"),
        (AnalysisSet::Closing, "people_over_52w"),
    ] {
        let parts: f64 = categories.iter().map(|c| value(&outcome, set, measure, "urgency", c)).sum();
        assert_eq!(parts, value(&outcome, set, measure, "all", "all"), "{measure}");
    }
    // Few measures are told by level within an urgency; these are. Their people add up.
    for (set, measure) in [(AnalysisSet::Completed, "treated_on_time"), (AnalysisSet::Joined, "weeks_untreated")] {
        for level in ["lowest", "highest"] {
            let people =
                |attribute: &str, group: &str| read(&outcome, set, "all", measure, attribute, group).expect("a row").n;
            let parts: u64 =
                categories.iter().map(|c| people("urgency x socioeconomic", &format!("{c} x {level}"))).sum();
            assert_eq!(parts, people("socioeconomic", level), "{measure} {level}");
        }
    }
    assert!(outcome.layout.in_words().all(|w| w.attribute != "urgency x socioeconomic" || w.measure != "list_size"));
    // A share of all is the mean of those of the categories, by their people.
    for (set, measure) in [(AnalysisSet::Completed, "treated_on_time"), (AnalysisSet::Closing, "waiting_overdue")] {
        let parts = categories.map(|c| read(&outcome, set, "all", measure, "urgency", c).expect("a row"));
        let people: u64 = parts.iter().map(|p| p.n).sum();
        let mean = parts.iter().map(|p| p.value.unwrap() * p.n as f64).sum::<f64>() / people as f64;
        assert!((mean - value(&outcome, set, measure, "all", "all")).abs() < 1e-12, "{measure}");
    }
    // Those overdue are the breaches, and each of them by at least a day.
    for category in categories {
        let of = |measure: &str| value(&outcome, AnalysisSet::Closing, measure, "urgency", category);
        let days = read(&outcome, AnalysisSet::Closing, "all", "days_overdue", "urgency", category).expect("a row");
        assert_eq!(days.n as f64, of("breaches"), "{category}");
        assert!((of("waiting_overdue") * of("list_size") - of("breaches")).abs() < 1e-9, "{category}");
        assert_eq!(days.value.ok().is_some_and(|d| d >= 1.0), days.n > 0, "{category}");
    }
    // 365 days lie beyond a follow-up of 52 weeks, and 90 do not.
    let joined =
        |c: &str| read(&outcome, AnalysisSet::Joined, "all", "treated_on_time", "urgency", c).expect("a row").value;
    assert!(joined("category 2").is_ok());
    assert_eq!(joined("category 3"), Err(Missing::BeyondFollowUp));
    // Levels and everybody alone have rows by urgency, and no gap.
    assert!(
        outcome
            .layout
            .rows
            .iter()
            .all(|r| !r.figure.is_gap() || !{ outcome.layout.words(&r.figure).attribute.contains("urgency") })
    );
}

#[test]
fn one_urgency_and_one_stage_have_no_rows_of_their_own() {
    let outcome = outcome(STANDARD.replace("primary ", "# ").as_str(), 1);
    let told = outcome.layout.in_words().any(|w| w.attribute.contains("urgency") || w.stage != "all");
    assert!(!told);
}

#[test]
fn stages_are_told_apart() {
    let outcome = outcome(STAGES, 1);
    let of = |stage: &str, measure: &str| {
        read(&outcome, AnalysisSet::Stage, stage, measure, "all", "all").map(|reading| reading.value.expect("a figure"))
    };
    let plain = |set: AnalysisSet, measure: &str| value(&outcome, set, measure, "all", "all");
    for stage in ["registered", "scan"] {
        assert_eq!(of(stage, "waiting"), Some(plain(AnalysisSet::Closing, &format!("people_at[{stage}]"))));
        assert!(of(stage, "joined") >= of(stage, "kept"));
    }
    let wait = of("scan", "wait_until_kept").expect("a wait");
    assert!((wait - plain(AnalysisSet::Flow, "wait_at[scan]")).abs() < 1e-12);
    assert_eq!(of("scan", "utilisation"), Some(plain(AnalysisSet::Capacity, "utilisation_at[scan]")));
    for measure in ["offered", "booked", "attended", "unused"] {
        assert_eq!(
            of("scan", measure),
            Some(plain(AnalysisSet::Capacity, measure)),
            "{measure}: the only stage with slots"
        );
        assert_eq!(of("registered", measure), None, "a stage that only takes time has no {measure}");
    }
    // Routine scans come three weeks after they are registered.
    let joined = |stage: &str| of(stage, "joined").expect("visits");
    assert!(joined("scan") < joined("registered"), "{} {}", joined("scan"), joined("registered"));
}

#[test]
fn figures_follow_the_limits_of_the_scenario() {
    let text = STANDARD.replace("[scenario]\n", "[scenario]\nlimits_weeks = [12, 36, 26, \"365 days\"]\n");
    let scenario = loaded(&text);
    assert!(scenario.resolved.contains("limits_weeks"), "{}", scenario.resolved);
    let outcome = outcome(&text, 1);
    let names = outcome.layout.measure_names();
    for name in ["treated_within_12w", "waiting_within_26w", "waiting_over_36w", "people_over_365d", "days_over_12w"] {
        assert!(names.contains(&name), "{name}");
    }
    assert!(names.contains(&"waiting_over_36w.gap") && !names.contains(&"people_over_36w.gap"));
    assert!(!names.iter().any(|n| n.ends_with("18w") || n.ends_with("52w") || *n == "treated_within_365d"));
    let of = |measure: &str| value(&outcome, AnalysisSet::Closing, measure, "all", "all");
    for limit in ["12w", "26w", "36w", "365d"] {
        assert_eq!(of(&format!("waiting_within_{limit}")) + of(&format!("waiting_over_{limit}")), 1.0);
        let people = of(&format!("waiting_over_{limit}")) * of("list_size");
        assert!((people - of(&format!("people_over_{limit}"))).abs() < 1e-9);
    }
    // The last point of the series is the closing snapshot.
    let layout = &outcome.series_layout;
    let line = layout.keys.iter().position(|k| {
        let words = outcome.layout.words(&k.figure);
        (words.measure, words.attribute, words.service) == ("waiting_over_26w", "all", "all")
    });
    let last = (line.expect("a line") + 1) * layout.points - 1;
    let sums = outcome.series[0].iter().nth(last).expect("a point");
    assert!((sums.sum as f64 / 1e9 - of("waiting_over_26w")).abs() < 1e-9);
    // Without its limits the scenario asks for figures that are not there.
    let scenario = loaded(STANDARD);
    let plan = Plan::of(&scenario);
    let usual = queuity::measure::Layout::of(&plan.measures, &plan.models(), &[], &[]);
    for name in ["treated_within_12w", "waiting_over_36w"] {
        let refused = queuity::compare::check(&plan, &usual, 0, &[name.to_string()]).expect_err("no such figure");
        assert!(refused.to_string().contains(name));
    }
}

/// Restating the usual limits changes no figure.
#[test]
fn the_usual_limits_are_18_52_and_65_weeks() {
    let without = STANDARD.replace("primary ", "# ");
    let with = without.replace("[scenario]\n", "[scenario]\nlimits_weeks = [65, 18, \"364 days\"]\n");
    let (a, b) = (outcome(&without, 1), outcome(&with, 1));
    assert!(a.layout.in_words().eq(b.layout.in_words()) && a.cells == b.cells && a.series == b.series);
}
