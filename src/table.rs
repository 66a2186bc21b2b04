//! Columns of tables: what they hold and what they mean. The code that makes rows and the code that writes files share them.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers; always finite, or empty.
    Number,
    /// True or false.
    Boolean,
    /// Dates.
    Date,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name; in snake_case where no layout of others gives it.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What it means, with its unit.
    pub meaning: String,
    /// Whether every row has a value.
    pub required: bool,
    /// The words that it may hold; any where there are none.
    pub words: Vec<String>,
}

impl Column {
    /// A column that may be empty.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind, meaning: impl Into<String>) -> Self {
        Self { name: name.into(), kind, meaning: meaning.into(), required: false, words: Vec::new() }
    }

    /// The same with a value in every row.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same with one of these words in every row that has a value.
    #[must_use]
    pub fn one_of(mut self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.words = words.into_iter().map(Into::into).collect();
        self
    }
}
