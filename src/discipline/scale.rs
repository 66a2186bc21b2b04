//! Parameters of disciplines that count people or slots, where one simulated person stands for several.

use serde_json::Value;

use super::Registry;
use crate::schema::number;

/// The key of a schema that says what a number counts.
pub const SCALE: &str = "x-scale";
/// What is counted of a run, and so divided by the scale. All other numbers are `none`: probabilities, times, weights, prices and
/// rates of one person.
pub const COUNTED: [&str; 4] = ["people", "slots", "servers", "money"];

/// The format of a day that a scenario may write as a date: it makes it the number of days since its start.
pub const DAY_FORMAT: &str = "date or days";

/// Whether a schema says that its numbers are counts.
#[must_use]
pub fn is_counted(schema: &Value) -> bool {
    schema.get(SCALE).and_then(Value::as_str).is_some_and(|what| COUNTED.contains(&what))
}

impl Registry {
    /// The parameters of a discipline, and of those that it hands on to, as the simulation needs them: numbers whose schema says with
    /// `x-scale` that they count people or slots are divided. Whole numbers are rounded down, others to six decimals.
    #[must_use]
    pub fn scaled(&self, kind: &str, parameters: &Value, scale: f64) -> Value {
        let Some(kind) = self.get(kind) else { return parameters.clone() };
        let root = kind.schema().to_value();
        self.walk(&root, &root, parameters, scale)
    }

    fn walk(&self, root: &Value, schema: &Value, value: &Value, scale: f64) -> Value {
        let schema = resolved(root, schema);
        match value {
            Value::Object(table) => {
                let of_key = |key: &String, value: &Value| {
                    let known =
                        schema.get("properties").and_then(|p| p.get(key)).or(schema.get("additionalProperties"));
                    match (value.get("kind").and_then(Value::as_str), known) {
                        (_, Some(known)) if is_counted(known) => divided(known, value, scale),
                        (Some(kind), _) => self.scaled(kind, value, scale),
                        (None, Some(known)) => self.walk(root, known, value, scale),
                        (None, None) => value.clone(),
                    }
                };
                table.iter().map(|(key, value)| (key.clone(), of_key(key, value))).collect()
            }
            Value::Array(list) => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                list.iter().map(|each| self.walk(root, items, each, scale)).collect()
            }
            other => other.clone(),
        }
    }
}

/// What a schema refers to, and of several that a value may have the first table or list.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|r| root.pointer(r.strip_prefix('#')?)) {
        return resolved(root, target);
    }
    let branches = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let deep = |s: &&Value| ["properties", "items", "additionalProperties"].iter().any(|key| s.get(key).is_some());
    branches.map(|branch| resolved(root, branch)).find(deep).unwrap_or(schema)
}

fn divided(schema: &Value, value: &Value, scale: f64) -> Value {
    match value {
        Value::Number(_) | Value::String(_) => {
            let Ok(written) = number::parse(value) else { return value.clone() };
            let exact = written / scale;
            let types = schema.get("type").map(Value::to_string).unwrap_or_default();
            if types.contains("integer") { Value::from(exact as u64) } else { Value::from((exact * 1e6).round() / 1e6) }
        }
        Value::Object(table) => {
            let words = |key: &str| matches!(key, "source" | "confidence");
            let each = |(key, value): (&String, &Value)| {
                (key.clone(), if words(key) { value.clone() } else { divided(schema, value, scale) })
            };
            table.iter().map(each).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn counts_are_divided_and_nothing_else() {
        let registry = Registry::shipped();
        let parameters = json!({
            "quotas": [{ "slots": { "value": 20, "source": "a" }, "for": { "sex": "male" } }, { "share": 0.2, "for": { "sex": "female" } }],
            "rest": { "kind": "threshold", "above": 350, "rule": "strict", "rest": { "kind": "first come" } },
        });
        let expected = json!({
            "quotas": [{ "slots": { "value": 0.2, "source": "a" }, "for": { "sex": "male" } }, { "share": 0.2, "for": { "sex": "female" } }],
            "rest": { "kind": "threshold", "above": 3, "rule": "strict", "rest": { "kind": "first come" } },
        });
        assert_eq!(registry.scaled("reserved", &parameters, 100.0), expected);
        assert_eq!(
            registry.scaled("reserved", &json!({ "slots": 3, "for": {} }), 8.0),
            json!({ "slots": 0.375, "for": {} })
        );
    }
}
