//! Lottery: who is next is drawn by lot, each group or each person with a weight.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::number;
use crate::discipline::parameters::{self, Criterion, Decimal, MICRO};
use crate::discipline::{Discipline, Explained, Kind, Lanes, Order, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;

/// `kind = "lottery"`.
#[derive(Clone, Copy, Debug)]
pub struct Lottery;

/// A lottery between the groups of an attribute, or the urgencies; without weights all are alike.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Whose groups draw: "urgency" or the name of an attribute.
    by: String,
    /// Weights by group, above 0; 1 where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    weights: BTreeMap<String, Decimal>,
    /// Who holds the tickets: "person" (the default: everybody who waits, as many as the weight of the group) or "group" (each
    /// group in which anybody waits; in it the longest wait is next).
    #[serde(default)]
    tickets: Tickets,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Tickets {
    #[default]
    Person,
    Group,
}

impl Kind for Lottery {
    fn name(&self) -> &'static str {
        "lottery"
    }

    fn summary(&self) -> &'static str {
        "the next is drawn by lot; tickets by person or by group, with weights"
    }

    fn source(&self) -> &'static str {
        "Stone 2011, The Luck of the Draw; weighted lottery as in White et al. 2022, Mitigating inequities in a scarce COVID-19 treatment"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "by = \"deprivation\"\nweights = { \"most deprived\" = 1.5 }"
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
        let (mut lanes, values) = Lanes::by(setting, |group, urgency| by.value_of(setting, group, urgency))?;
        if parameters.tickets == Tickets::Person {
            lanes.order = Order::Random;
        }
        let weights = values.into_iter().map(|value| weights[value] as u64).collect();
        Ok(Arc::new(Draw { lanes, weights, tickets: parameters.tickets }))
    }
}

/// One lane for each group.
#[derive(Debug)]
struct Draw {
    lanes: Lanes,
    /// Millionths of tickets, by lane.
    weights: Vec<u64>,
    tickets: Tickets,
}

impl Draw {
    /// Tickets of a lane, in millionths.
    fn held(&self, lane: usize, count: u32) -> u128 {
        let holders = if self.tickets == Tickets::Person { count } else { u32::from(count > 0) };
        u128::from(self.weights[lane]) * u128::from(holders)
    }

    /// The lane with the drawn ticket.
    fn drawn(&self, view: &View<'_>) -> Option<usize> {
        let held = || view.counts.iter().enumerate().map(|(lane, &count)| self.held(lane, count));
        let total: u128 = held().sum();
        // The word times the total, over 2^64, without overflow: the total is below 2^84.
        let lot = u128::from(view.lot.word);
        let ticket = (lot * (total >> 32) + ((lot * (total & 0xffff_ffff)) >> 32)) >> 32;
        let mut before = 0;
        let mut lanes = held().enumerate();
        lanes.find_map(|(lane, held)| {
            before += held;
            (ticket < before).then_some(lane)
        })
    }
}

impl Discipline for Draw {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn reads_counts(&self) -> bool {
        true
    }

    fn draws_lots(&self) -> bool {
        true
    }

    fn ranker(&self) -> Ranking<'_> {
        Drawer(self).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct Drawer<'a>(&'a Draw);

impl Ranker for Drawer<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        self.0.drawn(view).map_or(Pick::Nobody, Pick::Lane)
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let held = |lane: usize| self.0.held(lane, view.counts[lane]);
        let total: u128 = (0..view.counts.len()).map(held).sum();
        let millionths = |tickets: u128| tickets as f64 / MICRO as f64;
        let words = format!("{} of {} tickets", number(millionths(held(lane))), number(millionths(total)));
        let order = (held(lane) > 0).then(|| (i128::from(self.0.drawn(view) != Some(lane)), lane));
        Some(Explained { order, score: Some(millionths(held(lane))), unit: "tickets, one is drawn", words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::Lot;
    use crate::discipline::testing::{build, heads, problems};

    fn shares(json: &str, counts: &[u32]) -> Vec<f64> {
        const DRAWS: u64 = 1000;
        let d = build("lottery", json);
        let heads = heads(&vec![0; counts.len()]);
        let mut picked = vec![0.0; counts.len()];
        for i in 0..DRAWS {
            let lot = Lot { word: (u64::MAX / DRAWS) * i + 7, ..Lot::NONE };
            let view = View { lot: &lot, ..View::new(0, 0, &heads, counts) };
            let Pick::Lane(lane) = d.ranker().pick(&view) else { panic!("somebody waits") };
            picked[lane] += 1.0 / DRAWS as f64;
        }
        picked
    }

    fn near(a: &[f64], b: &[f64]) {
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.002), "{a:?} {b:?}");
    }

    #[test]
    fn tickets_are_held_by_persons_or_by_groups() {
        let person = r#"{ "by": "sex", "weights": { "female": 3 } }"#;
        near(&shares(person, &[1, 1]), &[0.75, 0.25]);
        near(&shares(person, &[1, 9]), &[0.25, 0.75]);
        near(&shares(person, &[0, 9]), &[0.0, 1.0]);
        let group = r#"{ "by": "sex", "weights": { "female": 0.6, "male": 0.4 }, "tickets": "group" }"#;
        near(&shares(group, &[1, 99]), &[0.6, 0.4]);
        near(&shares(r#"{ "by": "urgency", "tickets": "group" }"#, &[1, 0, 5]), &[0.5, 0.0, 0.5]);
    }

    #[test]
    fn nobody_is_drawn_of_an_empty_list_and_wrong_weights_are_named() {
        let d = build("lottery", r#"{ "by": "sex" }"#);
        assert_eq!(d.lanes().order, Order::Random);
        assert_eq!(d.ranker().pick(&View::new(0, 0, &heads(&[0, 0]), &[0, 0])), Pick::Nobody);
        let found = problems("lottery", r#"{ "by": "sex", "weights": { "femal": 2, "male": 0 } }"#);
        assert_eq!(found.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["weights[femal]", "weights[male]"]);
    }
}
