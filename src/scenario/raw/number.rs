//! Numbers as people write them: `12.5`, `"5%"`, or a table with a range and a source.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::schema::number::number;
pub use crate::schema::number::parse;

/// A number, perhaps with its range and source.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The value used.
    pub value: f64,
    /// What else the scenario gives about it: `low`, `high`, `source`, `confidence`.
    pub about: Map<String, Value>,
}

impl Number {
    /// A bare number.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self { value, about: Map::new() }
    }
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

impl JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = crate::schema::number::schema(&json!({ "type": "number" }));
        schema["description"] =
            json!("A number, a percentage in quotes, or a table with the value, its range and its source");
        Schema::try_from(schema).unwrap_or_default()
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
