//! Workbooks (Office Open XML) for people who work in a spreadsheet: typed cells, a header that stays in view, no formula anywhere.
//!
//! Rows go through a temporary file, so that memory does not grow with them. The same tables give the same bytes: the time of creation is
//! a fixed one.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, Worksheet, XlsxError};

use super::format::{Format, RowWriter, Value};
use crate::table::{Column, Kind};

/// Rows of a sheet, with its header, and columns (Microsoft, "Excel specifications and limits").
pub const SHEET_ROWS: u64 = 1_048_576;
const SHEET_COLUMNS: usize = 16_384;
/// Characters of a cell; the same source.
const CELL_CHARACTERS: usize = 32_767;
/// Whole numbers up to this are kept exactly: a cell holds a double.
const EXACT: u64 = 1 << 53;
/// The sheet that says what the columns are.
const MEANINGS: &str = "columns";

/// Workbooks: a sheet of rows, and one that says what the columns are.
#[derive(Clone, Copy, Debug)]
pub struct Xlsx;

impl Format for Xlsx {
    fn name(&self) -> &str {
        "xlsx"
    }
    fn extension(&self) -> &str {
        "xlsx"
    }
    fn media_type(&self) -> &str {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }
    fn summary(&self) -> &str {
        "a workbook (Office Open XML) for a spreadsheet, where it is asked for; up to 1,048,575 rows"
    }
    fn remark(&self) -> &str {
        "The rows are in the first sheet; the second says what the columns are. Dates before 1900 are texts."
    }
    fn on_request(&self) -> bool {
        true
    }
    fn most_rows(&self) -> Option<u64> {
        Some(SHEET_ROWS - 1)
    }
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>> {
        Rows::begin(Book::new(None)?, columns, out)
    }
    fn begin_in<'a>(
        &self,
        columns: &[Column],
        out: Box<dyn Write + Send + 'a>,
        scratch: &Path,
    ) -> io::Result<Box<dyn RowWriter + 'a>> {
        Rows::begin(Book::new(Some(scratch))?, columns, out)
    }
}

struct Rows<'a> {
    book: Book,
    sheet: usize,
    out: Box<dyn Write + Send + 'a>,
}

impl<'a> Rows<'a> {
    fn begin(
        mut book: Book,
        columns: &[Column],
        out: Box<dyn Write + Send + 'a>,
    ) -> io::Result<Box<dyn RowWriter + 'a>> {
        let sheet = book.sheet("table", columns)?;
        book.meanings(columns)?;
        Ok(Box::new(Self { book, sheet, out }))
    }
}

impl RowWriter for Rows<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        self.book.row(self.sheet, values)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.book.save(&mut self.out)
    }
}

/// A workbook that is being made: sheets of rows, each with a header.
pub struct Book {
    book: Workbook,
    head: Style,
    date: Style,
    /// By sheet: rows that are there, with the header, and columns.
    sheets: Vec<(u64, usize)>,
    /// Whether rows go through files.
    through_files: bool,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

impl Book {
    /// An empty workbook. Rows wait in files in the folder `scratch`, which have no name and go with the process; in memory where
    /// there is none.
    ///
    /// # Errors
    /// Where nothing can be written in that folder.
    pub fn new(scratch: Option<&Path>) -> io::Result<Self> {
        let mut book = new_book()?;
        if let Some(folder) = scratch {
            book.set_tempdir(folder).map_err(failed)?;
        }
        let (head, date) = (Style::new().set_bold(), Style::new().set_num_format("yyyy-mm-dd"));
        Ok(Self { book, head, date, sheets: Vec::new(), through_files: scratch.is_some() })
    }

