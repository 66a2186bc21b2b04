//! How official figures count a wait, and people who are unavailable for a while.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByGroup, law};

/// What restarts or pauses the clock of official figures. It moves nobody: it counts the same waits a second time.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficialClock {
    /// After a missed appointment that is made again; it runs on if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<ClockRule>,
    /// After an appointment that the person cancels in time; it runs on if left out. They are back on the list at once, so it cannot
    /// wait for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<ClockRule>,
    /// After an offer of a session that not everybody takes, which the person declines; it runs on if left out. As for `cancelled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<ClockRule>,
    /// While a person is unavailable; it runs on if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<ClockRule>,
    /// The clock of one wait restarts at most so many times; as often as it happens if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub most_restarts: Option<u32>,
}

/// What the official clock does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum ClockRule {
    /// It runs on.
    #[serde(rename = "runs")]
    Runs,
    /// It starts again from zero on that day.
    #[serde(rename = "restarts")]
    Restarts,
    /// It starts again from zero on the day on which the person is back on the list.
    #[serde(rename = "restarts when back")]
    RestartsWhenBack,
    /// It stands until the person is back on the list.
    #[serde(rename = "pauses")]
    Pauses,
}

/// People who are called and are unavailable for a while; the next person has the slot.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unavailable {
    /// Probability at each call, by group.
    #[schemars(extend("x-scale" = "none"))]
    pub share: ByGroup,
    /// Time until they are back on the list, where they stood: a duration or a law.
    #[serde(rename = "for")]
    pub time: law::Time,
}
