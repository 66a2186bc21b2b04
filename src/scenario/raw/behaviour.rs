//! Missed appointments and leaving the list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ByGroup, Law, Number, Span, groups, law};

/// What the odds of missing an appointment are multiplied by.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissesOdds {
    /// For each week between the booking and the appointment (`levers.booking`), by group; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_week_ahead: Option<ByGroup>,
    /// For each appointment missed before, three at most, by group; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_missed: Option<ByGroup>,
}

/// What follows a missed appointment.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterMissed {
    /// Probability of a new appointment, the rest is discharged; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub rebook: Option<Number>,
    /// Where they stand then; "keeps clock start" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<RebookTo>,
    /// Whether patience goes on or starts again; "kept" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience: Option<AfterPatience>,
    /// Time until a rebooked person is on the list again: a duration or a law; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<law::Time>,
    /// Whether a default stands here because the scenario does not say what follows.
    #[serde(skip)]
    pub unsaid: bool,
}

/// Where a rebooked person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum RebookTo {
    /// Where the clock start puts them.
    #[serde(rename = "keeps clock start")]
    KeepsClockStart,
    /// Behind all who wait.
    #[serde(rename = "back of the queue")]
    BackOfQueue,
}

/// What becomes of patience after a missed appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum AfterPatience {
    /// It goes on.
    #[serde(rename = "kept")]
    Kept,
    /// It starts again.
    #[serde(rename = "redrawn")]
    Redrawn,
}

/// Who leaves the list untreated: one of the six, and `rate_ratio` beside it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// Hazard per week waited, the same at any wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_week: Option<ByGroup>,
    /// Hazard per month of 365.25/12 days, the same at any wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_month: Option<ByGroup>,
    /// People who leave in a week while the list is as long as at the start: for all, or for each level of one attribute. The hazard is that
    /// number over those who wait at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub people_per_week: Option<ByGroup>,
    /// Hazards per week at a few waits, and between them in a line on a logarithmic scale; multiplied by `rate_ratio`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_wait: Option<HazardByWait>,
    /// Hazards per week by time waited, each from a wait on; multiplied by `rate_ratio`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    /// A law of the time from the clock start until someone leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Law>,
    /// What the hazard is multiplied by, by level of an attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub rate_ratio: Option<groups::Ratios>,
}

/// A hazard by time waited, with the knots of the discipline `by wait`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HazardByWait {
    /// Weeks waited at which the hazard is given; they rise.
    #[schemars(extend("x-scale" = "none"))]
    pub weeks: Vec<Number>,
    /// The hazard per week at each, above 0: log-linear between them, constant before the first and after the last.
    #[schemars(extend("x-scale" = "none"))]
    pub per_week: Vec<Number>,
}

/// A hazard from a wait on.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// From this wait on.
    pub from: Span,
    /// Hazard per week.
    #[schemars(extend("x-scale" = "none"))]
    pub per_week: Number,
}
