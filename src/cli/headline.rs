//! What stands above a comparison, and the words and numbers that one screen and the full answer share.

use super::table;
use crate::compare::Comparison;
use crate::experiment::Outcome;
use crate::population::Attribute;
use crate::scenario::Scenario;
use crate::tally::{Limit, Limits};
use crate::time::in_words;

/// The gap of the headline.
pub(super) const GAP: &str = "weeks_untreated.gap";

/// The limits that the table tells of: the shortest, and of those who wait long the next one, where there is one.
pub(super) fn told(limits: &Limits) -> [Limit; 2] {
    let days = limits.days();
    [limits.shortest(), days.get(1).copied().unwrap_or(limits.shortest())].map(|days| Limit { days })
}

fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Title, question, size of the experiment, and whether it is partial.
pub(super) fn head(scenario: &Scenario, comparison: &Comparison, outcome: &Outcome, width: usize) -> String {
    let s = &scenario.settings;
    let mut lines = vec![s.title.clone()];
    if !s.question.is_empty() {
        lines.push(s.question.clone());
    }
    let mut what = format!(
        "{} x {}, seed {}, cohorts followed for {}",
        counted(scenario.variants.len() as u64, "variant"),
        counted(s.replications, "replication"),
        s.seed,
        in_words(comparison.follow_up)
    );
    if (outcome.scale - 1.0).abs() > f64::EPSILON {
        what.push_str(&format!(
            "; 1 simulated person stands for {}, intervals are those of the scaled model",
            outcome.scale
        ));
    }
    lines.push(what);
    if !comparison.partial.is_empty() {
        lines.push(format!("PARTIAL: {} of {} cells are done.", outcome.done(), outcome.planned()));
    }
    lines.iter().map(|l| table::wrap(l, width) + "\n").collect::<String>() + "\n"
}

/// The people that policies are compared on.
pub(super) fn whom(scenario: &Scenario) -> &'static str {
    let refers = |v: &crate::scenario::Variant| v.model.services.iter().any(|s| s.refers().next().is_some());
    if scenario.variants.iter().any(refers) {
        "the same people under both; a person who is referred on counts at each list they come to"
    } else {
        "the same people under both"
    }
}

/// The first attribute that is reported.
pub(super) fn first(comparison: &Comparison) -> Option<&Attribute> {
    comparison.first.and_then(|a| comparison.population.attributes.get(a))
}
