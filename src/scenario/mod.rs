//! Scenario files: text, checked document, one compiled [`Model`] for each variant.
//!
//! ```text
//! text -> raw types -> variant patches -> check (all problems at once) -> compile -> Model
//! ```
//!
//! The grammar by example stands in `docs/scenario.md`; [`schema`] gives it as JSON Schema.

mod assumptions;
mod bare;
mod calendar;
mod compile;
mod defaults;
pub mod forecast;
mod json;
mod kinds;
mod locate;
mod mend;
mod patch;
mod path;
mod ranges;
pub mod raw;
mod resolve;
mod schema;
mod settings;
mod table;
mod template;
mod text;
mod texts;
mod walk;

use std::collections::BTreeMap;

use serde_json::Value;

pub use assumptions::Assumption;
pub use forecast::forecast;
pub use locate::{line_and_column, locate};
pub use schema::schema;
pub use settings::{Overrides, Settings, Smallest};
pub use template::template;
pub use text::decode;

use crate::discipline::Registry;
use crate::error::Problem;
use crate::model::Model;

/// The version of the format that this program reads.
pub const VERSION: u64 = 1;
/// Replications where a scenario does not say.
pub const DEFAULT_REPLICATIONS: u64 = 40;
/// Seed where a scenario does not say.
pub const DEFAULT_SEED: u64 = 1;

/// A scenario that can be run.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What is asked, and how it is run.
    pub settings: Settings,
    /// The variants, sorted by name; at least one.
    pub variants: Vec<Variant>,
    /// What is worth a warning; results do not depend on it.
    pub warnings: Vec<Problem>,
    /// The numbers that were given with a range or a source.
    pub assumptions: Vec<Assumption>,
    /// The whole scenario as TOML with all defaults, in an order of its own: the same for any order of keys and entries in the
    /// file, and it loads to the same models.
    pub resolved: String,
}

/// A policy, compiled.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name.
    pub name: String,
    /// What is run.
    pub model: Model,
}

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
    let by_place = |p: &Problem| locate(text, &p.path, p.at_key).map_or(0, |bytes| bytes.start);
    match read(text, registry, overrides) {
        Ok(mut scenario) => {
            scenario.warnings.sort_by_cached_key(by_place);
            Ok(scenario)
        }
        Err(mut problems) => {
            problems.sort_by_cached_key(by_place);
            Err(problems)
        }
    }
}

fn read(text: &str, registry: &Registry, overrides: &Overrides) -> Result<Scenario, Vec<Problem>> {
    let (mut tree, numbers) = text::read(text)?;
    version(&tree)?;
    let mut texts = Vec::new();
    texts::check(&mut tree, &mut texts);
    let schema = schema(registry);
    overrides.apply(&mut tree);
    let (mut structural, mends) = walk::check_and_mend(&schema, &tree);
    for problem in &structural {
        if matches!(problem.code, "Q0201" | "Q0202") {
            mend::prune(&mut tree, &problem.path);
        }
    }
    for (at, value) in &mends {
        mend::apply(&mut tree, at, value);
    }
    if structural.iter().any(|s| s.path == "scenario.start") {
        mend::prune(&mut tree, "scenario.start");
    }
    // What stands for a number that is none fits nowhere else.
    structural.retain(|s| !numbers.iter().any(|n| n.path == s.path));
    let mended: Vec<&str> = mends.iter().map(|m| m.0.as_str()).chain(numbers.iter().map(|n| n.path.as_str())).collect();
    // What is wrong with a text is not told again in other words.
    structural.retain(|s| !texts.iter().any(|t| t.path == s.path));
    structural.splice(0..0, texts.into_iter().chain(numbers.iter().cloned()));
    let assumptions = assumptions::collect(&tree);
    let written = tree.clone();
    defaults::lay_under(&mut tree);
    let Ok(doc) = serde_json::from_value::<raw::Document>(tree.clone()) else {
        return Err(finish(structural, &written));
    };
    let mut problems: Vec<Problem> = assumptions.iter().filter_map(Assumption::problem).collect();
    let models = compile_all(&doc, &tree, &schema, registry, &mut problems);
    for end in ranges::ENDS {
        let Some(tree) = ranges::at_end(&tree, end) else { continue };
        let Ok(doc) = serde_json::from_value::<raw::Document>(tree.clone()) else { continue };
        let mut found = Vec::new();
        compile_all(&doc, &tree, &schema, registry, &mut found);
        let found = ranges::at_the_ends(found, &problems, end, &assumptions);
        problems.extend(found);
    }
    let settings = Settings::new(&doc, &models, &mut problems);
    // What follows from an unknown key is no news.
    problems.retain(|p| !structural.iter().any(|s| !s.path.is_empty() && below(&s.path, &p.path)));
    problems.retain(|p| !mended.iter().any(|at| mend::may_cause(at, &p.path)));
    if structural.iter().any(|s| s.path == "scenario.start") {
        problems.retain(|p| p.code != compile::NEEDS_START);
    }
    problems.splice(0..0, structural);
    if problems.iter().any(|p| !p.is_warning()) {
        problems.retain(|p| !p.is_warning());
        return Err(finish(problems, &written));
    }
    let problems = if problems.is_empty() { problems } else { finish(problems, &written) };
    let variants: Vec<Variant> = models.into_iter().map(|(name, model)| Variant { name, model }).collect();
    let (tree, resolved) = resolve::resolved(&doc, &variants[0].model, &settings, &variants, registry);
    let assumptions = assumptions::register(&tree);
    Ok(Scenario { settings, variants, warnings: problems, assumptions, resolved })
}

