//! How much of the faults in lists somebody has found, and how much of what they found is one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::findings::{Entry, unknown};
use super::mess::KINDS;
use crate::error::visible;

pub use super::findings::{Listed, Lists};

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// The line of each row in its file; empty where a file has no lines.
    pub lines: Vec<u64>,
}

impl Texts {
    /// The same where these columns are there too, and empty, if a format has left them out.
    #[must_use]
    pub fn with(mut self, columns: &[&str]) -> Self {
        for name in columns {
            if self.column(name).is_none() {
                self.header.push((*name).to_string());
                self.rows.iter_mut().for_each(|row| row.push(String::new()));
            }
        }
        self
    }

    /// The place of a column, however its name is written.
    fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
    }

    /// Where a row stands in its file.
    fn line(&self, row: usize) -> String {
        self.lines.get(row).map_or_else(|| format!("row {}", row + 1), |line| format!("line {line}"))
    }

    fn at<'t>(&'t self, row: &'t [String], column: Option<usize>) -> &'t str {
        column.and_then(|c| row.get(c)).map_or("", |text| text.trim())
    }
}

/// How much was found of some faults.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// Of what: a kind of fault, or a level of an attribute; all.
    pub of: String,
    /// Faults that there are.
    pub faults: u64,
    /// Those of them that were found.
    pub found: u64,
    /// Found of all that there are; none where there is none.
    pub recall: Option<f64>,
    /// What was said to be a fault.
    pub said: u64,
    /// What of that is one.
    pub right: u64,
    /// What is one of all that was said; none where nothing was said.
    pub precision: Option<f64>,
}

impl Line {
    fn new(of: &str) -> Self {
        Self { of: of.to_string(), ..Self::default() }
    }

    fn shares(&mut self) {
        let share = |a: u64, b: u64| if b == 0 { None } else { Some(a as f64 / b as f64) };
        self.recall = share(self.found, self.faults);
        self.precision = share(self.right, self.said);
    }
}

/// How much was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// All faults.
    pub all: Line,
    /// By kind.
    pub kinds: Vec<Line>,
    /// By true level of each attribute, as "attribute: level".
    pub groups: Vec<Line>,
    /// Findings that say the same as one before them, and are not counted again.
    pub repeats: u64,
    /// What to know of the figures.
    pub remarks: Vec<String>,
}

/// The true levels of the person of a row: by table, number of the row and identifier.
pub type GroupOf<'a> = &'a dyn Fn(&str, &str, &str) -> Option<Vec<String>>;

/// The faults of a table, or what was said.
fn entries<'t>(of: &'t Texts) -> Vec<Entry<'t>> {
    let at = ["table", "row", "id", "column", "kind"].map(|name| of.column(name));
    let place = |row: &'t Vec<String>| {
        let [table, row, id, column, kind] = at.map(|c| of.at(row, c));
        Entry { table, row, id, column, kind }
    };
    of.rows.iter().map(place).collect()
}

