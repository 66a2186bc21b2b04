//! A rule as the table of a scenario.

use serde_json::{Map, Value, json};

use super::{KNOTS, Points, Quota, Rule, Size};
use crate::laws::case::Case;

impl Rule {
    /// The table of a scenario.
    pub(crate) fn table(&self, case: &Case) -> Value {
        let mut table = self.parameters(case);
        table.insert("kind".into(), self.kind().into());
        Value::Object(table)
    }

    fn parameters(&self, case: &Case) -> Map<String, Value> {
        let urgencies = |unit: f64| -> Value {
            case.urgencies
                .iter()
                .map(|u| (u.name.clone(), json!(f64::from(u.points) * unit)))
                .collect::<Map<_, _>>()
                .into()
        };
        let levels = |unit: f64| -> Value {
            let of: Map<_, _> =
                case.levels.iter().map(|l| (l.name.clone(), json!(f64::from(l.points) * unit))).collect();
            json!({ "a": of })
        };
        let by = |by_level: bool| -> Value { if by_level { "a" } else { "urgency" }.into() };
        let mut table = Map::new();
        match self {
            Rule::Strict { by_level } => {
                let (by, mut of): (&str, Vec<(u32, &str)>) = if *by_level {
                    ("a", case.levels.iter().map(|l| (l.points, l.name.as_str())).collect())
                } else {
                    ("urgency", case.urgencies.iter().map(|u| (u.points, u.name.as_str())).collect())
                };
                of.sort_by_key(|&(points, name)| (std::cmp::Reverse(points), name));
                table.insert("by".into(), by.into());
                table.insert("order".into(), of.into_iter().map(|(_, name)| name).collect());
            }
            Rule::Accumulating { urgency, level } | Rule::HeadStart { urgency, level } => {
                let unit = if matches!(self, Rule::HeadStart { .. }) { 0.25 } else { 1.0 / 8.0 };
                if *urgency {
                    table.insert("by_urgency".into(), urgencies(unit));
                }
                if *level {
                    table.insert("by_group".into(), levels(unit));
                }
            }
            Rule::HeadStartOf(rest) => {
                table.insert("by_group".into(), levels(0.25));
                table.insert("rest".into(), rest.table(case));
            }
            Rule::ByWait { urgency, level } => {
                table.insert("weeks".into(), json!(KNOTS.map(|(week, _)| week)));
                table.insert("tickets".into(), json!(KNOTS.map(|(_, tickets)| tickets)));
                if *urgency {
                    table.insert("by_urgency".into(), urgencies(0.5));
                }
                if *level {
                    table.insert("by_group".into(), levels(0.5));
                }
            }
            Rule::LongestList { by_level } | Rule::MaxMin { by_level } => {
                table.insert("by".into(), by(*by_level));
            }
            Rule::Lottery { by_level, .. } | Rule::FairShare { by_level } => {
                table.insert("by".into(), by(*by_level));
                let weights = if *by_level { levels(0.5)["a"].clone() } else { urgencies(0.5) };
                table.insert("weights".into(), weights);
                if let Rule::Lottery { by_person, .. } = self {
                    table.insert("tickets".into(), if *by_person { "person" } else { "group" }.into());
                }
            }
            Rule::GapController(control) => {
                table.insert("by".into(), "a".into());
                table.insert("by_urgency".into(), urgencies(0.25));
                table.insert("every_weeks".into(), control.every_weeks.into());
                table.insert("late_weeks".into(), control.late_weeks.into());
                table.insert("gain".into(), json!(control.gain as f64 / 100.0));
                table.insert("most_days".into(), control.most_days.into());
            }
            Rule::BreachFirst { limits, within, rest } => {
                table.insert("limits_weeks".into(), limits.clone().into());
                table.insert("within_weeks".into(), (*within).into());
                table.insert("rest".into(), rest.table(case));
            }
            Rule::Mixed(rules) => {
                let each = |(share, rule): &(u32, Rule)| json!({ "share": f64::from(*share) / 100.0, "rule": rule.table(case) });
                table.insert("rules".into(), rules.iter().map(each).collect());
            }
            Rule::Changing(rules) => {
                let each = |(day, rule): &(i64, Rule)| match day {
                    0 => json!({ "rule": rule.table(case) }),
                    day => json!({ "from": day, "rule": rule.table(case) }),
                };
                table.insert("rules".into(), rules.iter().map(each).collect());
            }
            Rule::Threshold { above, until, rule, rest } => {
                table.insert("above".into(), (*above).into());
                table.insert("until".into(), (*until).into());
                table.insert("rule".into(), rule.table(case));
                table.insert("rest".into(), rest.table(case));
            }
            Rule::CostOfDelay { growing } => {
                let minutes = case.urgencies.iter().map(|u| (u.name.clone(), json!(8 - u.points)));
                table.insert("by_urgency".into(), urgencies(1.0));
                table.insert("by_group".into(), levels(1.0));
                table.insert("minutes".into(), minutes.collect::<Map<_, _>>().into());
                table.insert("growing".into(), (*growing).into());
            }
            Rule::Reserved { quotas, spill_over, rest } => {
                let quota = |q: &Quota| {
                    let whom: Vec<&str> =
                        case.levels.iter().filter(|l| q.holds(l.points)).map(|l| l.name.as_str()).collect();
                    match q.size {
                        Size::Share(h) => json!({ "share": f64::from(h) / 100.0, "for": { "a": whom } }),
                        Size::Slots(h) => json!({ "slots": f64::from(h) / 100.0, "for": { "a": whom } }),
                    }
                };
                table.insert("quotas".into(), quotas.iter().map(quota).collect());
                table.insert("spill_over".into(), (*spill_over).into());
                table.insert("rest".into(), rest.table(case));
            }
            Rule::Matrix(points) => {
                let of_levels = json!({ "of": "a", "weight": 3, "points": levels(0.125)["a"] });
                let criteria = match points {
                    Points::Linear => json!([
                        of_levels,
                        { "of": "urgency", "points": urgencies(0.125) },
                        { "of": "missed", "weight": 2, "points": { "1": 1, "2": 1.5 } },
                        { "of": "wait", "weight": 7, "per_days": 5, "cap": 3 },
                    ]),
                    Points::Square => {
                        let wait = json!({ "of": "wait", "weight": 2, "per_days": 6, "transform": "square", "cap": 4 });
                        json!([of_levels, wait])
                    }
                    Points::Threshold => json!([of_levels, { "of": "wait", "weight": 5 }]),
                };
                table.insert("criteria".into(), criteria);
                match points {
                    Points::Linear => {}
                    Points::Square => {
                        let mut of: Vec<&crate::laws::case::Class> = case.urgencies.iter().collect();
                        of.sort_by_key(|u| std::cmp::Reverse(u.points));
                        let tiers = of.chunk_by(|a, b| a.points == b.points);
                        let tiers: Vec<Vec<&str>> =
                            tiers.map(|of| of.iter().map(|u| u.name.as_str()).collect()).collect();
                        table.insert("tiers".into(), json!({ "order": tiers }));
                    }
                    Points::Threshold => {
                        table.insert("threshold".into(), 2.into());
                        table.insert("below".into(), "never".into());
                    }
                }
            }
            Rule::Formula => {
                let score = "if(urgency is \"u0\", 3 days, 0 days) + max(wait, 2 * wait - 10 days) + missed * 1.5 days";
                table.insert("score".into(), score.into());
            }
            _ => {}
        }
        table
    }
}
