//! A study is a scenario that was read and checked, with everything you can do with it. The command, a program in Rust and a page in a browser
//! all go through here. So each of them can do what the others can, with the same messages.
//!
//! There is no terminal, clock, thread or file here. Text comes in as bytes, and the caller passes in how to show progress and when to stop.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//! use queuity::study::{Kit, Study};
//!
//! let text = r#"
//! queuity = 1
//! [scenario]
//! start = 2026-01-05
//! horizon = "26 weeks"
//! replications = 4
//! [[service]]
//! name = "knees"
//! referrals = { per_week = 10 }
//! waiting = { bands_weeks = [0, 18, 52], count = [120, 80] }
//! slots = { per_week = 11 }
//! [[variant]]
//! name = "first come"
//! discipline = { kind = "first come" }
//! [[variant]]
//! name = "random"
//! discipline = { kind = "random" }
//! "#;
//! let study = Study::read(text.as_bytes(), &Kit::shipped(), &Default::default())?;
//! let forecast = study.forecast();
//! assert!(forecast.services[0].growth_per_week < 0.0);
//! let outcome = study.run(&|_| (), &AtomicBool::new(false))?;
//! let comparison = study.compare(&outcome)?;
//! assert_eq!(comparison.reference, "first come");
//! assert!(comparison.contrasts.iter().any(|row| row.key.measure == "weeks_untreated"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod kit;
pub mod ranges;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub use kit::Kit;

use crate::compare::{self, CompareError, Comparison, Matters, MattersError};
use crate::compile;
use crate::error::{Problem, nearest};
use crate::experiment::{self, Outcome, Plan, PlanError, Progress};
use crate::forecast::{Estimate, FileBytes, Forecast, Machine};
use crate::measure::Layout;
use crate::scenario::{self, Overrides, Scenario, Settings};
use crate::tally::Limit;
use crate::why::{Answer, Lives, Question, WhyError};

/// A scenario that was read and checked, with the lists it was read with.
#[derive(Clone, Debug)]
pub struct Study {
    scenario: Scenario,
    kit: Kit,
}

/// A text that is no valid scenario.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Invalid {
    /// The text that the paths of the problems lead into; bytes that are not text are replaced.
    pub text: String,
    /// All that is wrong, and what is worth a warning.
    pub problems: Vec<Problem>,
}

/// A scenario has no variant of a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no variant `{name}`; {}", .nearest.as_ref().map_or_else(|| format!("there are: {}", .known.join(", ")), |n| format!("did you mean `{n}`?")))]
pub struct NoVariant {
    /// As asked.
    pub name: String,
    /// The nearest name.
    pub nearest: Option<String>,
    /// All names.
    pub known: Vec<String>,
}

impl Study {
    /// Reads a scenario from the bytes of a file (TOML, or JSON of the same shape), checks and compiles it.
    ///
    /// # Errors
    /// Every problem that was found, in the order of the text; codes `Q05..` are refusals by a resource guard.
    pub fn read(bytes: &[u8], kit: &Kit, overrides: &Overrides) -> Result<Self, Invalid> {
        let text = scenario::decode(bytes)
            .map_err(|problems| Invalid { text: String::from_utf8_lossy(bytes).into_owned(), problems })?;
        match compile::load_with(&text, &kit.disciplines, overrides) {
            Ok(scenario) => Ok(Self { scenario, kit: kit.clone() }),
            Err(problems) => Err(Invalid { text, problems }),
        }
    }

    /// A study of a scenario that is compiled already.
    #[must_use]
    pub fn of(scenario: Scenario, kit: &Kit) -> Self {
        Self { scenario, kit: kit.clone() }
    }

