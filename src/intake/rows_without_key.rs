//! Rows without a list, group or place. Each is the total of other rows, or counts people of whom less is known.

use std::collections::BTreeMap;

use super::counts::Sums;
use super::keys::Key;
use super::layouts::Role;
use super::pass::Pass;

/// Most blocks above a row that it is compared with.
const BACK: usize = 500;

/// How unlikely it must be, in bits, that counts agree with those above them by chance.
const SURE: f64 = 10.0;

/// A row below merged cells is nearly a total if its counts differ from it by no more than this part.
const NEARLY: f64 = 0.1;

/// How a row compares with the rows above it, or with all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Is {
    /// It is no sum of them.
    Other,
    /// It is nearly their sum, or their sum where some of their counts are missing.
    Nearly,
    /// It is their sum.
    Sum,
}

/// A row without a key.
struct Bare {
    line: u64,
    slice: u32,
    at: Vec<u32>,
    /// The same with the values that stand above it in merged cells, where there are some.
    below: Option<Vec<u32>>,
    counts: Vec<f64>,
    /// Its band, where bands go down.
    band: Option<usize>,
    /// How it compares with the rows above it, and how many these are.
    is: Is,
    of: usize,
}

/// Counts of several rows together.
#[derive(Clone, Default)]
struct Block {
    slice: u32,
    sums: Vec<f64>,
    /// How many rows have people in each band, and whether counts are missing there.
    rows: Vec<usize>,
    missing: Vec<bool>,
}

impl Block {
    fn new(slice: u32, width: usize) -> Self {
        Self { slice, sums: vec![0.0; width], rows: vec![0; width], missing: vec![false; width] }
    }

    fn join(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, n)| *a += n);
        self.rows.iter_mut().zip(&other.rows).for_each(|(a, n)| *a += n);
        self.missing.iter_mut().zip(&other.missing).for_each(|(a, m)| *a |= m);
    }

    /// How many rows are counted in it: in a band where bands go down.
    fn rows(&self, band: Option<usize>) -> usize {
        band.map_or_else(|| self.rows.iter().copied().max().unwrap_or(0), |b| self.rows[b])
    }

    /// Whether counts are these sums, in every band or in the one of the row.
    fn equals(&self, counts: &[f64], band: Option<usize>) -> bool {
        match band {
            Some(band) => self.sums[band] > 0.0 && counts[band] == self.sums[band],
            None => {
                let bands = counts.len() - 1;
                counts[..bands] == self.sums[..bands] && self.sums[..bands].iter().any(|n| *n > 0.0)
            }
        }
    }

    /// Whether counts are nearly these sums: no smaller anywhere, or not far off. A total of one row has the counts of that row.
    fn nearly(&self, counts: &[f64], band: Option<usize>) -> bool {
        let bands = band.map_or(0..counts.len() - 1, |b| b..b + 1);
        let pairs = || bands.clone().map(|b| (counts[b], self.sums[b]));
        let people: f64 = pairs().map(|p| p.1).sum();
        let off: f64 = pairs().map(|(n, sum)| (n - sum).abs()).sum();
        self.rows(band) > 1 && people > 0.0 && (pairs().all(|(n, sum)| n >= sum) || off <= NEARLY * people)
    }

    /// Whether counts are these sums where none is missing, and no smaller where some are.
    fn agrees(&self, counts: &[f64], band: Option<usize>) -> bool {
        let bands = band.map_or(0..counts.len() - 1, |b| b..b + 1);
        let fits = |b: usize| if self.missing[b] { counts[b] >= self.sums[b] } else { counts[b] == self.sums[b] };
        bands.clone().all(fits) && bands.clone().any(|b| !self.missing[b] && counts[b] > 0.0)
    }
}

/// The rows without a key, and what stands between them.
#[derive(Default)]
pub(super) struct WithoutKey {
    rows: Vec<Bare>,
    blocks: Vec<Block>,
    /// Whether the next row with a key begins a block.
    closed: bool,
    /// What stands above the next row in merged cells that it leaves blank, by column.
    pub(super) above: Vec<(usize, String)>,
}

/// What became of the rows without a key.
#[derive(Default)]
pub(super) struct Settled {
    /// How many are totals.
    pub(super) totals: u64,
    /// Lines of totals that do not add up.
    pub(super) nearly: Vec<u64>,
    /// Lines whose people are of the value above.
    pub(super) below: Vec<u64>,
}

impl WithoutKey {
    /// Begins a block: a merged cell has a new value.
    pub(super) fn begin(&mut self) {
        self.closed = true;
    }

