//! A value is not there.

use super::kind::{Acts, Fault, Spoil, Target};
use crate::synth::table::{Cell, Field, Role};

#[derive(Debug)]
pub(super) struct Missing;

impl Fault for Missing {
    fn name(&self) -> &'static str {
        "missing"
    }
    fn summary(&self) -> &'static str {
        "the value is not there"
    }
    fn acts(&self) -> Acts {
        Acts::Cell
    }
    fn fits(&self, field: &Field) -> bool {
        matches!(field.role, Role::Level(_))
    }
    fn can(&self, _place: &Target<'_>) -> bool {
        true
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        (*spoil.cell() != Cell::Empty).then_some(Cell::Empty)
    }
}
