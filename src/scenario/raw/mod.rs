//! The scenario as written: types that say what may stand where. Nothing here is checked against anything else.

pub mod behaviour;
pub mod capacity;
mod date;
pub mod demand;
mod evidence;
pub mod groups;
mod hidden;
pub mod inside;
pub mod law;
pub mod levers;
pub mod number;
pub mod official;
pub mod pathway;
pub mod people_counts;
pub mod prices;
pub mod records;
pub mod shares_or_counts;
pub mod span;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use behaviour::{AfterMissed, AfterPatience, HazardByWait, MissesOdds, RebookTo, Removal};
pub use capacity::{Retries, Servers, Slots};
pub use date::Date;
pub use demand::{Extra, Referrals, Waiting};
pub use evidence::{Evidence, EvidenceFigure, Reproduces};
pub use groups::ByGroup;
pub use inside::InService;
pub use law::{Law, Time};
pub use number::Number;
pub use official::{OfficialClock, Unavailable};
pub use pathway::{Course, Stage};
pub use records::{Recorded, Unknown, UnknownRule};
pub use span::{Shift, Span};

/// A whole scenario.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "queuity scenario")]
pub struct Document {
    /// Version of the format: 1.
    #[schemars(extend("x-scale" = "none"))]
    pub queuity: u64,
    /// What is asked, and how it is run.
    pub scenario: Head,
    /// How people differ, one table each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribute: Vec<Attribute>,
    /// How the attributes hang together; without it they are independent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<Population>,
    /// Who is seen next, where a variant does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
    /// What all services have in common: any key of a service but its name. A service's own keys win.
    #[serde(default, skip_serializing)]
    pub service_defaults: Option<ServiceDefaults>,
    /// The lists.
    pub service: Vec<Service>,
    /// The policies that are compared; without any there is one, "base".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variant: Vec<Variant>,
    /// How well variants reproduce what is done today, month by month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// What is asked, and how it is run.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "line"))]
    pub title: Option<String>,
    /// The question that the comparison answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "prose"))]
    pub question: Option<String>,
    /// First day, for example 2026-02-02. May be left out where nothing depends on the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// How long is simulated.
    pub horizon: Span,
    /// What is simulated first and not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<Span>,
    /// How long each person of a cohort is followed; at most, and by default, 52 weeks or half the horizon after the warm-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<Span>,
    /// Seed of all luck, 0 to 2^64-1; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub seed: Option<u64>,
    /// Independent runs of each variant; 40 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub replications: Option<u64>,
    /// Runs of each variant with one number at an end of its range, at most `replications`; none if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub ranges: Option<u64>,
    /// The variant that the others are compared with; the first if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Policies under a second reading of how people are seen today, by their names under the first: `{ "as today" = "as today, by points carried" }`. The
    /// reference is one of them. A verdict that differs between the readings leads the summary.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub second_reading: BTreeMap<String, String>,
    /// The measures that the answer stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary: Option<Vec<String>>,
    /// The smallest difference that matters, by measure: a number in its unit, "2 days", "1%" (points of a share) or "none". If left out, 1 day
    /// for waits of services with slots, 0.5 points for shares, none for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matters: Option<BTreeMap<String, Value>>,
    /// Combinations of attributes that are reported, for example [["deprivation", "ethnicity"]].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crossings: Option<Vec<Vec<String>>>,
    /// How many people one simulated person stands for; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub scale: Option<Number>,
    /// Distance of the points of the weekly series, in whole days; "none" for no series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
    /// The limits on waiting that figures are told by: weeks, or durations such as "365 days"; [18, 52, 65] if left out, at most eight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits_weeks: Option<Vec<Value>>,
    /// What "1 unit" means; one day if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_unit: Option<Span>,
    /// A run stops, as PARTIAL, when a list grows beyond this many people; ten million simulated ones if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub max_waiting: Option<u64>,
    /// Unit of money, for example "GBP".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Whether figures come from rows of real people. `queuity import` writes it; it stays with all that is made of the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<bool>,
    /// Lines that must be shown with the results, such as the licence of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "prose"))]
    pub attribution: Option<Vec<String>>,
}

/// A duration, or "none".
#[derive(Clone, Debug, PartialEq)]
pub struct Audit(pub Option<Span>);

impl<'de> Deserialize<'de> for Audit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.trim() == "none" {
            return Ok(Self(None));
        }
        Span::parse(&text).map(|s| Self(Some(s))).map_err(|(m, _)| serde::de::Error::custom(m))
    }
}

impl Serialize for Audit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(span) => span.serialize(serializer),
            None => serializer.serialize_str("none"),
        }
    }
}

impl JsonSchema for Audit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Audit".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A duration in whole days, or \"none\"",
            "type": "string",
            "format": "span or none"
        })
    }
}

