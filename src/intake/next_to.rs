//! Rows next to a total: which runs of them, above it or below it, are its sum. Sums up to each row are kept, so that a run is found without adding it up.

use std::collections::BTreeMap;

use super::fit_of_parts::{Fit, NEARLY, fit};
use super::kept::{Entry, Place, people};

/// Most runs of a side that are nearly as large as a total and are compared with it.
const MOST: usize = 200;

/// Entries that say the same of the keys that a total names, in their order.
pub(super) struct Line {
    pub(super) entries: Vec<usize>,
    /// Counts of the first so many together.
    until: Vec<Vec<f64>>,
    /// Of how many of the first so many a count is missing.
    missing: Vec<usize>,
}

impl Line {
    fn new(width: usize) -> Self {
        Self { entries: Vec::new(), until: vec![vec![0.0; width]], missing: vec![0] }
    }

    fn push(&mut self, e: usize, entry: &Entry) {
        let last = self.entries.len();
        let sum = self.until[last].iter().zip(&entry.counts).map(|(a, n)| a + n).collect();
        self.missing.push(self.missing[last] + usize::from(entry.missing));
        self.until.push(sum);
        self.entries.push(e);
    }

    fn sum(&self, from: usize, to: usize) -> Vec<f64> {
        self.until[to].iter().zip(&self.until[from]).map(|(a, b)| a - b).collect()
    }

    /// How the runs next to an entry compare with a total: the best of them, and its people. A `single` row may be one; where the total is `unsure`,
    /// only a run that is exactly the sum.
    pub(super) fn best(&self, e: usize, own: &Entry, (single, unsure): (bool, bool)) -> Option<(Fit, f64)> {
        let (at, end) = (self.entries.partition_point(|o| *o < e), self.entries.len());
        let all = own.people();
        let rest = own.counts.len() as f64 * 5.0;
        let mut best: Option<(Fit, f64)> = None;
        for above in [true, false] {
            let longest = if above { at } else { end - at };
            let ends = |many: usize| if above { (at - many, at) } else { (at, at + many) };
            let together = |many: usize| {
                let (from, to) = ends(many);
                people(&self.until[to]) - people(&self.until[from])
            };
            // The shortest run with so many people.
            let first = |wanted: f64| {
                let (mut low, mut high) = (1, longest + 1);
                while low < high {
                    let middle = low.midpoint(high);
                    if together(middle) < wanted { low = middle + 1 } else { high = middle }
                }
                low
            };
            let exact = first(all);
            let near = first(all * (1.0 - NEARLY) - rest);
            let runs = std::iter::once(exact).chain([2]).chain(near..near.saturating_add(MOST));
            for many in runs.filter(|many| (1..=longest).contains(many)) {
                let (from, to) = ends(many);
                let people = together(many);
                if people > all * (1.0 + NEARLY) + rest {
                    if many > exact { break } else { continue }
                }
                let missing = own.missing || self.missing[to] > self.missing[from];
                let found = fit(&own.counts, &self.sum(from, to), missing);
                let may = match found {
                    Fit::Exact => single || many > 1,
                    _ => !unsure && many > 1,
                };
                if may && best.is_none_or(|b| found < b.0) {
                    best = Some((found, people));
                }
                if found == Fit::Exact && may {
                    return best;
                }
            }
        }
        best
    }
}

/// The lines of a table, by what they say of the keys that are not free.
#[derive(Default)]
pub(super) struct NextTo {
    lines: BTreeMap<Vec<bool>, BTreeMap<Place, Line>>,
}

impl NextTo {
    /// The line of an entry where some keys are free; it is made of those entries that count.
    pub(super) fn line(
        &mut self,
        e: usize,
        free: &[bool],
        entries: &[Entry],
        counts: impl Fn(usize) -> bool,
    ) -> Option<&Line> {
        if !self.lines.contains_key(free) {
            let mut lines: BTreeMap<Place, Line> = BTreeMap::new();
            for (o, entry) in entries.iter().enumerate().filter(|(o, _)| counts(*o)) {
                lines.entry(entry.place(free)).or_insert_with(|| Line::new(entry.counts.len())).push(o, entry);
            }
            self.lines.insert(free.to_vec(), lines);
        }
        self.lines.get(free)?.get(&entries[e].place(free))
    }
}
