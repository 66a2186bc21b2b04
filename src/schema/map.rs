//! Goes through a tree along its schema and changes values.

use serde_json::Value;

use super::{Schema, path};

/// Where a walk is.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The path of the value.
    pub path: &'a str,
    /// The schema as written at the key or in the list, before references are followed and choices made.
    pub stated: &'a Value,
    /// The part of it that holds for the value; nothing where the schema knows no such key.
    pub node: &'a Value,
}

impl Site<'_> {
    /// Whether the schema says this format, where it is stated or where it holds.
    #[must_use]
    pub fn is(&self, format: &str) -> bool {
        let says = |schema: &Value| schema.get("format").and_then(Value::as_str) == Some(format);
        says(self.stated) || says(self.node)
    }
}

/// Whether a walk goes on below a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// It does.
    On,
    /// It is done with this value.
    Over,
}

/// What is known of a key that no schema knows.
static NOTHING: Value = Value::Null;

impl<'a> Schema<'a> {
    /// Calls `f` for every value of a tree, outer ones first, with what the schema says of it.
    pub fn map(&self, tree: &mut Value, f: &mut dyn FnMut(&Site<'_>, &mut Value) -> Go) {
        self.map_from(self.root, tree, "", f);
    }

    /// The same for a value that a definition of the schema describes, at a path.
    pub fn map_definition(
        &self,
        definition: &str,
        value: &mut Value,
        at: &str,
        f: &mut dyn FnMut(&Site<'_>, &mut Value) -> Go,
    ) {
        self.map_from(&self.root["$defs"][definition], value, at, f);
    }

    /// The first schema that says a format, or has more than one choice, behind references and values that may be left out.
    fn said(&self, mut stated: &'a Value) -> &'a Value {
        for _ in 0..32 {
            let says = |key: &str| stated.get(key).is_some();
            if stated.is_null() || says("format") || says(super::number::MARK) {
                break;
            }
            let resolved = self.resolve(stated);
            let null = |choice: &&Value| choice.get("type").and_then(Value::as_str) == Some("null");
            let mut choices = Self::choices(resolved).unwrap_or_default().iter().filter(|choice| !null(choice));
            match (choices.next(), choices.next()) {
                (Some(only), None) => stated = only,
                _ if std::ptr::eq(resolved, stated) => break,
                _ => stated = resolved,
            }
        }
        stated
    }

    /// The part of a schema that holds for a value: references followed, choices made. None where none fits.
    fn node(&self, schema: &'a Value, value: &Value) -> Option<&'a Value> {
        let schema = self.resolve(schema);
        let Some(choices) = Self::choices(schema) else { return Some(schema) };
        if let Some(tagged) = self.tagged(choices, value) {
            return Some(tagged);
        }
        let mut nested = Vec::new();
        choices.iter().for_each(|choice| self.flatten(choice, &mut nested));
        let chosen = match Self::fitting(&nested, value).as_slice() {
            [] => return None,
            [only] => only,
            several => self.best(several, value, "")?,
        };
        if Self::choices(chosen).is_some() { self.node(chosen, value) } else { Some(chosen) }
    }

    fn map_from(&self, stated: &'a Value, value: &mut Value, at: &str, f: &mut dyn FnMut(&Site<'_>, &mut Value) -> Go) {
        let node = if stated.is_null() { &NOTHING } else { self.node(stated, value).unwrap_or(&NOTHING) };
        if f(&Site { path: at, stated: self.said(stated), node }, value) == Go::Over {
            return;
        }
        match value {
            Value::Object(table) => {
                let known = node.get("properties");
                let rest = node.get("additionalProperties").filter(|rest| rest.is_object()).unwrap_or(&NOTHING);
                for (key, value) in table.iter_mut() {
                    let below = known.and_then(|known| known.get(key)).unwrap_or(rest);
                    self.map_from(below, value, &path::key(at, key), f);
                }
            }
            Value::Array(list) => {
                let items = node.get("items").unwrap_or(&NOTHING);
                let addresses = path::addresses(list);
                for (value, address) in list.iter_mut().zip(addresses) {
                    self.map_from(items, value, &path::entry(at, &address), f);
                }
            }
            _ => {}
        }
    }
}
