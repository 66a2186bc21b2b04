//! The disciplines that scenarios can name, and how one is built from its parameters.

use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::{Discipline, Setting, parameters};
use crate::error::Problem;

/// A discipline that scenarios can name: its parameters, checks, one line of help and source.
pub trait Kind: Send + Sync {
    /// The name in `kind = "..."`.
    fn name(&self) -> &'static str;

    /// One line for `queuity list`.
    fn summary(&self) -> &'static str;

    /// Where the rule comes from.
    fn source(&self) -> &'static str;

    /// The JSON Schema of the parameters, without `kind`.
    fn schema(&self) -> schemars::Schema;

    /// An example of the parameters as TOML lines, valid for a service with urgencies P2, P3, P4 and an attribute `deprivation`
    /// with levels from "most deprived" to "least deprived"; the law tests run it.
    fn example(&self) -> &'static str {
        ""
    }

    /// Builds the discipline for a service. The registry is given for disciplines that hold another one.
    ///
    /// # Errors
    /// Every problem of the parameters, with paths below the discipline's own.
    fn build(
        &self,
        parameters: &Value,
        setting: &Setting<'_>,
        registry: &Registry,
    ) -> Result<Arc<dyn Discipline>, Vec<Problem>>;
}

/// The disciplines that scenarios can name.
#[derive(Clone)]
pub struct Registry {
    kinds: Vec<Arc<dyn Kind>>,
    /// The schema of the language that can name these, once somebody has made it; copies share it.
    schema: Arc<OnceLock<Arc<Value>>>,
}

impl Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.kinds.iter().map(|k| k.name())).finish()
    }
}

impl Registry {
    /// Without any.
    pub(super) fn empty() -> Self {
        Self { kinds: Vec::new(), schema: Arc::default() }
    }

    /// Adds a discipline; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, kind: impl Kind + 'static) -> Self {
        self.kinds.retain(|k| k.name() != kind.name());
        self.kinds.push(Arc::new(kind));
        self.schema = Arc::default();
        self
    }

    /// All of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Kind> {
        self.kinds.iter().map(AsRef::as_ref)
    }

    /// The schema of the language that can name these; the first caller makes it.
    pub(crate) fn schema_or(&self, make: impl FnOnce() -> Value) -> Arc<Value> {
        Arc::clone(self.schema.get_or_init(|| Arc::new(make())))
    }

    /// The discipline of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&dyn Kind> {
        self.iter().find(|k| k.name() == name)
    }

    /// Builds the discipline of a table `{ kind = "...", ... }`, or of a kind's name alone where it needs no parameters.
    ///
    /// # Errors
    /// Every problem, with paths below the discipline's own.
    pub fn build(&self, table: &Value, setting: &Setting<'_>) -> Result<Arc<dyn Discipline>, Vec<Problem>> {
        let (name, path) = match table {
            Value::String(name) => (name.as_str(), ""),
            Value::Object(parameters) => match parameters.get("kind") {
                Some(Value::String(name)) => (name.as_str(), "kind"),
                Some(_) => return Err(vec![Problem::new("Q0303", "kind", "a text is expected")]),
                None => return Err(vec![Problem::new("Q0302", "", "`kind` is missing")]),
            },
            _ => return Err(vec![Problem::new("Q0303", "", "a table with `kind` is expected")]),
        };
        let Some(kind) = self.get(name) else {
            let known: Vec<&str> = self.iter().map(Kind::name).collect();
            return Err(vec![parameters::unknown(path, "discipline", name, &known)]);
        };
        let none = Value::Object(serde_json::Map::new());
        kind.build(if table.is_object() { table } else { &none }, setting, self)
    }
}
