//! Rows as they are meant: what merged cells leave blank is filled, and lists side by side become rows of their own.

use super::layouts::Role;
use super::looks::is_key;
use super::pass::Pass;
use super::{Refused, Row};

impl Pass<'_> {
    /// Takes a row as the file has it.
    pub(super) fn row(&mut self, row: Row<'_>) -> Result<bool, Refused> {
        let shape = self.shape;
        if row.line <= shape.line || (shape.merged.is_empty() && shape.beside.is_empty()) {
            return self.one(row);
        }
        let mut cells: Vec<&str> = row.cells.to_vec();
        let filled = |c: usize| row.cells.get(c).is_some_and(|cell| !cell.trim().is_empty());
        let has = |of: &dyn Fn(Role) -> bool, but: usize| {
            shape.roles.iter().enumerate().any(|(c, role)| c != but && of(*role) && filled(c))
        };
        // A row without counts is a note, and one without any key the total of what stands above it.
        let counts = has(&|role| matches!(role, Role::Band | Role::Count), usize::MAX);
        let mut above = std::mem::take(&mut self.above);
        for (&c, value) in shape.merged.iter().zip(&mut above).filter(|(c, _)| counts && filled(**c)) {
            *value = row.cells[c].trim().to_string();
        }
        for (&c, value) in shape.merged.iter().zip(&above).filter(|_| counts) {
            if has(&|role| is_key(role) || role == Role::Label, c) && cells.len() > c {
                cells[c] = value;
            }
        }
        let mut taken = Ok(true);
        if shape.beside.is_empty() {
            taken = self.one(Row { line: row.line, cells: &cells });
        } else {
            let width = shape.names.len() - 2;
            let beyond = cells.iter().skip(width).any(|c| !c.trim().is_empty());
            cells.resize(width.max(if beyond { cells.len() } else { 0 }), "");
            for &c in &shape.beside {
                let (name, people) = (shape.names[c].as_str(), cells[c]);
                let own: Vec<&str> = cells.iter().copied().chain([name, people]).collect();
                taken = self.one(Row { line: row.line, cells: &own });
                if taken.is_err() {
                    break;
                }
            }
        }
        self.above = above;
        taken
    }
}
