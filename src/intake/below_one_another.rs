//! Rows of one column that hold the parts of the row above them, as a pivot table in compact form has them.

use super::called_totals::Called;
use super::kept::people;
use super::sums_across::{Is, Work};

impl Work<'_> {
    /// Sets aside rows that are parts of the row above them, where all rows of a table with one key are such parts, or have some below them.
    pub(super) fn below_one_another(&mut self) {
        if self.keys.names.len() != 1 {
            return;
        }
        let plain = |r: &usize| self.called[0][self.rows[*r].at[0] as usize] == Called::Other;
        let rows: Vec<usize> = (0..self.rows.len()).filter(plain).collect();
        let (mut heads, mut inner, mut at) = (0, Vec::new(), 0);
        while let Some(&head) = rows.get(at) {
            let head = &self.rows[head];
            let bands = head.counts.len() - 1;
            let mut sum = vec![0.0; bands];
            let sums = |sum: &mut Vec<f64>, r: &usize| {
                let row = &self.rows[*r];
                sum.iter_mut().zip(&row.counts).for_each(|(a, n)| *a += n);
                row.slice == head.slice && people(&row.counts) > 0.0
            };
            let mut many = 0;
            while sum != head.counts[..bands] {
                match rows.get(at + 1 + many) {
                    Some(r) if sums(&mut sum, r) && sum.iter().sum::<f64>() <= people(&head.counts) => many += 1,
                    _ => return,
                }
            }
            if many < 2 {
                return;
            }
            inner.extend(&rows[at + 1..=at + many]);
            (heads, at) = (heads + 1, at + 1 + many);
        }
        let whole = |e: usize| {
            let own = &self.entries[e].rows;
            let of = own.iter().filter(|r| inner.contains(r)).count();
            (of == own.len(), of == 0)
        };
        let all: Vec<(bool, bool)> = (0..self.entries.len()).map(whole).collect();
        if heads < 2 || all.iter().any(|(inner, outer)| !inner && !outer) {
            return;
        }
        for e in (0..all.len()).filter(|e| all[*e].0) {
            if self.is[e] == Is::Counted {
                self.aside(e);
            }
        }
        self.say(format!(
            "{}: {} rows are the parts of the row above them, as in a compact pivot table, and only that row is counted: give the parts a column of their own to keep them",
            self.keys.names[0],
            inner.len()
        ));
    }
}
