//! The stages of a pathway, and what happens to people while they wait.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::law::Time;
use super::{
    AfterMissed, ByGroup, Discipline, InService, MissesOdds, Number, OfficialClock, Servers, Slots, Unavailable,
    Waiting,
};

/// A place on a pathway where one waits and is seen.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Name.
    pub name: String,
    /// Bookable slots at dated sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Slots>,
    /// Servers that each see one person at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers: Option<Servers>,
    /// Without capacity of its own: how long it takes, for everybody at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Time>,
    /// Who is seen next here; the variant's own rule if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
    /// From when people count in the order here; "clock start" if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_from: Option<OrderFrom>,
    /// Who waits here at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// Who is in service here, or passes this stage, at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_service: Option<InService>,
    /// Probability of missing an appointment here; the service's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub misses_appointment: Option<ByGroup>,
    /// What the odds of missing an appointment here are multiplied by; the service's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misses_odds: Option<MissesOdds>,
    /// What follows a missed appointment here; the service's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_missed: Option<AfterMissed>,
    /// Probability of cancelling an appointment in time for another person to have it; the service's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub cancels_appointment: Option<ByGroup>,
    /// Who is called and is unavailable for a while here; the service's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Unavailable>,
    /// What restarts or pauses the clock of official figures here; the service's if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_clock: Option<OfficialClock>,
    /// What else is done here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levers: Option<super::levers::Levers>,
    /// What follows an appointment that was kept; without it the clock stops, treated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Next>,
}

/// From when people count in the order of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum OrderFrom {
    /// From the clock start.
    #[serde(rename = "clock start")]
    ClockStart,
    /// From joining the stage.
    #[serde(rename = "joining")]
    Joining,
}

/// One thing that may follow an appointment that was kept: either `to` another stage, or it `ends` the pathway, and may refer on.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Next {
    /// The next stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// How the pathway ends here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Ends>,
    /// The service that people are referred on to where the pathway ends here: they are on its list `after` some time, with a new clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
    /// Where `refers_to` is this service itself, for a second wait of the same person: how often one person may come back so; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub times: Option<u32>,
    /// Part of those seen that this follows for; one entry may leave it out and takes the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub share: Option<ByGroup>,
    /// The part by urgency, in place of `share`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub share_by_urgency: BTreeMap<String, Number>,
    /// Time until the next stage is joined: a duration or a law; at once if left out. Of an onward referral, time until people are on
    /// the other list, with a least value above zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Time>,
    /// Who is on the way to the next stage at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_the_way: Option<InService>,
    /// Stops the waiting-time clock on the way to the next stage; it runs on if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_stops: Option<Ends>,
    /// The clinical class from then on; unchanged if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
}

/// How a clock stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ends {
    /// Treated.
    Treated,
    /// No treatment is needed or wanted.
    Discharged,
}

/// What else happens to people while the clock runs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Death.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub death: Option<Hazard>,
    /// Admission as an emergency, which ends the wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Hazard>,
    /// Leaving for treatment paid for elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Hazard>,
    /// Changes of the clinical class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deterioration: Option<Deterioration>,
}

/// A hazard per week while the clock runs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// Hazard per week, by group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_week: Option<ByGroup>,
    /// Hazard per month of 365.25/12 days, by group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_month: Option<ByGroup>,
    /// Hazard per year, by group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_year: Option<ByGroup>,
    /// Rate ratios by urgency; 1 if left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub by_urgency: BTreeMap<String, Number>,
}

/// Changes of the clinical class: rates, or the probabilities of a week.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deterioration {
    /// Rates per week from a class to another: `{ P4 = { P3 = 0.01 } }`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub per_week: BTreeMap<String, BTreeMap<String, Number>>,
    /// Probabilities of being in another class a week later: `{ P4 = { P3 = 0.01 } }`; the rest stays.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub weekly_probability: BTreeMap<String, BTreeMap<String, Number>>,
    /// Rate ratios by level of an attribute.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub rate_ratio: super::groups::Ratios,
}
