//! A number as a scenario has it: with the range in which it lies.

use super::digits::short;
use crate::intake::quoted;

/// The 97.5% point of the normal law.
pub(super) const NORMAL: f64 = 1.96;

/// A number with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Number {
    pub(super) fn written(self, source: &str) -> String {
        let [value, low, high] = [self.value, self.low, self.high].map(|x| short(x, 4));
        let source = if source.is_empty() { String::new() } else { format!(", source = {}", quoted(source)) };
        format!("{{ value = {value}, low = {low}, high = {high}{source} }}")
    }
}

/// A part with its 95% interval (Wilson 1927).
pub(super) fn part(some: f64, all: f64) -> Number {
    let (p, z2) = (some / all, NORMAL * NORMAL);
    let middle = (p + z2 / 2.0 / all) / (1.0 + z2 / all);
    let wide = NORMAL / (1.0 + z2 / all) * (p * (1.0 - p) / all + z2 / 4.0 / all / all).sqrt();
    Number { value: p, low: (middle - wide).clamp(0.0, p), high: (middle + wide).clamp(p, 1.0) }
}