    /// Takes a row that has a key; `missing` are the bands in which it has no count.
    pub(super) fn other(&mut self, slice: u32, counts: &[f64], missing: &[usize]) {
        if self.closed || self.blocks.last().is_none_or(|b| b.slice != slice) {
            self.blocks.push(Block::new(slice, counts.len()));
            self.closed = false;
        }
        let Some(block) = self.blocks.last_mut() else { return };
        for (i, n) in counts.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            block.sums[i] += n;
            block.rows[i] += 1;
        }
        missing.iter().for_each(|&b| block.missing[b] = true);
    }

    /// Takes a row that has none.
    fn row(
        &mut self,
        line: u64,
        slice: u32,
        (at, below): (Vec<u32>, Option<Vec<u32>>),
        counts: &[f64],
        band: Option<usize>,
    ) {
        self.closed = true;
        let mut all = Block::new(slice, counts.len());
        let (mut is, mut of) = (Is::Other, 0);
        for (back, block) in self.blocks.iter().rev().filter(|b| b.slice == slice).take(BACK).enumerate() {
            all.join(block);
            if all.equals(counts, band) {
                (is, of) = (Is::Sum, all.rows(band));
                break;
            }
            let nearly = (back == 0 && all.nearly(counts, band)) || (all.rows(band) > 1 && all.agrees(counts, band));
            is = is.max(if nearly { Is::Nearly } else { Is::Other });
        }
        self.rows.push(Bare { line, slice, at, below, counts: counts.to_vec(), band, is, of });
    }
}

impl Pass<'_> {
    /// Takes a row without a key.
    pub(super) fn bare(&mut self, line: u64, slice: u32, counts: &[f64], band: Option<usize>) {
        let at = self.at(&self.at_row);
        let above = std::mem::take(&mut self.without_key.above);
        let mut values = self.at_row.clone();
        for (key, value) in self.keys.iter_mut().zip(&mut values) {
            if let Some((_, text)) = above.iter().find(|(column, _)| *column == key.column) {
                *value = key.number(text);
            }
        }
        let below = Some(self.at(&values)).filter(|below| *below != at);
        self.without_key.row(line, slice, (at, below), counts, band);
    }

    /// Decides what the rows without a key are. Totals are set aside: rows that are the sum of the rows above them or of all others, or that are
    /// so all together. Without merged cells so many counts must agree that it is not by chance. Below merged cells, where such a row usually is
    /// a total, one that is nearly the sum is a total, too, and another has people of the value above. All other rows count people of whom
    /// nothing else is known.
    pub(super) fn settle(&mut self) -> Settled {
        let rows = std::mem::take(&mut self.without_key).rows;
        let mut settled = Settled::default();
        if rows.is_empty() {
            return settled;
        }
        let keys: Vec<&Key> = self.keys.iter().filter(|k| k.role != Role::Place).collect();
        let is_total = |at: &[u32]| at.iter().zip(&keys).any(|(v, key)| key.totals.contains(v));
        let mut others: BTreeMap<u32, Block> = BTreeMap::new();
        for ((slice, at), sums) in &self.cells {
            let all = others.entry(*slice).or_insert_with(|| Block::new(*slice, sums.bands.len() + 1));
            if !is_total(at) {
                for (b, n) in sums.bands.iter().enumerate() {
                    all.sums[b] += n;
                    all.rows[b] += usize::from(*n > 0.0);
                }
            }
        }
        let mut own: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for row in &rows {
            let all = own.entry(row.slice).or_insert_with(|| vec![0.0; row.counts.len()]);
            all.iter_mut().zip(&row.counts).for_each(|(a, n)| *a += n);
        }
        let whole = |row: &Bare| {
            others.get(&row.slice).is_some_and(|all| {
                all.equals(&row.counts, row.band) || own.get(&row.slice).is_some_and(|own| all.equals(own, None))
            })
        };
        let bits = |row: &Bare| row.counts[..row.counts.len() - 1].iter().map(|n| (1.0 + n).log2()).sum::<f64>();
        let is_sum = |row: &Bare| row.is == Is::Sum;
        let sure = rows.iter().filter(|row| (is_sum(row) && row.of > 1) || whole(row)).map(bits).sum::<f64>() >= SURE;
        let merged = !self.shape.merged.is_empty();
        for row in &rows {
            let nearly =
                || row.is == Is::Nearly || others.get(&row.slice).is_some_and(|all| all.nearly(&row.counts, row.band));
            if (whole(row) && row.band.is_none()) || ((whole(row) || is_sum(row)) && (sure || merged)) {
                settled.totals += 1;
            } else if row.counts.iter().all(|n| *n == 0.0) {
                // Nobody is counted.
                settled.totals += u64::from(merged);
            } else if merged && nearly() {
                settled.nearly.push(row.line);
            } else {
                let below = row.below.as_ref().filter(|below| merged && !is_total(below));
                if below.is_some() {
                    settled.below.push(row.line);
                }
                let none = || Sums::none(row.counts.len() - 1);
                let at = below.unwrap_or(&row.at).clone();
                self.cells.entry((row.slice, at)).or_insert_with(none).add(&row.counts);
            }
        }
        settled
    }
}
