//! Accumulating priority: everybody earns priority from the clock start on, each class at its own rate; the most earned is next.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::{in_days, number};
use crate::discipline::parameters::{self, ByClass, Decimal, Products};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;
use crate::time::DAY;

/// `kind = "accumulating"`.
#[derive(Clone, Copy, Debug)]
pub struct Accumulating;

/// Accumulating priority: the rate of a person is the product of the rates of the urgency and of the levels; 1 where nothing is said.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Rates by urgency, above 0: `{ P2 = 4, P3 = 2, P4 = 1 }`.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_urgency: BTreeMap<String, Decimal>,
    /// Rates by attribute and level, above 0: `{ deprivation = { "most deprived" = 1.5 } }`.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_group: BTreeMap<String, BTreeMap<String, Decimal>>,
}

impl Kind for Accumulating {
    fn name(&self) -> &'static str {
        "accumulating"
    }

    fn summary(&self) -> &'static str {
        "the highest time waited x rate is next; rates by urgency, by group or both"
    }

    fn source(&self) -> &'static str {
        "Kleinrock 1964, A delay dependent queue discipline; Stanford, Taylor and Ziedins 2014"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "by_urgency = { P2 = 4, P3 = 2, P4 = 1 }\nby_group = { deprivation = { \"most deprived\" = 1.25 } }"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        if parameters.by_urgency.is_empty() && parameters.by_group.is_empty() {
            problems.push(Problem::new("Q0302", "", "no rates").help("give `by_urgency`, `by_group` or both"));
        }
        let rates = ByClass::new(setting, &parameters.by_urgency, &parameters.by_group, Decimal::ONE, &mut problems);
        problems.extend(parameters::not_above_zero(&parameters.by_urgency, &parameters.by_group, "a rate"));
        if !problems.is_empty() {
            return Err(problems);
        }
        let products = Products::of(&rates)?;
        let (lanes, weights) = Lanes::by(setting, |group, urgency| products.product(setting, group, urgency))?;
        let unit = products.unit;
        Ok(Arc::new(ByEarned { lanes, weights, unit }))
    }
}

/// One lane for each rate.
#[derive(Debug)]
struct ByEarned {
    lanes: Lanes,
    /// Priority earned in a second, by lane.
    weights: Vec<i128>,
    /// Points a day for a weight of 1.
    unit: f64,
}

impl Discipline for ByEarned {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn ranker(&self) -> Ranking<'_> {
        MostEarned(self).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct MostEarned<'a>(&'a ByEarned);

impl Ranker for MostEarned<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.highest(|lane, head| i128::from(head.waited(view.now)) * self.0.weights[lane])
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let (waited, weight) = (view.heads[lane].waited(view.now), self.0.weights[lane]);
        let rate = weight as f64 * self.0.unit;
        let words = format!("{} days waited x {}", in_days(waited), number(rate));
        let score = waited as f64 / DAY as f64 * rate;
        Some(Explained::highest(i128::from(waited) * weight, score, "points, the most first", words))
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick, problems};

    #[test]
    fn equal_rates_need_one_lane() {
        let d = build("accumulating", r#"{ "by_urgency": { "P2": 2, "P3": 2.0, "P4": 2 } }"#);
        assert_eq!(d.lanes().count, 1);
    }

    #[test]
    fn the_most_earned_is_next_exactly() {
        // Lanes go by rate: P4, P3, P2.
        let d = build("accumulating", r#"{ "by_urgency": { "P2": 3, "P3": 0.3, "P4": 0.1 } }"#);
        assert_eq!(d.lanes().of_class[..3], [2, 1, 0]);
        assert_eq!(pick(&*d, 30, &heads(&[0, 20, 29])), Some(0), "3, 3 and 3: the oldest clock start");
        assert_eq!(pick(&*d, 31, &heads(&[0, 20, 30])), Some(1));
        assert_eq!(pick(&*d, 33, &heads(&[0, 20, 30])), Some(2));
    }

    #[test]
    fn rates_of_urgency_and_levels_multiply() {
        let text =
            r#"{ "by_urgency": { "P2": 2 }, "by_group": { "sex": { "female": 2 }, "deprivation": { "second": 4 } } }"#;
        assert_eq!(build("accumulating", text).lanes().count, 5, "1, 2, 4, 8 and 16");
    }

    #[test]
    fn every_wrong_rate_is_named() {
        let text =
            r#"{ "by_urgency": { "P2": 0, "P5": 1 }, "by_group": { "sex": { "femal": 2, "male": -1 }, "age": {} } }"#;
        let found = problems("accumulating", text);
        let paths: Vec<&str> = found.iter().map(|p| p.path.as_str()).collect();
        let all = ["by_urgency[P5]", "by_group[age]", "by_group[sex][femal]", "by_urgency[P2]", "by_group[sex][male]"];
        assert_eq!(paths, all);
        assert_eq!(problems("accumulating", "{}")[0].code, "Q0302");
        let fine = r#"{ "by_urgency": { "P2": 999999.999999, "P3": 999999.999998 },
            "by_group": { "sex": { "male": 999999.999997 }, "deprivation": { "second": 999999.999991 } } }"#;
        assert!(problems("accumulating", fine)[0].message.contains("too many digits"));
    }
}
