//! The table of what comes out with a number at an end of its range.

use super::tables::{always, difference_columns, key_columns, means_columns, note_column, unit_column};
use super::{Column, Kind, Table, Value};
use crate::compare::COVERAGE;
use crate::study::ranges::Ranges;

/// The headline of every policy with each number at each end of its range, beside the same as given.
#[must_use]
pub fn ranges(all: &Ranges) -> Table<'_> {
    let list = columns();
    let place = |name: &str| list.iter().position(|c| c.name == name).unwrap_or_default();
    let (length, coverage, pairs, note) = (list.len(), place("coverage"), place("replications"), place("note"));
    let meaning =
        "the headline of every policy with one number of the scenario at an end of its range, and all others as given";
    Table::new("ranges", meaning, list, move |take| {
        for end in &all.ends {
            let head = [Value::Text(&end.end.path), Value::Text(end.end.end), Value::number(Some(end.end.input))];
            if end.rows.is_empty() {
                let mut row = vec![Value::Empty; length];
                row[..3].copy_from_slice(&head);
                (row[coverage], row[pairs]) = (Value::number(Some(COVERAGE)), Value::count(0));
                row[note] = Value::Text(&end.note);
                take(&row)?;
            }
            for r in &end.rows {
                let note = [r.note.as_str(), end.note.as_str()]
                    .into_iter()
                    .filter(|n| !n.is_empty())
                    .collect::<Vec<_>>()
                    .join("; ");
                let group = if r.group.is_empty() { Value::Empty } else { Value::Text(&r.group) };
                take(&[
                    head[0],
                    head[1],
                    head[2],
                    Value::Text(&r.variant),
                    Value::Text(r.population),
                    Value::Text(&r.measure),
                    Value::Text(&r.attribute),
                    group,
                    Value::number(r.difference.mean),
                    Value::number(r.difference.lower()),
                    Value::number(r.difference.upper()),
                    Value::number(Some(COVERAGE)),
                    Value::count(r.pairs),
                    Value::Text(r.verdict.words()),
                    Value::number(r.as_given),
                    Value::Text(r.verdict_as_given.words()),
                    Value::number(r.moved.mean),
                    Value::number(r.moved.lower()),
                    Value::number(r.moved.upper()),
                    Value::Boolean(r.turns()),
                    Value::number(r.means.map(|m| m[0])),
                    Value::number(r.means.map(|m| m[1])),
                    Value::Text(&r.unit),
                    Value::Text(&note),
                ])?;
            }
        }
        Ok(())
    })
}

/// Which number, at which end; the figure, as every table of differences has it; and beside it the same as given.
fn columns() -> Vec<Column> {
    let column = Column::new;
    let mut list = vec![
        always("path", Kind::Text, "the number, as in the table of assumptions; all others are as given"),
        always("end", Kind::Text, "the end of its range that it is at").one_of(["low", "high"]),
        always("input", Kind::Number, "what the number is there, in the unit of its key"),
    ];
    let of_the_headline = ["variant", "population", "measure", "attribute", "group"];
    let key = key_columns(None).into_iter().filter(|c| of_the_headline.contains(&c.name.as_str()));
    list.extend(key.map(where_it_ran));
    list.extend(difference_columns());
    list.extend([
        column(
            "verdict",
            Kind::Text,
            "what the difference says, as in the table of contrasts, but for no adjustment for several",
        ),
        column("as_given", Kind::Number, "the difference with the number as given, over the same replications"),
        column("verdict_as_given", Kind::Text, "what that says"),
        column(
            "moved",
            Kind::Number,
            "mean of difference minus as_given in each replication: how far the answer moves with the number",
        ),
        column("moved_lower", Kind::Number, "lower end of its t interval"),
        column("moved_upper", Kind::Number, "upper end of its t interval"),
        column("turns", Kind::Boolean, "whether the verdict is another than as given"),
    ]);
    list.extend(means_columns());
    list.extend([where_it_ran(unit_column()), note_column()]);
    list
}

/// A number that cannot be moved by itself has a row without figures.
fn where_it_ran(column: Column) -> Column {
    let meaning = format!("{}; empty where the number cannot be moved by itself (see note)", column.meaning);
    Column { required: false, meaning, ..column }
}
