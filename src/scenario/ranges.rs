//! Ranges of numbers are checked like the numbers: the scenario is compiled with every number at the low and at the high end of its range.
//!
//! So each check of a number, and each product of numbers, holds at both ends without being written again. Only shares that
//! sum to 1 as they are written are left out: they cannot all be at one end.

use serde_json::Value;

use super::assumptions::Assumption;
use super::path::{self, Step};
use crate::error::Problem;
use crate::schema::number::{is_table, parse};

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

/// Shares beside the one at a path, which sum to 1 with it, take in proportion what is left where it has another value. Where none do,
/// nothing is changed.
pub(super) fn give_way(tree: &mut Value, at: &str, value: f64) {
    if let Some(steps) = path::parse(at) {
        enter(tree, &steps, value);
    }
}

fn enter(tree: &mut Value, steps: &[Step], value: f64) {
    match (steps, &mut *tree) {
        // A list of shares, or a table of them.
        ([Step::Entry(name)], Value::Array(list)) => {
            let own = path::find(list, name);
            let beside = list.iter_mut().enumerate().map(|(i, v)| (Some(i) == own, v));
            _ = share_out(beside.collect(), value);
        }
        ([Step::Key(name)], Value::Object(table)) => {
            let beside = table.iter_mut().map(|(key, v)| (key == name, v));
            _ = share_out(beside.collect(), value);
        }
        // A share in each of several tables.
        ([Step::Entry(name), Step::Key(key)], Value::Array(list)) if name != "*" => {
            let own = path::find(list, name);
            let beside = list.iter_mut().enumerate().filter_map(|(i, v)| Some((Some(i) == own, v.get_mut(key)?)));
            let shared = share_out(beside.collect(), value);
            // Or the entry is a table of shares itself.
            if let (false, Some(i)) = (shared, own) {
                enter(&mut list[i], &steps[1..], value);
            }
        }
        ([Step::Entry(name), rest @ ..], Value::Array(list)) if name == "*" => {
            list.iter_mut().for_each(|entry| enter(entry, rest, value));
        }
        ([Step::Entry(name), rest @ ..], Value::Array(list)) => {
            if let Some(i) = path::find(list, name) {
                enter(&mut list[i], rest, value);
            }
        }
        ([Step::Key(key), rest @ ..], Value::Object(table)) => {
            if let Some(below) = table.get_mut(key) {
                enter(below, rest, value);
            }
        }
        _ => {}
    }
}

/// Numbers, and whether each is the one that is moved; says whether they are shares of a whole.
fn share_out(beside: Vec<(bool, &mut Value)>, value: f64) -> bool {
    let of = |v: &Value| parse(v.get("value").unwrap_or(v)).ok();
    let Some(shares) = beside.iter().map(|(own, v)| Some((*own, of(v)?))).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    let others: f64 = shares.iter().filter(|(own, _)| !own).map(|(_, share)| share).sum();
    if (sum - 1.0).abs() > 1e-6 || others <= 0.0 || !(0.0..=1.0).contains(&value) {
        return false;
    }
    for ((own, place), (_, share)) in beside.into_iter().zip(shares) {
        if !own {
            *place = Value::from(share * (1.0 - value) / others);
        }
    }
    true
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
                // The end itself cannot be read, which is told already.
                if base.iter().any(|b| b.code == problem.code && b.path == problem.path) {
                    continue;
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shares_beside_one_that_moves_take_what_is_left() {
        let mut tree = json!({
            "attribute": [{ "name": "a", "share": [{ "value": 0.5, "low": 0.2 }, 0.3, "20%"] }],
            "service": [
                { "name": "x", "urgency": [{ "name": "P2", "share": 0.25 }, { "name": "P3", "share": 0.75 }], "missed": { "a": 0.1, "b": 0.2 } },
                { "name": "y", "urgency": [{ "name": "P2", "share": 0.5 }, { "name": "P3", "share": 0.5 }], "moves": [{ "P2": 0.5, "P3": 0.5 }] },
            ],
        });
        let before = tree.clone();
        give_way(&mut tree, "attribute[a].share[0]", 0.2);
        assert_eq!(tree["attribute"][0]["share"][0], before["attribute"][0]["share"][0]);
        assert_eq!(tree["attribute"][0]["share"][1], json!(0.3 * 0.8 / 0.5));
        assert_eq!(tree["attribute"][0]["share"][2], json!(0.2 * 0.8 / 0.5));
        // In each service by its own shares.
        give_way(&mut tree, "service[*].urgency[P2].share", 0.4);
        assert_eq!(tree["service"][0]["urgency"][1]["share"], json!(0.6));
        assert_eq!(tree["service"][1]["urgency"][1]["share"], json!(0.6));
        give_way(&mut tree, "service[y].moves[0].P2", 0.1);
        assert_eq!(tree["service"][1]["moves"][0], json!({ "P2": 0.5, "P3": 0.9 }));
        // What does not sum to 1 are no shares of a whole.
        let before = tree.clone();
        give_way(&mut tree, "service[x].missed.a", 0.3);
        give_way(&mut tree, "service[x].nowhere[b].a", 0.3);
        assert_eq!(tree, before);
    }
}
