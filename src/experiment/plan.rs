//! What is to be run, and whether it can be.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use crate::digest::Digesting;
use crate::engine::{Departures, Halted};
use crate::measure::{Layout, Registry};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::tally::Scope;

/// What to run.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The variants by name.
    pub variants: Vec<(String, &'a Model)>,
    /// Replications of each.
    pub replications: u64,
    /// Only these replications are run now; none: all. Others may be run elsewhere, and [merged](super::Outcome::merge).
    pub range: Option<Range<u64>>,
    /// Cells that are there already, by variant and replication: they are not run again.
    pub done: BTreeSet<(usize, u64)>,
    /// Threads; 0 for all that the machine has.
    pub threads: usize,
    /// Crossed attributes, by index, whose combinations are groups of their own.
    pub crossings: Vec<Vec<usize>>,
    /// Attributes, by index, whose levels are not reported: criteria of a score, for example.
    pub unreported: Vec<usize>,
    /// How many attributes, the last ones, are known to nobody but the rules that go by them: no record has them.
    pub hidden: usize,
    /// What is read.
    pub measures: Registry,
    /// How the engine keeps track of people who leave; the results are the same.
    pub departures: Departures,
    /// Asked inside of replications; once it says so, those that are not done are dropped, and the result is partial.
    pub halt: Option<Halt<'a>>,
    /// The resolved scenario that the models come from, which tells plans apart; none: the models themselves do.
    pub resolved: Option<&'a str>,
    /// The figures of these models, where they were worked out before; others than the plan asks for are not used.
    pub layout: Option<Arc<Layout>>,
}

/// What a run asks whether it is to end at once.
#[derive(Clone, Copy)]
pub struct Halt<'a>(pub Halted<'a>);

impl std::fmt::Debug for Halt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Halt")
    }
}

impl<'a> Plan<'a> {
    /// The shipped measures on all threads, without crossings.
    #[must_use]
    pub fn new(variants: Vec<(String, &'a Model)>, replications: u64) -> Self {
        Self {
            variants,
            replications,
            range: None,
            done: BTreeSet::new(),
            threads: 0,
            crossings: Vec::new(),
            unreported: Vec::new(),
            hidden: 0,
            measures: Registry::shipped(),
            departures: Departures::Lazy,
            halt: None,
            resolved: None,
            layout: None,
        }
    }

    /// What a scenario asks for, on all threads.
    #[must_use]
    pub fn of(scenario: &'a Scenario) -> Self {
        let variants = scenario.variants.iter().map(|v| (v.name.clone(), &v.model)).collect();
        let crossings = scenario.settings.crossings.clone();
        let unreported = scenario.settings.unreported.clone();
        let resolved = Some(scenario.resolved.as_str());
        let attributes = scenario.variants.first().map_or(0, |v| v.model.population.attributes.len());
        let hidden = attributes.saturating_sub(scenario.settings.known);
        Self { crossings, unreported, hidden, resolved, ..Self::new(variants, scenario.settings.replications) }
    }

    /// The number of cells of the whole plan.
    #[must_use]
    pub fn cells(&self) -> u64 {
        self.variants.len() as u64 * self.replications
    }

    /// The replications to run now.
    pub(super) fn replications_now(&self) -> Range<u64> {
        self.range.clone().unwrap_or(0..self.replications)
    }

    /// Whether a cell is to be run now.
    #[must_use]
    pub fn wants(&self, variant: usize, replication: u64) -> bool {
        variant < self.variants.len()
            && self.replications_now().contains(&replication)
            && !self.done.contains(&(variant, replication))
    }

    /// The number of cells to be run now.
    #[must_use]
    pub fn wanted(&self) -> u64 {
        let range = self.replications_now();
        let there =
            |&&(variant, replication): &&(usize, u64)| variant < self.variants.len() && range.contains(&replication);
        let all = self.variants.len() as u64 * range.end.saturating_sub(range.start);
        all - self.done.iter().filter(there).count() as u64
    }

    /// What tells plans apart, as a SHA-256: results of plans that have the same belong together, whatever part of the plan they are of.
    /// Policies, seed, scenario, replications, measures (by name and unit), crossings and the version of this crate are in it; the range,
    /// cells that are done and the number of threads are not.
    #[must_use]
    pub fn identity(&self) -> String {
        let mut hash = Digesting::new(io::sink());
        let measures: Vec<_> = self.measures.iter().map(|m| (m.name(), m.unit(), m.analysis_sets())).collect();
        let plan = (env!("CARGO_PKG_VERSION"), self.replications, &self.crossings, &self.unreported, measures);
        let mut say = |what: std::fmt::Arguments<'_>| hash.write_fmt(what).unwrap_or_default();
        say(format_args!("{plan:?}"));
        for (name, model) in &self.variants {
            let services: Vec<&str> = model.services.iter().map(|s| s.name.as_str()).collect();
            say(format_args!("{:?}", (name, model.seed, scope(model), model.max_waiting, model.scale, services)));
            if self.resolved.is_none() {
                say(format_args!("{model:?}"));
            }
        }
        say(format_args!("{:?}", self.resolved));
        hash.finish().2
    }

    /// The models of the variants.
    #[must_use]
    pub fn models(&self) -> Vec<&'a Model> {
        self.variants.iter().map(|v| v.1).collect()
    }

