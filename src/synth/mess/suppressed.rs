//! A small count that is held back.

use super::kind::{Acts, Fault, Spoil, Target};
use crate::synth::table::{Cell, Field, Kind, Role};

#[derive(Debug)]
pub(super) struct Suppressed;

/// Counts from 1 to this are held back: the rule of NHS hospital statistics since 2018.
const MOST: i64 = 7;

impl Fault for Suppressed {
    fn name(&self) -> &'static str {
        "suppressed"
    }
    fn summary(&self) -> &'static str {
        "a count of 1 to 7 is held back and stands there as *"
    }
    fn acts(&self) -> Acts {
        Acts::Text
    }
    fn fits(&self, field: &Field) -> bool {
        field.role == Role::Count
    }
    fn can(&self, place: &Target<'_>) -> bool {
        place.field.column.kind == Kind::Integer
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        match spoil.cell() {
            Cell::Integer(n) if (1..=MOST).contains(n) => Some(Cell::word("*")),
            _ => None,
        }
    }
}
