//! The reference cases, as they were computed with other software. Expected values are never edited.

use std::sync::OnceLock;

use serde_json::Value;

/// All queue, clinic, policy and trace cases.
pub(crate) fn all() -> &'static [Value] {
    static CASES: OnceLock<Vec<Value>> = OnceLock::new();
    CASES.get_or_init(|| serde_json::from_str(include_str!("cases.json")).expect("the cases are JSON"))
}

/// The case of this name.
pub(crate) fn case(id: &str) -> &'static Value {
    all().iter().find(|c| c["id"] == id).unwrap_or_else(|| panic!("no case {id}"))
}

/// A number below `value`, by a path of keys and indices separated by slashes.
pub(crate) fn number(value: &Value, path: &str) -> f64 {
    value.pointer(&format!("/{path}")).and_then(Value::as_f64).unwrap_or_else(|| panic!("no number at {path}"))
}

/// The numbers below `value`.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}
