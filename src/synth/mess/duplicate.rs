//! The same row twice.

use super::kind::{Acts, Fault, Spoil};
use crate::synth::table::{Cell, Field, Role};

#[derive(Debug)]
pub(super) struct Duplicate;

impl Fault for Duplicate {
    fn name(&self) -> &'static str {
        "duplicate"
    }
    fn summary(&self) -> &'static str {
        "the row is there twice, the same in every column"
    }
    fn acts(&self) -> Acts {
        Acts::Twice
    }
    fn fits(&self, field: &Field) -> bool {
        field.role == Role::Start
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        Some(spoil.cell().clone())
    }
}
