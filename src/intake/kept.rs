//! Rows as they were added up, kept for sums across rows, and what becomes of them. Where a table is too large for that, they are kept together over the
//! keys that have no totals.

use std::collections::BTreeMap;

use super::row::Row;

/// Most numbers of kept rows.
pub(super) const ROOM: usize = 1_000_000;

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
    /// Keys by whose values the rows are kept together, and these sums.
    by: Option<Vec<usize>>,
    places: BTreeMap<Place, usize>,
    pub(super) together: Vec<Entry>,
}

impl Kept {
    /// Keeps rows together by the values of some keys.
    pub(super) fn by(keys: Vec<usize>) -> Self {
        Self { by: Some(keys), ..Self::default() }
    }

    /// Whether there were more numbers than there is room for; nothing is kept then.
    pub(super) fn is_over(&self) -> bool {
        self.used > ROOM
    }

    /// Keeps a row while there is room; then none.
    pub(super) fn keep(
        &mut self,
        row: Row<'_>,
        (number, slice): (usize, u32),
        at: &[u32],
        counts: &[f64],
        missing: bool,
    ) {
        if let Some(by) = &self.by {
            let at: Vec<u32> = by.iter().map(|&k| at[k]).collect();
            let next = self.together.len();
            let place = *self.places.entry((slice, at.clone())).or_insert(next);
            if place == next {
                self.used = self.used.saturating_add(at.len() + counts.len());
                if self.is_over() {
                    self.places.remove(&(slice, at));
                    return;
                }
                self.together.push(Entry::new(slice, at, counts.len(), row.line));
            }
            self.together[place].add(counts, missing);
            return;
        }
        self.used = self.used.saturating_add(at.len() + counts.len());
        if !self.is_over() {
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

/// What rows say: a date and a part, and the values of keys.
pub(super) type Place = (u32, Vec<u32>);

/// What becomes of the rows: by their number, or by what they say of some keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pub(super) rows: BTreeMap<usize, Change>,
    pub(super) keys: Vec<usize>,
    pub(super) places: BTreeMap<Place, Change>,
}

impl Changes {
    /// Whether nothing becomes of any.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.places.is_empty()
    }
}

/// Rows that say the same of all keys, together.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) slice: u32,
    pub(super) at: Vec<u32>,
    pub(super) counts: Vec<f64>,
    pub(super) missing: bool,
    /// The line of the first of them.
    pub(super) line: u64,
    /// Its rows, by their place among those that are kept.
    pub(super) rows: Vec<usize>,
}

impl Entry {
    fn new(slice: u32, at: Vec<u32>, width: usize, line: u64) -> Self {
        Self { slice, at, counts: vec![0.0; width], missing: false, line, rows: Vec::new() }
    }

    fn add(&mut self, counts: &[f64], missing: bool) {
        self.counts.iter_mut().zip(counts).for_each(|(a, n)| *a += n);
        self.missing |= missing;
    }

    /// What it says of all keys but one.
    pub(super) fn without(&self, k: usize) -> Place {
        (self.slice, self.at.iter().enumerate().filter(|(i, _)| *i != k).map(|(_, v)| *v).collect())
    }

    /// What it says of the keys that are not free.
    pub(super) fn place(&self, free: &[bool]) -> Place {
        (self.slice, self.at.iter().zip(free).filter(|(_, free)| !**free).map(|(v, _)| *v).collect())
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

/// How unlikely these counts are to be met by chance, in bits.
pub(super) fn bits(counts: &[f64]) -> f64 {
    counts.iter().map(|n| (1.0 + n).log2()).sum()
}

/// Puts rows of the same keys together, in the order in which the first of each comes.
pub(super) fn entries(rows: &[KeptRow]) -> Vec<Entry> {
    let mut places: BTreeMap<(u32, &[u32]), usize> = BTreeMap::new();
    let mut out: Vec<Entry> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let next = out.len();
        let place = *places.entry((row.slice, &row.at)).or_insert(next);
        if place == next {
            out.push(Entry::new(row.slice, row.at.clone(), row.counts.len(), row.line));
        }
        out[place].add(&row.counts, row.missing);
        out[place].rows.push(i);
    }
    out
}
