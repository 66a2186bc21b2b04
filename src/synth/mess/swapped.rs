//! Day and month of a date changed over.

use super::dated::Dated;

pub(super) const SWAPPED: Dated = Dated {
    name: "swapped day and month",
    summary: "3 November stands there as 11 March; only days to the 12th can have it",
    write: |(year, month, day), _| (day <= 12 && day != month).then(|| format!("{year:04}-{day:02}-{month:02}")),
};
