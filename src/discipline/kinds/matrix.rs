//! Prioritisation matrix: points for criteria, each with its weight, and for the wait; the most points are next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::criteria::{CriterionParameters, Scale, Term, Terms};
use crate::discipline::parameters::{self, Criterion, Decimal};
use crate::discipline::{Discipline, Explained, Kind, Lanes, MISSES, Pick, Ranker, Ranking, Registry, Setting, View};
use crate::error::Problem;

/// `kind = "matrix"`.
#[derive(Clone, Copy, Debug)]
pub struct Matrix;

/// Criteria with weights; a tier goes before the next whatever the points.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::discipline) struct Parameters {
    /// What is scored; the points of all criteria add up.
    criteria: Vec<CriterionParameters>,
    /// What goes before all points.
    #[serde(default)]
    tiers: Option<Tiers>,
    /// Points that somebody needs to be called.
    #[serde(default)]
    #[schemars(extend("x-scale" = "none"))]
    threshold: Option<Decimal>,
    /// What happens to those below the threshold: "last" (the default: after all others of their tier) or "never" (not until the
    /// wait has brought them over it).
    #[serde(default)]
    below: Below,
}

/// An order that goes before points.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Tiers {
    /// "urgency", "missed" is no choice here, or the name of an attribute; "urgency" if left out.
    #[serde(default)]
    by: Option<String>,
    /// Every value once, the first goes first: a list of names; several in a list of their own are one tier. As declared
    /// if left out.
    #[serde(default)]
    order: Option<Vec<parameters::Names>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Below {
    #[default]
    Last,
    Never,
}

impl Kind for Matrix {
    fn name(&self) -> &'static str {
        "matrix"
    }

    fn summary(&self) -> &'static str {
        "points by weighted criteria and by the wait, with tiers, caps and a threshold; the most points are next"
    }

    fn source(&self) -> &'static str {
        "Hadorn and Holmes 1997 (New Zealand points); Valente et al. 2009 (SWALIS); Sampietro-Colom et al. 2006 (Catalonia)"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "criteria = [{ of = \"urgency\", weight = 45, points = { P2 = 1, P3 = 0.5 } }, { of = \"deprivation\", weight = 8, points = { \"most deprived\" = 1, second = 0.5 } }, { of = \"missed\", weight = 2, points = { 1 = 1 } }, { of = \"wait\", weight = 20, per_days = 126, cap = 2 }]"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        if parameters.criteria.is_empty() {
            problems.push(Problem::new("Q0302", "criteria", "no criterion"));
        }
        if parameters.below == Below::Never && !setting.slotted {
            let message = "a server would not notice who comes over the threshold by waiting";
            problems.push(Problem::new("Q0308", "below", message).help("use `slots`, or `below = \"last\"`"));
        }
        let terms = Terms::read(&parameters.criteria, setting, &mut problems);
        let tiers = parameters.tiers.as_ref().and_then(|tiers| read_tiers(tiers, setting, &mut problems));
        if !problems.is_empty() {
            return Err(problems);
        }
        if tiers.as_ref().is_some_and(|(_, of)| of.iter().max() > Some(&MOST_TIERS)) {
            return Err(vec![Problem::new("Q0305", "tiers", format!("at most {MOST_TIERS} tiers are kept apart"))]);
        }
        let scale = Scale::of(&terms)?;
        let tier =
            |group: usize, urgency: usize| tiers.as_ref().map_or(0, |t| t.1[t.0.value_of(setting, group, urgency)]);
        let key = |group: usize, urgency: usize, missed: usize| {
            // Who has the most points without a wait comes first, so that lanes are in the order of people's expectations.
            (
                tier(group, urgency),
                std::cmp::Reverse(terms.fixed(setting, group, urgency, missed)),
                urgency_of(&terms, urgency),
            )
        };
        let (lanes, keys) = if terms.by_missed() {
            Lanes::by_missed(setting, key)?
        } else {
            Lanes::by(setting, |group, urgency| key(group, urgency, MISSES - 1))?
        };
        let scored = keys.into_iter().map(|(tier, fixed, urgency)| {
            let waits = terms.waits.iter().map(|wait| scale.term(wait, urgency)).collect::<Option<_>>()?;
            Some(Scored { tier, fixed: fixed.0 * scale.one, waits })
        });
        let Some(scored) = scored.collect() else { return Err(parameters::too_many_digits()) };
        let threshold = match parameters.threshold.map(|points| scale.points(points)) {
            Some(None) => return Err(parameters::too_many_digits()),
            Some(threshold) => threshold,
            None => None,
        };
        Ok(Arc::new(ByPoints { lanes, scored, one: scale.one, threshold, never: parameters.below == Below::Never }))
    }
}

/// Where waits count by urgency, the urgency; else 0 for all.
fn urgency_of(terms: &Terms, urgency: usize) -> usize {
    if terms.by_urgency() { urgency } else { 0 }
}

