//! What a mechanism of inequity is.

use std::fmt::Debug;

use super::effect::Reading;
use crate::discipline::Registry;
use crate::model::Model;
use crate::scenario::Scenario;
use crate::synth::ask::Population;
use crate::synth::group::Group;
use crate::synth::watch::Site;

/// What a mechanism is put into.
#[derive(Clone, Copy, Debug)]
pub struct Base<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The policy, by name.
    pub variant: &'a str,
    /// The policy up to the day of the lists.
    pub model: &'a Model,
    /// The disciplines that a scenario may name.
    pub registry: &'a Registry,
}

/// What the strength of a mechanism is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Days,
    /// A ratio: of odds, or of rates.
    Ratio,
}

/// Ten years: no strength and no effect is greater.
pub(super) const MOST_DAYS: f64 = 3_650.0;

/// A mechanism.
pub trait Mechanism: Debug + Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// One line for lists.
    fn summary(&self) -> &'static str;

    /// What its strength is.
    fn unit(&self) -> Unit;

    /// The greatest strength: ten years, or a ratio that leaves hardly anybody out.
    fn most(&self) -> f64 {
        match self.unit() {
            Unit::Days => MOST_DAYS,
            Unit::Ratio => 200.0,
        }
    }

    /// Whether its strength is in whole units only.
    fn is_whole(&self) -> bool {
        false
    }

    /// What an effect in days is about.
    fn days_of(&self, population: Population) -> Reading {
        match population {
            Population::Waiting => Reading::WaitOfWaiting,
            Population::Referred | Population::All => Reading::WaitOfTreated,
        }
    }

    /// The policy with it.
    ///
    /// # Errors
    /// Why it cannot be put into this scenario.
    fn model(&self, base: &Base<'_>, _group: Group, _strength: f64) -> Result<Model, String> {
        Ok(base.model.clone())
    }

    /// The days that it puts between the first presentation and the referral, where it does.
    fn late_days(&self, _strength: f64) -> Option<i64> {
        None
    }

    /// The share that it is about, which `+10 points` raise; none where it is about days only.
    fn share(&self) -> Option<Reading> {
        None
    }

    /// Whether it changes what has happened, and so perhaps who is of the population.
    fn acts_afterwards(&self) -> bool {
        false
    }

    /// What it does to what has happened.
    fn after(&self, _model: &Model, _site: &mut Site, _group: Group, _strength: f64) {}
}
