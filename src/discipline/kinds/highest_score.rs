//! Highest score: each person has a clinical score, uniform between 0 and 1 and never changed; the highest is next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::kinds::first_come::Single;
use crate::discipline::parameters;
use crate::discipline::{Discipline, Kind, Lanes, Order, PersonKey, Registry, Setting};
use crate::error::Problem;

/// `kind = "highest score"`.
#[derive(Clone, Copy, Debug)]
pub struct HighestScore;

/// Highest static score has no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {}

impl Kind for HighestScore {
    fn name(&self) -> &'static str {
        "highest score"
    }

    fn summary(&self) -> &'static str {
        "the highest personal score, drawn once, is next"
    }

    fn source(&self) -> &'static str {
        "Cobham 1954; the continuum of classes in Kleinrock 1976, Queueing Systems II"
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
        Ok(Arc::new(Single(Lanes::one(setting, Order::Key(PersonKey::HighestScore)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, problems};

    #[test]
    fn it_keeps_one_lane_in_its_own_order() {
        let d = build("highest score", "{}");
        assert_eq!((d.lanes().count, d.lanes().order), (1, Order::Key(PersonKey::HighestScore)));
        assert_eq!(problems("highest score", r#"{ "by": "x" }"#)[0].path, "by");
    }
}
