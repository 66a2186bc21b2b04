//! Day and month of a date changed over.

use super::kind::{Acts, Fault, Spoil, Target, holds_days};
use crate::synth::table::{Cell, Field};

#[derive(Debug)]
pub(super) struct Swapped;

impl Fault for Swapped {
    fn name(&self) -> &'static str {
        "swapped day and month"
    }
    fn summary(&self) -> &'static str {
        "3 November stands there as 11 March; only days to the 12th can have it"
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
        (day <= 12 && day != month).then(|| Cell::text(format!("{year:04}-{day:02}-{month:02}")))
    }
}
