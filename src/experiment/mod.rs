//! Replications of all variants, in parallel, with results in index order.
//!
//! A cell is one replication of one variant; its parts, the services, run in jobs. A job is one service under all variants that
//! meet the same people there, so that they are drawn once; or the services that refer people on to each other under one variant,
//! which advance window by window, in parallel where threads are free. Jobs are claimed in order (replication by replication, so that
//! what is done after a stop is paired) and run on a local pool of threads. A cell is reduced at once to its readings and to
//! integer sums of the weekly series; its tallies are dropped. What comes out does not depend on the number of threads.
//!
//! ```no_run
//! use std::sync::atomic::AtomicBool;
//! use queuity::experiment::{Plan, run};
//! # fn demo(scenario: queuity::scenario::Scenario) -> Result<(), Box<dyn std::error::Error>> {
//! let plan = Plan::of(&scenario);
//! let outcome = run(&plan, &|progress| eprintln!("{} of {}", progress.done, progress.planned), &AtomicBool::new(false))?;
//! assert!(!outcome.is_partial());
//! # Ok(()) }
//! ```

mod cell;
mod jobs;
mod patients;
mod plan;
mod sums;

pub use patients::{ClassChange, PatientRow, PatientSink, Status};
pub use plan::{Halt, Plan, PlanError};
pub use sums::Sums;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use crate::engine::{Member, Nobody, Observer, coupled_unless, together_unless};
use crate::error::Stopped;
use crate::measure::{Grouped, Layout, Reading, SeriesLayout};
use crate::model::Model;
use crate::population::Population;
use crate::rng::Key;
use crate::tally::{Frame, Tally};
use plan::frame;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Cells done or stopped by a guard.
    pub done: u64,
    /// Cells planned.
    pub planned: u64,
    /// Threads that the system gave: as many as were asked for, or fewer.
    pub threads: usize,
}

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
    /// Names of the variants, as planned.
    pub variants: Vec<String>,
    /// Replications planned.
    pub replications: u64,
    /// How people differ.
    pub population: Population,
    /// What the runs were.
    pub frame: Frame,
    /// People that one simulated person stands for.
    pub scale: f64,
    /// The figures.
    pub layout: Layout,
    /// The lines of the weekly series.
    pub series_layout: SeriesLayout,
    /// Readings by variant and replication, each by row of the layout; none where the cell is not done.
    pub cells: Vec<Vec<Option<Vec<Reading>>>>,
    /// Sums of the weekly series by variant: line x points + point.
    pub series: Vec<Vec<Sums>>,
    /// Cells that a guard stopped, in order.
    pub stopped: Vec<StoppedCell>,
    /// Why cells were not run, where some were not: the user, unless the caller of a run knows another reason.
    pub interrupted: Stopped,
    /// Why rows of patients could not be written.
    pub sink_error: Option<std::io::Error>,
}

impl Outcome {
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

    /// Why something planned is missing: the guards in order, each reason once, then the user.
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

/// Threads as asked for, or as many as the system gives; none where it gives none, and one works all the same: the caller's.
fn pool(threads: usize) -> Option<rayon::ThreadPool> {
    let mut threads = if threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { threads };
    loop {
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => return Some(pool),
            Err(_) if threads > 1 => threads /= 2,
            Err(_) => return None,
        }
    }
}

/// Runs all cells of a plan. When `stop` becomes true, replications that have begun are finished under all variants and no other
/// begins: variants share the people of a replication, so that what is done is paired.
///
/// # Errors
/// Where the plan cannot be run. A guard that stops a cell is no error: see [`Outcome::reasons`].
pub fn run(plan: &Plan<'_>, progress: &(dyn Fn(Progress) + Sync), stop: &AtomicBool) -> Result<Outcome, PlanError> {
    run_cells(plan, progress, stop, None, usize::MAX, || Nobody, |_| Vec::new())
}

/// Like [`run`], and hands every pathway of every done cell to `sink`: cells in order of (replication, name of the variant), services in
/// order, people in order of (source, week, index).
///
/// # Errors
/// As [`run`]. An error of the sink ends the run and is in [`Outcome::sink_error`].
pub fn run_with_patients(
    plan: &Plan<'_>,
    progress: &(dyn Fn(Progress) + Sync),
    stop: &AtomicBool,
    sink: &mut dyn PatientSink,
) -> Result<Outcome, PlanError> {
    // The rows of one variant are as much as should be held at once.
    run_cells(plan, progress, stop, Some(sink), 1, patients::Watcher::default, patients::Watcher::rows)
}

