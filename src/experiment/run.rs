//! Carrying a plan out: jobs are claimed in order, and finished cells go to the outcome and to the sinks.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use super::cell::Cell;
use super::gather::{Gathered, How, Packed, Piece};
use super::jobs::{self, Job, Jobs, Made};
use super::patients::{InOrder, PatientRow, PatientSink, Watcher};
use super::{Outcome, Plan, PlanError, Workers};
use crate::engine::{Member, Nobody, Observer, coupled_unless, together_unless};
use crate::error::Stopped;
use crate::measure::Grouped;
use crate::model::Model;
use crate::rng::Key;
use crate::tally::Tally;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Cells done or stopped by a guard.
    pub done: u64,
    /// Cells that are to be run.
    pub planned: u64,
    /// Threads that the system gave: as many as were asked for, or fewer.
    pub threads: usize,
}

/// Takes finished cells, each once, in the order in which they end.
pub trait CellSink: Send {
    /// A cell that is done, or that a guard stopped.
    ///
    /// # Errors
    /// Where it cannot be taken: the run ends, no further cell comes, and the error is in [`Outcome::sink_error`].
    fn cell(&mut self, cell: &Cell) -> io::Result<()>;
}

/// Where the parts of a run go while it goes on; nowhere by default.
#[derive(Default)]
pub struct Sinks<'s> {
    /// Every finished cell.
    pub cells: Option<&'s mut dyn CellSink>,
    /// Every pathway of every cell that is done, in order (see [`run_with_patients`]). Cells that the plan does not want have none.
    pub patients: Option<&'s mut dyn PatientSink>,
}

impl std::fmt::Debug for Sinks<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let there = (self.cells.is_some(), self.patients.is_some());
        f.debug_struct("Sinks").field("cells", &there.0).field("patients", &there.1).finish()
    }
}

/// Runs all cells of a plan on as many threads as it asks for (on the caller's alone without the feature `threads`). When `stop` becomes
/// true, replications that have begun are finished under all variants and no other begins: variants share the people of a replication, so
/// that what is done is paired.
///
/// # Errors
/// Where the plan cannot be run. A guard that stops a cell is no error: see [`Outcome::reasons`].
pub fn run(plan: &Plan<'_>, progress: &(dyn Fn(Progress) + Sync), stop: &AtomicBool) -> Result<Outcome, PlanError> {
    run_on(&workers(plan), plan, progress, stop, Sinks::default())
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
    run_on(&workers(plan), plan, progress, stop, Sinks { patients: Some(sink), ..Sinks::default() })
}

#[cfg(feature = "threads")]
fn workers(plan: &Plan<'_>) -> impl Workers {
    super::Threads::new(plan.threads)
}

#[cfg(not(feature = "threads"))]
fn workers(_plan: &Plan<'_>) -> impl Workers {
    super::Alone
}

