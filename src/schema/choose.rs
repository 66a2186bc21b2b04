//! Which part of a schema holds for a value.

use serde_json::Value;

use super::Formats;
use super::value_types::fits;

/// A schema, with what it refers to.
#[derive(Clone, Copy)]
pub struct Schema<'a> {
    pub(super) root: &'a Value,
    pub(super) formats: &'a Formats,
    /// What the whole tree is called.
    pub(super) whole: &'static str,
}

impl std::fmt::Debug for Schema<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schema").field("root", self.root).finish_non_exhaustive()
    }
}

impl<'a> Schema<'a> {
    /// A schema whose texts are checked by `formats`.
    #[must_use]
    pub fn new(root: &'a Value, formats: &'a Formats) -> Self {
        Self { root, formats, whole: "the file" }
    }

    /// The same, of a tree that is called so.
    #[must_use]
    pub fn of(self, whole: &'static str) -> Self {
        Self { whole, ..self }
    }

    /// The schema that a reference stands for.
    pub(super) fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..32 {
            schema = match schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/")) {
                Some(name) => &self.root["$defs"][name],
                None => match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
                    Some([only]) if schema.get("properties").is_none() => only,
                    _ => return schema,
                },
            };
        }
        schema
    }

    /// The choices of a schema, where it has any.
    pub(super) fn choices(schema: &'a Value) -> Option<&'a [Value]> {
        schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array).map(Vec::as_slice)
    }

    /// The choices, those inside of them, and so on; without "nothing".
    pub(super) fn flatten(&self, schema: &'a Value, out: &mut Vec<&'a Value>) {
        let schema = self.resolve(schema);
        match schema.get("anyOf").and_then(Value::as_array) {
            Some(inner) => inner.iter().for_each(|b| self.flatten(b, out)),
            None if schema.get("type").and_then(Value::as_str) == Some("null") => {}
            None => out.push(schema),
        }
    }

    /// The choices that a value may be meant for.
    pub(super) fn fitting(nested: &[&'a Value], value: &Value) -> Vec<&'a Value> {
        let may = |b: &&'a Value| if b.get("oneOf").is_some() { value.is_object() } else { fits(b, value) };
        nested.iter().copied().filter(may).collect()
    }

    /// The choice that is tagged by the `kind` of a table.
    pub(super) fn tagged(&self, choices: &'a [Value], value: &Value) -> Option<&'a Value> {
        let kind = value.get("kind")?;
        choices.iter().map(|choice| self.resolve(choice)).find(|choice| tag(choice) == Some(kind))
    }
}

/// The constant that a choice has as its `kind`.
pub(super) fn tag(choice: &Value) -> Option<&Value> {
    choice.get("properties")?.get("kind")?.get("const")
}
