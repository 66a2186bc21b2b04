//! A date in another format than the rest of the column.

use super::kind::{Acts, Fault, Spoil, holds_days};
use crate::synth::table::{Cell, Field};

#[derive(Debug)]
pub(super) struct MixedFormats;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Fault for MixedFormats {
    fn name(&self) -> &'static str {
        "mixed formats"
    }
    fn summary(&self) -> &'static str {
        "a date in another format: 02/11/2026, 2 Nov 26, 20261102, 2026-11-02 00:00:00"
    }
    fn acts(&self) -> Acts {
        Acts::Text
    }
    fn fits(&self, field: &Field) -> bool {
        holds_days(field)
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        let (year, month, day) = spoil.date(spoil.day()?)?;
        let name = MONTHS[(month as usize).clamp(1, 12) - 1];
        Some(Cell::text(match spoil.pick(4) {
            0 => format!("{day:02}/{month:02}/{year:04}"),
            1 => format!("{day} {name} {:02}", year % 100),
            2 => format!("{year:04}{month:02}{day:02}"),
            _ => format!("{year:04}-{month:02}-{day:02} 00:00:00"),
        }))
    }
}
