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

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[&str]) -> Texts {
        let mut rows = lines.iter().map(|l| l.split(',').map(String::from).collect::<Vec<_>>());
        Texts { header: rows.next().expect("a header"), rows: rows.collect(), lines: Vec::new() }
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
        let score = score(&truth(), &detected, &Lists::new(), Some(&of)).expect("is scored");
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
        let score = score(&truth(), &detected, &Lists::new(), None).expect("is scored");
        assert_eq!(score.all.right, 1);
        assert!(score.remarks.iter().all(|r| !r.contains("`P`")), "{:?}", score.remarks);
        assert!(score.remarks.iter().any(|r| r.contains("`q`")), "{:?}", score.remarks);
    }

    #[test]
    fn a_finding_counts_once_however_often_it_is_said() {
        let mut lines = vec!["table,row,column,kind"];
        lines.extend(std::iter::repeat_n("p,1,area,", 998));
        lines.extend(["P,1,AREA,Missing", "p,1,,", "p,3,area,", "p,3,AREA,", "p,4,area,missing"]);
        let score = score(&truth(), &texts(&lines), &Lists::new(), None).expect("is scored");
        assert_eq!((score.all.said, score.all.right, score.all.found, score.repeats), (3, 1, 1, 1000));
        assert!(score.remarks.iter().any(|r| r.starts_with("1000 of the findings")), "{:?}", score.remarks);
    }

    #[test]
    fn what_names_nothing_is_refused_all_at_once() {
        let list = Listed { columns: vec!["area".into(), "date".into()], rows: Some(4) };
        let lists = Lists::from([("p".to_string(), list)]);
        let mut detected = texts(&[
            "table,row,id,column,kind",
            "pp,1,,,",
            "p,1,,aera,mising",
            "p,0,,,",
            "p,x,,,",
            "p,5,,,",
            "p,,,date,",
            "p,0,,,",
            "p,2,,date,stale",
        ]);
        detected.lines = (2..10).collect();
        let problems = score(&truth(), &detected, &lists, None).expect_err("is refused").join("\n");
        for told in [
            "line 2: there is no table `pp`; did you mean `p`?",
            "line 3: there is no column `aera` in `p`; did you mean `area`?",
            "line 3: there is no kind of fault `mising`; did you mean `missing`?",
            "line 4: there is no row `0`: rows are whole numbers from 1, below the header; the last is 4 (and 1 more",
            "line 5: there is no row `x`",
            "line 6: there is no row `5`",
            "line 7: neither `row` nor `id`",
        ] {
            assert!(problems.contains(told), "{told}: {problems}");
        }
        assert_eq!(problems.lines().count(), 7, "{problems}");
    }

    #[test]
    fn nothing_said_is_no_precision_and_all_that_is_wrong_is_told() {
        let nothing = score(&truth(), &texts(&["row"]), &Lists::new(), None).expect("is scored");
        assert_eq!((nothing.all.recall, nothing.all.precision), (Some(0.0), None));
        let problems = score(&texts(&["row"]), &texts(&["column"]), &Lists::new(), None).expect_err("is refused");
        assert_eq!(problems.len(), 5, "{problems:?}");
    }
}
