//! What a layout is.

use std::fmt::Debug;

use crate::synth::extract::Extract;
use crate::synth::part::Part;
use crate::synth::people::Drawn;
use crate::synth::table::{Row, Table};

/// Which tables there are, and how people become rows of them.
pub trait Layout: Debug + Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// One line for lists.
    fn summary(&self) -> &'static str;

    /// Where the layout is described.
    fn source(&self) -> &'static str;

    /// Whether it can be made of a scenario.
    ///
    /// # Errors
    /// Why not.
    fn check(&self, _extract: &Extract) -> Result<(), String> {
        Ok(())
    }

    /// The day by which pathways have ended that have no row: they are left out before a sample is drawn.
    fn leaves_out(&self) -> Option<i64> {
        None
    }

    /// Rows that the longest table has at least, for so many pathways.
    fn least_rows(&self, pathways: u64) -> u64 {
        pathways
    }

    /// The format of its files where none is asked for.
    fn format(&self) -> &'static str {
        "csv"
    }

    /// Bytes of a pathway with all its rows as CSV in all tables, from above: a test holds them against what is written.
    fn bytes(&self) -> u64;

    /// The tables.
    fn tables(&self, extract: &Extract) -> Vec<Table>;

    /// The parts in the order of the rows in the tables: a table that has rows of several parts has those of the first one first.
    fn parts(&self) -> &'static [Part] {
        &[Part::Pathways, Part::People, Part::Site]
    }

    /// The rows of one site, or of a piece of it, table by table.
    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>>;
}
