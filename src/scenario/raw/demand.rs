//! Who joins a list, and who is on it today.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::groups::Ratios;
pub use super::people_counts::{BandShares, Count, Counts, Groups, SharesByBand};
use super::{Law, Number, Span, shares_or_counts};

/// Shares of urgencies by name, or counts.
pub type UrgencyMix = shares_or_counts::Named;

/// Shares of urgencies by level of one attribute.
pub type MixByLevel = BTreeMap<String, BTreeMap<String, UrgencyMix>>;

/// Shares of the levels of attributes, or counts, each in level order.
pub type Shares = BTreeMap<String, shares_or_counts::List>;

/// Referrals: a Poisson process with a rate that is constant in each day, or one with times between referrals by a law.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Referrals {
    /// Expected number per week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub per_week: Option<Number>,
    /// Expected number per day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub per_day: Option<Number>,
    /// Expected number per month of 365.25/12 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub per_month: Option<Number>,
    /// Expected number per `time_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub per_unit: Option<Number>,
    /// Rate ratios by attribute and level: they change both the mix and the total.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub rate_ratio: Ratios,
    /// Share of those in need who are never referred, by attribute and level. The rates here are those of the referred.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub under_referral: Ratios,
    /// Shares of the levels of an attribute among the referred, in level order; those of the population if left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub share: Shares,
    /// Shares of urgencies among the referred; those of `urgency` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub urgency: Option<UrgencyMix>,
    /// Shares of urgencies by level of one attribute, where they differ (referral late in the course, say); the others have those of
    /// `urgency`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub urgency_by_group: MixByLevel,
    /// Growth of the rate per year of 365 days, compounded daily: "2%".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub growth_per_year: Option<Number>,
    /// Twelve indices, January first; they multiply the rate and are not rescaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub season: Option<Vec<Number>>,
    /// Days on which people are referred, or weights by day; every day alike if left out. The week's total stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub days: Option<Days>,
    /// Dated changes of the rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// More spread than a Poisson process has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub varies: Option<Varies>,
    /// Law of the time between one referral and the next, in place of a rate: a renewal process from the start on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<Law>,
}

/// How the rate varies by chance from week to week, beyond seasons and changes.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Varies {
    /// Coefficient of variation of a gamma factor with mean 1 on the rate of each week: weekly counts are negative binomial,
    /// with variance = mean + (cv x mean)^2.
    #[schemars(extend("x-scale" = "none"))]
    pub cv: Number,
}

/// Weekdays: a list, or weights by day.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Days {
    /// Alike.
    List(Vec<Weekday>),
    /// With weights.
    Weights(BTreeMap<String, Number>),
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// A change from a date (or a time since the start) on, to another one or for ever.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// First day: a date, or a time since the start such as "10 weeks"; the start if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// First day on which it no longer holds; never if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<When>,
    /// The new value per week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub per_week: Option<Number>,
    /// The new value per month of 365.25/12 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub per_month: Option<Number>,
    /// A factor on the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub multiply: Option<Number>,
    /// How long it takes to come about, in a straight line; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<Span>,
}

/// A date, or a time since the start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct When(pub String);

impl JsonSchema for When {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A date, 2026-06-01, or a time since the start, \"10 weeks\"",
            "type": "string",
            "format": "date or span"
        })
    }
}

/// Who waits at the start: counts by wait so far in bands, or one count and a law, or several parts.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// Edges of the bands in weeks: (lower, upper], the first one with day 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub bands_weeks: Option<Vec<Number>>,
    /// The edges in months of 365.25/12 days, in place of `bands_weeks`: a wait of 91 days is within three months, one of 92 is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub bands_months: Option<Vec<Number>>,
    /// People in each band (one more than bands between edges: the last is open), or altogether; by group where that is known, as recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub count: Option<Count>,
    /// Law of the wait beyond the last edge; exponential with a mean of 13 weeks if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Law>,
    /// Law of the wait so far, with one `count`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Law>,
    /// Edges of coarser bands for `urgency`, the last one open: each band takes the mix of the coarse band that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub urgency_weeks: Option<Vec<Number>>,
    /// These edges in months, where the bands are in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub urgency_months: Option<Vec<Number>>,
    /// Where the counts come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "prose"))]
    pub source: Option<String>,
    /// Shares of urgencies: one table, or one for each band (of `urgency_weeks`, where that is given).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub urgency: Option<BandUrgency>,
    /// Shares of urgencies by level of one attribute; the others have those of `urgency`, which is one table then.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub urgency_by_group: MixByLevel,
    /// Shares of the levels of an attribute on the list, in level order, or such shares for each band; those of the population unless
    /// said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub share: SharesByBand,
    /// Parts of the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part: Vec<PartOfList>,
}

/// One mix of urgencies, or one for each band.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum BandUrgency {
    /// The same in all.
    One(UrgencyMix),
    /// By band.
    Bands(Vec<UrgencyMix>),
}

/// A part of today's list: a count, and either a law of the wait so far or whole days between two waits, each as likely.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Part")]
pub struct PartOfList {
    /// How many people; by group where that is known, as recorded.
    #[schemars(extend("x-scale" = "people"))]
    pub count: Count,
    /// Law of the wait so far; with `beyond`, of the wait beyond it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Law>,
    /// A wait that all have exceeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Span>,
    /// Shortest wait, in whole days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Span>,
    /// Longest wait, in whole days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Span>,
    /// Edges of bands in weeks, where these people have waited in several: (lower, upper], the first one with day 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub bands_weeks: Option<Vec<Number>>,
    /// The share of these people in each of the bands, the same in every group. One share for each edge, the last of them for the open band beyond the last edge;
    /// or one fewer, and no band is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub spread: Option<Vec<Number>>,
    /// Law of the wait beyond the last edge; exponential with a mean of 13 weeks if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Law>,
    /// Shares of the levels of an attribute, in level order; those of the list if left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub share: Shares,
    /// Shares of urgencies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub urgency: Option<UrgencyMix>,
}

/// A listed referral: when, and what is known of the person; the rest is drawn.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Extra {
    /// A date (at midnight), or a time since the start.
    pub at: When,
    /// The urgency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// Levels by attribute.
    #[serde(flatten)]
    pub levels: BTreeMap<String, String>,
}
