//! The files of every layout in LibreOffice: rows, columns and values are those that were written, and no text is a formula.

use std::path::{Path, PathBuf};

use calamine::{Data, Reader};

use crate::browser::skip;
use crate::browser::spreadsheet::{as_sheets, office};
use crate::synth::{SMALL, home, queuity, succeeds};

/// Header and rows of a CSV file, in order.
fn lines(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("a table");
    reader.records().map(|r| r.expect("a row").iter().map(String::from).collect()).collect()
}

/// Whether a cell holds what stands in the file.
fn is_same(cell: Option<&Data>, text: &str) -> bool {
    match cell {
        None | Some(Data::Empty) => text.is_empty(),
        // A truth value may come back as the number that the spreadsheet keeps for it.
        Some(Data::Float(x)) => {
            text.parse() == Ok(*x) || text.parse::<bool>().is_ok_and(|b| f64::from(u8::from(b)) == *x)
        }
        Some(Data::Int(i)) => text.parse() == Ok(*i),
        Some(Data::Bool(b)) => text.parse() == Ok(*b),
        Some(Data::DateTimeIso(date)) => date == text || format!("{date}T00:00:00") == text,
        Some(Data::String(words)) => words == text,
        Some(_) => false,
    }
}

/// Files to open, each under a name that tells layout and format, with the rows that it must show.
struct Asked {
    home: tempfile::TempDir,
    files: Vec<(PathBuf, Vec<Vec<String>>)>,
}

impl Asked {
    /// Makes lists of a scenario and asks for their files of one format.
    fn add(&mut self, scenario: &str, format: &str, more: &[&str]) {
        let own = home(scenario);
        let arguments = ["synth", "s.toml", "--out", "out", "--quiet", "--population", "all", "--rows", "60"];
        let formats = if format == "csv" { "csv" } else { "csv,xlsx" };
        succeeds(queuity(own.path(), &[&arguments[..], &["--format", formats], more].concat()));
        for entry in std::fs::read_dir(own.path().join("out")).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == format) {
                let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
                // Every sheet that is made lies in one folder.
                let to = self.home.path().join(format!("{}-{stem}.{format}", self.files.len()));
                std::fs::copy(&path, &to).expect("is copied");
                self.files.push((to, lines(&path.with_extension("csv"))));
            }
        }
    }
}

#[test]
fn files_of_every_layout_open_in_a_spreadsheet_as_they_were_written() {
    let Some(office) = office() else { return skip("no LibreOffice here: no list is opened in a spreadsheet") };
    let mut asked = Asked { home: tempfile::tempdir().expect("a folder"), files: Vec::new() };
    let names = SMALL.replace("name = \"eyes\"", "name = \"=1+1; \\\"eyes\\\", a\"").replace("\"north\"", "\"+north\"");
    for layout in ["tidy", "deltas", "wlmds", "rtt", "nhsr", "events", "ocel", "synthea"] {
        asked.add(&names, "csv", &["--layout", layout]);
    }
    // Started without a window, it takes CSV for the code page of Windows; a workbook says what it is.
    let wide = names.replace("\"south\"", "\"é😀\"");
    asked.add(&wide, "xlsx", &["--mess", "typical", "--raw"]);
    asked.add(&wide, "xlsx", &["--layout", "wlmds", "--raw"]);
    let files: Vec<&Path> = asked.files.iter().map(|(path, _)| path.as_path()).collect();
    let opened = as_sheets(&office, asked.home.path(), &files);
    assert!(opened.len() > 25, "{}", opened.len());
    let mut cells = 0;
    for (path, (file, rows)) in opened.iter().zip(&asked.files) {
        let mut book: calamine::Ods<_> = calamine::open_workbook(path).unwrap_or_else(|e| panic!("{file:?}: {e}"));
        let first = book.sheet_names()[0].clone();
        let formulas = book.worksheet_formula(&first).expect("a sheet");
        // What is true or false in a workbook is one by LibreOffice's own hand.
        let formula = formulas.cells().find(|(_, _, f)| !["", "of:=TRUE()", "of:=FALSE()"].contains(&f.as_str()));
        assert_eq!(formula, None, "{file:?}: a text is a formula");
        let sheet = book.worksheet_range(&first).expect("a sheet");
        assert_eq!(sheet.height(), rows.len(), "{file:?}");
        for (y, row) in rows.iter().enumerate() {
            for (x, text) in row.iter().enumerate() {
                let cell = sheet.get_value((y as u32, x as u32));
                assert!(is_same(cell, text), "{file:?}, row {y}, {}: {text:?} is {cell:?}", rows[0][x]);
                cells += 1;
            }
        }
    }
    assert!(cells > 10_000, "{cells}");
}
