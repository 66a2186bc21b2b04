//! What a table is (columns, and rows of values), and what a format of files has to say.

use std::fmt::{self, Debug};
use std::io::{self, Write};
use std::path::Path;

use crate::table::Column;

/// One cell of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// Words.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A date in ISO 8601: `2026-02-02`.
    Date(&'a str),
}

impl<'a> Value<'a> {
    /// When something was, as [`crate::scenario::Settings::date`] writes it: a date, or the number of a day where the scenario has no
    /// dates.
    #[must_use]
    pub fn when(text: &'a str) -> Self {
        if text.is_empty() {
            return Value::Empty;
        }
        match text.strip_prefix("day ").map(str::parse) {
            Some(Ok(day)) => Value::Integer(day),
            _ => Value::Date(text),
        }
    }

    /// A number where there is one; what is not finite is empty, and a zero has no sign.
    #[must_use]
    pub fn number(x: Option<f64>) -> Self {
        match x {
            Some(x) if x.is_finite() => Value::Number(if x == 0.0 { 0.0 } else { x }),
            _ => Value::Empty,
        }
    }

    /// A count.
    #[must_use]
    pub fn count(n: u64) -> Self {
        i64::try_from(n).map_or(Value::Empty, Value::Integer)
    }
}

/// Takes the values of a row.
pub type TakeRow<'t> = dyn FnMut(&[Value<'_>]) -> io::Result<()> + 't;

/// Columns, and rows that are made one at a time.
pub struct Table<'a> {
    /// Name: the file's name without its extension.
    pub name: &'static str,
    /// What it holds.
    pub meaning: &'static str,
    /// The columns.
    pub columns: Vec<Column>,
    /// Whether it may have millions of rows.
    pub large: bool,
    rows: Box<Rows<'a>>,
}

type Rows<'a> = dyn Fn(&mut TakeRow<'_>) -> io::Result<()> + Sync + 'a;

impl Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl<'a> Table<'a> {
    /// A table whose rows `rows` hands to its argument, in order.
    #[must_use]
    pub fn new(
        name: &'static str,
        meaning: &'static str,
        columns: Vec<Column>,
        rows: impl Fn(&mut TakeRow<'_>) -> io::Result<()> + Sync + 'a,
    ) -> Self {
        Self { name, meaning, columns, large: false, rows: Box::new(rows) }
    }

    /// Hands every row to `take`, in order.
    ///
    /// # Errors
    /// Those of `take`; the rest is not made.
    pub fn each_row(&self, mut take: impl FnMut(&[Value<'_>]) -> io::Result<()>) -> io::Result<()> {
        (self.rows)(&mut take)
    }
}

/// Writes the rows of one table.
pub trait RowWriter: Send {
    /// One row: a value for each column, in order.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn row(&mut self, values: &[Value<'_>]) -> io::Result<()>;

    /// Writes what is left and flushes.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A file format for tables. The same table must give the same bytes: no clock, host or path.
pub trait Format: Debug + Send + Sync {
    /// Name for lists.
    fn name(&self) -> &str;

    /// Extension of its files, without the dot.
    fn extension(&self) -> &str;

    /// Media type.
    fn media_type(&self) -> &str;

    /// One line for lists.
    fn summary(&self) -> &str;

    /// What a reader of its files must know, for their description.
    fn remark(&self) -> &str {
        ""
    }

    /// Whether it suits tables of millions of rows; those are written by no other format where there is such a one.
    fn large(&self) -> bool {
        false
    }

    /// Whether files of it are written only where it is asked for by name, and not beside all others.
    fn on_request(&self) -> bool {
        false
    }

    /// Whether a file of it is a table; else it is a document, and its columns are told as a dictionary.
    fn is_table(&self) -> bool {
        true
    }

    /// Whether it can hold a table with such columns. Other tables of the same lists are written as CSV then.
    fn suits(&self, _columns: &[Column]) -> bool {
        true
    }

    /// Most rows of a table in a file of it, where there is such a limit.
    fn most_rows(&self) -> Option<u64> {
        None
    }

    /// Begins a table.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn begin<'a>(&self, columns: &[Column], out: Box<dyn Write + Send + 'a>) -> io::Result<Box<dyn RowWriter + 'a>>;

    /// The same where rows may wait in files without a name in a folder, so that memory does not grow with them.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn begin_in<'a>(
        &self,
        columns: &[Column],
        out: Box<dyn Write + Send + 'a>,
        _scratch: &Path,
    ) -> io::Result<Box<dyn RowWriter + 'a>> {
        self.begin(columns, out)
    }

    /// Writes a whole table.
    ///
    /// # Errors
    /// Where it cannot be written.
    fn write(&self, table: &Table<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let mut rows = self.begin(&table.columns, Box::new(out))?;
        table.each_row(|values| rows.row(values))?;
        rows.finish()
    }
}
