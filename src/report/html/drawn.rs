//! What the parts with charts have in common.

use super::facts::WAIT;
use super::key::Key;
use crate::report::svg::{Canvas, Range};
use crate::report::words::Interval;

/// Widths of a chart on a desk and on a telephone.
const WIDTHS: [(f64, &str); 2] = [(760.0, "wide"), (344.0, "narrow")];

pub(super) fn drawn(id: &str, message: &str, description: &str, draw: &dyn Fn(f64) -> Canvas) -> Vec<String> {
    WIDTHS.iter().map(|(w, class)| draw(*w).finish(&format!("{id}-{class}"), class, message, description)).collect()
}

pub(super) fn joined<'a>(variant: &'a str, service: &'a str, attribute: &'a str, group: &'a str) -> Key<'a> {
    Key::of(variant, service, "joined", WAIT).by(attribute, group)
}

/// As it is drawn: a value alone where its interval is not known.
pub(super) fn range(i: &Interval) -> Range {
    Range::new(i.value, i.range.map(|(low, _)| low), i.range.map(|(_, high)| high))
}
