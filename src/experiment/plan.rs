//! What is to be run, and whether it can be.

use crate::engine::{Departures, Halted};
use crate::measure::Registry;
use crate::model::Model;
use crate::scenario::Scenario;
use crate::tally::Frame;

/// What to run.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The variants by name.
    pub variants: Vec<(String, &'a Model)>,
    /// Replications of each.
    pub replications: u64,
    /// Threads; 0 for all that the machine has.
    pub threads: usize,
    /// Crossed attributes, by index, whose combinations are groups of their own.
    pub crossings: Vec<Vec<usize>>,
    /// Attributes, by index, whose levels are not reported: criteria of a score, for example.
    pub unreported: Vec<usize>,
    /// What is read.
    pub measures: Registry,
    /// How the engine keeps track of people who leave; the results are the same.
    pub departures: Departures,
    /// Asked inside of replications; once it says so, those that are not done are dropped, and the result is partial.
    pub halt: Option<Halt<'a>>,
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
            threads: 0,
            crossings: Vec::new(),
            unreported: Vec::new(),
            measures: Registry::shipped(),
            departures: Departures::Lazy,
            halt: None,
        }
    }

    /// What a scenario asks for, on all threads.
    #[must_use]
    pub fn of(scenario: &'a Scenario) -> Self {
        let variants = scenario.variants.iter().map(|v| (v.name.clone(), &v.model)).collect();
        let crossings = scenario.settings.crossings.clone();
        let unreported = scenario.settings.unreported.clone();
        Self { crossings, unreported, ..Self::new(variants, scenario.settings.replications) }
    }

    /// The number of cells.
    #[must_use]
    pub fn cells(&self) -> u64 {
        self.variants.len() as u64 * self.replications
    }

    /// The models of the variants.
    #[must_use]
    pub fn models(&self) -> Vec<&'a Model> {
        self.variants.iter().map(|v| v.1).collect()
    }

    /// Refuses what [`run`] would refuse, before anything is made of the plan.
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
        for (name, model) in &self.variants {
            let names = |m: &Model| m.services.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
            let what = if model.population != first.population || model.recorded() != first.recorded() {
                "groups of people"
            } else if names(model) != names(first) {
                "services"
            } else if frame(model) != frame(first) {
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

pub(super) fn frame(model: &Model) -> Frame {
    Frame { horizon: model.horizon, warm_up: model.warm_up, follow_up: model.follow_up, audit: model.audit }
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
