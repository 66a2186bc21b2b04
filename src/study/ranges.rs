//! Which input the answer hangs on: every variant run again with one number at an end of its range and all others as given, on the same
//! people with the same luck.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Study;
use crate::compare::{self, Moved};
use crate::compile;
use crate::error::Stopped;
use crate::experiment::{self, Halt, Outcome, Plan, PlanError, Progress};
use crate::scenario::{Assumption, Document, Scenario};

/// A number at an end of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Where the number stands; `service[*]` for all services.
    pub path: String,
    /// `low` or `high`.
    pub end: &'static str,
    /// What the number is there.
    pub input: f64,
}

/// What came out with a number at an end of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct AtEnd {
    /// Which.
    pub end: End,
    /// The headline of every policy against the reference.
    pub rows: Vec<Moved>,
    /// Why there is none, or what to know about it.
    pub note: String,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranges {
    /// By path, low before high.
    pub ends: Vec<AtEnd>,
    /// How many there should be.
    pub planned: u64,
    /// Runs of each variant at each end.
    pub replications: u64,
    /// Why some are missing.
    pub interrupted: Option<Stopped>,
}

impl Ranges {
    /// How many are there.
    #[must_use]
    pub fn done(&self) -> u64 {
        if self.interrupted.is_some() { self.ends.len() as u64 } else { self.planned }
    }

    /// Why some are missing, in words; none where all are there.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        let missing = self.planned.saturating_sub(self.done());
        let why = self.interrupted.as_ref()?;
        (missing > 0).then(|| format!("{why}: {missing} of {} ends of ranges are missing", self.planned))
    }
}

/// How the ends are run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ways<'a> {
    /// Threads; 0 for all that the machine has.
    pub threads: usize,
    /// Asked whether to end at once.
    pub halt: Option<Halt<'a>>,
    /// Only the ends of these numbers, by path; none: all.
    pub only: Option<&'a [String]>,
}

impl Study {
    /// The ends that the scenario asks to be run: none without `ranges`, and none where nothing is compared.
    #[must_use]
    pub fn ends(&self) -> Vec<End> {
        let s = &self.scenario;
        if s.settings.ranges == 0 || s.variants.len() < 2 {
            return Vec::new();
        }
        let ends = |a: &Assumption| {
            let end = |end: &'static str, bound: Option<f64>| {
                bound.filter(|x| *x != a.value).map(|input| End { path: a.path.clone(), end, input })
            };
            [end("low", a.low), end("high", a.high)]
        };
        s.assumptions.iter().flat_map(ends).flatten().collect()
    }

    /// Runs every variant with each number at each end of its range, in as many replications as the scenario says, and holds the headline
    /// against that of `given`, the outcome as given. Where `stop` becomes true the end that is being run is dropped, and those after it
    /// are not begun. A number that cannot be moved by itself is told in a note.
    ///
    /// # Errors
    /// Where a plan cannot be run.
    pub fn ranges(
        &self,
        given: &Outcome,
        ways: &Ways<'_>,
        progress: &(dyn Fn(Progress) + Sync),
        stop: &AtomicBool,
    ) -> Result<Ranges, PlanError> {
        let s = &self.scenario;
        let mut ends = self.ends();
        ends.retain(|end| ways.only.is_none_or(|only| only.contains(&end.path)));
        let replications = s.settings.ranges;
        let each = s.variants.len() as u64 * replications;
        let planned = each * ends.len() as u64;
        let mut out = Ranges { ends: Vec::new(), planned: ends.len() as u64, replications, interrupted: None };
        // What is in the result: so a check finds the same.
        let document = Document::read(&s.resolved, &self.kit.disciplines);
        for (i, end) in ends.into_iter().enumerate() {
            let before = each * i as u64;
            let advance = |p: Progress| progress(Progress { done: before + p.done, planned, ..p });
            let compiled = document.clone().and_then(|d| compile::at_an_end(&d, &end.path, end.input));
            let (rows, note) = match compiled {
                Err(problems) => {
                    let why = problems.first().map_or_else(String::new, |p| p.message.clone());
                    (Vec::new(), format!("not run: it cannot be there while all others stay: {why}"))
                }
                Ok(scenario) => {
                    let outcome = experiment::run(&self.plan_at(&scenario, ways), &advance, stop)?;
                    if outcome.done() + (outcome.stopped.len() as u64) < outcome.planned() {
                        out.interrupted = Some(Stopped::Interrupted);
                        break;
                    }
                    let note = if outcome.stopped.is_empty() { String::new() } else { outcome.reasons().join("; ") };
                    (compare::moved(given, &outcome, &|variant| s.settings.reference_of(variant)), note)
                }
            };
            out.ends.push(AtEnd { end, rows, note });
            if stop.load(Ordering::Relaxed) && (out.ends.len() as u64) < out.planned {
                out.interrupted = Some(Stopped::Interrupted);
                break;
            }
        }
        Ok(out)
    }

    /// The runs with a number at an end: the measures of the headline are enough.
    fn plan_at<'s>(&self, scenario: &'s Scenario, ways: &Ways<'s>) -> Plan<'s> {
        Plan {
            replications: self.scenario.settings.ranges,
            threads: ways.threads,
            halt: ways.halt,
            measures: compare::headline(&self.kit.measures),
            crossings: Vec::new(),
            ..Plan::of(scenario)
        }
    }
}
