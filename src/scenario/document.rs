//! The checked scenario: what a file says, along the schema, with every default filled in.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::overrides::Overrides;
use super::patch::{self, Patch};
use super::resolve::Policy;
use super::{
    Assumption, VERSION, assumptions, defaults, formats, locate, path, places_of_problems, ranges, raw, resolve,
    schema, service_defaults, stand_ins, text, texts,
};
use crate::discipline::Registry;
use crate::error::Problem;
use crate::schema::number::number;
use crate::schema::{Found, Schema};

/// A scenario whose structure is right: every key is known, every value is of its kind, and what is left out has its default. Whether
/// the numbers make sense together is found when it is compiled.
///
/// ```
/// use queuity::{discipline::Registry, scenario};
///
/// let document = scenario::Document::read(scenario::template(), &Registry::shipped()).unwrap();
/// let more = document.with("service[hip and knee].slots.per_week", 64).unwrap();
/// assert!(more.to_text().contains("per_week = 64"));
/// let wrong = document.with("service[hip and nee].slots.per_week", 64).unwrap_err();
/// assert_eq!(wrong[0].help, "did you mean `hip and knee`?");
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    /// As written; problems are told of what stands here.
    written: Arc<Value>,
    /// With what all services have in common laid under each of them.
    tree: Arc<Value>,
    schema: Arc<Value>,
    registry: Registry,
    raw: raw::Document,
    policies: Vec<Policy>,
    /// What is wrong with the variants' inheritance and names of rules.
    of_policies: Vec<Problem>,
    /// Whether its numbers are those at an end of their ranges.
    at_an_end: bool,
}

/// A scenario that has been read, also where something in it is wrong: stand-ins are in place of what could not be read, so that the
/// rest can be looked at.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) document: Document,
    pub(crate) assumptions: Vec<Assumption>,
    /// What is wrong with its structure.
    structural: Vec<Problem>,
    /// Where stand-ins are.
    mended: Vec<String>,
}

impl Document {
    /// Reads a scenario from TOML, or from JSON of the same shape.
    ///
    /// # Errors
    /// Every problem of its structure, in the order of the file.
    pub fn read(text: &str, registry: &Registry) -> Result<Self, Vec<Problem>> {
        let draft = in_order(text, Draft::read(text, registry, &Overrides::default()))?;
        let mut problems = draft.structural;
        problems.extend(draft.document.of_policies.iter().cloned());
        if problems.is_empty() {
            return Ok(draft.document);
        }
        in_order(text, Err(places_of_problems::finish(problems, &draft.document.written)))
    }

    /// The same scenario with another value at a path, such as `service[hip and knee].slots.per_week` or `service[*].slots.per_week`:
    /// what a variant's `set` can say, and also the head of the scenario and the variants themselves.
    ///
    /// # Errors
    /// Where there is no such path, with the nearest, and every problem that the value brings. Paths are those of this document.
    pub fn with(&self, path: &str, value: impl Into<Value>) -> Result<Self, Vec<Problem>> {
        let mut tree = Value::clone(&self.tree);
        patch::set(&mut tree, path, &value.into()).map_err(|problem| vec![problem])?;
        self.changed(tree)
    }

    /// The same scenario with one number at an end of its range, to be run. `give_way` lets the shares beside it take what is left of 1.
    pub(crate) fn moved(&self, path: &str, value: f64, give_way: bool) -> Result<Self, Vec<Problem>> {
        let mut tree = Value::clone(&self.tree);
        if give_way {
            ranges::give_way(&mut tree, path, value);
        }
        patch::set(&mut tree, path, &number(value)).map_err(|problem| vec![problem])?;
        // The ends of the other ranges were looked at with the scenario as given.
        self.changed(tree).map(|document| Self { at_an_end: true, ..document })
    }

