//! Parquet: typed columns for R, Python and databases. Row groups by row count, one writer per file, no clock and no host.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::{BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::format::{Format, RowWriter, Value};
use crate::table::{Column, Kind};
use crate::time;

/// Rows of a row group.
const GROUP: usize = 1 << 16;

/// Parquet files.
#[derive(Clone, Copy, Debug)]
pub struct Parquet;

impl Format for Parquet {
    fn name(&self) -> &str {
        "parquet"
    }
    fn extension(&self) -> &str {
        "parquet"
    }
    fn media_type(&self) -> &str {
        "application/vnd.apache.parquet"
    }
    fn summary(&self) -> &str {
        "Apache Parquet, typed and compressed, for R, Python and databases"
    }
    fn large(&self) -> bool {
        true
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        let fields: Vec<Field> = (columns.iter())
            .map(|c| {
                let kind = match c.kind {
                    Kind::Text => DataType::Utf8,
                    Kind::Integer => DataType::Int64,
                    Kind::Number => DataType::Float64,
                    Kind::Boolean => DataType::Boolean,
                    Kind::Date => DataType::Date32,
                };
                Field::new(&c.name, kind, true)
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_created_by("queuity".into())
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .set_max_row_group_bytes(None)
            .build();
        let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(io::Error::other)?;
        let columns = columns.iter().map(|c| Builder::new(c.kind)).collect();
        Ok(Box::new(Rows { writer, schema, columns, rows: 0 }))
    }
}

struct Rows<'a> {
    writer: ArrowWriter<Box<dyn Write + Send + 'a>>,
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Builder::Text(StringBuilder::new()),
            Kind::Integer => Builder::Integer(Int64Builder::new()),
            Kind::Number => Builder::Number(Float64Builder::new()),
            Kind::Boolean => Builder::Boolean(BooleanBuilder::new()),
            Kind::Date => Builder::Date(Date32Builder::new()),
        }
    }

    fn add(&mut self, value: &Value<'_>) -> io::Result<()> {
        match (self, value) {
            // An empty field of a CSV file is no value, so an empty text is none here.
            (Builder::Text(b), Value::Empty | Value::Text("")) => b.append_null(),
            (Builder::Text(b), Value::Text(text)) => b.append_value(text),
            (Builder::Integer(b), Value::Integer(i)) => b.append_value(*i),
            (Builder::Number(b), Value::Number(x)) => b.append_value(*x),
            (Builder::Boolean(b), Value::Boolean(x)) => b.append_value(*x),
            (Builder::Integer(b), Value::Empty) => b.append_null(),
            (Builder::Number(b), Value::Empty) => b.append_null(),
            (Builder::Boolean(b), Value::Empty) => b.append_null(),
            (Builder::Date(b), Value::Empty) => b.append_null(),
            (Builder::Date(b), Value::Date(text)) => {
                let days = days_since_1970(text).ok_or_else(|| io::Error::other(format!("`{text}` is no date")))?;
                b.append_value(days);
            }
            _ => return Err(io::Error::other("a value is not of its column's kind")),
        }
        Ok(())
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Builder::Text(b) => Arc::new(b.finish()),
            Builder::Integer(b) => Arc::new(b.finish()),
            Builder::Number(b) => Arc::new(b.finish()),
            Builder::Boolean(b) => Arc::new(b.finish()),
            Builder::Date(b) => Arc::new(b.finish()),
        }
    }
}

/// Days from 1970-01-01 to an ISO date of the Gregorian calendar; none where it is none.
fn days_since_1970(iso: &str) -> Option<i32> {
    let (sign, digits) = iso.strip_prefix('-').map_or((1, iso), |rest| (-1, rest));
    let mut parts = digits.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (sign * parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    i32::try_from(time::days_since_1970(year, month as u32, day as u32)).ok()
}

impl Rows<'_> {
    fn write_group(&mut self) -> io::Result<()> {
        let arrays = self.columns.iter_mut().map(Builder::take).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(io::Error::other)?;
        self.rows = 0;
        self.writer.write(&batch).map_err(io::Error::other)
    }
}

impl RowWriter for Rows<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        if values.len() != self.columns.len() {
            return Err(io::Error::other("a row has another number of values than the table has columns"));
        }
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.add(value)?;
        }
        self.rows += 1;
        if self.rows == GROUP { self.write_group() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group()?;
        }
        let mut out = self.writer.into_inner().map_err(io::Error::other)?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_since_1970() {
        // Python: (date.fromisoformat(x) - date(1970, 1, 1)).days
        for (iso, days) in [
            ("1970-01-01", Some(0)),
            ("1969-12-31", Some(-1)),
            ("2000-02-29", Some(11_016)),
            ("2000-03-01", Some(11_017)),
            ("2026-02-02", Some(20_486)),
            ("2100-03-01", Some(47_541)),
            ("0001-01-01", Some(-719_162)),
            ("9999-12-31", Some(2_932_896)),
            ("-000001-12-31", Some(-719_529)),
            ("day 7", None),
            ("2026-13-01", None),
            ("", None),
        ] {
            assert_eq!(days_since_1970(iso), days, "{iso}");
        }
    }
}
