//! Head start: everybody waits at the same pace, some classes count as if they had waited some days longer (points).

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::explained::{in_days, number};
use super::parameters::{self, ByClass, Decimal, MICRO};
use super::{Discipline, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;
use crate::time::DAY;

/// `kind = "head start"`.
#[derive(Clone, Copy, Debug)]
pub struct HeadStart;

/// Head starts in days: the days of the urgency and of the levels add up; 0 where nothing is said.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Days by urgency: `{ P2 = 145, P3 = 70 }`.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_urgency: BTreeMap<String, Decimal>,
    /// Days by attribute and level: `{ deprivation = { "most deprived" = 30 } }`.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    by_group: BTreeMap<String, BTreeMap<String, Decimal>>,
}

impl Kind for HeadStart {
    fn name(&self) -> &'static str {
        "head start"
    }

    fn summary(&self) -> &'static str {
        "the highest time waited + days of head start is next; days (points) by urgency, by group or both"
    }

    fn source(&self) -> &'static str {
        "Kleinrock and Finkelstein 1967, Time dependent priority queues; points as in Wood 2021, Unravelling the dynamics of referral-to-treatment in the NHS"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "by_urgency = { P2 = 145, P3 = 70 }\nby_group = { deprivation = { \"most deprived\" = 30 } }"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        if parameters.by_urgency.is_empty() && parameters.by_group.is_empty() {
            problems.push(Problem::new("Q0302", "", "no head starts").help("give `by_urgency`, `by_group` or both"));
        }
        let days = ByClass::new(setting, &parameters.by_urgency, &parameters.by_group, Decimal::ZERO, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let (lanes, micro_days) = Lanes::by(setting, |group, urgency| -> i128 {
            days.of(setting, group, urgency).map(|d| i128::from(d.micro())).sum()
        })?;
        let starts = micro_days.into_iter().map(|d| d * i128::from(DAY)).collect();
        Ok(Arc::new(ByPoints { lanes, starts }))
    }
}

/// One lane for each head start.
#[derive(Debug)]
struct ByPoints {
    lanes: Lanes,
    /// Head start in millionths of a second, by lane.
    starts: Vec<i128>,
}

impl Discipline for ByPoints {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn ranker(&self) -> Ranking<'_> {
        MostPoints(&self.starts).into()
    }
}

#[derive(Debug)]
pub(super) struct MostPoints<'a>(&'a [i128]);

impl Ranker for MostPoints<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.highest(|lane, head| i128::from(head.waited(view.now)) * i128::from(MICRO) + self.0[lane])
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let waited = view.heads[lane].waited(view.now);
        let exact = i128::from(waited) * i128::from(MICRO) + self.0[lane];
        let days = |micro: i128| micro as f64 / (i128::from(MICRO) * i128::from(DAY)) as f64;
        let words = match self.0[lane] {
            0 => format!("{} days waited", in_days(waited)),
            start if start < 0 => format!("{} days waited - {} behind", in_days(waited), number(days(-start))),
            start => format!("{} days waited + {} of head start", in_days(waited), number(days(start))),
        };
        Some(Explained::highest(exact, days(exact), "days waited and of head start, the most first", words))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{build, heads, pick, problems};

    #[test]
    fn days_add_up() {
        let text = r#"{ "by_urgency": { "P2": 10 }, "by_group": { "sex": { "female": 10, "male": -2.5 } } }"#;
        let d = build("head start", text);
        // -2.5 (male), 7.5 (male, P2), 10 (female), 20 (female, P2).
        assert_eq!((d.lanes().count, &d.lanes().of_class[..6]), (4, &[3, 2, 2, 1, 0, 0][..]));
    }

    #[test]
    fn a_head_start_counts_to_the_second() {
        let d = build("head start", r#"{ "by_urgency": { "P2": 10, "P3": 5 } }"#);
        // Lanes: P4, P3, P2.
        assert_eq!(pick(&*d, 20, &heads(&[0, 5, 10])), Some(0), "three times 20 days: the oldest clock start");
        assert_eq!(pick(&*d, 20, &heads(&[1, 5, 10])), Some(1));
        assert_eq!(pick(&*d, 20, &heads(&[1, 6, 10])), Some(2));
    }

    #[test]
    fn names_are_checked() {
        assert_eq!(problems("head start", r#"{ "by_urgency": { "P22": 1 } }"#)[0].path, "by_urgency[P22]");
        assert_eq!(problems("head start", "{}")[0].code, "Q0302");
        assert_eq!(problems("head start", r#"{ "days": 3 }"#)[0].code, "Q0201");
    }
}
