//! Tables as values: what columns there are and what they mean. Files are made of them on a higher floor.

use std::borrow::Cow;

use super::extract::Extract;
pub use crate::table::{Column, Kind};

/// What a column is for: faults look for columns by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An identifier.
    Key,
    /// The identifier of a person.
    Person,
    /// A level of an attribute, by its number.
    Level(usize),
    /// The day on which the clock started.
    Start,
    /// The day on which the pathway ended.
    End,
    /// Another day.
    Day,
    /// How the pathway stands.
    Status,
    /// Words from a short list.
    Words,
    /// A count of people, which small-number rules are about.
    Count,
    /// Something else.
    Plain,
}

/// A column of the people's tables; days are dates, or numbers of days where the scenario has no dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it holds and means.
    pub column: Column,
    /// What it is for.
    pub role: Role,
}

impl Field {
    /// A column that may be empty.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind, role: Role, meaning: impl Into<String>) -> Self {
        Self { column: Column::new(name, kind, meaning), role }
    }

    /// The same with a value in every row.
    #[must_use]
    pub fn required(self) -> Self {
        Self { column: self.column.required(), ..self }
    }

    /// The same with one of these words in every row that has a value.
    #[must_use]
    pub fn one_of(self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { column: self.column.one_of(words), ..self }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.column.name
    }
}

/// The table of true levels, and its key: who the rows of other tables are about.
pub const PEOPLE: (&str, &str) = ("truth_people", "patient_id");

/// A column whose values stand in another table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The column.
    pub column: &'static str,
    /// The other table, and the column there: its key.
    pub to: (&'static str, &'static str),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of its file, without the extension.
    pub name: &'static str,
    /// What a row is.
    pub meaning: &'static str,
    /// Its columns.
    pub fields: Vec<Field>,
    /// The columns that tell its rows apart.
    pub key: Vec<&'static str>,
    /// Columns whose values stand in other tables.
    pub references: Vec<Reference>,
    /// What says that there is no value.
    pub missing: Vec<&'static str>,
}

impl Table {
    /// A table whose empty fields are missing.
    #[must_use]
    pub fn new(name: &'static str, meaning: &'static str, fields: Vec<Field>) -> Self {
        Self { name, meaning, fields, key: Vec::new(), references: Vec::new(), missing: vec![""] }
    }

    /// The same with a key.
    #[must_use]
    pub fn keyed(mut self, key: &[&'static str]) -> Self {
        self.key = key.to_vec();
        self
    }

    /// The place of the first identifier.
    #[must_use]
    pub fn identifier(&self) -> Option<usize> {
        self.fields.iter().position(|f| matches!(f.role, Role::Key | Role::Person))
    }

    /// The place of the identifier of a person.
    #[must_use]
    pub fn person(&self) -> Option<usize> {
        self.fields.iter().position(|f| f.role == Role::Person)
    }

    /// The same with a column whose values stand in another table.
    #[must_use]
    pub fn refers(mut self, column: &'static str, to: (&'static str, &'static str)) -> Self {
        self.references.push(Reference { column, to });
        self
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A day, from the start of the scenario.
    Day(i64),
}

impl<'a> Cell<'a> {
    /// Words that stand elsewhere.
    #[must_use]
    pub const fn word(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }

    /// Words that were made for this cell.
    #[must_use]
    pub const fn text(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }

    /// The value as files show it.
    #[must_use]
    pub fn shown(&self, extract: &Extract) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone().into_owned(),
            Cell::Integer(i) => i.to_string(),
            Cell::Number(x) => x.to_string(),
            Cell::Boolean(b) => b.to_string(),
            Cell::Day(day) => extract.settings.date(*day),
        }
    }

    /// A count.
    #[must_use]
    pub fn count(n: u64) -> Self {
        i64::try_from(n).map_or(Cell::Empty, Cell::Integer)
    }
}

/// The pathway that a row is about: the list, and its place among the pathways of the list.
pub type Who = (usize, usize);

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// Who it is about, where it is about one pathway.
    pub who: Option<Who>,
    /// A value for each column.
    pub cells: Vec<Cell<'a>>,
}
