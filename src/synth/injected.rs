//! An injected inequity in place: how strong it is, and what it does at a number of sites with and without it.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::aim::Aim;
use super::ask::Refused;
use super::extract::{Extract, Late};
use super::inject::{Base, Injection, Mean, Sums, Unit, effects};
use super::watch::Site;
use crate::discipline::Registry;
use crate::engine::Halted;
use crate::error::Stopped;
use crate::experiment::Workers;
use crate::scenario::Scenario;

/// Sites at which the effect is measured.
const SITES: u64 = 40;

/// What is in the lists on purpose.
#[derive(Debug)]
pub struct Injected {
    what: Injection,
    strength: f64,
    /// Where an effect was asked for: the effect, and what was reached.
    reached: Option<(Aim, Mean)>,
    with: Vec<Sums>,
    without: Vec<Sums>,
}

/// What is needed to run sites.
pub(super) struct Runs<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) registry: &'a Registry,
    pub(super) workers: &'a dyn Workers,
    pub(super) halted: Halted<'a>,
}

impl Injected {
    /// Puts an inequity into an extract, as strong as is asked for.
    ///
    /// # Errors
    /// Where it cannot be put into the scenario, or the size cannot be reached.
    pub(super) fn put(extract: &mut Extract, what: Injection, runs: &Runs<'_>) -> Result<Self, Refused> {
        let plain = extract.clone();
        let without_late = |extract: &Extract| {
            // The same column without the inequity.
            let late = what.mechanism.late_days(0.0).map(|days| Late { group: what.group, days });
            Extract { late, ..extract.clone() }
        };
        let without = sums(&without_late(&plain), &what, None, runs)?;
        let at = |strength: f64| -> Result<(Extract, Vec<Sums>), Refused> {
            let base =
                Base { scenario: runs.scenario, variant: &plain.variant, model: &plain.model, registry: runs.registry };
            let model = what.mechanism.model(&base, what.group, strength);
            let model = model.map_err(|why| Refused::Ask(format!("--inject: `{}`: {why}", what.mechanism.name())))?;
            let late = what.mechanism.late_days(strength).map(|days| Late { group: what.group, days });
            let extract = Extract { model, late, ..plain.clone() };
            let sums = sums(&extract, &what, Some(strength), runs)?;
            Ok((extract, sums))
        };
        let (strength, reached, (found, with)) = match Aim::of(&what, plain.population) {
            Err(strength) => (strength, None, at(strength)?),
            Ok(aim) => {
                let (tried, made) = aim.reach(&what, plain.population, &without, &at)?;
                (tried.strength, Some((aim, tried.effect)), made)
            }
        };
        *extract = found;
        Ok(Self { what, strength, reached, with, without })
    }

    /// Runs a site with it; the pathways of the population.
    pub(super) fn site(&self, extract: &Extract, number: u64, halted: Halted<'_>) -> Result<Site, Stopped> {
        site(extract, &self.what, Some(self.strength), (number, halted))
    }

    /// Sums of the rows that are written.
    pub(super) fn sums(&self, extract: &Extract, site: &Site, chosen: &[super::table::Who]) -> Sums {
        Sums::of(extract, self.what.group, site, chosen)
    }

    /// What is true of it, with the sums of all rows that were written.
    #[must_use]
    pub fn truth(&self, extract: &Extract, files: &Sums) -> Value {
        let attribute = &extract.model.population.attributes[self.what.group.attribute];
        let unit = match self.what.mechanism.unit() {
            Unit::Days => "days",
            Unit::Ratio => "ratio",
        };
        let mut truth = json!({
            "mechanism": self.what.mechanism.name(),
            "meaning": self.what.mechanism.summary(),
            "attribute": attribute.name,
            "level": attribute.levels[self.what.group.level],
            "strength": self.strength,
            "strength_unit": unit,
            "coverage": 0.95,
            "gap": "the level minus all others, by true level; with and without the inequity the people and their luck are the same",
            "effects": effects(&self.with, &self.without, files),
        });
        truth["asked"] = match &self.reached {
            None => json!({ "of": "strength", "size": self.strength, "unit": unit }),
            Some((aim, _)) => aim.asked(),
        };
        if let Some((aim, reached)) = &self.reached {
            truth["reached"] = aim.reached(reached);
        }
        truth
    }
}

/// Runs a site, with an inequity of this strength where it acts on what has happened; the pathways of the population.
fn site(
    extract: &Extract,
    what: &Injection,
    strength: Option<f64>,
    (number, halted): (u64, Halted<'_>),
) -> Result<Site, Stopped> {
    match strength {
        Some(strength) if what.mechanism.acts_afterwards() => {
            let mut site = Site::run(&extract.model, number, halted)?;
            what.mechanism.after(&extract.model, &mut site, what.group, strength);
            site.keep(extract);
            Ok(site)
        }
        _ => Site::of(extract, number, halted),
    }
}

/// The sums of the whole population at each of the sites.
fn sums(extract: &Extract, what: &Injection, strength: Option<f64>, runs: &Runs<'_>) -> Result<Vec<Sums>, Refused> {
    let found: Vec<Mutex<Option<Result<Sums, Refused>>>> = (0..SITES).map(|_| Mutex::new(None)).collect();
    runs.workers.each(SITES as usize, &|i| {
        let site = site(extract, what, strength, (i as u64, runs.halted));
        let site = site.map(|site| Sums::of_all(extract, what.group, &site));
        let sums = site.map_err(|reason| match (runs.halted)() {
            true => Refused::Interrupted,
            false => Refused::Stopped { site: i as u64 + 1, reason },
        });
        *found[i].lock().unwrap_or_else(PoisonError::into_inner) = Some(sums);
    });
    let take = |m: Mutex<Option<Result<Sums, Refused>>>| {
        m.into_inner().unwrap_or_else(PoisonError::into_inner).unwrap_or(Err(Refused::Interrupted))
    };
    found.into_iter().map(take).collect()
}