    /// Begins a sheet with a header; its number comes back.
    ///
    /// # Errors
    /// Where its name or its columns are not for a sheet.
    pub fn sheet(&mut self, name: &str, columns: &[Column]) -> io::Result<usize> {
        if columns.len() > SHEET_COLUMNS {
            let have = columns.len();
            return Err(io::Error::other(format!("a sheet holds {SHEET_COLUMNS} columns, and this table has {have}")));
        }
        let head = self.head.clone();
        let sheet = match self.through_files {
            true => self.book.add_worksheet_with_constant_memory().map_err(failed)?,
            false => self.book.add_worksheet(),
        };
        sheet.set_name(name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in columns.iter().enumerate() {
            let at = at as u16;
            let width = match column.kind {
                Kind::Text => 20.0,
                Kind::Date => 12.0,
                Kind::Integer | Kind::Number | Kind::Boolean => 10.0,
            };
            sheet.set_column_width(at, width).map_err(failed)?;
            sheet.write_string_with_format(0, at, &column.name, &head).map_err(failed)?;
        }
        self.sheets.push((1, columns.len()));
        Ok(self.sheets.len() - 1)
    }

    /// Adds a row to a sheet. Texts stay texts, whatever they begin with.
    ///
    /// # Errors
    /// Where the sheet is full, a text is too long for a cell, or the temporary file cannot be written.
    pub fn row(&mut self, sheet: usize, values: &[Value<'_>]) -> io::Result<()> {
        let date = &self.date;
        let Some((rows, columns)) = self.sheets.get_mut(sheet) else {
            return Err(io::Error::other("there is no such sheet"));
        };
        if values.len() != *columns {
            return Err(io::Error::other("a row has another number of values than the table has columns"));
        }
        if *rows >= SHEET_ROWS {
            return Err(io::Error::other(full(*rows)));
        }
        let at = *rows as u32;
        *rows += 1;
        let sheet = self.book.worksheet_from_index(sheet).map_err(failed)?;
        unbroken(|| {
            (values.iter().enumerate()).try_for_each(|(column, value)| cell(sheet, (at, column as u16), value, date))
        })
    }

    /// Adds a sheet that says what the columns of a table are.
    ///
    /// # Errors
    /// Those of [`Book::sheet`] and [`Book::row`].
    pub fn meanings(&mut self, columns: &[Column]) -> io::Result<()> {
        let text = |name: &str| Column::new(name, Kind::Text, "");
        let sheet = self.sheet(MEANINGS, &[text("column"), text("meaning"), text("words")])?;
        for column in columns {
            let words = column.words.join("; ");
            // A long list of words is whole in the description of the tables.
            let words = if words.chars().count() > CELL_CHARACTERS { "" } else { &words };
            self.row(sheet, &[Value::Text(&column.name), Value::Text(&column.meaning), Value::Text(words)])?;
        }
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn save(mut self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        unbroken(|| self.book.save_to_writer(&mut *out))?;
        out.flush()
    }
}

/// An empty workbook whose bytes follow from what is written to it.
pub(super) fn new_book() -> io::Result<Workbook> {
    let mut book = Workbook::new();
    // The time of creation would be that of the clock.
    let always = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&always));
    Ok(book)
}

/// Says that a sheet is full.
fn full(rows: u64) -> String {
    format!("a sheet holds {SHEET_ROWS} rows with its header, and row {} does not fit; take another format", rows + 1)
}

fn cell(sheet: &mut Worksheet, (row, column): (u32, u16), value: &Value<'_>, style: &Style) -> Result<(), XlsxError> {
    match *value {
        Value::Empty | Value::Text("") => Ok(()),
        Value::Text(text) => sheet.write_string(row, column, text).map(drop),
        Value::Boolean(b) => sheet.write_boolean(row, column, b).map(drop),
        Value::Integer(i) if i.unsigned_abs() > EXACT => sheet.write_string(row, column, i.to_string()).map(drop),
        Value::Integer(i) => sheet.write_number(row, column, i as f64).map(drop),
        Value::Number(x) => sheet.write_number(row, column, x).map(drop),
        Value::Date(text) => match calendar(text) {
            Some(date) => sheet.write_datetime_with_format(row, column, &date, style).map(drop),
            None => sheet.write_string(row, column, text).map(drop),
        },
    }
}

/// A date that spreadsheets know: from 1900 to 9999.
fn calendar(iso: &str) -> Option<ExcelDateTime> {
    let mut parts = iso.splitn(3, '-');
    let (year, month, day): (u16, u8, u8) =
        (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    // Day 0 of a spreadsheet has no date of its own.
    if year < 1900 { None } else { ExcelDateTime::from_ymd(year, month, day).ok() }
}

pub(super) fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

/// Does a piece of work of the writer of workbooks, which ends the thread where its temporary file cannot be written.
pub(super) fn unbroken(work: impl FnOnce() -> Result<(), XlsxError>) -> io::Result<()> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(failed),
        Err(_) => Err(io::Error::other("the temporary file of a workbook cannot be written; is the disk full?")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_a_sheet_is_an_error() {
        let mut book = Book::new(None).expect("a workbook");
        let sheet = book.sheet("a", &[Column::new("c", Kind::Text, "")]).expect("a sheet");
        book.row(sheet, &[Value::Text(&"é".repeat(CELL_CHARACTERS))]).expect("fits");
        assert!(book.row(sheet, &[Value::Text(&"é".repeat(CELL_CHARACTERS + 1))]).is_err());
        assert!(book.row(sheet, &[]).is_err());
        book.sheets[sheet].0 = SHEET_ROWS;
        let error = book.row(sheet, &[Value::Empty]).expect_err("is full").to_string();
        assert!(error.contains("1048576 rows"), "{error}");
        let wide = vec![Column::new("c", Kind::Text, ""); SHEET_COLUMNS + 1];
        assert!(book.sheet("b", &wide).is_err());
        assert!(book.sheet("no:name", &[]).is_err());
        assert!(Book::new(Some(Path::new("/nowhere/at/all"))).is_err());
    }

    #[test]
    fn a_temporary_file_that_cannot_be_written_is_an_error_and_no_end() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let broken = unbroken(|| panic!("Couldn't write to xml file"));
        std::panic::set_hook(hook);
        assert!(broken.expect_err("is told").to_string().contains("is the disk full?"));
    }
}
