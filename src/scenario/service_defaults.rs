//! What all services have in common: `[service_defaults]`, laid under every service before anything else is read.
//!
//! A service's own keys win. Tables are joined key by key; what is one thing is replaced whole: a number with its range, a law
//! with its kind, a list.

use serde_json::Value;
use serde_json::map::Entry;

use super::path::{self, Step};
use crate::error::Problem;

/// Takes `service_defaults` out of a scenario and lays it under its services.
pub(super) fn lay_under(tree: &mut Value) {
    let Some(defaults) = tree.as_object_mut().and_then(|t| t.remove("service_defaults")) else { return };
    for service in tree.get_mut("service").and_then(Value::as_array_mut).into_iter().flatten() {
        join(service, &defaults);
    }
}

fn join(own: &mut Value, defaults: &Value) {
    let (Value::Object(own), Value::Object(defaults)) = (own, defaults) else { return };
    let whole = |key| own.contains_key(key) || defaults.contains_key(key);
    if whole("value") || whole("kind") {
        return;
    }
    for (key, default) in defaults {
        match own.entry(key.clone()) {
            Entry::Vacant(place) => {
                place.insert(default.clone());
            }
            Entry::Occupied(mut place) => join(place.get_mut(), default),
        }
    }
}

/// Moves a problem of a service to the defaults, where its value is written there.
pub(super) fn blame(problem: &mut Problem, written: &Value) {
    let Some(steps) = path::parse(&problem.path) else { return };
    let [Step::Key(service), Step::Entry(name), rest @ ..] = steps.as_slice() else { return };
    let Some(defaults) = written.get("service_defaults").filter(|_| service == "service" && !rest.is_empty()) else {
        return;
    };
    let own = written.get("service").and_then(Value::as_array).and_then(|list| list.get(path::find(list, name)?));
    let there = depth(defaults, rest);
    if there == 0 || own.is_some_and(|own| depth(own, rest) >= there) {
        return;
    }
    let old = path::entry("service", name);
    problem.message = problem.message.replace(&old, "service_defaults");
    problem.path = problem.path.replacen(&old, "service_defaults", 1);
}

/// How many steps of a path are there.
fn depth(tree: &Value, steps: &[Step]) -> usize {
    let mut here = tree;
    for (n, step) in steps.iter().enumerate() {
        let next = match (step, here) {
            (Step::Key(k), Value::Object(table)) => table.get(k),
            (Step::Entry(e), Value::Array(list)) => path::find(list, e).map(|i| &list[i]),
            _ => None,
        };
        match next {
            Some(next) => here = next,
            None => return n,
        }
    }
    steps.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn own_keys_win_and_tables_are_joined() {
        let mut tree = json!({
            "service_defaults": {
                "slots": { "days": ["mon"], "per_week": { "value": 9, "low": 1 } },
                "removal": { "after": { "kind": "exponential", "mean": "1 week" } },
                "urgency": [{ "name": "P2" }],
            },
            "service": [
                { "name": "a", "slots": { "per_week": { "value": 3 } }, "urgency": [] },
                { "name": "b", "removal": { "after": { "kind": "constant", "value": "2 days" } } },
            ],
        });
        lay_under(&mut tree);
        let expected = json!({
            "service": [
                {
                    "name": "a",
                    "slots": { "days": ["mon"], "per_week": { "value": 3 } },
                    "removal": { "after": { "kind": "exponential", "mean": "1 week" } },
                    "urgency": [],
                },
                {
                    "name": "b",
                    "slots": { "days": ["mon"], "per_week": { "value": 9, "low": 1 } },
                    "removal": { "after": { "kind": "constant", "value": "2 days" } },
                    "urgency": [{ "name": "P2" }],
                },
            ],
        });
        assert_eq!(tree, expected);
    }
}
