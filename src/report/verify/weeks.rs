//! The weekly means of a result, where only a sample of runs was made again: what is known of each row.

use std::io;

use super::against::{Compare, TableFile};
use super::difference::{Difference, Differences, quoted};
use super::found;
use crate::compare::{Behind, Series, Stated};
use crate::report::{Table, Value, csv, weekly};

/// The columns that follow from every run.
const FIGURES: [&str; 5] = ["estimate", "lower", "upper", "replications", "note"];

/// What is not known.
pub(super) const ASIDE: &str = "series: of the means over all runs, week by week, those of counts at the opening and the close were made again; of all others it was \
    looked at whether whole numbers of people and the runs made again fit behind them, and CSV was held against Parquet; --all runs everything again";

/// Holds the rows of a file of weekly means against what is known of them: whose they are, that whole numbers of people lie behind their figures, the runs
/// that were made again, and the snapshots at the opening and the close.
pub(super) fn hold(
    file: &TableFile<'_>,
    table: &Table<'_>,
    series: &Series<'_>,
    out: &mut Differences,
) -> io::Result<()> {
    let extension = file.format.extension();
    let Some(mut rows) = file.rows(out) else { return Ok(()) };
    let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
    let head: Vec<String> = rows.head().iter().map(|name| csv::original(name).to_string()).collect();
    Compare { file: file.name, names: &names, out }.row(None, &head, &names);
    if head != names {
        return Ok(());
    }
    let place = |name: &str| names.iter().position(|n| n == name).unwrap_or_default();
    let figures = FIGURES.map(place);
    let mut held = series.held();
    let (mut row, mut number) = (Vec::new(), 0_u64);
    loop {
        number += 1;
        match rows.next(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                out.whole(file.name, &format!("a row {number} that cannot be read ({e})"), "a row");
                return Ok(());
            }
        }
        let Some(behind) = held.next(&stated(&row, figures)) else {
            out.whole(file.name, "more rows", &format!("{} rows", number - 1));
            return Ok(());
        };
        let (here, why) = match &behind {
            Behind::Row(here) => (here, None),
            Behind::Nothing(here, why) => (here, Some(*why)),
        };
        let said = |v: &Value<'_>| found::said(v, extension, file.raw).into_owned();
        let mut right: Vec<String> = weekly::cells(here).iter().map(said).collect();
        let cell = |i: usize| row.get(i).cloned().unwrap_or_default();
        let mut compare = Compare { file: file.name, names: &names, out };
        if let Some(why) = why {
            figures.iter().for_each(|i| right[*i] = cell(*i));
            compare.out.add(Difference {
                file: file.name.into(),
                row: Some(number),
                column: Some(FIGURES[..3].join(", ")),
                of: compare.of(&right),
                found: quoted(&figures.map(cell)[..3].join(", ")),
                expected: why.into(),
            });
        }
        compare.row(Some(number), &row, &right);
    }
    if held.next(&Stated::default()).is_some() {
        out.whole(file.name, &format!("{} rows", number - 1), "a row for each figure and week");
    }
    Ok(())
}

/// The figures of a row; of one that has none an impossible number of runs.
fn stated(row: &[String], figures: [usize; 5]) -> Stated {
    let [estimate, lower, upper, count, _] = figures.map(|i| row.get(i).map_or("", String::as_str));
    let number = |text: &str| if text.is_empty() { Ok(None) } else { text.parse::<f64>().map(Some) };
    match (number(estimate), number(lower), number(upper), count.parse()) {
        (Ok(estimate), Ok(Some(low)), Ok(Some(high)), Ok(count)) => Stated { count, estimate, ends: Some((low, high)) },
        (Ok(estimate), Ok(None), Ok(None), Ok(count)) => Stated { count, estimate, ends: None },
        _ => Stated { count: u32::MAX, ..Stated::default() },
    }
}
