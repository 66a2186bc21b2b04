//! What stands above a row, for the blank cells of merged columns.

use std::collections::BTreeSet;

use super::layouts::is_total;
use super::merged_columns::{Bands, is_key};
use super::role::Role;
use super::row::Row;
use super::shape::Shape;
use super::values::folded;

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
    pub(super) fn fill<'a>(&'a mut self, shape: &Shape, row: Row<'_>, cells: &mut [&'a str]) -> Vec<(usize, String)> {
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
