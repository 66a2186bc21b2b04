//! Accumulating priority: everybody earns priority from the clock start on, each class at its own rate; the most earned is next.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::explained::{in_days, number};
use super::parameters::{self, ByClass, Decimal, MICRO};
use super::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Registry, Setting, View};
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
    by_urgency: BTreeMap<String, Decimal>,
    /// Rates by attribute and level, above 0: `{ deprivation = { "most deprived" = 1.5 } }`.
    #[serde(default)]
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
        let groups = parameters
            .by_group
            .iter()
            .flat_map(|(a, levels)| levels.iter().map(move |(l, &rate)| (format!("by_group[{a}][{l}]"), rate)));
        let urgencies = parameters.by_urgency.iter().map(|(u, &rate)| (format!("by_urgency[{u}]"), rate));
        for (path, _) in urgencies.chain(groups).filter(|(_, rate)| *rate <= Decimal::ZERO) {
            problems.push(Problem::new("Q0305", path, "a rate must be above 0"));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let weights = whole_weights(&rates);
        let unit = weights.unit;
        let mut beyond = false;
        let (lanes, weights) = Lanes::by(setting, |group, urgency| {
            let factors = std::iter::once(weights.urgency[urgency])
                .chain(weights.level.iter().enumerate().map(|(a, of)| of[setting.population.level(group, a)]));
            let product = { factors }.try_fold(1_i128, i128::checked_mul).filter(|&w| w < 1 << 88);
            beyond |= product.is_none();
            product.unwrap_or(0)
        })?;
        if beyond {
            let problem =
                Problem::new("Q0305", "", "the products of these rates have too many digits to be kept exact");
            return Err(vec![problem.help("write the rates with fewer decimals")]);
        }
        Ok(Arc::new(ByEarned { lanes, weights, unit }))
    }
}

/// Whole numbers in the same proportions.
struct Weights {
    urgency: Vec<i128>,
    level: Vec<Vec<i128>>,
    /// The product of rates that a product of 1 stands for.
    unit: f64,
}

/// Divides what all values of a criterion have in common out of the millionths: the order of products stays the same.
fn whole_weights(rates: &ByClass) -> Weights {
    let common = |rates: &[Decimal]| rates.iter().fold(0, |g, r| gcd(g, r.micro())).max(1);
    let whole = |rates: &[Decimal]| -> Vec<i128> {
        let common = common(rates);
        rates.iter().map(|r| i128::from(r.micro() / common)).collect()
    };
    let unit = rates.level.iter().chain([&rates.urgency]).map(|of| common(of) as f64 / MICRO as f64).product();
    Weights { urgency: whole(&rates.urgency), level: rates.level.iter().map(|of| whole(of)).collect(), unit }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
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

    fn ranker(&self) -> Box<dyn Ranker + '_> {
        Box::new(MostEarned(self))
    }
}

#[derive(Debug)]
struct MostEarned<'a>(&'a ByEarned);

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
    use super::super::testing::{build, heads, pick, problems};

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