/// Runs the cells that a plan wants on whatever hands there are; finished cells and pathways go to the sinks while it runs. The outcome
/// has no other cells: those that were done before are [added](Outcome::add) or [merged](Outcome::merge).
///
/// ```
/// use std::sync::atomic::AtomicBool;
/// use queuity::experiment::{Alone, Cell, CellSink, Outcome, Plan, Sinks, run_on};
/// use queuity::{compile, discipline};
///
/// /// Lines of JSON; a file would do as well.
/// #[derive(Default)]
/// struct Lines(Vec<String>);
///
/// impl CellSink for Lines {
///     fn cell(&mut self, cell: &Cell) -> std::io::Result<()> {
///         self.0.push(serde_json::to_string(cell)?);
///         Ok(())
///     }
/// }
///
/// # let text = include_str!("../../scenarios/demo.toml").replace("104 weeks", "26 weeks");
/// let scenario = compile::load(&text, &discipline::Registry::shipped()).unwrap();
/// let mut plan = Plan { replications: 2, ..Plan::of(&scenario) };
/// let mut lines = Lines::default();
/// let stop = AtomicBool::new(false);
/// let first = run_on(&Alone, &plan, &|_| {}, &stop, Sinks { cells: Some(&mut lines), ..Sinks::default() })?;
///
/// // Later, with some of the cells lost: what is there is not run again.
/// lines.0.truncate(3);
/// let mut again = Outcome::of(&plan)?;
/// for line in &lines.0 {
///     let cell: Cell = serde_json::from_str(line)?;
///     plan.done.insert((cell.variant, cell.replication));
///     again.add(cell)?;
/// }
/// again.merge(run_on(&Alone, &plan, &|_| {}, &stop, Sinks::default())?)?;
/// assert_eq!((again.cells, again.series), (first.cells, first.series));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`run`].
pub fn run_on(
    workers: &dyn Workers,
    plan: &Plan<'_>,
    progress: &(dyn Fn(Progress) + Sync),
    stop: &AtomicBool,
    sinks: Sinks<'_>,
) -> Result<Outcome, PlanError> {
    let how = (workers, progress, stop);
    if sinks.patients.is_some() {
        // The rows of one variant are as much as should be held at once.
        run_cells(how, plan, sinks, 1, Watcher::default, Watcher::rows)
    } else {
        run_cells(how, plan, sinks, usize::MAX, || Nobody, |_| Vec::new())
    }
}

/// `watcher` looks at one service of one cell, `rows` says what it has seen.
fn run_cells<O: Observer + Send>(
    (workers, progress, stop): (&dyn Workers, &(dyn Fn(Progress) + Sync), &AtomicBool),
    plan: &Plan<'_>,
    sinks: Sinks<'_>,
    most_together: usize,
    watcher: impl Fn() -> O + Sync,
    rows_of: impl Fn(O) -> Vec<PatientRow> + Sync,
) -> Result<Outcome, PlanError> {
    let outcome = Outcome::of(plan)?;
    let (planned, threads) = (plan.wanted(), workers.hands());
    let told = |done| progress(Progress { done, planned, threads });
    told(0);
    let halted = || plan.halt.is_some_and(|halt| halt.0());
    let (layout, series, scope) = (outcome.layout.clone(), outcome.series_layout.clone(), outcome.scope);
    let how = How { layout: &layout, series: &series, scope: &scope };
    let (variants, services) = (plan.variants.len(), plan.variants[0].1.services.len());

    // By name, so that the order in which variants are written down changes nothing.
    let mut order: Vec<usize> = (0..variants).collect();
    order.sort_by_key(|&v| &plan.variants[v].0);
    let models: Vec<&Model> = order.iter().map(|&v| plan.variants[v].1).collect();
    let any = |r: &u64| order.iter().any(|&v| plan.wants(v, *r));
    let rounds: Vec<u64> = plan.replications_now().filter(any).collect();
    let wants = |round: usize, place: usize| plan.wants(order[place], rounds[round]);
    let coming = (0..rounds.len() * variants).filter(|cell| wants(cell / variants, cell % variants));

    let results = Mutex::new(Reduced { outcome, done: 0 });
    let rows = Mutex::new(InOrder::new(sinks.patients, coming));
    let cells = Mutex::new(Handed { sink: sinks.cells, error: None });
    let jobs = jobs::plan(&models, rounds.len() as u64, threads, most_together);
    let work = Jobs::new(rounds.len(), &jobs, variants, services);
    let run_job = |round: usize, job: &Job| -> Vec<Made<Result<Piece, Stopped>>> {
        let replication = rounds[round];
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
                Piece::of(&how, key, service, grouped, rows)
            });
            (variant, service, piece)
        };
        match job {
            Job::Shared { service, variants } => {
                let models: Vec<&Model> = variants.iter().map(|&v| models[v]).collect();
                let parts = together_unless(&models, *service, replication, plan.departures, &halted, &watcher);
                variants.iter().zip(parts).map(|(v, part)| piece(*v, *service, part)).collect()
            }
            Job::Coupled { coupling, variant } => {
                let (model, each) = (models[*variant], |members: &mut [Member<'_, O>]| advance(workers, members));
                let parts = coupled_unless(model, coupling, replication, plan.departures, &halted, &watcher, each);
                coupling.services.iter().zip(parts).map(|(s, part)| piece(*variant, *s, part)).collect()
            }
        }
    };
    let run_job = |round: usize, job: &Job| match job.only(|place| wants(round, place)) {
        Some(job) => caught(|| run_job(round, &job)).unwrap_or_else(|fault| failed(&job, &fault)),
        None => Vec::new(),
    };
    let finish_cell = |number: usize, gathered: Gathered| {
        let (variant, replication) = (order[number % variants], rounds[number / variants]);
        let whole = || gathered.whole(&how, Key::new(plan.variants[variant].1.seed, replication));
        let (result, people) = match caught(whole).and_then(|result| result) {
            Ok((figures, people)) => (Ok(figures), Some(people)),
            // It was not stopped by a guard: it is missing.
            Err(Stopped::Interrupted) => return jobs::lock(&rows).cell(number, variant, replication, None),
            Err(reason) => (Err(reason), None),
        };
        let taken = jobs::lock(&cells).cell(variant, replication, &result);
        let done = jobs::lock(&results).add(variant, replication, result);
        let go_on = jobs::lock(&rows).cell(number, variant, replication, people) && taken;
        told(done);
        go_on
    };
    workers.pull(&|| work.run(stop, &run_job, &Gathered::add, &finish_cell));

    let Reduced { mut outcome, done } = jobs::into_inner(results);
    if done < planned {
        outcome.interrupted = Stopped::Interrupted;
    }
    outcome.sink_error = jobs::into_inner(rows).error().or(jobs::into_inner(cells).error);
    Ok(outcome)
}

