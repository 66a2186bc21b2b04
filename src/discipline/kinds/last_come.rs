//! Last come, first served: the person who joined the list last is next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::kinds::first_come::Single;
use crate::discipline::parameters;
use crate::discipline::{Discipline, Kind, Lanes, Order, Registry, Setting};
use crate::error::Problem;

/// `kind = "last come"`.
#[derive(Clone, Copy, Debug)]
pub struct LastCome;

/// Last come, first served has no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {}

impl Kind for LastCome {
    fn name(&self) -> &'static str {
        "last come"
    }

    fn summary(&self) -> &'static str {
        "the person who joined the list last is next"
    }

    fn source(&self) -> &'static str {
        "Wishart 1960, Queuing systems in which the discipline is last-come, first-served"
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
        Ok(Arc::new(Single(Lanes::one(setting, Order::Newest))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, problems};

    #[test]
    fn it_keeps_one_lane_in_its_own_order() {
        let d = build("last come", "{}");
        assert_eq!((d.lanes().count, d.lanes().order), (1, Order::Newest));
        assert_eq!(problems("last come", r#"{ "by": "x" }"#)[0].path, "by");
    }
}
