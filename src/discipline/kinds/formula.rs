//! Formula: the highest value of an expression of the scenario is next.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::explained::{in_days, number};
use crate::discipline::expression::Tree;
use crate::discipline::syntax;
use crate::discipline::{
    Discipline, Explained, Kind, Lanes, MISSES, Pick, Ranker, Ranking, Registry, Setting, View, parameters,
};
use crate::error::Problem;
use crate::time::{DAY, Time};

/// `kind = "formula"`.
#[derive(Clone, Copy, Debug)]
pub struct Formula;

/// A score of the scenario's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// The score, the highest goes first. Numbers, `30 days`, `4 weeks`; `wait` and `target` (of the urgency, both times), `missed`
    /// (appointments, at most 3); `+ - * /`, `min(a, b)`, `max(a, b)`, `if(condition, a, b)` with `deprivation is "most
    /// deprived"`, `urgency is "P2"`, `<`, `<=`, `>`, `>=`, `and`, `or`, `not`. Times and numbers do not add up; the score must
    /// not fall with the wait.
    #[schemars(extend("format" = "expression"))]
    score: String,
}

/// Waits at which the score is looked at: every day of twenty years.
const CHECKED_DAYS: Time = 7305;

/// Combined of one that are kept of a score.
const KEPT: f64 = 4_294_967_296.0;

impl Kind for Formula {
    fn name(&self) -> &'static str {
        "formula"
    }

    fn summary(&self) -> &'static str {
        "the highest value of an expression of wait, target, urgency, attributes and missed appointments is next"
    }

    fn source(&self) -> &'static str {
        "Bagust et al. 1999-style local scoring; monotone in the wait as in Kleinrock 1964"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "score = 'wait / target + if(deprivation is \"most deprived\", 0.2, 0) + 0.05 * missed'"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        _: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let expression = syntax::read(&parameters.score, setting).map_err(|p| vec![p.below("score")])?;
        let tree = |group: usize, urgency: usize, missed: usize| expression.folded(setting, group, urgency, missed);
        let key = |group, urgency, missed| tree(group, urgency, missed).to_string();
        let lanes = if expression.looks_at_missed() {
            Lanes::by_missed(setting, key)?.0
        } else {
            Lanes::by(setting, |group, urgency| key(group, urgency, MISSES - 1))?.0
        };
        let mut trees: Vec<Option<Tree>> = vec![None; lanes.count];
        let mut problem = None;
        for (class, (group, urgency)) in setting.each_class().enumerate() {
            for missed in 0..MISSES {
                let of = &mut trees[lanes.lane(class, missed)];
                if of.is_none() {
                    let tree = tree(group, urgency, missed);
                    problem = problem.or_else(|| wrong(&tree, &class_in_words(setting, group, urgency)));
                    *of = Some(tree);
                }
            }
        }
        match problem {
            Some(problem) => Err(vec![problem]),
            None => Ok(Arc::new(ByFormula { lanes, trees: trees.into_iter().flatten().collect() })),
        }
    }
}

fn class_in_words(setting: &Setting<'_>, group: usize, urgency: usize) -> String {
    let attributes = setting.population.attributes.iter().enumerate();
    let levels = attributes.map(|(a, of)| of.levels[setting.population.level(group, a)].as_str());
    levels.chain([setting.urgencies[urgency].name.as_str()]).collect::<Vec<_>>().join(", ")
}

/// What is wrong with the score of a class.
fn wrong(tree: &Tree, class: &str) -> Option<Problem> {
    let mut before = f64::NEG_INFINITY;
    for day in 0..=CHECKED_DAYS {
        let score = tree.value(day as f64);
        if !score.is_finite() {
            let message = format!("the score of {class} is not a number after {day} days");
            return Some(Problem::new("Q0309", "score", message).help("look for a division by 0"));
        }
        if score < before {
            let message = format!(
                "the score of {class} falls with the wait: {} after {} days, {} after {day}",
                number(before),
                day - 1,
                number(score)
            );
            let help = "people must not lose their place by waiting longer; turn the sign, or use `max`";
            return Some(Problem::new("Q0309", "score", message).help(help));
        }
        before = score;
    }
    None
}