/// Whether a path is the other one or lies below it.
fn below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']) || above.is_empty())
}

/// Problems as they are told: at the place where they are written, each once.
fn finish(mut problems: Vec<Problem>, written: &Value) -> Vec<Problem> {
    if problems.is_empty() {
        problems.push(Problem::new("Q0200", "", "the scenario cannot be read"));
    }
    let mut told: Vec<Problem> = Vec::new();
    for mut problem in problems {
        defaults::blame(&mut problem, written);
        as_written(&mut problem, written);
        if !told.contains(&problem) {
            told.push(problem);
        }
    }
    told
}

/// A probability above 1 that was written as a percentage is told as one.
fn as_written(problem: &mut Problem, written: &Value) {
    let Some(mut steps) = path::parse(&problem.path).filter(|_| problem.code == "Q0605") else { return };
    let mut here = path::get(written, &steps);
    if here.is_some_and(Value::is_object) {
        steps.push(path::Step::Key("value".to_string()));
        here = path::get(written, &steps);
    }
    let Some(text) = here.and_then(Value::as_str).filter(|text| text.trim().ends_with('%')) else { return };
    if let Ok(x) = raw::number::parse(&Value::String(text.to_string())) {
        problem.message = problem.message.replacen(&format!("{x} is"), &format!("{} is", shown(text.trim())), 1);
        problem.help = "a probability or a share is at most 100%".to_string();
    }
}

/// The format's version, before anything else is looked at.
fn version(tree: &Value) -> Result<(), Vec<Problem>> {
    let fail = |problem: Problem| Err(vec![problem]);
    match tree.get("queuity") {
        None => fail(
            Problem::new("Q0110", "", "the file does not say its format")
                .help(format!("write `queuity = {VERSION}` in the first line")),
        ),
        Some(v) if v.as_u64() == Some(VERSION) => Ok(()),
        Some(v) => {
            let message = format!("this file has format version {v}; this program reads version {VERSION}");
            fail(Problem::new("Q0111", "queuity", message).help("use a version of queuity that knows it"))
        }
    }
}

/// The models of all variants, sorted by name.
fn compile_all(
    doc: &raw::Document,
    tree: &Value,
    schema: &Value,
    registry: &Registry,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Model)> {
    let mut base = tree.clone();
    if let Some(table) = base.as_object_mut() {
        table.remove("variant");
    }
    let names: Vec<&str> = doc.variant.iter().map(|v| v.name.as_str()).collect();
    compile::check_names("variant", names, problems);
    let mut patches = patch::inherit(&doc.variant, problems);
    if patches.is_empty() {
        let name = "base".to_string();
        patches.push(patch::Patch { name, at: String::new(), set: BTreeMap::new(), discipline: None });
    }
    let rules = resolve::rules(&patches, doc.discipline.as_ref().map(|d| &d.0), registry, problems);
    let seed = doc.scenario.seed.unwrap_or(DEFAULT_SEED);
    let mut out = Vec::new();
    for (patch, (parameters, at)) in patches.iter().zip(rules) {
        let rule = compile::Rule { parameters, at, registry };
        let mut found = Vec::new();
        let patched = patched(patch, doc, &base, schema, &mut found);
        let model = patched.and_then(|doc| compile::model(&doc, &rule, seed, &mut found));
        if !patch.set.is_empty() && !found.is_empty() {
            // What is wrong without the patch too is not the patch's fault.
            let mut before = Vec::new();
            let _ = compile::model(doc, &rule, seed, &mut before);
            found.iter_mut().filter(|p| !before.contains(p)).for_each(|p| patch::blame(p, patch));
        }
        problems.extend(found);
        out.extend(model.map(|m| (patch.name.clone(), m)));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

/// The scenario of a variant.
fn patched(
    patch: &patch::Patch,
    doc: &raw::Document,
    base: &Value,
    schema: &Value,
    problems: &mut Vec<Problem>,
) -> Option<raw::Document> {
    if patch.set.is_empty() {
        return Some(doc.clone());
    }
    let mut tree = base.clone();
    patch::apply(patch, &mut tree, problems);
    problems.extend(walk::check(schema, &tree));
    if !problems.is_empty() {
        return None;
    }
    match serde_json::from_value(tree) {
        Ok(doc) => Some(doc),
        Err(error) => {
            problems.push(Problem::new("Q0200", path::key(&patch.at, "set"), error.to_string()));
            None
        }
    }
}

/// A text as shown in a message: escaped, at most 80 characters.
fn shown(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars().take(80) {
        if crate::error::is_mark(c) && !matches!(c, '\n' | '\t' | '\r') {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.extend(c.escape_debug());
        }
    }
    let escaped = escaped.replace("\\'", "'");
    if text.chars().count() > 80 { format!("{escaped}...") } else { escaped }
}
