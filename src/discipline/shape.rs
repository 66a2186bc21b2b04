//! Compares parameters with the schema of their type: all problems at once, each with its path and the nearest name.
//!
//! A path is made of keys, of names in brackets (`by_group[deprivation][most deprived]`) and of places in a list (`order[2]`).

use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::parameters::{Decimal, unknown};
use crate::error::Problem;

/// Reads parameters into their type. `kind` is left out.
///
/// # Errors
/// Every unknown or missing key and every value of a wrong type.
pub fn read<T: DeserializeOwned + JsonSchema>(parameters: &Value) -> Result<T, Vec<Problem>> {
    let mut value = match parameters {
        Value::Null => Value::Object(serde_json::Map::new()),
        other => other.clone(),
    };
    if let Value::Object(table) = &mut value {
        table.remove("kind");
    }
    let schema = SchemaGenerator::default().into_root_schema_for::<T>();
    let mut problems = Vec::new();
    shape(schema.as_value(), schema.as_value(), &value, "", &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    serde_json::from_value(value).map_err(|e| vec![Problem::new("Q0303", "", e.to_string())])
}

/// Compares a value with its JSON Schema.
fn shape(root: &Value, schema: &Value, value: &Value, path: &str, problems: &mut Vec<Problem>) {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|r| root.pointer(r.strip_prefix('#')?)) {
        return shape(root, target, value, path, problems);
    }
    if schema.get("format").and_then(Value::as_str) == Some("decimal") && !value.is_object() {
        problems.extend(Decimal::of(value).err().map(|why| Problem::new("Q0303", path, why)));
        return;
    }
    if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        return any_shape(root, choices, value, path, problems);
    }
    let expected = types(schema);
    if !expected.is_empty() && !expected.iter().any(|t| is_type(value, t)) {
        let expected: Vec<&str> = expected.into_iter().filter(|&t| t != "null").map(in_words).collect();
        let message = format!("{} is expected, found {}", expected.join(" or "), found(value));
        problems.push(Problem::new("Q0303", path, message));
        return;
    }
    if let Some(names) = schema.get("enum").and_then(Value::as_array).filter(|names| !names.contains(value)) {
        let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
        problems.push(unknown(path, "value", value.as_str().unwrap_or_default(), &names));
    }
    match value {
        Value::Object(table) => table_shape(root, schema, table, path, problems),
        Value::Array(items) => {
            if let Some(each) = schema.get("items") {
                for (place, item) in items.iter().enumerate() {
                    shape(root, each, item, &format!("{path}[{place}]"), problems);
                }
            }
        }
        _ => {}
    }
}

fn any_shape(root: &Value, choices: &[Value], value: &Value, path: &str, problems: &mut Vec<Problem>) {
    let mut nearest_try: Option<Vec<Problem>> = None;
    for choice in choices {
        let mut tried = Vec::new();
        shape(root, choice, value, path, &mut tried);
        if tried.is_empty() {
            return;
        }
        // The choice whose own type fits has the most to say.
        let deep = |tried: &[Problem]| tried.iter().all(|p| p.path != path);
        if nearest_try.as_ref().is_none_or(|best| !deep(best) && deep(&tried)) {
            nearest_try = Some(tried);
        }
    }
    problems.extend(nearest_try.into_iter().flatten());
}

fn table_shape(
    root: &Value,
    schema: &Value,
    table: &serde_json::Map<String, Value>,
    path: &str,
    problems: &mut Vec<Problem>,
) {
    let properties = schema.get("properties").and_then(Value::as_object);
    let known: Vec<&str> = properties.map_or_else(Vec::new, |p| p.keys().map(String::as_str).collect());
    let others = schema.get("additionalProperties");
    for (key, entry) in table {
        if let Some(of_key) = properties.and_then(|p| p.get(key)) {
            let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            shape(root, of_key, entry, &below, problems);
        } else if others == Some(&Value::Bool(false)) {
            let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            problems.push(Problem { code: "Q0301", ..unknown(&at, "key", key, &known) }.at_key());
        } else if let Some(of_entries) = others.filter(|o| o.is_object()) {
            shape(root, of_entries, entry, &format!("{path}[{key}]"), problems);
        }
    }
    for key in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        if !table.contains_key(key) {
            problems.push(Problem::new("Q0302", path, format!("`{key}` is missing")));
        }
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn in_words(name: &str) -> &str {
    match name {
        "object" => "a table",
        "array" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        other => other,
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::super::parameters::Names;
    use super::*;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        rate: Decimal,
        #[serde(default)]
        order: Option<Vec<String>>,
        #[serde(default)]
        by_group: BTreeMap<String, BTreeMap<String, Decimal>>,
        #[serde(default)]
        names: Option<Names>,
    }

    #[test]
    fn all_problems_come_at_once_with_their_paths() {
        let value = serde_json::json!({
            "kind": "sample",
            "rat": 1,
            "order": ["a", 3],
            "by_group": { "deprivation": { "most deprived": "x", "second": 0.1234567 } },
            "names": 7,
        });
        let problems = read::<Sample>(&value).unwrap_err();
        let paths: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(
            paths,
            ["by_group[deprivation][most deprived]", "by_group[deprivation][second]", "names", "order[1]", "rat", ""]
        );
        assert!(problems.iter().any(|p| p.help == "did you mean `rate`?"));
        assert!(problems.iter().any(|p| p.message == "`rate` is missing"));
    }

    #[test]
    fn a_number_may_carry_its_range_and_source() {
        let value = serde_json::json!({ "rate": { "value": 0.5, "low": 0.1, "high": 1, "source": "assumed" } });
        let sample = read::<Sample>(&value).unwrap();
        assert_eq!(sample.rate, Decimal::parse("0.5").unwrap());
        assert!(sample.order.is_none() && sample.by_group.is_empty() && sample.names.is_none());
        let wrong = serde_json::json!({ "rate": { "value": 0.5, "lo": 0.1 } });
        assert_eq!(read::<Sample>(&wrong).unwrap_err()[0].path, "rate.lo");
        let several = serde_json::json!({ "rate": 1, "names": ["a", "b"] });
        assert_eq!(read::<Sample>(&several).unwrap().names.unwrap().as_slice(), ["a", "b"]);
    }
}
