//! Documents for people: one file made of a whole result, and of its files alone.

use std::any::Any;
use std::cell::RefCell;
use std::fmt::{self, Debug};
use std::io::{self, Read};
use std::rc::Rc;

/// Opens one of the result files by its name.
pub type Open<'a> = &'a dyn Fn(&str) -> io::Result<Box<dyn Read>>;

/// The files of a result, and what the first document has made of them for the next.
pub struct ResultFiles<'a> {
    open: Open<'a>,
    shared: RefCell<Vec<Rc<dyn Any>>>,
}

impl<'a> ResultFiles<'a> {
    /// Files that can be opened by their names.
    #[must_use]
    pub fn new(open: Open<'a>) -> Self {
        Self { open, shared: RefCell::default() }
    }

    /// One of the files.
    ///
    /// # Errors
    /// Where there is no such file, or it cannot be read.
    pub fn open(&self, name: &str) -> io::Result<Box<dyn Read>> {
        (self.open)(name)
    }

    /// What is made of the files for more than one document: the first that asks for this type makes it, the others get the same. It must
    /// follow from the files alone.
    ///
    /// # Errors
    /// What `make` says. The next that asks tries again.
    pub fn shared<T: Any, E>(&self, make: impl FnOnce(Open<'_>) -> Result<T, E>) -> Result<Rc<T>, E> {
        let known = self.shared.borrow().iter().find_map(|made| Rc::clone(made).downcast().ok());
        if let Some(known) = known {
            return Ok(known);
        }
        let new = Rc::new(make(self.open)?);
        self.shared.borrow_mut().push(Rc::clone(&new) as Rc<dyn Any>);
        Ok(new)
    }
}

impl Debug for ResultFiles<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultFiles").finish_non_exhaustive()
    }
}

/// A document that is made of result files. The same files must give the same bytes: no clock, host or path, and of the manifest
/// nothing that it says of the document itself.
pub trait Document: Debug + Send + Sync {
    /// Name for lists.
    fn name(&self) -> &str;

    /// Its file.
    fn file(&self) -> &str;

    /// One line for lists.
    fn summary(&self) -> &str;

    /// All of it.
    ///
    /// # Errors
    /// Where a file cannot be read or is not one of a result.
    fn make(&self, files: &ResultFiles<'_>) -> Result<Vec<u8>, DocumentError>;

    /// All files that belong to it by their names: its own, and for example the charts of a page for other programs.
    ///
    /// # Errors
    /// As [`Document::make`].
    fn make_all(&self, files: &ResultFiles<'_>) -> Result<Vec<(String, Vec<u8>)>, DocumentError> {
        Ok(vec![(self.file().to_string(), self.make(files)?)])
    }

    /// Whether a file of this name is one of them.
    fn owns(&self, name: &str) -> bool {
        name == self.file()
    }
}

/// Why a document cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A file cannot be read.
    #[error("cannot read `{file}`: {source}")]
    Unreadable {
        /// Its name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what a result holds.
    #[error("`{file}` is not a file of a result: {why}")]
    Wrong {
        /// Its name.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The template cannot be filled.
    #[error("the page cannot be written: {0}")]
    Page(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_made_once_and_again_only_after_an_error() {
        let files = ResultFiles::new(&|_| Ok(Box::new(io::empty())));
        let failed: Result<Rc<u8>, &str> = files.shared(|_| Err("no"));
        assert_eq!(failed, Err("no"));
        assert_eq!(files.shared::<u8, ()>(|_| Ok(1)).as_deref(), Ok(&1));
        assert_eq!(files.shared::<u8, ()>(|_| Ok(2)).as_deref(), Ok(&1));
        assert_eq!(files.shared::<u16, ()>(|_| Ok(3)).as_deref(), Ok(&3), "another type is another thing");
    }
}
