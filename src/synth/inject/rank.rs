//! A lower rank: people count as if they had waited so many days less.

use serde_json::{Value, json};

use super::kind::{Base, Mechanism, Unit};
use crate::compile;
use crate::model::Model;
use crate::scenario;
use crate::synth::group::Group;

#[derive(Debug)]
pub(super) struct Rank;

/// The rules into which a rank by group can be put without changing anything else.
const RULES: [&str; 2] = ["first come", "head start"];

impl Mechanism for Rank {
    fn name(&self) -> &'static str {
        "rank"
    }
    fn summary(&self) -> &'static str {
        "people are called as if they had waited so many days less; where the rule is first come or head start"
    }
    fn unit(&self) -> Unit {
        Unit::Days
    }
    fn model(&self, base: &Base<'_>, group: Group, strength: f64) -> Result<Model, String> {
        let mut tree: Value = scenario::tree(&base.scenario.resolved)?;
        let attribute = &base.model.population.attributes[group.attribute];
        let policies = tree["variant"].as_array_mut().ok_or("the scenario has no variants")?;
        policies.retain(|v| v["name"] == base.variant);
        let rule = policies.first_mut().map(|v| &mut v["discipline"]).ok_or("the variant has no rule")?;
        let kind = rule["kind"].as_str().unwrap_or_default().to_string();
        if !RULES.contains(&kind.as_str()) {
            return Err(format!(
                "the rule is `{kind}`; a rank by group can be put into `{}` only",
                RULES.join("` and `")
            ));
        }
        rule["kind"] = json!("head start");
        // Everybody else has the head start.
        for level in attribute.levels.iter().enumerate().filter(|(l, _)| *l != group.level).map(|(_, name)| name) {
            let days = &mut rule["by_group"][&attribute.name][level];
            // To a hundredth of a day.
            *days = json!((100.0 * (days.as_f64().unwrap_or(0.0) + strength)).round() / 100.0);
        }
        if tree["service"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|s| s["stage"].as_array())
            .flatten()
            .any(|s| s["discipline"].is_object())
        {
            return Err("stages of the pathway have rules of their own".into());
        }
        tree["scenario"]["reference"] = json!(base.variant);
        if let Some(head) = tree["scenario"].as_object_mut() {
            // What is said of the other policies.
            for key in ["primary", "second_reading"] {
                head.remove(key);
            }
        }
        let found = compile::load(&tree.to_string(), base.registry);
        let whole =
            found.map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
        let model = whole.variants.into_iter().find(|v| v.name == base.variant).ok_or("the variant is lost")?.model;
        let &Model { horizon, warm_up, follow_up, audit, seed, .. } = base.model;
        Ok(Model { horizon, warm_up, follow_up, audit, seed, ..model })
    }
}
