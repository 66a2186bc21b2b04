//! Max-min: the group that is expected to wait longest is next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::number;
use crate::discipline::parameters::{self, Criterion};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Seen, Setting, View};
use crate::error::Problem;
use crate::time::DAY;

/// `kind = "max min"`.
#[derive(Clone, Copy, Debug)]
pub struct MaxMin;

/// The longest expected wait by urgency or by the levels of one attribute.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// What makes the groups: "urgency" or the name of an attribute.
    by: String,
}

impl Kind for MaxMin {
    fn name(&self) -> &'static str {
        "max min"
    }

    fn summary(&self) -> &'static str {
        "the group expected to wait longest is next: people waiting / calls so far; within it, the longest wait"
    }

    fn source(&self) -> &'static str {
        "the objective of Samorani, Harris, Blount, Lu and Santoro 2022, Overbooked and overlooked; expected wait by Little 1961"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        r#"by = "deprivation""#
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let by = Criterion::named(setting, &parameters.by, "by").map_err(|p| vec![p])?;
        let (lanes, _) = Lanes::by(setting, |group, urgency| by.value_of(setting, group, urgency))?;
        Ok(Arc::new(ByExpectation(lanes)))
    }
}

/// One lane for each group.
#[derive(Debug)]
struct ByExpectation(Lanes);

impl Discipline for ByExpectation {
    fn lanes(&self) -> &Lanes {
        &self.0
    }

    fn reads_counts(&self) -> bool {
        true
    }

    fn reads_seen(&self) -> bool {
        true
    }

    fn ranker(&self) -> Ranking<'_> {
        LongestExpected.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct LongestExpected;

impl Ranker for LongestExpected {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        let mut best: Option<usize> = None;
        for lane in (0..view.counts.len()).filter(|&lane| view.counts[lane] > 0) {
            if best.is_none_or(|best| longer(view, lane, best)) {
                best = Some(lane);
            }
        }
        best.map_or(Pick::Nobody, Pick::Lane)
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let waits = |lane: usize| view.counts[lane] > 0;
        let before = (0..view.counts.len()).filter(|&other| waits(other) && longer(view, other, lane)).count();
        // Of two groups that are expected to wait as long, the first one declared.
        let order = waits(lane).then_some((before as i128, lane));
        let (count, calls) = (view.counts[lane], view.seen[lane].calls);
        let days = f64::from(count) / (calls as f64 + 1.0) * (view.now as f64 / DAY as f64);
        let words = format!("{count} in the group, {calls} of them called so far: {} days to wait", number(days));
        Some(Explained { order, score: Some(days), unit: "days the group is expected to wait, the most first", words })
    }
}

/// Whether the one lane is expected to wait longer than the other: people in it over its calls (and one) so far, exactly.
fn longer(view: &View<'_>, one: usize, other: usize) -> bool {
    let calls = |seen: &Seen| u128::from(seen.calls) + 1;
    u128::from(view.counts[one]) * calls(&view.seen[other]) > u128::from(view.counts[other]) * calls(&view.seen[one])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, heads, problems};

    #[test]
    fn people_count_against_calls() {
        let d = build("max min", r#"{ "by": "urgency" }"#);
        assert!(d.reads_counts() && d.reads_seen());
        let heads = heads(&[0, 0, 0]);
        let pick = |counts: &[u32], calls: [u64; 3]| {
            let seen = calls.map(|calls| Seen { calls, waited: 0 });
            d.ranker().pick(&View { seen: &seen, ..View::new(0, 0, &heads, counts) })
        };
        assert_eq!(pick(&[4, 5, 5], [0; 3]), Pick::Lane(1));
        assert_eq!(pick(&[4, 5, 5], [1, 2, 2]), Pick::Lane(0), "4 / 2 beats 5 / 3");
        assert_eq!(pick(&[0, 1, 0], [0, 99, 0]), Pick::Lane(1));
        assert_eq!(pick(&[0; 3], [0; 3]), Pick::Nobody);
        assert_eq!(problems("max min", "{}")[0].code, "Q0203");
    }
}