/// Holds what was found against the truth; each finding counts once. `lists` are the tables that findings can be in, and `group_of` gives
/// the true levels of a row that has no fault, where they are known.
///
/// # Errors
/// What is wrong with the tables, and all that findings name and is not there.
pub fn score(
    truth: &Texts,
    detected: &Texts,
    lists: &Lists,
    group_of: Option<GroupOf<'_>>,
) -> Result<Score, Vec<String>> {
    let mut problems = Vec::new();
    for (of, what, needed) in
        [(truth, "truth", &["table", "row", "id", "column", "kind"][..]), (detected, "what was found", &[])]
    {
        for name in needed.iter().filter(|name| of.column(name).is_none()) {
            problems.push(format!("{what}: there is no column `{name}`; is this `truth_faults.csv`?"));
        }
    }
    if detected.column("row").is_none() && detected.column("id").is_none() {
        problems.push(
            "what was found: a column `row` (from 1 below the header) or `id` says which row is meant".to_string(),
        );
    }
    let levels: Vec<(usize, &str)> = (truth.header.iter().enumerate())
        .filter_map(|(c, name)| Some((c, name.trim().strip_suffix("_true")?)))
        .collect();
    let faults = entries(truth);
    let said = entries(detected);
    let tables: BTreeSet<&str> = faults.iter().map(|f| f.table).collect();
    if detected.column("table").is_none() && tables.len() > 1 {
        let known: Vec<&str> = tables.iter().copied().collect();
        problems
            .push(format!("what was found: a column `table` is needed, as there are faults in {}", known.join(", ")));
    }
    let kinds: BTreeSet<&str> = faults.iter().map(|f| f.kind).collect();
    let mut known = KINDS.map(|kind| kind.name()).to_vec();
    known.extend(kinds.iter().filter(|kind| !kind.is_empty()));
    if problems.is_empty() {
        problems = unknown(&said, &|at| detected.line(at), lists, &known);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut remarks = Vec::new();
    let mut none = |what: &str, named: &mut dyn Iterator<Item = &str>, there: &BTreeSet<&str>| {
        let missing: BTreeSet<String> = named
            .filter(|name| !name.is_empty() && !there.iter().any(|t| t.eq_ignore_ascii_case(name)))
            .map(str::to_ascii_lowercase)
            .collect();
        remarks.extend(missing.iter().map(|name| format!("no fault is {what} `{}`", visible(name))));
    };
    none("of the kind", &mut said.iter().map(|s| s.kind), &kinds);
    none("in the table", &mut said.iter().map(|s| s.table), &tables);
    let mut by_row: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, fault) in faults.iter().enumerate() {
        by_row.entry(fault.row).or_default().push(i);
        by_id.entry(fault.id).or_default().push(i);
    }
    let groups_of = |i: usize| -> Vec<String> {
        levels.iter().map(|(c, name)| format!("{name}: {}", truth.at(&truth.rows[i], Some(*c)))).collect()
    };
    let mut found = vec![false; faults.len()];
    let mut all = Line::new("all");
    let mut of_kind: BTreeMap<&str, Line> = kinds.iter().map(|k| (*k, Line::new(k))).collect();
    let mut of_group: BTreeMap<String, Line> = BTreeMap::new();
    let (mut nowhere, mut repeats) = (0, 0);
    let mut counted: BTreeSet<(Vec<usize>, Option<[String; 5]>)> = BTreeSet::new();
    for s in &said {
        let rows = by_row.get(s.row).into_iter().filter(|_| !s.row.is_empty()).flatten();
        let ids = by_id.get(s.id).into_iter().filter(|_| !s.id.is_empty()).flatten();
        let mut hits: Vec<usize> = rows.chain(ids).copied().filter(|&i| s.is_of(&faults[i])).collect();
        hits.sort_unstable();
        hits.dedup();
        // The same faults found again, or the same said again of what is none.
        if !counted.insert((hits.clone(), hits.is_empty().then(|| s.key()))) {
            repeats += 1;
            continue;
        }
        let right = u64::from(!hits.is_empty());
        hits.iter().for_each(|&i| found[i] = true);
        all.said += 1;
        all.right += right;
        let mut kinds: Vec<&str> = hits.iter().map(|&i| faults[i].kind).collect();
        if kinds.is_empty() {
            kinds.extend(of_kind.keys().find(|k| k.eq_ignore_ascii_case(s.kind)).copied());
        }
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let line = of_kind.entry(kind).or_insert_with(|| Line::new(kind));
            line.said += 1;
            line.right += right;
        }
        let groups = match hits.first() {
            Some(&i) => Some(groups_of(i)),
            None => group_of.and_then(|of| of(s.table, s.row, s.id)).map(|levels_of| {
                levels.iter().zip(levels_of).map(|((_, name), level)| format!("{name}: {level}")).collect()
            }),
        };
        nowhere += u64::from(groups.is_none());
        for group in groups.into_iter().flatten() {
            let line = of_group.entry(group.clone()).or_insert_with(|| Line::new(&group));
            line.said += 1;
            line.right += right;
        }
    }
    for (i, fault) in faults.iter().enumerate() {
        let count = |line: &mut Line| {
            line.faults += 1;
            line.found += u64::from(found[i]);
        };
        count(&mut all);
        of_kind.entry(fault.kind).and_modify(count);
        for group in groups_of(i) {
            count(of_group.entry(group.clone()).or_insert_with(|| Line::new(&group)));
        }
    }
    if repeats > 0 {
        remarks.push(format!("{repeats} of the findings say the same as one before them, and are not counted again"));
    }
    if nowhere > 0 {
        remarks.push(format!(
            "{nowhere} of what was said lie in rows whose people are not known here, and are in no group"
        ));
    }
    let mut score = Score {
        all,
        kinds: of_kind.into_values().collect(),
        groups: of_group.into_values().filter(|l| !l.of.ends_with(": ")).collect(),
        repeats,
        remarks,
    };
    score.all.shares();
    score.kinds.iter_mut().chain(&mut score.groups).for_each(Line::shares);
    Ok(score)
}