/// `watcher` looks at one service of one cell, `rows` says what it has seen.
fn run_cells<'p, O: Observer + Send>(
    plan: &Plan<'p>,
    progress: &(dyn Fn(Progress) + Sync),
    stop: &AtomicBool,
    sink: Option<&mut dyn PatientSink>,
    most_together: usize,
    watcher: impl Fn() -> O + Sync,
    rows_of: impl Fn(O) -> Vec<PatientRow> + Sync,
) -> Result<Outcome, PlanError> {
    plan.check()?;
    let pool = pool(plan.threads);
    let threads = pool.as_ref().map_or(1, rayon::ThreadPool::current_num_threads);
    let told = |done| progress(Progress { done, planned: plan.cells(), threads });
    told(0);
    let halted = || plan.halt.is_some_and(|halt| halt.0());
    let first = plan.variants[0].1;
    let services: Vec<String> = first.services.iter().map(|s| s.name.clone()).collect();
    let layout = Layout::of(&plan.measures, &plan.models(), &plan.crossings, &plan.unreported);
    let series_layout =
        SeriesLayout::new(&first.population, &layout.subjects, &services, first.audits(), &plan.unreported);
    let lines = series_layout.keys.len() * series_layout.points;
    let frame = frame(first);
    let variants = plan.variants.len();
    let reduced = Mutex::new(Reduced {
        cells: (0..variants).map(|_| (0..plan.replications).map(|_| None).collect()).collect(),
        series: vec![vec![Sums::default(); lines]; variants],
        stopped: Vec::new(),
        done: 0,
    });
    let rows = Mutex::new(patients::InOrder::new(sink));

    // By name, so that the order in which variants are written down changes nothing.
    let mut order: Vec<usize> = (0..variants).collect();
    order.sort_by_key(|&v| &plan.variants[v].0);
    let how = cell::How { layout: &layout, series: &series_layout, frame: &frame };
    let models: Vec<&Model> = order.iter().map(|&v| plan.variants[v].1).collect();
    let jobs = jobs::plan(&models, plan.replications, threads, most_together);
    let work = jobs::Jobs::new(plan.replications as usize, &jobs, variants, services.len());
    let run_job = |round: usize, job: &jobs::Job| -> Vec<jobs::Made<Result<cell::Piece, Stopped>>> {
        let replication = round as u64;
        if halted() {
            return failed(job, &Stopped::Interrupted);
        }
        let piece = |variant: usize, service: usize, part: Result<(Tally, O), Stopped>| {
            let model = models[variant];
            let key = Key::new(model.seed, replication);
            let piece = part.map(|(tally, watcher)| {
                let rows = rows_of(watcher);
                let grouped = Grouped::of(&layout.subjects, &tally, &model.services[service]);
                drop(tally);
                cell::Piece::of(&how, key, service, grouped, rows)
            });
            (variant, service, piece)
        };
        match job {
            jobs::Job::Shared { service, variants } => {
                let models: Vec<&Model> = variants.iter().map(|&v| models[v]).collect();
                let parts = together_unless(&models, *service, replication, plan.departures, &halted, &watcher);
                variants.iter().zip(parts).map(|(v, part)| piece(*v, *service, part)).collect()
            }
            jobs::Job::Coupled { coupling, variant } => {
                // Threads that are free take members over; one that is not waits for none.
                let each = |members: &mut [Member<'_, O>]| match pool {
                    Some(_) => members.par_iter_mut().for_each(Member::advance),
                    None => members.iter_mut().for_each(Member::advance),
                };
                let parts =
                    coupled_unless(models[*variant], coupling, replication, plan.departures, &halted, &watcher, each);
                coupling.services.iter().zip(parts).map(|(s, part)| piece(*variant, *s, part)).collect()
            }
        }
    };
    let run_job =
        |round: usize, job: &jobs::Job| caught(|| run_job(round, job)).unwrap_or_else(|fault| failed(job, &fault));
    let finish_cell = |cell: usize, gathered: cell::Gathered| {
        let (variant, replication) = (order[cell % variants], (cell / variants) as u64);
        let whole = || gathered.whole(&how, Key::new(plan.variants[variant].1.seed, replication));
        let result = caught(whole).and_then(|result| result);
        let mut people = None;
        let done = {
            let mut reduced = jobs::lock(&reduced);
            match result {
                Ok((readings, points, rows)) => {
                    reduced.cells[variant][replication as usize] = Some(readings);
                    for (at, value) in points {
                        reduced.series[variant][at].add(value);
                    }
                    people = Some(rows);
                }
                // It was not stopped by a guard: it is missing.
                Err(Stopped::Interrupted) => return jobs::lock(&rows).cell(cell, variant, replication, None),
                Err(reason) => reduced.stopped.push(StoppedCell { variant, replication, reason }),
            }
            reduced.done += 1;
            reduced.done
        };
        let go_on = jobs::lock(&rows).cell(cell, variant, replication, people);
        told(done);
        go_on
    };
    let run = || work.run(stop, &run_job, &cell::Gathered::add, &finish_cell);
    match &pool {
        Some(pool) => _ = pool.broadcast(|_| run()),
        None => run(),
    }

    let Reduced { cells, series, mut stopped, .. } = jobs::into_inner(reduced);
    stopped.sort_by_key(|c| (c.replication, c.variant));
    Ok(Outcome {
        variants: plan.variants.iter().map(|v| v.0.clone()).collect(),
        replications: plan.replications,
        population: first.population.clone(),
        frame,
        scale: first.scale,
        cells,
        series,
        stopped,
        interrupted: Stopped::Interrupted,
        sink_error: jobs::into_inner(rows).error(),
        layout,
        series_layout,
    })
}

/// The results of a job that gives none: why, for each.
fn failed(job: &jobs::Job, why: &Stopped) -> Vec<jobs::Made<Result<cell::Piece, Stopped>>> {
    match job {
        jobs::Job::Shared { service, variants } => variants.iter().map(|&v| (v, *service, Err(why.clone()))).collect(),
        jobs::Job::Coupled { coupling, variant } => {
            coupling.services.iter().map(|&s| (*variant, s, Err(why.clone()))).collect()
        }
    }
}

/// A fault in one piece of work stops its cells alone; the rest is kept.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Stopped> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Stopped::Fault { what: text.unwrap_or_else(|| "no words".into()) }
    })
}

struct Reduced {
    cells: Vec<Vec<Option<Vec<Reading>>>>,
    series: Vec<Vec<Sums>>,
    stopped: Vec<StoppedCell>,
    done: u64,
}
