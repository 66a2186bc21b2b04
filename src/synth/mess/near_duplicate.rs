//! Nearly the same row twice: the second entered again, a few days apart.

use super::kind::{Acts, Fault, Spoil};
use crate::synth::table::{Cell, Field, Role};

#[derive(Debug)]
pub(super) struct NearDuplicate;

/// Days apart at most.
const APART: usize = 5;

impl Fault for NearDuplicate {
    fn name(&self) -> &'static str {
        "near duplicate"
    }
    fn summary(&self) -> &'static str {
        "the row is there twice, with an identifier of its own and a referral one to five days earlier"
    }
    fn acts(&self) -> Acts {
        Acts::Twice
    }
    fn fits(&self, field: &Field) -> bool {
        field.role == Role::Start
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        Some(Cell::Day(spoil.day()? - 1 - spoil.pick(APART) as i64))
    }
    fn goes_with<'f>(&self, spoil: &Spoil<'_, 'f>) -> Vec<(usize, Cell<'f>)> {
        // Someone has entered the wait again, so it has a number of its own.
        let key = spoil.table.identifier();
        let apart = 1 + spoil.pick(APART) as i64;
        let mut changes = Vec::new();
        if let Some((at, Cell::Text(text))) = key.map(|at| (at, &spoil.cells[at])) {
            changes.push((at, Cell::text(format!("{text}X"))));
        }
        let waits = spoil.table.fields.iter().position(|f| f.name() == "wait_days");
        if let Some((at, Cell::Integer(days))) = waits.map(|at| (at, &spoil.cells[at])) {
            changes.push((at, Cell::Integer(days + apart)));
        }
        changes
    }
}
