//! `queuity list` and `queuity schema`: what the registries hold.

use serde_json::json;

use super::arguments::{List, What};
use super::exit::Failure;
use super::registries::{Door, Registries};
use super::{print, table};
use crate::{dist, scenario};

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
    let entries: Vec<Entry> = match list.what {
        What::Disciplines => {
            door.registries.kit.disciplines.iter().map(|k| entry(k.name(), k.summary(), k.source())).collect()
        }
        What::Measures => {
            door.registries.kit.measures.iter().map(|m| entry(m.name(), m.summary(), m.source())).collect()
        }
        What::Distributions => dist::LAWS
            .iter()
            .map(|l| Entry {
                name: l.name.to_string(),
                summary: format!("{} ({})", l.summary, l.parameters),
                source: l.source.to_string(),
            })
            .collect(),
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
        let lines =
            format!("{}\n{}", table::wrap(&e.summary, room), table::wrap(&format!("source: {}", e.source), room));
        for (i, line) in lines.lines().enumerate() {
            let name = if i == 0 { e.name.as_str() } else { "" };
            text.push_str(&format!("{name:size$}  {line}\n"));
        }
    }
    print(text.as_bytes())
}

/// Prints the JSON Schema of scenarios.
pub(crate) fn schema(registries: &Registries) -> Result<(), Failure> {
    let schema = scenario::schema(&registries.kit.disciplines);
    print(format!("{schema:#}\n").as_bytes())
}
