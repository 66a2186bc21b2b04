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
    use arrow_array::types::{ArrowPrimitiveType, Date32Type, Float64Type, Int64Type};
    use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch, StringArray};
    use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

    use super::{File, Path, Rows, io};

    struct Columns {
        head: Vec<String>,
        batches: ParquetRecordBatchReader,
        batch: Option<RecordBatch>,
        at: usize,
    }

    pub(super) fn open(path: &Path) -> io::Result<Box<dyn Rows>> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?).map_err(io::Error::other)?;
        let head = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
        let batches = builder.with_batch_size(4096).build().map_err(io::Error::other)?;
        Ok(Box::new(Columns { head, batches, batch: None, at: 0 }))
    }

    impl Rows for Columns {
        fn head(&self) -> Vec<String> {
            self.head.clone()
        }

        fn next(&mut self, row: &mut Vec<String>) -> io::Result<bool> {
            row.clear();
            while self.batch.as_ref().is_none_or(|b| self.at == b.num_rows()) {
                let Some(batch) = self.batches.next() else { return Ok(false) };
                (self.batch, self.at) = (Some(batch.map_err(io::Error::other)?), 0);
            }
            if let Some(batch) = &self.batch {
                for column in batch.columns() {
                    row.push(cell(column, self.at)?);
                }
            }
            self.at += 1;
            Ok(true)
        }
    }

    fn cell(column: &ArrayRef, i: usize) -> io::Result<String> {
        fn of<T: ArrowPrimitiveType>(column: &ArrayRef) -> Option<&PrimitiveArray<T>> {
            column.as_any().downcast_ref()
        }
        if column.is_null(i) {
            return Ok(String::new());
        }
        if let Some(texts) = column.as_any().downcast_ref::<StringArray>() {
            return Ok(texts.value(i).to_string());
        }
        if let Some(numbers) = of::<Float64Type>(column) {
            return Ok(numbers.value(i).to_string());
        }
        if let Some(integers) = of::<Int64Type>(column) {
            return Ok(integers.value(i).to_string());
        }
        if let Some(dates) = of::<Date32Type>(column) {
            return Ok(dates.value_as_date(i).map(|d| d.to_string()).unwrap_or_default());
        }
        if let Some(booleans) = column.as_any().downcast_ref::<BooleanArray>() {
            return Ok(booleans.value(i).to_string());
        }
        Err(io::Error::other("a column of a kind that no result has"))
    }
}
