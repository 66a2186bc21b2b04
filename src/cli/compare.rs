//! `queuity compare` and `queuity run`: simulate, show the table and the sentence, write the files.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::{Compare, Output, Run, Settings};
use super::exit::Failure;
use super::input::Input;
use super::render::Rendered;
use super::run_log::RunLog;
use super::stop::{self, By};
use super::{guard, input, load, print, progress, show};
use crate::compare::{self, Comparison, Matters, MattersError};
use crate::error::{Problem, Stopped};
use crate::experiment::{self, Halt, Outcome, Plan, PlanError, Progress};
use crate::forecast::{self, Ways};
use crate::measure::Layout;
use crate::report;
use crate::scenario::{self, Scenario};
use crate::tally::Limit;

/// Simulates all variants and compares them with the reference.
pub(crate) fn compare(arguments: &Compare, output: &Output) -> Result<(), Failure> {
    let input = input::read(&arguments.file)?;
    let scenario = load::load(&input, Some(&arguments.settings), output)?;
    simulate(&input, &scenario, arguments.out.as_deref(), None, &arguments.settings, output)
}

/// Simulates one variant.
pub(crate) fn run(arguments: &Run, output: &Output) -> Result<(), Failure> {
    let input = input::read(&arguments.file)?;
    let mut scenario = load::load(&input, Some(&arguments.settings), output)?;
    let chosen = match &arguments.variant {
        None => scenario.settings.reference,
        Some(name) => scenario.variants.iter().position(|v| v.name == *name).ok_or_else(|| {
            let names: Vec<&str> = scenario.variants.iter().map(|v| v.name.as_str()).collect();
            let near = crate::error::nearest(name, names.iter().copied());
            Failure::Usage(format!(
                "error: there is no variant `{name}`; {}",
                near.map_or_else(|| format!("there are: {}", names.join(", ")), |n| format!("did you mean `{n}`?"))
            ))
        })?,
    };
    scenario.variants = vec![scenario.variants.swap_remove(chosen)];
    scenario.settings.reference = 0;
    simulate(&input, &scenario, arguments.out.as_deref(), arguments.patients.as_deref(), &arguments.settings, output)
}

