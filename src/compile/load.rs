//! From a checked document to the models of its variants, each also looked at with every number at the ends of its range.

use super::{Rule, model};
use crate::discipline::Registry;
use crate::error::Problem;
use crate::model::Model;
use crate::scenario::document::{Draft, in_order, sort};
use crate::scenario::{Assumption, Document, Overrides, Scenario, Settings, Variant, patch, ranges};

/// Loads a scenario from TOML, or from JSON of the same shape.
///
/// # Errors
/// Every problem that was found, in the order of the file; codes `Q05..` are refusals by a resource guard.
pub fn load(text: &str, registry: &Registry) -> Result<Scenario, Vec<Problem>> {
    load_with(text, registry, &Overrides::default())
}

/// Loads a scenario with another seed or number of replications than the file says.
///
/// # Errors
/// As [`load`].
pub fn load_with(text: &str, registry: &Registry, overrides: &Overrides) -> Result<Scenario, Vec<Problem>> {
    let found = Draft::read(text, registry, overrides).and_then(|draft| of_draft(&draft));
    let mut scenario = in_order(text, found)?;
    sort(text, &mut scenario.warnings);
    Ok(scenario)
}

/// Compiles a checked document.
///
/// # Errors
/// Every problem that was found, with paths of the document.
pub fn compile(document: &Document) -> Result<Scenario, Vec<Problem>> {
    of_draft(&Draft::of(document))
}

/// Compiles a document with one number at an end of its range, and all others as given. Where shares then no longer sum to 1, those beside it
/// take what is left, in proportion.
///
/// # Errors
/// As [`compile`]: this number cannot be moved by itself.
pub fn at_an_end(document: &Document, path: &str, value: f64) -> Result<Scenario, Vec<Problem>> {
    let compiled = |give_way| document.moved(path, value, give_way).and_then(|moved| compile(&moved));
    compiled(false).or_else(|problems| match problems.iter().any(|p| p.message.ends_with("not to 1")) {
        true => compiled(true),
        false => Err(problems),
    })
}

fn of_draft(draft: &Draft) -> Result<Scenario, Vec<Problem>> {
    let document = &draft.document;
    let assumptions = &draft.assumptions;
    let mut problems: Vec<Problem> = assumptions.iter().filter_map(Assumption::problem).collect();
    let models = models(document, &mut problems);
    problems.extend(super::doubtful::doubtful(document.written()));
    for end in ranges::ENDS {
        let Some(at_end) = document.at_end(end) else { continue };
        let mut found = Vec::new();
        self::models(&at_end, &mut found);
        let found = ranges::at_the_ends(found, &problems, end, assumptions);
        problems.extend(found);
    }
    let settings = Settings::new(document, &mut problems);
    let warnings = draft.finish(problems, super::NEEDS_START)?;
    let set = |name: &str| {
        let policy = document.policies().iter().find(|p| p.patch.name == name);
        policy.map_or_else(Vec::new, |p| p.patch.places().map(|(path, at)| (path.into(), at.into())).collect())
    };
    let variants: Vec<Variant> =
        models.into_iter().map(|(name, model)| Variant { set: set(&name), name, model }).collect();
    let (assumptions, resolved) = document.register();
    Ok(Scenario { settings, variants, warnings, assumptions, resolved })
}

/// The models of all variants, sorted by name.
fn models(document: &Document, problems: &mut Vec<Problem>) -> Vec<(String, Model)> {
    let doc = document.raw();
    super::names::check("variant", doc.variant.iter().map(|v| v.name.as_str()).collect(), &[], problems);
    problems.extend(document.of_policies().iter().cloned());
    let seed = doc.scenario.seed.unwrap_or(crate::scenario::defaults::SEED);
    let mut out = Vec::new();
    for policy in document.policies() {
        let rule = Rule {
            parameters: policy.rule.clone(),
            at: policy.at.clone(),
            registry: document.registry(),
            schema: document.schema(),
        };
        let mut found = Vec::new();
        let under = document.under(&policy.patch, &mut found);
        let model = under.and_then(|doc| model(&doc, &rule, seed, &mut found));
        if !policy.patch.set.is_empty() && !found.is_empty() {
            // What is wrong without the patch too is not the patch's fault.
            let mut before = Vec::new();
            let _ = self::model(doc, &rule, seed, &mut before);
            found.iter_mut().filter(|p| !before.contains(p)).for_each(|p| patch::blame(p, &policy.patch));
        }
        problems.extend(found);
        out.extend(model.map(|m| (policy.patch.name.clone(), m)));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}