    fn changed(&self, mut tree: Value) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        texts::check(walk(&self.schema), &mut tree, &mut problems);
        problems.extend(walk(&self.schema).check(&tree).problems);
        let changed = match typed(&tree) {
            Ok(raw) => Self::new(Arc::new(tree.clone()), tree, raw, Arc::clone(&self.schema), &self.registry),
            Err(problem) => {
                problems.extend(problem.filter(|_| problems.is_empty()));
                return Err(places_of_problems::finish(problems, &tree));
            }
        };
        problems.extend(changed.of_policies.iter().cloned());
        if problems.is_empty() { Ok(changed) } else { Err(places_of_problems::finish(problems, &changed.written)) }
    }

    /// The resolved scenario as TOML: with all defaults, everything inherited spelled out, in an order of its own. It is the same for any
    /// order of keys and entries in the file, and reads to the same models.
    #[must_use]
    pub fn to_text(&self) -> String {
        toml::to_string(&self.resolved()).unwrap_or_default()
    }

    fn resolved(&self) -> Value {
        resolve::resolved(&self.raw, &self.policies)
    }

    /// The assumptions of the resolved scenario, and the scenario as TOML.
    pub(crate) fn register(&self) -> (Vec<Assumption>, String) {
        let tree = self.resolved();
        let text = toml::to_string(&tree).unwrap_or_default();
        (assumptions::register(&tree), text)
    }

    /// The disciplines that it may name.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The scenario as written.
    pub(crate) fn written(&self) -> &Value {
        &self.written
    }

    pub(crate) fn schema(&self) -> Schema<'_> {
        walk(&self.schema)
    }

    /// What it says, with the defaults.
    #[must_use]
    pub fn raw(&self) -> &raw::Document {
        &self.raw
    }

    pub(crate) fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// What is wrong with the variants' inheritance and names of rules.
    pub(crate) fn of_policies(&self) -> &[Problem] {
        &self.of_policies
    }

    /// What holds under a variant; none where its patch is wrong.
    pub(crate) fn under(&self, patch: &Patch, problems: &mut Vec<Problem>) -> Option<Cow<'_, raw::Document>> {
        if patch.set.is_empty() {
            return Some(Cow::Borrowed(&self.raw));
        }
        let mut tree = Value::clone(&self.tree);
        if let Some(table) = tree.as_object_mut() {
            table.remove("variant");
        }
        patch::apply(patch, &mut tree, problems);
        let raw = typed(&tree);
        // What a variant sets has been looked at already where only numbers are others.
        if !self.at_an_end || raw.is_err() {
            problems.extend(walk(&self.schema).check(&tree).problems);
        }
        if !problems.is_empty() {
            return None;
        }
        match raw {
            Ok(mut raw) => {
                defaults::fill(&mut raw);
                Some(Cow::Owned(raw))
            }
            Err(problem) => {
                problems.extend(problem.map(|p| Problem { path: path::key(&patch.at, "set"), ..p }));
                None
            }
        }
    }

    /// The same with every number at this end of its range; none where that changes nothing.
    pub(crate) fn at_end(&self, end: &str) -> Option<Self> {
        if self.at_an_end {
            return None;
        }
        let tree = ranges::at_end(&self.tree, end)?;
        let raw = typed(&tree).ok()?;
        let at_end = Self::new(Arc::clone(&self.written), tree, raw, Arc::clone(&self.schema), &self.registry);
        Some(Self { at_an_end: true, ..at_end })
    }

    fn new(written: Arc<Value>, tree: Value, raw: raw::Document, schema: Arc<Value>, registry: &Registry) -> Self {
        let mut raw = raw;
        defaults::fill(&mut raw);
        let mut of_policies = Vec::new();
        let policies = resolve::policies(&raw, &tree, walk(&schema), registry, &mut of_policies);
        Self {
            written,
            tree: Arc::new(tree),
            schema,
            registry: registry.clone(),
            raw,
            policies,
            of_policies,
            at_an_end: false,
        }
    }
}

/// A walk along a schema that knows the formats of scenarios.
fn walk(schema: &Value) -> Schema<'_> {
    Schema::new(schema, &formats::check)
}

/// The types of a tree; a problem only where the schema would not have told it.
fn typed(tree: &Value) -> Result<raw::Document, Option<Problem>> {
    serde_json::from_value(tree.clone()).map_err(|e| Some(Problem::new("Q0200", "", e.to_string())))
}

/// Reads a file of another kind than a scenario along the schema of its own: all that is wrong with it at once, in the order of the file.
pub(crate) fn along(text: &str, schema: &Value) -> Result<Value, Vec<Problem>> {
    let (mut tree, numbers) = text::read(text)?;
    let mut problems = Vec::new();
    texts::check(walk(schema), &mut tree, &mut problems);
    problems.extend(numbers);
    let told: Vec<String> = problems.iter().map(|p| p.path.clone()).collect();
    problems.extend(walk(schema).check(&tree).problems.into_iter().filter(|p| !told.contains(&p.path)));
    sort(text, &mut problems);
    if problems.is_empty() { Ok(tree) } else { Err(problems) }
}