/// Advances the members of a coupling by a window, on hands that are free.
fn advance<O: Observer + Send>(workers: &dyn Workers, members: &mut [Member<'_, O>]) {
    if workers.hands() == 1 || members.len() == 1 {
        return members.iter_mut().for_each(Member::advance);
    }
    // Each is locked once: the lock says that no two hands have the same.
    let members: Vec<Mutex<&mut Member<'_, O>>> = members.iter_mut().map(Mutex::new).collect();
    workers.each(members.len(), &|i| jobs::lock(&members[i]).advance());
}

/// The results of a job that gives none: why, for each.
fn failed(job: &Job, why: &Stopped) -> Vec<Made<Result<Piece, Stopped>>> {
    match job {
        Job::Shared { service, variants } => variants.iter().map(|&v| (v, *service, Err(why.clone()))).collect(),
        Job::Coupled { coupling, variant } => {
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

/// What came out so far.
struct Reduced {
    outcome: Outcome,
    done: u64,
}

impl Reduced {
    /// Adds a cell, and says how many there are.
    fn add(&mut self, variant: usize, replication: u64, result: Result<Packed, Stopped>) -> u64 {
        self.outcome.add_packed(variant, replication, result);
        self.done += 1;
        self.done
    }
}

/// The sink of cells, until it refuses one.
struct Handed<'s> {
    sink: Option<&'s mut dyn CellSink>,
    error: Option<io::Error>,
}

impl Handed<'_> {
    /// Hands a cell on; whether the run may go on.
    fn cell(&mut self, variant: usize, replication: u64, result: &Result<Packed, Stopped>) -> bool {
        if let (Some(sink), None) = (self.sink.as_mut(), &self.error) {
            let result = result.as_ref().map(Packed::figures).map_err(Clone::clone);
            self.error = sink.cell(&Cell { variant, replication, result }).err();
        }
        self.error.is_none()
    }
}
