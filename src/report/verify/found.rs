//! The rows of a table as they stand in a file, as texts: numbers as the shortest text that gives them back, dates in ISO 8601.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use crate::report::{Value, csv};

/// Rows that are read one at a time.
pub(super) trait Rows: Send {
    /// The names of the columns.
    fn head(&self) -> Vec<String>;

    /// The next row; false where there is none.
    fn next(&mut self, row: &mut Vec<String>) -> io::Result<bool>;
}

/// The names of the columns of a file, which should be `right`: a file of one object a line has them in its lines, and none where nobody is in it.
pub(super) fn head(rows: &dyn Rows, extension: &str, right: &[String]) -> Vec<String> {
    let head = rows.head();
    if head.is_empty() && extension == "ndjson" { right.to_vec() } else { head }
}

/// Opens a table by its extension; none where nothing reads such files.
pub(super) fn open(path: &Path, extension: &str) -> Option<io::Result<Box<dyn Rows>>> {
    match extension {
        "csv" => Some(of_csv(path)),
        "ndjson" => Some(lines::open(path)),
        #[cfg(feature = "parquet")]
        "parquet" => Some(columns::open(path)),
        _ => None,
    }
}

/// A value as it stands in a file with this extension.
pub(super) fn said<'v>(value: &Value<'v>, extension: &str, raw: bool) -> Cow<'v, str> {
    match *value {
        Value::Empty => Cow::Borrowed(""),
        Value::Text(text) if extension == "csv" && !raw => csv::harmless(text),
        Value::Text(text) | Value::Date(text) => Cow::Borrowed(text),
        Value::Boolean(x) => Cow::Borrowed(if x { "true" } else { "false" }),
        Value::Integer(i) => Cow::Owned(i.to_string()),
        Value::Number(x) => Cow::Owned(x.to_string()),
    }
}

struct Csv {
    head: Vec<String>,
    reader: ::csv::Reader<BufReader<File>>,
    record: ::csv::StringRecord,
}

fn of_csv(path: &Path) -> io::Result<Box<dyn Rows>> {
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::new(File::open(path)?));
    let head = reader.headers()?.iter().map(String::from).collect();
    Ok(Box::new(Csv { head, reader, record: ::csv::StringRecord::new() }))
}

impl Rows for Csv {
    fn head(&self) -> Vec<String> {
        self.head.clone()
    }

    fn next(&mut self, row: &mut Vec<String>) -> io::Result<bool> {
        let there = self.reader.read_record(&mut self.record)?;
        row.clear();
        row.extend(self.record.iter().map(String::from));
        Ok(there)
    }
}

/// Lines of JSON: objects with the same keys, in the order of the columns.
mod lines {
    use std::io::BufRead;

    use serde_json::Value;

    use super::{BufReader, File, Path, Rows, io};
    use crate::report::ordered::Ordered;

    /// The keys of an object and its values as texts, in order.
    type Line = Vec<(String, String)>;

    struct Lines {
        file: BufReader<File>,
        head: Vec<String>,
        /// The first row, whose keys are the head.
        first: Option<Vec<String>>,
    }

    fn line(file: &mut BufReader<File>) -> io::Result<Option<Line>> {
        let mut text = String::new();
        if file.read_line(&mut text)? == 0 {
            return Ok(None);
        }
        let text_of = |value| match value {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let object: Ordered = serde_json::from_str(&text)?;
        Ok(Some(object.entries().map(|(key, value)| (key, text_of(value))).collect()))
    }

    pub(super) fn open(path: &Path) -> io::Result<Box<dyn Rows>> {
        let mut file = BufReader::new(File::open(path)?);
        let (head, first) = line(&mut file)?.map_or_else(Default::default, |line| line.into_iter().unzip());
        Ok(Box::new(Lines { file, head, first: Some(first) }))
    }

    impl Rows for Lines {
        fn head(&self) -> Vec<String> {
            self.head.clone()
        }

        fn next(&mut self, row: &mut Vec<String>) -> io::Result<bool> {
            if let Some(first) = self.first.take() {
                *row = first;
                return Ok(!self.head.is_empty());
            }
            row.clear();
            let Some(line) = line(&mut self.file)? else { return Ok(false) };
            if line.iter().map(|(key, _)| key).ne(&self.head) {
                return Err(io::Error::other("its keys are not those of the first line"));
            }
            row.extend(line.into_iter().map(|(_, text)| text));
            Ok(true)
        }
    }
}

#[cfg(feature = "parquet")]
mod columns {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use parquet::basic::{LogicalType, Type as Physical};
    use parquet::errors::Result;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use parquet::record::reader::RowIter;
    use parquet::schema::types::Type;

    use super::{File, Path, Rows, io};
    use crate::time::date_since_1970;

    /// Most characters of what is wrong with a file: the library repeats values in full.
    const MOST_SAID: usize = 200;

    /// What the library does with a file. Some broken ones make it panic.
    fn careful<T>(work: impl FnOnce() -> Result<T>) -> io::Result<T> {
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(done) => done.map_err(|e| io::Error::other(e.to_string().chars().take(MOST_SAID).collect::<String>())),
            Err(_) => Err(io::Error::other("it is broken inside")),
        }
    }

    /// Whether a table of a result can have a column of this kind.
    fn is_of_a_result(field: &Type) -> bool {
        if !field.is_primitive() {
            return false;
        }
        match (field.get_physical_type(), field.get_basic_info().logical_type_ref()) {
            (Physical::INT64 | Physical::DOUBLE | Physical::BOOLEAN, logical) => logical.is_none(),
            (Physical::BYTE_ARRAY, logical) => matches!(logical, Some(LogicalType::String)),
            (Physical::INT32, logical) => matches!(logical, Some(LogicalType::Date)),
            _ => false,
        }
    }

    struct Columns {
        head: Vec<String>,
        rows: RowIter<'static>,
    }

    pub(super) fn open(path: &Path) -> io::Result<Box<dyn Rows>> {
        let file = File::open(path)?;
        let file = careful(|| SerializedFileReader::new(file))?;
        let fields = file.metadata().file_metadata().schema().get_fields();
        if !fields.iter().all(|field| is_of_a_result(field)) {
            return Err(io::Error::other("a column of a kind that no result has"));
        }
        let head = fields.iter().map(|f| f.name().to_string()).collect();
        Ok(Box::new(Columns { head, rows: RowIter::from_file_into(Box::new(file)) }))
    }

    impl Rows for Columns {
        fn head(&self) -> Vec<String> {
            self.head.clone()
        }

        fn next(&mut self, row: &mut Vec<String>) -> io::Result<bool> {
            row.clear();
            let rows = &mut self.rows;
            let Some(found) = careful(|| rows.next().transpose())? else { return Ok(false) };
            for (_, field) in found.get_column_iter() {
                row.push(cell(field)?);
            }
            Ok(true)
        }
    }

    fn cell(field: &Field) -> io::Result<String> {
        match field {
            Field::Null => Ok(String::new()),
            Field::Str(text) => Ok(text.clone()),
            Field::Double(x) => Ok(x.to_string()),
            Field::Long(i) => Ok(i.to_string()),
            Field::Bool(x) => Ok(x.to_string()),
            Field::Date(days) => {
                let (year, month, day) = date_since_1970(i64::from(*days));
                let wide = if year < 0 { 7 } else { 4 };
                Ok(format!("{year:0wide$}-{month:02}-{day:02}"))
            }
            _ => Err(io::Error::other("a column of a kind that no result has")),
        }
    }
}
