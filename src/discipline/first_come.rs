//! First come, first served: the longest wait since the clock start is next.

use std::sync::Arc;

use serde_json::Value;

use super::{Discipline, Kind, Lanes, Order, Pick, Ranker, Registry, Setting, View, parameters};
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

/// One lane: whoever its order puts first.
#[derive(Debug)]
pub(super) struct Single(pub(super) Lanes);

impl Discipline for Single {
    fn lanes(&self) -> &Lanes {
        &self.0
    }

    fn ranker(&self) -> Box<dyn Ranker + '_> {
        Box::new(OnlyLane)
    }
}

#[derive(Debug)]
struct OnlyLane;

impl Ranker for OnlyLane {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        if view.heads[0].is_none() { Pick::Nobody } else { Pick::Lane(0) }
    }
}
