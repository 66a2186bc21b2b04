//! Stand-ins for what cannot be read, so that one wrong number does not hide what else is wrong in a file.
//!
//! Only values that say how much or how long are replaced: nothing refers to them. A name, a list of levels or a whole table that
//! cannot be read is not guessed, and only the structural problems are told.

use serde_json::{Value, json};

use super::path::{self, Step};

/// A value of the kind that a schema asks for; none where it must not be guessed. `resolve` follows references.
pub(super) fn stand_in<'a>(schema: &'a Value, resolve: &dyn Fn(&'a Value) -> &'a Value) -> Option<Value> {
    let schema = resolve(schema);
    if let Some(constant) = schema.get("const") {
        return Some(constant.clone());
    }
    if let Some(known) = schema.get("enum").and_then(Value::as_array) {
        return known.first().cloned();
    }
    if let Some(branches) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        return branches.iter().find_map(|branch| stand_in(branch, resolve));
    }
    let kind = match schema.get("type") {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).find(|n| *n != "null")?,
        _ => return None,
    };
    match (kind, schema.get("format").and_then(Value::as_str)) {
        (_, Some("span" | "span or none" | "signed span")) => Some(json!("1 week")),
        (_, Some("clock")) => Some(json!("09:00")),
        (_, Some("date or span")) => Some(json!("0 days")),
        ("number" | "integer", _) => Some(json!(1)),
        ("boolean", _) => Some(json!(true)),
        // A law: its kind and what it needs.
        ("object", _) if schema.get("properties").and_then(|p| p.get("kind")).is_some() => {
            let properties = schema.get("properties")?;
            let required = schema.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let filled = required.iter().filter_map(Value::as_str).map(|key| {
                let value = stand_in(properties.get(key)?, resolve)?;
                Some((key.to_string(), value))
            });
            filled.collect::<Option<serde_json::Map<_, _>>>().map(Value::Object)
        }
        _ => None,
    }
}

/// Puts a stand-in at a path. The horizon gets a long one, so that dates lie inside it; shares of which one cannot be read are taken
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
    super::told::below(found, mended) || (super::told::below(mended, found) && deep())
}
