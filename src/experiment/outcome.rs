//! What came out of a plan, or of a part of it: cells are added, parts are merged, in any order to the same result.

use std::sync::Arc;

use super::gather::Packed;
use super::packed::Points;
use super::plan::scope;
use super::{Cell, Figures, Plan, PlanError, Readings, SeriesSums};
use crate::error::Stopped;
use crate::measure::{Layout, SeriesLayout};
use crate::population::Population;
use crate::tally::Scope;

/// A cell that a guard stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedCell {
    /// The variant, by index.
    pub variant: usize,
    /// The replication.
    pub replication: u64,
    /// Why.
    pub reason: Stopped,
}

/// What came out.
#[derive(Debug)]
pub struct Outcome {
    /// [`Plan::identity`] of the plan.
    pub identity: String,
    /// Names of the variants, as planned.
    pub variants: Vec<String>,
    /// Replications planned.
    pub replications: u64,
    /// How people differ.
    pub population: Population,
    /// What the runs were.
    pub scope: Scope,
    /// People that one simulated person stands for.
    pub scale: f64,
    /// The figures.
    pub layout: Arc<Layout>,
    /// The lines of the weekly series.
    pub series_layout: Arc<SeriesLayout>,
    /// Readings by variant and replication; none where the cell is not done.
    pub cells: Vec<Vec<Option<Arc<Readings>>>>,
    /// Sums of the weekly series by variant: line x points + point.
    pub series: Vec<SeriesSums>,
    /// The points of the weekly series of replication 0 by variant, all services together, sorted: line x points + point, and the value as an
    /// integer of the line's own unit. Means over replications vary less than any one of them does, so they do not show what a list looks like.
    pub first: Vec<Vec<(usize, i64)>>,
    /// Cells that a guard stopped, in order.
    pub stopped: Vec<StoppedCell>,
    /// Why cells were not run, where some were not: left out of the plan's range, or the user, unless the caller of a run knows another
    /// reason.
    pub interrupted: Stopped,
    /// Why a sink refused what it was given.
    pub sink_error: Option<std::io::Error>,
}

impl Outcome {
    /// Nothing yet, of all cells of a plan: finished cells are [added](Outcome::add), other parts [merged](Outcome::merge).
    ///
    /// # Errors
    /// Where the plan cannot be run.
    pub fn of(plan: &Plan<'_>) -> Result<Self, PlanError> {
        plan.check()?;
        let first = plan.variants[0].1;
        let layout = plan.figures();
        let series_layout = SeriesLayout::new(&layout, &first.population, first.audits());
        let variants = plan.variants.len();
        Ok(Self {
            identity: plan.identity(),
            variants: plan.variants.iter().map(|v| v.0.clone()).collect(),
            replications: plan.replications,
            population: first.population.clone(),
            scope: scope(first),
            scale: first.scale,
            cells: (0..variants).map(|_| (0..plan.replications).map(|_| None).collect()).collect(),
            series: vec![SeriesSums::new(series_layout.starts(layout.services()).into()); variants],
            first: vec![Vec::new(); variants],
            stopped: Vec::new(),
            interrupted: Stopped::LeftOut,
            sink_error: None,
            layout,
            series_layout: Arc::new(series_layout),
        })
    }

    /// Adds a finished cell.
    ///
    /// # Errors
    /// Where the cell is there already, or is none of this plan. Nothing is changed then.
    pub fn add(&mut self, cell: Cell) -> Result<(), MergeError> {
        let Cell { variant, replication, result } = cell;
        let lines = self.series.get(variant).map_or(0, SeriesSums::len);
        let fits = match &result {
            Ok(Figures { readings, points }) => {
                readings.len() == self.layout.rows.len() && points.iter().all(|(at, _)| *at < lines)
            }
            Err(_) => true,
        };
        if variant >= self.variants.len() || replication >= self.replications || !fits {
            return Err(MergeError::Different);
        }
        self.refuse_twice(variant, replication)?;
        match result {
            Ok(Figures { readings, points }) => {
                let readings = Readings::of(&self.layout, &readings);
                let mut points = points;
                points.sort_unstable();
                self.put(variant, replication, readings, std::iter::once(points.iter().copied()));
            }
            Err(reason) => self.stop(variant, replication, reason),
        }
        Ok(())
    }

    /// Adds a finished cell of this plan that is not there yet.
    pub(super) fn add_packed(&mut self, variant: usize, replication: u64, result: Result<Packed, Stopped>) {
        debug_assert!(!self.has(variant, replication), "variant {variant}, replication {replication}");
        match result {
            Ok(Packed { readings, points }) => {
                self.put(variant, replication, readings, points.iter().map(Points::iter));
            }
            Err(reason) => self.stop(variant, replication, reason),
        }
    }

