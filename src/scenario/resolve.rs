//! The resolved scenario: all defaults written, everything inherited spelled out, in an order of its own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::patch::Patch;
use super::raw::{Audit, Discipline, Document, Law, Number, Span, Variant};
use super::{DEFAULT_REPLICATIONS, DEFAULT_SEED, Settings, path};
use crate::discipline::Registry;
use crate::error::{Problem, nearest};
use crate::model::Model;
use crate::time::DAY;

/// Who is seen next where nobody says.
fn default_rule() -> Value {
    json!({ "kind": "first come" })
}

/// The discipline of each variant and where it is written. A discipline that names another variant (`rest = "as today"`) gets
/// that variant's discipline in its place.
pub(super) fn rules(
    patches: &[Patch],
    top: Option<&Value>,
    registry: &Registry,
    problems: &mut Vec<Problem>,
) -> Vec<(Value, String)> {
    let own = |patch: &Patch| match (&patch.discipline, top) {
        (Some((value, at)), _) => (value.clone(), at.clone()),
        (None, Some(value)) => (value.clone(), "discipline".to_string()),
        (None, None) => (default_rule(), String::new()),
    };
    let named: BTreeMap<&str, Value> = patches.iter().map(|p| (p.name.as_str(), own(p).0)).collect();
    patches
        .iter()
        .map(|patch| {
            let (mut value, at) = own(patch);
            let mut trail = vec![patch.name.clone()];
            let names = Names { variants: &named, registry };
            spell_out(&mut value, &names, &at, &mut trail, problems);
            (value, at)
        })
        .collect()
}

/// What the word in `rest = "..."` may mean: a variant's discipline first, else a kind without parameters.
struct Names<'a> {
    variants: &'a BTreeMap<&'a str, Value>,
    registry: &'a Registry,
}

/// Spells out the rules that a rule hands decisions on to.
fn spell_out(rule: &mut Value, names: &Names<'_>, at: &str, trail: &mut Vec<String>, problems: &mut Vec<Problem>) {
    for key in ["rest", "rule"] {
        if let Some(held) = rule.get_mut(key) {
            spell_out_held(held, names, &path::key(at, key), trail, problems);
        }
    }
    for (place, each) in rule.get_mut("rules").and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        spell_out(each, names, &format!("{}[{place}]", path::key(at, "rules")), trail, problems);
    }
}

fn spell_out_held(
    rest: &mut Value,
    names: &Names<'_>,
    below: &str,
    trail: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) {
    let Some(name) = rest.as_str().map(str::to_string) else {
        spell_out(rest, names, below, trail, problems);
        return;
    };
    if trail.contains(&name) {
        let message = format!("the discipline of `{}` needs itself", super::shown(&name));
        problems.push(Problem::new("Q0420", below, message));
        *rest = default_rule();
        return;
    }
    match names.variants.get(name.as_str()) {
        None if names.registry.get(&name).is_some() => {}
        Some(other) => {
            *rest = other.clone();
            trail.push(name);
            spell_out(rest, names, below, trail, problems);
            trail.pop();
        }
        None => {
            let problem =
                Problem::new("Q0419", below, format!("there is no variant or discipline `{}`", super::shown(&name)));
            let kinds = names.registry.iter().map(|k| k.name());
            problems.push(match nearest(&name, names.variants.keys().copied().chain(kinds)) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("name a variant, or write a discipline `{ kind = ... }`"),
            });
            // So that it is not found again when the rule is built.
            *rest = default_rule();
        }
    }
}

/// The resolved scenario, as a tree and as TOML.
pub(super) fn resolved(
    doc: &Document,
    model: &Model,
    settings: &Settings,
    variants: &[super::Variant],
    registry: &Registry,
) -> (Value, String) {
    let mut doc = doc.clone();
    let patches = super::patch::inherit(&doc.variant, &mut Vec::new());
    let rules = rules(&patches, doc.discipline.as_ref().map(|d| &d.0), registry, &mut Vec::new());
    doc.variant = (patches.into_iter().zip(rules))
        .map(|(patch, (rule, _))| Variant {
            name: patch.name,
            from: None,
            discipline: Some(Discipline(rule)),
            set: patch.set.into_iter().map(|(k, (v, _))| (k, v)).collect(),
        })
        .collect();
    if doc.variant.is_empty() {
        let rule = doc.discipline.take().unwrap_or(Discipline(default_rule()));
        doc.variant =
            vec![Variant { name: "base".to_string(), from: None, discipline: Some(rule), set: BTreeMap::new() }];
    }
    doc.discipline = None;
    doc.variant.sort_by(|a, b| a.name.cmp(&b.name));
    doc.service.sort_by(|a, b| a.name.cmp(&b.name));
    defaults(&mut doc, model);
    doc.scenario.reference = Some(variants[settings.reference].name.clone());
    doc.scenario.primary = Some(settings.primary.clone());
    let tree = serde_json::to_value(&doc).unwrap_or_default();
    let text = toml::to_string(&tree).unwrap_or_default();
    (tree, text)
}

fn defaults(doc: &mut Document, model: &Model) {
    let head = &mut doc.scenario;
    head.seed.get_or_insert(DEFAULT_SEED);
    head.replications.get_or_insert(DEFAULT_REPLICATIONS);
    head.scale.get_or_insert(Number::new(1.0));
    head.warm_up.get_or_insert(Span::days(model.warm_up / DAY));
    // The head is the same for all variants unless one sets it; what is derived from it is then left out.
    head.follow_up.get_or_insert(Span::days(model.follow_up / DAY));
    head.audit.get_or_insert(Audit(model.audit.map(|a| Span::days(a / DAY))));
    head.time_unit.get_or_insert(Span::days(1));
    head.max_waiting.get_or_insert((model.max_waiting as f64 * model.scale) as u64);
    for attribute in &mut doc.attribute {
        let ordered = *attribute.ordered.get_or_insert(true);
        let levels = &attribute.levels;
        let reference = if ordered { levels.last() } else { levels.first() };
        if attribute.reference.is_none() {
            attribute.reference = reference.cloned();
        }
    }
    for service in &mut doc.service {
        for urgency in &mut service.urgency {
            urgency.target.get_or_insert(Span::days(126));
        }
        if let Some(waiting) = &mut service.waiting {
            let open = match (&waiting.bands_weeks, &waiting.count) {
                (Some(edges), Some(super::raw::demand::Count::Bands(counts))) => edges.len() == counts.len(),
                _ => false,
            };
            if open {
                waiting.open.get_or_insert(Law::Exponential { mean: Span::days(91) });
            }
        }
        if let Some(slots) = &mut service.slots
            && slots.every.is_none()
        {
            slots.at.get_or_insert(super::raw::capacity::Clock("09:00".to_string()));
            slots.days.get_or_insert_with(|| {
                use super::raw::demand::{Days, Weekday};
                Days::List(Weekday::ALL[..5].iter().map(|d| d.0).collect())
            });
        }
        if service.misses_appointment.is_some() {
            let after = service.after_missed.get_or_insert_default();
            after.rebook.get_or_insert(Number::new(1.0));
            after.to.get_or_insert(super::raw::RebookTo::KeepsClockStart);
            after.patience.get_or_insert(super::raw::AfterPatience::Kept);
        }
    }
}
