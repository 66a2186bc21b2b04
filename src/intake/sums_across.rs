//! Rows that are the sum of other rows, or a part of them, are not counted beside them: subtotals, rows of everybody, and rows of which another holds the
//! people.

use std::collections::{BTreeMap, BTreeSet};

use super::called_totals::Called;
use super::kept::{Changes, Entry, KeptRow, entries, people};
use super::refused::Refused;
use super::role::Role;

/// A total is nearly the sum of its parts where no more than this part of its people is off.
pub(super) const NEARLY: f64 = 0.05;

/// The keys of a table.
pub(super) struct Keys<'a> {
    pub(super) names: Vec<&'a str>,
    pub(super) roles: Vec<Role>,
    pub(super) values: Vec<&'a [String]>,
    /// What each value is called.
    pub(super) called: Vec<Vec<Called>>,
    /// Keys whose totals the reader names: none is refused.
    pub(super) said: Vec<bool>,
    /// Whether the layout is known: nothing is refused.
    pub(super) known: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Across {
    pub(super) changes: Changes,
    /// Values that are totals, by key.
    pub(super) totals: Vec<Vec<String>>,
    pub(super) remarks: Vec<String>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Is {
    /// Counted as it is.
    Counted,
    /// Called a total, and not yet judged.
    Open,
    /// Not counted.
    Aside,
}

pub(super) struct Work<'a> {
    pub(super) keys: &'a Keys<'a>,
    pub(super) rows: &'a [KeptRow],
    pub(super) entries: Vec<Entry>,
    pub(super) is: Vec<Is>,
    /// What each value is called, by key.
    pub(super) called: Vec<Vec<Called>>,
    pub(super) out: Across,
}

/// How a total compares with its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    Exact,
    Nearly,
    /// Some parts are missing, and the others are no more than the total.
    Missing,
    Off,
}

pub(super) fn fit(total: &[f64], parts: &[f64], missing: bool) -> Fit {
    let bands = total.len() - 1;
    let pairs = || total[..bands].iter().zip(&parts[..bands]);
    let off: f64 = pairs().map(|(t, p)| (t - p).abs()).sum();
    let all = people(total);
    // Each count rounded to the nearest five or ten.
    let rounded = |n: &f64| n % 5.0 == 0.0;
    let round = total[..bands].iter().all(rounded) && parts[..bands].iter().all(rounded);
    let many = pairs().filter(|(t, p)| **t > 0.0 || **p > 0.0).count() as f64;
    match () {
        () if off == 0.0 => Fit::Exact,
        () if off <= NEARLY * all || (round && off <= 5.0 * many) => Fit::Nearly,
        () if missing && pairs().all(|(t, p)| *p <= *t * (1.0 + NEARLY)) => Fit::Missing,
        () => Fit::Off,
    }
}

/// Judges the rows that are called totals, or parts of others.
pub(super) fn judge(keys: &Keys<'_>, rows: &[KeptRow]) -> Result<Across, Refused> {
    let entries = entries(rows);
    let called = called(keys, &entries);
    let open = |e: &Entry| e.at.iter().enumerate().any(|(k, v)| called[k][*v as usize] != Called::Other);
    let is = entries.iter().map(|e| if open(e) { Is::Open } else { Is::Counted }).collect();
    let out = Across { totals: vec![Vec::new(); keys.names.len()], ..Across::default() };
    let mut work = Work { keys, rows, entries, is, called, out };
    work.copies();
    work.below_one_another();
    if work.is.contains(&Is::Open) {
        work.parts()?;
        work.subtotals()?;
        work.wholes()?;
    }
    Ok(work.out)
}

/// What each value is called. What may be a value like others is one where it has fewer people than one of them.
fn called(keys: &Keys<'_>, entries: &[Entry]) -> Vec<Vec<Called>> {
    let mut called = keys.called.clone();
    for (k, called) in called.iter_mut().enumerate() {
        for v in 0..called.len() {
            if called[v] != (Called::Whole { unsure: true }) {
                continue;
            }
            // Beside the values of the same rows.
            let own = || entries.iter().filter(|e| e.at[k] as usize == v);
            let beside: BTreeSet<(u32, Vec<u32>)> = own().map(|e| e.without(k)).collect();
            let mut people = vec![0.0; called.len()];
            let plain = |e: &&Entry| called[e.at[k] as usize] == Called::Other && beside.contains(&e.without(k));
            entries.iter().filter(plain).for_each(|e| people[e.at[k] as usize] += e.people());
            let most = people.into_iter().fold(0.0, f64::max);
            if own().map(Entry::people).sum::<f64>() < most * (1.0 - NEARLY) {
                called[v] = Called::Other;
            }
        }
    }
    called
}

