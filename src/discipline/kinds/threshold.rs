//! Threshold: another rule while the list is long.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::combined::{Combined, Rule, SubRule};
use crate::discipline::{
    Curve, Discipline, Drawn, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View, parameters,
};
use crate::error::Problem;

/// `kind = "threshold"`.
#[derive(Clone, Copy, Debug)]
pub struct Threshold;

/// A rule for a long list, and one for other times.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// The list is long when more people wait than this.
    #[schemars(extend("x-scale" = "people"))]
    above: u64,
    /// And stays so until no more than this many wait; as `above` if left out.
    #[serde(default)]
    #[schemars(extend("x-scale" = "people"))]
    until: Option<u64>,
    /// The discipline while the list is long.
    rule: Rule,
    /// The discipline at other times; first come if left out.
    #[serde(default)]
    rest: Option<Rule>,
}

impl Kind for Threshold {
    fn name(&self) -> &'static str {
        "threshold"
    }

    fn summary(&self) -> &'static str {
        "one rule while the list is longer than a number, another rule at other times"
    }

    fn source(&self) -> &'static str {
        "Larsen and Agrawala 1983, Control of a heterogeneous two-server exponential queueing system; Bell 1980 on queue-length thresholds"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "above = 300\nuntil = 200\nrule = \"strict\""
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        let until = parameters.until.unwrap_or(parameters.above);
        if until > parameters.above {
            let message = format!("a list that is long above {} cannot stay so until {until}", parameters.above);
            problems.push(Problem::new("Q0305", "until", message).help("`until` must be at most `above`"));
        }
        let rest = parameters.rest.unwrap_or_else(Rule::first_come);
        let rules = [("rest".into(), &rest), ("rule".into(), &parameters.rule)];
        match Combined::build(&rules, setting, registry, |_, _| ()) {
            Ok((rules, _)) if problems.is_empty() => Ok(Arc::new(ByListSize { above: parameters.above, until, rules })),
            Ok(_) => Err(problems),
            Err(below) => {
                problems.extend(below);
                Err(problems)
            }
        }
    }
}

/// The lanes of both rules.
#[derive(Debug)]
struct ByListSize {
    above: u64,
    until: u64,
    /// The rule at other times, and that of a long list.
    rules: Combined,
}

impl Discipline for ByListSize {
    fn lanes(&self) -> &Lanes {
        &self.rules.lanes
    }

    fn reads_counts(&self) -> bool {
        true
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
        Switch { of: self, rules: self.rules.at_work(), long: false }.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct Switch<'a> {
    of: &'a ByListSize,
    rules: Vec<SubRule<'a>>,
    /// Whether the list is long.
    long: bool,
}

impl Ranker for Switch<'_> {
    fn session(&mut self, slots: u32) {
        self.rules.iter_mut().for_each(|rule| rule.session(slots));
    }

    fn pick(&mut self, view: &View<'_>) -> Pick {
        let waiting: u64 = view.counts.iter().map(|&count| u64::from(count)).sum();
        self.long = waiting > if self.long { self.of.until } else { self.of.above };
        let at = usize::from(self.long);
        self.rules[1 - at].looks_on(view);
        self.rules[at].pick(view, |_| true)
    }

    fn drawn(&self) -> Option<Drawn> {
        self.rules[usize::from(self.long)].drawn()
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let mut said = self.rules[usize::from(self.long)].explain(view, lane, |_| true)?;
        let list = if self.long { "the list is long" } else { "the list is not long" };
        said.words = format!("{list}; {}", said.words);
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, problems};
    use crate::discipline::{Pick, View};

    #[test]
    fn the_rule_changes_with_the_list_and_not_back_at_once() {
        let d = build("threshold", r#"{ "above": 10, "until": 5, "rule": "strict" }"#);
        assert!(d.reads_counts());
        let mut ranker = d.ranker();
        // The routine patient has waited longest.
        let heads = heads(&[9, 8, 1]);
        let mut pick = |counts: [u32; 3]| ranker.pick(&View::new(0, 0, &heads, &counts));
        let (first, strict) = (Pick::Lane(2), Pick::Lane(0));
        assert_eq!(pick([5, 4, 1]), first);
        assert_eq!(pick([5, 5, 1]), strict);
        assert_eq!(pick([4, 1, 1]), strict, "still long");
        assert_eq!(pick([3, 1, 1]), first);
        assert_eq!(pick([8, 1, 1]), first);
    }

    #[test]
    fn until_is_not_above() {
        let found = problems("threshold", r#"{ "above": 10, "until": 11, "rule": "random" }"#);
        assert_eq!(found.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(), ["until", "rule"]);
    }
}
