//! Who can be seen, and when.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::demand::{Change, Days, When};
use super::{Date, Law, Number, Span};

/// Bookable slots at sessions. Fractional slots are carried over to the next session, exactly.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slots {
    /// Slots per week, spread over `days`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "slots"))]
    pub per_week: Option<Number>,
    /// Slots per month of 365.25/12 days, spread over `days`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "slots"))]
    pub per_month: Option<Number>,
    /// Slots per session, one session on each of `days`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "slots"))]
    pub per_session: Option<Number>,
    /// Days with a session, or weights by day; Monday to Friday if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub days: Option<Days>,
    /// Time of the session, "09:00" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<TimeOfDay>,
    /// Dates without a session; their slots are not made up for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Date>,
    /// Twelve indices, January first; they multiply the slots and are not rescaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub season: Option<Vec<Number>>,
    /// Dated changes of the slots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Probability that a session is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub lost_sessions: Option<Number>,
    /// Without a calendar: a session at each whole multiple of this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// Slots of each session of `every`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "slots"))]
    pub count: Option<Number>,
}

/// A time of day, such as "09:00".
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TimeOfDay(pub String);

impl JsonSchema for TimeOfDay {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Clock".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A time of day: \"09:00\"", "type": "string", "format": "clock" })
    }
}

/// Servers that each see one person at a time.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Servers {
    /// How many, or "unlimited": nobody waits.
    #[schemars(extend("x-scale" = "servers"))]
    pub count: ServerCount,
    /// Dated changes of their number. Where there are fewer than before, those at work finish the service they are in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ServerChange>,
    /// Law of the service time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Law>,
    /// Laws of the service time by urgency, in place of `service`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub service_by_urgency: BTreeMap<String, Law>,
}

/// Another number of servers from an instant on, to another one or for ever.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerChange {
    /// From when: a date (at midnight), or a time since the start such as "9 hours"; the start if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// From when it no longer holds; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<When>,
    /// How many there are then; 0 where nobody works.
    #[schemars(extend("x-scale" = "servers"))]
    pub count: u32,
    /// How long it takes to come about, one server after the other; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<Span>,
}

/// How many servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ServerCount {
    /// So many.
    Number(u32),
    /// As many as there are people.
    Word(Unlimited),
}

/// Without a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[allow(missing_docs)]
pub enum Unlimited {
    #[serde(rename = "unlimited")]
    Unlimited,
}

/// Those who find no room come again, as often as it takes.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retries {
    /// Law of the time until they come again.
    pub after: Law,
}
