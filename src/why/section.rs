//! Sections of labelled lines, for a terminal or a page.

/// Lines under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The title; empty where there is none.
    pub title: String,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A label and a text; the label may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// A date, or the name of a policy.
    pub label: String,
    /// A sentence or a few.
    pub text: String,
}

impl Line {
    pub(super) fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into() }
    }
}
