//! `queuity compare` and `queuity run`: simulate, show the table and the sentence, write the files.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::{Compare, Output, Run, RunOptions};
use super::exit::Failure;
use super::input::Input;
use super::print::print;
use super::registries::Door;
use super::run_log::RunLog;
use super::stop::{self, By};
use super::{guard, input, load, progress, show};
use crate::compare::Comparison;
use crate::error::Stopped;
use crate::experiment::{self, Halt, Outcome, Plan, PlanError, Progress};
use crate::forecast::Ways;
use crate::report;
use crate::scenario::Overrides;
use crate::study::Study;
use crate::study::ranges::{self, Ranges};

/// Simulates all variants and compares them with the reference.
pub(crate) fn compare(arguments: &Compare, door: Door<'_>) -> Result<(), Failure> {
    let input = input::read(&arguments.file)?;
    let overrides = Overrides { ranges: arguments.at_ends.ranges, ..arguments.settings.overrides() };
    let study = load::load_with(&input, &overrides, door)?;
    simulate(&input, &study, arguments.out.as_deref(), None, &arguments.settings, door)
}

/// Simulates one variant.
pub(crate) fn run(arguments: &Run, door: Door<'_>) -> Result<(), Failure> {
    let input = input::read(&arguments.file)?;
    let study = load::load(&input, Some(&arguments.settings), door)?;
    let study = study.only(arguments.variant.as_deref()).map_err(|e| Failure::Usage(format!("error: {e}")))?;
    simulate(&input, &study, arguments.out.as_deref(), arguments.patients.as_deref(), &arguments.settings, door)
}

/// Runs all cells of a scenario, prints what they say, and writes the files.
pub(crate) fn simulate(
    input: &Input,
    study: &Study,
    out: Option<&Path>,
    patients: Option<&Path>,
    settings: &RunOptions,
    door: Door<'_>,
) -> Result<(), Failure> {
    let mut log = RunLog::begin();
    let (scenario, output) = (study.scenario(), door.output);
    let mut plan = study.plan();
    plan.threads = threads(settings.threads, output);
    let layout = study.layout().map_err(|problems| load::invalid(input, &problems, output))?;
    let forecast = study.forecast();
    let warnings = study.warnings(&forecast);
    if !input.built_in {
        load::warn(input, &warnings, load::Detail::Short, output);
    }
    let estimate = guard::estimate(study, &layout, &forecast);
    drop(forecast);
    let ways = Ways {
        threads: plan.threads,
        replications: plan.replications,
        more: guard::more(study),
        files: out.is_some(),
        people: patients.map(guard::people_in),
    };
    guard::admit(&estimate, &ways, &settings.limits, (out, patients), (input, output))?;
    plan.layout = Some(layout);
    stop::begin(settings.limits.max_time);
    plan.halt = Some(Halt(&stop::halted));
    let folder = out.map(|out| report::Folder::claim(out, settings.force)).transpose().map_err(failed)?;
    if let (Some(folder), Some(path)) = (&folder, patients)
        && folder.would_replace(path)
    {
        let path = path.display();
        return Err(Failure::Usage(format!("error: `{path}` is the name of a result; give --patients another name")));
    }
    spare_the_input(input, folder.as_ref(), patients)?;
    let mut folder = folder;
    let (mut outcome, people) = run_plan(&plan, patients.map(|path| (path, study)), &mut folder, settings, door)?;
    if let (Some(limit), Some(By::TimeLimit)) = (settings.limits.max_time, stop::by()) {
        outcome.interrupted = Stopped::TimeLimit { limit };
    }
    if let Some(error) = &outcome.sink_error {
        return Err(Failure::File(format!("error: cannot write the patients: {error}")));
    }
    let mut comparison = study.compare(&outcome).map_err(|e| Failure::Invalid(format!("error: {e}")))?;
    let ranges = at_ends(study, &plan, &outcome, settings, output)?;
    if let Some(missing) = ranges.as_ref().and_then(Ranges::missing) {
        comparison.partial.push(missing);
        spare_the_whole(&mut folder)?;
    }
    let kept = folder.as_ref().is_some_and(|f| is_empty(&outcome) && f.holds_a_result());
    let there = folder.as_ref().map(|folder| folder.path().to_path_buf());
    if let Some(folder) = folder
        && !kept
    {
        log.expects(estimate.need(&ways));
        log.warns(&warnings);
        let made = Made { study, comparison: &comparison, outcome: &outcome, ranges: ranges.as_ref() };
        write(folder, &made, &log, plan.threads, &formats(settings, door))?;
    }
    let beside = there.as_deref() != out;
    let out = there.as_deref().filter(|_| !kept);
    let how = show::How { output, full: settings.full, ranges: ranges.as_ref() };
    print(show::comparison(scenario, &comparison, &outcome, &warnings, out, &how).as_bytes())?;
    let mut told = match (out, kept) {
        (_, true) => " Nothing is complete, so the earlier result stays.".to_string(),
        (Some(there), _) if beside => {
            format!(" The earlier result is complete, so it stays; what is done is in `{}`.", there.display())
        }
        (Some(_), _) => " What is done is kept.".to_string(),
        (None, _) => String::new(),
    };
    if let Some(people) = people {
        told.push_str(&format!(" The people of these are in `{}`.", people.display()));
    }
    partial(&comparison, &outcome, &told)
}

