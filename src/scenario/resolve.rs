//! The resolved scenario: all defaults written, everything inherited spelled out, in an order of its own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::defaults;
use super::patch::{self, Patch};
use super::raw::{Discipline, Document, Variant};
use crate::discipline::Registry;
use crate::error::{Problem, nearest};
use crate::schema::{Go, RULE, Schema};

/// A variant: what it sets, and who is seen next under it.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) patch: Patch,
    /// The discipline, with the rules that it names spelled out.
    pub(crate) rule: Value,
    /// Where the discipline is written; empty where nobody says.
    pub(crate) at: String,
}

/// Who is seen next where nobody says.
fn default_rule() -> Value {
    json!({ "kind": "first come" })
}

/// The variants of a scenario, or the only one where it has none. A discipline that names another variant (`rest = "as today"`) gets that
/// variant's discipline in its place.
pub(super) fn policies(
    doc: &Document,
    tree: &Value,
    schema: Schema<'_>,
    registry: &Registry,
    problems: &mut Vec<Problem>,
) -> Vec<Policy> {
    let mut patches = patch::inherit(&doc.variant, tree, problems);
    if patches.is_empty() {
        patches.push(Patch::nothing(defaults::VARIANT));
    }
    let own = |patch: &Patch| match (&patch.discipline, &doc.discipline) {
        (Some((value, at)), _) => (value.clone(), at.clone()),
        (None, Some(top)) => (top.0.clone(), "discipline".to_string()),
        (None, None) => (default_rule(), String::new()),
    };
    let rules: Vec<(Value, String)> = patches.iter().map(own).collect();
    let named: BTreeMap<&str, &Value> =
        patches.iter().zip(&rules).map(|(patch, (rule, _))| (patch.name.as_str(), rule)).collect();
    let names = Names { variants: &named, registry, schema };
    let spelled: Vec<(Value, String)> = patches
        .iter()
        .zip(&rules)
        .map(|(patch, (rule, at))| {
            let (mut rule, mut trail) = (rule.clone(), vec![patch.name.clone()]);
            spell_out(&mut rule, &names, at, &mut trail, problems);
            (rule, at.clone())
        })
        .collect();
    patches.into_iter().zip(spelled).map(|(patch, (rule, at))| Policy { patch, rule, at }).collect()
}

/// What the name of a rule may mean: a variant's discipline first, else a kind without parameters.
struct Names<'a> {
    variants: &'a BTreeMap<&'a str, &'a Value>,
    registry: &'a Registry,
    schema: Schema<'a>,
}

/// Spells out the rules that a discipline hands decisions on to, as its schema marks them.
fn spell_out(
    discipline: &mut Value,
    names: &Names<'_>,
    at: &str,
    trail: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) {
    names.schema.map_definition("Discipline", discipline, at, &mut |site, rule| {
        let Some(name) = rule.as_str().filter(|_| site.is(RULE)).map(str::to_string) else { return Go::On };
        if trail.contains(&name) {
            let message = format!("the discipline of `{}` needs itself", super::shown(&name));
            problems.push(Problem::new("Q0420", site.path, message));
            *rule = default_rule();
            return Go::Over;
        }
        match names.variants.get(name.as_str()) {
            None if names.registry.get(&name).is_some() => {}
            Some(other) => {
                *rule = (*other).clone();
                trail.push(name);
                spell_out(rule, names, site.path, trail, problems);
                trail.pop();
            }
            None => {
                let message = format!("there is no variant or discipline `{}`", super::shown(&name));
                let problem = Problem::new("Q0419", site.path, message);
                let kinds = names.registry.iter().map(|k| k.name());
                problems.push(match nearest(&name, names.variants.keys().copied().chain(kinds)) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("name a variant, or write a discipline `{ kind = ... }`"),
                });
                // So that it is not found again when the rule is built.
                *rule = default_rule();
            }
        }
        Go::Over
    });
}

/// The resolved scenario: a document with its defaults filled in, its variants spelled out, and both they and its services by name.
pub(super) fn resolved(doc: &Document, policies: &[Policy]) -> Value {
    let mut doc = doc.clone();
    let variant = |policy: &Policy| Variant {
        name: policy.patch.name.clone(),
        from: None,
        discipline: Some(Discipline(policy.rule.clone())),
        set: policy.patch.set.iter().map(|(path, (value, _))| (path.clone(), value.clone())).collect(),
    };
    doc.variant = policies.iter().map(variant).collect();
    doc.discipline = None;
    doc.variant.sort_by(|a, b| a.name.cmp(&b.name));
    doc.service.sort_by(|a, b| a.name.cmp(&b.name));
    serde_json::to_value(&doc).unwrap_or_default()
}
