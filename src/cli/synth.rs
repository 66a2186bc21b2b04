//! `queuity synth`: lists of invented people as files.

use std::path::Path;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::arguments::{Output, Population, Synth};
use super::exit::Failure;
use super::input::Input;
use super::print::print;
use super::real::Real;
use super::refused::refused;
use super::registries::Door;
use super::render::Rendered;
use super::{against, compare, guard, input, limits, load, progress, stop, table};
use crate::error::{instead, visible};
use crate::experiment::Threads;
use crate::report::{self, ReportError};
use crate::scenario::{self, Overrides};
use crate::study::Study;
use crate::synth::inject::Injection;
use crate::synth::mess::{Idle, PROFILES, Profile};
use crate::synth::table::Table;
use crate::synth::{self, Ask, Made, benchmarks, layout};

/// Makes the lists and writes them.
pub(crate) fn synth(asked: &Synth, door: Door<'_>) -> Result<(), Failure> {
    let Some(name) = &asked.benchmark else {
        return make(asked, &input::read(asked.file.as_deref().unwrap_or(Path::new("-")))?, door).map(|_| ());
    };
    let benchmark = benchmarks::by_name(name).ok_or_else(|| {
        let known: Vec<&str> = benchmarks::BENCHMARKS.iter().map(|b| b.name).collect();
        Failure::Usage(format!("error: there is no benchmark `{}`; {}", visible(name), instead(name, &known)))
    })?;
    let own = Synth {
        rows: Some(benchmark.rows),
        as_of: Some(benchmarks::AS_OF.to_string()),
        population: Population::All,
        mess: benchmark.mess.map(str::to_string),
        inject: benchmark.inject.map(str::to_string),
        ..asked.clone()
    };
    let bytes = benchmarks::SCENARIO.as_bytes().to_vec();
    let input = Input { name: "the scenario of the benchmarks".to_string(), file: None, bytes, built_in: true };
    let found = make(&own, &input, door)?;
    if found == benchmark.sha256 {
        return Ok(());
    }
    let version = benchmarks::VERSION;
    Err(Failure::Mismatch(format!(
        "error: the tables are not those of version {version} of the benchmark `{name}`: their hash is {found}, and the frozen one {}",
        benchmark.sha256
    )))
}