/// The criterion of the tiers, and the tier of each of its values.
fn read_tiers(tiers: &Tiers, setting: &Setting<'_>, problems: &mut Vec<Problem>) -> Option<(Criterion, Vec<i128>)> {
    let name = tiers.by.as_deref().unwrap_or("urgency");
    let by = Criterion::named(setting, name, "tiers.by").map_err(|p| problems.push(p)).ok()?;
    let names = by.values(setting);
    let Some(order) = &tiers.order else { return Some((by, (0..names.len() as i128).collect())) };
    let mut of: Vec<Option<i128>> = vec![None; names.len()];
    for (tier, several) in (0..).zip(order) {
        for name in several.as_slice() {
            let path = format!("tiers.order[{tier}]");
            match names.iter().position(|n| n == name) {
                None => problems.push(parameters::unknown(&path, "name", name, &names)),
                Some(at) if of[at].is_some() => {
                    problems.push(Problem::new("Q0305", path, format!("`{name}` is named twice")));
                }
                Some(at) => of[at] = Some(tier),
            }
        }
    }
    let missing: Vec<&str> = names.iter().zip(&of).filter(|(_, tier)| tier.is_none()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        problems.push(Problem::new("Q0302", "tiers.order", format!("{} is in no tier", missing.join(", "))));
    }
    Some((by, of.into_iter().map(|tier| tier.unwrap_or(0)).collect()))
}

/// One lane for each tier, sum of points and way the wait counts.
#[derive(Debug)]
struct ByPoints {
    lanes: Lanes,
    scored: Vec<Scored>,
    /// What a millionth of a millionth of a point is in scores.
    one: i128,
    threshold: Option<i128>,
    never: bool,
}

/// What a lane scores.
#[derive(Debug)]
struct Scored {
    tier: i128,
    fixed: i128,
    waits: Vec<Term>,
}

/// Further than any score from another: what a tier counts for.
const TIER: i128 = crate::discipline::criteria::MOST_SCORE * 2;

/// Tiers that fit.
const MOST_TIERS: i128 = 200;

impl ByPoints {
    fn points(&self, view: &View<'_>, lane: usize) -> i128 {
        let waited = view.heads[lane].waited(view.now).max(0);
        let scored = &self.scored[lane];
        scored.fixed + scored.waits.iter().map(|term| term.score(waited)).sum::<i128>()
    }

    /// Whether the first of the lane has the points it needs.
    fn over(&self, points: i128) -> bool {
        self.threshold.is_none_or(|threshold| points >= threshold)
    }

    /// The score: tiers first, in them those over the threshold, then points.
    fn score(&self, view: &View<'_>, lane: usize) -> i128 {
        let points = self.points(view, lane);
        points - TIER * (2 * self.scored[lane].tier + i128::from(!self.over(points)))
    }
}

impl Discipline for ByPoints {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn ranker(&self) -> Ranking<'_> {
        MostPoints(self).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct MostPoints<'a>(&'a ByPoints);

