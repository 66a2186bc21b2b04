//! Another word of the same list.

use super::kind::{Acts, Fault, Spoil, Target};
use crate::synth::table::{Cell, Field, Role};

#[derive(Debug)]
pub(super) struct Miscoded;

impl Fault for Miscoded {
    fn name(&self) -> &'static str {
        "miscoded"
    }
    fn summary(&self) -> &'static str {
        "another word of the same list stands there"
    }
    fn acts(&self) -> Acts {
        Acts::Cell
    }
    fn fits(&self, field: &Field) -> bool {
        matches!(field.role, Role::Level(_)) && field.column.words.len() > 1
    }
    fn can(&self, place: &Target<'_>) -> bool {
        place.field.column.words.len() > 1
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        let words = spoil.words()?;
        let others: Vec<&String> = spoil.field.column.words.iter().filter(|w| w.as_str() != words).collect();
        if others.is_empty() { None } else { Some(Cell::text(others[spoil.pick(others.len())].clone())) }
    }
}
