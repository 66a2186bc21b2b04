//! The criteria of a prioritisation matrix, and their points, exactly: fixed ones by class, and those that grow with the wait.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::parameters::{Criterion, Decimal, MICRO, lcm, too_many_digits, unknown};
use super::{MISSES, Setting};
use crate::error::Problem;
use crate::time::{DAY, Time};

/// The size that no score reaches.
pub(super) const MOST_SCORE: i128 = 1 << 116;

/// A wait that nobody reaches: fifty years.
const LONGEST: Time = 18_262 * DAY;

/// One criterion.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CriterionParameters {
    /// The name of an attribute, "urgency", "missed" (appointments missed so far, at most 3) or "wait".
    pub(super) of: String,
    /// What the points of the criterion are multiplied by; 1 if left out.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    pub(super) weight: Option<Decimal>,
    /// Points by value: `{ severe = 1, moderate = 0.5 }`, for "missed" `{ 1 = 0.2, 2 = 0.5, 3 = 1 }`; 0 where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    pub(super) points: BTreeMap<String, Decimal>,
    /// For "wait": the days that bring 1 point, one number or by urgency; the target of the urgency where nothing is said.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    pub(super) per_days: Option<PerDays>,
    /// For "wait": how points grow with the wait.
    #[serde(default)]
    pub(super) transform: Transform,
    /// For "wait": the most points before the weight.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    pub(super) cap: Option<Decimal>,
    /// For "wait" with `transform = "steps"`: points from a wait on; they add up.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    pub(super) steps: Vec<Step>,
}

/// Days for a point.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum PerDays {
    /// For everybody.
    All(u32),
    /// By urgency.
    ByUrgency(BTreeMap<String, u32>),
}

/// How points grow with the wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Transform {
    /// In proportion.
    #[default]
    Linear,
    /// With the square of it.
    Square,
    /// By `steps`.
    Steps,
}

/// Points from a wait on.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// Days waited.
    #[schemars(extend("x-scale" = "none"))]
    pub(super) after_days: u32,
    /// Points, not below 0.
    #[schemars(extend("x-scale" = "none"))]
    pub(super) points: Decimal,
}

/// All criteria, checked.
pub(super) struct Terms {
    /// Criteria by attribute or urgency, with millionths of millionths of points by value.
    by_value: Vec<(Criterion, Vec<i128>)>,
    /// The same by appointments missed.
    by_missed: Vec<[i128; MISSES]>,
    /// What grows with the wait.
    pub(super) waits: Vec<Wait>,
}

/// Points that grow with the wait.
pub(super) struct Wait {
    /// Millionths.
    weight: i128,
    /// Days for a point, by urgency.
    per_days: Vec<i128>,
    transform: Transform,
    /// Millionths of points.
    cap: Option<i128>,
    steps: Vec<Step>,
}

impl Terms {
    /// Reads criteria.
    pub(super) fn read(criteria: &[CriterionParameters], setting: &Setting<'_>, problems: &mut Vec<Problem>) -> Self {
        let mut terms = Self { by_value: Vec::new(), by_missed: Vec::new(), waits: Vec::new() };
        for (place, of) in criteria.iter().enumerate() {
            let path = format!("criteria[{place}]");
            let is_attribute = setting.population.attribute(&of.of).is_some();
            match of.of.as_str() {
                "wait" if !is_attribute => terms.waits.extend(wait(of, &path, setting, problems)),
                "missed" if !is_attribute => {
                    only_of_waits(of, &path, problems);
                    let names = ["0", "1", "2", "3"];
                    let points = points(of, &path, &names, problems);
                    // Points for 1 hold for 2 and 3 where nothing is said of them.
                    let mut each = [0; MISSES];
                    for missed in 1..MISSES {
                        let said = of.points.contains_key(names[missed]);
                        each[missed] = if said { points[missed] } else { each[missed - 1] };
                    }
                    each[0] = points[0];
                    terms.by_missed.push(each);
                }
                name => {
                    only_of_waits(of, &path, problems);
                    match named(setting, name, &format!("{path}.of")) {
                        Ok(by) => {
                            let points = points(of, &path, &by.values(setting), problems);
                            terms.by_value.push((by, points));
                        }
                        Err(problem) => problems.push(problem),
                    }
                }
            }
        }
        terms
    }

    /// Whether appointments missed count.
    pub(super) fn by_missed(&self) -> bool {
        !self.by_missed.is_empty()
    }

