//! A pathway that has ended and still stands as waiting.

use super::kind::{Acts, Fault, Spoil};
use crate::experiment::Status;
use crate::synth::table::{Cell, Field, Role};

#[derive(Debug)]
pub(super) struct Stale;

impl Fault for Stale {
    fn name(&self) -> &'static str {
        "stale"
    }
    fn summary(&self) -> &'static str {
        "a wait that has ended still stands there as going on"
    }
    fn acts(&self) -> Acts {
        Acts::Cell
    }
    fn fits(&self, field: &Field) -> bool {
        field.role == Role::Status
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        let waiting = Status::Waiting.name();
        (spoil.words()? != waiting && spoil.day_of(Role::End).is_some()).then(|| Cell::word(waiting))
    }
    fn goes_with<'f>(&self, spoil: &Spoil<'_, 'f>) -> Vec<(usize, Cell<'f>)> {
        let at = |test: &dyn Fn(&Field) -> bool| spoil.table.fields.iter().position(test);
        let mut changes = Vec::new();
        changes.extend(at(&|f| f.role == Role::End).map(|at| (at, Cell::Empty)));
        let wait = spoil.day_of(Role::Start).map(|start| Cell::Integer(spoil.frame.as_of - start));
        changes.extend(at(&|f| f.name == "wait_days").zip(wait));
        changes
    }
}
