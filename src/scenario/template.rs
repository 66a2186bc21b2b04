//! The scenario that `queuity new` writes.

/// A commented scenario to start from. It loads without a problem.
#[must_use]
pub const fn template() -> &'static str {
    include_str!("template.toml")
}