    /// Whether waits count by urgency.
    pub(super) fn by_urgency(&self) -> bool {
        self.waits.iter().any(|wait| wait.per_days.iter().any(|&days| days != wait.per_days[0]))
    }

    /// Points that do not depend on the wait, in millionths of millionths.
    pub(super) fn fixed(&self, setting: &Setting<'_>, group: usize, urgency: usize, missed: usize) -> i128 {
        let by_value = self.by_value.iter().map(|(by, points)| points[by.value_of(setting, group, urgency)]);
        by_value.chain(self.by_missed.iter().map(|points| points[missed])).sum()
    }
}

fn named(setting: &Setting<'_>, name: &str, path: &str) -> Result<Criterion, Problem> {
    Criterion::named(setting, name, path).map_err(|_| {
        let mut known = setting.attribute_names();
        known.extend(["urgency", "missed", "wait"]);
        unknown(path, "criterion", name, &known)
    })
}

/// Weight times points, by name, in millionths of millionths.
fn points(of: &CriterionParameters, path: &str, names: &[&str], problems: &mut Vec<Problem>) -> Vec<i128> {
    let weight = i128::from(of.weight.unwrap_or(Decimal::ONE).micro());
    let mut points = vec![0; names.len()];
    if of.points.is_empty() {
        problems.push(Problem::new("Q0302", format!("{path}.points"), "no points"));
    }
    for (name, value) in &of.points {
        match names.iter().position(|n| n == name) {
            Some(at) => points[at] = weight * i128::from(value.micro()),
            None => problems.push(unknown(&format!("{path}.points[{name}]"), "name", name, names).at_key()),
        }
    }
    points
}

/// What only the wait has.
fn only_of_waits(of: &CriterionParameters, path: &str, problems: &mut Vec<Problem>) {
    let said = [
        ("per_days", of.per_days.is_some()),
        ("transform", of.transform != Transform::Linear),
        ("cap", of.cap.is_some()),
        ("steps", !of.steps.is_empty()),
    ];
    for (key, _) in said.into_iter().filter(|(_, said)| *said) {
        problems.push(Problem::new("Q0305", format!("{path}.{key}"), "this is for the criterion `wait`"));
    }
}

fn wait(of: &CriterionParameters, path: &str, setting: &Setting<'_>, problems: &mut Vec<Problem>) -> Option<Wait> {
    let before = problems.len();
    let mut problem = |code, key: &str, message: &str| {
        problems.push(Problem::new(code, format!("{path}.{key}"), message));
    };
    let weight = of.weight.unwrap_or(Decimal::ONE);
    if weight < Decimal::ZERO {
        problem("Q0305", "weight", "points that fall with the wait would put the shortest wait first");
    }
    if of.cap.is_some_and(|cap| cap <= Decimal::ZERO) {
        problem("Q0305", "cap", "a cap must be above 0");
    }
    if !of.points.is_empty() {
        problem("Q0305", "points", "the wait has no values; use `per_days`, or `steps`");
    }
    let stepped = of.transform == Transform::Steps;
    if stepped == of.steps.is_empty() {
        problem("Q0302", "steps", "`steps` and `transform = \"steps\"` need each other");
    }
    if stepped && (of.per_days.is_some() || of.cap.is_some()) {
        problem("Q0305", "per_days", "steps go with neither `per_days` nor `cap`");
    }
    if of.steps.iter().any(|step| step.points < Decimal::ZERO) {
        problem("Q0305", "steps", "points that fall with the wait would put the shortest wait first");
    }
    let mut per_days: Vec<i128> = setting.urgencies.iter().map(|u| u.target_days.into()).collect();
    match &of.per_days {
        _ if stepped => per_days.fill(1),
        None => {}
        Some(PerDays::All(days)) => per_days.fill((*days).into()),
        Some(PerDays::ByUrgency(days)) => {
            let names = setting.urgency_names();
            for (name, &days) in days {
                match names.iter().position(|n| n == name) {
                    Some(at) => per_days[at] = days.into(),
                    None => {
                        let path = format!("{path}.per_days[{name}]");
                        problems.push(unknown(&path, "urgency", name, &names).at_key());
                    }
                }
            }
        }
    }
    if per_days.iter().any(|&days| days <= 0) {
        problems.push(Problem::new("Q0305", format!("{path}.per_days"), "the days for a point must be above 0"));
    }
    (problems.len() == before).then(|| Wait {
        weight: weight.micro().into(),
        per_days,
        transform: of.transform,
        cap: of.cap.map(|cap| cap.micro().into()),
        steps: of.steps.clone(),
    })
}

