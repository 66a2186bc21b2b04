//! The assumption register: numbers given with a range, a source or a confidence.

use serde_json::Value;

use super::path;
use super::raw::number::{ABOUT, parse};
use crate::error::Problem;

/// A number of the scenario and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Where it stands.
    pub path: String,
    /// The value used.
    pub value: f64,
    /// Lowest plausible value.
    pub low: Option<f64>,
    /// Highest plausible value.
    pub high: Option<f64>,
    /// Where it comes from; may be empty.
    pub source: String,
    /// How sure one is; may be empty.
    pub confidence: String,
}

impl Assumption {
    /// What is wrong with the range, if anything.
    pub(super) fn problem(&self) -> Option<Problem> {
        let (low, high) = (self.low.unwrap_or(self.value), self.high.unwrap_or(self.value));
        if low <= self.value && self.value <= high {
            return None;
        }
        let message = format!("the value {} lies outside its range, {low} to {high}", self.value);
        Some(Problem::new("Q0640", self.path.as_str(), message).help("low <= value <= high"))
    }
}

/// All of them, by path.
pub(super) fn collect(tree: &Value) -> Vec<Assumption> {
    let mut out = Vec::new();
    walk(tree, "", &mut out);
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}

fn walk(tree: &Value, at: &str, out: &mut Vec<Assumption>) {
    match tree {
        Value::Object(table) => {
            let known = table.keys().all(|k| k == "value" || ABOUT.contains(&k.as_str()));
            if let (Some(Ok(value)), true, true) = (table.get("value").map(parse), known, table.len() > 1) {
                let number = |key: &str| table.get(key).and_then(|v| parse(v).ok());
                let text = |key: &str| table.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
                out.push(Assumption {
                    path: at.to_string(),
                    value,
                    low: number("low"),
                    high: number("high"),
                    source: text("source"),
                    confidence: text("confidence"),
                });
                return;
            }
            for (key, value) in table {
                walk(value, &path::key(at, key), out);
            }
        }
        Value::Array(list) => {
            for (value, address) in list.iter().zip(path::addresses(list)) {
                walk(value, &path::entry(at, &address), out);
            }
        }
        _ => {}
    }
}
