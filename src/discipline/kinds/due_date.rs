//! Due date: the person who reaches the target of their own urgency first is next, overdue people before all.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::in_days;
use crate::discipline::parameters;
use crate::discipline::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;
use crate::time::{DAY, Time};

/// `kind = "due date"`.
#[derive(Clone, Copy, Debug)]
pub struct DueDate;

/// Due date (clock start and target) has no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {}

impl Kind for DueDate {
    fn name(&self) -> &'static str {
        "due date"
    }

    fn summary(&self) -> &'static str {
        "the earliest clock start + target is next"
    }

    fn source(&self) -> &'static str {
        "Jackson 1955, Scheduling a production line to minimize maximum tardiness"
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
        let (lanes, targets) = Lanes::by(setting, |_, urgency| setting.urgencies[urgency].target_days)?;
        Ok(Arc::new(ByDueDate {
            lanes,
            targets: targets.into_iter().map(|t| i128::from(t) * i128::from(DAY)).collect(),
        }))
    }
}

/// One lane for each target.
#[derive(Debug)]
struct ByDueDate {
    lanes: Lanes,
    /// Seconds from seniority to the due date, by lane.
    targets: Vec<i128>,
}

impl Discipline for ByDueDate {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn ranker(&self) -> Ranking<'_> {
        EarliestDue(&self.targets).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct EarliestDue<'a>(&'a [i128]);

impl Ranker for EarliestDue<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.highest(|lane, head| -(i128::from(head.seniority) + self.0[lane]))
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let (waited, target) = (view.heads[lane].waited(view.now), self.0[lane] as Time);
        let beyond = waited - target;
        let side = if beyond < 0 { "before" } else { "beyond" };
        let words = format!(
            "{} days waited, {} {side} the target of {}",
            in_days(waited),
            in_days(beyond.abs()),
            in_days(target)
        );
        let unit = "days beyond the target, the most first";
        Some(Explained::highest(beyond.into(), beyond as f64 / DAY as f64, unit, words))
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick};

    #[test]
    fn the_earliest_due_is_next_and_ties_go_to_the_older() {
        let d = build("due date", "{}");
        // Targets of 28, 91 and 364 days.
        assert_eq!(pick(&*d, 400, &heads(&[10, 0, 0])), Some(0));
        assert_eq!(pick(&*d, 400, &heads(&[100, 40, 0])), Some(0));
        assert_eq!(pick(&*d, 400, &heads(&[100, 37, 0])), Some(1));
        assert_eq!(pick(&*d, 400, &heads(&[364, 28 + 364 - 91, 28])), Some(2));
    }
}