    /// The same with one of its variants alone: the named one, or the reference.
    ///
    /// # Errors
    /// Where there is no such variant.
    pub fn only(mut self, variant: Option<&str>) -> Result<Self, NoVariant> {
        let variants = &mut self.scenario.variants;
        let chosen = match variant {
            None => self.scenario.settings.reference,
            Some(name) => variants.iter().position(|v| v.name == name).ok_or_else(|| {
                let known: Vec<String> = variants.iter().map(|v| v.name.clone()).collect();
                let nearest = nearest(name, known.iter().map(String::as_str)).map(str::to_string);
                NoVariant { name: name.into(), nearest, known }
            })?,
        };
        *variants = vec![variants.swap_remove(chosen)];
        self.scenario.settings.reference = 0;
        // One policy is held against nothing, under one reading of how people are seen or under two.
        self.scenario.settings.second_reading.clear();
        Ok(self)
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The lists it was read with.
    #[must_use]
    pub fn kit(&self) -> &Kit {
        &self.kit
    }

    /// The date of a day of the run, or its number where the scenario has no dates.
    #[must_use]
    pub fn date(&self, day: i64) -> String {
        self.scenario.settings.date(day)
    }

    /// All cells of the scenario, with the measures of the kit.
    #[must_use]
    pub fn plan(&self) -> Plan<'_> {
        Plan { measures: self.kit.measures.clone(), ..Plan::of(&self.scenario) }
    }

    /// The figures that a run gives.
    ///
    /// # Errors
    /// Variants that cannot be compared, and primary measures or smallest differences that no measure of the kit gives: all of them, with
    /// their places.
    pub fn layout(&self) -> Result<Arc<Layout>, Vec<Problem>> {
        let plan = self.plan();
        plan.check().map_err(|error| vec![incomparable(&error)])?;
        let layout = plan.figures();
        let s = &self.scenario.settings;
        let wrong = |at: String, names: &[String]| {
            let error = compare::check(&plan, &layout, s.reference, names).err()?;
            let problem = Problem::new("Q0705", at, error.to_string());
            let known = |limit: &Limit| layout.measure_names().iter().any(|name| Limit::named(name) == Some(*limit));
            Some(match names.iter().find_map(|name| Limit::named(name)).filter(|limit| !known(limit)) {
                Some(limit) => problem.help(add_limit(limit)),
                None => problem,
            })
        };
        // Each name by itself, so that all that are wrong are told.
        let each = s.primary.iter().enumerate();
        let mut problems: Vec<Problem> =
            each.filter_map(|(i, name)| wrong(format!("scenario.primary[{i}]"), std::slice::from_ref(name))).collect();
        if problems.is_empty() {
            problems.extend(wrong("scenario.primary".to_string(), &s.primary));
        }
        let matters = Matters(s.matters.clone()).errors(&layout);
        let at = |e: &MattersError| Settings::place_of_smallest(e.name());
        problems.extend(matters.iter().map(|e| Problem::new("Q0706", at(e), e.to_string()).at_key()));
        if problems.is_empty() { Ok(layout) } else { Err(problems) }
    }

    /// What a run would do, without running it: loads, drifts, sizes.
    #[must_use]
    pub fn forecast(&self) -> Forecast {
        crate::forecast::forecast(&self.scenario)
    }

    /// All that is to be warned of: what was found in the text, and what a run would show.
    #[must_use]
    pub fn warnings(&self, forecast: &Forecast) -> Vec<Problem> {
        let own = self.no_ends();
        let of_text = &self.scenario.warnings;
        // A rate that looks like a percentage is why so many leave: that is told once.
        let told = |warning: &&Problem| {
            let below = format!("{}.", warning.path);
            let course = warning.path.ends_with(".course");
            let of_course =
                |w: &Problem| w.path.contains(&below) || (course && w.path.contains("service_defaults.course."));
            let under = |w: &Problem| w.path.ends_with(".per_year") && of_course(w);
            warning.code != "W0644" || !of_text.iter().any(|w| w.code == "W0659" && under(w))
        };
        of_text.iter().chain(forecast.warnings.iter().filter(told)).cloned().chain(own).collect()
    }

