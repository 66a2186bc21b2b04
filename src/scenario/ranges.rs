//! Ranges of numbers are checked like the numbers: the scenario is compiled with every number at the low and at the high end of its range.
//!
//! So each check of a number, and each product of numbers, holds at both ends without being written again. Only shares that
//! sum to 1 as they are written are left out: they cannot all be at one end.

use serde_json::Value;

use super::assumptions::Assumption;
use super::path::{self, Step};
use crate::error::Problem;
use crate::schema::number::is_table;

/// The ends of a range, as written and in words.
pub(crate) const ENDS: [&str; 2] = ["low", "high"];

/// The table that is laid under every service.
const DEFAULTS: &str = "service_defaults";

/// The scenario with every number at this end of its range; none where that changes nothing.
pub(super) fn at_end(tree: &Value, end: &str) -> Option<Value> {
    let mut out = tree.clone();
    move_to(&mut out, end).then_some(out)
}

fn move_to(tree: &mut Value, end: &str) -> bool {
    match tree {
        Value::Object(table) if is_table(table) => match table.get(end).cloned() {
            Some(bound) if table.get("value") != Some(&bound) => {
                table.insert("value".to_string(), bound);
                true
            }
            _ => false,
        },
        Value::Object(table) => table.values_mut().fold(false, |any, value| move_to(value, end) | any),
        Value::Array(list) => list.iter_mut().fold(false, |any, value| move_to(value, end) | any),
        _ => false,
    }
}

/// What is wrong at one end only, at the number that is wrong where there is one.
pub(crate) fn at_the_ends(found: Vec<Problem>, base: &[Problem], end: &str, all: &[Assumption]) -> Vec<Problem> {
    let mut out = Vec::new();
    for mut problem in found {
        let known = base.iter().any(|b| b.code == problem.code && b.path == problem.path);
        if problem.is_warning() || problem.is_resource() || known {
            continue;
        }
        if problem.message.ends_with("not to 1") {
            let above = |a: &&Assumption| end == "high" && a.high.is_some_and(|x| x > 1.0);
            let parts = all.iter().filter(above).filter(|a| lies_below(&a.path, &problem.path));
            out.extend(parts.map(|a| {
                let message = format!("the high end of its range, {}, is not a share", a.high.unwrap_or(a.value));
                Problem::new("Q0605", path::key(&a.path, end), message).help("shares are between 0 and 1")
            }));
            continue;
        }
        match all.iter().find(|a| same(&a.path, &problem.path)) {
            Some(own) => {
                problem.path = path::key(&own.path, end);
                problem.at_key = false;
                problem.message = format!("at the {end} end of the range, {}", problem.message);
            }
            None => problem.message = format!("with every number at the {end} end of its range, {}", problem.message),
        }
        out.push(problem);
    }
    out
}

/// The words of a path; `value` at the end stands for the number that holds it.
fn words(at: &str) -> Vec<String> {
    let steps = path::parse(at).unwrap_or_default();
    let mut words: Vec<String> = steps.into_iter().map(|(Step::Key(word) | Step::Entry(word))| word).collect();
    if words.last().is_some_and(|w| w == "value") {
        words.pop();
    }
    words
}

/// Whether the number at `own` is the one at `path`; a number of `service_defaults` is that of every service.
fn same(own: &str, path: &str) -> bool {
    let (own, path) = (words(own), words(path));
    let of_any = own.first().is_some_and(|w| w == DEFAULTS) && path.first().is_some_and(|w| w == "service");
    own == path || (of_any && path.get(2..).is_some_and(|of_service| own[1..] == *of_service))
}

fn lies_below(at: &str, above: &str) -> bool {
    words(at).starts_with(&words(above))
}
