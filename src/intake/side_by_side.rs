//! Columns of counts that stand beside a column of bands, each a list.

use super::bands::Band;
use super::column_values::look;
use super::mapping::Mapping;
use super::role::Role;
use super::row::Rows;
use super::values::{Cell, clean, count, folded};

/// Columns of counts that are called groups: three or more with the same first word and a number (`IMD 1`, `IMD 2`, `IMD 3`), which hold numbers beside bands that go down. A column of
/// groups holds levels, and there is one of it.
fn counts_of_groups(body: Rows<'_>, names: &[String], roles: &[Role], mapping: &Mapping) -> Vec<usize> {
    let first = |c: usize| folded(&names[c]).split_whitespace().next().unwrap_or_default().to_string();
    let numbers = |c: &usize| {
        let look = look(body, *c);
        roles[*c] == Role::Group
            && !mapping.columns.contains_key(&folded(&names[*c]))
            && look.filled > 0
            && look.numbers * 10 >= look.filled * 9
    };
    let all: Vec<usize> = (0..roles.len()).filter(numbers).collect();
    let level = |c: usize| names[c].chars().any(|sign| sign.is_ascii_digit() || sign == '(');
    let several = |c: &usize| level(*c) && all.iter().filter(|o| first(**o) == first(*c) && level(**o)).count() > 2;
    all.iter().copied().filter(several).collect()
}

/// Columns of counts beside a column of bands, each a list of its own: two or more where nothing else is a list or a count. A column for their names and one
/// for their counts are added behind all others.
pub(super) fn beside(
    body: Rows<'_>,
    names: &mut Vec<String>,
    roles: &mut Vec<Role>,
    marks: &[usize],
    mapping: &Mapping,
) -> Vec<usize> {
    counts_of_groups(body, names, roles, mapping).into_iter().for_each(|c| roles[c] = Role::Aside);
    if roles.contains(&Role::Service) {
        return Vec::new();
    }
    let numeric = |c: &usize| {
        let look = look(body, *c);
        roles[*c] == Role::Aside
            && !marks.contains(c)
            && !mapping.columns.contains_key(&folded(&names[*c]))
            // Names of numbers are years or codes, but ages are such as `18-64`.
            && (names[*c].chars().any(char::is_alphabetic) || Band::read(&names[*c]).is_some())
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
