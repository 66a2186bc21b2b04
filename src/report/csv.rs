//! Comma-separated values: RFC 4180, UTF-8, `.` as decimal point, an empty field where there is no value.

use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};

use super::{Column, Format, RowWriter, Value};

/// CSV files.
#[derive(Clone, Copy, Debug)]
pub struct Csv;

impl Format for Csv {
    fn name(&self) -> &str {
        "csv"
    }
    fn extension(&self) -> &str {
        "csv"
    }
    fn media_type(&self) -> &str {
        "text/csv"
    }
    fn summary(&self) -> &str {
        "comma-separated values (RFC 4180), for spreadsheets and everything else"
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        writer.write_record(columns.iter().map(|c| c.name.as_str()))?;
        Ok(Box::new(Rows { writer, text: String::new() }))
    }
}

struct Rows<'a> {
    writer: Writer<Box<dyn Write + Send + 'a>>,
    text: String,
}

impl RowWriter for Rows<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        use std::fmt::Write as _;
        for value in values {
            self.text.clear();
            let field = match *value {
                Value::Empty => "",
                Value::Text(text) => text,
                Value::Boolean(true) => "true",
                Value::Boolean(false) => "false",
                Value::Integer(i) => {
                    write!(self.text, "{i}").map_err(io::Error::other)?;
                    &self.text
                }
                // The shortest text that gives the same number back.
                Value::Number(x) => {
                    write!(self.text, "{x}").map_err(io::Error::other)?;
                    &self.text
                }
            };
            self.writer.write_field(field)?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Kind;

    #[test]
    fn fields_are_quoted_where_needed_and_numbers_come_back() {
        let columns = [Column::new("a", Kind::Text, ""), Column::new("b", Kind::Number, "")];
        let mut bytes = Vec::new();
        let mut rows = Csv.begin(&columns, Box::new(&mut bytes)).unwrap();
        rows.row(&[Value::Text("x, \"y\"\nz"), Value::Number(0.1 + 0.2)]).unwrap();
        rows.row(&[Value::Empty, Value::number(Some(f64::NAN))]).unwrap();
        rows.row(&[Value::Boolean(true), Value::number(Some(-0.0))]).unwrap();
        rows.finish().unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "a,b\r\n\"x, \"\"y\"\"\nz\",0.30000000000000004\r\n,\r\ntrue,0\r\n"
        );
    }
}
