//! The shipped disciplines as the laws write them down: once as the table of a scenario, once (in `naive`) as a plain rule.

use serde_json::{Map, Value, json};

use crate::laws::case::Case;

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
    /// The same for another rule; a head start of levels.
    HeadStartOf(Box<Rule>),
    LongestList {
        by_level: bool,
    },
    /// Points as weights; tickets by the time waited.
    ByWait {
        urgency: bool,
        level: bool,
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
    /// Points as weights of the levels (or the urgencies); tickets of people or of groups.
    Lottery {
        by_level: bool,
        by_person: bool,
    },
    /// Points as weights.
    FairShare {
        by_level: bool,
    },
    MaxMin {
        by_level: bool,
    },
    /// Head starts of urgencies in quarters of a day, with the gap of `a` under control.
    GapController(Control),
    /// Limits in weeks, and how early they count.
    BreachFirst {
        limits: Vec<u32>,
        within: u32,
        rest: Box<Rule>,
    },
    /// Shares in hundredths.
    Mixed(Vec<(u32, Rule)>),
    Threshold {
        above: usize,
        until: usize,
        rule: Box<Rule>,
        rest: Box<Rule>,
    },
    /// Days from which rules hold.
    Changing(Vec<(i64, Rule)>),
    /// Points of urgencies as costs and of levels as factors; minutes as (8 - points) of the urgency.
    CostOfDelay {
        growing: bool,
    },
    Matrix(Points),
    Formula,
}

/// Weeks waited, and tickets.
pub(crate) const KNOTS: [(f64, f64); 4] = [(0.0, 4.0), (1.0, 1.0), (3.5, 2.0), (6.0, 20.0)];

/// What a matrix scores; levels always count 3 eighths of their points.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Points {
    /// Urgencies an eighth of their points, the first miss 2 and the second 1 more, five days 7 up to 21.
    Linear,
    /// Six days 2, with the square of the wait up to 12 days; tiers by the points of urgencies.
    Square,
    /// The target 5; nobody is called below 2.
    Threshold,
}

