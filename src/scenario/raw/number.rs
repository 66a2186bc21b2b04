//! Numbers as people write them: `12.5`, `"5%"`, or a table with a range and a source.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// A number, perhaps with its range and source.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The value used.
    pub value: f64,
    /// What else was said of it: `low`, `high`, `source`, `confidence`.
    pub about: Map<String, Value>,
}

impl Number {
    /// A bare number.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self { value, about: Map::new() }
    }
}

/// The keys that may stand beside `value`.
pub const ABOUT: [&str; 4] = ["low", "high", "source", "confidence"];

/// Reads a number or a percentage.
///
/// # Errors
/// What is wrong, and how to write it.
pub fn parse(value: &Value) -> Result<f64, (String, String)> {
    match value {
        Value::Number(n) => match n.as_f64() {
            Some(x) if x.is_finite() => Ok(x),
            _ => Err((format!("`{n}` is not a finite number"), String::new())),
        },
        Value::String(text) => {
            let inner = text.trim();
            if let Some(percent) = inner.strip_suffix('%')
                && let Ok(x) = percent.trim().parse::<f64>()
                && x.is_finite()
                && plain(percent.trim())
            {
                // The decimal text divided by 100 without rounding twice: "7.5%" is the number 0.075.
                return format!("{}e-2", percent.trim()).parse().map_err(|_| (format!("`{inner}`"), String::new()));
            }
            let help = if inner.parse::<f64>().is_ok() && plain(inner) {
                format!("write {inner} without quotes")
            } else if inner.contains(',') {
                "write numbers with a point and without separators: 1200 or 3.5".to_string()
            } else {
                "write a number such as 12.5, or a percentage such as \"5%\"".to_string()
            };
            Err((format!("`{}` is not a number", crate::scenario::shown(text)), help))
        }
        other => Err((
            format!("expected a number, found {}", crate::scenario::kinds::kind_of(other)),
            "write a number such as 12.5, or a percentage such as \"5%\"".to_string(),
        )),
    }
}

fn plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'))
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        match Value::deserialize(deserializer)? {
            Value::Object(mut about) => {
                let value = about.remove("value").ok_or_else(|| D::Error::missing_field("value"))?;
                let value = parse(&value).map_err(|(m, _)| D::Error::custom(m))?;
                for key in ["low", "high"] {
                    if let Some(bound) = about.get_mut(key) {
                        *bound = json!(parse(bound).map_err(|(m, _)| D::Error::custom(m))?);
                    }
                }
                Ok(Self { value, about })
            }
            other => Ok(Self::new(parse(&other).map_err(|(m, _)| D::Error::custom(m))?)),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.about.is_empty() {
            return number(self.value).serialize(serializer);
        }
        let mut table = self.about.clone();
        table.insert("value".to_string(), number(self.value));
        table.serialize(serializer)
    }
}

/// Whole numbers are written without a fraction.
fn number(x: f64) -> Value {
    if x.fract() == 0.0 && x.abs() < 9e15 { json!(x as i64) } else { json!(x) }
}

impl JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let bare = json!([{ "type": "number" }, { "type": "string", "format": "percent" }]);
        json_schema!({
            "description": "A number, a percentage in quotes, or a table with the value, its range and its source",
            "anyOf": [
                { "type": "number" },
                { "type": "string", "format": "percent" },
                {
                    "type": "object",
                    "properties": {
                        "value": { "description": "The value used", "anyOf": bare },
                        "low": { "description": "Lowest plausible value", "anyOf": bare },
                        "high": { "description": "Highest plausible value", "anyOf": bare },
                        "source": { "description": "Where it comes from", "type": "string" },
                        "confidence": { "description": "How sure one is", "type": "string" }
                    },
                    "required": ["value"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_and_tables_are_numbers() {
        let read = |v: Value| serde_json::from_value::<Number>(v).map(|n| n.value);
        assert_eq!(read(json!("7.5%")).unwrap(), 0.075);
        assert_eq!(read(json!({ "value": "10%", "low": 0.05 })).unwrap(), 0.1);
        assert!(read(json!("1,200")).is_err());
        assert!(read(json!("nan")).is_err());
        assert!(read(json!("5 %")).is_ok());
    }
}
