//! A scenario that is ready to run: its settings and its compiled variants.

use super::{Assumption, Settings, patch};
use crate::error::Problem;
use crate::model::Model;

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

impl Scenario {
    /// Names of the variants that only stand for the second reading of how people are seen today.
    pub fn second_names(&self) -> impl Iterator<Item = &str> {
        self.settings.second_only().map(|v| self.variants[v].name.as_str())
    }
}

/// A policy, compiled.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name.
    pub name: String,
    /// What is run.
    pub model: Model,
    /// What it sets, each with the path where that is written.
    pub set: Vec<(String, String)>,
}

impl Variant {
    /// Where it sets what stands at a path, or holds it.
    #[must_use]
    pub fn set_at(&self, path: &str) -> Option<String> {
        patch::set_at(path, self.set.iter().map(|(target, at)| (target.as_str(), at.as_str())))
    }
}
