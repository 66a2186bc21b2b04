//! Shortest job: the person who needs the least service time is next; for servers, and for theory.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::kinds::first_come::Single;
use crate::discipline::parameters;
use crate::discipline::{Discipline, Kind, Lanes, Order, PersonKey, Registry, Setting};
use crate::error::Problem;

/// `kind = "shortest job"`.
#[derive(Clone, Copy, Debug)]
pub struct ShortestJob;

/// Shortest job has no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {}

impl Kind for ShortestJob {
    fn name(&self) -> &'static str {
        "shortest job"
    }

    fn summary(&self) -> &'static str {
        "the shortest service time, known in advance, is next; servers only"
    }

    fn source(&self) -> &'static str {
        "Phipps 1956, Machine repair as a priority waiting-line problem"
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
        if setting.slotted {
            let problem =
                Problem::new("Q0308", "", "`shortest job` needs servers: a slot has no service time of its own");
            return Err(vec![problem.help("use `servers`, or another discipline")]);
        }
        Ok(Arc::new(Single(Lanes::one(setting, Order::Key(PersonKey::ServiceTime)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, problems, setting_with};

    #[test]
    fn it_keeps_one_lane_in_its_own_order() {
        let d = build("shortest job", "{}");
        assert_eq!((d.lanes().count, d.lanes().order), (1, Order::Key(PersonKey::ServiceTime)));
        assert_eq!(problems("shortest job", r#"{ "by": "x" }"#)[0].path, "by");
    }

    #[test]
    fn slots_are_refused() {
        let (population, urgencies) = parameters::tests::population();
        let setting = setting_with(&population, &urgencies, true);
        let found = ShortestJob.build(&Value::Null, &setting, &Registry::shipped()).unwrap_err();
        assert_eq!(found[0].code, "Q0308");
    }
}
