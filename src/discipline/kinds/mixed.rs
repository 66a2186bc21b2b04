//! Mixed: a share of the calls by one rule, the rest by others, taken in turn as evenly as can be.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::discipline::combined::{Combined, Rule, SubRule};
use crate::discipline::parameters::{self, Decimal, MICRO};
use crate::discipline::{
    Curve, Discipline, Drawn, Explained, Kind, Lanes, Pick, Ranker, Ranking, Registry, Setting, View,
};
use crate::error::Problem;

/// `kind = "mixed"`.
#[derive(Clone, Copy, Debug)]
pub struct Mixed;

/// Rules with their shares of the calls.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// The rules; their shares sum to 1.
    rules: Vec<Share>,
}

/// A rule with its share.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Share {
    /// Part of the calls, between 0 and 1.
    #[schemars(extend("x-scale" = "none"))]
    share: Decimal,
    /// The discipline.
    rule: Rule,
}

impl Kind for Mixed {
    fn name(&self) -> &'static str {
        "mixed"
    }

    fn summary(&self) -> &'static str {
        "a share of the calls by one rule, the rest by others, in turn"
    }

    fn source(&self) -> &'static str {
        "polling tables as in Boxma, Levy and Weststrate 1991, Efficient visit frequencies for polling tables"
    }

    fn schema(&self) -> schemars::Schema {
        schemars::schema_for!(Parameters)
    }

    fn example(&self) -> &'static str {
        "rules = [{ share = 0.7, rule = \"strict\" }, { share = 0.3, rule = \"first come\" }]"
    }

    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let parameters: Parameters = parameters::read(parameters)?;
        let mut problems = Vec::new();
        let shares: Vec<i64> = parameters.rules.iter().map(|rule| rule.share.micro()).collect();
        for (place, _) in shares.iter().enumerate().filter(|(_, share)| !(0..=MICRO).contains(*share)) {
            problems.push(Problem::new("Q0305", format!("rules[{place}].share"), "a share must be between 0 and 1"));
        }
        let sum: i64 = shares.iter().sum();
        if problems.is_empty() && sum != MICRO {
            let message = format!("the shares sum to {}, not to 1", sum as f64 / MICRO as f64);
            problems.push(Problem::new("Q0305", "rules", message));
        }
        let rules = parameters.rules.iter().enumerate();
        let rules: Vec<(String, &Rule)> = rules.map(|(i, of)| (format!("rules[{i}].rule"), &of.rule)).collect();
        match Combined::build(&rules, setting, registry, |_, _| ()) {
            Ok((rules, _)) if problems.is_empty() => Ok(Arc::new(InTurn { shares, rules })),
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
struct InTurn {
    /// Millionths of the calls, by rule.
    shares: Vec<i64>,
    rules: Combined,
}

impl Discipline for InTurn {
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
        let mut turns = Turns { of: self, rules: self.rules.at_work(), owed: self.shares.clone(), calls: 0, turn: 0 };
        turns.turn = turns.most_owed();
        turns.into()
    }
}

#[derive(Debug)]
pub(in crate::discipline) struct Turns<'a> {
    of: &'a InTurn,
    rules: Vec<SubRule<'a>>,
    /// Millionths of the call to come that each rule should have had, less what it has had.
    owed: Vec<i64>,
    /// Calls so far.
    calls: u64,
    /// The rule whose turn it is.
    turn: usize,
}

impl Turns<'_> {
    /// The first of the rules that are owed most.
    fn most_owed(&self) -> usize {
        (0..self.owed.len()).rev().max_by_key(|&rule| self.owed[rule]).unwrap_or(0)
    }
}

impl Ranker for Turns<'_> {
    fn session(&mut self, slots: u32) {
        self.rules.iter_mut().for_each(|rule| rule.session(slots));
    }

    fn pick(&mut self, view: &View<'_>) -> Pick {
        while self.calls < view.calls {
            self.owed[self.turn] -= MICRO;
            self.owed.iter_mut().zip(&self.of.shares).for_each(|(owed, share)| *owed += share);
            self.turn = self.most_owed();
            self.calls += 1;
        }
        let turn = self.turn;
        self.rules.iter_mut().enumerate().filter(|(rule, _)| *rule != turn).for_each(|(_, rule)| rule.looks_on(view));
        self.rules[turn].pick(view, |_| true)
    }

    fn drawn(&self) -> Option<Drawn> {
        self.rules[self.turn].drawn()
    }

    fn explain(&self, view: &View<'_>, lane: usize) -> Option<Explained> {
        let mut said = self.rules[self.turn].explain(view, lane, |_| true)?;
        said.words = format!("the turn of rule {} of {}; {}", self.turn + 1, self.rules.len(), said.words);
        Some(said)
    }
}

#[cfg(test)]
mod tests {
    use crate::discipline::testing::{build, heads, problems};
    use crate::discipline::{Pick, View};

    #[test]
    fn rules_take_turns_by_their_shares() {
        let json = r#"{ "rules": [{ "share": 0.6, "rule": "strict" }, { "share": 0.4, "rule": "first come" }] }"#;
        let d = build("mixed", json);
        let mut ranker = d.ranker();
        // The routine patient has waited longest.
        let heads = heads(&[9, 8, 1]);
        let mut pick = |calls| ranker.pick(&View { calls, ..View::new(0, 0, &heads, &[1, 1, 1]) });
        let lanes: Vec<Pick> = (0..5).map(&mut pick).collect();
        assert_eq!(lanes, [0, 2, 0, 2, 0].map(Pick::Lane));
        assert_eq!(pick(4), Pick::Lane(0), "asked again, the same");
    }

    #[test]
    fn shares_sum_to_one_and_rules_must_fit() {
        let of = |a: &str, b: &str, rule: &str| {
            let json = format!(
                r#"{{ "rules": [{{ "share": {a}, "rule": "strict" }}, {{ "share": {b}, "rule": {{ "kind": "{rule}" }} }}] }}"#
            );
            problems("mixed", &json)[0].path.clone()
        };
        assert_eq!(of("0.5", "0.4", "first come"), "rules");
        assert_eq!(of("0.5", "-0.5", "first come"), "rules[1].share");
        assert_eq!(of("0.5", "0.5", "random"), "rules[1].rule");
        assert_eq!(of("0.5", "0.5", "firstcome"), "rules[1].rule.kind");
    }
}
