//! What the parts with charts have in common.

use super::facts::WAIT;
use super::read::Key;
use crate::report::svg::{Canvas, Range};
use crate::report::words::{Interval, signed};

/// Widths of a chart on a desk and on a telephone.
const WIDTHS: [(f64, &str); 2] = [(760.0, "wide"), (344.0, "narrow")];

pub(super) fn drawn(id: &str, message: &str, description: &str, draw: &dyn Fn(f64) -> Canvas) -> Vec<String> {
    WIDTHS.iter().map(|(w, class)| draw(*w).finish(&format!("{id}-{class}"), class, message, description)).collect()
}

pub(super) fn joined<'a>(variant: &'a str, service: &'a str, attribute: &'a str, group: &'a str) -> Key<'a> {
    Key { variant, service, population: "joined", at: "", measure: WAIT, attribute, group }
}

pub(super) fn interval(r: &Range) -> Interval {
    Interval { value: r.value, low: r.low, high: r.high }
}

pub(super) fn gap_text(r: &Range) -> String {
    let d = interval(r).decimals(r.low > 0.0 || r.high < 0.0);
    signed(r.value, d)
}