/// One lane for each way the score can go.
#[derive(Debug)]
struct ByFormula {
    lanes: Lanes,
    trees: Vec<Tree>,
}

impl ByFormula {
    fn value(&self, view: &View<'_>, lane: usize) -> f64 {
        self.trees[lane].value(view.heads[lane].waited(view.now) as f64 / DAY as f64)
    }

    /// The value in whole parts, so that ties are ties on every machine.
    fn score(&self, view: &View<'_>, lane: usize) -> i128 {
        (self.value(view, lane) * KEPT) as i128
    }
}

impl Discipline for ByFormula {
    fn lanes(&self) -> &Lanes {
        &self.lanes
    }

    fn ranker(&self) -> Ranking<'_> {
        HighestValue(self).into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct HighestValue<'a>(&'a ByFormula);

impl Ranker for HighestValue<'_> {
    fn pick(&mut self, view: &View<'_>) -> Pick {
        view.highest(|lane, _| self.0.score(view, lane))
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let value = self.0.value(view, lane);
        let waited = in_days(view.heads[lane].waited(view.now));
        let words = format!("{} with wait = {waited} days: {}", self.0.trees[lane], number(value));
        Some(Explained::highest(self.0.score(view, lane), value, "value of the formula, the highest first", words))
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, pick, problems};

    fn of(score: &str) -> String {
        serde_json::json!({ "score": score }).to_string()
    }

    #[test]
    fn the_highest_value_is_next() {
        // Targets of 28, 91 and 364 days.
        let d = build("formula", &of("wait / target"));
        assert_eq!(d.lanes().count, 3);
        let lane = |urgency: usize| usize::from(d.lanes().of_class[urgency]);
        let mut days = [0; 3];
        (days[lane(0)], days[lane(1)], days[lane(2)]) = (386, 354, 218);
        assert_eq!(pick(&*d, 400, &heads(&days)), Some(lane(1)), "50, 50.5 and 50%");
        let text = r#"wait + if(sex is "female" and not urgency is "P4", 2 weeks, 0 days) + missed * 3.5 days"#;
        let d = build("formula", &of(text));
        assert!(d.lanes().by_missed);
        assert_eq!(d.lanes().count, 2 * 4, "two starts, four numbers of misses");
    }

    #[test]
    fn a_score_that_falls_or_is_no_number_is_refused() {
        let message = |score: &str| problems("formula", &of(score)).remove(0).message;
        assert!(message("-wait").contains("falls with the wait: 0 after 0 days, -1 after 1"), "{}", message("-wait"));
        assert!(message("if(wait > 18 weeks, 1, 2)").contains("after 127"), "gone after the limit");
        assert!(message("1 / (target - 28 days)").contains("not a number"), "{}", message("1 / (target - 28 days)"));
        assert!(message("1 / (wait + 1 days)").contains("falls"));
        build("formula", &of("if(urgency is \"P2\", 1000, 0) + min(wait, 1 weeks) * wait / (1 days * target)"));
    }

    #[test]
    fn mistakes_are_pointed_at() {
        let message = |score: &str| problems("formula", &of(score)).remove(0).to_string();
        assert!(message("wait + 3").contains("a time and a number"), "{}", message("wait + 3"));
        assert!(message("wait + ").contains("ends too early"), "{}", message("wait + "));
        assert!(message("wiat / target").contains("did you mean `wait`?"), "{}", message("wiat / target"));
        assert!(message(r#"if(deprivation is "most deprivd", 1, 0)"#).contains("did you mean `most deprived`?"));
        assert!(message("wait ^ 2").contains("`^`"), "{}", message("wait ^ 2"));
        assert!(message(&"(".repeat(900)).contains("deep"));
        assert!(message(&"1 + ".repeat(900)).contains("long"));
    }
}
