//! Layouts of lists: one file and one line each.

mod kind;
mod tidy;

pub use kind::Layout;

/// The layouts, in the order of the list.
pub const LAYOUTS: [&dyn Layout; 1] = [&tidy::Tidy];

/// The layout of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static dyn Layout> {
    LAYOUTS.into_iter().find(|l| l.name() == name)
}
