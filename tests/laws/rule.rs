//! The shipped disciplines as the laws write them down: once as the table of a scenario, once (in `naive`) as a plain rule.

mod table;

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
}

impl Quota {
    pub(crate) fn holds(&self, points: u32) -> bool {
        (points >= self.points) == self.above
    }
}