/// A way people differ.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Name.
    pub name: String,
    /// Values; where ordered, from most to least disadvantaged.
    pub levels: Vec<String>,
    /// Whether the levels have an order; true if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
    /// The level that the others are compared with; the last where there is an order, else the first, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Share of the population at each level, or `{ count = [...] }` with how many there are; equal if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub share: Option<shares_or_counts::List>,
    /// Whether measures are broken down by it; true if left out. False suits what is only a criterion of a score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<bool>,
    /// Whether nobody knows it but the rule that goes by it, such as the days of head start that people carry: no measure is broken down by it and
    /// no invented list has a column of it; false if left out. Hidden attributes come last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
    /// What the record says, where it may be missing or wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Recorded>,
}

/// How the attributes hang together.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Shares of full combinations: one level of each attribute and `share`, or in all rows `count`. Combinations that are not listed have
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub share: Vec<BTreeMap<String, Value>>,
    /// Odds ratios between a level of one attribute and a level of another, against the reference levels of both:
    /// `{ deprivation = "most deprived", ethnicity = "Black", odds_ratio = 2.1 }`. Margins stay as given by the attributes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub odds_ratio: Vec<BTreeMap<String, Value>>,
    /// Correlations of a Gaussian copula, pairs not named have 0: positive where low levels of both go together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub correlation: Vec<Correlation>,
}

/// How two attributes go together.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlation {
    /// The two attributes.
    pub between: Vec<String>,
    /// Correlation of the normal variables behind them, above -1 and below 1.
    #[schemars(extend("x-scale" = "none"))]
    pub r: Number,
}

/// A discipline: `kind` and its parameters.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Discipline(pub Value);

impl JsonSchema for Discipline {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Discipline".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // Filled in by `schema` from the registry.
        schemars::json_schema!({ "type": "object" })
    }
}

/// One list with its own capacity.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Name.
    pub name: String,
    /// Who is referred while the simulation runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrals: Option<Referrals>,
    /// Who waits at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// Bookable slots at dated sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Slots>,
    /// Servers that each see one person at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers: Option<Servers>,
    /// Who is in service at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_service: Option<InService>,
    /// Clinical classes, most urgent first; without them there is one, with a target of 18 weeks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urgency: Vec<Urgency>,
    /// Probability of missing an appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub misses_appointment: Option<ByGroup>,
    /// What the odds of missing an appointment are multiplied by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misses_odds: Option<MissesOdds>,
    /// What follows a missed appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_missed: Option<AfterMissed>,
    /// Probability of cancelling an appointment in time for another person to have it; the person stays on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub cancels_appointment: Option<ByGroup>,
    /// Who is called and is unavailable for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Unavailable>,
    /// What restarts or pauses the clock of official figures; without it they count the waits as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_clock: Option<OfficialClock>,
    /// Who leaves the list untreated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<Removal>,
    /// Probability that the record of this service says "not recorded", by attribute; instead of the attribute's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-scale" = "none"))]
    pub not_recorded: BTreeMap<String, ByGroup>,
    /// What else happens to people while they wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// The stages of the pathway, the first on referral; without them the service is its only stage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stage: Vec<Stage>,
    /// How many people fit in, waiting or in service (at the first stage); a person referred when it is full is turned away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "people"))]
    pub max_in_system: Option<Number>,
    /// Those turned away come again, and are on the list meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<Retries>,
    /// What else is done, beside who is seen next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levers: Option<levers::Levers>,
    /// What a week on the list brings, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub harm: BTreeMap<String, prices::Harm>,
    /// What care and the policy cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<prices::Costs>,
    /// Listed referrals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<Extra>,
}

/// Keys of a service without its name; laid under the services before the types are read.
#[derive(Clone, Debug, Deserialize)]
pub struct ServiceDefaults(#[allow(dead_code)] pub Value);

impl JsonSchema for ServiceDefaults {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ServiceDefaults".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Service::json_schema(generator);
        schema.remove("required");
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove("name");
        }
        schema
    }
}

/// A clinical class.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Urgency {
    /// Name.
    pub name: String,
    /// Share of referrals, and of today's list unless it says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none"))]
    pub share: Option<Number>,
    /// How many there are, in place of `share`; in all classes or in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-scale" = "none", "x-percent" = false))]
    pub count: Option<Number>,
    /// A longer wait is a breach; 18 weeks if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Span>,
}

/// A named patch of the scenario.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Name.
    pub name: String,
    /// Takes over the patches and the discipline of this variant first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Who is seen next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
    /// Other values for this variant: `{ "service[hip and knee].slots.per_week" = 64 }`; `service[*]` means all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("format" = "paths"))]
    pub set: BTreeMap<String, Value>,
}
