//! What the record says of people.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{ByGroup, Number};

/// How an attribute is recorded; what is not said is recorded right.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// Probability that the record says "not recorded", by true group; a service may have its own in `not_recorded`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub missing: Option<ByGroup>,
    /// Where it is not missing: by true level, the share that is recorded at each other level; the rest is right.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub miscoded: BTreeMap<String, BTreeMap<String, Number>>,
    /// How those are booked whose level is not recorded; "own group" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
}

/// How those are booked whose level is not recorded. Reports still say "not recorded".
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Unknown {
    /// The same for all.
    Rule(UnknownRule),
    /// By another attribute.
    From(ImputeFrom),
}

impl JsonSchema for Unknown {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NotRecordedRule".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let from = generator.subschema_for::<ImputeFrom>();
        json_schema!({
            "description": "How those are booked whose level is not recorded; reports still say \"not recorded\"",
            "anyOf": [{ "type": "string", "enum": ["own group", "as reference", "share out"] }, from]
        })
    }
}

/// A rule for "not recorded".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum UnknownRule {
    /// As a group of their own, which rules can name.
    #[serde(rename = "own group")]
    OwnGroup,
    /// Like the reference level: the missing information is ignored.
    #[serde(rename = "as reference")]
    AsReference,
    /// At a level drawn by the shares of those whose level is recorded.
    #[serde(rename = "share out")]
    ShareOut,
}

/// A level drawn by the recorded shares among people of the same recorded level of another attribute.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImputeFrom {
    /// The other attribute, for example the deprivation of the area.
    pub impute_from: String,
}
