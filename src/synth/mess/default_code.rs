//! What a system fills in by itself.

use super::kind::{Acts, Fault, Spoil, Target, holds_days, holds_words};
use crate::synth::table::{Cell, Field};

#[derive(Debug)]
pub(super) struct DefaultCode;

/// Days that systems fill in.
const DAYS: [&str; 3] = ["1900-01-01", "1899-12-30", "1970-01-01"];
/// Codes for "not known" and "not stated", as national data sets have them, and what forms are filled with.
const CODES: [&str; 6] = ["99", "9", "Z", "X", "UNKNOWN", "Other"];

impl Fault for DefaultCode {
    fn name(&self) -> &'static str {
        "default code"
    }
    fn summary(&self) -> &'static str {
        "what a system fills in by itself: 1900-01-01, 99, Z"
    }
    fn acts(&self) -> Acts {
        Acts::Text
    }
    fn fits(&self, field: &Field) -> bool {
        holds_days(field) || holds_words(field)
    }
    fn can(&self, _place: &Target<'_>) -> bool {
        true
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        if *spoil.cell() == Cell::Empty {
            return None;
        }
        let all: &'static [&'static str] = if holds_days(spoil.field) { &DAYS } else { &CODES };
        // What stands there already would be no fault.
        let here = spoil.text();
        let others: Vec<&'static str> = all.iter().copied().filter(|code| *code != here).collect();
        Some(Cell::word(others[spoil.pick(others.len())]))
    }
}
