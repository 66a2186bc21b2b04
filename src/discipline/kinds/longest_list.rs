//! Longest list: somebody of the class with the most people waiting is next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::parameters::{self, Criterion};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;

/// `kind = "longest list"`.
#[derive(Clone, Copy, Debug)]
pub struct LongestList;

/// The longest list by urgency or by the levels of one attribute.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// What makes the lists: "urgency" or the name of an attribute.
    by: String,
}

impl Kind for LongestList {
    fn name(&self) -> &'static str {
        "longest list"
    }

    fn summary(&self) -> &'static str {
        "the class with the most people waiting is next, the first class if two are equal; within it, the longest wait"
    }

    fn source(&self) -> &'static str {
        "Tassiulas and Ephremides 1993, Dynamic server allocation to parallel queues with randomly varying connectivity"
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
        Ok(Arc::new(ByLength(lanes)))
    }
}

/// One lane for each class of the criterion, in declared order.
#[derive(Debug)]
struct ByLength(Lanes);

impl Discipline for ByLength {
    fn lanes(&self) -> &Lanes {
        &self.0
    }

    fn reads_counts(&self) -> bool {
        true
    }

    fn ranker(&self) -> Ranking<'_> {
        MostPeople.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct MostPeople;

impl Ranker for MostPeople {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        let mut best = (0, Pick::Nobody);
        for (lane, &count) in view.counts.iter().enumerate() {
            if count > best.0 {
                best = (count, Pick::Lane(lane));
            }
        }
        best.1
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let count = view.counts[lane];
        let words = if count == 1 { "1 person in the class".into() } else { format!("{count} people in the class") };
        // Of two classes of one size, the first one declared.
        let order = (count > 0).then_some((-i128::from(count), lane));
        Some(Explained { order, score: Some(f64::from(count)), unit: "people in the class, the most first", words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, heads, problems};

    #[test]
    fn ties_go_to_the_first_and_those_who_left_do_not_count() {
        let d = build("longest list", r#"{ "by": "urgency" }"#);
        assert!(d.reads_counts());
        let heads = heads(&[0, 0, 0]);
        let pick = |counts: &[u32]| d.ranker().pick(&View::new(0, 0, &heads, counts));
        assert_eq!(pick(&[2, 5, 5]), Pick::Lane(1));
        assert_eq!(pick(&[5, 5, 5]), Pick::Lane(0));
        assert_eq!(pick(&[0, 0, 0]), Pick::Nobody);
    }

    #[test]
    fn the_criterion_is_needed() {
        assert_eq!(problems("longest list", "{}")[0].code, "Q0203");
        assert_eq!(problems("longest list", r#"{ "by": "sexx" }"#)[0].help, "did you mean `sex`?");
    }
}
