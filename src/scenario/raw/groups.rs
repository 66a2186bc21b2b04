//! Values by group.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Number;

/// Factors by attribute and level; a level that is not named has 1.
pub type Ratios = BTreeMap<String, BTreeMap<String, Number>>;

/// One value for all, or values by group.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum ByGroup {
    /// The same for all.
    One(Number),
    /// By group.
    Table(Table),
}

/// Absolute values on one attribute, ratios on others, and rows that override full combinations.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Table {
    /// The value for everybody who has no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Number>,
    /// Odds ratios (probabilities) by attribute and level.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub odds_ratio: Ratios,
    /// Rate ratios (rates) by attribute and level.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rate_ratio: Ratios,
    /// Full combinations: one level of each attribute and `value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<BTreeMap<String, Value>>,
    /// Values by level of one attribute.
    #[serde(flatten)]
    pub by: BTreeMap<String, BTreeMap<String, Number>>,
}

/// Keys of [`Table`] that no attribute may be named after.
pub const RESERVED: [&str; 6] = ["default", "odds_ratio", "rate_ratio", "rows", "urgency", "value"];

impl<'de> Deserialize<'de> for ByGroup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let read = |v: Value| -> Result<Self, serde_json::Error> {
            if v.is_object() && v.get("value").is_none() {
                serde_json::from_value(v).map(ByGroup::Table)
            } else {
                serde_json::from_value(v).map(ByGroup::One)
            }
        };
        read(value).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for ByGroup {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByGroup".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Number>();
        let ratios = generator.subschema_for::<Ratios>();
        let levels = generator.subschema_for::<BTreeMap<String, Number>>();
        json_schema!({
            "description": "One value for all, or a table: `default`, values by level of one attribute, ratios on others, rows",
            "anyOf": [
                number,
                {
                    "type": "object",
                    "properties": {
                        "default": { "description": "The value for everybody who has no other", "allOf": [number] },
                        "odds_ratio": { "description": "Odds ratios by attribute and level", "allOf": [ratios] },
                        "rate_ratio": { "description": "Rate ratios by attribute and level", "allOf": [ratios] },
                        "rows": {
                            "description": "Full combinations: one level of each attribute and `value`",
                            "type": "array",
                            "items": { "type": "object", "required": ["value"], "properties": { "value": number } }
                        }
                    },
                    "additionalProperties": levels
                }
            ]
        })
    }
}
