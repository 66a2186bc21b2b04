//! What is said to be a fault, and what of it names nothing that is there.

use std::collections::BTreeMap;

use crate::error::{instead, visible};

/// Most problems that are told.
const MOST: usize = 20;

/// A table that findings can be in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its columns.
    pub columns: Vec<String>,
    /// How many rows it has, where that is known.
    pub rows: Option<u64>,
}

/// The tables that findings can be in, by name; empty where they are not known.
pub type Lists = BTreeMap<String, Listed>;

/// One fault, or one thing that was said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'t> {
    pub(super) table: &'t str,
    pub(super) row: &'t str,
    pub(super) id: &'t str,
    pub(super) column: &'t str,
    pub(super) kind: &'t str,
}

impl Entry<'_> {
    /// Whether this is said of that fault.
    pub(super) fn is_of(&self, fault: &Entry<'_>) -> bool {
        let open = |said: &str, is: &str| said.is_empty() || is.is_empty() || said.eq_ignore_ascii_case(is);
        let same_row =
            if self.row.is_empty() || fault.row.is_empty() { self.id == fault.id } else { self.row == fault.row };
        same_row
            && open(self.table, fault.table)
            && open(self.column, fault.column)
            && (self.kind.is_empty() || self.kind.eq_ignore_ascii_case(fault.kind))
    }

    /// What is the same in every wording of it.
    pub(super) fn key(&self) -> [String; 5] {
        let [table, column, kind] = [self.table, self.column, self.kind].map(str::to_ascii_lowercase);
        [table, self.row.to_string(), self.id.to_string(), column, kind]
    }

    /// What it names that is not there.
    fn problems(&self, lists: &Lists, kinds: &[&str]) -> Vec<String> {
        let mut problems = Vec::new();
        let table = lists.iter().find(|(name, _)| name.eq_ignore_ascii_case(self.table)).map(|(_, table)| table);
        if !lists.is_empty() && !self.table.is_empty() && table.is_none() {
            let known: Vec<&str> = lists.keys().map(String::as_str).collect();
            problems.push(format!("there is no table `{}`; {}", visible(self.table), instead(self.table, &known)));
        }
        // Where no table is named, it may be any.
        let here: Vec<&Listed> = match self.table {
            "" => lists.values().collect(),
            _ => table.into_iter().collect(),
        };
        let columns: Vec<&str> = here.iter().flat_map(|table| &table.columns).map(String::as_str).collect();
        let known = |known: &[&str], name: &str| known.iter().any(|known| known.eq_ignore_ascii_case(name));
        if !columns.is_empty() && !self.column.is_empty() && !known(&columns, self.column) {
            let of = if self.table.is_empty() { String::new() } else { format!(" in `{}`", visible(self.table)) };
            let help = instead(self.column, &columns);
            problems.push(format!("there is no column `{}`{of}; {help}", visible(self.column)));
        }
        if !self.kind.is_empty() && !known(kinds, self.kind) {
            let help = instead(self.kind, kinds);
            problems.push(format!("there is no kind of fault `{}`; {help}", visible(self.kind)));
        }
        let most =
            here.iter().map(|table| table.rows).collect::<Option<Vec<u64>>>().and_then(|rows| rows.into_iter().max());
        match self.row.parse::<u64>() {
            _ if self.row.is_empty() && self.id.is_empty() => {
                problems.push("neither `row` nor `id` says which row is meant".to_string());
            }
            _ if self.row.is_empty() => {}
            Ok(row) if row > 0 && most.is_none_or(|most| row <= most) => {}
            _ => {
                let last = most.map_or_else(String::new, |most| format!("; the last is {most}"));
                problems.push(format!(
                    "there is no row `{}`: rows are whole numbers from 1, below the header{last}",
                    visible(self.row)
                ));
            }
        }
        problems
    }
}

/// What findings name that is not there: each once, with its first line and how many more there are.
pub(super) fn unknown(
    said: &[Entry<'_>],
    line: &dyn Fn(usize) -> String,
    lists: &Lists,
    kinds: &[&str],
) -> Vec<String> {
    let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for (at, entry) in said.iter().enumerate() {
        for problem in entry.problems(lists, kinds) {
            found.entry(problem).or_insert((at, 0)).1 += 1;
        }
    }
    let mut found: Vec<(usize, String, u64)> = found.into_iter().map(|(text, (at, n))| (at, text, n)).collect();
    found.sort();
    let more = found.len().saturating_sub(MOST);
    let told = found.into_iter().take(MOST).map(|(at, text, n)| {
        let again = if n > 1 { format!(" (and {} more such lines)", n - 1) } else { String::new() };
        format!("what was found, {}: {text}{again}", line(at))
    });
    let rest = (more > 0).then(|| format!("what was found: {more} more problems like these"));
    told.chain(rest).collect()
}
