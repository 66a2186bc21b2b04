//! Which attributes anybody knows, and which figures are told by.

use super::Attribute;

impl Attribute {
    /// Whether measures are broken down by it.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        self.report != Some(false) && !self.is_hidden()
    }

    /// Whether nobody knows it but the rule that goes by it.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.hidden == Some(true)
    }
}
