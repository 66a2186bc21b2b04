//! The tables of the weekly series: means over replications, and one replication alone.

use super::tables::{always, estimate_columns, key_columns, note_column, stage_column, unit_column};
use super::{Column, Kind, Table, Value};
use crate::compare::Series;
use crate::compare::rows::SeriesRow;

/// Where both have a column of their own.
const AFTER_AT: usize = 4;

/// The key with the number of the audit.
fn columns<'t>(at: impl IntoIterator<Item = &'t str>) -> Vec<Column> {
    let mut list = key_columns(at);
    let week = "number of the audit; 0 is the opening snapshot, the last one the closing snapshot";
    list.insert(AFTER_AT, always("week", Kind::Integer, week));
    list
}

/// The weekly series.
#[must_use]
pub fn series<'a>(series: &'a Series<'a>) -> Table<'a> {
    let mut list = columns(series.at());
    list.extend(estimate_columns());
    list.extend([unit_column(), note_column(), stage_column()]);
    Table::new(
        "series",
        "week by week, with intervals over replications; of several services each has its totals and gaps",
        list,
        move |take| {
            for row in series.rows() {
                take(&cells(&row))?;
            }
            Ok(())
        },
    )
}

/// The cells of a row of the series.
pub(super) fn cells<'r>(row: &'r SeriesRow<'_>) -> [Value<'r>; 16] {
    [
        Value::Text(row.variant),
        Value::Text(row.service),
        Value::Text(row.population),
        Value::when(row.at),
        Value::count(row.week),
        Value::Text(row.measure),
        Value::Text(row.attribute),
        Value::Text(row.group),
        Value::number(row.estimate),
        Value::number(row.lower),
        Value::number(row.upper),
        Value::number(Some(row.coverage)),
        Value::count(row.replications),
        Value::Text(row.unit),
        Value::Text(&row.note),
        Value::Text(row.stage),
    ]
}

/// The weekly series of the first replication alone.
#[must_use]
pub fn first_run<'a>(series: &'a Series<'a>) -> Table<'a> {
    let mut list = columns(series.at());
    list.extend([
        always("value", Kind::Number, "the figure of the first replication at this audit"),
        unit_column(),
        stage_column(),
    ]);
    let meaning = "week by week in the first replication alone, all services together: what a list looks like, where means over replications \
                   are smoother than any of them";
    Table::new("first_run", meaning, list, move |take| {
        for row in series.first() {
            take(&[
                Value::Text(row.variant),
                Value::Text(row.words.service),
                Value::Text(row.words.set.population()),
                Value::when(row.at),
                Value::count(row.week),
                Value::Text(row.words.measure),
                Value::Text(row.words.attribute),
                Value::Text(row.words.group),
                Value::number(Some(row.value)),
                Value::Text(row.words.unit),
                Value::Text(row.words.stage),
            ])?;
        }
        Ok(())
    })
}
