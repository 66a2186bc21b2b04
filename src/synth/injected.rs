//! An injected inequity in place: how strong it is, and what it does at a number of sites with and without it.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::ask::{Population, Refused};
use super::frame::{Frame, Late};
use super::inject::{Base, Injection, Reading, Size, Sums, difference, effects};
use super::watch::Site;
use crate::discipline::Registry;
use crate::engine::Halted;
use crate::experiment::Workers;
use crate::scenario::Scenario;

/// Sites at which the effect is measured.
const SITES: u64 = 40;
/// Halvings of the strength when a size is looked for.
const HALVINGS: u32 = 16;
/// A size is met when the effect is so near to it, in parts of it.
const NEAR: f64 = 0.01;

/// What is in the lists on purpose.
#[derive(Debug)]
pub struct Injected {
    what: Injection,
    strength: f64,
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
    /// Puts an inequity into a frame, as strong as is asked for.
    ///
    /// # Errors
    /// Where it cannot be put into the scenario, or the size cannot be reached.
    pub(super) fn put(frame: &mut Frame, what: Injection, runs: &Runs<'_>) -> Result<Self, Refused> {
        let plain = frame.clone();
        let without_late = |frame: &Frame| {
            // The same column without the inequity.
            let late = what.mechanism.late_days(0.0).map(|days| Late { group: what.group, days });
            Frame { late, ..frame.clone() }
        };
        let without = sums(&without_late(&plain), &what, None, runs)?;
        let at = |strength: f64| -> Result<(Frame, Vec<Sums>), Refused> {
            let base =
                Base { scenario: runs.scenario, variant: &plain.variant, model: &plain.model, registry: runs.registry };
            let model = what.mechanism.model(&base, what.group, strength);
            let model = model.map_err(|why| Refused::Ask(format!("--inject: `{}`: {why}", what.mechanism.name())))?;
            let late = what.mechanism.late_days(strength).map(|days| Late { group: what.group, days });
            let frame = Frame { model, late, ..plain.clone() };
            let sums = sums(&frame, &what, Some(strength), runs)?;
            Ok((frame, sums))
        };
        let (strength, (found, with)) = match what.size {
            Size::Strength(strength) => (strength, at(strength)?),
            Size::Days(_) | Size::Points(_) => search(&what, &plain, &without, &at)?,
        };
        *frame = found;
        Ok(Self { what, strength, with, without })
    }

    /// What it does to a site that has run.
    pub(super) fn after(&self, frame: &Frame, site: &mut Site) {
        self.what.mechanism.after(&frame.model, site, self.what.group, self.strength);
    }

    /// Sums of the rows that are written.
    pub(super) fn sums(&self, frame: &Frame, site: &Site, chosen: &[super::table::Who]) -> Sums {
        Sums::of(frame, self.what.group, site, chosen)
    }

    /// What is true of it, with the sums of all rows that were written.
    #[must_use]
    pub fn truth(&self, frame: &Frame, files: &Sums) -> Value {
        let attribute = &frame.model.population.attributes[self.what.group.attribute];
        let unit = match self.what.mechanism.unit() {
            super::inject::Unit::Days => "days",
            super::inject::Unit::Ratio => "ratio",
        };
        json!({
            "mechanism": self.what.mechanism.name(),
            "meaning": self.what.mechanism.summary(),
            "attribute": attribute.name,
            "level": attribute.levels[self.what.group.level],
            "strength": self.strength,
            "strength_unit": unit,
            "coverage": 0.95,
            "gap": "the level minus all others, by true level; with and without the inequity the people and their luck are the same",
            "effects": effects(&self.with, &self.without, files),
        })
    }
}

/// The strength that has the size, by halving between none and the most that is tried.
fn search(
    what: &Injection,
    frame: &Frame,
    without: &[Sums],
    at: &dyn Fn(f64) -> Result<(Frame, Vec<Sums>), Refused>,
) -> Result<(f64, (Frame, Vec<Sums>)), Refused> {
    let (reading, target, unit) = match what.size {
        Size::Points(points) => {
            // Points are asked for only where there is a share.
            (what.mechanism.share().unwrap_or(Reading::Missed), points / 100.0, "points")
        }
        Size::Days(days) | Size::Strength(days) => {
            let waits = frame.population == Population::Waiting;
            (if waits { Reading::WaitOfWaiting } else { Reading::WaitOfTreated }, days, "days")
        }
    };
    let place = Reading::ALL.iter().position(|r| *r == reading).unwrap_or(0);
    let effect = |sums: &[Sums]| difference(sums, without, place).map(|mean| mean.value);
    let shown = |x: f64| if unit == "points" { format!("{:.1} points", 100.0 * x) } else { format!("{x:.1} days") };
    let refuse = |most: Option<f64>| {
        let name = reading.name().0;
        let most = most.map_or_else(
            || "it is not known at two sites".to_string(),
            |most| format!("the most that was found is {}", shown(most)),
        );
        Refused::Ask(format!(
            "--inject: `{}` cannot make an effect of {} on {name} in this scenario; {most}: ask for less, or for another mechanism",
            what.mechanism.name(),
            shown(target)
        ))
    };
    // An effect need not grow for ever: it is looked for where it grows.
    let whole = what.mechanism.unit() == super::inject::Unit::Days;
    let (mut low, mut high) = (if whole { 0.0 } else { 1.0 }, if whole { 7.0 } else { 1.5 });
    let mut best: Option<f64> = None;
    let mut reached = loop {
        let made = at(high)?;
        let Some(found) = effect(&made.1) else { return Err(refuse(best)) };
        best = Some(best.map_or(found, |b| b.max(found)));
        if found >= target {
            break made;
        }
        if high >= what.mechanism.most() {
            return Err(refuse(best));
        }
        low = high;
        high = (high * 2.0).min(what.mechanism.most());
    };
    for _ in 0..HALVINGS {
        let found = effect(&reached.1).unwrap_or(target);
        if (found - target).abs() <= NEAR * target || (whole && high - low <= 1.0) {
            break;
        }
        let middle = if whole { ((low + high) / 2.0).floor() } else { (low + high) / 2.0 };
        let made = at(middle)?;
        match effect(&made.1) {
            Some(found) if found >= target => (high, reached) = (middle, made),
            _ => low = middle,
        }
    }
    Ok((high, reached))
}

/// The sums of the whole population at each of the sites.
fn sums(frame: &Frame, what: &Injection, strength: Option<f64>, runs: &Runs<'_>) -> Result<Vec<Sums>, Refused> {
    let found: Vec<Mutex<Option<Result<Sums, Refused>>>> = (0..SITES).map(|_| Mutex::new(None)).collect();
    runs.workers.each(SITES as usize, &|i| {
        let site = Site::run(&frame.model, i as u64, runs.halted).map(|mut site| {
            if let Some(strength) = strength {
                what.mechanism.after(&frame.model, &mut site, what.group, strength);
            }
            Sums::of_all(frame, what.group, &site)
        });
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
