//! What is watched while rows are added up: times that must be one, and totals that should be the sum of the bands.

use super::phrases::number_of;
use super::refused::Refused;
use super::values::{Cell, folded};

/// A column of times, its first value, and whether it has others.
#[derive(Clone, Debug)]
struct Time {
    column: usize,
    first: Option<String>,
    several: bool,
}

/// A column that is called a total, and how far it is the sum of the bands.
#[derive(Clone, Debug)]
struct Total {
    column: usize,
    /// Whether it may be more, because some people are in no band.
    may_be_more: bool,
    rows: u64,
    off: u64,
    /// By the column, and by the bands.
    people: [f64; 2],
    /// The line of the first that differs, and what it says.
    first: Option<(u64, [f64; 2])>,
    /// Columns that are set aside and have held, in each row, what is missing between the bands and this column.
    missing: Vec<usize>,
}

/// What is watched.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    times: Vec<Time>,
    totals: Vec<Total>,
}

/// Why counts of several times are not added up.
pub(super) fn several(name: &str) -> Refused {
    Refused::new(format!(
        "`{name}` has several values, and none is a day or a month with its year: their counts would be added up"
    ))
    .help(format!(
        "keep one, with the day of its list: --where \"{name}=...\" --date 2026-01-31; or say in the mapping that the column is \"place\", if they belong together"
    ))
}

impl Watch {
    /// Watches columns of times, columns of totals (with whether they may be more than the sum of the bands), and columns that are set aside.
    pub(super) fn new(times: &[usize], totals: &[(usize, bool)], aside: &[usize]) -> Self {
        let time = |c: &usize| Time { column: *c, first: None, several: false };
        let total = |&(column, may_be_more): &(usize, bool)| Total {
            column,
            may_be_more,
            rows: 0,
            off: 0,
            people: [0.0; 2],
            first: None,
            missing: aside.iter().copied().filter(|c| *c != column).collect(),
        };
        Self { times: times.iter().map(time).collect(), totals: totals.iter().map(total).collect() }
    }

    /// Looks at a row that is counted, with its people by the bands.
    pub(super) fn row(&mut self, line: u64, cells: &[&str], by_bands: f64, read: fn(&str) -> Cell) {
        for time in &mut self.times {
            let value = cells.get(time.column).map_or("", |v| v.trim());
            match &time.first {
                _ if value.is_empty() => {}
                None => time.first = Some(folded(value)),
                Some(first) => time.several |= !time.several && folded(value) != *first,
            }
        }
        for total in &mut self.totals {
            let Some(Cell::Count(own)) = cells.get(total.column).map(|v| read(v)) else { continue };
            total.rows += 1;
            total.people[0] += own;
            total.people[1] += by_bands;
            total.missing.retain(
                |c| matches!(cells.get(*c).map(|v| read(v)), Some(Cell::Count(n)) if (own - by_bands - n).abs() < 0.5),
            );
            if own < by_bands || (own > by_bands && !total.may_be_more) {
                total.off += 1;
                total.first.get_or_insert((line, [own, by_bands]));
            }
        }
    }

    /// Refuses counts of several times that no day or month tells apart, and bands that are set aside as their names are not read.
    pub(super) fn faults(&self, names: &[String]) -> Result<(), Refused> {
        // A name that holds a number is likely that of a band, such as `12-Jun` for 6-12.
        let like = |c: &&usize| names[**c].bytes().any(|b| b.is_ascii_digit());
        let missing = self.totals.iter().filter(|t| t.people[0] > t.people[1]);
        if let Some((total, c)) = missing.into_iter().find_map(|t| Some((t, t.missing.iter().find(like)?))) {
            let (name, total) = (&names[*c], &names[total.column]);
            let message = format!(
                "`{name}` holds what is missing between the bands and `{total}`, and its name is not read as a band"
            );
            return Err(Refused::new(message).help(format!(
                "write the band as its name, such as `52+ weeks`; or, if these people are in no band, say in the mapping, under [columns]: \"{name}\" = \"aside\""
            )));
        }
        let Some(time) = self.times.iter().find(|t| t.several) else { return Ok(()) };
        Err(several(&names[time.column]))
    }

    /// Totals that are not the sum of the bands, in words.
    pub(super) fn remarks(&self, names: &[String]) -> Vec<String> {
        let said = |total: &Total| {
            let (line, [own, bands]) = total.first?;
            let rows = number_of(total.rows, "row", "rows");
            let [people, by_bands] = total.people;
            let (name, off) = (&names[total.column], total.off);
            Some(format!(
                "{name} is not the sum of the bands in {off} of {rows}, first in line {line} ({own} beside {bands}): {people} people by the column, {by_bands} by the bands. The bands are counted"
            ))
        };
        self.totals.iter().filter_map(said).collect()
    }
}
