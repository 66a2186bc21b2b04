//! Rows without a list, group or place. Each is the total of other rows, or counts people of whom less is known.

/// Most blocks above a row that it is compared with.
const BACK: usize = 500;

/// A row below merged cells is nearly a total if its counts differ from it by no more than this part.
const NEARLY: f64 = 0.1;

/// How a row compares with the rows above it, or with all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Is {
    /// It is no sum of them.
    Other,
    /// It is nearly their sum, or their sum where some of their counts are missing.
    Nearly,
    /// It is their sum.
    Sum,
}

/// A row without a key.
pub(super) struct Bare {
    pub(super) line: u64,
    pub(super) slice: u32,
    pub(super) at: Vec<u32>,
    /// The same with the values that stand above it in merged cells, where there are some.
    pub(super) below: Option<Vec<u32>>,
    pub(super) counts: Vec<f64>,
    /// Its band, where bands go down.
    pub(super) band: Option<usize>,
    /// How it compares with the rows above it, and how many these are.
    pub(super) is: Is,
    pub(super) of: usize,
}

/// Counts of several rows together.
#[derive(Clone, Default)]
pub(super) struct Block {
    pub(super) slice: u32,
    pub(super) sums: Vec<f64>,
    /// How many rows have people in each band, and whether counts are missing there.
    pub(super) rows: Vec<usize>,
    missing: Vec<bool>,
}

impl Block {
    pub(super) fn new(slice: u32, width: usize) -> Self {
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
    pub(super) fn equals(&self, counts: &[f64], band: Option<usize>) -> bool {
        match band {
            Some(band) => self.sums[band] > 0.0 && counts[band] == self.sums[band],
            None => {
                let bands = counts.len() - 1;
                counts[..bands] == self.sums[..bands] && self.sums[..bands].iter().any(|n| *n > 0.0)
            }
        }
    }

    /// Whether counts are nearly these sums: no smaller anywhere, or not far off. A total of one row has the counts of that row.
    pub(super) fn nearly(&self, counts: &[f64], band: Option<usize>) -> bool {
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
    pub(super) rows: Vec<Bare>,
    blocks: Vec<Block>,
    /// Whether the next row with a key begins a block.
    closed: bool,
    /// What stands above the next row in merged cells that it leaves blank, by column.
    pub(super) above: Vec<(usize, String)>,
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
    pub(super) fn row(
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
