//! Holds files against what they should be, and says where they differ.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::difference::{Difference, Differences, quoted};
use super::found::{self, Rows};
use crate::report::{Format, Table, Value, csv};

/// The columns that say what a row is about.
const KEY: [&str; 8] = ["variant", "service", "population", "at", "measure", "attribute", "group", "path"];

/// Takes bytes and reads the same from a file, until one differs.
struct Against {
    file: BufReader<File>,
    same: bool,
}

impl Write for Against {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let mut there = [0; 8192];
        for part in buffer.chunks(there.len()) {
            if !self.same {
                break;
            }
            let there = &mut there[..part.len()];
            self.same = match self.file.read_exact(there) {
                Ok(()) => there == part,
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => false,
                Err(e) => return Err(e),
            };
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Against {
    fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufReader::new(File::open(path)?), same: true })
    }

    /// Whether the file has the bytes that came, and no more.
    fn is_same(&mut self) -> io::Result<bool> {
        let rest = if self.same { self.file.read(&mut [0])? } else { 0 };
        Ok(self.same && rest == 0)
    }
}

/// Bytes that are held against a file while a writer makes them.
#[derive(Clone)]
pub(super) struct Bytes(Arc<Mutex<Against>>);

impl Bytes {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(Against::open(path)?))))
    }

    /// Whether the file has the bytes that came, and no more.
    pub(super) fn same(&self) -> io::Result<bool> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_same()
    }
}