/// What makes all scores whole numbers.
pub(super) struct Scale {
    /// The score of a millionth of a millionth of a point.
    pub(super) one: i128,
}

impl Scale {
    /// The scale on which all points of these terms are whole.
    ///
    /// # Errors
    /// Where scores would be too large to be kept.
    pub(super) fn of(terms: &Terms) -> Result<Self, Vec<Problem>> {
        let power = |wait: &Wait, seconds: i128| match wait.transform {
            Transform::Linear => seconds,
            Transform::Square => seconds * seconds,
            Transform::Steps => 1,
        };
        let parts = terms.waits.iter().flat_map(|w| w.per_days.iter().map(move |&d| power(w, d * i128::from(DAY))));
        let one = lcm(parts).ok_or_else(too_many_digits)?;
        let scale = Self { one };
        let fixed = |of: &[i128]| of.iter().map(|x| x.abs()).max().unwrap_or(0);
        let by_value = terms.by_value.iter().map(|(_, of)| fixed(of));
        let most = by_value.chain(terms.by_missed.iter().map(|of| fixed(of))).try_fold(0_i128, i128::checked_add);
        let mut most = most.and_then(|most| most.checked_mul(one));
        for wait in &terms.waits {
            for urgency in 0..wait.per_days.len() {
                let largest = scale.term(wait, urgency).and_then(|term| term.largest());
                most = most.and_then(|most| most.checked_add(largest?));
            }
        }
        if most.is_some_and(|most| most < MOST_SCORE) { Ok(scale) } else { Err(too_many_digits()) }
    }

    /// Points as a score; none where it cannot be kept.
    pub(super) fn points(&self, points: Decimal) -> Option<i128> {
        (i128::from(points.micro()) * i128::from(MICRO)).checked_mul(self.one)
    }

    /// A term as it counts for an urgency; none where it cannot be kept.
    pub(super) fn term(&self, wait: &Wait, urgency: usize) -> Option<Term> {
        let per = wait.per_days[urgency] * i128::from(DAY);
        // The wait from which no more points come; whole seconds.
        let cap = |cap: i128| i64::try_from(cap * per / i128::from(MICRO)).unwrap_or(LONGEST).min(LONGEST);
        let weight = wait.weight * i128::from(MICRO);
        Some(match wait.transform {
            Transform::Linear => {
                Term::Linear { each: weight.checked_mul(self.one / per)?, cap: wait.cap.map_or(LONGEST, cap) }
            }
            Transform::Square => {
                let most = wait.cap.map_or(LONGEST, |c| cap(root(c)));
                Term::Square { each: weight.checked_mul(self.one / (per * per))?, cap: most }
            }
            Transform::Steps => {
                let step = |step: &Step| {
                    let points = (wait.weight * i128::from(step.points.micro())).checked_mul(self.one)?;
                    Some((Time::from(step.after_days) * DAY, points))
                };
                Term::Steps(wait.steps.iter().map(step).collect::<Option<_>>()?)
            }
        })
    }
}

/// The square root of millionths, in millionths, rounded down.
fn root(millionths: i128) -> i128 {
    (millionths * i128::from(MICRO)).isqrt()
}

/// Scores of the wait of one class.
#[derive(Debug)]
pub(super) enum Term {
    /// So much for each second, up to a wait.
    Linear { each: i128, cap: Time },
    /// So much for each square of seconds, up to a wait.
    Square { each: i128, cap: Time },
    /// So much from a wait on.
    Steps(Vec<(Time, i128)>),
}

impl Term {
    /// The score of a wait in seconds.
    #[inline]
    pub(super) fn score(&self, waited: Time) -> i128 {
        match self {
            Term::Linear { each, cap } => each * i128::from(waited.min(*cap)),
            Term::Square { each, cap } => each * i128::from(waited.min(*cap)) * i128::from(waited.min(*cap)),
            Term::Steps(steps) => steps.iter().filter(|(after, _)| *after <= waited).map(|(_, score)| score).sum(),
        }
    }

    /// The largest score; none where it cannot be kept.
    fn largest(&self) -> Option<i128> {
        match self {
            Term::Linear { each, cap } => each.checked_mul((*cap).into()),
            Term::Square { each, cap } => each.checked_mul((*cap).into())?.checked_mul((*cap).into()),
            Term::Steps(steps) => steps.iter().try_fold(0_i128, |sum, (_, score)| sum.checked_add(*score)),
        }
    }
}
