//! Hands the rows on to where they go, piece by piece in order.

use std::collections::BTreeMap;
use std::io;

use super::ask::Refused;
use super::inject::Sums;
use super::mess::{FAULT, ROW};
use super::portrait::Portrait;
use super::table::{Cell, Row, Table};

/// Takes rows.
pub trait Sink: Send {
    /// Rows of a table of [`Synth::tables`], by number, in order.
    ///
    /// # Errors
    /// Where they cannot be taken; nothing more comes then.
    fn rows(&mut self, table: usize, rows: &[Row<'_>]) -> io::Result<()>;
}

/// Where the rows go, in order.
pub(super) struct Writing<'s, 'f> {
    sink: &'s mut dyn Sink,
    /// Rows written, by table.
    pub(super) written: Vec<u64>,
    names: Vec<&'static str>,
    /// Faults of the site whose rows are being written, by the table that they are in; none where there are no faults. They stand table by
    /// table, so those of a later piece may come before them.
    faults: Option<Vec<Vec<Row<'f>>>>,
    /// How many faults were made, by what the profile calls them.
    pub(super) made: BTreeMap<String, u64>,
    pub(super) pathways: u64,
    pub(super) sums: Sums,
    pub(super) portrait: Portrait,
    pub(super) failed: Option<Refused>,
}

impl<'s, 'f> Writing<'s, 'f> {
    /// `spoilt`: whether the last of the tables is that of faults.
    pub(super) fn new(sink: &'s mut dyn Sink, tables: &[Table], spoilt: bool) -> Self {
        Self {
            sink,
            written: vec![0; tables.len()],
            names: tables.iter().map(|t| t.name).collect(),
            faults: spoilt.then(|| tables.iter().map(|_| Vec::new()).collect()),
            made: BTreeMap::new(),
            pathways: 0,
            sums: Sums::default(),
            portrait: Portrait::default(),
            failed: None,
        }
    }

    /// Hands on the rows of a piece; whether to go on. `last`: whether it is the last piece of its site.
    pub(super) fn take(&mut self, mut tables: Vec<Vec<Row<'f>>>, last: bool) -> bool {
        if let Some(faults) = &mut self.faults {
            // Rows of faults are counted within the piece; in the files they come after those of earlier pieces.
            for mut fault in tables.pop().unwrap_or_default() {
                let table = match &fault.cells[0] {
                    Cell::Text(name) => self.names.iter().position(|n| n == name),
                    _ => None,
                };
                let Some(table) = table else { continue };
                if let Cell::Text(name) = &fault.cells[FAULT] {
                    match self.made.get_mut(name.as_ref()) {
                        Some(made) => *made += 1,
                        None => _ = self.made.insert(name.to_string(), 1),
                    }
                }
                if let Cell::Integer(row) = &mut fault.cells[ROW] {
                    *row += i64::try_from(self.written[table]).unwrap_or(0);
                }
                faults[table].push(fault);
            }
            tables.push(if last { faults.iter_mut().flat_map(std::mem::take).collect() } else { Vec::new() });
        }
        for (number, rows) in tables.iter().enumerate() {
            self.written[number] += rows.len() as u64;
            if let Err(error) = self.sink.rows(number, rows) {
                self.failed = Some(Refused::Sink(error));
                return false;
            }
        }
        self.failed.is_none()
    }
}
