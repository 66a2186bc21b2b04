//! What a scenario and a result say of themselves, in lines.

use serde_json::Value;

use crate::discipline::Registry;
use crate::report::html::{Tables, flat};
use crate::report::words::{number, visible};

/// A result with what its documents say.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub(super) tables: &'a Tables,
    pub(super) left_out: Vec<String>,
    /// `run-log.json`, where it is there.
    pub(super) log: Value,
}

/// A policy.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) rule: String,
    pub(super) summary: String,
    pub(super) source: String,
}

/// The policies of the result with the rule that each books by.
pub(super) fn policies(tables: &Tables) -> Vec<Policy> {
    let known = Registry::shipped();
    let variants = tables.scenario.get("variant").and_then(Value::as_array).into_iter().flatten();
    let all = variants.filter_map(|v| {
        let name = v.get("name")?.as_str().map(visible)?;
        tables.manifest.variants.contains(&name).then_some((name, v))
    });
    all.map(|(name, v)| {
        let kind =
            v.get("discipline").and_then(|d| d.get("kind")).and_then(Value::as_str).unwrap_or("as the scenario says");
        let (summary, source) = known.get(kind).map_or(("", ""), |k| (k.summary(), k.source()));
        Policy {
            name,
            kind: visible(kind),
            rule: if summary.is_empty() { visible(kind) } else { format!("{}, {summary}", visible(kind)) },
            summary: if summary.is_empty() { "a rule of the user's own".into() } else { summary.into() },
            source: if source.is_empty() { "none stated".into() } else { source.into() },
        }
    })
    .collect()
}

/// Every input whose path is wanted, as `path: value`.
pub(super) fn flat_lines(scenario: &Value, wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let all = flat(scenario).into_iter().filter(|(path, _)| wanted(path));
    all.map(|(path, value)| format!("{path}: {value}")).collect()
}

impl Told<'_> {
    pub(super) fn or_none(&self, name: &str) -> String {
        let said = self.tables.said(name);
        if said.is_empty() { "none".into() } else { said }
    }

    pub(super) fn or_day_0(&self, name: &str) -> String {
        let said = self.tables.said(name);
        if said.is_empty() { "day 0".into() } else { said }
    }

    /// The sources that assumptions and the scenario name, each once.
    pub(super) fn sources(&self) -> Vec<String> {
        let mut all: Vec<String> = self.tables.assumptions.iter().map(|a| a.source.clone()).collect();
        let attribution = self.tables.setting("attribution").and_then(Value::as_array).into_iter().flatten();
        all.extend(attribution.filter_map(Value::as_str).map(visible));
        all.retain(|s| !s.is_empty());
        all.sort();
        all.dedup();
        all
    }

    /// The services with their stages, as a diagram that many programs draw (Mermaid).
    pub(super) fn diagram(&self) -> String {
        // Names stand in quotation marks, in which only few letters do harm.
        let quoted = |name: &str| {
            let safe: String =
                name.chars().map(|c| if c.is_alphanumeric() || " .,:+/()-".contains(c) { c } else { ' ' }).collect();
            format!("\"{}\"", safe.trim())
        };
        let mut out = "```mermaid\nflowchart LR\n".to_string();
        let services = self.tables.scenario.get("service").and_then(Value::as_array).into_iter().flatten();
        for (i, service) in services.enumerate() {
            let name = service.get("name").and_then(Value::as_str).map(visible).unwrap_or_default();
            out.push_str(&format!("  r{i}([referred]) --> q{i}[{}]\n", quoted(&format!("{name}: waiting"))));
            let stages: Vec<String> = service
                .get("stage")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|s| s.get("name").and_then(Value::as_str).map(visible))
                .collect();
            let mut last = format!("q{i}");
            for (j, stage) in stages.iter().enumerate() {
                out.push_str(&format!("  {last} --> s{i}x{j}[{}]\n", quoted(stage)));
                last = format!("s{i}x{j}");
            }
            out.push_str(&format!("  {last} --> t{i}([treated])\n  q{i} --> l{i}([left, died or still waiting])\n"));
        }
        out.push_str("```");
        out
    }

    /// How long the run took and on what, from the log of the run.
    pub(super) fn machine(&self) -> Vec<String> {
        let text = |name: &str| self.log.get(name).and_then(Value::as_str).map(visible).unwrap_or_default();
        let seconds = self.log.get("duration_seconds").and_then(Value::as_f64);
        let threads = self.log.get("threads").and_then(Value::as_u64);
        match (seconds, threads) {
            (Some(s), Some(t)) => vec![format!(
                "{} seconds on {t} {} of {} ({} runs).",
                number(s, usize::from(s < 100.0)),
                if t == 1 { "thread" } else { "threads" },
                text("processor"),
                self.tables.manifest.cells_done
            )],
            _ => Vec::new(),
        }
    }
}
