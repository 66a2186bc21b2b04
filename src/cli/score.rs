//! `queuity score`: what was found in lists with faults on purpose, against the truth.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::arguments::{Output, Score};
use super::exit::Failure;
use super::print;
use super::table::{self, Table};
use crate::report;
use crate::synth::score::{self, Line, Texts};

/// The table of faults in a folder of lists.
const FAULTS: &str = "truth_faults.csv";

/// Scores what was found.
pub(crate) fn score(asked: &Score, output: &Output) -> Result<(), Failure> {
    let truth_path = if asked.truth.is_dir() { asked.truth.join(FAULTS) } else { asked.truth.clone() };
    let read = |path: &Path| report::texts(path).map_err(|e| Failure::File(format!("error: {e}")));
    let (truth, detected) = (read(&truth_path)?, read(&asked.detected)?);
    let folder = truth_path.parent().map(Path::to_path_buf).unwrap_or_default();
    let people = People::read(&folder, &truth);
    let of = |table: &str, row: &str, id: &str| people.as_ref().and_then(|p| p.levels(table, row, id));
    let found = score::score(&truth, &detected, Some(&of));
    let found = found.map_err(|problems| Failure::Invalid(format!("error: {}", problems.join("\nerror: "))))?;
    if output.json {
        return print(format!("{:#}\n", json!(found)).as_bytes());
    }
    let mut text = String::new();
    let all = vec![found.all.clone()];
    for (title, lines) in [("All faults", &all), ("By kind", &found.kinds), ("By true group", &found.groups)] {
        if lines.is_empty() {
            continue;
        }
        let head = ["", "faults", "found", "recall", "said", "right", "precision"].map(String::from);
        let mut table = Table::new(head);
        lines.iter().for_each(|line| table.row(cells(line)));
        text.push_str(&format!("{title}\n{}\n", table.render(table::width())));
    }
    for remark in &found.remarks {
        text.push_str(&table::wrap(&format!("note: {remark}"), table::width()));
        text.push('\n');
    }
    print(text.as_bytes())
}

fn cells(line: &Line) -> [String; 7] {
    let share = |x: Option<f64>| x.map_or_else(|| "-".to_string(), |x| format!("{:.1}%", 100.0 * x));
    [
        line.of.clone(),
        line.faults.to_string(),
        line.found.to_string(),
        share(line.recall),
        line.said.to_string(),
        line.right.to_string(),
        share(line.precision),
    ]
}

/// Who the rows of the tables beside the truth are about.
struct People {
    /// True levels by person.
    levels: BTreeMap<String, Vec<String>>,
    /// By table: the person of each row, and of each identifier.
    tables: BTreeMap<String, (Vec<String>, BTreeMap<String, usize>)>,
}

impl People {
    /// Reads the tables that have faults; nothing where the people are not there.
    fn read(folder: &Path, truth: &Texts) -> Option<Self> {
        let texts = |name: &str| -> Option<Texts> {
            let plain =
                !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            let path: PathBuf = folder.join(format!("{name}.csv"));
            if plain { report::texts(&path).ok() } else { None }
        };
        let people = texts("truth_people")?;
        let levels = people.rows.into_iter().filter_map(|mut row| {
            let rest = row.split_off(1.min(row.len()));
            Some((row.pop()?, rest))
        });
        let column = truth.header.iter().position(|h| h == "table")?;
        let mut names: Vec<&String> = truth.rows.iter().filter_map(|row| row.get(column)).collect();
        names.sort_unstable();
        names.dedup();
        let mut tables = BTreeMap::new();
        for name in names {
            let Some(table) = texts(name) else { continue };
            let Some(person) = table.header.iter().position(|h| h == "patient_id") else { continue };
            let ids = table.rows.iter().enumerate().filter_map(|(i, row)| Some((row.first()?.clone(), i))).collect();
            let people = table.rows.iter().map(|row| row.get(person).cloned().unwrap_or_default()).collect();
            tables.insert(name.clone(), (people, ids));
        }
        Some(Self { levels: levels.collect(), tables })
    }

    fn levels(&self, table: &str, row: &str, id: &str) -> Option<Vec<String>> {
        let only = || self.tables.values().next().filter(|_| self.tables.len() == 1);
        let (people, ids) = if table.is_empty() { only()? } else { self.tables.get(table)? };
        let by_row = row.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let at = by_row.or_else(|| ids.get(id).copied())?;
        self.levels.get(people.get(at)?).cloned()
    }
}
