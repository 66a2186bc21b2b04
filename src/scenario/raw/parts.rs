//! Parts of a whole, as people have them: shares that sum to 1, or counts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Number;

/// Shares that sum to 1, or `{ count = ... }` with whole numbers in the same proportions.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Parts<T> {
    /// Counts.
    Counts(Counts<T>),
    /// Shares.
    Shares(T),
}

/// Whole numbers in place of shares.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts<T> {
    /// How many there are of each.
    pub count: T,
}

/// Parts in the order of levels.
pub type List = Parts<Vec<Number>>;

/// Parts by name.
pub type Named = Parts<BTreeMap<String, Number>>;

impl<T> Parts<T> {
    /// What is given, whichever it is.
    #[must_use]
    pub fn given(&self) -> &T {
        match self {
            Parts::Counts(Counts { count }) => count,
            Parts::Shares(shares) => shares,
        }
    }

    /// Whether they are counts.
    #[must_use]
    pub fn are_counts(&self) -> bool {
        matches!(self, Parts::Counts(_))
    }
}
