//! How long the period is in which people were treated and referred.

/// How long a period of flows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A week.
    Week,
    /// A calendar month.
    Month,
    /// Three of them.
    Quarter,
    /// Twelve of them.
    Year,
}

impl Span {
    /// The spans, by the names of a mapping file.
    pub(super) const NAMED: [(&'static str, Span); 4] =
        [("week", Span::Week), ("month", Span::Month), ("quarter", Span::Quarter), ("year", Span::Year)];

    /// Its name in a mapping file.
    pub(super) fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, s)| *s == self).map_or("month", |n| n.0)
    }
}
