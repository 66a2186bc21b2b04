//! What is changed in a scenario before anything is compiled.

use serde_json::{Value, json};

/// What the command line changes, before anything is compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Another seed.
    pub seed: Option<u64>,
    /// Another number of replications.
    pub replications: Option<u64>,
    /// Another number of replications with one number at an end of its range.
    pub ranges: Option<u64>,
}

impl Overrides {
    pub(super) fn apply(&self, tree: &mut Value) {
        let Some(head) = tree.get_mut("scenario").and_then(Value::as_object_mut) else { return };
        for (key, value) in [("seed", self.seed), ("replications", self.replications), ("ranges", self.ranges)] {
            if let Some(value) = value {
                head.insert(key.to_string(), json!(value));
            }
        }
    }
}
