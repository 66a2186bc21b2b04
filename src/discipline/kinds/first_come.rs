//! First come, first served: the longest wait since the clock start is next.

use std::sync::Arc;

use serde_json::Value;

use crate::discipline::explained::{in_days, waited as days_waited};
use crate::discipline::{
    Discipline, Explained, Kind, Lanes, Order, PersonKey, Pick, Ranker, Ranking, Registry, Setting, View, parameters,
};
use crate::error::Problem;

/// `kind = "first come"`.
#[derive(Clone, Copy, Debug)]
pub struct FirstCome;

/// First come, first served has no parameters.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {}

impl Kind for FirstCome {
    fn name(&self) -> &'static str {
        "first come"
    }

    fn summary(&self) -> &'static str {
        "the longest wait since the clock start is next"
    }

    fn source(&self) -> &'static str {
        "Erlang 1917; the order by clock start of the English referral-to-treatment rules"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let Parameters {} = parameters::read(parameters)?;
        Ok(Arc::new(Single(Lanes::one(setting, Order::Seniority))))
    }
}

/// One lane: its order says who is first.
#[derive(Debug)]
pub(in crate::discipline) struct Single(pub(in crate::discipline) Lanes);

impl Discipline for Single {
    fn lanes(&self) -> &Lanes {
        &self.0
    }

    fn lane_order(&self) -> bool {
        true
    }

    fn ranker(&self) -> Ranking<'_> {
        OnlyLane(self.0.order).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct OnlyLane(Order);

impl Ranker for OnlyLane {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        if view.heads[0].is_none() { Pick::Nobody } else { Pick::Lane(0) }
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        Some(match self.0 {
            Order::Seniority | Order::ByWait => {
                let waited = view.heads[lane].waited(view.now);
                let words = format!("{} days waited", in_days(waited));
                Explained::highest(waited.into(), days_waited(view, lane), "days waited, the most first", words)
            }
            Order::Newest => Explained::without_score("the last to join goes first"),
            Order::Key(PersonKey::ServiceTime) => Explained::without_score("the shortest service goes first"),
            Order::Key(PersonKey::HighestScore) => Explained::without_score("the highest clinical score goes first"),
            Order::Random => Explained::without_score("drawn by lot, with the same chance for everybody who waits"),
        })
    }
}
