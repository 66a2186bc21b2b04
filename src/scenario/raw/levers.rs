//! What else is done about a list, beside who is seen next.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::demand::When;
use super::{ByGroup, Law, Number, Slots, Span};

/// What else is done.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Levers {
    /// Appointments that are made ahead of their session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<Booking>,
    /// Help to attend: a reminder, a call, transport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
    /// Slots that follow the length of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surge: Option<Surge>,
    /// More people are booked than there are slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overbooking: Option<Overbooking>,
    /// Slots are minutes, and cases take time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<Cases>,
    /// One-off sessions, beside those of `slots`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra_sessions: Vec<ExtraSession>,
    /// Further sessions that are not for everybody, or another provider's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_for: Vec<OnlyFor>,
    /// The people the service's own `slots` are for, if not for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_slots_for: Option<BTreeMap<String, Vec<String>>>,
    /// Discharge on this number of missed appointments, 1 to 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub discharge_after_missed: Option<u8>,
    /// Everybody on the list is asked whether they still need care. For a whole service only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub validation: Vec<Validation>,
    /// Outreach to people in need who are not referred (`under_referral`). For a whole service only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outreach: Option<Outreach>,
}

/// Appointments that are made ahead of their session.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Booking {
    /// How long before a session its slots are given out.
    pub ahead: Span,
    /// A slot given out later than this before its session is given at short notice; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Span>,
    /// Probability that a person comes at short notice, by group; everybody does if this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub short_notice: Option<ByGroup>,
    /// Most people who are asked for one free slot at a time; 5 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub offers: Option<u32>,
}

/// Help to attend.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// Share of appointments that it reaches, by group; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub reach: Option<ByGroup>,
    /// What it multiplies the probability of missing an appointment by, where it reaches; by group.
    #[schemars(extend("x-scale" = "none"))]
    pub misses_times: ByGroup,
    /// First day; the start if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// First day without it; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<When>,
}

/// Slots that follow the length of the list.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Surge {
    /// Slots are added where more people wait.
    #[schemars(extend("x-scale" = "people"))]
    pub above: Number,
    /// Slots are taken back where fewer wait; nine tenths of `above` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub below: Option<Number>,
    /// Slots per week that a review adds or takes back.
    #[schemars(extend("x-scale" = "slots"))]
    pub per_week: Number,
    /// Most of them at a time.
    #[schemars(extend("x-scale" = "slots"))]
    pub at_most: Number,
    /// Time between reviews; 4 weeks if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Span>,
    /// Time until a decision shows; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Span>,
}

/// More people are booked than there are slots.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overbooking {
    /// So many more in each session; without it as many are booked as are expected to fill the slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub extra: Option<u32>,
    /// Predicted probability of missing an appointment, by group; the plain `misses_appointment`, before `misses_odds` and help, unless
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub predicted: Option<ByGroup>,
    /// Who shares a slot; "by lot" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubles: Option<Doubles>,
    /// Length of a slot; 20 minutes if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Span>,
    /// Equal clinics side by side that a session is made of, each with its part of the slots and of `extra`; one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub clinics: Option<u32>,
}

/// Who shares a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum Doubles {
    /// Those most expected to miss the appointment share slots with each other.
    #[serde(rename = "by risk")]
    ByRisk,
    /// By lot.
    #[serde(rename = "by lot")]
    ByLot,
}

/// Slots are minutes, and cases take time.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// Law of the time a case takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Law>,
    /// Laws by urgency, in place of `time`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub time_by_urgency: BTreeMap<String, Law>,
    /// What is planned for a case; the mean of its law if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Span>,
    /// A case that would begin later than this after the end is cancelled on the day; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overrun: Option<Span>,
}

/// A one-off session.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraSession {
    /// Day.
    pub at: When,
    /// Slots.
    #[schemars(extend("x-scale" = "slots"))]
    pub slots: Number,
}

/// Sessions that are not for everybody.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnlyFor {
    /// When, and how many.
    pub slots: Slots,
    /// Levels of attributes, as recorded, and urgencies (`urgency`); everybody if left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", rename = "for")]
    pub whom: BTreeMap<String, Vec<String>>,
    /// Probability that a person takes the offer, by group; everybody does if this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub take_up: Option<ByGroup>,
    /// Whether it is another provider's.
    #[serde(default)]
    pub outside: bool,
}

/// Everybody on the list is asked whether they still need care.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// Day.
    pub at: When,
    /// Probability of leaving because no care is needed any more, by group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub leaves: Option<ByGroup>,
    /// Probability of being taken off the list by mistake, for example because a letter is not answered, by group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub by_mistake: Option<ByGroup>,
}

/// Outreach to people in need who are not referred.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outreach {
    /// Part of those not referred that it reaches, by group.
    #[schemars(extend("x-scale" = "none"))]
    pub reaches: ByGroup,
    /// First day; the start if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
}
