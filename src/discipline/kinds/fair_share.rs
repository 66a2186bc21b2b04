//! Fair share: whenever several groups wait, they are seen in proportion to their weights.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::number;
use crate::discipline::parameters::{self, Criterion, Decimal, MICRO, gcd, lcm, too_many_digits};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;

/// `kind = "fair share"`.
#[derive(Clone, Copy, Debug)]
pub struct FairShare;

/// Shares of the groups of an attribute, or of the urgencies; without weights all are alike.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Whose groups share: "urgency" or the name of an attribute.
    by: String,
    /// Weights by group, above 0; 1 where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    weights: BTreeMap<String, Decimal>,
}

impl Kind for FairShare {
    fn name(&self) -> &'static str {
        "fair share"
    }

    fn summary(&self) -> &'static str {
        "groups that wait are seen in proportion to their weights; within a group, the longest wait is next"
    }

    fn source(&self) -> &'static str {
        "Goyal, Vin and Cheng 1997, Start-time fair queueing"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "by = \"deprivation\"\nweights = { \"most deprived\" = 2 }"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let by = Criterion::named(setting, &parameters.by, "by").map_err(|p| vec![p])?;
        let weights = by.weights(setting, &parameters.weights, "weights")?;
        let (lanes, values) = Lanes::by(setting, |group, urgency| by.value_of(setting, group, urgency))?;
        let weights: Vec<i128> = values.into_iter().map(|value| weights[value].into()).collect();
        let common = weights.iter().fold(0, |g, &w| gcd(g, w));
        let Some(all) = lcm(weights.iter().map(|w| w / common)) else { return Err(too_many_digits()) };
        let unit = all as f64 * common as f64 / MICRO as f64;
        let costs = weights.into_iter().map(|weight| all / (weight / common)).collect();
        Ok(Arc::new(Shared { lanes, costs, unit }))
    }
}

/// One lane for each group.
#[derive(Debug)]
struct Shared {
    lanes: Lanes,
    /// What a call costs, by lane: in whole numbers, as one over the weight.
    costs: Vec<i128>,
    /// What it costs a group of weight 1.
    unit: f64,
}

impl Discipline for Shared {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn reads_seen(&self) -> bool {
        true
    }

    fn ranker(&self) -> Ranking<'_> {
        let lanes = self.lanes.count;
        LeastServed { of: self, spent: vec![0; lanes], charged: vec![0; lanes], level: 0 }.into()
    }
}

/// The group that has spent least goes first. Who comes back to the list starts at the level of the last call: a time without
/// anybody waiting earns nothing.
#[derive(Debug)]
pub(in crate::discipline) struct LeastServed<'a> {
    of: &'a Shared,
    /// What each lane has spent.
    spent: Vec<i128>,
    /// Calls that have been charged.
    charged: Vec<u64>,
    /// What the group last called had spent before.
    level: i128,
}

impl LeastServed<'_> {
    fn spent(&self, lane: usize) -> i128 {
        self.spent[lane].max(self.level)
    }
}

impl Ranker for LeastServed<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        for (lane, seen) in view.seen.iter().enumerate() {
            // At most one since the last decision.
            if seen.calls > self.charged[lane] {
                self.level = self.spent(lane);
                self.spent[lane] = self.level + self.of.costs[lane];
                self.charged[lane] = seen.calls;
            }
        }
        view.highest(|lane, _| -self.spent(lane))
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let least = (0..view.heads.len()).filter(|&l| !view.heads[l].is_none()).map(|l| self.spent(l)).min()?;
        let ahead = (self.spent(lane) - least) as f64 / self.of.unit;
        let words = match ahead {
            0.0 => "the group has had the least of its share".into(),
            _ => format!("the group is {} calls of weight 1 ahead of its share", number(ahead)),
        };
        Some(Explained::highest(-self.spent(lane), ahead, "calls ahead of the share, the fewest first", words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, heads, problems};
    use crate::discipline::{Head, Seen};

    /// The lanes called in turn, while these wait.
    fn calls(ranker: &mut Ranking<'_>, seen: &mut [Seen], waiting: &[bool], n: usize) -> Vec<usize> {
        let mut called = Vec::new();
        for _ in 0..n {
            let mut heads = heads(&vec![0; waiting.len()]);
            waiting.iter().enumerate().filter(|(_, w)| !**w).for_each(|(lane, _)| heads[lane] = Head::NONE);
            let counts = vec![9; waiting.len()];
            let Pick::Lane(lane) = ranker.pick(&View { seen: &*seen, ..View::new(0, 0, &heads, &counts) }) else {
                panic!("somebody waits")
            };
            seen[lane].calls += 1;
            called.push(lane);
        }
        called
    }

    #[test]
    fn groups_are_seen_by_weight_and_absence_earns_nothing() {
        let d = build("fair share", r#"{ "by": "sex", "weights": { "female": 2 } }"#);
        let (mut ranker, mut seen) = (d.ranker(), [Seen::default(); 2]);
        assert_eq!(calls(&mut ranker, &mut seen, &[true, true], 6), [0, 1, 0, 0, 1, 0]);
        assert_eq!(calls(&mut ranker, &mut seen, &[false, true], 9), [1; 9]);
        let back = calls(&mut ranker, &mut seen, &[true, true], 60);
        let women = back.iter().filter(|&&lane| lane == 0).count();
        assert!((40..=41).contains(&women), "{women}: two of three, and no more for the time away");
    }

    #[test]
    fn wrong_weights_are_named() {
        let found = problems("fair share", r#"{ "by": "sex", "weights": { "mal": 2, "female": -1 } }"#);
        assert_eq!(found.len(), 2);
        assert_eq!(problems("fair share", "{}")[0].code, "Q0203");
    }
}
