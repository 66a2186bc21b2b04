//! The JSON Schema of scenarios: of the types as written, and of each discipline of the registry.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::raw::Document;
use crate::discipline::Registry;
use crate::schema::{RULE, number};

/// The JSON Schema of a scenario whose disciplines are those of this registry. Editors use it for completion and help, and the
/// check of a file walks it.
#[must_use]
pub fn schema(registry: &Registry) -> Arc<Value> {
    registry.schema_or(|| make(registry))
}

fn make(registry: &Registry) -> Value {
    let mut root = schemars::schema_for!(Document).to_value();
    let mut branches = Vec::new();
    let mut moved = Map::new();
    for kind in registry.iter() {
        let mut schema = kind.schema().to_value();
        number::in_any_form(&mut schema);
        hold_rules(&mut schema);
        let prefix = format!("{} ", kind.name());
        if let Some(Value::Object(definitions)) = schema.as_object_mut().and_then(|s| s.remove("$defs")) {
            for (name, mut definition) in definitions {
                rename(&mut definition, &prefix);
                moved.insert(format!("{prefix}{name}"), definition);
            }
        }
        rename(&mut schema, &prefix);
        let Some(table) = schema.as_object_mut() else { continue };
        for key in ["$schema", "title"] {
            table.remove(key);
        }
        table.insert("type".to_string(), json!("object"));
        table.insert("description".to_string(), json!(kind.summary()));
        let kind_key = json!({ "type": "string", "const": kind.name() });
        match table.entry("properties").or_insert_with(|| json!({})) {
            Value::Object(properties) => properties.insert("kind".to_string(), kind_key),
            _ => None,
        };
        match table.entry("required").or_insert_with(|| json!([])) {
            Value::Array(required) => required.insert(0, json!("kind")),
            _ => continue,
        }
        branches.push(schema);
    }
    if let Some(definitions) = root.get_mut("$defs").and_then(Value::as_object_mut) {
        let mut any = Map::new();
        any.insert("description".to_string(), json!("A discipline: `kind` and its parameters"));
        // Moved and not copied: this is the larger half of the schema, which every run makes.
        any.insert("oneOf".to_string(), Value::Array(branches));
        definitions.insert("Discipline".to_string(), Value::Object(any));
        definitions.extend(moved);
    }
    root
}

/// The definition of a discipline.
const DISCIPLINE: &str = "#/$defs/Discipline";

/// Lets the rules that a discipline hands decisions on to be any discipline.
fn hold_rules(schema: &mut Value) {
    match schema {
        Value::Object(table) if table.get("format").and_then(Value::as_str) == Some(RULE) => {
            table.insert("anyOf".to_string(), json!([{ "type": "string" }, { "$ref": DISCIPLINE }]));
        }
        Value::Object(table) => table.values_mut().for_each(hold_rules),
        Value::Array(list) => list.iter_mut().for_each(hold_rules),
        _ => {}
    }
}

/// Points the references of a schema at definitions with a prefix.
fn rename(schema: &mut Value, prefix: &str) {
    match schema {
        Value::Object(table) => {
            for (key, value) in table {
                let target =
                    value.as_str().filter(|target| *target != DISCIPLINE).and_then(|s| s.strip_prefix("#/$defs/"));
                if let (true, Some(target)) = (key == "$ref", target) {
                    *value = json!(format!("#/$defs/{prefix}{target}"));
                } else {
                    rename(value, prefix);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|v| rename(v, prefix)),
        _ => {}
    }
}
