//! Rows made whole: what merged cells leave blank is filled, and lists side by side become rows of their own.

use super::pass::{Pass, Seen};
use super::refused::Refused;
use super::role::Role;
use super::row::Row;
use super::values::{Cell, count};

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
