//! Columns whose blank cells stand for the value above, as merged cells do.

use std::collections::BTreeSet;

use super::layouts::is_total;
use super::role::Role;
use super::row::Rows;
use super::values::{Cell, count, folded};

/// Roles of columns that counts are told apart by.
pub(super) fn is_key(role: Role) -> bool {
    matches!(role, Role::Service | Role::Group | Role::Place | Role::Part | Role::Date)
}

/// The bands that stand below the last value of any key, where bands go down.
#[derive(Default)]
pub(super) struct Bands(Vec<String>);

impl Bands {
    /// Whether a row has nothing but a band, and one that stood below the same values: it is a total.
    pub(super) fn again(&mut self, roles: &[Role], cell: &dyn Fn(usize) -> String) -> bool {
        let Some(label) = roles.iter().position(|r| *r == Role::Label) else { return false };
        if (0..roles.len()).any(|c| is_key(roles[c]) && !cell(c).is_empty()) {
            self.0.clear();
        }
        let own = cell(label);
        let again = self.0.contains(&own);
        if !again {
            self.0.push(own);
        }
        again
    }
}

/// Columns of keys whose blank cells stand for the value above. The first row has a value, and no two rows that follow each other have the same. The rows
/// under each value differ in the other keys, and each has a value further to the right. The column furthest to the right is never merged, and neither is
/// one that is blank beside a new value to its left.
pub(super) fn merged(body: Rows<'_>, roles: &[Role], beside: &[usize]) -> Vec<usize> {
    let cell = |row: &(u64, Vec<String>), c: usize| row.1.get(c).map_or(String::new(), |v| folded(v));
    let counts = |row: &&(u64, Vec<String>)| {
        (0..roles.len()).any(|c| {
            (matches!(roles[c], Role::Band | Role::Count) || beside.contains(&c))
                && row.1.get(c).is_some_and(|v| matches!(count(v), Cell::Count(_)))
        })
    };
    let keys: Vec<usize> = (0..roles.len()).filter(|&c| is_key(roles[c]) || roles[c] == Role::Label).collect();
    // A row that has no key at all, or the name of a total, is the sum of what stands above it.
    let some = |row: &&(u64, Vec<String>)| {
        let mut own = keys.iter().map(|&c| cell(row, c)).filter(|v| !v.is_empty()).peekable();
        own.peek().is_some() && !own.any(|v| is_total(&v))
    };
    let mut bands = Bands::default();
    let whole = |row: &&(u64, Vec<String>)| !bands.again(roles, &|c| cell(row, c));
    let rows: Vec<&(u64, Vec<String>)> = body.iter().filter(counts).filter(some).filter(whole).collect();
    // What the rows say with their blank cells filled, from the right to the left: those of an outer column may hold several of an inner one.
    let mut meant: Vec<Vec<String>> = rows.iter().map(|row| (0..roles.len()).map(|c| cell(row, c)).collect()).collect();
    let is = |c: &usize, meant: &[Vec<String>]| {
        let values: Vec<String> = rows.iter().map(|row| cell(row, *c)).collect();
        let filled = |row: &&(u64, Vec<String>)| keys.iter().any(|&o| o > *c && !cell(row, o).is_empty());
        // A new value to the left begins something else.
        let begins = || {
            let left = keys.iter().filter(|&o| o < c);
            left.clone().any(|&o| {
                let mut above = String::new();
                rows.iter().zip(&values).any(|(row, value)| {
                    let own = cell(row, o);
                    let new = !own.is_empty() && own != above;
                    above = if new { own } else { std::mem::take(&mut above) };
                    new && value.is_empty()
                })
            })
        };
        let blanks = || rows.iter().zip(&values).filter(|(_, v)| v.is_empty()).map(|(row, _)| row);
        // Under one value no two rows may say the same: the second would be a total of the first.
        let apart = || {
            let mut own: BTreeSet<Vec<&str>> = BTreeSet::new();
            meant.iter().zip(&values).all(|(row, value)| {
                if !value.is_empty() {
                    own.clear();
                }
                own.insert(keys.iter().filter(|o| *o != c).map(|&o| row[o].as_str()).collect())
            })
        };
        apart()
            && values.first().is_some_and(|v| !v.is_empty())
            && blanks().next().is_some()
            && values.windows(2).all(|w| w[0].is_empty() || w[0] != w[1])
            && blanks().all(filled)
            && !begins()
    };
    let mut found = Vec::new();
    for c in keys.iter().rev().filter(|c| is_key(roles[**c])) {
        if is(c, &meant) {
            found.insert(0, *c);
            let mut above = String::new();
            for row in &mut meant {
                if row[*c].is_empty() { row[*c].clone_from(&above) } else { above.clone_from(&row[*c]) }
            }
        }
    }
    found
}
