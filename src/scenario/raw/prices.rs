//! What waiting and care cost.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByGroup, Number};

/// What a week on the list brings.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// Amount per week on the list, by group.
    #[schemars(extend("x-scale" = "none"))]
    pub per_week: ByGroup,
    /// Ratios by urgency; 1 if left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub by_urgency: BTreeMap<String, Number>,
    /// Unit of the amount, for example "contacts" or "QALY".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Price of one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub cost: Option<Number>,
}

/// What care and the policy cost.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// Each slot, also when its session is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub slot: Option<Number>,
    /// Each missed appointment, on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub missed: Option<Number>,
    /// Each appointment with help to attend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub support: Option<Number>,
    /// Each appointment kept at another provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub outside: Option<Number>,
    /// Each slot of a surge, on top of `slot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub surge: Option<Number>,
    /// Each hour of overtime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub overtime_hour: Option<Number>,
    /// Each person asked at a validation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub validated: Option<Number>,
    /// Once per run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "money"))]
    pub fixed: Option<Number>,
}