impl Write for Bytes {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a file has exactly the bytes that are written.
fn same_bytes(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> io::Result<bool> {
    let mut against = Against::open(path)?;
    write(&mut against)?;
    against.is_same()
}

/// Tells the rows that are known.
pub(super) type Sure<'a> = &'a dyn Fn(&[Value<'_>]) -> bool;

/// A file of a table.
pub(super) struct TableFile<'a> {
    pub(super) name: &'a str,
    pub(super) path: &'a Path,
    pub(super) format: &'a dyn Format,
    /// Whether texts stand in CSV files as they are.
    pub(super) raw: bool,
}

impl TableFile<'_> {
    /// Its rows. Where it cannot be read that is told; none also where nothing reads such files.
    pub(super) fn rows(&self, out: &mut Differences) -> Option<Box<dyn Rows>> {
        rows(self.name, self.path, self.format.extension(), out)
    }
}

/// The rows of a file, as [`TableFile::rows`].
pub(super) fn rows(name: &str, path: &Path, extension: &str, out: &mut Differences) -> Option<Box<dyn Rows>> {
    match found::open(path, extension)? {
        Ok(rows) => Some(rows),
        Err(e) => {
            out.whole(name, &format!("a file that cannot be read ({e})"), "a table");
            None
        }
    }
}

/// Holds the file of a table against its rows; `sure` tells the rows that are known.
pub(super) fn table(
    file: &TableFile<'_>,
    table: &Table<'_>,
    sure: Option<Sure<'_>>,
    out: &mut Differences,
) -> io::Result<()> {
    if sure.is_none() && same_bytes(file.path, |bytes| file.format.write(table, bytes))? {
        return Ok(());
    }
    let before = out.len();
    let extension = file.format.extension();
    let rows = file.rows(out);
    if rows.is_none() && (sure.is_some() || out.len() > before) {
        return Ok(());
    }
    if let Some(mut rows) = rows {
        let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
        let texts = |values: &[Value<'_>]| -> Vec<String> {
            values.iter().map(|v| found::said(v, extension, file.raw).into_owned()).collect()
        };
        let mut row_number = 0_u64;
        let head: Vec<String> = names.iter().map(|n| texts(&[Value::Text(n)]).concat()).collect();
        let mut compare = Compare { file: file.name, names: &names, out };
        compare.row(None, &found::head(&*rows, extension, &head), &head);
        let mut row = Vec::new();
        let mut broken = None;
        table.each_row(|values| {
            if broken.is_some() {
                return Ok(());
            }
            row_number += 1;
            match rows.next(&mut row) {
                Ok(true) if sure.is_none_or(|sure| sure(values)) => {
                    compare.row(Some(row_number), &row, &texts(values));
                }
                Ok(true) => {}
                Ok(false) => {
                    broken = Some(format!("{} rows", row_number - 1));
                }
                Err(e) => broken = Some(format!("a row {row_number} that cannot be read ({e})")),
            }
            Ok(())
        })?;
        let more = broken.is_none() && rows.next(&mut row).unwrap_or(true);
        let broken = broken.or_else(|| more.then(|| "more rows".to_string()));
        if let Some(found) = broken {
            let mut all = 0_u64;
            table.each_row(|_| {
                all += 1;
                Ok(())
            })?;
            out.whole(file.name, &found, &format!("{all} rows"));
        }
    }
    if sure.is_none() && out.len() == before {
        out.whole(file.name, "the right figures in other bytes", "the bytes that queuity writes");
    }
    Ok(())
}

/// Holds the rows of a file whose first cell is one of those that were made again against these rows.
pub(super) fn part(
    file: &TableFile<'_>,
    table: &Table<'_>,
    again: &dyn Fn(&str) -> bool,
    out: &mut Differences,
) -> io::Result<()> {
    let extension = file.format.extension();
    let Some(mut rows) = file.rows(out) else { return Ok(()) };
    let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
    let mut kept: Vec<(u64, Vec<String>)> = Vec::new();
    let mut row = Vec::new();
    for number in 1.. {
        match rows.next(&mut row) {
            Ok(true) if row.first().is_some_and(|cell| again(csv::original(cell))) => kept.push((number, row.clone())),
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                out.whole(file.name, &format!("a row {number} that cannot be read ({e})"), "a row");
                return Ok(());
            }
        }
    }
    let mut expected: Vec<Vec<String>> = Vec::new();
    table.each_row(|values| {
        expected.push(values.iter().map(|v| found::said(v, extension, file.raw).into_owned()).collect());
        Ok(())
    })?;
    if kept.len() != expected.len() {
        out.whole(
            file.name,
            &format!("{} rows of what was run again", kept.len()),
            &format!("{} rows", expected.len()),
        );
        return Ok(());
    }
    let mut compare = Compare { file: file.name, names: &names, out };
    for ((number, found), right) in kept.iter().zip(&expected) {
        compare.row(Some(*number), found, right);
    }
    Ok(())
}

/// Holds the files of a table against each other, where there are two.
pub(super) fn agree_all(files: &[TableFile<'_>], out: &mut Differences) -> io::Result<()> {
    if let [a, b] = files { agree(a, b, out) } else { Ok(()) }
}

fn agree(a: &TableFile<'_>, b: &TableFile<'_>, out: &mut Differences) -> io::Result<()> {
    let (Some(mut one), Some(mut other)) = (a.rows(out), b.rows(out)) else { return Ok(()) };
    let plain = |file: &TableFile<'_>, row: &mut Vec<String>| {
        if file.format.extension() == "csv" && !file.raw {
            row.iter_mut().for_each(|cell| *cell = csv::original(cell).to_string());
        }
    };
    let names = other.head();
    let mut compare = Compare { file: a.name, names: &names, out };
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for number in 1.. {
        match (one.next(&mut x), other.next(&mut y)) {
            (Ok(false), Ok(false)) => break,
            (Ok(true), Ok(true)) => {
                plain(a, &mut x);
                plain(b, &mut y);
                compare.row(Some(number), &x, &y);
            }
            (Err(e), _) => {
                compare.out.whole(a.name, &format!("a row {number} that cannot be read ({e})"), "a row");
                break;
            }
            (_, Err(e)) => {
                compare.out.whole(b.name, &format!("a row {number} that cannot be read ({e})"), "a row");
                break;
            }
            _ => {
                compare.out.whole(a.name, "another number of rows", &format!("as many as `{}` has", b.name));
                break;
            }
        }
    }
    Ok(())
}

/// Compares rows of one file.
pub(super) struct Compare<'a> {
    pub(super) file: &'a str,
    pub(super) names: &'a [String],
    pub(super) out: &'a mut Differences,
}