/// Makes lists and writes them; the hash of their tables comes back.
fn make(asked: &Synth, input: &Input, door: Door<'_>) -> Result<String, Failure> {
    let overrides = Overrides { seed: asked.seed, ..Overrides::default() };
    let study = load::load_with(input, &overrides, door)?;
    let output = door.output;
    if !input.built_in {
        load::warn(input, &study.scenario().warnings, load::Detail::Short, output);
    }
    guard::admit_one(&study, &asked.limits, (input, output))?;
    let derived = against::gate(input)?;
    let other = against::asked(asked, door)?;
    let real = match asked.real.as_slice() {
        [] => None,
        paths => Some(Real::open(paths, input, derived)?),
    };
    let faults = asked.mess.as_deref().map(|mess| Faults::read(Path::new(mess), output)).transpose()?;
    let (synth, ask) = prepare(asked, &study)?;
    let own_format = [synth.layout().format().to_string()];
    let named = if asked.format.is_empty() { &own_format[..] } else { &asked.format };
    enough_disk(asked, synth.layout(), named.len())?;
    let formats = door.registries.formats.clone();
    let formats = if asked.raw { formats.with(report::csv::Raw) } else { formats };
    // A document that no other layout can be.
    let formats = if own_format[0] == "json" { formats.with(report::ocel::Ocel) } else { formats };
    known_formats(named, &formats)?;
    enough_room(asked, &synth, &formats, named)?;
    let population = &study.scenario().variants[0].model.population;
    let injection = asked.inject.as_deref().map(|text| Injection::parse(text, population)).transpose();
    let injection = injection.map_err(|e| Failure::Usage(format!("error: {e}")))?;
    stop::begin(asked.limits.max_time);
    let halted = || stop::halted() || stop::flag().load(Ordering::Relaxed);
    let threads = Threads::new(compare::threads(asked.threads, output));
    let date = |day: i64| study.date(day);
    let folder = report::Folder::claim(&asked.out, asked.force).map_err(|e| failed(&e))?;
    if let Some(file) = input.file.as_ref().filter(|file| folder.would_take(file)) {
        let path = file.display();
        return Err(Failure::Usage(format!("error: the lists would replace `{path}`, the scenario itself")));
    }
    let synth = match injection {
        Some(what) => {
            synth.inject(what, study.scenario(), &study.kit().disciplines, &threads, &halted).map_err(refused)?
        }
        None => synth,
    };
    let synth = match faults {
        Some(faults) => faults.into(synth, output)?,
        None => synth,
    };
    let mut lists = report::Lists::create(folder, &synth, &date, &formats, named).map_err(|e| failed(&e))?;
    let bar = progress::bar(asked.rows.unwrap_or(0), output.quiet);
    let advance = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let made = synth.make(&threads, &mut lists, &advance, &halted).map_err(refused)?;
    bar.finish_and_clear();
    let mut truth = truth(asked, &study, &synth, &made);
    if derived {
        truth["derived"] =
            json!("the scenario comes from rows of real people: no count of fewer than 8 of them is in it");
    }
    if let Some(real) = &real {
        truth["real_people"] = real.hold(&synth, &made)?;
    }
    let held = other.map(|other| against::compare(&other, &ask, (&synth, &made), &threads, &halted)).transpose()?;
    let more = held.as_ref().map(|(found, remarks)| ("against.json", against::as_json(found, remarks)));
    let finished = lists.finish(&synth, &made, &study.scenario().resolved, &truth, more.as_ref());
    let written = finished.map_err(|e| failed(&e))?;
    let mut text = match output {
        Output { json: true, .. } => format!("{truth:#}\n"),
        Output { quiet: true, .. } => String::new(),
        _ => told(asked, &study, &synth, &made),
    };
    if let (Some(words), false) = (truth["real_people"]["in_words"].as_str(), output.json || output.quiet) {
        text.push_str(&format!("{words}\n"));
    }
    if let (Some((found, remarks)), Some(path), false) = (&held, &asked.against, output.json) {
        text.push_str(&against::told(found, remarks, path));
    }
    print(text.as_bytes())?;
    Ok(written.tables_sha256)
}

