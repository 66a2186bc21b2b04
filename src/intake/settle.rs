//! Decides which rows without a list, group or place are totals, and whose people the others are.

use std::collections::BTreeMap;

use super::kept::bits;
use super::keys::Key;
use super::pass::Pass;
use super::role::Role;
use super::rows_without_key::{Bare, Block, Is};
use super::sums::Sums;

/// How unlikely it must be, in bits, that counts agree with those above them by chance.
const SURE: f64 = 10.0;

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
        let is_total = |at: &[u32]| at.iter().zip(&keys).any(|(v, key)| key.is_total(*v));
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
        let of_row = |row: &Bare| bits(&row.counts[..row.counts.len() - 1]);
        let is_sum = |row: &Bare| row.is == Is::Sum;
        let sure = rows.iter().filter(|row| (is_sum(row) && row.of > 1) || whole(row)).map(of_row).sum::<f64>() >= SURE;
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
