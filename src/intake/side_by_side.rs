//! Columns of counts that stand beside a column of bands, each a list.

use super::column_values::look;
use super::mapping::Mapping;
use super::role::Role;
use super::row::Rows;
use super::values::{Cell, clean, count, folded};

/// Columns of counts beside a column of bands, each a list of its own: two or more where nothing else is a list or a count. A column for their names and one
/// for their counts are added behind all others.
pub(super) fn beside(
    body: Rows<'_>,
    names: &mut Vec<String>,
    roles: &mut Vec<Role>,
    marks: &[usize],
    mapping: &Mapping,
) -> Vec<usize> {
    if roles.contains(&Role::Service) {
        return Vec::new();
    }
    let numeric = |c: &usize| {
        let look = look(body, *c);
        roles[*c] == Role::Aside
            && !marks.contains(c)
            && !mapping.columns.contains_key(&folded(&names[*c]))
            && names[*c].chars().any(char::is_alphabetic)
            && look.filled > 0
            && look.numbers * 10 >= look.filled * 9
    };
    let found: Vec<usize> = (0..roles.len()).filter(numeric).collect();
    let total = (0..roles.len()).find(|&c| roles[c] == Role::Count);
    let number = |row: &(u64, Vec<String>), c: usize| match row.1.get(c).map(|v| count(v)) {
        Some(Cell::Count(n)) => n,
        _ => 0.0,
    };
    // A count beside them is that of the row, unless it is their sum.
    let is_sum = |c: usize| {
        let equal = body.iter().filter(|row| number(row, c) == found.iter().map(|&o| number(row, o)).sum::<f64>());
        equal.count() * 20 >= body.len() * 19
    };
    if found.len() < 2 || total.is_some_and(|c| mapping.columns.contains_key(&folded(&names[c])) || !is_sum(c)) {
        return Vec::new();
    }
    if let Some(total) = total {
        roles[total] = Role::Aside;
    }
    names.extend([clean("list of the column"), clean("people of the column")]);
    roles.extend([Role::Service, Role::Count]);
    found
}
