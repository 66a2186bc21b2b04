//! `queuity synth`: lists of invented people as files.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::arguments::{Population, Synth};
use super::exit::Failure;
use super::registries::Door;
use super::{compare, guard, input, load, print, progress, stop};
use crate::error::{nearest, visible};
use crate::experiment::Threads;
use crate::report::{self, ReportError};
use crate::scenario::Overrides;
use crate::study::Study;
use crate::synth::{self, Ask, Made, Refused, layout};

/// Makes the lists and writes them.
pub(crate) fn synth(asked: &Synth, door: Door<'_>) -> Result<(), Failure> {
    let input = input::read(&asked.file)?;
    let overrides = Overrides { seed: asked.seed, ..Overrides::default() };
    let study = load::load_with(&input, &overrides, door)?;
    let output = door.output;
    load::warn(&input, &study.scenario().warnings, load::Detail::Short, output);
    guard::admit_one(&study, &asked.limits, (&input, output))?;
    let synth = prepare(asked, &study)?;
    stop::begin(asked.limits.max_time);
    let formats = door.registries.formats.clone();
    let formats = if asked.raw { formats.with(report::csv::Raw) } else { formats };
    let date = |day: i64| study.date(day);
    let folder = report::Folder::claim(&asked.out, asked.force).map_err(|e| failed(&e))?;
    if input.file.as_ref().is_some_and(|file| folder.would_take(file)) {
        let path = asked.file.display();
        return Err(Failure::Usage(format!("error: the lists would replace `{path}`, the scenario itself")));
    }
    let mut lists = report::Lists::create(folder, &synth, &date, &formats, &asked.format).map_err(|e| failed(&e))?;
    let threads = Threads::new(compare::threads(asked.threads, output));
    let bar = progress::bar(asked.rows.unwrap_or(0), output.quiet);
    let advance = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let made = synth
        .make(&threads, &mut lists, &advance, &|| stop::halted() || stop::flag().load(Ordering::Relaxed))
        .map_err(refused)?;
    bar.finish_and_clear();
    let truth = truth(&study, &synth, &made);
    lists.finish(&synth, &made, &study.scenario().resolved, &truth).map_err(|e| failed(&e))?;
    let text = if output.json { format!("{truth:#}\n") } else { told(asked, &study, &synth, &made) };
    print(text.as_bytes())
}

fn prepare(asked: &Synth, study: &Study) -> Result<synth::Synth, Failure> {
    let layout = layout::by_name(&asked.layout).ok_or_else(|| {
        let known: Vec<&str> = layout::LAYOUTS.iter().map(|l| l.name()).collect();
        let help = nearest(&asked.layout, known.iter().copied())
            .map_or_else(|| format!("there are: {}", known.join(", ")), |n| format!("did you mean `{n}`?"));
        Failure::Usage(format!("error: there is no layout `{}`; {help}", visible(&asked.layout)))
    })?;
    let ask = Ask {
        rows: asked.rows,
        as_of: asked.as_of.clone(),
        from: asked.from.clone(),
        population: match asked.population {
            Population::Waiting => synth::Population::Waiting,
            Population::Referred => synth::Population::Referred,
            Population::All => synth::Population::All,
        },
        variant: asked.variant.clone(),
    };
    synth::Synth::new(study.scenario(), &ask, layout).map_err(refused)
}

fn refused(refused: Refused) -> Failure {
    let text = format!("error: {refused}");
    match refused {
        Refused::Ask(_) => Failure::Usage(text),
        Refused::Stopped { .. } => Failure::Refused(text),
        Refused::Sink(_) => Failure::File(text),
        Refused::Interrupted if stop::by() == Some(stop::By::TimeLimit) => {
            Failure::Refused("error: the time limit is reached; nothing was written".to_string())
        }
        Refused::Interrupted => Failure::Interrupted(text),
    }
}

fn failed(error: &ReportError) -> Failure {
    let text = format!("error: {error}");
    match error {
        ReportError::UnknownExtension { .. } => Failure::Usage(text),
        _ => Failure::File(text),
    }
}

/// What is true of the lists as a whole.
fn truth(study: &Study, synth: &synth::Synth, made: &Made) -> Value {
    let frame = synth.frame();
    let rows: serde_json::Map<String, Value> =
        synth.tables().iter().zip(&made.rows).map(|(t, n)| (t.name.to_string(), json!(n))).collect();
    json!({
        "layout": synth.layout().name(),
        "population": frame.population.name(),
        "from": study.date(frame.from),
        "as_of": study.date(frame.as_of),
        "variant": frame.variant,
        "seed": frame.model.seed,
        "pathways": made.pathways,
        "sites": made.sites,
        "scale": { "factor": made.sites, "meaning": "the scenario was run so many times over, each time as a site with luck of its own" },
        "sample": {
            "pathways_of_the_population": made.of,
            "share": made.pathways as f64 / made.of.max(1) as f64,
            "meaning": "whole people are drawn at random; capacity is that of the full services",
        },
        "one_row_stands_for": frame.model.scale,
        "rows": rows,
    })
}

fn told(asked: &Synth, study: &Study, synth: &synth::Synth, made: &Made) -> String {
    let frame = synth.frame();
    let sites = if made.sites == 1 { "1 site".to_string() } else { format!("{} sites", made.sites) };
    let sample = if made.of > made.pathways { format!(", a sample of {}", made.of) } else { String::new() };
    let mut text = format!(
        "Wrote {} pathways ({}, as of {}) of {sites}{sample}, to {}:\n",
        made.pathways,
        frame.population.name(),
        study.date(frame.as_of),
        asked.out.display()
    );
    for (table, rows) in synth.tables().iter().zip(&made.rows) {
        text.push_str(&format!("  {:14} {rows:>12}  {}\n", table.name, table.meaning));
    }
    text.push_str(
        "What the columns mean: datapackage.json. What is true of the people: truth.json and the tables truth_*.\n",
    );
    text
}