impl Work<'_> {
    pub(super) fn called(&self, e: usize, k: usize) -> &Called {
        &self.called[k][self.entries[e].at[k] as usize]
    }

    pub(super) fn text(&self, e: usize, k: usize) -> &str {
        &self.keys.values[k][self.entries[e].at[k] as usize]
    }

    pub(super) fn line(&self, e: usize) -> u64 {
        self.entries[e].rows.first().map_or(0, |r| self.rows[*r].line)
    }

    pub(super) fn whole(&self, e: usize, k: usize) -> bool {
        matches!(self.called(e, k), Called::Whole { .. })
    }

    pub(super) fn aside(&mut self, e: usize) {
        self.is[e] = Is::Aside;
        for &r in &self.entries[e].rows {
            self.out.changes.entry(self.rows[r].number).or_default().skip = true;
        }
    }

    pub(super) fn rename(&mut self, e: usize, k: usize, text: &str) {
        self.is[e] = Is::Counted;
        for &r in &self.entries[e].rows {
            self.out.changes.entry(self.rows[r].number).or_default().named.push((k, text.to_string()));
        }
    }

    pub(super) fn total(&mut self, k: usize, text: String) {
        if !self.out.totals[k].contains(&text) {
            self.out.totals[k].push(text);
        }
    }

    pub(super) fn say(&mut self, text: String) {
        if !self.out.remarks.contains(&text) {
            self.out.remarks.push(text);
        }
    }

    /// Tells rows that are the same in every cell.
    fn copies(&mut self) {
        let mut lines: BTreeSet<u64> = BTreeSet::new();
        for entry in &self.entries {
            let mut first: BTreeMap<u64, u64> = BTreeMap::new();
            for row in entry.rows.iter().map(|&r| &self.rows[r]).filter(|row| people(&row.counts) > 0.0) {
                if *first.entry(row.cells).or_insert(row.line) != row.line {
                    lines.insert(row.line);
                }
            }
        }
        if !lines.is_empty() {
            let lines: Vec<u64> = lines.into_iter().collect();
            self.say(format!(
                "rows that are the same as one before in every cell ({}): they were added up; if they are copies, take them out",
                super::phrases::lines(&lines)
            ));
        }
    }

    /// Whether an entry is of what a total says: the same values of other keys, where the total has some.
    fn fits(&self, total: usize, k: usize, e: usize, blanks: bool) -> bool {
        let (t, p) = (&self.entries[total], &self.entries[e]);
        t.slice == p.slice
            && (0..t.at.len()).all(|i| {
                i == k || t.at[i] == p.at[i] || self.whole(total, i) || (blanks && self.text(total, i).is_empty())
            })
    }

    /// Sums of some values: those that their name says, or the rows next to them.
    fn subtotals(&mut self) -> Result<(), Refused> {
        for k in 0..self.keys.names.len() {
            let of = |e: &usize| self.is[*e] == Is::Open && matches!(self.called(*e, k), Called::SumOf { .. });
            let all: Vec<usize> = (0..self.entries.len()).filter(of).collect();
            let mut left: Vec<usize> = Vec::new();
            let (said, known) = (self.keys.said[k], self.keys.known);
            let (mut found, mut off) = (0, [0.0; 2]);
            for e in all {
                match self.subtotal(e, k) {
                    (Fit::Off, _) if !said => left.push(e),
                    (fit, parts) => {
                        if fit != Fit::Exact {
                            off = [off[0] + self.entries[e].people(), off[1] + parts];
                        }
                        found += 1;
                        let text = self.text(e, k).to_string();
                        self.total(k, text);
                        self.aside(e);
                    }
                }
            }
            if off[0] > 0.0 {
                let [total, parts] = off;
                self.say(format!(
                    "sums of some values of {} are {total} people, and the rows that they are of {parts}: the rows are counted",
                    self.keys.names[k]
                ));
            }
            let (kept, refused): (Vec<usize>, Vec<usize>) = left.into_iter().partition(|&e| {
                matches!(self.called(e, k), Called::SumOf { unsure: true, .. })
                    || known
                    || (found == 0 && self.keys.roles[k] == Role::Service && !self.has_stem(e, k))
            });
            if let Some(&e) = refused.first() {
                let lines: Vec<u64> = refused.iter().map(|&e| self.line(e)).collect();
                let (own, parts) = (self.entries[e].people(), self.subtotal(e, k).1);
                let name = self.keys.names[k];
                let message = format!(
                    "values of `{name}` are called totals, but are not the sum of the rows beside them ({}): {own} people, and {parts} in the rows",
                    super::phrases::lines(&lines)
                );
                return Err(Refused::at(self.line(e), message).help(format!(
                    "mend the counts, take the rows out, or name the totals in the mapping, under [totals]: \"{name}\" = [\"...\"]; those that are not named are counted"
                )));
            }
            for e in kept {
                let text = self.text(e, k).to_string();
                self.say(format!(
                    "`{text}` in {} is the sum of no other rows: it is counted; a total is named under [totals] of the mapping",
                    self.keys.names[k]
                ));
                if (0..self.keys.names.len()).all(|i| i == k || *self.called(e, i) == Called::Other) {
                    self.is[e] = Is::Counted;
                }
            }
        }
        Ok(())
    }

    fn has_stem(&self, e: usize, k: usize) -> bool {
        let Called::SumOf { stem, .. } = self.called(e, k) else { return false };
        (0..self.keys.names.len()).any(|i| self.keys.values[i].iter().any(|v| v.to_lowercase() == *stem))
    }

    /// How a sum of some values compares with the rows that it is of, and how many people these have: those that its name says, or those next to it.
    fn subtotal(&self, e: usize, k: usize) -> (Fit, f64) {
        let Called::SumOf { stem, unsure } = self.called(e, k) else { return (Fit::Off, 0.0) };
        let own = &self.entries[e];
        let (width, all) = (own.counts.len(), own.people());
        let counted = |o: &usize| self.is[*o] == Is::Counted && self.fits(e, k, *o, true);
        let stems: Vec<Vec<bool>> = (self.keys.values.iter())
            .map(|values| values.iter().map(|v| v.to_lowercase() == *stem).collect())
            .collect();
        let named = |o: &usize| self.entries[*o].at.iter().zip(&stems).any(|(v, is)| is[*v as usize]);
        let of: Vec<usize> = (0..self.entries.len()).filter(|o| named(o) && counted(o)).collect();
        let mut best = (Fit::Off, 0.0);
        if !of.is_empty() {
            let mut sum = vec![0.0; width];
            of.iter().for_each(|&o| sum.iter_mut().zip(&self.entries[o].counts).for_each(|(a, n)| *a += n));
            let missing = own.missing || of.iter().any(|&o| self.entries[o].missing);
            best = (fit(&own.counts, &sum, missing), people(&sum));
        }
        // The rows above it and below it, from the next one on.
        let above = (0..e).rev().filter(counted);
        let below = (e + 1..self.entries.len()).filter(counted);
        let sides: [&mut dyn Iterator<Item = usize>; 2] = [&mut { above }, &mut { below }];
        for side in sides {
            let (mut sum, mut missing) = (vec![0.0; width], own.missing);
            for (many, o) in side.enumerate() {
                if best.0 == Fit::Exact {
                    return best;
                }
                sum.iter_mut().zip(&self.entries[o].counts).for_each(|(a, n)| *a += n);
                missing |= self.entries[o].missing;
                let together = people(&sum);
                if together > all * (1.0 + NEARLY) {
                    break;
                }
                let found = fit(&own.counts, &sum, missing);
                // What may be a value like others must be the sum of several rows.
                let may = found == Fit::Exact && (!unsure || many > 0);
                if may || (!unsure && many > 0 && of.is_empty() && (found < best.0 || best.0 == Fit::Off)) {
                    best = (found, together);
                }
            }
        }
        if *unsure && of.is_empty() && best.0 != Fit::Exact { (Fit::Off, best.1) } else { best }
    }
}
