//! `queuity list` and `queuity schema`: what the registries hold.

use serde_json::json;

use super::arguments::{List, What};
use super::exit::Failure;
use super::print::print;
use super::registries::{Door, Registries};
use super::{shipped, table};
use crate::discipline::Kind;
use crate::error::{codes, nearest};
use crate::{distributions, scenario, synth};

/// One thing that can be named in a scenario.
struct Entry {
    name: String,
    summary: String,
    source: String,
}

/// Prints names, one line each, with the source below.
pub(crate) fn list(list: &List, door: Door<'_>) -> Result<(), Failure> {
    let entry = |name: &str, summary: &str, source: &str| Entry {
        name: name.to_string(),
        summary: summary.to_string(),
        source: source.to_string(),
    };
    if let Some(name) = &list.name {
        return one(list.what, name, door);
    }
    let entries: Vec<Entry> = match list.what {
        What::Disciplines => {
            door.registries.kit.disciplines.iter().map(|k| entry(k.name(), k.summary(), k.source())).collect()
        }
        What::Measures => {
            door.registries.kit.measures.iter().map(|m| entry(m.name(), m.summary(), m.source())).collect()
        }
        What::Distributions => distributions::LAWS
            .iter()
            .map(|l| Entry {
                name: l.name.to_string(),
                summary: format!("{} ({})", l.summary, l.parameters),
                source: l.source.to_string(),
            })
            .collect(),
        What::Levers => levers(door.registries).iter().map(|(name, about)| entry(name, about, "")).collect(),
        What::Gaps => door.registries.kit.measures.gaps().map(|g| entry(g.name(), g.summary(), g.source())).collect(),
        What::Formats => {
            let file = |extension: &str, media: &str| format!("*.{extension}, {media}");
            let formats = door.registries.formats.iter();
            formats.map(|f| entry(f.name(), f.summary(), &file(f.extension(), f.media_type()))).collect()
        }
        What::Layouts => synth::layout::LAYOUTS.iter().map(|l| entry(l.name(), l.summary(), l.source())).collect(),
        What::Faults => synth::mess::KINDS.iter().map(|k| entry(k.name(), k.summary(), "")).collect(),
        What::Profiles => synth::mess::PROFILES.iter().map(|p| entry(p.name, p.summary, "")).collect(),
        What::Benchmarks => {
            let version = synth::benchmarks::VERSION;
            let source = |b: &synth::benchmarks::Benchmark| format!("version {version}, sha256 {}", b.sha256);
            synth::benchmarks::BENCHMARKS.iter().map(|b| entry(b.name, b.summary, &source(b))).collect()
        }
        What::Mechanisms => synth::inject::MECHANISMS.iter().map(|m| entry(m.name(), m.summary(), "")).collect(),
        What::Scenarios => shipped::ALL.iter().map(|s| entry(s.name, s.title(), "")).collect(),
        What::Codes => codes::all().iter().map(|c| entry(c.code, c.means, "")).collect(),
    };
    if door.output.json {
        let rows: Vec<_> =
            entries.iter().map(|e| json!({ "name": e.name, "summary": e.summary, "source": e.source })).collect();
        return print(format!("{}\n", json!(rows)).as_bytes());
    }
    let width = table::width();
    let size = entries.iter().map(|e| e.name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for e in entries {
        let room = width.saturating_sub(size + 2).max(20);
        let source =
            if e.source.is_empty() { String::new() } else { table::wrap(&format!("source: {}", e.source), room) };
        let lines = format!("{}\n{source}", table::wrap(&e.summary, room));
        for (i, line) in lines.lines().enumerate() {
            let name = if i == 0 { e.name.as_str() } else { "" };
            text.push_str(&format!("{name:size$}  {line}\n"));
        }
    }
    print(text.as_bytes())
}

/// The levers of a service: key and meaning, as the schema has them.
fn levers(registries: &Registries) -> Vec<(String, String)> {
    let schema = scenario::schema(&registries.kit.disciplines);
    properties(&schema["$defs"]["Levers"])
}

/// Keys and meanings of an object of the schema.
fn properties(schema: &serde_json::Value) -> Vec<(String, String)> {
    let all = schema["properties"].as_object().into_iter().flatten();
    let about = |value: &serde_json::Value| value["description"].as_str().unwrap_or_default().replace('\n', " ");
    all.map(|(key, value)| (key.clone(), about(value))).collect()
}

/// Prints one discipline with its parameters and an example.
fn one(what: What, name: &str, door: Door<'_>) -> Result<(), Failure> {
    let What::Disciplines = what else {
        return Err(Failure::Usage(
            "error: only disciplines can be asked for by name; `queuity explain CODE` tells of a code".into(),
        ));
    };
    let kinds: Vec<&dyn Kind> = door.registries.kit.disciplines.iter().collect();
    let Some(kind) = kinds.iter().find(|kind| kind.name() == name) else {
        let name = crate::error::visible(name);
        let near = nearest(&name, kinds.iter().map(|kind| kind.name()));
        let near =
            near.map_or("`queuity list disciplines` lists them".into(), |near| format!("did you mean `{near}`?"));
        return Err(Failure::Usage(format!("error: there is no discipline `{name}`; {near}")));
    };
    let parameters = properties(kind.schema().as_value());
    let example = kind.example();
    if door.output.json {
        let rows: Vec<_> = parameters.iter().map(|(key, about)| json!({ "key": key, "about": about })).collect();
        let value = json!({
            "name": kind.name(), "summary": kind.summary(), "source": kind.source(), "parameters": rows, "example": example,
        });
        return print(format!("{value:#}\n").as_bytes());
    }
    let width = table::width();
    let mut text = table::wrap(&format!("{}: {}", kind.name(), kind.summary()), width) + "\n";
    text.push_str(&format!("{}\n", table::wrap(&format!("source: {}", kind.source()), width)));
    let size = parameters.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
    for (key, about) in &parameters {
        for (i, line) in table::wrap(about, width.saturating_sub(size + 4).max(20)).lines().enumerate() {
            text.push_str(&format!("  {:size$}  {line}\n", if i == 0 { key.as_str() } else { "" }));
        }
    }
    text.push_str(&format!("\nFor example:\n\n    kind = {:?}\n", kind.name()));
    for line in example.lines() {
        text.push_str(format!("    {line}").trim_end());
        text.push('\n');
    }
    print(text.as_bytes())
}

/// Prints the JSON Schema of scenarios.
pub(crate) fn schema(registries: &Registries) -> Result<(), Failure> {
    let schema = scenario::schema(&registries.kit.disciplines);
    print(format!("{schema:#}\n").as_bytes())
}
