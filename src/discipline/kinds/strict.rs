//! Strict priority: nobody is seen while somebody of a higher class waits; inside a class the longest wait is next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::parameters::{self, Criterion, unknown};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;

/// `kind = "strict"`.
#[derive(Clone, Copy, Debug)]
pub struct Strict;

/// Strict priority by urgency, or by the levels of one attribute.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// What ranks people: "urgency" (the default) or the name of an attribute.
    #[serde(default)]
    by: Option<String>,
    /// All urgencies, or all levels, from first to last; the declared order if left out.
    #[serde(default)]
    order: Option<Vec<String>>,
}

impl Kind for Strict {
    fn name(&self) -> &'static str {
        "strict"
    }

    fn summary(&self) -> &'static str {
        "the most urgent class that waits is next; within it, the longest wait"
    }

    fn source(&self) -> &'static str {
        "Cobham 1954, Priority assignment in waiting line problems"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        r#"order = ["P2", "P3", "P4"]"#
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let by = parameters.by.as_deref().unwrap_or("urgency");
        let by = Criterion::named(setting, by, "by").map_err(|p| vec![p])?;
        let rank = ranks(&by.values(setting), parameters.order.as_deref())?;
        let (lanes, _) = Lanes::by(setting, |group, urgency| rank[by.value_of(setting, group, urgency)])?;
        Ok(Arc::new(InOrder(lanes)))
    }
}

/// The rank of each value, where `order` names all of them once.
fn ranks(values: &[&str], order: Option<&[String]>) -> Result<Vec<usize>, Vec<Problem>> {
    let Some(order) = order else { return Ok((0..values.len()).collect()) };
    let mut ranks = vec![None; values.len()];
    let mut problems = Vec::new();
    for (rank, name) in order.iter().enumerate() {
        let path = format!("order[{rank}]");
        match values.iter().position(|v| v == name) {
            None => problems.push(unknown(&path, "name", name, values)),
            Some(at) if ranks[at].is_some() => {
                problems.push(Problem::new("Q0306", path, format!("`{name}` is named here twice")));
            }
            Some(at) => ranks[at] = Some(rank),
        }
    }
    for (value, _) in values.iter().zip(&ranks).filter(|(_, rank)| rank.is_none()) {
        problems.push(Problem::new("Q0306", "order", format!("`{value}` is missing: the order names all of them")));
    }
    if problems.is_empty() { Ok(ranks.into_iter().flatten().collect()) } else { Err(problems) }
}

/// The first lane with anybody in it.
#[derive(Debug)]
struct InOrder(Lanes);

impl Discipline for InOrder {
    fn lanes(&self) -> &Lanes {
        &self.0
    }

    fn lane_order(&self) -> bool {
        true
    }

    fn ranker(&self) -> Ranking<'_> {
        FirstLane(self.0.count).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct FirstLane(usize);

impl Ranker for FirstLane {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.first()
    }

    fn explain(&self, _: &View<'_>, lane: usize) -> Option<Explained> {
        let (place, unit) = (lane + 1, "place of the class in the order, the lowest first");
        let words = format!("class {place} of {}", self.0);
        Some(Explained { order: Some((lane as i128, 0)), score: Some(place as f64), unit, words })
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, problems};

    #[test]
    fn lanes_follow_the_order_of_urgencies() {
        let of_class = |text| build("strict", text).lanes().of_class.clone();
        assert_eq!(of_class("{}")[..3], [0, 1, 2]);
        assert_eq!(of_class(r#"{ "order": ["P4", "P2", "P3"] }"#)[..3], [1, 2, 0]);
    }

    #[test]
    fn an_attribute_can_rank() {
        let d = build("strict", r#"{ "by": "sex", "order": ["male", "female"] }"#);
        assert_eq!((d.lanes().count, &d.lanes().of_class[..6]), (2, &[1, 1, 1, 0, 0, 0][..]));
    }

    #[test]
    fn an_order_names_everything_once() {
        let found = problems("strict", r#"{ "order": ["P2", "P2", "p33"] }"#);
        let paths: Vec<&str> = found.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(paths, ["order[1]", "order[2]", "order", "order"]);
        assert_eq!(found[1].help, "did you mean `P3`?");
        assert_eq!(problems("strict", r#"{ "by": "deprivaton" }"#)[0].help, "did you mean `deprivation`?");
    }
}
