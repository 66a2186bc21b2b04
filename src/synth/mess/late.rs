//! A row that is not there yet.

use super::kind::{Acts, Fault, Spoil};
use crate::synth::table::{Cell, Field, Role};

#[derive(Debug)]
pub(super) struct LateArrival;

/// Referrals of so many days before the day of the list may still be on their way.
const DAYS: i64 = 28;

impl Fault for LateArrival {
    fn name(&self) -> &'static str {
        "late arrival"
    }
    fn summary(&self) -> &'static str {
        "a referral of the last four weeks that the list does not hold yet"
    }
    fn acts(&self) -> Acts {
        Acts::Gone
    }
    fn fits(&self, field: &Field) -> bool {
        field.role == Role::Start
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        (spoil.day()? > spoil.extract.as_of - DAYS).then_some(Cell::Empty)
    }
}
