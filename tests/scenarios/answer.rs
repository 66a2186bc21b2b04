//! What a shipped scenario answers: its variants, run and compared as `queuity compare` does it.

use std::sync::atomic::AtomicBool;

use queuity::compare::rows::Key;
use queuity::compare::{self, Comparison, Matters, Series, Terms};
use queuity::experiment::{Outcome, Plan, run};
use queuity::scenario::Scenario;

/// A mean with its 95% interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub(crate) mean: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl Range {
    fn new(name: &str, numbers: [Option<f64>; 3]) -> Self {
        let [Some(mean), Some(lower), Some(upper)] = numbers else { panic!("{name} has no interval") };
        Self { mean, lower, upper }
    }

    pub(crate) fn holds(self, x: f64) -> bool {
        self.lower <= x && x <= self.upper
    }

    pub(crate) fn below(self, x: f64) -> bool {
        self.upper < x
    }

    pub(crate) fn above(self, x: f64) -> bool {
        self.lower > x
    }
}

/// The tables of a scenario, and what they were made from.
pub(crate) struct Answer {
    tables: Comparison,
    outcome: Outcome,
    /// The date of each day of the run.
    dates: Vec<String>,
}

impl Answer {
    pub(crate) fn of(scenario: &Scenario) -> Self {
        let outcome = run(&Plan::of(scenario), &|_| {}, &AtomicBool::new(false)).expect("the plan can be run");
        assert!(!outcome.is_partial(), "{:?}", outcome.reasons());
        let settings = &scenario.settings;
        let date = |day: i64| settings.date(day);
        let how = Terms {
            reference: settings.reference,
            primary: &settings.primary,
            second_reading: &[],
            matters: &Matters(settings.matters.clone()),
            date: &date,
        };
        let tables = compare::compare(&outcome, &how).expect("the tables");
        let dates = (0..=outcome.scope.last_day()).map(date).collect();
        Self { tables, outcome, dates }
    }

    /// A figure of all services; of snapshots the closing one. `group` is a level, "" for a gap, "all" for everybody.
    pub(crate) fn figure(&self, variant: &str, measure: &str, group: &str) -> Range {
        let found = self.tables.summary.together().filter(|r| is(&r.key, variant, measure, group));
        let row = found.max_by_key(|r| r.key.at);
        let row = row.unwrap_or_else(|| panic!("no {measure} of `{group}` under {variant}"));
        Range::new(measure, [row.estimate, row.lower, row.upper])
    }

    /// A figure of the weekly series on a date, of all services.
    pub(crate) fn series(&self, variant: &str, measure: &str, group: &str, at: &str) -> f64 {
        let date = |day: i64| self.dates[day as usize].clone();
        let series = Series::new(&self.outcome, &date);
        let mut rows = series
            .rows()
            .filter(|r| [r.variant, r.service, r.measure, r.at, r.group] == [variant, "all", measure, at, group]);
        rows.next().and_then(|r| r.estimate).unwrap_or_else(|| panic!("no {measure} of {variant} on {at}"))
    }

    /// A variant minus the reference, and the verdict.
    pub(crate) fn change(&self, variant: &str, measure: &str, group: &str) -> (Range, &str) {
        let found = self.tables.contrasts.together().filter(|r| is(&r.key, variant, measure, group));
        let row = found.max_by_key(|r| r.key.at);
        let row = row.unwrap_or_else(|| panic!("no change of {measure} of `{group}` under {variant}"));
        (Range::new(measure, [row.difference, row.lower, row.upper]), row.verdict)
    }
}

/// Of all services, and of those who joined where there are several populations.
fn is(key: &Key<'_>, variant: &str, measure: &str, group: &str) -> bool {
    [key.variant, key.service, key.measure, key.group] == [variant, "all", measure, group] && key.population != "today"
}
