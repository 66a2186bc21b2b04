//! Rows of people of whom another row holds all: `Of which ...`, and the only value beside that of everybody.

use std::collections::{BTreeMap, BTreeSet};

use super::called_totals::Called;
use super::fit_of_parts::NEARLY;
use super::kept::Place;
use super::refused::Refused;
use super::role::Role;
use super::sums_across::Work;

/// What a row of everybody stands for when a part of it is told apart.
const OTHERS: &str = "all others";

/// What the entries say of all keys but one.
type Rest = BTreeMap<(u32, Vec<u32>), usize>;

impl Work<'_> {
    /// Parts of others: `Of which ...`, and the only value beside all of them.
    pub(super) fn parts(&mut self) -> Result<(), Refused> {
        for k in 0..self.keys.names.len() {
            let parts = self.parts_of(k);
            if parts.is_empty() {
                continue;
            }
            let (wholes, others) = (self.rest(k, true), self.rest(k, false));
            let text = |e: usize| self.text(e, k).to_lowercase();
            let named: BTreeSet<(String, Place)> =
                (0..self.entries.len()).map(|e| (text(e), self.entries[e].without(k))).collect();
            let mut bases: Vec<(usize, Option<usize>)> = Vec::new();
            for e in parts {
                let at = self.entries[e].without(k);
                let (base, there) = match self.called(e, k) {
                    Called::Within { of: Some(of), .. } => (None, named.contains(&(of.clone(), at.clone()))),
                    _ => (wholes.get(&at).copied(), wholes.contains_key(&at) || others.contains_key(&at)),
                };
                if !there {
                    let message = format!(
                        "a value of `{}` is called a part of another, and no row has the other",
                        self.keys.names[k]
                    );
                    return Err(Refused::at(self.line(e), message)
                        .help("write the row for all people beside it, or give the value a name of its own"));
                }
                bases.push((e, base));
            }
            self.part(k, &bases)?;
        }
        Ok(())
    }

    /// The rows of everybody in a key, or those of plain values, by what they say of the other keys.
    fn rest(&self, k: usize, whole: bool) -> Rest {
        let is = |e: &usize| if whole { self.whole(*e, k) } else { *self.called(*e, k) == Called::Other };
        (0..self.entries.len()).rev().filter(is).map(|e| (self.entries[e].without(k), e)).collect()
    }

    /// The entries of a key that are parts of those of everybody.
    fn parts_of(&self, k: usize) -> Vec<usize> {
        let all = || 0..self.entries.len();
        let within: Vec<usize> = all().filter(|&e| matches!(self.called(e, k), Called::Within { .. })).collect();
        if !within.is_empty() || self.keys.roles[k] == Role::Service {
            return within;
        }
        // The only value beside that of everybody.
        let mut others = all().filter(|&e| *self.called(e, k) == Called::Other && !self.text(e, k).is_empty());
        let Some(first) = others.next() else { return within };
        let own = self.entries[first].at[k];
        let (mut found, mut sums) = (vec![first], [0.0; 2]);
        for e in others {
            if self.entries[e].at[k] != own {
                return within;
            }
            found.push(e);
        }
        let wholes = self.rest(k, true);
        for &e in &found {
            let Some(&base) = wholes.get(&self.entries[e].without(k)) else { return within };
            sums[0] += self.entries[e].people();
            sums[1] += self.entries[base].people();
        }
        if sums[0] < sums[1] * (1.0 - NEARLY) { found } else { within }
    }

    /// Counts everybody once: the part, and all others, where it is the only one of a group; else the part is not told apart.
    fn part(&mut self, k: usize, bases: &[(usize, Option<usize>)]) -> Result<(), Refused> {
        let keys = self.keys;
        let name = keys.names[k];
        let mut values: Vec<u32> = bases.iter().map(|b| self.entries[b.0].at[k]).collect();
        values.sort_unstable();
        values.dedup();
        let own: BTreeSet<usize> = bases.iter().map(|b| b.0).collect();
        let plain = |e: usize| *self.called(e, k) == Called::Other && !self.text(e, k).is_empty() && !own.contains(&e);
        let others = (0..self.entries.len()).any(plain);
        let apart = self.by_row()
            && keys.roles[k] == Role::Group
            && values.len() == 1
            && !others
            && bases.iter().all(|b| b.1.is_some());
        let shown = |e: usize| match self.called(e, k) {
            Called::Within { part, .. } => part.clone(),
            _ => self.text(e, k).to_string(),
        };
        let mut texts: Vec<String> = bases.iter().map(|b| shown(b.0)).collect();
        let names = texts.clone();
        texts.dedup();
        texts.sort_unstable();
        texts.dedup();
        for (&(e, base), text) in bases.iter().zip(names) {
            let Some(base) = base else {
                self.aside(e);
                continue;
            };
            let (own, all) = (self.entries[e].counts.clone(), &self.entries[base].counts);
            if own.iter().zip(all).any(|(n, all)| n > all) && !self.entries[base].missing {
                let message = format!("a value of `{name}` is a part of another, but has more people in some band");
                return Err(Refused::at(self.line(e), message).help(
                    "mend the counts; or, if it is no part, say in the mapping which values are totals, under [totals]",
                ));
            }
            let whole = self.text(base, k).to_string();
            self.total(k, whole);
            if !apart {
                self.aside(e);
                continue;
            }
            // A total in another column is judged there.
            if !(0..keys.names.len()).all(|i| i == k || *self.called(e, i) == Called::Other) {
                continue;
            }
            self.rename(e, k, &text);
            self.rename(base, k, OTHERS);
            let mut left = own;
            for r in self.entries[base].rows.clone() {
                let row = &self.rows[r];
                let minus: Vec<f64> = row.counts.iter().zip(&left).map(|(n, left)| n.min(*left)).collect();
                left.iter_mut().zip(&minus).for_each(|(l, m)| *l -= m);
                self.out.changes.rows.entry(row.number).or_default().minus = minus;
            }
            let minus = self.entries[e].counts.clone();
            self.entries[base].counts.iter_mut().zip(minus).for_each(|(a, n)| *a -= n);
        }
        let texts = texts.join(", ");
        self.say(if apart {
            format!("{name}: {texts} is a part of all people: the others are told apart as `{OTHERS}`")
        } else {
            format!("{name}: {texts} is a part of others, whose people are counted: it is not added to them")
        });
        Ok(())
    }
}
