//! Random order: everybody on the list has the same chance to be next, drawn afresh at every decision.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::kinds::first_come::Single;
use crate::discipline::parameters;
use crate::discipline::{Discipline, Kind, Lanes, Order, Registry, Setting};
use crate::error::Problem;

/// `kind = "random"`.
#[derive(Clone, Copy, Debug)]
pub struct Random;

/// Random order has no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {}

impl Kind for Random {
    fn name(&self) -> &'static str {
        "random"
    }

    fn summary(&self) -> &'static str {
        "everybody on the list has the same chance to be next"
    }

    fn source(&self) -> &'static str {
        "Kingman 1962, On queues in which customers are served in random order"
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
        Ok(Arc::new(Single(Lanes::one(setting, Order::Random))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, problems};

    #[test]
    fn it_keeps_one_lane_in_its_own_order() {
        let d = build("random", "{}");
        assert_eq!((d.lanes().count, d.lanes().order), (1, Order::Random));
        assert_eq!(problems("random", r#"{ "by": "x" }"#)[0].path, "by");
    }
}