fn prepare(asked: &Synth, study: &Study) -> Result<(synth::Synth, Ask), Failure> {
    let layout = layout::by_name(&asked.layout).ok_or_else(|| {
        let known: Vec<&str> = layout::LAYOUTS.iter().map(|l| l.name()).collect();
        let help = instead(&asked.layout, &known);
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
    let synth = synth::Synth::new(study.scenario(), &ask, layout).map_err(refused)?;
    let counted = asked.against.is_some() || !asked.real.is_empty();
    Ok((if counted { synth.portrayed() } else { synth }, ask))
}

fn failed(error: &ReportError) -> Failure {
    let text = format!("error: {error}");
    match error {
        ReportError::UnknownExtension { .. } => Failure::Usage(text),
        _ => Failure::File(text),
    }
}

/// What is true of the lists as a whole.
fn truth(asked: &Synth, study: &Study, synth: &synth::Synth, made: &Made) -> Value {
    let extract = synth.extract();
    let rows: serde_json::Map<String, Value> =
        synth.tables().iter().zip(&made.rows).map(|(t, n)| (t.name.to_string(), json!(n))).collect();
    let name = |table: &Table, at: Option<usize>| at.map(|at| table.fields[at].name().to_string());
    let keys: serde_json::Map<String, Value> = (synth.tables().iter())
        .filter(|t| t.identifier().is_some())
        .map(|t| (t.name.to_string(), json!({ "id": name(t, t.identifier()), "person": name(t, t.person()) })))
        .collect();
    let mut truth = json!({
        "layout": synth.layout().name(),
        "population": extract.population.name(),
        "from": study.date(extract.from),
        "as_of": study.date(extract.as_of),
        "variant": extract.variant,
        "seed": extract.model.seed,
        "pathways": made.pathways,
        "sites": made.sites,
        "scale": { "factor": made.sites, "meaning": "the scenario was run so many times over, each time as a site with luck of its own" },
        "sample": {
            "pathways_of_the_population": made.of,
            "share": made.pathways as f64 / made.of.max(1) as f64,
            "meaning": "whole people are drawn at random; capacity is that of the full services",
        },
        "one_row_stands_for": extract.model.scale,
        "rows": rows,
        "keys": keys,
    });
    if let Some(profile) = &asked.mess {
        truth["faults"] = json!({
            "profile": Path::new(profile).file_stem().map(|s| s.to_string_lossy()),
            "meaning": "each row of truth_faults is one; rows that are there twice come on top of the pathways, and those that arrive late are not there",
            "made": made.faults,
            "not_in_this_layout": synth.idle().iter().map(|idle| idle.name.as_str()).collect::<Vec<_>>(),
        });
    }
    if let Some(injected) = synth.injected() {
        truth["inequity"] = injected.truth(synth.extract(), &made.sums);
    }
    truth
}

/// Refuses a format that is not there.
fn known_formats(named: &[String], formats: &report::Registry) -> Result<(), Failure> {
    let known: Vec<&str> = formats.iter().map(report::Format::extension).collect();
    let unknown = named.iter().filter(|name| formats.by_extension(name).is_none());
    let lines: Vec<String> = unknown
        .map(|name| match name.to_ascii_lowercase().as_str() {
            "json" => {
                "error: --format json is that of the layout `ocel2` alone; lines of JSON are `ndjson`".to_string()
            }
            _ => format!("error: there is no format `{}`; {}", visible(name), instead(name, &known)),
        })
        .collect();
    if lines.is_empty() { Ok(()) } else { Err(Failure::Usage(lines.join("\n"))) }
}

/// Refuses what would fill the disk, before anything is written.
fn enough_disk(asked: &Synth, layout: &dyn layout::Layout, formats: usize) -> Result<(), Failure> {
    // No format takes more room than CSV but JSON, which repeats the names of columns.
    let bytes = layout.bytes() as f64 * if ["ndjson", "json"].contains(&layout.format()) { 2.0 } else { 1.0 };
    let need = asked.rows.unwrap_or(0) as f64 * bytes * formats as f64;
    match limits::free_disk(&asked.out) {
        Some(free) if need > free => Err(Failure::Refused(format!(
            "error: these lists need up to {} of disk, and {} are free for `{}`; ask for fewer --rows, one --format, or another disk",
            limits::shown(need),
            limits::shown(free),
            asked.out.display()
        ))),
        _ => Ok(()),
    }
}

/// Refuses what does not fit a file of a format, before anything is written.
fn enough_room(
    asked: &Synth,
    synth: &synth::Synth,
    formats: &report::Registry,
    named: &[String],
) -> Result<(), Failure> {
    let need = synth.layout().least_rows(asked.rows.unwrap_or(0));
    let small = (named.iter())
        .filter_map(|name| formats.by_extension(name))
        .find_map(|f| f.most_rows().filter(|most| need > *most).map(|most| (f.name().to_string(), most)));
    small.map_or(Ok(()), |(name, most)| {
        Err(Failure::Usage(format!(
            "error: --format {name}: a table of these lists has {need} rows or more, and a file of this format holds {most}; ask for fewer \
             --rows, or for --format csv or parquet"
        )))
    })
}

/// A profile of faults, with its text for messages.
struct Faults {
    /// Whether it ships, for all layouts.
    ships: bool,
    name: String,
    text: String,
    profile: Profile,
}

impl Faults {
    /// A profile that ships, or of a file.
    fn read(asked: &Path, output: &Output) -> Result<Self, Failure> {
        let shipped = PROFILES.iter().find(|p| asked == Path::new(p.name));
        let (name, text) = match shipped {
            Some(shipped) => (format!("the profile `{}`", shipped.name), shipped.text.to_string()),
            None => {
                if asked != Path::new("-") && asked.symlink_metadata().is_err() {
                    return Err(Self::unknown(&asked.to_string_lossy()));
                }
                let input = input::read(asked)?;
                let text =
                    scenario::decode(&input.bytes).map_err(|problems| load::invalid(&input, &problems, output))?;
                (input.name, text)
            }
        };
        match Profile::parse(&text) {
            Ok(profile) => Ok(Self { ships: shipped.is_some(), name, text, profile }),
            Err(problems) => Err(Rendered { name: &name, text: &text, output }.failure(&problems)),
        }
    }

    fn unknown(name: &str) -> Failure {
        let known: Vec<&str> = PROFILES.iter().map(|p| p.name).collect();
        let help = instead(name, &known);
        Failure::Usage(format!("error: --mess: there is no profile and no file `{}`; {help}", visible(name)))
    }

    /// Puts them into lists. Where none of them can be made, a profile that ships is told of, and one of the user's own is not what was meant.
    fn into(self, synth: synth::Synth, output: &Output) -> Result<synth::Synth, Failure> {
        let spoilt = synth.spoil(&self.profile).and_then(|synth| {
            let none = !self.ships && !synth.idle().is_empty() && synth.idle().len() == self.profile.fault.len();
            if none { Err(synth.idle().iter().map(Idle::problem).collect()) } else { Ok(synth) }
        });
        spoilt.map_err(|mut problems| {
            scenario::document::sort(&self.text, &mut problems);
            Rendered { name: &self.name, text: &self.text, output }.failure(&problems)
        })
    }
}

fn told(asked: &Synth, study: &Study, synth: &synth::Synth, made: &Made) -> String {
    let extract = synth.extract();
    let sites = if made.sites == 1 { "1 site".to_string() } else { format!("{} sites", made.sites) };
    let sample = if made.of > made.pathways { format!(", a sample of {}", made.of) } else { String::new() };
    let mut text = format!(
        "Wrote {} pathways ({}, as of {}) of {sites}{sample}, to {}:\n",
        made.pathways,
        extract.population.name(),
        study.date(extract.as_of),
        asked.out.display()
    );
    for (table, rows) in synth.tables().iter().zip(&made.rows) {
        text.push_str(&format!("  {:14} {rows:>12}  {}\n", table.name, table.meaning));
    }
    if let Some(injected) = synth.injected() {
        let truth = injected.truth(synth.extract(), &made.sums);
        text.push_str(&inequity(&truth));
    }
    let unmade: Vec<String> = synth.unmade(made).iter().map(|name| format!("`{}`", visible(name))).collect();
    let unmade = (!unmade.is_empty()).then(|| {
        format!(
            "the fault {} was not made in any row: it is too rare for so few rows, no value here can have it, or another fault of the profile comes first",
            unmade.join(" or ")
        )
    });
    for note in synth.idle().iter().map(Idle::told).chain(unmade) {
        text.push_str(&table::wrap(&format!("note: {note}"), table::width()));
        text.push('\n');
    }
    text.push_str(
        "What the columns mean: datapackage.json. What is true of the people: truth.json and the tables truth_*.\n",
    );
    text
}

/// An inequity on purpose, in words.
fn inequity(truth: &Value) -> String {
    let word = |of: &Value, key: &str| of[key].as_str().unwrap_or_default().to_string();
    let number = |value: &Value, digits: usize| {
        let text = value.as_f64().map_or_else(|| "-".to_string(), |x| format!("{x:.digits$}"));
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
    };
    let strength = number(&truth["strength"], 3);
    let mut text =
        format!("Inequity on purpose: {}, {strength} {}\n", word(truth, "mechanism"), word(truth, "strength_unit"));
    let (asked, reached) = (&truth["asked"], &truth["reached"]);
    if reached.is_object() {
        text.push_str(&format!(
            "  asked for: +{} {} on {}; reached: {} ({} to {})\n",
            number(&asked["size"], 3),
            word(asked, "unit"),
            word(asked, "of"),
            number(&reached["value"], 2),
            number(&reached["lower"], 2),
            number(&reached["upper"], 2)
        ));
    }
    for effect in truth["effects"].as_array().into_iter().flatten().filter(|e| e["effect"].is_object()) {
        let number = |value: &Value| value.as_f64().map_or_else(|| "-".to_string(), |x| format!("{x:.3}"));
        let of = &effect["effect"];
        text.push_str(&format!(
            "  {}: true effect {} ({} to {}); the gap in the files is {}\n",
            word(effect, "reading"),
            number(&of["value"]),
            number(&of["lower"]),
            number(&of["upper"]),
            number(&effect["in_the_files"])
        ));
    }
    text
}
