//! Reads a scenario file into a checked [`Document`] with all defaults filled in.
//!
//! ```text
//! text -> tree -> check along the schema (all problems at once) -> raw types -> defaults -> Document -> compile -> Model
//! ```
//!
//! `docs/scenario.md` shows the language by example; [`schema`] gives it as JSON Schema.

mod assumptions;
pub(crate) mod calendar;
pub(crate) mod defaults;
pub(crate) mod document;
pub(crate) mod formats;
mod json;
mod locate;
mod overlay;
mod overrides;
pub(crate) mod patch;
mod places_of_problems;
pub(crate) mod ranges;
pub mod raw;
mod ready;
mod resolve;
mod schema;
mod service_defaults;
mod settings;
mod stand_ins;
mod table;
mod template;
mod text;
mod texts;
mod unreadable_values;

pub use assumptions::Assumption;
pub use document::Document;
pub use locate::{line_and_column, locate};
pub use overrides::Overrides;
pub use ready::{Scenario, Variant};
pub use schema::schema;
pub use settings::{Settings, Smallest};
pub(crate) use settings::{held_against, only_second};
pub use template::template;
#[cfg(feature = "cli")]
pub(crate) use text::normal;
pub use text::{decode, tree};

pub(crate) use crate::error::shown;
pub(crate) use crate::schema::path;

/// The version of the format that this program reads.
pub const VERSION: u64 = 1;
