//! A date that is written in another way: what several kinds of fault share.

use super::kind::{Acts, Fault, Spoil, Target, holds_days};
use crate::synth::table::{Cell, Field};

/// Year, month and day.
pub(super) type Date = (i64, u32, u32);

/// A kind of fault in dates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    /// The date as it stands there with the fault, and one of so many ways where there are several; nothing where it cannot have it.
    pub(super) write: fn(Date, &dyn Fn(usize) -> usize) -> Option<String>,
}

impl Fault for Dated {
    fn name(&self) -> &'static str {
        self.name
    }
    fn summary(&self) -> &'static str {
        self.summary
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
        let date = spoil.extract.date(spoil.day()?)?;
        (self.write)(date, &|of| spoil.pick(of)).map(Cell::text)
    }
}
