//! The lists that a command is built with, and what every verb is given.

use super::arguments::Output;
use crate::study::Kit;
use crate::{discipline, measure, report};

/// All that a command can name and write: its disciplines, measures and formats.
///
/// A command whose CSV files are always those for machines:
///
/// ```no_run
/// use queuity::cli::{Registries, main_with};
///
/// fn main() -> std::process::ExitCode {
///     main_with(&Registries::shipped().format(queuity::report::csv::Raw))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Registries {
    /// Disciplines and measures.
    pub kit: Kit,
    /// Formats of files.
    pub formats: report::Registry,
}

impl Registries {
    /// All that queuity ships.
    #[must_use]
    pub fn shipped() -> Self {
        Self { kit: Kit::shipped(), formats: report::Registry::shipped() }
    }

    /// The same with a discipline more.
    #[must_use]
    pub fn discipline(mut self, kind: impl discipline::Kind + 'static) -> Self {
        self.kit = self.kit.with_discipline(kind);
        self
    }

    /// The same with a measure more.
    #[must_use]
    pub fn measure(mut self, measure: impl measure::Measure + 'static) -> Self {
        self.kit = self.kit.with_measure(measure);
        self
    }

    /// The same with a format of files more.
    #[must_use]
    pub fn format(mut self, format: impl report::Format + 'static) -> Self {
        self.formats = self.formats.with(format);
        self
    }
}

impl Default for Registries {
    fn default() -> Self {
        Self::shipped()
    }
}

/// What every verb is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Door<'a> {
    /// How results are shown.
    pub(crate) output: &'a Output,
    /// What there is.
    pub(crate) registries: &'a Registries,
}
