//! Rows that tell neither list nor group: the totals of what stands above them or of all, or people of whom nothing else is known.

use std::collections::BTreeMap;

use super::counts::Sums;
use super::keys::Key;
use super::layouts::Role;
use super::pass::Pass;

/// Most blocks of rows above a row that it is compared with.
const BACK: usize = 50;

/// How unlikely chance must be to make counts agree with those above them, in bits.
const SURE: f64 = 10.0;

/// A row without any key.
struct One {
    slice: u32,
    at: Vec<u32>,
    counts: Vec<f64>,
    /// Its band, where bands go down.
    band: Option<usize>,
    /// How many rows above it have its counts together; 0 where none have.
    of: usize,
}

/// Rows between two of those without a key.
struct Block {
    slice: u32,
    sums: Vec<f64>,
    /// How many rows have people in each band.
    rows: Vec<usize>,
}

/// The rows without any key, and what stands between them.
#[derive(Default)]
pub(super) struct Keyless {
    rows: Vec<One>,
    blocks: Vec<Block>,
    /// Whether the last block is at its end.
    closed: bool,
}

/// Whether a row has these counts; where bands go down, in its own band.
fn equal(counts: &[f64], sums: &[f64], band: Option<usize>) -> bool {
    match band {
        Some(band) => sums[band] > 0.0 && counts[band] == sums[band],
        None => {
            let bands = counts.len() - 1;
            counts[..bands] == sums[..bands] && sums[..bands].iter().any(|n| *n > 0.0)
        }
    }
}

impl Keyless {
    /// A row that has a key.
    pub(super) fn other(&mut self, slice: u32, counts: &[f64]) {
        if self.closed || self.blocks.last().is_none_or(|b| b.slice != slice) {
            self.blocks.push(Block { slice, sums: vec![0.0; counts.len()], rows: vec![0; counts.len()] });
            self.closed = false;
        }
        let Some(block) = self.blocks.last_mut() else { return };
        for (i, n) in counts.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            block.sums[i] += n;
            block.rows[i] += 1;
        }
    }

    /// A row that has none.
    pub(super) fn row(&mut self, slice: u32, at: Vec<u32>, counts: &[f64], band: Option<usize>) {
        self.closed = true;
        let mut sums = vec![0.0; counts.len()];
        let mut rows = vec![0; counts.len()];
        let mut of = 0;
        for block in self.blocks.iter().rev().filter(|b| b.slice == slice).take(BACK) {
            sums.iter_mut().zip(&block.sums).for_each(|(a, n)| *a += n);
            rows.iter_mut().zip(&block.rows).for_each(|(a, n)| *a += n);
            if equal(counts, &sums, band) {
                of = band.map_or_else(|| rows.iter().copied().max().unwrap_or(0), |b| rows[b]);
                break;
            }
        }
        self.rows.push(One { slice, at, counts: counts.to_vec(), band, of });
    }
}

impl Pass<'_> {
    /// Rows without any key that are the sum of others are set aside, and counted: each of all others or of those above it, or all of them together of all
    /// others, if they are too many to be so by chance. What is left are people of whom nothing else is known.
    pub(super) fn settle(&mut self) -> u64 {
        let rows = std::mem::take(&mut self.keyless).rows;
        if rows.is_empty() {
            return 0;
        }
        let keys: Vec<&Key> = self.keys.iter().filter(|k| k.role != Role::Place).collect();
        let is_total = |at: &[u32]| at.iter().zip(&keys).any(|(v, key)| key.totals.contains(v));
        let mut others: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for ((slice, at), sums) in &self.cells {
            let all = others.entry(*slice).or_insert_with(|| vec![0.0; sums.bands.len() + 1]);
            if !is_total(at) {
                all.iter_mut().zip(&sums.bands).for_each(|(a, n)| *a += n);
            }
        }
        let mut own: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for row in &rows {
            let all = own.entry(row.slice).or_insert_with(|| vec![0.0; row.counts.len()]);
            all.iter_mut().zip(&row.counts).for_each(|(a, n)| *a += n);
        }
        let whole = |row: &One| {
            let all = others.get(&row.slice);
            all.is_some_and(|all| {
                equal(&row.counts, all, row.band) || equal(own.get(&row.slice).unwrap_or(all), all, None)
            })
        };
        let bits = |row: &One| row.counts[..row.counts.len() - 1].iter().map(|n| (1.0 + n).log2()).sum::<f64>();
        let sure = rows.iter().filter(|row| row.of > 1 || whole(row)).map(bits).sum::<f64>() >= SURE;
        // Where blank cells stand for those above, a row of blanks can be nobody's own.
        let merged = !self.shape.merged.is_empty();
        let mut aside = 0;
        for row in rows {
            if merged || (whole(&row) && row.band.is_none()) || ((whole(&row) || row.of > 0) && sure) {
                aside += 1;
            } else if row.counts.iter().any(|n| *n > 0.0) {
                let none = || Sums::none(row.counts.len() - 1);
                self.cells.entry((row.slice, row.at)).or_insert_with(none).add(&row.counts);
            }
        }
        aside
    }
}
