//! Parts of the rows of a site.

/// A part of the rows of a site: where it is large they are made piece by piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Rows of pathways, in their order.
    Pathways,
    /// Rows of people, in the order of their first pathways.
    People,
    /// Rows of the site as a whole.
    Site,
}
