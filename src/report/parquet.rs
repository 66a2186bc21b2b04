//! Parquet: typed columns for R, Python and databases. Row groups by row count, one writer per file, no clock and no host.

use std::io::{self, Write};
use std::sync::Arc;
use std::{iter, mem};

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{Type, TypePtr};

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
        let fields: Result<Vec<TypePtr>> = columns.iter().map(|c| Ok(Arc::new(field(c)?))).collect();
        let schema = fields.and_then(|fields| Type::group_type_builder("table").with_fields(fields).build());
        let schema = Arc::new(schema.map_err(io::Error::other)?);
        let properties =
            WriterProperties::builder().set_created_by("queuity".into()).set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(io::Error::other)?;
        let columns = columns.iter().map(|c| Values::new(c.kind)).collect();
        Ok(Box::new(Rows { writer, columns, rows: 0 }))
    }
}

/// A column as the file knows it. Every one can be without a value.
fn field(column: &Column) -> Result<Type> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
    };
    let field = Type::primitive_type_builder(&column.name, physical).with_logical_type(logical);
    field.with_repetition(Repetition::OPTIONAL).build()
}

struct Rows<'a> {
    writer: SerializedFileWriter<Box<dyn Write + Send + 'a>>,
    columns: Vec<Values>,
    rows: usize,
}

/// What a column of the row group has so far.
struct Values {
    /// For each row, 1 where it has a value.
    levels: Vec<i16>,
    /// The values of those that have one.
    filled: Filled,
}

enum Filled {
    /// All texts one after the other, and where each ends.
    Text(Vec<u8>, Vec<usize>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
    Date(Vec<i32>),
}

impl Values {
    fn new(kind: Kind) -> Self {
        let filled = match kind {
            Kind::Text => Filled::Text(Vec::new(), Vec::new()),
            Kind::Integer => Filled::Integer(Vec::new()),
            Kind::Number => Filled::Number(Vec::new()),
            Kind::Boolean => Filled::Boolean(Vec::new()),
            Kind::Date => Filled::Date(Vec::new()),
        };
        Self { levels: Vec::new(), filled }
    }

    fn add(&mut self, value: &Value<'_>) -> io::Result<()> {
        match (&mut self.filled, value) {
            // An empty field of a CSV file is no value, so an empty text is none here.
            (_, Value::Empty) | (Filled::Text(..), Value::Text("")) => {
                self.levels.push(0);
                return Ok(());
            }
            (Filled::Text(all, ends), Value::Text(text)) => {
                all.extend_from_slice(text.as_bytes());
                ends.push(all.len());
            }
            (Filled::Integer(filled), Value::Integer(i)) => filled.push(*i),
            (Filled::Number(filled), Value::Number(x)) => filled.push(*x),
            (Filled::Boolean(filled), Value::Boolean(x)) => filled.push(*x),
            (Filled::Date(filled), Value::Date(text)) => {
                filled.push(days_since_1970(text).ok_or_else(|| io::Error::other(format!("`{text}` is no date")))?);
            }
            _ => return Err(io::Error::other("a value is not of its column's kind")),
        }
        self.levels.push(1);
        Ok(())
    }

    /// Writes the column of the row group, and is empty after it.
    fn write(&mut self, column: &mut ColumnWriter<'_>) -> Result<()> {
        let levels = Some(self.levels.as_slice());
        match (&mut self.filled, column) {
            (Filled::Text(all, ends), ColumnWriter::ByteArrayColumnWriter(column)) => {
                let all = ByteArray::from(mem::take(all));
                let starts = iter::once(0).chain(ends.iter().copied());
                let texts: Vec<ByteArray> =
                    starts.zip(&*ends).map(|(start, end)| all.slice(start, end - start)).collect();
                column.write_batch(&texts, levels, None)?;
                ends.clear();
            }
            (Filled::Integer(filled), ColumnWriter::Int64ColumnWriter(column)) => {
                column.write_batch(filled, levels, None)?;
                filled.clear();
            }
            (Filled::Number(filled), ColumnWriter::DoubleColumnWriter(column)) => {
                column.write_batch(filled, levels, None)?;
                filled.clear();
            }
            (Filled::Boolean(filled), ColumnWriter::BoolColumnWriter(column)) => {
                column.write_batch(filled, levels, None)?;
                filled.clear();
            }
            (Filled::Date(filled), ColumnWriter::Int32ColumnWriter(column)) => {
                column.write_batch(filled, levels, None)?;
                filled.clear();
            }
            _ => return Err(ParquetError::General("a column is not of the kind that the file says".into())),
        }
        self.levels.clear();
        Ok(())
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
    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for values in &mut self.columns {
            let missing = || ParquetError::General("the file has fewer columns than the table".into());
            let mut column = group.next_column()?.ok_or_else(missing)?;
            values.write(column.untyped())?;
            column.close()?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
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
        if self.rows == GROUP { self.write_group().map_err(io::Error::other) } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(io::Error::other)?;
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
