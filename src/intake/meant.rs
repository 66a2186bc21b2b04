//! Rows as they are meant: what merged cells leave blank is filled, and lists side by side become rows of their own.

use std::collections::BTreeSet;

use super::guess::Shape;
use super::layouts::{Role, is_total};
use super::looks::{Bands, is_key};
use super::pass::{Pass, Seen};
use super::values::{Cell, count, folded};
use super::{Refused, Row};

/// What stands above a row.
#[derive(Default)]
pub(super) struct Above {
    /// The last value of each column that is merged, and what the other keys said below it.
    last: Vec<(String, BTreeSet<Vec<String>>)>,
    /// The last value of each other key.
    keys: Vec<String>,
    bands: Bands,
    /// Lines where a blank cell cannot be that of a merged one, and the column.
    pub(super) unlike: Vec<(u64, usize)>,
}

impl Above {
    /// Fills the blank cells of a row that stand for the value above. Of a row without a list, group or place, which may be a total, only the date
    /// and the part are filled; what else stands above it is handed back, by column.
    fn fill<'a>(&'a mut self, shape: &Shape, row: Row<'_>, cells: &mut [&'a str]) -> Vec<(usize, String)> {
        let cell = |c: usize| row.cells.get(c).map_or("", |v| v.trim());
        let keys = || (0..shape.roles.len()).filter(|&c| is_key(shape.roles[c]) || shape.roles[c] == Role::Label);
        // The header again is no value.
        if keys().any(|c| !cell(c).is_empty())
            && keys().filter(|&c| !cell(c).is_empty()).all(|c| cell(c) == shape.names[c])
        {
            return Vec::new();
        }
        self.last.resize_with(shape.merged.len(), Default::default);
        let again = self.bands.again(&shape.roles, &|c| folded(cell(c)));
        let no_key =
            |c: usize| !matches!(shape.roles[c], Role::Service | Role::Group | Role::Place) || cell(c).is_empty();
        if again || (keys().all(no_key) && !shape.roles.contains(&Role::Label)) {
            let mut above: Vec<(usize, String)> = Vec::new();
            for (&c, (value, _)) in shape.merged.iter().zip(&self.last) {
                if !cell(c).is_empty() {
                    continue;
                }
                if matches!(shape.roles[c], Role::Date | Role::Part) {
                    if c < cells.len() && !value.is_empty() {
                        cells[c] = value;
                    }
                } else {
                    above.push((c, value.clone()));
                }
            }
            // The band stood below the last value of the innermost column already.
            if again && above.len() > 1 {
                above.pop();
            }
            return above;
        }
        self.keys.resize_with(shape.roles.len(), String::new);
        let total = keys().any(|c| is_total(&folded(cell(c))));
        let mut meant: Vec<String> = (0..shape.roles.len()).map(|c| folded(cell(c))).collect();
        for (&c, (value, own)) in shape.merged.iter().zip(&mut self.last).rev() {
            let blank = cell(c).is_empty();
            if !blank {
                *value = cell(c).to_string();
                own.clear();
            } else if !keys().any(|o| o > c && !cell(o).is_empty()) {
                continue;
            }
            let changed = |o: usize| o < c && !cell(o).is_empty() && cell(o) != self.keys[o];
            let fresh = total || own.insert(keys().filter(|&o| o != c).map(|o| meant[o].clone()).collect());
            if blank && (!fresh || keys().any(changed)) {
                self.unlike.push((row.line, c));
            }
            if blank {
                meant[c] = folded(value);
            }
        }
        for c in keys().filter(|&c| !cell(c).is_empty()) {
            if self.keys[c] != cell(c) {
                self.keys[c] = cell(c).to_string();
            }
        }
        for (&c, (value, _)) in shape.merged.iter().zip(&self.last) {
            if cell(c).is_empty() && keys().any(|o| o > c && !cell(o).is_empty()) && c < cells.len() {
                cells[c] = value;
            }
        }
        Vec::new()
    }
}

impl Pass<'_> {
    /// Takes a row as the file has it.
    pub(super) fn row(&mut self, row: Row<'_>) -> Result<bool, Refused> {
        let shape = self.shape;
        if row.line <= shape.line || (shape.merged.is_empty() && shape.beside.is_empty()) {
            return self.one(row);
        }
        let mut cells: Vec<&str> = row.cells.to_vec();
        // A row without counts is a note, and one without any key the total of what stands above it.
        let of_counts = |c: usize| matches!(shape.roles[c], Role::Band | Role::Count) || shape.beside.contains(&c);
        let counts =
            (0..row.cells.len().min(shape.roles.len())).any(|c| of_counts(c) && !row.cells[c].trim().is_empty());
        let mut above = std::mem::take(&mut self.above);
        if counts && !shape.merged.is_empty() {
            if shape.merged.iter().any(|&c| row.cells.get(c).is_some_and(|v| !v.trim().is_empty())) {
                self.without_key.begin();
            }
            self.without_key.above = above.fill(shape, row, &mut cells);
        }
        let taken = if shape.beside.is_empty() {
            self.one(Row { line: row.line, cells: &cells })
        } else {
            self.each(row, cells)
        };
        self.above = above;
        taken
    }

    /// Takes a row of lists side by side, list by list; it is one row all the same.
    fn each(&mut self, row: Row<'_>, mut cells: Vec<&str>) -> Result<bool, Refused> {
        let shape = self.shape;
        let width = shape.names.len() - 2;
        let last = shape.beside.iter().copied().max().unwrap_or(0);
        let number = |c: &usize| row.cells.get(*c).is_some_and(|v| matches!(count(v), Cell::Count(_) | Cell::Held));
        let beyond = cells.iter().skip(width).any(|c| !c.trim().is_empty());
        if beyond || (cells.len() <= last && shape.beside.iter().any(number)) {
            self.seen.ragged.push(row.line);
            return Ok(true);
        }
        cells.resize(width, "");
        let before = (self.seen.rows, self.seen.without_counts, self.seen.filtered);
        let mut taken = Ok(true);
        for &c in &shape.beside {
            let (name, people) = (shape.names[c].as_str(), cells[c]);
            let own: Vec<&str> = cells.iter().copied().chain([name, people]).collect();
            taken = self.one(Row { line: row.line, cells: &own });
            if taken.is_err() {
                break;
            }
        }
        self.seen.as_one(before);
        taken
    }
}

impl Seen {
    /// Counts what came since as one row.
    fn as_one(&mut self, (rows, without, filtered): (u64, u64, u64)) {
        if self.rows > rows {
            // A list without a count in a row of others.
            self.missing += self.without_counts - without;
            self.without_counts = without;
        }
        self.rows = self.rows.min(rows + 1);
        self.without_counts = self.without_counts.min(without + 1);
        self.filtered = self.filtered.min(filtered + 1);
        self.ragged.dedup();
        self.unknown_labels.dedup();
    }
}
