//! Who is in service, or between two stages, at the start.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::demand::UrgencyMix;
use super::{Law, Number};

/// People who are in service at the start, pass a stage that only takes time, or are on the way to the next stage. Their groups are
/// those of the service's `waiting`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InService {
    /// How many people.
    #[schemars(extend("x-scale" = "people"))]
    pub count: Number,
    /// Law of the time that is left; if left out, what is left of the time they spend there, at a random moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<Law>,
    /// Law of the wait so far, from the clock start; if left out, the part of the time they spend there that has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Law>,
    /// Shares of urgencies; if left out, those of `urgency`, with servers times the mean service of each: long ones are there more often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub urgency: Option<UrgencyMix>,
    /// Whether their clock has stopped already, as at a follow-up; false if left out. With servers it stops when a service begins, where it
    /// stops at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_stopped: Option<bool>,
}