    /// The figures that a run gives.
    #[must_use]
    pub fn figures(&self) -> Arc<Layout> {
        let asked = |layout: &&Arc<Layout>| layout.is_asked_by(&self.measures, &self.crossings, &self.unreported);
        match self.layout.as_ref().filter(asked) {
            Some(layout) => Arc::clone(layout),
            None => Arc::new(Layout::of(&self.measures, &self.models(), &self.crossings, &self.unreported)),
        }
    }

    /// Refuses what [`run`](super::run) would refuse, before anything is made of the plan.
    ///
    /// # Errors
    /// Where there is nothing to run, or where figures of two variants would not be comparable.
    pub fn check(&self) -> Result<(), PlanError> {
        let Some((_, first)) = self.variants.first() else { return Err(PlanError::NoVariants) };
        if self.replications == 0 {
            return Err(PlanError::NoReplications);
        }
        if first.services.is_empty() {
            return Err(PlanError::NoServices);
        }
        if let Some(range) = self.range.clone().filter(|r| r.start > r.end || r.end > self.replications) {
            return Err(PlanError::NoSuchReplications { range, replications: self.replications });
        }
        for (name, model) in &self.variants {
            let names = |m: &Model| m.services.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
            let what = if model.population != first.population || model.recorded() != first.recorded() {
                "groups of people"
            } else if names(model) != names(first) {
                "services"
            } else if scope(model) != scope(first) {
                "horizon, warm-up, follow-up or audits"
            } else {
                continue;
            };
            return Err(PlanError::Different { variant: name.clone(), first: self.variants[0].0.clone(), what });
        }
        let attributes = first.population.attributes.len();
        match self.crossings.iter().flatten().find(|&&a| a >= attributes) {
            Some(&attribute) => Err(PlanError::NoSuchAttribute { attribute, attributes }),
            None => Ok(()),
        }
    }
}

pub(super) fn scope(model: &Model) -> Scope {
    Scope {
        horizon: model.horizon,
        warm_up: model.warm_up,
        follow_up: model.follow_up,
        audit: model.audit,
        limits: model.limits,
    }
}

/// Why a plan cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// There is nothing to run.
    #[error("there is no variant to run")]
    NoVariants,
    /// There is nothing to run.
    #[error("the number of replications is 0")]
    NoReplications,
    /// There is nothing to run.
    #[error("there is no service to run")]
    NoServices,
    /// The range is not one of the replications.
    #[error("replications {} to {} (before the end) are asked for, of {replications}", .range.start, .range.end)]
    NoSuchReplications {
        /// What is asked for.
        range: Range<u64>,
        /// How many there are.
        replications: u64,
    },
    /// Figures of two variants would not be comparable.
    #[error("variant `{variant}` has other {what} than variant `{first}`, so they cannot be compared")]
    Different {
        /// The one.
        variant: String,
        /// The other.
        first: String,
        /// What differs.
        what: &'static str,
    },
    /// A crossing names an attribute that is not there.
    #[error("a crossing names attribute number {attribute}, but there are {attributes}")]
    NoSuchAttribute {
        /// Its number, from 0.
        attribute: usize,
        /// How many there are.
        attributes: usize,
    },
}
