//! What faults there are to be, and how often: a text that people can change.

use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::error::Problem;
use crate::scenario::raw::Number;
use crate::scenario::{document, path};

/// A profile of faults, as written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it is called.
    #[serde(default)]
    #[schemars(extend("format" = "line"))]
    pub title: String,
    /// The faults; of several that could be in one cell, the first is.
    #[serde(default)]
    pub fault: Vec<Entry>,
}

/// One fault.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The kind, by name.
    pub kind: String,
    /// What it is called, which seeds it; the kind if left out.
    #[serde(default)]
    pub name: Option<String>,
    /// The table; every one where it fits if left out.
    #[serde(default)]
    pub table: Option<String>,
    /// The column; every one where it fits if left out.
    #[serde(default)]
    pub column: Option<String>,
    /// How often a cell (or a row) that can have it has it.
    #[serde(default)]
    pub rate: Option<Number>,
    /// The same by true level of an attribute; the others have `rate`, and of several levels that a person has the highest counts.
    #[serde(default)]
    pub by: BTreeMap<String, BTreeMap<String, Number>>,
    /// The same of the first level of the first attribute, with `last`: levels between lie between.
    #[serde(default)]
    pub first: Option<Number>,
    /// The same of the last level.
    #[serde(default)]
    pub last: Option<Number>,
    /// The share of sites that have it at all; every one if left out.
    #[serde(default)]
    pub sites: Option<Number>,
}

impl Profile {
    /// Reads a profile from TOML, or JSON.
    ///
    /// # Errors
    /// All that is wrong with it as a text; what does not fit the tables is told where they are known.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let schema = schemars::schema_for!(Profile).to_value();
        let tree = document::along(text, &schema).map_err(|mut problems| {
            // The help for an empty file is that of scenarios.
            let empty = problems.iter_mut().filter(|p| p.code == "Q0103");
            empty.for_each(|p| p.help = "a profile has a `[[fault]]` with `kind` and `rate` for each fault".into());
            problems
        })?;
        serde_json::from_value(tree).map_err(|e| vec![Problem::new("Q0200", "", e.to_string())])
    }

    /// The paths of its faults.
    pub(super) fn paths(&self) -> Vec<String> {
        let names: Vec<Option<&str>> = self.fault.iter().map(|f| f.name.as_deref().filter(|n| !n.is_empty())).collect();
        let address = |(i, name): (usize, &Option<&str>)| match name {
            Some(n) if names.iter().position(|m| m == name) == Some(i) => (*n).to_string(),
            _ => i.to_string(),
        };
        names.iter().enumerate().map(|at| path::entry("fault", &address(at))).collect()
    }
}
