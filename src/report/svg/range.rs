//! Values with their intervals.

/// A value with its interval; ends are equal to the value where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Range {
    /// A value with what is known of its interval.
    #[must_use]
    pub fn new(value: f64, low: Option<f64>, high: Option<f64>) -> Self {
        Self { value, low: low.unwrap_or(value), high: high.unwrap_or(value) }
    }
}
