//! Head start: everybody waits at the same pace, some classes count as if they had waited some days longer (points).

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::combined::{Combined, Rule, SubRule};
use crate::discipline::explained::{in_days, number};
use crate::discipline::parameters::{self, ByClass, Decimal, MICRO};
use crate::discipline::{
    Curve, Discipline, Drawn, Explained, Head, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View,
};
use crate::error::Problem;
use crate::time::{DAY, Time};

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
    /// The discipline for which they count as if they had waited so much longer; first come if left out.
    #[serde(default)]
    rest: Option<Rule>,
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
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        if parameters.by_urgency.is_empty() && parameters.by_group.is_empty() {
            problems.push(
                Problem::new("Q0302", "", "no head starts are given").help("give `by_urgency`, `by_group` or both"),
            );
        }
        let days = ByClass::new(setting, &parameters.by_urgency, &parameters.by_group, Decimal::ZERO, &mut problems);
        let head_start = |group: usize, urgency: usize| -> i128 {
            days.of(setting, group, urgency).map(|d| i128::from(d.micro())).sum()
        };
        if let Some(rest) = &parameters.rest {
            return match Combined::build(&[("rest".into(), rest)], setting, registry, head_start) {
                Ok((rest, micro_days)) if problems.is_empty() => Ok(Arc::new(OfRest::new(rest, &micro_days))),
                Ok(_) => Err(problems),
                Err(below) => {
                    problems.extend(below);
                    Err(problems)
                }
            };
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let (lanes, micro_days) = Lanes::by(setting, head_start)?;
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
        MostPoints::Alone(&self.starts).into()
    }
}

/// The lanes of the rest, each split by head start.
#[derive(Debug)]
pub(in crate::discipline) struct OfRest {
    rest: Combined,
    /// How much longer people count as having waited, by lane: in seconds, and in days.
    longer: Vec<(Time, f64)>,
    /// The tickets of each lane, where the rest draws by the time waited, by curve.
    curves: Vec<Vec<Arc<Curve>>>,
}

impl OfRest {
    fn new(rest: Combined, micro_days: &[i128]) -> Self {
        let longer: Vec<(Time, f64)> = micro_days
            .iter()
            .map(|&micro| {
                let seconds = (micro * i128::from(DAY)).div_euclid(i128::from(MICRO));
                (seconds as Time, micro as f64 / MICRO as f64)
            })
            .collect();
        let curve = |curve| longer.iter().enumerate().map(|(lane, (_, days))| rest.curve(curve, lane, *days)).collect();
        let curves = (0..rest.curves()).map(curve).collect();
        Self { rest, longer, curves }
    }
}

impl Discipline for OfRest {
    fn lanes(&self) -> &Lanes {
        &self.rest.lanes
    }

    fn reads_counts(&self) -> bool {
        self.rest.reads_counts()
    }

    fn draws_lots(&self) -> bool {
        self.rest.draws_lots()
    }

    fn reads_seen(&self) -> bool {
        self.rest.reads_seen()
    }

    fn curves(&self) -> usize {
        self.curves.len()
    }

    fn curve(&self, curve: usize, lane: usize, longer: f64) -> Arc<Curve> {
        match longer {
            0.0 => Arc::clone(&self.curves[curve][lane]),
            more => self.rest.curve(curve, lane, self.longer[lane].1 + more),
        }
    }

    fn ranker(&self) -> Ranking<'_> {
        let earlier = self.longer.iter().map(|(seconds, _)| *seconds).collect();
        let rest = Box::new(self.rest.at_work().remove(0).earlier(earlier));
        MostPoints::Rest { of: self, rest, heads: Vec::new() }.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) enum MostPoints<'a> {
    /// Head starts by lane, in millionths of a second.
    Alone(&'a [i128]),
    /// Of another rule, which sees heads that came earlier.
    Rest { of: &'a OfRest, rest: Box<SubRule<'a>>, heads: Vec<Head> },
}

impl OfRest {
    /// The heads of lanes as they would be if they had waited so much longer.
    fn heads(&self, view: &View<'_>, heads: &mut Vec<Head>) {
        heads.clear();
        heads.extend(view.heads.iter().zip(&self.longer).map(|(head, (seconds, _))| match head.is_none() {
            true => Head::NONE,
            false => Head {
                seniority: head.seniority - seconds,
                clock_start: head.clock_start - seconds,
                number: head.number,
            },
        }));
    }
}

impl Ranker for MostPoints<'_> {
    fn session(&mut self, slots: u32) {
        if let Self::Rest { rest, .. } = self {
            rest.session(slots);
        }
    }

    fn pick(&mut self, view: &View<'_>) -> Pick {
        match self {
            Self::Alone(starts) => {
                view.highest(|lane, head| i128::from(head.waited(view.now)) * i128::from(MICRO) + starts[lane])
            }
            Self::Rest { of, rest, heads } => {
                of.heads(view, heads);
                rest.pick(&View { heads, ..*view }, |_| true)
            }
        }
    }

    fn drawn(&self) -> Option<Drawn> {
        match self {
            Self::Alone(_) => None,
            Self::Rest { rest, .. } => rest.drawn(),
        }
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let starts = match self {
            Self::Alone(starts) => starts,
            Self::Rest { of, rest, .. } => {
                let mut heads = Vec::new();
                of.heads(view, &mut heads);
                let mut said = rest.explain(&View { heads: &heads, ..*view }, lane, |_| true)?;
                said.words = match of.longer[lane].1 {
                    0.0 => said.words,
                    days if days < 0.0 => format!("{}, {} of them behind", said.words, number(-days)),
                    days => format!("{}, {} of them of head start", said.words, number(days)),
                };
                return Some(said);
            }
        };
        let waited = view.heads[lane].waited(view.now);
        let exact = i128::from(waited) * i128::from(MICRO) + starts[lane];
        let days = |micro: i128| micro as f64 / (i128::from(MICRO) * i128::from(DAY)) as f64;
        let words = match starts[lane] {
            0 => format!("{} days waited", in_days(waited)),
            start if start < 0 => format!("{} days waited - {} behind", in_days(waited), number(days(-start))),
            start => format!("{} days waited + {} of head start", in_days(waited), number(days(start))),
        };
        Some(Explained::highest(exact, days(exact), "days waited and of head start, the most first", words))
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick, problems};

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
