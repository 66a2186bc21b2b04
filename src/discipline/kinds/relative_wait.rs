//! Relative wait: the person who has used up the largest part of their own target is next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::{in_days, number};
use crate::discipline::parameters;
use crate::discipline::{Discipline, Explained, Head, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;
use crate::time::DAY;

/// `kind = "relative wait"`.
#[derive(Clone, Copy, Debug)]
pub struct RelativeWait;

/// Relative wait (waited / target) has no parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {}

impl Kind for RelativeWait {
    fn name(&self) -> &'static str {
        "relative wait"
    }

    fn summary(&self) -> &'static str {
        "the person who has used up most of their target is next: time waited / target of the urgency"
    }

    fn source(&self) -> &'static str {
        "Kleinrock 1964, A delay dependent queue discipline, with rates 1 / target"
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
        let without = |name: &str| {
            Problem::new("Q0305", "", format!("urgency `{name}` has no target above 0 days to divide the wait by"))
        };
        let problems: Vec<Problem> =
            setting.urgencies.iter().filter(|u| u.target_days <= 0).map(|u| without(&u.name)).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let (lanes, targets) = Lanes::by(setting, |_, urgency| setting.urgencies[urgency].target_days)?;
        Ok(Arc::new(ByRelativeWait { lanes, targets }))
    }
}

/// One lane for each target.
#[derive(Debug)]
struct ByRelativeWait {
    lanes: Lanes,
    /// Days, by lane.
    targets: Vec<i64>,
}

impl Discipline for ByRelativeWait {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn ranker(&self) -> Ranking<'_> {
        LargestPart(&self.targets).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct LargestPart<'a>(&'a [i64]);

impl Ranker for LargestPart<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        let mut best: Option<(usize, &Head)> = None;
        for (lane, head) in view.heads.iter().enumerate().filter(|(_, head)| !head.is_none()) {
            // a / s > b / t exactly where a t > b s.
            let better = best.is_none_or(|(at, top)| {
                let mine = i128::from(head.waited(view.now)) * i128::from(self.0[at]);
                let theirs = i128::from(top.waited(view.now)) * i128::from(self.0[lane]);
                mine > theirs || (mine == theirs && head.tie() < top.tie())
            });
            if better {
                best = Some((lane, head));
            }
        }
        best.map_or(Pick::Nobody, |(lane, _)| Pick::Lane(lane))
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let (waited, target) = (view.heads[lane].waited(view.now), self.0[lane]);
        let part = 100.0 * waited as f64 / (target * DAY) as f64;
        let words = format!("{} days waited, {}% of the target of {target}", in_days(waited), number(part));
        // Targets are below 2^32 days, so that parts of two targets differ by more than a unit of this.
        let exact = (i128::from(waited) << 66).div_euclid(i128::from(target));
        Some(Explained::highest(exact, part, "per cent of the target waited, the most first", words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discipline::testing::{build, heads, pick, setting_with};

    #[test]
    fn the_largest_part_is_next_exactly() {
        let d = build("relative wait", "{}");
        // Targets of 28, 91 and 364 days; on day 364 these have used up 0.5, 1 and 1.
        assert_eq!(pick(&*d, 364, &heads(&[350, 273, 0])), Some(2));
        assert_eq!(pick(&*d, 364, &heads(&[335, 273, 0])), Some(0));
        assert_eq!(pick(&*d, 364, &heads(&[350, 272, 0])), Some(1));
    }

    #[test]
    fn a_target_of_no_days_is_refused() {
        let (population, mut urgencies) = crate::discipline::parameters::tests::population();
        urgencies[1].target_days = 0;
        let setting = setting_with(&population, &urgencies, true);
        let found = RelativeWait.build(&Value::Null, &setting, &Registry::shipped()).unwrap_err();
        assert!(found.len() == 1 && found[0].message.contains("`P3`"));
    }
}
