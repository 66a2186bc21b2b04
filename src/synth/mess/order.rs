//! A wait that ends before it begins.

use super::kind::{Acts, Fault, Spoil, Target};
use crate::synth::table::{Cell, Field, Role};

#[derive(Debug)]
pub(super) struct ImpossibleOrder;

/// Days before the start, at most.
const BEFORE: usize = 400;

impl Fault for ImpossibleOrder {
    fn name(&self) -> &'static str {
        "impossible order"
    }
    fn summary(&self) -> &'static str {
        "the wait ends before it begins"
    }
    fn acts(&self) -> Acts {
        Acts::Cell
    }
    fn fits(&self, field: &Field) -> bool {
        field.role == Role::End
    }
    fn can(&self, place: &Target<'_>) -> bool {
        self.fits(place.field) && place.has(Role::Start)
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        spoil.day()?;
        Some(Cell::Day(spoil.day_of(Role::Start)? - 1 - spoil.pick(BEFORE) as i64))
    }
}