    /// Where ends of ranges are asked for and there are none.
    fn no_ends(&self) -> Option<Problem> {
        let s = &self.scenario;
        let why = match s.variants.len() {
            _ if s.settings.ranges == 0 || !self.ends().is_empty() => return None,
            1 => "there is one policy, and nothing to compare",
            _ => "no number has a range",
        };
        let message = format!("ends of ranges are asked for, but {why}: nothing is run at them");
        let help = "write { value = 62, low = 57, high = 66 } where you are not sure of a number";
        Some(Problem::new("W0658", "scenario.ranges", message).help(help))
    }

    /// What a run needs on a machine: time, memory and disk, usually within a factor of two.
    #[must_use]
    pub fn estimate(&self, layout: &Layout, forecast: &Forecast, machine: Machine, bytes: FileBytes) -> Estimate {
        Estimate::new(layout, &self.scenario, forecast, (machine, bytes))
    }

    /// Runs all cells; see [`experiment::run`] for the ways of stopping.
    ///
    /// # Errors
    /// Where the plan cannot be run. A guard that stops a cell is no error: see [`Outcome::reasons`].
    pub fn run(&self, progress: &(dyn Fn(Progress) + Sync), stop: &AtomicBool) -> Result<Outcome, PlanError> {
        experiment::run(&self.plan(), progress, stop)
    }

    /// Compares what came out with the reference.
    ///
    /// # Errors
    /// Where a primary measure is not one of the figures; [`Study::layout`] finds that before a run.
    pub fn compare(&self, outcome: &Outcome) -> Result<Comparison, CompareError> {
        let s = &self.scenario.settings;
        let matters = Matters(s.matters.clone());
        let date = |day: i64| self.date(day);
        let terms = compare::Terms {
            reference: s.reference,
            primary: &s.primary,
            second_reading: &s.second_reading,
            matters: &matters,
            date: &date,
        };
        compare::compare(outcome, &terms)
    }

    /// Why one person was called when they were.
    ///
    /// # Errors
    /// Where the question names something that is not there, or a guard stops the cell.
    pub fn patient(&self, question: &Question<'_>, name: &str) -> Result<Answer, WhyError> {
        crate::why::patient(&self.scenario, question, name)
    }

    /// One life of each level of an attribute: the first, or the named one.
    ///
    /// # Errors
    /// As [`Study::patient`].
    pub fn lives(&self, question: &Question<'_>, by: Option<&str>) -> Result<Lives, WhyError> {
        crate::why::lives(&self.scenario, question, by)
    }

    /// One life of each level of the first attribute, on the first list, in replication 0 under the reference, as a result keeps them; none
    /// where people do not differ, or a guard stops the cell.
    #[must_use]
    pub fn first_lives(&self) -> Option<Lives> {
        let model = &self.scenario.variants.get(self.scenario.settings.reference)?.model;
        let service = model.services.first().map(|s| s.name.as_str());
        self.lives(&Question { service, variant: None, replication: 0 }, None).ok()
    }
}

/// Why variants cannot be compared, at the place that makes them differ.
fn incomparable(error: &PlanError) -> Problem {
    let message = error.to_string();
    match error {
        PlanError::Different { variant, first, .. } => Problem::new("Q0460", set_of(variant), message)
            .at_key()
            .also(set_of(first))
            .help("a variant sets numbers and rules, not who is there or which services there are"),
        _ => Problem::new("Q0460", "", message),
    }
}

/// What to do where a measure is of a limit that the scenario does not tell.
fn add_limit(limit: Limit) -> String {
    let limit = if limit.days % 7 == 0 { (limit.days / 7).to_string() } else { format!("\"{} days\"", limit.days) };
    format!("figures are told by the limits of the scenario: add {limit} to `limits_weeks` (default [18, 52, 65])")
}

/// Where a variant says what it sets.
fn set_of(variant: &str) -> String {
    if variant.contains([']', '"']) { format!("variant[{variant:?}].set") } else { format!("variant[{variant}].set") }
}
