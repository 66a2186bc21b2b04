//! A date as the number that a spreadsheet keeps.

use super::kind::{Acts, Fault, Spoil, holds_days};
use crate::synth::table::{Cell, Field};

#[derive(Debug)]
pub(super) struct Serial;

/// Days from 1899-12-30 to a date, as spreadsheets count from March 1900 on.
fn serial((year, month, day): (i64, u32, u32)) -> i64 {
    // Years that begin in March: the leap day is the last of its year.
    let (month, day) = (i64::from(month), i64::from(day));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 693_899
}

impl Fault for Serial {
    fn name(&self) -> &'static str {
        "serial number"
    }
    fn summary(&self) -> &'static str {
        "a date as the number that a spreadsheet keeps: 46055 is 2 February 2026"
    }
    fn acts(&self) -> Acts {
        Acts::Text
    }
    fn fits(&self, field: &Field) -> bool {
        holds_days(field)
    }
    fn spoil<'f>(&self, spoil: &Spoil<'_, 'f>) -> Option<Cell<'f>> {
        Some(Cell::text(serial(spoil.date(spoil.day()?)?).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_numbers_of_spreadsheets() {
        // Python: (date(y, m, d) - date(1899, 12, 30)).days
        for (date, number) in
            [((1900, 3, 1), 61), ((2000, 2, 29), 36_585), ((2026, 2, 2), 46_055), ((2026, 12, 31), 46_387)]
        {
            assert_eq!(serial(date), number, "{date:?}");
        }
    }
}
