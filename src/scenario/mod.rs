//! Scenario files: from text to a checked [`Document`] with its defaults filled in.
//!
//! ```text
//! text -> tree -> check along the schema (all problems at once) -> raw types -> defaults -> Document -> compile -> Model
//! ```
//!
//! The grammar by example stands in `docs/scenario.md`; [`schema`] gives it as JSON Schema.

mod assumptions;
mod bare;
pub(crate) mod calendar;
pub(crate) mod defaults;
pub(crate) mod document;
pub(crate) mod formats;
mod json;
mod laid;
mod locate;
mod mend;
mod overlay;
pub(crate) mod patch;
pub(crate) mod ranges;
pub mod raw;
mod resolve;
mod schema;
mod settings;
mod table;
mod template;
mod text;
mod texts;
mod told;

pub use assumptions::Assumption;
pub use document::Document;
pub use locate::{line_and_column, locate};
pub use schema::schema;
pub use settings::{Overrides, Settings, Smallest};
pub use template::template;
#[cfg(feature = "cli")]
pub(crate) use text::normal;
pub use text::{decode, tree};

use crate::error::Problem;
pub(crate) use crate::error::shown;
use crate::model::Model;
pub(crate) use crate::schema::path;

/// The version of the format that this program reads.
pub const VERSION: u64 = 1;
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
