//! Names in one form, so that what differs only in how it is written is the same.

/// The level that stands for all values that say nothing.
pub(crate) const NOT_RECORDED: &str = "not recorded";

/// One form of a name: what differs only in case, spaces or the form of accents is the same.
pub(super) fn fold(name: &str) -> String {
    crate::compile::names::fold(name)
}
