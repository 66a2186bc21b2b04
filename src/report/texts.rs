//! Reads a table as texts, as it stands in a file of one of the formats.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use ::csv::ReaderBuilder;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::Value as Json;

use super::ReportError;
use crate::synth::score::Texts;

/// Extensions of the files that [`texts`] reads.
#[cfg(feature = "import")]
pub const TEXTS: &[&str] = &["csv", "ndjson", "parquet", "xlsx"];
/// Extensions of the files that [`texts`] reads.
#[cfg(not(feature = "import"))]
pub const TEXTS: &[&str] = &["csv", "ndjson"];

/// Reads a table with a header: lines of JSON, Parquet or a workbook by the end of the name, and CSV else.
///
/// # Errors
/// Where it cannot be read, or a row has another number of fields than the header.
pub fn texts(path: &Path) -> Result<Texts, ReportError> {
    let failed = |source| ReportError::Read { path: path.to_path_buf(), source };
    let ends = |with: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(with));
    if ends("ndjson") || ends("jsonl") {
        return lines(path).map_err(failed);
    }
    #[cfg(feature = "import")]
    if ends("parquet") || ends("xlsx") {
        return columns(path).map_err(failed);
    }
    let file = File::open(path).map_err(failed)?;
    let mut reader = ReaderBuilder::new().from_reader(BufReader::new(file));
    let fields = |record: &::csv::StringRecord| record.iter().map(String::from).collect::<Vec<_>>();
    let header = reader.headers().map(fields).map_err(|e| failed(e.into()))?;
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|e| failed(e.into()))?;
        lines.extend(record.position().map(::csv::Position::line));
        rows.push(fields(&record));
    }
    Ok(Texts { header, rows, lines })
}

/// Lines of JSON: the columns are the keys, in the order in which they come. What is left out is empty.
fn lines(path: &Path) -> io::Result<Texts> {
    let mut texts = Texts::default();
    let wrong = |line: usize, what: &dyn fmt::Display| {
        io::Error::new(io::ErrorKind::InvalidData, format!("line {line}: {what}"))
    };
    for (number, line) in BufReader::new(File::open(path)?).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let mut row = vec![String::new(); texts.header.len()];
        let object = serde_json::Deserializer::from_str(&line).deserialize_map(InOrder);
        for (key, value) in object.map_err(|e| wrong(number + 1, &e))? {
            put(&key, &value, &mut texts.header, &mut row);
        }
        texts.rows.push(row);
        texts.lines.push(number as u64 + 1);
    }
    let width = texts.header.len();
    texts.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    Ok(texts)
}

/// Puts a value under its key; what stands in objects and lists under the path to it, as the writer of such lines had it.
fn put(key: &str, value: &Json, header: &mut Vec<String>, row: &mut Vec<String>) {
    let text = match value {
        Json::Null => return,
        Json::String(text) => text.clone(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::Array(list) => {
            return (list.iter().enumerate()).for_each(|(at, value)| put(&format!("{key}.{at}"), value, header, row));
        }
        Json::Object(map) => {
            return map.iter().for_each(|(name, value)| put(&format!("{key}.{name}"), value, header, row));
        }
    };
    let at = header.iter().position(|name| name == key).unwrap_or_else(|| {
        header.push(key.to_string());
        header.len() - 1
    });
    row.resize(header.len(), String::new());
    row[at] = text;
}

/// An object with its keys in order.
struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Vec<(String, Json)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(entry) = map.next_entry()? {
            found.push(entry);
        }
        Ok(found)
    }
}

/// Parquet files and workbooks.
#[cfg(feature = "import")]
fn columns(path: &Path) -> io::Result<Texts> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let open = Box::new(|| -> io::Result<Box<dyn io::Read>> { Ok(Box::new(File::open(path)?)) });
    let rows = crate::intake::texts(&crate::intake::File { name, open });
    let mut rows = rows.map_err(|refused| io::Error::new(io::ErrorKind::InvalidData, refused.to_string()))?.into_iter();
    let header = rows.next().unwrap_or_default();
    let width = header.len();
    let whole = |mut row: Vec<String>| {
        row.resize(width, String::new());
        row
    };
    Ok(Texts { header, rows: rows.map(whole).collect(), lines: Vec::new() })
}
