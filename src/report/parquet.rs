//! Parquet: typed columns for R, Python and databases. Row groups by row count, one writer per file, no clock and no host.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::properties::WriterProperties;
use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::{Column, Format, Kind, RowWriter, Value};

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
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Builder::Text(StringBuilder::new()),
            Kind::Integer => Builder::Integer(Int64Builder::new()),
            Kind::Number => Builder::Number(Float64Builder::new()),
            Kind::Boolean => Builder::Boolean(BooleanBuilder::new()),
        }
    }

    fn add(&mut self, value: &Value<'_>) -> io::Result<()> {
        match (self, value) {
            (Builder::Text(b), Value::Text(text)) => b.append_value(text),
            (Builder::Integer(b), Value::Integer(i)) => b.append_value(*i),
            (Builder::Number(b), Value::Number(x)) => b.append_value(*x),
            (Builder::Boolean(b), Value::Boolean(x)) => b.append_value(*x),
            (Builder::Text(b), Value::Empty) => b.append_null(),
            (Builder::Integer(b), Value::Empty) => b.append_null(),
            (Builder::Number(b), Value::Empty) => b.append_null(),
            (Builder::Boolean(b), Value::Empty) => b.append_null(),
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
        }
    }
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
