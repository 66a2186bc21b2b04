//! Rows of one column that hold the parts of the row above them, as a pivot table in compact form has them.

use std::collections::{BTreeMap, BTreeSet};

use super::called_totals::Called;
use super::fit_of_parts::{Fit, fit};
use super::kept::{bits, people};
use super::refused::Refused;
use super::sums_across::{Is, Work};

/// How unlikely it must be, in bits, that a row is the sum of the next ones by chance: of one such row, and of each of several.
const SURE: f64 = 24.0;
const LIKELY: f64 = 12.0;

/// A row and its parts, by their places.
struct Head {
    at: usize,
    parts: Vec<usize>,
    bits: f64,
}

/// The rows of the column, and what was found of them.
struct Sheet {
    /// Rows with people, by their place among those that are kept; in the order in which sums come before their parts.
    rows: Vec<usize>,
    heads: Vec<Head>,
    /// Places of rows that are part of no other.
    top: Vec<usize>,
    parts: BTreeSet<usize>,
    /// The first row, where it is the sum of all others: a total of the table.
    total: Option<usize>,
}

impl Work<'_> {
    /// Sets aside rows that are parts of the row above them, in a table in which one key tells the rows apart. Rows without parts, or with one, may
    /// stand between them.
    pub(super) fn below_one_another(&mut self) -> Result<(), Refused> {
        let keys: Vec<usize> = (0..self.keys.names.len()).filter(|&k| self.keys.values[k].len() > 1).collect();
        let [k] = keys[..] else { return Ok(()) };
        let label = |r: usize| self.rows[r].at[k];
        let called = |r: usize| &self.called[k][label(r) as usize];
        let mut labels: BTreeMap<u32, usize> = BTreeMap::new();
        (0..self.rows.len()).for_each(|r| *labels.entry(label(r)).or_default() += 1);
        // Where parts have names of their own, they are counted, and not their sums.
        let again = labels.values().any(|many| *many > 1);
        let is_sum = |r: usize| matches!(called(r), Called::SumOf { .. });
        let may = |r: &usize| *called(*r) == Called::Other || (again && is_sum(*r));
        let rows: Vec<usize> =
            (0..self.rows.len()).filter(may).filter(|r| people(&self.rows[*r].counts) > 0.0).collect();
        let sums: BTreeSet<usize> = rows.iter().copied().filter(|&r| is_sum(r)).collect();
        let mut sheet = self.sheet(rows.clone());
        if sheet.heads.is_empty() && !sums.is_empty() {
            sheet = self.sheet(rows.into_iter().rev().collect());
            if sheet.heads.iter().any(|head| !sums.contains(&sheet.rows[head.at])) {
                return Ok(());
            }
        }
        if sheet.top.len() < 2 || !sheet.is_sure() {
            return Ok(());
        }
        if let Some(total) = sheet.total {
            let row = sheet.rows[total];
            for e in (0..self.entries.len()).filter(|&e| self.entries[e].rows.contains(&row)).collect::<Vec<_>>() {
                let text = self.text(e, k).to_string();
                self.total(k, text);
                self.aside(e);
            }
        }
        let off = self.others(&mut sheet, k)?;
        let heads: BTreeSet<usize> = sheet.top.iter().map(|&at| sheet.rows[at]).filter(|r| sums.contains(r)).collect();
        let inner: BTreeSet<usize> = sheet.parts.iter().map(|&at| sheet.rows[at]).collect();
        for e in 0..self.entries.len() {
            let (own, left): (Vec<usize>, Vec<usize>) = self.entries[e].rows.iter().partition(|r| inner.contains(r));
            if own.is_empty() {
                continue;
            }
            for &r in &own {
                let row = &self.rows[r];
                self.entries[e].counts.iter_mut().zip(&row.counts).for_each(|(a, n)| *a -= n);
                self.out.changes.rows.entry(row.number).or_default().skip = true;
            }
            self.entries[e].rows = left;
            if self.entries[e].people() <= 0.0 {
                self.is[e] = Is::Aside;
            }
        }
        for e in 0..self.entries.len() {
            let Called::SumOf { stem, .. } = &self.called[k][self.entries[e].at[k] as usize] else { continue };
            if self.entries[e].rows.iter().any(|r| heads.contains(r)) {
                let text = self.text(e, k);
                let ends = [text.get(..stem.len()), text.get(text.len().saturating_sub(stem.len())..)];
                let plain = ends.into_iter().flatten().find(|t| t.to_lowercase() == *stem);
                let plain = plain.unwrap_or(stem).to_string();
                self.rename(e, k, &plain);
            }
        }
        let nearly = match off {
            [all, parts] if all > 0.0 => format!(" (some are not their sum: {all} people above, {parts} in the parts)"),
            _ => String::new(),
        };
        self.say(format!(
            "{}: {} rows are the parts of the row above them, as in a compact pivot table, and only that row is counted{nearly}: give the parts a column of their own to keep them",
            self.keys.names[k],
            inner.len()
        ));
        Ok(())
    }

    /// Finds rows that are the sum of the next ones, the innermost first.
    fn sheet(&self, rows: Vec<usize>) -> Sheet {
        let top = (0..rows.len()).collect();
        let mut sheet = Sheet { rows, heads: Vec::new(), top, parts: BTreeSet::new(), total: None };
        loop {
            let (before, mut top, mut at) = (sheet.top.clone(), Vec::new(), 0);
            let known: BTreeSet<usize> = sheet.heads.iter().map(|h| h.at).collect();
            let found = sheet.heads.len();
            while let Some(&own) = before.get(at) {
                top.push(own);
                at += 1;
                let many = if known.contains(&own) { 0 } else { self.many(&sheet.rows, own, &before[at..]) };
                if many > 1 && own == before[0] && at + many == before.len() {
                    sheet.total = top.pop();
                } else if many > 1 {
                    let parts = before[at..at + many].to_vec();
                    let counts = &self.rows[sheet.rows[own]].counts;
                    let bits = bits(&counts[..counts.len() - 1]);
                    sheet.parts.extend(&parts);
                    sheet.heads.push(Head { at: own, parts, bits });
                    at += many;
                }
            }
            sheet.top = top;
            if sheet.heads.len() == found {
                return sheet;
            }
        }
    }

    /// How many of the next rows are together what a row is; none where they are not.
    fn many(&self, rows: &[usize], head: usize, next: &[usize]) -> usize {
        let head = &self.rows[rows[head]];
        let bands = head.counts.len() - 1;
        let mut sum = vec![0.0; bands];
        for (many, &at) in next.iter().enumerate() {
            let row = &self.rows[rows[at]];
            sum.iter_mut().zip(&row.counts).for_each(|(a, n)| *a += n);
            if row.slice != head.slice || sum.iter().zip(&head.counts).any(|(a, n)| a > n) {
                return 0;
            }
            if sum == head.counts[..bands] {
                return many + 1;
            }
        }
        0
    }

    /// Of rows without several parts: takes those with the names of parts for parts of the row above them. People by the rows that are only nearly the sum of their
    /// parts, and by these parts.
    fn others(&self, sheet: &mut Sheet, k: usize) -> Result<[f64; 2], Refused> {
        let label = |at: usize| self.rows[sheet.rows[at]].at[k];
        let parts: BTreeSet<u32> = sheet.heads.iter().flat_map(|h| &h.parts).map(|&at| label(at)).collect();
        let heads: BTreeSet<usize> = sheet.heads.iter().map(|h| h.at).collect();
        let is_part = |at: usize| parts.contains(&label(at)) && !heads.contains(&at);
        let (mut off, mut found, mut i) = ([0.0; 2], Vec::new(), 0);
        while i < sheet.top.len() {
            let own = sheet.top[i];
            let below = sheet.top[i + 1..].iter().take_while(|&&at| is_part(at)).count();
            let next = &sheet.top[i + 1..=i + below];
            let head = &self.rows[sheet.rows[own]];
            i += 1 + below;
            // The only part of a row is the same as it.
            if next.is_empty() {
                if let Some(&one) = sheet.top.get(i) {
                    let row = &self.rows[sheet.rows[one]];
                    let plain = !heads.contains(&own) && !heads.contains(&one);
                    if plain && row.slice == head.slice && row.counts == head.counts && bits(&row.counts) >= LIKELY {
                        found.push(one);
                        i += 1;
                    }
                }
                continue;
            }
            let mut sum = vec![0.0; head.counts.len()];
            let mut missing = head.missing;
            for &at in next {
                let row = &self.rows[sheet.rows[at]];
                sum.iter_mut().zip(&row.counts).for_each(|(a, n)| *a += n);
                missing |= row.missing;
            }
            let known = heads.contains(&own) || is_part(own);
            match if known { Fit::Off } else { fit(&head.counts, &sum, missing) } {
                Fit::Off => return Err(self.unlike(k, head.line)),
                Fit::Exact => {}
                Fit::Nearly | Fit::Missing => off = [off[0] + people(&head.counts), off[1] + people(&sum)],
            }
            found.extend(next);
        }
        let found: BTreeSet<usize> = found.into_iter().collect();
        sheet.top.retain(|at| !found.contains(at));
        sheet.parts.extend(found);
        Ok(off)
    }

    fn unlike(&self, k: usize, line: u64) -> Refused {
        let name = self.keys.names[k];
        Refused::at(line, format!("rows of `{name}` are the parts of the row above them, as in a compact pivot table, but not here: the rows below are not its sum"))
            .help("mend the counts, or give the parts a column of their own")
    }
}

impl Sheet {
    /// Whether it is no chance that rows are the sum of others.
    fn is_sure(&self) -> bool {
        let bits = || self.heads.iter().map(|h| h.bits);
        let all = self.heads.len() > 1 && self.heads.len() == self.top.len();
        all || bits().filter(|b| *b >= LIKELY).count() > 1
            || bits().any(|b| b >= SURE + 2.0 * (self.rows.len() as f64).log2())
    }
}