/// Problems in the order of the file.
pub(crate) fn in_order<T>(text: &str, read: Result<T, Vec<Problem>>) -> Result<T, Vec<Problem>> {
    read.map_err(|mut problems| {
        sort(text, &mut problems);
        problems
    })
}

/// Puts problems into the order of the file.
pub(crate) fn sort(text: &str, problems: &mut [Problem]) {
    problems.sort_by_cached_key(|p| locate(text, &p.path, p.at_key).map_or(0, |bytes| bytes.start));
}

impl Draft {
    /// A document that is right.
    pub(crate) fn of(document: &Document) -> Self {
        let assumptions = assumptions::collect(&document.tree);
        Self { document: document.clone(), assumptions, structural: Vec::new(), mended: Vec::new() }
    }

    /// Reads a text, with another seed or number of replications than it says.
    pub(crate) fn read(text: &str, registry: &Registry, overrides: &Overrides) -> Result<Self, Vec<Problem>> {
        let (mut tree, numbers) = text::read(text)?;
        version(&tree)?;
        let schema = schema(registry);
        let mut of_texts = Vec::new();
        texts::check(walk(&schema), &mut tree, &mut of_texts);
        overrides.apply(&mut tree);
        let Found { problems: mut structural, mends } = walk(&schema).check(&tree);
        for problem in &structural {
            if matches!(problem.code, "Q0201" | "Q0202") {
                stand_ins::prune(&mut tree, &problem.path);
            }
        }
        for (at, value) in &mends {
            stand_ins::apply(&mut tree, at, value);
        }
        if structural.iter().any(|s| s.path == "scenario.start") {
            stand_ins::prune(&mut tree, "scenario.start");
        }
        // What stands for a number that is none fits nowhere else.
        structural.retain(|s| !numbers.iter().any(|n| n.path == s.path));
        let mended = mends.into_iter().map(|m| m.0).chain(numbers.iter().map(|n| n.path.clone())).collect();
        // What is wrong with a text is not told again in other words.
        structural.retain(|s| !of_texts.iter().any(|t| t.path == s.path));
        structural.splice(0..0, of_texts.into_iter().chain(numbers));
        let assumptions = assumptions::collect(&tree);
        let written = Arc::new(tree.clone());
        service_defaults::lay_under(&mut tree);
        let Ok(raw) = typed(&tree) else { return Err(places_of_problems::finish(structural, &written)) };
        let document = Document::new(written, tree, raw, schema, registry);
        Ok(Self { document, assumptions, structural, mended })
    }

    /// What is wrong, and what is only worth a warning, once the document has been looked at as a whole. `needs_start` is the code of what
    /// needs a calendar.
    pub(crate) fn finish(&self, mut problems: Vec<Problem>, needs_start: &str) -> Result<Vec<Problem>, Vec<Problem>> {
        let structural = &self.structural;
        // What follows from an unknown key is no news.
        problems
            .retain(|p| !structural.iter().any(|s| !s.path.is_empty() && places_of_problems::below(&s.path, &p.path)));
        problems.retain(|p| !self.mended.iter().any(|at| stand_ins::may_cause(at, &p.path)));
        if structural.iter().any(|s| s.path == "scenario.start") {
            problems.retain(|p| p.code != needs_start);
        }
        problems.splice(0..0, structural.iter().cloned());
        if problems.iter().any(|p| !p.is_warning()) {
            problems.retain(|p| !p.is_warning());
            return Err(places_of_problems::finish(problems, &self.document.written));
        }
        Ok(if problems.is_empty() { problems } else { places_of_problems::finish(problems, &self.document.written) })
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
        Some(Value::String(text)) if text.trim().parse() == Ok(VERSION) => {
            let message = "the version is in quotes; it must be a number";
            fail(Problem::new("Q0111", "queuity", message).help(format!("write `queuity = {VERSION}`")))
        }
        Some(v) => {
            let message = format!("this file has format version {v}; this program reads version {VERSION}");
            fail(Problem::new("Q0111", "queuity", message).help("use a version of queuity that knows it"))
        }
    }
}
