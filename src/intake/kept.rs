//! Rows as they were added up, kept for sums across rows while a table is small enough, and what becomes of them.

use std::collections::BTreeMap;

use super::row::Row;

/// Most numbers of kept rows. Larger tables are published ones, whose sums stand in values of their own.
const ROOM: usize = 1_000_000;

/// A row with counts.
#[derive(Clone, Debug)]
pub(super) struct KeptRow {
    pub(super) line: u64,
    /// How many rows with keys came before it.
    pub(super) number: usize,
    pub(super) slice: u32,
    /// The values of all keys.
    pub(super) at: Vec<u32>,
    /// By band, then the total.
    pub(super) counts: Vec<f64>,
    /// Whether a count is missing.
    pub(super) missing: bool,
    /// A number of all its cells: rows that are the same have the same.
    pub(super) cells: u64,
}

/// The rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) rows: Vec<KeptRow>,
    used: usize,
}

impl Kept {
    /// Keeps a row while there is room; then none.
    pub(super) fn keep(
        &mut self,
        row: Row<'_>,
        (number, slice): (usize, u32),
        at: &[u32],
        counts: &[f64],
        missing: bool,
    ) {
        self.used = self.used.saturating_add(at.len() + counts.len());
        if self.used <= ROOM {
            let (line, cells) = (row.line, print(row.cells));
            self.rows.push(KeptRow { line, number, slice, at: at.to_vec(), counts: counts.to_vec(), missing, cells });
        } else if !self.rows.is_empty() {
            self.rows = Vec::new();
        }
    }
}

/// A number of the cells of a row.
fn print(cells: &[&str]) -> u64 {
    let sign = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    cells.iter().flat_map(|c| c.trim().bytes().chain([0])).fold(0xcbf2_9ce4_8422_2325, sign)
}

/// What becomes of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Change {
    /// It is the sum of others, or a part of another, and is not counted.
    pub(super) skip: bool,
    /// Values that it has instead, by the place of the key.
    pub(super) named: Vec<(usize, String)>,
    /// Counts that are told apart elsewhere.
    pub(super) minus: Vec<f64>,
}

/// What becomes of the rows, by their number.
pub(super) type Changes = BTreeMap<usize, Change>;

/// Rows that say the same of all keys, together.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) slice: u32,
    pub(super) at: Vec<u32>,
    pub(super) counts: Vec<f64>,
    pub(super) missing: bool,
    /// Its rows, by their place among those that are kept.
    pub(super) rows: Vec<usize>,
}

impl Entry {
    /// What it says of all keys but one.
    pub(super) fn without(&self, k: usize) -> (u32, Vec<u32>) {
        (self.slice, self.at.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, v)| *v).collect())
    }

    /// How many people are in its bands.
    pub(super) fn people(&self) -> f64 {
        people(&self.counts)
    }
}

/// How many people are in these bands; the total stands behind them.
pub(super) fn people(counts: &[f64]) -> f64 {
    counts[..counts.len() - 1].iter().sum()
}

/// Puts rows of the same keys together, in the order in which the first of each comes.
pub(super) fn entries(rows: &[KeptRow]) -> Vec<Entry> {
    let mut places: BTreeMap<(u32, &[u32]), usize> = BTreeMap::new();
    let mut out: Vec<Entry> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let next = out.len();
        let place = *places.entry((row.slice, &row.at)).or_insert(next);
        if place == next {
            let counts = vec![0.0; row.counts.len()];
            out.push(Entry { slice: row.slice, at: row.at.clone(), counts, missing: false, rows: Vec::new() });
        }
        let entry = &mut out[place];
        entry.counts.iter_mut().zip(&row.counts).for_each(|(a, n)| *a += n);
        entry.missing |= row.missing;
        entry.rows.push(i);
    }
    out
}
