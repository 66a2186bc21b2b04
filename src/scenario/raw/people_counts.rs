//! How many people a list has: altogether, by band, and by group.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Number, shares_or_counts};

/// How many: altogether or by band, and of each group where that is known.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Count {
    /// Altogether.
    One(Number),
    /// By band.
    Bands(Vec<Number>),
    /// Of combinations of recorded levels: one level of each attribute that is counted, and `count`.
    Rows(Vec<BTreeMap<String, Value>>),
    /// Of the recorded levels of one attribute, or of each of several attributes.
    Groups(BTreeMap<String, Groups>),
}

impl Count {
    /// How many bands are counted; none where people are counted altogether.
    #[must_use]
    pub fn bands(&self) -> Option<usize> {
        let of = |counts: &Counts| match counts {
            Counts::One(_) => None,
            Counts::Bands(numbers) => Some(numbers.len()),
        };
        match self {
            Count::One(_) => None,
            Count::Bands(numbers) => Some(numbers.len()),
            Count::Rows(rows) => rows.first().and_then(|row| Counts::read(row.get("count")?).ok()).and_then(|c| of(&c)),
            Count::Groups(named) => match named.values().next()? {
                Groups::Level(counts) => of(counts),
                Groups::Attribute(levels) => levels.values().next().and_then(of),
            },
        }
    }
}

impl Count {
    /// How many people altogether. Tables of several attributes count the same people.
    #[must_use]
    pub fn people(&self) -> f64 {
        let sum = |counts: &Counts| counts.numbers().iter().map(|n| n.value).sum::<f64>();
        match self {
            Count::One(number) => number.value,
            Count::Bands(numbers) => numbers.iter().map(|n| n.value).sum(),
            Count::Rows(rows) => {
                let of = |row: &BTreeMap<String, Value>| row.get("count").and_then(|c| Counts::read(c).ok());
                rows.iter().filter_map(of).map(|counts| sum(&counts)).sum()
            }
            Count::Groups(named) => {
                let attribute = named.values().find_map(|groups| match groups {
                    Groups::Attribute(levels) => Some(levels.values().map(sum).sum()),
                    Groups::Level(_) => None,
                });
                attribute.unwrap_or_else(|| {
                    let level = |groups: &Groups| match groups {
                        Groups::Level(counts) => sum(counts),
                        Groups::Attribute(_) => 0.0,
                    };
                    named.values().map(level).sum()
                })
            }
        }
    }
}

/// How many of one level, or of each level of an attribute.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Groups {
    /// Of one level.
    Level(Counts),
    /// Of the levels of the attribute of this name.
    Attribute(BTreeMap<String, Counts>),
}

/// One count, or one for each band.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Counts {
    /// Altogether.
    One(Number),
    /// By band.
    Bands(Vec<Number>),
}

impl Counts {
    /// The numbers.
    #[must_use]
    pub fn numbers(&self) -> &[Number] {
        match self {
            Counts::One(number) => std::slice::from_ref(number),
            Counts::Bands(numbers) => numbers,
        }
    }

    /// Reads one count or a list of counts.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn read(value: &Value) -> Result<Self, serde_json::Error> {
        match value {
            Value::Array(_) => serde_json::from_value(value.clone()).map(Counts::Bands),
            _ => serde_json::from_value(value.clone()).map(Counts::One),
        }
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Whether a value is a table that is not a number with its source and range.
fn names(value: &Value) -> bool {
    value.is_object() && value.get("value").is_none()
}

impl<'de> Deserialize<'de> for Groups {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let read = |value: Value| -> Result<Self, serde_json::Error> {
            if names(&value) {
                serde_json::from_value(value).map(Groups::Attribute)
            } else {
                Counts::read(&value).map(Groups::Level)
            }
        };
        read(value).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let read = |value: Value| -> Result<Self, serde_json::Error> {
            match &value {
                Value::Array(list) if list.iter().any(names) => serde_json::from_value(value).map(Count::Rows),
                Value::Array(_) => serde_json::from_value(value).map(Count::Bands),
                _ if names(&value) => serde_json::from_value(value).map(Count::Groups),
                _ => serde_json::from_value(value).map(Count::One),
            }
        };
        read(value).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Count {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Count".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Number>();
        let numbers = generator.subschema_for::<Vec<Number>>();
        json_schema!({
            "description": "One count, one for each band, or a table of counts by recorded level (`not recorded` is one), by attribute and level, or rows that name a level of each attribute and `count`",
            "anyOf": [
                number,
                numbers,
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["count"],
                        "properties": { "count": { "description": "One count, or one for each band", "anyOf": [number, numbers] } },
                        "additionalProperties": { "type": "string" }
                    }
                },
                {
                    "type": "object",
                    "additionalProperties": {
                        "anyOf": [
                            number,
                            numbers,
                            {
                                "description": "Counts by recorded level of the attribute of this name",
                                "type": "object",
                                "additionalProperties": { "anyOf": [number, numbers] }
                            }
                        ]
                    }
                }
            ]
        })
    }
}

/// Shares of the levels of an attribute, in level order: one list, or one for each band.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum BandShares {
    /// By band.
    Bands(Vec<Vec<Number>>),
    /// The same in all.
    One(shares_or_counts::List),
}

/// Shares of the levels of attributes, the same in all bands or by band.
pub type SharesByBand = BTreeMap<String, BandShares>;