/// The figures of a plan. Refuses variants that cannot be compared, and primary measures that no registered measure gives.
pub(crate) fn layout(plan: &Plan<'_>, scenario: &Scenario, input: &Input, output: &Output) -> Result<Layout, Failure> {
    let invalid = |problems: Vec<Problem>| {
        let text = String::from_utf8_lossy(&input.bytes);
        Rendered { name: &input.name, text: &text, output }.failure(&problems)
    };
    plan.check().map_err(|error| {
        let message = error.to_string();
        invalid(vec![match error {
            PlanError::Different { variant, first, .. } => Problem::new("Q0460", set_of(&variant), message)
                .at_key()
                .also(set_of(&first))
                .help("a variant sets numbers and rules, not who is there or which services there are"),
            _ => Problem::new("Q0460", "", message),
        }])
    })?;
    let layout = Layout::of(&plan.measures, &plan.models(), &plan.crossings, &plan.unreported);
    let s = &scenario.settings;
    let wrong = |at: String, names: &[String]| {
        let error = compare::check(plan, &layout, s.reference, names).err()?;
        let problem = Problem::new("Q0705", at, error.to_string());
        let known = |limit: &Limit| layout.measure_names().iter().any(|name| Limit::named(name) == Some(*limit));
        Some(match names.iter().find_map(|name| Limit::named(name)).filter(|limit| !known(limit)) {
            Some(limit) => {
                let limit =
                    if limit.days % 7 == 0 { (limit.days / 7).to_string() } else { format!("\"{} days\"", limit.days) };
                problem.help(format!("figures are told by the limits of the scenario: add {limit} to `limits_weeks` (unless said [18, 52, 65])"))
            }
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
    let at = |e: &MattersError| scenario::Settings::place_of_smallest(e.name());
    problems.extend(matters.iter().map(|e| Problem::new("Q0706", at(e), e.to_string()).at_key()));
    if problems.is_empty() { Ok(layout) } else { Err(invalid(problems)) }
}

/// Where a variant says what it sets.
fn set_of(variant: &str) -> String {
    if variant.contains([']', '"']) { format!("variant[{variant:?}].set") } else { format!("variant[{variant}].set") }
}

/// Runs all cells of a scenario, prints what they say, and writes the files.
pub(crate) fn simulate(
    input: &Input,
    scenario: &Scenario,
    out: Option<&Path>,
    patients: Option<&Path>,
    settings: &Settings,
    output: &Output,
) -> Result<(), Failure> {
    let mut log = RunLog::begin();
    let mut plan = Plan::of(scenario);
    plan.threads = threads(settings.threads, output);
    let layout = layout(&plan, scenario, input, output)?;
    let forecast = forecast::forecast(scenario);
    let warnings = load::warnings(scenario, &forecast);
    if !input.built_in {
        load::warn(input, &warnings, load::Detail::Short, output);
    }
    let estimate = guard::estimate(&layout, scenario, &forecast);
    drop(forecast);
    let ways = Ways {
        threads: plan.threads,
        replications: plan.replications,
        files: out.is_some(),
        people: patients.map(guard::people_in),
    };
    guard::admit(&estimate, &ways, &settings.limits, (out, patients), (input, output))?;
    drop(layout);
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
    let (mut outcome, people) =
        run_plan(&plan, patients.map(|path| (path, scenario)), folder.as_mut(), settings, output)?;
    if let (Some(limit), Some(By::TimeLimit)) = (settings.limits.max_time, stop::by()) {
        outcome.interrupted = Stopped::TimeLimit { limit };
    }
    if let Some(error) = &outcome.sink_error {
        return Err(Failure::File(format!("error: cannot write the patients: {error}")));
    }
    let date = |day: i64| scenario.settings.date(day);
    let matters = Matters(scenario.settings.matters.clone());
    let how = compare::Settings {
        reference: scenario.settings.reference,
        primary: &scenario.settings.primary,
        matters: &matters,
        date: &date,
    };
    let comparison = compare::compare(&outcome, &how).map_err(|e| Failure::Invalid(format!("error: {e}")))?;
    let empty = outcome.done() == 0 && outcome.stopped.is_empty();
    let kept = folder.as_ref().is_some_and(|f| empty && f.holds_a_result());
    if let Some(folder) = folder
        && !kept
    {
        log.expects(estimate.need(&ways));
        log.warns(&warnings);
        write(folder, scenario, &comparison, &outcome, &log, plan.threads, &formats(settings))?;
    }
    let out = out.filter(|_| !kept);
    print(show::comparison(scenario, &comparison, &outcome, &warnings, out, output).as_bytes())?;
    let mut told = match (out, kept) {
        (_, true) => " Nothing is complete, so the earlier result stays.".to_string(),
        (Some(_), _) => " What is done is kept.".to_string(),
        (None, _) => String::new(),
    };
    if let Some(people) = people {
        told.push_str(&format!(" The people of these are in `{}`.", people.display()));
    }
    partial(&comparison, &outcome, &told)
}

/// Refuses to write over the scenario that is run.
fn spare_the_input(input: &Input, folder: Option<&report::Folder>, patients: Option<&Path>) -> Result<(), Failure> {
    let Some(file) = &input.file else { return Ok(()) };
    if let Some(path) = patients
        && (report::same_file(path, file) || report::same_file(&report::Patients::partial_name(path), file))
    {
        let path = path.display();
        return Err(Failure::Usage(format!("error: `{path}` is the scenario itself; give --patients another name")));
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
    patients: Option<(&Path, &Scenario)>,
    folder: Option<&mut report::Folder>,
    settings: &Settings,
    output: &Output,
) -> Result<(Outcome, Option<PathBuf>), Failure> {
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
        None => (experiment::run(plan, &advance, stop::flag()).map_err(refuse)?, None),
        Some((path, scenario)) => {
            let date = |day: i64| scenario.settings.date(day);
            let formats = formats(settings);
            let mut table = report::Patients::create(path, plan, &date, &formats, settings.force).map_err(failed)?;
            let outcome = experiment::run_with_patients(plan, &advance, stop::flag(), &mut table).map_err(refuse)?;
            let mut kept = None;
            if outcome.sink_error.is_none() {
                if let Some(folder) = folder.filter(|folder| folder.has_place_of(path)) {
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
fn formats(settings: &Settings) -> report::Registry {
    let shipped = report::Registry::shipped();
    if settings.raw { shipped.with(report::csv::Raw) } else { shipped }
}

fn write(
    folder: report::Folder,
    scenario: &Scenario,
    comparison: &Comparison,
    outcome: &Outcome,
    log: &RunLog,
    threads: usize,
    formats: &report::Registry,
) -> Result<(), Failure> {
    let date = |day: i64| scenario.settings.date(day);
    let results = report::Results {
        outcome,
        comparison,
        scenario: &scenario.resolved,
        assumptions: &scenario.assumptions,
        title: &scenario.settings.title,
        question: &scenario.settings.question,
        seed: scenario.settings.seed,
        date: &date,
        formats,
    };
    folder.write_with_log(&results, &|| log.text(threads)).map_err(failed)?;
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
