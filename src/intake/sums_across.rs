//! Rows that are the sum of other rows, or a part of them, are not counted beside them: subtotals, rows of everybody, and rows of which another holds the
//! people.

use std::collections::{BTreeMap, BTreeSet};

use super::called_totals::Called;
use super::fit_of_parts::{Fit, NEARLY, fit};
use super::kept::{Change, Changes, Entry, KeptRow, people};
use super::layouts::usual;
use super::next_to::NextTo;
use super::refused::Refused;
use super::role::Role;
use super::values::folded;

/// Most values that are told.
const SHOWN: usize = 5;

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
    /// Values that are totals, by key.
    totals: BTreeSet<(usize, String)>,
}

/// Where each value stands, in small letters: key and value.
type Stems = BTreeMap<String, Vec<(usize, u32)>>;

/// Judges the rows that are called totals, or parts of others. Where there are none, the entries are those of a table too large to keep its rows.
pub(super) fn judge(keys: &Keys<'_>, rows: &[KeptRow], entries: Vec<Entry>) -> Result<Across, Refused> {
    let called = called(keys, &entries);
    let open = |e: &Entry| e.at.iter().enumerate().any(|(k, v)| called[k][*v as usize] != Called::Other);
    let is = entries.iter().map(|e| if open(e) { Is::Open } else { Is::Counted }).collect();
    let out = Across { totals: vec![Vec::new(); keys.names.len()], ..Across::default() };
    let mut work = Work { keys, rows, entries, is, called, out, totals: BTreeSet::new() };
    work.copies();
    work.below_one_another()?;
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
        self.entries[e].line
    }

    pub(super) fn whole(&self, e: usize, k: usize) -> bool {
        matches!(self.called(e, k), Called::Whole { .. })
    }

    /// Whether the rows are kept one by one.
    pub(super) fn by_row(&self) -> bool {
        !self.rows.is_empty()
    }

    fn change(&mut self, e: usize, make: impl Fn(&mut Change)) {
        let (entry, changes) = (&self.entries[e], &mut self.out.changes);
        if self.rows.is_empty() {
            make(changes.places.entry((entry.slice, entry.at.clone())).or_default());
        }
        for &r in &entry.rows {
            make(changes.rows.entry(self.rows[r].number).or_default());
        }
    }

    pub(super) fn aside(&mut self, e: usize) {
        self.is[e] = Is::Aside;
        self.change(e, |change| change.skip = true);
    }

    pub(super) fn rename(&mut self, e: usize, k: usize, text: &str) {
        self.is[e] = Is::Counted;
        self.change(e, |change| change.named.push((k, text.to_string())));
    }

    pub(super) fn total(&mut self, k: usize, text: String) {
        if self.totals.insert((k, text.clone())) {
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
    fn fits(&self, total: usize, free: &[bool], e: usize) -> bool {
        let (t, p) = (&self.entries[total], &self.entries[e]);
        t.slice == p.slice && (0..t.at.len()).all(|i| free[i] || t.at[i] == p.at[i])
    }

    /// Sums of some values: those that their name says, or the rows next to them.
    fn subtotals(&mut self) -> Result<(), Refused> {
        let mut stems = Stems::new();
        for (k, values) in self.keys.values.iter().enumerate() {
            for (v, value) in values.iter().enumerate() {
                stems.entry(value.to_lowercase()).or_default().push((k, v as u32));
            }
        }
        for k in 0..self.keys.names.len() {
            let of = |e: &usize| self.is[*e] == Is::Open && matches!(self.called(*e, k), Called::SumOf { .. });
            let all: Vec<usize> = (0..self.entries.len()).filter(of).collect();
            if all.is_empty() {
                continue;
            }
            let mut of_value: BTreeMap<(usize, u32), Vec<usize>> = BTreeMap::new();
            for (e, entry) in self.entries.iter().enumerate().filter(|(e, _)| self.is[*e] == Is::Counted) {
                entry.at.iter().enumerate().for_each(|(i, v)| of_value.entry((i, *v)).or_default().push(e));
            }
            let (mut next, mut left) = (NextTo::default(), Vec::new());
            let (said, known) = (self.keys.said[k], self.keys.known);
            let mut off = [0.0; 2];
            for e in all {
                match self.subtotal((e, k), &stems, &of_value, &mut next) {
                    (Fit::Off, parts) if !said => left.push((e, parts)),
                    (fit, parts) => {
                        if fit != Fit::Exact {
                            off = [off[0] + self.entries[e].people(), off[1] + parts];
                        }
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
            let may_be_value = |e: usize| {
                let Called::SumOf { stem, unsure } = self.called(e, k) else { return true };
                let place = usual(&folded(self.keys.names[k])) == Some(Role::Place);
                !stems.contains_key(stem) && ((place && *unsure) || is_own_name(stem))
            };
            let (kept, refused): (Vec<_>, Vec<_>) = left.into_iter().partition(|&(e, _)| known || may_be_value(e));
            if let Some(&(e, parts)) = refused.first() {
                let lines: Vec<u64> = refused.iter().map(|r| self.line(r.0)).collect();
                let own = self.entries[e].people();
                let name = self.keys.names[k];
                let rows = if parts > 0.0 {
                    format!("{own} people, and {parts} in the rows")
                } else {
                    format!("{own} people, and no rows are found that they are the sum of")
                };
                let message = format!(
                    "values of `{name}` are called totals, but are not the sum of other rows ({}): {rows}",
                    super::phrases::lines(&lines)
                );
                return Err(Refused::at(self.line(e), message).help(format!(
                    "mend the counts, take the rows out, or name the totals in the mapping, under [totals]: \"{name}\" = [\"...\"]; those that are not named are counted, so \"{name}\" = [] counts all"
                )));
            }
            let texts: BTreeSet<&str> = kept.iter().map(|&(e, _)| self.text(e, k)).collect();
            if !texts.is_empty() {
                let shown: Vec<String> = texts.iter().take(SHOWN).map(|t| format!("`{t}`")).collect();
                let more = texts.len().saturating_sub(SHOWN);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                self.say(format!(
                    "{}{more} in {}: a name like that of a total, but the sum of no other rows. Such rows are counted; a total is named under [totals] of the mapping",
                    shown.join(", "),
                    self.keys.names[k]
                ));
            }
            for (e, _) in kept {
                if (0..self.keys.names.len()).all(|i| i == k || *self.called(e, i) == Called::Other) {
                    self.is[e] = Is::Counted;
                }
            }
        }
        Ok(())
    }

    /// How a sum of some values compares with the rows that it is of, and how many people these have: those that its name says, or those next to it.
    fn subtotal(
        &self,
        (e, k): (usize, usize),
        stems: &Stems,
        of_value: &BTreeMap<(usize, u32), Vec<usize>>,
        next: &mut NextTo,
    ) -> (Fit, f64) {
        let Called::SumOf { stem, unsure } = self.called(e, k) else { return (Fit::Off, 0.0) };
        let own = &self.entries[e];
        let free: Vec<bool> =
            (0..own.at.len()).map(|i| i == k || self.whole(e, i) || self.text(e, i).is_empty()).collect();
        let line = next.line(e, &free, &self.entries, |o| self.is[o] == Is::Counted);
        let none = Vec::new();
        let named = stems.get(stem).unwrap_or(&none);
        let many: usize = named.iter().filter_map(|v| of_value.get(v)).map(Vec::len).sum();
        let of: BTreeSet<usize> = match line {
            // The fewer of the two are looked through.
            Some(line) if many > line.entries.len() => {
                let is = |o: &usize| named.iter().any(|(i, v)| self.entries[*o].at[*i] == *v);
                line.entries.iter().copied().filter(is).collect()
            }
            _ => {
                let all = named.iter().filter_map(|v| of_value.get(v)).flatten();
                all.copied().filter(|o| self.fits(e, &free, *o)).collect()
            }
        };
        let mut best = (Fit::Off, 0.0);
        if !of.is_empty() {
            let mut sum = vec![0.0; own.counts.len()];
            of.iter().for_each(|&o| sum.iter_mut().zip(&self.entries[o].counts).for_each(|(a, n)| *a += n));
            let missing = own.missing || of.iter().any(|&o| self.entries[o].missing);
            best = (fit(&own.counts, &sum, missing), people(&sum));
        }
        if best.0 != Fit::Exact {
            // What its name says goes before rows next to it that are only nearly its sum. What may be a value like others is the sum of several rows.
            let exactly = *unsure || !of.is_empty();
            let found = line.and_then(|line| line.best(e, own, (!*unsure, exactly)));
            if let Some(found) = found.filter(|f| f.0 < best.0 || (best.0 == Fit::Off && best.1 == 0.0)) {
                best = found;
            }
        }
        if *unsure && of.is_empty() && best.0 != Fit::Exact { (Fit::Off, best.1) } else { best }
    }
}

/// Whether a name that begins or ends like a total is one of its own: a procedure (`Total hip replacement`, `Subtotal colectomy`), or what is left (`All other`).
fn is_own_name(stem: &str) -> bool {
    const OWN: [&str; 22] = [
        "other",
        "others",
        "remaining",
        "hip",
        "hips",
        "knee",
        "knees",
        "shoulder",
        "elbow",
        "ankle",
        "wrist",
        "joint",
        "disc",
        "replacement",
        "replacements",
        "prosthetic",
        "arthroplasties",
        "parenteral",
        "body",
        "saints",
        "souls",
        "thyroid",
    ];
    const ENDS: [&str; 4] = ["ectomy", "ectomies", "plasty", "plasties"];
    let mut words = stem.split(|c: char| !c.is_alphanumeric());
    words.any(|w| OWN.contains(&w) || ENDS.iter().any(|end| w.ends_with(end)))
}
