//! A file format of your own, through the public interface only: one type for the format, one for its rows, one line that adds
//! it. The result folder then holds every table in it too, listed in the manifest.
//!
//! The toy format: JSON lines, one object per row. Run it with `cargo run --example new_format`.

use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

use queuity::compare::{Matters, Terms, compare};
use queuity::compile;
use queuity::discipline;
use queuity::experiment::{Plan, run};
use queuity::report::{Column, Folder, Format, Registry, Results, RowWriter, Value};
use serde_json::{Map, json};

/// `.jsonl`.
#[derive(Debug)]
struct JsonLines;

#[rustfmt::skip]
impl Format for JsonLines {
    fn name(&self) -> &str { "jsonl" }
    fn extension(&self) -> &str { "jsonl" }
    fn media_type(&self) -> &str { "application/jsonl" }
    fn summary(&self) -> &str { "one JSON object per row" }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        Ok(Box::new(Lines { names: columns.iter().map(|c| c.name.clone()).collect(), out }))
    }
}

struct Lines<'a> {
    names: Vec<String>,
    out: Box<dyn Write + Send + 'a>,
}

impl RowWriter for Lines<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        let value = |value: &Value<'_>| match value {
            Value::Empty => json!(null),
            Value::Text(text) | Value::Date(text) => json!(text),
            Value::Integer(i) => json!(i),
            Value::Number(x) => json!(x),
            Value::Boolean(b) => json!(b),
        };
        let object: Map<_, _> = self.names.iter().cloned().zip(values.iter().map(value)).collect();
        serde_json::to_writer(&mut self.out, &object)?;
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

const SCENARIO: &str = r#"
queuity = 1

[scenario]
start        = 2026-02-02
horizon      = "26 weeks"
replications = 4

[[service]]
name      = "hip and knee"
referrals = { per_week = 10 }
slots     = { per_week = 9 }
"#;

fn main() {
    let scenario = compile::load(SCENARIO, &discipline::Registry::shipped()).expect("the scenario is right");
    let outcome = run(&Plan::of(&scenario), &|_| {}, &AtomicBool::new(false)).expect("the plan is right");
    let settings = &scenario.settings;
    let date = |day| settings.date(day);
    let comparison = compare(
        &outcome,
        &Terms {
            reference: settings.reference,
            primary: &[],
            second_reading: &[],
            matters: &Matters::default(),
            date: &date,
        },
    )
    .expect("the reference is there");
    let out = std::env::temp_dir().join(format!("queuity-new-format-{}", std::process::id()));
    let results = Results {
        outcome: &outcome,
        comparison: &comparison,
        ranges: None,
        scenario: &scenario.resolved,
        assumptions: &[],
        title: &settings.title,
        question: &settings.question,
        seed: settings.seed,
        date: &date,
        lives: None,
        formats: &Registry::shipped().with(JsonLines),
    };
    let files =
        Folder::claim(&out, false).and_then(|folder| folder.write(&results)).expect("the folder can be written");
    let text = std::fs::read_to_string(out.join("summary.jsonl")).expect("the new format has its file");
    std::fs::remove_dir_all(&out).expect("the folder is ours");
    assert_eq!(text.lines().count(), comparison.summary.len());
    let first: serde_json::Value =
        serde_json::from_str(text.lines().next().unwrap_or_default()).expect("a line is JSON");
    assert_eq!(first["variant"], json!("base"));
    println!("wrote {}", files.join(", "));
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_toy_format_works_through_the_public_interface() {
        super::main();
    }
}
