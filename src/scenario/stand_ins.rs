//! Stand-ins for what cannot be read, so that one wrong number does not hide what else is wrong in a file.
//!
//! Only values that say how much or how long are replaced: nothing refers to them. A name, a list of levels or a whole table that
//! cannot be read is not guessed, and only the structural problems are told.

use serde_json::{Value, json};

use super::path::{self, Step};

/// Puts a stand-in at a path. The horizon gets a long one, so that dates lie inside it; shares where one cannot be read are taken
/// out as a whole, since their sum is not known.
pub(super) fn apply(tree: &mut Value, at: &str, value: &Value) {
    const SHARES: &str = ".share[";
    if let Some(end) = at.find(SHARES) {
        return prune(tree, &at[..end + SHARES.len() - 1]);
    }
    let value = if at == "scenario.horizon" { json!("520 weeks") } else { value.clone() };
    let Some(steps) = path::parse(at) else { return };
    let Some((last, above)) = steps.split_last() else { return };
    let mut here = tree;
    for step in above {
        let Some(next) = below(here, step) else { return };
        here = next;
    }
    match (last, here) {
        (Step::Key(key), Value::Object(table)) => _ = table.insert(key.clone(), value),
        (Step::Entry(entry), Value::Array(list)) => {
            if let Some(i) = path::find(list, entry) {
                list[i] = value;
            }
        }
        _ => {}
    }
}

/// Takes away what is at a path.
pub(super) fn prune(tree: &mut Value, at: &str) {
    let Some(steps) = path::parse(at) else { return };
    let Some((Step::Key(last), above)) = steps.split_last() else { return };
    let mut here = tree;
    for step in above {
        let Some(next) = below(here, step) else { return };
        here = next;
    }
    if let Some(table) = here.as_object_mut() {
        table.remove(last);
    }
}

fn below<'a>(here: &'a mut Value, step: &Step) -> Option<&'a mut Value> {
    match (step, here) {
        (Step::Key(key), Value::Object(table)) => table.get_mut(key),
        (Step::Entry(entry), Value::Array(list)) => path::find(list, entry).map(|i| &mut list[i]),
        _ => None,
    }
}

/// Whether a problem at `found` may come from the stand-in at `mended`: it stands at that place, below it, or at a table that holds it
/// inside of a service, an attribute or another entry.
pub(super) fn may_cause(mended: &str, found: &str) -> bool {
    let deep = || path::parse(found).is_none_or(|steps| steps.len() > 2);
    super::places_of_problems::below(found, mended) || (super::places_of_problems::below(mended, found) && deep())
}