/// Whether nothing came out, not even why.
fn is_empty(outcome: &Outcome) -> bool {
    outcome.done() == 0 && outcome.stopped.is_empty()
}

/// A result with cells missing goes into a folder beside an earlier one that is complete, `out.PARTIAL` for `out`.
fn spare_the_whole(folder: &mut Option<report::Folder>) -> Result<(), Failure> {
    let Some(there) = folder.as_ref().filter(|folder| folder.holds_a_complete_result()) else { return Ok(()) };
    let mut beside = there.path().as_os_str().to_os_string();
    beside.push(".PARTIAL");
    *folder = Some(report::Folder::claim(Path::new(&beside), true).map_err(failed)?);
    Ok(())
}

/// Whether something is missing of what came out.
fn is_a_part(outcome: &Outcome) -> bool {
    outcome.is_partial() && !is_empty(outcome)
}

/// Runs every policy with each number at each end of its range, where the scenario asks for it and all else is done.
fn at_ends(
    study: &Study,
    plan: &Plan<'_>,
    outcome: &Outcome,
    settings: &RunOptions,
    output: &Output,
) -> Result<Option<Ranges>, Failure> {
    if study.ends().is_empty() || outcome.is_partial() {
        return Ok(None);
    }
    let bar = progress::bar(guard::more(study) * plan.variants.len() as u64, output.quiet);
    let advance = |p: Progress| bar.set_position(p.done);
    let ways = ranges::Ways { threads: plan.threads, halt: plan.halt, only: None };
    let found = study.ranges(outcome, &ways, &advance, stop::flag());
    bar.finish_and_clear();
    let mut found = found.map_err(|e| Failure::Refused(format!("error: {e}")))?;
    if let (Some(limit), Some(By::TimeLimit), true) =
        (settings.limits.max_time, stop::by(), found.interrupted.is_some())
    {
        found.interrupted = Some(Stopped::TimeLimit { limit });
    }
    Ok(Some(found))
}

/// Refuses to write over the scenario that is run.
fn spare_the_input(input: &Input, folder: Option<&report::Folder>, patients: Option<&Path>) -> Result<(), Failure> {
    let Some(file) = &input.file else { return Ok(()) };
    if let Some(path) = patients
        && report::Patients::names(path).iter().any(|name| report::same_file(name, file))
    {
        let (path, file) = (path.display(), file.display());
        let text = format!(
            "error: with --patients `{path}` a file would take the place of `{file}`, the scenario itself; give it another name"
        );
        return Err(Failure::Usage(text));
    }
    let there = std::fs::canonicalize(file).is_ok_and(|file| folder.is_some_and(|f| f.would_take(&file)));
    if there || folder.is_some_and(|f| f.would_take(file)) {
        let path = file.display();
        let text = format!("error: the result would replace `{path}`, the scenario itself; give --out another folder");
        return Err(Failure::Usage(text));
    }
    Ok(())
}

/// More threads than this help nobody.
const MOST_THREADS: usize = 64;

/// The number of threads, within reason: one for each core where 0 are asked for. Results do not depend on it.
pub(crate) fn threads(asked: usize, output: &Output) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if asked == 0 {
        return cores;
    }
    let most = cores.max(MOST_THREADS);
    if asked > most && !output.quiet {
        let _ =
            writeln!(std::io::stderr(), "note: {asked} threads are too many; {most} are used, with the same results");
    }
    asked.min(most)
}

