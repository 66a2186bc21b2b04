//! The shipped disciplines as the laws write them down: once as the table of a scenario, once (in `naive`) as a plain rule.

use serde_json::{Map, Value, json};

use crate::case::Case;

/// A discipline with its parameters; the numbers are the points of levels and urgencies of the case.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    FirstCome,
    /// By points, highest first; ties by name.
    Strict {
        by_level: bool,
    },
    DueDate,
    RelativeWait,
    /// Points as rates, in eighths.
    Accumulating {
        urgency: bool,
        level: bool,
    },
    /// Points as head starts, in quarters of a day.
    HeadStart {
        urgency: bool,
        level: bool,
    },
    LongestList {
        by_level: bool,
    },
    Reserved {
        quotas: Vec<Quota>,
        spill_over: bool,
        rest: Box<Rule>,
    },
    Random,
    LastCome,
    ShortestJob,
    HighestScore,
}

/// Reserved slots for the levels with these points and more (or with fewer).
#[derive(Clone, Debug)]
pub(crate) struct Quota {
    pub(crate) size: Size,
    pub(crate) points: u32,
    pub(crate) above: bool,
}

/// How many slots, in hundredths.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Size {
    Share(u32),
    Slots(u32),
}

impl Rule {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Rule::FirstCome => "first come",
            Rule::Strict { .. } => "strict",
            Rule::DueDate => "due date",
            Rule::RelativeWait => "relative wait",
            Rule::Accumulating { .. } => "accumulating",
            Rule::HeadStart { .. } => "head start",
            Rule::LongestList { .. } => "longest list",
            Rule::Reserved { .. } => "reserved",
            Rule::Random => "random",
            Rule::LastCome => "last come",
            Rule::ShortestJob => "shortest job",
            Rule::HighestScore => "highest score",
        }
    }

    /// Whether slots can stay empty beside people who wait.
    pub(crate) fn idles(&self) -> bool {
        matches!(self, Rule::Reserved { spill_over: false, .. })
    }

    /// Whether the levels of `a` matter other than by their points.
    pub(crate) fn looks_at_names(&self) -> bool {
        match self {
            Rule::Strict { by_level } | Rule::LongestList { by_level } => *by_level,
            Rule::Reserved { rest, .. } => rest.looks_at_names(),
            _ => false,
        }
    }

    /// All of them that fit the capacity of the case.
    pub(crate) fn all(case: &Case) -> Vec<Rule> {
        let mut rules = vec![
            Rule::FirstCome,
            Rule::Strict { by_level: false },
            Rule::Strict { by_level: true },
            Rule::DueDate,
            Rule::RelativeWait,
            Rule::Accumulating { urgency: true, level: false },
            Rule::Accumulating { urgency: true, level: true },
            Rule::HeadStart { urgency: false, level: true },
            Rule::HeadStart { urgency: true, level: true },
            Rule::LongestList { by_level: false },
            Rule::LongestList { by_level: true },
            Rule::Random,
            Rule::LastCome,
            Rule::HighestScore,
        ];
        if case.slotted() {
            let high = |size| Quota { size, points: 4, above: true };
            let low = |size| Quota { size, points: 4, above: false };
            let mut add = |mut quotas: Vec<Quota>, spill_over, rest| {
                // A quota for nobody is refused.
                quotas.retain(|q| case.levels.iter().any(|l| q.holds(l.points)));
                if !quotas.is_empty() {
                    rules.push(Rule::Reserved { quotas, spill_over, rest: Box::new(rest) });
                }
            };
            add(vec![high(Size::Share(23))], true, Rule::FirstCome);
            let both = vec![high(Size::Slots(150)), low(Size::Slots(100))];
            add(both, true, Rule::Accumulating { urgency: true, level: false });
            add(vec![low(Size::Share(45)), high(Size::Slots(100))], false, Rule::Strict { by_level: false });
            add(vec![high(Size::Share(33))], false, Rule::HeadStart { urgency: true, level: true });
        } else {
            rules.push(Rule::ShortestJob);
        }
        rules
    }

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
            Rule::LongestList { by_level } => {
                table.insert("by".into(), if *by_level { "a" } else { "urgency" }.into());
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
            _ => {}
        }
        table
    }
}

impl Quota {
    pub(crate) fn holds(&self, points: u32) -> bool {
        (points >= self.points) == self.above
    }
}
