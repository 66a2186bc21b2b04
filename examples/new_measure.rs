//! A measure of your own, through the public interface only: one type, and one line that adds it.
//!
//! The toy measure: of all who were on the list at the start, the share treated within 13 weeks. Its means, intervals, gaps,
//! contrasts and verdicts come without further code. Run it with `cargo run --example new_measure`.

use std::sync::atomic::AtomicBool;

use queuity::compare::{Matters, Terms, compare};
use queuity::compile;
use queuity::discipline;
use queuity::experiment::{Plan, run};
use queuity::measure::{AnalysisSet, Direction, Measure, Missing, Reading, Subject};
use queuity::tally::Exit;

/// `treated_within_13w`.
#[derive(Debug)]
struct TreatedWithin13Weeks;

#[rustfmt::skip]
impl Measure for TreatedWithin13Weeks {
    fn name(&self) -> &str { "treated_within_13w" }
    fn unit(&self) -> &str { "share" }
    fn direction(&self) -> Direction { Direction::Higher }
    fn analysis_sets(&self) -> &[AnalysisSet] { &[AnalysisSet::Today] }
    fn summary(&self) -> &str { "share of the list at the start that is treated within 13 weeks" }
    fn source(&self) -> &str { "a toy" }
    fn read(&self, set: AnalysisSet, subject: &Subject<'_>) -> Reading {
        match subject.cohort(set) {
            Some(cohort) => Reading::share(cohort.exits[Exit::Treated].at_most(91), cohort.members),
            None => Reading::missing(Missing::NotDefined, 0),
        }
    }
}

const SCENARIO: &str = r#"
queuity = 1

[scenario]
start        = 2026-02-02
horizon      = "52 weeks"
replications = 8
reference    = "as today"

[[attribute]]
name   = "deprivation"
levels = ["most deprived", "least deprived"]
share  = [0.5, 0.5]

[[service]]
name      = "hip and knee"
referrals = { per_week = 10 }
waiting   = { bands_weeks = [0, 18, 52], count = [120, 80, 10] }
slots     = { per_week = 10 }

[[variant]]
name = "as today"

[[variant]]
name = "more slots"
set  = { "service[hip and knee].slots.per_week" = 14 }
"#;

fn main() {
    let scenario = compile::load(SCENARIO, &discipline::Registry::shipped()).expect("the scenario is right");
    let mut plan = Plan::of(&scenario);
    plan.measures = plan.measures.with(TreatedWithin13Weeks);
    let outcome = run(&plan, &|_| {}, &AtomicBool::new(false)).expect("the plan is right");
    let settings = &scenario.settings;
    let date = |day| settings.date(day);
    let comparison = compare(
        &outcome,
        &Terms {
            reference: settings.reference,
            primary: &[],
            second_reading: &[],
            matters: &Matters::default(),
            date: &date,
        },
    )
    .expect("the reference is there");
    let of = |measure: &str, group: &str| {
        let mut rows = comparison.contrasts.iter().filter(|r| r.key.service == "all");
        rows.find(|r| r.key.measure == measure && r.key.group == group).expect("the measure has its rows")
    };
    let (all, gap) = (of("treated_within_13w", "all"), of("treated_within_13w.gap", ""));
    assert_eq!((all.verdict, gap.key.attribute), ("better", "deprivation"));
    println!(
        "more slots: {:+.1} of 100 are treated within 13 weeks ({}); the gap: {}",
        100.0 * all.difference.expect("it is estimable"),
        all.verdict,
        gap.verdict
    );
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_toy_measure_works_through_the_public_interface() {
        super::main();
    }
}
