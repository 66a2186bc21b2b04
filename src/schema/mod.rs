//! Walks along a JSON Schema: it checks a tree, finds values by their format, and changes them.
//!
//! Only the schema says what a value is, by `type`, `format` (`percent`, `decimal`, `span`, `date`, `rule`, `prose` ...) and `x-scale`. No code
//! here knows a value by the name of its key.

mod choose;
mod map;
pub mod number;
pub(crate) mod path;
mod plain;
mod stand_in;
mod value_types;
mod walk;

pub use choose::Schema;
pub use map::{Go, Site};
pub use plain::make_plain;
pub(crate) use value_types::kind_of;
pub use walk::Found;

/// The format of a rule that decisions are handed on to: the name of a variant or a kind, or a discipline of its own.
pub const RULE: &str = "rule";

/// What is wrong with a text of a format and how to write it, if anything. Formats that are not known are right.
pub type Formats = dyn Fn(&str, &str) -> Result<(), (String, String)>;

/// Knows no format but those of numbers.
///
/// # Errors
/// None.
pub fn numbers_only(_format: &str, _text: &str) -> Result<(), (String, String)> {
    Ok(())
}