impl Compare<'_> {
    /// What a row is about.
    pub(super) fn of(&self, expected: &[String]) -> String {
        let named =
            self.names.iter().zip(expected).filter(|(name, text)| KEY.contains(&name.as_str()) && !text.is_empty());
        named.map(|(_, text)| crate::report::words::visible(text)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn row(&mut self, row: Option<u64>, found: &[String], expected: &[String]) {
        if found == expected {
            return;
        }
        let of = if row.is_some() { self.of(expected) } else { String::new() };
        for i in 0..found.len().max(expected.len()) {
            let (there, right) = (found.get(i), expected.get(i));
            if there != right {
                let said = |cell: Option<&String>| cell.map_or("no such column".to_string(), |text| quoted(text));
                let column = self.names.get(i).cloned().unwrap_or_else(|| format!("column {}", i + 1));
                self.out.add(Difference {
                    file: self.file.into(),
                    row,
                    column: Some(column),
                    of: of.clone(),
                    found: said(there),
                    expected: said(right),
                });
            }
        }
    }
}

/// Holds a text against what it should be, line by line.
pub(super) fn text(name: &str, found: &[u8], expected: &[u8], out: &mut Differences) {
    if found == expected {
        return;
    }
    let (Ok(there), Ok(right)) = (std::str::from_utf8(found), std::str::from_utf8(expected)) else {
        out.whole(name, "other bytes", "those that are made of the other files");
        return;
    };
    let lines = there.split('\n').map(Some).chain(std::iter::repeat(None));
    let others = right.split('\n').map(Some).chain(std::iter::repeat(None));
    let pairs = (1..).zip(lines.zip(others)).take_while(|(_, (a, b))| a.is_some() || b.is_some());
    for (row, (a, b)) in pairs.filter(|(_, (a, b))| a != b) {
        // Long lines differ in a few letters: what is told begins shortly before them.
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count().saturating_sub(30);
        let rest = |text: &str| quoted(&text.chars().skip(same).collect::<String>());
        let (found, expected) = (rest(a), rest(b));
        out.add(Difference { file: name.into(), row: Some(row), column: None, of: String::new(), found, expected });
    }
}

/// Holds the values of a JSON file against what they should be. Entries that `aside` names by their place are not looked at.
pub(super) fn json(
    name: &str,
    (found, expected): (&serde_json::Value, &serde_json::Value),
    aside: &dyn Fn(&str) -> bool,
    out: &mut Differences,
) {
    walk(name, "", (Some(found), Some(expected)), aside, out);
}

fn walk(
    name: &str,
    path: &str,
    (found, expected): (Option<&serde_json::Value>, Option<&serde_json::Value>),
    aside: &dyn Fn(&str) -> bool,
    out: &mut Differences,
) {
    use serde_json::Value as Json;
    if found == expected || aside(path) {
        return;
    }
    match (found, expected) {
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            for key in b.keys().chain(a.keys().filter(|k| !b.contains_key(*k))) {
                let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(name, &at, (a.get(key), b.get(key)), aside, out);
            }
        }
        (Some(Json::Array(a)), Some(Json::Array(b))) => {
            for i in 0..a.len().max(b.len()) {
                walk(name, &format!("{path}[{i}]"), (a.get(i), b.get(i)), aside, out);
            }
        }
        _ => {
            let said = |v: Option<&Json>| v.map_or("nothing".to_string(), |v| quoted(&v.to_string()));
            out.add(Difference {
                file: name.into(),
                row: None,
                column: Some(crate::report::words::visible(path)),
                of: String::new(),
                found: said(found),
                expected: said(expected),
            });
        }
    }
}
