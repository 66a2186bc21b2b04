//! The assumption register: numbers given with a range, a source or a confidence.

use std::collections::BTreeMap;

use serde_json::Value;

use super::path;
use super::raw::number::parse;
use crate::error::Problem;
use crate::schema::number::is_table;

/// A number of the scenario with its source and range.
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
    pub(crate) fn problem(&self) -> Option<Problem> {
        let (low, high) = (self.low.unwrap_or(self.value), self.high.unwrap_or(self.value));
        if low <= self.value && self.value <= high {
            return None;
        }
        let message = format!("the value {} lies outside its range, {low} to {high}", self.value);
        Some(Problem::new("Q0640", self.path.as_str(), message).help("low <= value <= high"))
    }
}

/// The register of a resolved scenario, by path. What all services say alike stands once, at `service[*]`, and what all variants say
/// alike at `variant[*]`: so it does not depend on where the file says it.
pub(super) fn register(tree: &Value) -> Vec<Assumption> {
    let mut out = collect(tree);
    for list in ["service", "variant"] {
        let entries = tree.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let heads: Vec<String> = path::addresses(entries).iter().map(|name| path::entry(list, name)).collect();
        if heads.len() < 2 {
            continue;
        }
        let rest =
            |a: &Assumption| heads.iter().find_map(|head| a.path.strip_prefix(head.as_str()).map(str::to_string));
        // How many entries say the same at the same place below them.
        let mut alike: BTreeMap<(String, String), usize> = BTreeMap::new();
        let what = |a: &Assumption, rest: &str| {
            (rest.to_string(), format!("{:?}", Assumption { path: String::new(), ..a.clone() }))
        };
        for a in &out {
            if let Some(rest) = rest(a) {
                *alike.entry(what(a, &rest)).or_default() += 1;
            }
        }
        for a in &mut out {
            if let Some(rest) = rest(a)
                && alike.get(&what(a, &rest)) == Some(&heads.len())
            {
                a.path = path::entry(list, "*") + &rest;
            }
        }
        out.sort_by(|a, b| a.path.cmp(&b.path));
        out.dedup();
    }
    out
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
            if let (Some(Ok(value)), true) = (table.get("value").map(parse), is_table(table)) {
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
