//! The clock of official figures beside the true wait: counted a second time from what happens to people, against closed forms, and what it
//! must never touch.

mod again;
mod closed_forms;
mod told;

use std::sync::atomic::AtomicBool;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::experiment::{Outcome, Plan, run};
use queuity::measure::AnalysisSet;
use queuity::scenario::Scenario;

fn loaded(text: &str) -> Scenario {
    compile::load(text, &Registry::shipped()).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"))
}

/// A run of so many replications.
fn outcome(text: &str, replications: u64) -> Outcome {
    let scenario = loaded(text);
    let mut plan = Plan::of(&scenario);
    plan.replications = replications;
    run(&plan, &|_| {}, &AtomicBool::new(false)).expect("a plan")
}

/// A figure in each replication of the first variant, of all services.
fn values(outcome: &Outcome, set: AnalysisSet, measure: &str, who: (&str, &str)) -> Vec<f64> {
    let wanted = ("all", "all", set, measure, who.0, who.1);
    let found =
        |w: &queuity::measure::Words<'_>| (w.service, w.stage, w.set, w.measure, w.attribute, w.group) == wanted;
    let at = outcome.layout.in_words().position(|w| found(&w)).unwrap_or_else(|| panic!("no {measure} {who:?}"));
    let cells = outcome.cells[0].iter().map(|cell| cell.as_ref().expect("is done").get(at).expect("a reading"));
    cells.map(|reading| reading.value.expect("a number")).collect()
}

/// The mean over replications, with its standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}
