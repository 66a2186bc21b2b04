//! What a row says of a person: when the clock started, when and how they left; and why some rows are left out.

use super::columns::Columns;
use super::copies::Copies;
use super::list_days::day_of;
use super::rows::{cell, identity, is_whole};
use crate::intake::admissions::Admission;
use crate::intake::days::{Day, Reading, read};
use crate::intake::row::Row;
use crate::intake::status::{State, state};

/// What became of the rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) rows: u64,
    pub(super) ragged: u64,
    pub(super) waiting: u64,
    pub(super) treated: u64,
    pub(super) removed: u64,
    pub(super) no_start: u64,
    pub(super) bad_date: u64,
    pub(super) later: u64,
    pub(super) backwards: u64,
    pub(super) sentinel: u64,
    pub(super) long: u64,
    pub(super) copies: u64,
    pub(super) undated: u64,
    pub(super) planned: u64,
    pub(super) off_clock: u64,
    pub(super) nobody: u64,
    pub(super) unknown_status: u64,
    /// Rows of people who wait by their status, beside a day that may be that of a first appointment.
    pub(super) still: u64,
}

/// Days of a period in which people are followed.
pub(super) const PERIOD: i64 = 28;
/// More appointments than this nobody misses: the cell holds something else.
const MOST_MISSED: u32 = 50;

/// A person of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Life {
    /// The day on which the clock started.
    pub(super) start: i64,
    /// The day on which they left, and whether treated; none where they wait on the day of the list.
    pub(super) left: Option<(i64, bool)>,
    /// The day after which they left, where the day itself is not known: they were on a list of that day.
    pub(super) since: Option<i64>,
    /// Appointments that they missed; none where that is not told.
    pub(super) missed: Option<u32>,
}

/// Reads the rows one by one.
pub(super) struct Lives<'a> {
    pub(super) columns: &'a Columns,
    readings: Vec<Reading>,
    /// Whether the status only parts the list into admitted and non-admitted.
    parted: bool,
    pub(super) today: i64,
    copies: Copies,
    pub(super) seen: Seen,
}

impl<'a> Lives<'a> {
    pub(super) fn new(
        columns: &'a Columns,
        (readings, parted): (Vec<Reading>, bool),
        today: i64,
        copies: Copies,
    ) -> Self {
        Self { columns, readings, parted, today, copies, seen: Seen::default() }
    }

    pub(super) fn is_full(&self) -> bool {
        self.copies.full()
    }

    /// For one more walk through the same rows.
    pub(super) fn again(self) -> Self {
        Self { copies: self.copies.again(), seen: Seen::default(), ..self }
    }

    /// The person of a row; none where the row is left out.
    pub(super) fn read(&mut self, row: &Row<'_>) -> Option<Life> {
        let columns = self.columns;
        if !is_whole(row, columns) {
            self.seen.ragged += 1;
            return None;
        }
        if identity(row, columns).is_some_and(|mark| self.copies.is_copy(mark)) {
            self.seen.copies += 1;
            return None;
        }
        self.seen.rows += 1;
        let seen = &mut self.seen;
        let start = match read(cell(row, columns.start), self.readings[0]) {
            Day::At(n) => n,
            Day::Missing => {
                seen.no_start += 1;
                return None;
            }
            Day::Sentinel => {
                seen.sentinel += 1;
                return None;
            }
            Day::Invalid => {
                seen.bad_date += 1;
                return None;
            }
        };
        // The first day on which they left, and whether treated.
        let mut end: Option<(i64, bool)> = None;
        for (i, &c) in columns.treated.iter().chain(&columns.removed).enumerate() {
            match read(cell(row, c), self.readings[i + 1]) {
                Day::At(n) => {
                    let treated = i < columns.treated.len();
                    end = match end {
                        Some((day, _)) if day <= n => end,
                        _ => Some((n, treated)),
                    };
                }
                Day::Invalid => {
                    seen.bad_date += 1;
                    return None;
                }
                Day::Sentinel => seen.sentinel += 1,
                Day::Missing => {}
            }
        }
        if start > self.today {
            seen.later += 1;
            return None;
        }
        if end.is_some_and(|end| end.0 < start) {
            seen.backwards += 1;
            return None;
        }
        let said = columns.status.map(|c| cell(row, c)).filter(|s| !s.is_empty());
        let status = said.and_then(state);
        seen.unknown_status += u64::from(said.is_some() && status.is_none());
        // On a list that is parted so, who is admitted has left only where a day says so.
        let of_part = self.parted && end.is_none() && said.is_some_and(|s| Admission::read(s).is_some());
        let status = status.filter(|_| !of_part);
        // "Seen, awaiting surgery", with the day of the appointment.
        let still = status == Some(State::Waiting) && columns.weak_end && end.is_some_and(|end| end.1);
        seen.still += u64::from(still);
        let left = end.filter(|end| end.0 <= self.today && !still);
        match (status, left) {
            (Some(State::Planned), _) => {
                seen.planned += 1;
                return None;
            }
            (Some(State::Nobody), _) => {
                seen.nobody += 1;
                return None;
            }
            (Some(State::Treated | State::Removed | State::Gone), None) if end.is_none() => {
                seen.undated += 1;
                return None;
            }
            (Some(State::OffClock), None) if end.is_none() => {
                seen.off_clock += 1;
                return None;
            }
            _ => {}
        }
        let left = left.map(|(day, treated)| match status {
            Some(State::Treated) => (day, true),
            Some(State::Removed | State::Untreated) => (day, false),
            _ => (day, treated),
        });
        let missed = columns.missed.and_then(|c| cell(row, c).parse().ok()).filter(|n| *n <= MOST_MISSED);
        let since = columns.since.and_then(|c| day_of(cell(row, c)));
        let since = since.filter(|since| left.is_some_and(|l| *since < l.0));
        Some(Life { start, left, since, missed })
    }
}
