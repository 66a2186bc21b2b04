//! A scenario run and compared as `queuity compare` does it.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use queuity::compare::rows::Key;
use queuity::compare::{Comparison, Matters, Terms, compare};
use queuity::compile::load_with;
use queuity::discipline::Registry;
use queuity::experiment::{Outcome, Plan, run};
use queuity::scenario::{Overrides, Scenario};
use queuity::stat::interval::t_interval;

/// Mean and 95% interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub(crate) mean: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl Range {
    pub(crate) fn holds(self, x: f64) -> bool {
        self.lower <= x && x <= self.upper
    }

    /// Half the width.
    pub(crate) fn half(self) -> f64 {
        (self.upper - self.lower) / 2.0
    }
}

/// A figure: service, measure, attribute and group ("" for gaps) of everybody who joined, of the flow, or of the
/// capacity.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a>(pub(crate) &'a str, pub(crate) &'a str, pub(crate) &'a str, pub(crate) &'a str);

/// The runs of a scenario and their tables.
pub(crate) struct Answer {
    outcome: Outcome,
    tables: Comparison,
}

impl Answer {
    pub(crate) fn shipped(name: &str, replications: u64) -> Self {
        Self::text(&text(name), replications)
    }

    /// A shipped scenario with another reference.
    pub(crate) fn against(name: &str, reference: &str, replications: u64) -> Self {
        let mut scenario = scenario(&text(name), replications);
        let found = scenario.variants.iter().position(|v| v.name == reference);
        scenario.settings.reference = found.unwrap_or_else(|| panic!("no variant {reference}"));
        Self::of(&scenario)
    }

    pub(crate) fn text(text: &str, replications: u64) -> Self {
        Self::of(&scenario(text, replications))
    }

    /// Some of the variants of a shipped scenario, the first of them as the reference.
    pub(crate) fn only<const N: usize>(name: &str, variants: [&str; N], replications: u64) -> Self {
        let mut scenario = scenario(&text(name), replications);
        scenario.variants.retain(|v| variants.contains(&v.name.as_str()));
        let first = scenario.variants.iter().position(|v| v.name == variants[0]);
        scenario.settings.reference = first.unwrap_or_else(|| panic!("no variant {}", variants[0]));
        Self::of(&scenario)
    }

    fn of(scenario: &Scenario) -> Self {
        let settings = &scenario.settings;
        let date = |day: i64| settings.date(day);
        let how = Terms {
            reference: settings.reference,
            primary: &settings.primary,
            second_reading: &[],
            matters: &Matters(settings.matters.clone()),
            date: &date,
        };
        let outcome = run(&Plan::of(scenario), &|_| {}, &AtomicBool::new(false)).expect("the plan can be run");
        assert!(!outcome.is_partial(), "{:?}", outcome.reasons());
        let tables = compare(&outcome, &how).expect("the tables");
        Self { outcome, tables }
    }

    /// A figure in each replication.
    pub(crate) fn runs(&self, variant: &str, of: Of<'_>) -> Vec<f64> {
        let at = self.outcome.variants.iter().position(|v| v == variant);
        let at = at.unwrap_or_else(|| panic!("no variant {variant}"));
        let row = self.outcome.layout.in_words().position(|r| {
            POPULATIONS.contains(&r.set.population())
                && [r.service, r.measure, r.attribute, r.group] == [of.0, of.1, of.2, of.3]
        });
        let row = row.unwrap_or_else(|| panic!("no {} of `{}`", of.1, of.3));
        let cells = self.outcome.cells[at].iter();
        cells.map(|c| c.as_ref().and_then(|c| c.get(row)).expect("a whole run").value.expect("a number")).collect()
    }

    /// One figure minus another in the same runs.
    pub(crate) fn difference(&self, [a, b]: [(&str, Of<'_>); 2]) -> Range {
        let pairs = self.runs(a.0, a.1).into_iter().zip(self.runs(b.0, b.1));
        interval(&pairs.map(|(a, b)| a - b).collect::<Vec<_>>())
    }

    pub(crate) fn figure(&self, variant: &str, of: Of<'_>) -> Range {
        let row = self.tables.summary.iter().find(|r| is(&r.key, variant, of));
        let row = row.unwrap_or_else(|| panic!("no {} of `{}` under {variant}", of.1, of.3));
        range(of.1, [row.estimate, row.lower, row.upper])
    }

    /// A variant minus the reference, and the verdict.
    pub(crate) fn change(&self, variant: &str, of: Of<'_>) -> (Range, &str) {
        let row = self.tables.contrasts.iter().find(|r| is(&r.key, variant, of));
        let row = row.unwrap_or_else(|| panic!("no {} of `{}` under {variant}", of.1, of.3));
        (range(of.1, [row.difference, row.lower, row.upper]), row.verdict)
    }

    /// How much variance the pairing saves, of a change.
    pub(crate) fn variance_ratio(&self, variant: &str, of: Of<'_>) -> f64 {
        let row = self.tables.contrasts.iter().find(|r| is(&r.key, variant, of));
        row.and_then(|r| r.variance_ratio).unwrap_or_else(|| panic!("no ratio of {} under {variant}", of.1))
    }
}

/// A shipped scenario.
pub(crate) fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn scenario(text: &str, replications: u64) -> Scenario {
    let overrides = Overrides { replications: Some(replications), ..Overrides::default() };
    load_with(text, &Registry::shipped(), &overrides).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Mean of replications with its 95% interval.
pub(crate) fn interval(runs: &[f64]) -> Range {
    let t = t_interval(runs, 0.95).expect("replications");
    Range { mean: t.mean, lower: t.lower(), upper: t.upper() }
}

const POPULATIONS: [&str; 3] = ["joined", "flow", "capacity"];

fn is(key: &Key<'_>, variant: &str, of: Of<'_>) -> bool {
    POPULATIONS.contains(&key.population)
        && key.variant == variant
        && [key.service, key.measure, key.attribute, key.group] == [of.0, of.1, of.2, of.3]
}

fn range(name: &str, numbers: [Option<f64>; 3]) -> Range {
    let [Some(mean), Some(lower), Some(upper)] = numbers else { panic!("{name} has no interval") };
    Range { mean, lower, upper }
}