/// What came out, and where the people are that a run left which was not complete.
fn run_plan(
    plan: &Plan<'_>,
    patients: Option<(&Path, &Study)>,
    folder: &mut Option<report::Folder>,
    settings: &RunOptions,
    door: Door<'_>,
) -> Result<(Outcome, Option<PathBuf>), Failure> {
    let output = door.output;
    let bar = progress::bar(plan.cells(), output.quiet);
    let advance = |p: Progress| {
        if p.done == 0 && p.threads < plan.threads && !output.quiet {
            let text =
                format!("note: the system gives {} of {} threads; the results are the same", p.threads, plan.threads);
            let _ = writeln!(std::io::stderr(), "{text}");
        }
        bar.set_position(p.done);
    };
    let refuse = |e: PlanError| Failure::Refused(format!("error: {e}"));
    let outcome = match patients {
        None => {
            let outcome = experiment::run(plan, &advance, stop::flag()).map_err(refuse)?;
            if is_a_part(&outcome) {
                spare_the_whole(folder)?;
            }
            (outcome, None)
        }
        Some((path, study)) => {
            let date = |day: i64| study.date(day);
            let formats = formats(settings, door);
            let mut table = report::Patients::create(path, plan, &date, &formats, settings.force).map_err(failed)?;
            let outcome = experiment::run_with_patients(plan, &advance, stop::flag(), &mut table).map_err(refuse)?;
            if is_a_part(&outcome) {
                spare_the_whole(folder)?;
            }
            let mut kept = None;
            if outcome.sink_error.is_none() {
                if let Some(folder) = folder.as_mut().filter(|folder| folder.has_place_of(path)) {
                    let path = table.finish_into(folder, outcome.is_partial()).map_err(failed)?;
                    kept = outcome.is_partial().then_some(path);
                } else if outcome.is_partial() {
                    kept = Some(table.finish_partial().map_err(failed)?);
                } else {
                    table.finish().map_err(failed)?;
                }
            }
            (outcome, kept)
        }
    };
    bar.finish_and_clear();
    Ok(outcome)
}

/// The formats of files.
fn formats(settings: &RunOptions, door: Door<'_>) -> report::Registry {
    let formats = door.registries.formats.clone();
    if settings.raw { formats.with(report::csv::Raw) } else { formats }
}

/// What is written.
struct Made<'a> {
    study: &'a Study,
    comparison: &'a Comparison,
    outcome: &'a Outcome,
    ranges: Option<&'a Ranges>,
}

fn write(
    folder: report::Folder,
    made: &Made<'_>,
    log: &RunLog,
    threads: usize,
    formats: &report::Registry,
) -> Result<(), Failure> {
    let date = |day: i64| made.study.date(day);
    let scenario = made.study.scenario();
    // A run that was stopped is not kept waiting.
    let lives = if made.outcome.is_partial() { None } else { made.study.first_lives() };
    let results = report::Results {
        outcome: made.outcome,
        comparison: made.comparison,
        ranges: made.ranges,
        scenario: &scenario.resolved,
        assumptions: &scenario.assumptions,
        title: &scenario.settings.title,
        question: &scenario.settings.question,
        seed: scenario.settings.seed,
        date: &date,
        lives: lives.as_ref(),
        formats,
    };
    folder.write_with_log(&results, &experiment::Threads::new(threads), &|| log.text(threads)).map_err(failed)?;
    Ok(())
}

/// A mistake of usage where the name was the user's to choose, else a fault of a file or device.
fn failed(error: report::ReportError) -> Failure {
    let text = format!("error: {error}");
    match error {
        report::ReportError::UnknownExtension { .. } => Failure::Usage(text),
        _ => Failure::File(text),
    }
}

/// A partial result is told on standard error and by the exit code.
fn partial(comparison: &Comparison, outcome: &Outcome, kept: &str) -> Result<(), Failure> {
    if comparison.partial.is_empty() {
        return Ok(());
    }
    let reasons = comparison.partial.join("\n");
    let nothing = if outcome.done() == 0 { " No replication is complete." } else { "" };
    let text =
        format!("PARTIAL: {} of {} cells are done.{nothing}{kept}\n{reasons}", outcome.done(), outcome.planned());
    Err(if outcome.stopped.iter().any(|cell| matches!(cell.reason, Stopped::Fault { .. })) {
        Failure::fault(&text)
    } else if stop::by() == Some(By::User) {
        Failure::Interrupted(text)
    } else {
        Failure::Partial(text)
    })
}
