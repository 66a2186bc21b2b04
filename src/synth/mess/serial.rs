//! A date as the number that a spreadsheet keeps.

use super::dated::{Date, Dated};
use crate::time::days_since_1970;

/// Days from 1899-12-30, from which spreadsheets count dates since March 1900, to 1970-01-01.
const FIRST: i64 = 25_569;

/// The number that a spreadsheet has for a date.
const fn serial((year, month, day): Date) -> i64 {
    days_since_1970(year, month, day) + FIRST
}

pub(super) const SERIAL: Dated = Dated {
    name: "serial number",
    summary: "a date as the number that a spreadsheet keeps: 46055 is 2 February 2026",
    write: |date, _| Some(serial(date).to_string()),
};

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
