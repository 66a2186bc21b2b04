//! Cost of delay: the class that costs most for each minute of capacity is next (the c-mu rule).

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::{in_days, number};
use crate::discipline::parameters::{self, ByClass, Decimal, MICRO, Products, lcm, too_many_digits};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;
use crate::time::DAY;

/// `kind = "cost of delay"`.
#[derive(Clone, Copy, Debug)]
pub struct CostOfDelay;

/// What waiting costs by class, over the minutes that a case takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Cost (or harm) of a week's wait by urgency, above 0, in any unit; 1 where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_urgency: BTreeMap<String, Decimal>,
    /// Factors on it by attribute and level, above 0; 1 where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_group: BTreeMap<String, BTreeMap<String, Decimal>>,
    /// Expected minutes of a case by urgency, above 0; 1 where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    minutes: BTreeMap<String, Decimal>,
    /// Whether each further week costs more than the one before, in proportion to the time waited (the generalised rule).
    #[serde(default)]
    growing: bool,
}

impl Kind for CostOfDelay {
    fn name(&self) -> &'static str {
        "cost of delay"
    }

    fn summary(&self) -> &'static str {
        "the highest cost of a week's wait per minute of care is next (c-mu); with growing costs, x time waited"
    }

    fn source(&self) -> &'static str {
        "Cox and Smith 1961, Queues; van Mieghem 1995, Dynamic scheduling with convex delay costs"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "by_urgency = { P2 = 4, P3 = 2, P4 = 1 }\nminutes = { P2 = 90, P3 = 60, P4 = 30 }"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        if parameters.by_urgency.is_empty() && parameters.by_group.is_empty() && parameters.minutes.is_empty() {
            problems.push(Problem::new("Q0302", "", "no costs").help("give `by_urgency`, `by_group` or `minutes`"));
        }
        let costs = ByClass::new(setting, &parameters.by_urgency, &parameters.by_group, Decimal::ONE, &mut problems);
        problems.extend(parameters::not_above_zero(&parameters.by_urgency, &parameters.by_group, "this"));
        let minutes = parameters::Criterion::Urgency.weights(setting, &parameters.minutes, "minutes");
        let minutes = minutes.map_err(|below| problems.extend(below)).unwrap_or_default();
        if !problems.is_empty() {
            return Err(problems);
        }
        let costs = Products::of(&costs)?;
        let common = minutes.iter().fold(0, |g, &m| parameters::gcd(g, m.into()));
        let parts: Vec<i128> = minutes.iter().map(|&m| i128::from(m) / common).collect();
        let Some(all) = lcm(parts.iter().copied()) else { return Err(too_many_digits()) };
        let mut beyond = false;
        let (lanes, weights) = Lanes::by(setting, |group, urgency| {
            let weight = costs.product(setting, group, urgency).checked_mul(all / parts[urgency]);
            beyond |= weight.is_none_or(|w| w >= parameters::MOST_EXACT);
            weight.unwrap_or(0)
        })?;
        if beyond {
            return Err(too_many_digits());
        }
        let unit = costs.unit / (all as f64 * common as f64 / MICRO as f64);
        Ok(Arc::new(ByCost { lanes, weights, unit, growing: parameters.growing }))
    }
}

/// One lane for each cost per minute.
#[derive(Debug)]
struct ByCost {
    lanes: Lanes,
    /// Cost of a week per minute, by lane.
    weights: Vec<i128>,
    /// What a weight of 1 is, as written.
    unit: f64,
    growing: bool,
}

impl Discipline for ByCost {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn ranker(&self) -> Ranking<'_> {
        MostCostly(self).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct MostCostly<'a>(&'a ByCost);

impl MostCostly<'_> {
    fn score(&self, view: &View<'_>, lane: usize) -> i128 {
        let waited = if self.0.growing { i128::from(view.heads[lane].waited(view.now)) } else { 1 };
        waited * self.0.weights[lane]
    }
}

impl Ranker for MostCostly<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.highest(|lane, _| self.score(view, lane))
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let each = self.0.weights[lane] as f64 * self.0.unit;
        let waited = view.heads[lane].waited(view.now);
        let (score, words) = if self.0.growing {
            (each * waited as f64 / DAY as f64, format!("{} days waited x {} a minute", in_days(waited), number(each)))
        } else {
            (each, format!("a week costs {} a minute of care", number(each)))
        };
        Some(Explained::highest(self.score(view, lane), score, "cost of delay a minute, the highest first", words))
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick, problems};

    #[test]
    fn cost_counts_over_minutes() {
        // Costs per minute: P2 4 / 90, P3 2 / 60, P4 1 / 30; P3 and P4 are alike.
        let json = r#"{ "by_urgency": { "P2": 4, "P3": 2 }, "minutes": { "P2": 90, "P3": 60, "P4": 30 } }"#;
        let d = build("cost of delay", json);
        assert_eq!(d.lanes().of_class[..3], [1, 0, 0]);
        assert_eq!(pick(&*d, 9, &heads(&[1, 8])), Some(1));
    }

    #[test]
    fn growing_costs_count_the_wait() {
        let json = r#"{ "by_urgency": { "P2": 3 }, "minutes": { "P2": 1.5 }, "growing": true }"#;
        let d = build("cost of delay", json);
        // Lanes: P3 and P4 (1), P2 (2).
        assert_eq!(pick(&*d, 30, &heads(&[0, 15])), Some(0), "30 and 2 x 15: the older");
        assert_eq!(pick(&*d, 30, &heads(&[0, 14])), Some(1));
    }

    #[test]
    fn every_wrong_number_is_named() {
        let json =
            r#"{ "by_urgency": { "P2": 0 }, "minutes": { "P3": 0, "P9": 1 }, "by_group": { "sex": { "male": -1 } } }"#;
        let paths: Vec<String> = problems("cost of delay", json).into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["by_urgency[P2]", "by_group[sex][male]", "minutes[P9]", "minutes[P3]"]);
        assert_eq!(problems("cost of delay", "{}")[0].code, "Q0302");
    }
}
