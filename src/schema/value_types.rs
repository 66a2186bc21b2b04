//! Kinds of values: what a schema asks for, what stands there, and how it is shown.

use serde_json::Value;

/// What a JSON value is, in words.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

/// A value as shown in a message: scalars only.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(s) => format!("\"{}\"", crate::error::shown(s)),
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        _ => String::new(),
    }
}

/// The type that a schema asks for, where a value is given at all.
pub(super) fn named_type(schema: &Value) -> Option<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => Some(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).find(|n| *n != "null"),
        _ => None,
    }
}

/// Whether a value has the type that a schema asks for.
pub(super) fn fits(schema: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_number().is_some_and(|n| n.is_i64() || n.is_u64()),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    match schema.get("type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => match schema.get("const").or_else(|| schema.get("enum").and_then(|e| e.get(0))) {
            Some(example) => std::mem::discriminant(example) == std::mem::discriminant(value),
            None => true,
        },
    }
}
