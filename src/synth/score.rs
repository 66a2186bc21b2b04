//! How much of the faults in lists somebody has found, and how much of what they found is one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::error::{nearest, visible};

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
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
    /// What to know of the figures.
    pub remarks: Vec<String>,
}

/// The true levels of the person of a row: by table, number of the row and identifier.
pub type GroupOf<'a> = &'a dyn Fn(&str, &str, &str) -> Option<Vec<String>>;

/// One fault, or one thing that was said.
struct Entry<'t> {
    table: &'t str,
    row: &'t str,
    id: &'t str,
    column: &'t str,
    kind: &'t str,
}

impl<'t> Entry<'t> {
    fn all(of: &'t Texts) -> Vec<Self> {
        let at = ["table", "row", "id", "column", "kind"].map(|name| of.column(name));
        let place = |row: &'t Vec<String>| {
            let [table, row, id, column, kind] = at.map(|c| of.at(row, c));
            Entry { table, row, id, column, kind }
        };
        of.rows.iter().map(place).collect()
    }

    /// Whether this is said of that fault.
    fn is_of(&self, fault: &Entry<'_>) -> bool {
        let open = |said: &str, is: &str| said.is_empty() || is.is_empty() || said.eq_ignore_ascii_case(is);
        let same_row =
            if self.row.is_empty() || fault.row.is_empty() { self.id == fault.id } else { self.row == fault.row };
        same_row
            && open(self.table, fault.table)
            && open(self.column, fault.column)
            && (self.kind.is_empty() || self.kind.eq_ignore_ascii_case(fault.kind))
    }
}

/// Holds what was found against the truth. `group_of` gives the true levels of a row that has no fault, where they are known.
///
/// # Errors
/// What is wrong with the tables.
pub fn score(truth: &Texts, detected: &Texts, group_of: Option<GroupOf<'_>>) -> Result<Score, Vec<String>> {
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
    let faults = Entry::all(truth);
    let said = Entry::all(detected);
    let tables: BTreeSet<&str> = faults.iter().map(|f| f.table).collect();
    if detected.column("table").is_none() && tables.len() > 1 {
        let known: Vec<&str> = tables.iter().copied().collect();
        problems
            .push(format!("what was found: a column `table` is needed, as there are faults in {}", known.join(", ")));
    }
    let kinds: BTreeSet<&str> = faults.iter().map(|f| f.kind).collect();
    let mut remarks = Vec::new();
    let unknown: BTreeSet<&str> = said
        .iter()
        .map(|s| s.kind)
        .filter(|k| !k.is_empty() && !kinds.iter().any(|kind| kind.eq_ignore_ascii_case(k)))
        .collect();
    for kind in unknown {
        let near = nearest(kind, kinds.iter().copied()).map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        remarks.push(format!("no fault is of the kind `{}`{near}", visible(kind)));
    }
    let elsewhere: BTreeSet<&str> = (said.iter().map(|s| s.table))
        .filter(|t| !t.is_empty() && !tables.iter().any(|known| known.eq_ignore_ascii_case(t)))
        .collect();
    for table in elsewhere {
        let near =
            nearest(table, tables.iter().copied()).map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        remarks.push(format!("no fault is in the table `{}`{near}", visible(table)));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
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
    let mut nowhere = 0;
    for s in &said {
        let rows = by_row.get(s.row).into_iter().filter(|_| !s.row.is_empty()).flatten();
        let ids = by_id.get(s.id).into_iter().filter(|_| !s.id.is_empty()).flatten();
        let mut hits: Vec<usize> = rows.chain(ids).copied().filter(|&i| s.is_of(&faults[i])).collect();
        hits.sort_unstable();
        hits.dedup();
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
    if nowhere > 0 {
        remarks.push(format!(
            "{nowhere} of what was said lie in rows whose people are not known here, and are in no group"
        ));
    }
    let mut score = Score {
        all,
        kinds: of_kind.into_values().collect(),
        groups: of_group.into_values().filter(|l| !l.of.ends_with(": ")).collect(),
        remarks,
    };
    score.all.shares();
    score.kinds.iter_mut().chain(&mut score.groups).for_each(Line::shares);
    Ok(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[&str]) -> Texts {
        let mut rows = lines.iter().map(|l| l.split(',').map(String::from).collect::<Vec<_>>());
        Texts { header: rows.next().expect("a header"), rows: rows.collect() }
    }

    fn truth() -> Texts {
        texts(&[
            "table,row,id,column,kind,area_true",
            "p,1,A,area,missing,poor",
            "p,2,B,area,missing,poor",
            "p,2,B,date,swapped,poor",
            "p,4,D,,duplicate,rich",
            "p,,E,,late arrival,rich",
        ])
    }

    #[test]
    fn what_is_found_and_what_is_right_are_counted_by_kind_and_by_group() {
        let detected = texts(&[
            "row,id,column,kind",
            "1,,area,",
            "2,,date,missing",
            "4,,,",
            "3,,area,missing",
            ",E,,late arrival",
        ]);
        let of = |_: &str, row: &str, _: &str| (row == "3").then(|| vec!["rich".to_string()]);
        let score = score(&truth(), &detected, Some(&of)).expect("is scored");
        assert_eq!((score.all.faults, score.all.found, score.all.said, score.all.right), (5, 3, 5, 3));
        let line = |lines: &[Line], of: &str| {
            let l = lines.iter().find(|l| l.of == of).unwrap_or_else(|| panic!("no line {of}"));
            (l.faults, l.found, l.said, l.right)
        };
        assert_eq!(line(&score.kinds, "missing"), (2, 1, 3, 1));
        assert_eq!(line(&score.kinds, "swapped"), (1, 0, 0, 0));
        assert_eq!(line(&score.kinds, "duplicate"), (1, 1, 1, 1));
        assert_eq!(line(&score.groups, "area: poor"), (3, 1, 1, 1));
        assert_eq!(line(&score.groups, "area: rich"), (2, 2, 3, 2));
        assert_eq!(score.remarks.len(), 1, "{:?}", score.remarks);
    }

    #[test]
    fn capital_letters_of_a_table_make_no_other_table() {
        let detected = texts(&["table,row,column", "P,1,AREA", "q,1,area"]);
        let score = score(&truth(), &detected, None).expect("is scored");
        assert_eq!(score.all.right, 1);
        assert!(score.remarks.iter().all(|r| !r.contains("`P`")), "{:?}", score.remarks);
        assert!(score.remarks.iter().any(|r| r.contains("`q`")), "{:?}", score.remarks);
    }

    #[test]
    fn nothing_said_is_no_precision_and_all_that_is_wrong_is_told() {
        let nothing = score(&truth(), &texts(&["row"]), None).expect("is scored");
        assert_eq!((nothing.all.recall, nothing.all.precision), (Some(0.0), None));
        let problems = score(&texts(&["row"]), &texts(&["column"]), None).expect_err("is refused");
        assert_eq!(problems.len(), 5, "{problems:?}");
    }
}