/// How a gap is controlled: gain in hundredths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Control {
    pub(crate) every_weeks: i64,
    pub(crate) late_weeks: i64,
    pub(crate) gain: i64,
    pub(crate) most_days: i64,
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
            Rule::HeadStart { .. } | Rule::HeadStartOf(_) => "head start",
            Rule::ByWait { .. } => "by wait",
            Rule::LongestList { .. } => "longest list",
            Rule::Reserved { .. } => "reserved",
            Rule::Random => "random",
            Rule::LastCome => "last come",
            Rule::ShortestJob => "shortest job",
            Rule::HighestScore => "highest score",
            Rule::Lottery { .. } => "lottery",
            Rule::FairShare { .. } => "fair share",
            Rule::MaxMin { .. } => "max min",
            Rule::GapController(_) => "gap controller",
            Rule::BreachFirst { .. } => "breach first",
            Rule::Mixed(_) => "mixed",
            Rule::Threshold { .. } => "threshold",
            Rule::Changing(_) => "changing",
            Rule::CostOfDelay { .. } => "cost of delay",
            Rule::Matrix(_) => "matrix",
            Rule::Formula => "formula",
        }
    }

    /// Whether slots can stay empty beside people who wait.
    pub(crate) fn idles(&self) -> bool {
        matches!(self, Rule::Reserved { spill_over: false, .. } | Rule::Matrix(Points::Threshold))
    }

    /// The rules that it hands decisions on to.
    fn held(&self) -> Vec<&Rule> {
        match self {
            Rule::Reserved { rest, .. } | Rule::BreachFirst { rest, .. } => vec![rest],
            Rule::HeadStartOf(rest) => vec![rest],
            Rule::Mixed(rules) => rules.iter().map(|(_, rule)| rule).collect(),
            Rule::Changing(rules) => rules.iter().map(|(_, rule)| rule).collect(),
            Rule::Threshold { rule, rest, .. } => vec![rule, rest],
            _ => Vec::new(),
        }
    }

    /// Whether somebody may be called who is not the first of the lane.
    pub(crate) fn draws_people(&self) -> bool {
        match self {
            Rule::Random | Rule::Lottery { by_person: true, .. } | Rule::ByWait { .. } => true,
            _ => self.held().into_iter().any(Rule::draws_people),
        }
    }

    /// Whether the levels of `a` matter other than by their points.
    pub(crate) fn looks_at_names(&self) -> bool {
        match self {
            Rule::Strict { by_level } | Rule::FairShare { by_level } => *by_level,
            Rule::GapController(_) => true,
            _ => self.counts_levels_in_order() || self.held().into_iter().any(Rule::looks_at_names),
        }
    }

    /// Whether the order in which levels are declared matters: ties go to the first, or tickets are counted from it.
    pub(crate) fn counts_levels_in_order(&self) -> bool {
        match self {
            Rule::LongestList { by_level } | Rule::Lottery { by_level, .. } | Rule::MaxMin { by_level } => *by_level,
            _ => self.held().into_iter().any(Rule::counts_levels_in_order),
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
            Rule::ByWait { urgency: false, level: false },
            Rule::ByWait { urgency: true, level: true },
            Rule::Random,
            Rule::LastCome,
            Rule::HighestScore,
            Rule::Lottery { by_level: true, by_person: true },
            Rule::Lottery { by_level: true, by_person: false },
            Rule::Lottery { by_level: false, by_person: false },
            Rule::FairShare { by_level: true },
            Rule::FairShare { by_level: false },
            Rule::MaxMin { by_level: true },
            Rule::MaxMin { by_level: false },
            Rule::GapController(Control { every_weeks: 1, late_weeks: 1, gain: 75, most_days: 20 }),
            Rule::GapController(Control { every_weeks: 1, late_weeks: 0, gain: 300, most_days: 5 }),
            Rule::CostOfDelay { growing: false },
            Rule::CostOfDelay { growing: true },
            Rule::Matrix(Points::Linear),
            Rule::Matrix(Points::Square),
            Rule::Formula,
        ];
        rules.extend(Self::of_several());
        if case.slotted() {
            rules.push(Rule::Matrix(Points::Threshold));
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
            add(vec![high(Size::Share(40))], true, Rule::ByWait { urgency: true, level: false });
            let both = vec![low(Size::Share(25)), high(Size::Slots(100))];
            add(both, false, Rule::HeadStartOf(Box::new(Rule::ByWait { urgency: false, level: true })));
        } else {
            rules.push(Rule::ShortestJob);
        }
        rules
    }

    /// Those that hand decisions on to others.
    fn of_several() -> Vec<Rule> {
        let head_start = || Rule::HeadStart { urgency: true, level: true };
        let strict = || Rule::Strict { by_level: false };
        let share = || Rule::FairShare { by_level: true };
        let breach = |rest| Rule::BreachFirst { limits: vec![2, 7, 12], within: 1, rest: Box::new(rest) };
        let threshold =
            |above, until, rule, rest| Rule::Threshold { above, until, rule: Box::new(rule), rest: Box::new(rest) };
        let by_wait = || Rule::ByWait { urgency: true, level: false };
        vec![
            breach(by_wait()),
            Rule::HeadStartOf(Box::new(Rule::FirstCome)),
            Rule::HeadStartOf(Box::new(by_wait())),
            Rule::HeadStartOf(Box::new(breach(Rule::ByWait { urgency: false, level: true }))),
            Rule::Mixed(vec![(40, strict()), (60, by_wait())]),
            threshold(4, 2, Rule::FairShare { by_level: false }, by_wait()),
            Rule::Changing(vec![
                (0, Rule::FirstCome),
                (6, by_wait()),
                (
                    10,
                    breach(Rule::Mixed(vec![(50, Rule::FirstCome), (50, Rule::ByWait { urgency: true, level: true })])),
                ),
            ]),
            breach(Rule::FirstCome),
            breach(head_start()),
            Rule::Mixed(vec![(70, strict()), (30, Rule::FirstCome)]),
            Rule::Mixed(vec![(33, Rule::LongestList { by_level: true }), (33, share()), (34, head_start())]),
            threshold(5, 2, strict(), Rule::FirstCome),
            threshold(3, 3, head_start(), share()),
            Rule::Changing(vec![(0, Rule::FirstCome), (5, share()), (11, strict())]),
            Rule::Changing(vec![(0, Rule::MaxMin { by_level: false }), (9, breach(strict()))]),
        ]
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

impl Quota {
    pub(crate) fn holds(&self, points: u32) -> bool {
        (points >= self.points) == self.above
    }
}
