//! Changing: another rule from a date on, so that a policy can be staged, or follow the seasons.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::combined::{Combined, Rule, SubRule};
use crate::discipline::scale::DAY_FORMAT;
use crate::discipline::{
    Curve, Discipline, Drawn, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View, parameters,
};
use crate::error::Problem;
use crate::time::{DAY, Time};

/// `kind = "changing"`.
#[derive(Clone, Copy, Debug)]
pub struct Changing;

/// Rules that follow each other.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// The rules in the order of their dates; the first holds from the start.
    rules: Vec<Dated>,
}

/// A rule from a day on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Dated {
    /// The date, or the number of days since the start; left out for the first rule.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    from: Option<Day>,
    /// The discipline.
    rule: Rule,
}

/// A day. A scenario turns dates into days since its start before it builds disciplines.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Day {
    Number(i64),
    Date(String),
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A date, 2026-11-01, or the number of days since the start",
            "format": DAY_FORMAT,
            "x-number": false,
            "anyOf": [{ "type": "integer" }, { "type": "string" }]
        })
    }
}

/// The latest day: a thousand years on.
const LAST: i64 = 365_250;

impl Kind for Changing {
    fn name(&self) -> &'static str {
        "changing"
    }

    fn summary(&self) -> &'static str {
        "another rule from a date on: staged policies, winter rules"
    }

    fn source(&self) -> &'static str {
        "plan-do-study-act cycles as in Taylor et al. 2014, BMJ Quality and Safety 23:290"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "rules = [{ rule = \"first come\" }, { from = 90, rule = \"strict\" }]"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        let mut from = Vec::new();
        if parameters.rules.is_empty() {
            problems.push(Problem::new("Q0302", "rules", "no rule"));
        }
        for (place, rule) in parameters.rules.iter().enumerate() {
            let path = format!("rules[{place}].from");
            let day = match (&rule.from, place) {
                (None, 0) => 0,
                (Some(Day::Number(day)), _) if (0..=LAST).contains(day) => *day,
                (Some(Day::Number(day)), _) => {
                    let message = match day {
                        0.. => format!("{day} days are beyond any horizon"),
                        _ => format!("this is {} days before the start", day.unsigned_abs()),
                    };
                    let help = "write a date after the start, or the days since the start";
                    problems.push(Problem::new("Q0305", path, message).help(help));
                    continue;
                }
                (Some(Day::Date(text)), _) => {
                    let message = format!("`{text}` is not a date that can be counted from a start");
                    let help =
                        "write a date such as 2026-11-01 in a scenario with `start`, or the days since the start";
                    problems.push(Problem::new("Q0305", path, message).help(help));
                    continue;
                }
                (None, _) => {
                    problems.push(Problem::new("Q0302", path, "`from` is missing"));
                    continue;
                }
            };
            if place == 0 && day != 0 {
                let problem = Problem::new("Q0305", path, "the first rule holds from the start");
                problems.push(problem.help("leave `from` out"));
            } else if from.last().is_some_and(|&last| day * DAY <= last) {
                let problem = Problem::new("Q0305", path, "this rule must begin after the one before");
                problems.push(problem.help("put the rules in the order of their dates"));
            }
            from.push(day * DAY);
        }
        let rules = parameters.rules.iter().enumerate();
        let rules: Vec<(String, &Rule)> = rules.map(|(i, of)| (format!("rules[{i}].rule"), &of.rule)).collect();
        match Combined::build(&rules, setting, registry, |_, _| ()) {
            Ok((rules, _)) if problems.is_empty() => Ok(Arc::new(ByDate { from, rules })),
            Ok(_) => Err(problems),
            Err(below) => {
                problems.extend(below);
                Err(problems)
            }
        }
    }
}

/// The lanes of all rules.
#[derive(Debug)]
struct ByDate {
    from: Vec<Time>,
    rules: Combined,
}

impl ByDate {
    /// The rule that holds.
    fn at(&self, now: Time) -> usize {
        self.from.partition_point(|&from| from <= now) - 1
    }
}

impl Discipline for ByDate {
    fn lanes(&self) -> &Lanes {
        &self.rules.lanes
    }

    fn reads_counts(&self) -> bool {
        self.rules.reads_counts()
    }

    fn draws_lots(&self) -> bool {
        self.rules.draws_lots()
    }

    fn reads_seen(&self) -> bool {
        self.rules.reads_seen()
    }

    fn curves(&self) -> usize {
        self.rules.curves()
    }

    fn curve(&self, curve: usize, lane: usize, longer: f64) -> Arc<Curve> {
        self.rules.curve(curve, lane, longer)
    }

    fn ranker(&self) -> Ranking<'_> {
        Latest { of: self, rules: self.rules.at_work(), last: 0 }.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct Latest<'a> {
    of: &'a ByDate,
    rules: Vec<SubRule<'a>>,
    /// The rule that was last asked.
    last: usize,
}

impl Ranker for Latest<'_> {
    fn session(&mut self, slots: u32) {
        self.rules.iter_mut().for_each(|rule| rule.session(slots));
    }

    fn pick(&mut self, view: &View<'_>) -> Pick {
        let at = self.of.at(view.now);
        self.last = at;
        self.rules[at + 1..].iter_mut().for_each(|rule| rule.looks_on(view));
        self.rules[at].pick(view, |_| true)
    }

    fn drawn(&self) -> Option<Drawn> {
        self.rules[self.last].drawn()
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        self.rules[self.of.at(view.now)].explain(view, lane, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick, problems};

    #[test]
    fn each_rule_holds_from_its_day_on() {
        let json = r#"{ "rules": [{ "rule": "first come" }, { "from": 30, "rule": "strict" },
                                  { "from": 60, "rule": { "kind": "strict", "order": ["P3", "P2", "P4"] } }] }"#;
        let d = build("changing", json);
        let heads = heads(&[9, 8, 1]);
        let lanes = [29, 30, 59, 60].map(|day| pick(&*d, day, &heads));
        assert_eq!(lanes, [Some(2), Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn dates_are_in_order() {
        let json = r#"{ "rules": [{ "from": 5, "rule": "first come" }, { "from": 3, "rule": "strict" }, { "rule": "x" },
                                  { "from": "2026-01-01", "rule": "strict" }] }"#;
        let paths: Vec<String> = problems("changing", json).into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["rules[0].from", "rules[1].from", "rules[2].from", "rules[3].from", "rules[2].rule"]);
    }
}