    /// Keeps what was read; the points of each service are in order.
    fn put<P: Iterator<Item = (usize, i64)> + Clone>(
        &mut self,
        variant: usize,
        replication: u64,
        readings: Readings,
        pieces: impl Iterator<Item = P>,
    ) {
        self.cells[variant][replication as usize] = Some(Arc::new(readings));
        for points in pieces {
            self.series[variant].add(points.clone());
            if replication == 0 {
                let layout = &self.series_layout;
                let together = |(at, _): &(usize, i64)| layout.keys[at / layout.points].figure.service.is_none();
                self.first[variant].extend(points.filter(together));
            }
        }
        self.first[variant].sort_unstable();
    }

    fn stop(&mut self, variant: usize, replication: u64, reason: Stopped) {
        let at = self.stopped_at(variant, replication).unwrap_or_else(|at| at);
        self.stopped.insert(at, StoppedCell { variant, replication, reason });
    }

    /// Adds what came out of another part of the same plan.
    ///
    /// ```
    /// use std::sync::atomic::AtomicBool;
    /// use queuity::{compile, discipline, experiment::{Plan, run}};
    ///
    /// # let text = include_str!("../../scenarios/demo.toml").replace("104 weeks", "26 weeks");
    /// let scenario = compile::load(&text, &discipline::Registry::shipped()).unwrap();
    /// let part = |range| {
    ///     let plan = Plan { range: Some(range), replications: 3, ..Plan::of(&scenario) };
    ///     run(&plan, &|_| {}, &AtomicBool::new(false)).unwrap()
    /// };
    /// // In two places, at the same time perhaps.
    /// let (mut whole, rest) = (part(1..3), part(0..1));
    /// assert!(whole.is_partial());
    /// whole.merge(rest)?;
    /// assert!(!whole.is_partial());
    /// // Not a second time.
    /// assert!(whole.merge(part(2..3)).is_err());
    /// # Ok::<(), queuity::experiment::MergeError>(())
    /// ```
    ///
    /// # Errors
    /// Where a cell is in both, or the other is of another plan. Nothing is changed then.
    pub fn merge(&mut self, other: Outcome) -> Result<(), MergeError> {
        if self.identity != other.identity {
            return Err(MergeError::Different);
        }
        for (variant, cells) in other.cells.iter().enumerate() {
            for (replication, _) in (0..).zip(cells).filter(|(_, cell)| cell.is_some()) {
                self.refuse_twice(variant, replication)?;
            }
        }
        for cell in &other.stopped {
            self.refuse_twice(cell.variant, cell.replication)?;
        }
        for (mine, theirs) in self.cells.iter_mut().flatten().zip(other.cells.into_iter().flatten()) {
            if theirs.is_some() {
                *mine = theirs;
            }
        }
        for (mine, theirs) in self.series.iter_mut().zip(&other.series) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.first.iter_mut().zip(other.first) {
            if !theirs.is_empty() {
                *mine = theirs;
            }
        }
        self.stopped.extend(other.stopped);
        self.stopped.sort_by_key(StoppedCell::place);
        if self.interrupted == Stopped::LeftOut {
            self.interrupted = other.interrupted;
        }
        self.sink_error = self.sink_error.take().or(other.sink_error);
        Ok(())
    }

    /// Whether a cell is there, done or stopped by a guard.
    #[must_use]
    pub fn has(&self, variant: usize, replication: u64) -> bool {
        let done = |cells: &Vec<Option<Arc<Readings>>>| cells.get(replication as usize).is_some_and(Option::is_some);
        self.cells.get(variant).is_some_and(done) || self.stopped_at(variant, replication).is_ok()
    }

    fn refuse_twice(&self, variant: usize, replication: u64) -> Result<(), MergeError> {
        if self.has(variant, replication) {
            let variant = self.variants[variant].clone();
            return Err(MergeError::Twice { variant, replication });
        }
        Ok(())
    }

    fn stopped_at(&self, variant: usize, replication: u64) -> Result<usize, usize> {
        self.stopped.binary_search_by_key(&(replication, variant), StoppedCell::place)
    }

    /// Cells done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.cells.iter().flatten().filter(|c| c.is_some()).count() as u64
    }

    /// Cells planned.
    #[must_use]
    pub fn planned(&self) -> u64 {
        self.variants.len() as u64 * self.replications
    }

    /// Whether something planned is missing.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.done() < self.planned()
    }

    /// Why something planned is missing: the guards in order, each reason once, then what was not run.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        for cell in &self.stopped {
            let reason = format!("variant `{}`: {}", self.variants[cell.variant], cell.reason);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let missing = self.planned() - self.done() - self.stopped.len() as u64;
        if missing > 0 {
            reasons.push(format!("{}: {missing} of {} cells are missing", self.interrupted, self.planned()));
        }
        reasons
    }
}

impl StoppedCell {
    /// Where it stands in the order.
    fn place(&self) -> (u64, usize) {
        (self.replication, self.variant)
    }
}

/// Why a cell or a part cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// It is of another plan.
    #[error("these are results of another plan: policies, seed, replications, scenario, measures or version differ")]
    Different,
    /// It is there already.
    #[error("replication {replication} of variant `{variant}` is there already")]
    Twice {
        /// The variant.
        variant: String,
        /// The replication.
        replication: u64,
    },
}
