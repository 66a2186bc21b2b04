//! `queuity score`: what was found in lists with faults on purpose, against the truth.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::arguments::{Output, Score};
use super::exit::Failure;
use super::print::print;
use super::table::{self, Table};
use crate::report;
use crate::synth::score::{self, Line, Listed, Lists, Texts};

/// What is true of the lists as a whole.
const TRUTH: &str = "truth.json";
/// The description of the tables.
const PACKAGE: &str = "datapackage.json";
/// The table of faults in a folder of lists.
const FAULTS: &str = "truth_faults";
/// The column of the table of true levels that says whose they are.
const PERSON: &str = crate::synth::table::PEOPLE.1;

/// The file of a table in a folder, in the first of the formats that are read.
fn table_in(folder: &Path, name: &str) -> Option<PathBuf> {
    report::TEXTS.iter().map(|end| folder.join(format!("{name}.{end}"))).find(|path| path.is_file())
}

/// Scores what was found.
pub(crate) fn score(asked: &Score, output: &Output) -> Result<(), Failure> {
    let truth_path = match asked.truth.is_dir() {
        true => table_in(&asked.truth, FAULTS).unwrap_or_else(|| asked.truth.join(format!("{FAULTS}.csv"))),
        false => asked.truth.clone(),
    };
    let read = |path: &Path| report::texts(path).map_err(|e| Failure::File(format!("error: {e}")));
    let (mut truth, detected) = (read(&truth_path)?, read(&asked.detected)?);
    // Lines of JSON leave out what is empty in all of them.
    if truth_path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ndjson")) {
        truth = truth.with(&["row", "id", "column"]);
    }
    let folder = truth_path.parent().map(Path::to_path_buf).unwrap_or_default();
    let people = People::read(&folder, &truth);
    let of = |table: &str, row: &str, id: &str| people.as_ref().and_then(|p| p.levels(table, row, id));
    let found = score::score(&truth, &detected, &lists(&folder), Some(&of));
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

/// What a file of a folder says, if it is there.
fn json_of(folder: &Path, name: &str) -> Value {
    let text = std::fs::read(folder.join(name)).ok();
    text.and_then(|t| serde_json::from_slice(&t).ok()).unwrap_or_default()
}

/// The tables of a folder of lists, as their description has them; none where there is no description.
fn lists(folder: &Path) -> Lists {
    let (package, truth) = (json_of(folder, PACKAGE), json_of(folder, TRUTH));
    let resources: Vec<&Value> = package["resources"].as_array().into_iter().flatten().collect();
    let table = |(name, rows): (&String, &Value)| {
        // Names of resources are small, with hyphens.
        let named = name.to_lowercase().replace('_', "-");
        let resource = resources.iter().find(|resource| resource["name"] == named.as_str())?;
        let fields = resource["schema"]["fields"].as_array().into_iter().flatten();
        let columns = fields.filter_map(|field| Some(field["name"].as_str()?.to_string())).collect();
        Some((name.clone(), Listed { columns, rows: rows.as_u64() }))
    };
    let tables = truth["rows"].as_object().into_iter().flatten().filter(|(name, _)| !name.starts_with("truth_"));
    tables.filter_map(table).collect()
}

/// The columns of each table that name the row and the person, as `truth.json` has them.
fn keys(folder: &Path) -> Value {
    json_of(folder, TRUTH)["keys"].clone()
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
            let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if plain { report::texts(&table_in(folder, name)?).ok() } else { None }
        };
        let people = texts("truth_people")?;
        // By name: formats keep columns in an order of their own.
        let at = |name: &str| people.header.iter().position(|h| h == name);
        let person = at(PERSON)?;
        let own: Vec<Option<usize>> =
            truth.header.iter().filter(|h| h.ends_with("_true")).map(|name| at(name)).collect();
        let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        let level = |row: &[String], at: &Option<usize>| at.map(|at| cell(row, at)).unwrap_or_default();
        let levels = people.rows.iter().map(|row| (cell(row, person), own.iter().map(|at| level(row, at)).collect()));
        let column = truth.header.iter().position(|h| h == "table")?;
        let mut names: Vec<&String> = truth.rows.iter().filter_map(|row| row.get(column)).collect();
        names.sort_unstable();
        names.dedup();
        let keys = keys(folder);
        let mut tables = BTreeMap::new();
        for name in names {
            let Some(table) = texts(name) else { continue };
            let place = |key: &str| {
                let column = keys[name][key].as_str()?;
                table.header.iter().position(|h| h == column)
            };
            let Some(person) = place("person") else { continue };
            let id = place("id").unwrap_or(person);
            // Of rows that share an identifier the first; they are about the same person.
            let mut ids = BTreeMap::new();
            table.rows.iter().enumerate().for_each(|(i, row)| _ = ids.entry(cell(row, id)).or_insert(i));
            let people = table.rows.iter().map(|row| cell(row, person)).collect();
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
