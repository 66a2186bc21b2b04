//! What may stand in place of a value that cannot be read, and is no name.

use serde_json::{Value, json};

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
