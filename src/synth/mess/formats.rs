//! A date in another format than the rest of the column.

use super::kind::{Acts, Fault, Spoil, Target, holds_days};
use crate::synth::table::{Cell, Field};
use crate::time::MONTHS;

#[derive(Debug)]
pub(super) struct MixedFormats;

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
    fn can(&self, place: &Target<'_>) -> bool {
        self.fits(place.field) && place.dated
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        let (year, month, day) = spoil.frame.date(spoil.day()?)?;
        let name = &MONTHS[(month as usize).clamp(1, 12) - 1][..3];
        Some(Cell::text(match spoil.pick(4) {
            0 => format!("{day:02}/{month:02}/{year:04}"),
            1 => format!("{day} {name} {:02}", year % 100),
            2 => format!("{year:04}{month:02}{day:02}"),
            _ => format!("{year:04}-{month:02}-{day:02} 00:00:00"),
        }))
    }
}
