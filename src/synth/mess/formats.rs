//! A date in another format than the rest of the column.

use super::dated::Dated;
use crate::time::MONTHS;

pub(super) const MIXED_FORMATS: Dated = Dated {
    name: "mixed formats",
    summary: "a date in another format: 02/11/2026, 2 Nov 26, 20261102, 2026-11-02 00:00:00",
    write: |(year, month, day), pick| {
        let name = &MONTHS[(month as usize).clamp(1, 12) - 1][..3];
        Some(match pick(4) {
            0 => format!("{day:02}/{month:02}/{year:04}"),
            1 => format!("{day} {name} {:02}", year % 100),
            2 => format!("{year:04}{month:02}{day:02}"),
            _ => format!("{year:04}-{month:02}-{day:02} 00:00:00"),
        })
    },
};