impl Ranker for MostPoints<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        let picked = view.highest(|lane, _| self.0.score(view, lane));
        match picked {
            // Of all tiers, nobody over the threshold may be left in the first one, but somebody in a later one.
            Pick::Lane(lane) if self.0.never && !self.0.over(self.0.points(view, lane)) => {
                let least = i128::MIN;
                let over = |lane: usize| self.0.over(self.0.points(view, lane));
                let picked = view.highest(|lane, _| if over(lane) { self.0.score(view, lane) } else { least });
                if let Pick::Lane(lane) = picked
                    && over(lane)
                {
                    picked
                } else {
                    Pick::Nobody
                }
            }
            other => other,
        }
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let rule = self.0;
        let as_points = |score: i128| score as f64 / rule.one as f64 / 1e12;
        let (points, scored) = (rule.points(view, lane), &rule.scored[lane]);
        let number = |score: i128| crate::discipline::explained::number(as_points(score));
        let waited = crate::discipline::explained::in_days(view.heads[lane].waited(view.now));
        let mut words = match scored.waits.len() {
            0 => format!("{} points", number(points)),
            _ => format!(
                "{} points + {} for {waited} days waited = {}",
                number(scored.fixed),
                number(points - scored.fixed),
                number(points)
            ),
        };
        if rule.scored.iter().any(|other| other.tier != scored.tier) {
            words = format!("tier {}; {words}", scored.tier + 1);
        }
        if let Some(threshold) = rule.threshold.filter(|_| !rule.over(points)) {
            words += &format!(", below the threshold of {}", number(threshold));
        }
        let open = rule.over(points) || !rule.never;
        let order = open.then(|| (-rule.score(view, lane), 0));
        Some(Explained { order, score: Some(as_points(points)), unit: "points, the most first", words })
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick, problems};

    #[test]
    fn points_and_waits_add_up() {
        let json = r#"{ "criteria": [{ "of": "urgency", "weight": 10, "points": { "P2": 1, "P3": 0.5 } },
                                     { "of": "wait", "weight": 2, "per_days": 10, "cap": 3 }] }"#;
        let d = build("matrix", json);
        // Lanes: P2 (10), P3 (5), P4 (0). 25 days are 5 points, 30 and more are 6.
        assert_eq!(pick(&*d, 100, &heads(&[100, 75, 0])), Some(1), "10, 10 and 6: the older of two");
        assert_eq!(pick(&*d, 100, &heads(&[99, 75, 0])), Some(0));
        assert_eq!(pick(&*d, 100, &heads(&[100, 74, 0])), Some(1), "capped at 11");
        assert_eq!(pick(&*d, 100, &heads(&[94, 0, 0])), Some(0), "11.2 and 11");
    }

    #[test]
    fn waits_count_against_the_target_by_squares_and_by_steps() {
        let of = |wait: &str| format!(r#"{{ "criteria": [{{ "of": "wait", "weight": 100{wait} }}] }}"#);
        // Targets of 28, 91 and 364 days.
        let target = build("matrix", &of(""));
        assert_eq!(pick(&*target, 400, &heads(&[386, 354, 218])), Some(1), "50, 50.5 and 50%");
        assert_eq!(pick(&*target, 400, &heads(&[386, 355, 218])), Some(2), "50, 49.5 and 50%: the oldest");
        let square = build("matrix", &of(r#", "transform": "square", "per_days": { "P2": 10, "P3": 20, "P4": 40 }"#));
        assert_eq!(pick(&*square, 400, &heads(&[389, 380, 360])), Some(0), "1.21, 1 and 1");
        let steps = build("matrix", &of(r#", "transform": "steps", "steps": [{ "after_days": 18, "points": 1 }]"#));
        assert_eq!(steps.lanes().count, 1);
    }

    #[test]
    fn tiers_go_before_points_and_the_threshold_holds() {
        let json = |below: &str| {
            format!(
                r#"{{ "criteria": [{{ "of": "sex", "weight": 40, "points": {{ "female": 1 }} }}, {{ "of": "wait", "per_days": 1 }}],
                      "tiers": {{ "order": ["P2", ["P3", "P4"]] }}, "threshold": 46, "below": "{below}" }}"#
            )
        };
        let last = build("matrix", &json("last"));
        // Lanes: P2 female, P2 male, others female, others male.
        assert_eq!(last.lanes().of_class[..6], [0, 2, 2, 1, 3, 3]);
        assert_eq!(pick(&*last, 100, &heads(&[99, 60, 0, 0])), Some(0), "41 and 40, all below: the most points");
        assert_eq!(pick(&*last, 100, &heads(&[99, 54, 0, 0])), Some(1), "41 and 46");
        let never = build("matrix", &json("never"));
        assert_eq!(pick(&*never, 100, &heads(&[99, 60, 90, 0])), Some(3), "41, 40, 50 and 100, two of them tiers");
        assert_eq!(pick(&*never, 100, &heads(&[99, 60, 99, 70])), None);
    }

    #[test]
    fn every_mistake_is_named() {
        let json = r#"{ "criteria": [{ "of": "sexx" }, { "of": "sex", "points": { "femal": 1 }, "cap": 2 }, { "of": "missed", "points": { "4": 1 } },
                                     { "of": "wait", "weight": -1, "per_days": 0 }, { "of": "wait", "points": { "a": 1 }, "transform": "steps" }],
                        "tiers": { "order": ["P2", "P2", "P5"] } }"#;
        let paths: Vec<String> = problems("matrix", json).into_iter().map(|p| p.path).collect();
        let all = [
            "criteria[0].of",
            "criteria[1].cap",
            "criteria[1].points[femal]",
            "criteria[2].points[4]",
            "criteria[3].weight",
            "criteria[3].per_days",
            "criteria[4].points",
            "criteria[4].steps",
            "tiers.order[1]",
            "tiers.order[2]",
            "tiers.order",
        ];
        assert_eq!(paths, all);
        assert_eq!(problems("matrix", r#"{ "criteria": [] }"#)[0].path, "criteria");
    }

    #[test]
    fn numbers_that_cannot_be_kept_exact_are_refused() {
        let targets = r#""per_days": { "P2": 999983, "P3": 999979, "P4": 999961 }"#;
        let huge =
            format!(r#"{{ "criteria": [{{ "of": "wait", "weight": 0.000001, {targets} }}], "threshold": 1000000 }}"#);
        assert!(problems("matrix", &huge)[0].message.contains("too many digits"));
        let steps = format!(
            r#"{{ "criteria": [{{ "of": "wait", "weight": 0.000001, {targets} }},
                {{ "of": "wait", "weight": 1000000, "transform": "steps", "steps": [{{ "after_days": 1, "points": 1000000 }}] }}] }}"#
        );
        assert!(problems("matrix", &steps)[0].message.contains("too many digits"));
        let weight =
            format!(r#"{{ "criteria": [{{ "of": "wait", "weight": 1000000, {targets}, "transform": "square" }}] }}"#);
        assert!(problems("matrix", &weight)[0].message.contains("too many digits"));
    }
}
