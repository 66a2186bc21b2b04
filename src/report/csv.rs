//! Comma-separated values: RFC 4180, UTF-8, `.` as decimal point, an empty field where there is no value.
//!
//! A spreadsheet takes a field that begins like a formula for one, also where it is the name of a group. So such a text has an
//! apostrophe before it ([`harmless`]), which a machine takes away again ([`original`]); numbers and dates are never touched.
//! [`Raw`] writes every text as it is.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};

use super::format::{Format, RowWriter, Value};
use crate::table::Column;

/// CSV files, safe to open in a spreadsheet.
#[derive(Clone, Copy, Debug)]
pub struct Csv;

/// CSV files for machines only: no text is changed.
#[derive(Clone, Copy, Debug)]
pub struct Raw;

const SAFE: &str = "A text that a spreadsheet could take for a formula (it begins with = + - @ or a full-width form of these, also \
    after white space, or with a tab or an end of line) has an apostrophe before it, and so has a text that begins with an \
    apostrophe: to get the text, take one apostrophe away where a text begins with one. Numbers and dates are untouched.";
pub(super) const UNCHANGED: &str = "Written with --raw: every text as it is. A spreadsheet may take one for a formula.";

/// Begins a formula: with the full-width and small forms that some spreadsheets take for the same.
const BEGINS_A_FORMULA: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];

/// The text with an apostrophe before it where it begins like a formula, or with an apostrophe.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let skipped =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    if text.starts_with(['\'', '\t', '\r', '\n']) || text.trim_start_matches(skipped).starts_with(BEGINS_A_FORMULA) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a field that [`harmless`] gave.
#[must_use]
pub fn original(field: &str) -> &str {
    field.strip_prefix('\'').unwrap_or(field)
}

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
    fn remark(&self) -> &str {
        SAFE
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        begin(columns, out, false)
    }
}

impl Format for Raw {
    fn name(&self) -> &str {
        Csv.name()
    }
    fn extension(&self) -> &str {
        Csv.extension()
    }
    fn media_type(&self) -> &str {
        Csv.media_type()
    }
    fn summary(&self) -> &str {
        "comma-separated values (RFC 4180) with every text as it is, for machines"
    }
    fn remark(&self) -> &str {
        UNCHANGED
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        begin(columns, out, true)
    }
}

fn begin<'a>(columns: &[Column], out: Box<dyn Write + Send + 'a>, raw: bool) -> io::Result<Box<dyn RowWriter + 'a>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    for column in columns {
        writer
            .write_field(if raw { Cow::Borrowed(column.name.as_str()) } else { harmless(&column.name) }.as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    Ok(Box::new(Rows { writer, text: String::new(), raw }))
}

struct Rows<'a> {
    writer: Writer<Box<dyn Write + Send + 'a>>,
    text: String,
    raw: bool,
}

impl RowWriter for Rows<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        use std::fmt::Write as _;
        for value in values {
            self.text.clear();
            let field = match *value {
                Value::Empty => "",
                Value::Text(text) if self.raw => text,
                Value::Text(text) => {
                    self.writer.write_field(harmless(text).as_bytes())?;
                    continue;
                }
                Value::Date(text) => text,
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
    use crate::rng::{Key, Purpose, Space};
    use crate::table::Kind;

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

    /// Texts of what spreadsheets and CSV files trip over, and of what names are made of.
    fn texts() -> impl Iterator<Item = String> {
        const PIECES: [&str; 30] = [
            "=",
            "+",
            "-",
            "@",
            "\t",
            "\r",
            "\n",
            "＝",
            "＋",
            "－",
            "＠",
            "﹦",
            "'",
            "\"",
            ",",
            ";",
            " ",
            "\u{a0}",
            "\u{200b}",
            "\u{feff}",
            "\u{3000}",
            "a",
            "Z",
            "18",
            ".5",
            "cmd|'/C calc'!A0",
            "SUM(A1)",
            "é",
            "|",
            "\u{1b}[31m",
        ];
        let mut words = Key::new(3, 0).stream(Space::new("test", "csv"), 0, Purpose::Labels, 0);
        let mut pick = move |n: usize| (words.next_word() % n as u64) as usize;
        let drawn =
            std::iter::repeat_with(move || (0..pick(6)).map(|_| PIECES[pick(PIECES.len())]).collect::<String>());
        PIECES.iter().map(ToString::to_string).chain(drawn.take(20_000))
    }

    fn through(format: &dyn Format, texts: &[String]) -> Vec<String> {
        // A second column, since a line with one empty field is an empty line.
        let columns = [Column::new("=a", Kind::Text, ""), Column::new("b", Kind::Number, "")];
        let mut bytes = Vec::new();
        let mut rows = format.begin(&columns, Box::new(&mut bytes)).unwrap();
        for text in texts {
            rows.row(&[Value::Text(text), Value::Number(-1.5)]).unwrap();
        }
        rows.finish().unwrap();
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let records: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(records[1..].iter().all(|r| &r[1] == "-1.5"), "numbers are numbers");
        records.iter().map(|r| r[0].to_string()).collect()
    }

    #[test]
    fn no_text_is_a_formula_and_every_text_comes_back() {
        let texts: Vec<String> = texts().collect();
        let (safe, raw) = (through(&Csv, &texts), through(&Raw, &texts));
        assert_eq!((safe[0].as_str(), raw[0].as_str()), ("'=a", "=a"), "heads too");
        assert_eq!(raw[1..], texts);
        let mut changed = 0;
        for (field, text) in safe[1..].iter().zip(&texts) {
            assert_eq!(original(field), text);
            // What some spreadsheets drop at the front.
            let seen = field.trim_matches(|c: char| c.is_whitespace() || ['\u{200b}', '\u{feff}'].contains(&c));
            assert!(!seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦']), "{field:?}");
            assert!(!field.starts_with(['\t', '\r', '\n']), "{field:?}");
            changed += u32::from(field != text);
        }
        assert!((5_000..15_000).contains(&changed), "{changed}");
    }

    #[test]
    fn plain_words_are_left_alone() {
        for text in ["most deprived", "18-64", "65+", "a=b", "> 52 weeks", "x@y", "(-1)", "", "2026-02-02"] {
            assert_eq!(harmless(text), text);
        }
    }
}
