//! A pathway that has ended and still stands as waiting.

use super::kind::{Acts, Fault, Spoil, Target};
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
    fn can(&self, place: &Target<'_>) -> bool {
        self.fits(place.field) && place.has(Role::Start) && place.has(Role::End)
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        let waiting = Status::Waiting.name();
        spoil.day_of(Role::Start)?;
        spoil.day_of(Role::End)?;
        (spoil.words()? != waiting).then(|| Cell::word(waiting))
    }
    fn goes_with<'f>(&self, spoil: &Spoil<'_, 'f>) -> Vec<(usize, Cell<'f>)> {
        let at = |test: &dyn Fn(&Field) -> bool| spoil.table.fields.iter().position(test);
        let mut changes = Vec::new();
        changes.extend(at(&|f| f.role == Role::End).map(|at| (at, Cell::Empty)));
        let wait = spoil.day_of(Role::Start).map(|start| Cell::Integer(spoil.extract.as_of - start));
        changes.extend(at(&|f| f.name() == "wait_days").zip(wait));
        changes
    }
}
