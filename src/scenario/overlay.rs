//! What a variant sets, over what it inherits: the nearer word counts, and a name counts more than `*`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::path::{self, Step};

/// A value at a path, and where that is written.
struct Set {
    steps: Vec<Step>,
    value: Value,
    at: String,
}

/// The values of a variant and of those before it, the oldest first, as one set without contradictions: what a later variant sets
/// replaces what it covers of earlier ones, and within one variant a named entry is an exception to `*`. So the set means the same
/// in whatever order it is read, as long as a table comes before what lies in it.
pub(super) fn laid(levels: Vec<Vec<(&str, &Value, String)>>, tree: &Value) -> BTreeMap<String, (Value, String)> {
    let mut unread = BTreeMap::new();
    let mut sets: Vec<Vec<Set>> = Vec::new();
    for level in levels {
        let mut own = Vec::new();
        for (target, value, at) in level {
            match path::parse(target).filter(|steps| !steps.is_empty()) {
                Some(steps) => own.push(Set { steps, value: value.clone(), at }),
                // Told where it is applied.
                None => drop(unread.insert(target.to_string(), (value.clone(), at))),
            }
        }
        sets.push(own);
    }
    let all: Vec<Vec<Step>> = sets.iter().flatten().map(|set| set.steps.clone()).collect();
    let mut laid: Vec<Set> = Vec::new();
    for level in sets {
        let named: Vec<Vec<Step>> = level.iter().filter(|s| !is_wide(&s.steps)).map(|s| s.steps.clone()).collect();
        let mut own: Vec<Set> = Vec::new();
        for set in level {
            if is_wide(&set.steps) && all.iter().any(|other| *other != set.steps && meet(other, &set.steps)) {
                let each = entries(&set.steps, tree).into_iter();
                let each = each.filter(|steps| !named.iter().any(|name| covers(name, steps)));
                own.extend(each.map(|steps| Set { steps, value: set.value.clone(), at: set.at.clone() }));
            } else {
                own.push(set);
            }
        }
        laid.retain(|old| !own.iter().any(|new| covers(&new.steps, &old.steps)));
        laid.extend(own);
    }
    unread.extend(laid.into_iter().map(|set| (path::join(&set.steps), (set.value, set.at))));
    unread
}

fn is_all(step: &Step) -> bool {
    matches!(step, Step::Entry(entry) if entry == "*")
}

fn is_wide(steps: &[Step]) -> bool {
    steps.iter().any(is_all)
}

/// Whether all that stands at a path is replaced by what stands at another.
fn covers(new: &[Step], old: &[Step]) -> bool {
    new.len() <= old.len() && new.iter().zip(old).all(|(a, b)| a == b || is_all(a))
}

/// Whether something may stand at or below both paths.
fn meet(a: &[Step], b: &[Step]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b || is_all(a) || is_all(b))
}

/// A path with each `*` spelled out, as far as the scenario has the list.
fn entries(steps: &[Step], tree: &Value) -> Vec<Vec<Step>> {
    let Some(at) = steps.iter().position(is_all) else { return vec![steps.to_vec()] };
    let (before, after) = (&steps[..at], &steps[at + 1..]);
    let Some(list) = path::get(tree, before).and_then(Value::as_array) else { return vec![steps.to_vec()] };
    let one = |address: String| {
        let spelled: Vec<Step> =
            before.iter().cloned().chain([Step::Entry(address)]).chain(after.iter().cloned()).collect();
        entries(&spelled, tree)
    };
    path::addresses(list).into_iter().flat_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Targets and values by level, and what is left of them.
    fn set(levels: &[&[(&str, i64)]]) -> Vec<(String, i64)> {
        let tree =
            json!({ "service": [{ "name": "a", "stage": [{ "name": "s" }, { "name": "t" }] }, { "name": "b" }] });
        let values: Vec<Vec<(&str, Value)>> =
            levels.iter().map(|level| level.iter().map(|(target, x)| (*target, json!(x))).collect()).collect();
        let levels =
            values.iter().map(|level| level.iter().map(|(target, x)| (*target, x, String::new())).collect()).collect();
        laid(levels, &tree).into_iter().map(|(path, (value, _))| (path, value.as_i64().unwrap())).collect()
    }

    fn is(found: &[(String, i64)], expected: &[(&str, i64)]) {
        assert_eq!(found.iter().map(|(path, x)| (path.as_str(), *x)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_nearer_word_counts() {
        // For all, over one; and a whole table, over what lies in it.
        is(
            &set(&[&[("service[a].slots.n", 1)], &[("service[*].slots.n", 2)]]),
            &[("service[a].slots.n", 2), ("service[b].slots.n", 2)],
        );
        is(&set(&[&[("service[a].slots.n", 1)], &[("service[a].slots", 2)]]), &[("service[a].slots", 2)]);
        // One, over all.
        is(
            &set(&[&[("service[*].slots.n", 1)], &[("service[a].slots.n", 2)]]),
            &[("service[a].slots.n", 2), ("service[b].slots.n", 1)],
        );
        is(
            &set(&[&[("service[*].slots.n", 1)], &[("service[a].slots", 2)]]),
            &[("service[a].slots", 2), ("service[b].slots.n", 1)],
        );
        is(
            &set(&[&[("service[a].slots", 1)], &[("service[*].slots.n", 2)]]),
            &[("service[a].slots", 1), ("service[a].slots.n", 2), ("service[b].slots.n", 2)],
        );
    }

    #[test]
    fn in_one_variant_a_name_is_an_exception() {
        is(
            &set(&[&[("service[*].slots.n", 1), ("service[a].slots.n", 2)]]),
            &[("service[a].slots.n", 2), ("service[b].slots.n", 1)],
        );
        is(
            &set(&[&[("service[a].stage[*].n", 1), ("service[a].stage[t].n", 2)]]),
            &[("service[a].stage[s].n", 1), ("service[a].stage[t].n", 2)],
        );
        // What meets nothing else stays as it is written.
        is(
            &set(&[&[("service[*].slots.n", 1), ("service[a].slots.m", 2)]]),
            &[("service[*].slots.n", 1), ("service[a].slots.m", 2)],
        );
    }
}
