//! What is counted twice beside its parts: a file, or a part of a table, that is the sum of others (admitted, not admitted, and both).

use std::collections::BTreeMap;

use super::counted::Counted;
use super::fit_of_parts::NEARLY;
use super::found::Found;
use super::kept::bits;
use super::pass::Pass;
use super::sums::{Sums, Table};
use super::values::folded;

/// How unlikely it must be, in bits, that sums agree by chance.
const SURE: f64 = 12.0;

/// Words of names of parts that say that a part is all of those who wait.
const ALL: [&str; 16] = [
    "all",
    "total",
    "waiting",
    "awaiting",
    "list",
    "incomplete",
    "patients",
    "people",
    "pathways",
    "on",
    "the",
    "of",
    "both",
    "rtt",
    "current",
    "open",
];

/// Whether a name says that a part is all of those who wait.
fn says_all(name: &str) -> bool {
    let name = folded(name);
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.all(|w| ALL.contains(&w))
}

/// How many people two tables are apart, over all bands; and how many the first has.
fn apart(all: &Table, parts: &[&Table]) -> (f64, f64, f64) {
    let mut sums: BTreeMap<_, Sums> = BTreeMap::new();
    for (key, own) in parts.iter().flat_map(|table| table.iter()) {
        sums.entry(key).or_insert_with(|| Sums::none(own.bands.len())).join(own);
    }
    let people = |of: &Sums| of.people();
    let off = |a: Option<&Sums>, b: Option<&Sums>| match (a, b) {
        (Some(a), Some(b)) => a.bands.iter().zip(&b.bands).map(|(a, b)| (a - b).abs()).sum(),
        (one, other) => one.or(other).map_or(0.0, people),
    };
    let here: f64 = all.iter().map(|(key, own)| off(Some(own), sums.get(key))).sum();
    let there: f64 = sums.iter().filter(|(key, _)| !all.contains_key(**key)).map(|(_, own)| people(own)).sum();
    (here + there, all.values().map(people).sum(), sums.values().map(people).sum())
}

/// Sets files aside that are the sum of others of the same day, and says so.
pub(super) fn files<'a>(all: impl Iterator<Item = &'a mut Found>) -> Vec<String> {
    let mut all: Vec<&mut Found> = all.collect();
    let mut said = Vec::new();
    for f in 0..all.len() {
        for part in [Counted::List, Counted::Treated, Counted::Referred] {
            let Some(own) = all[f].tables.get(&part) else { continue };
            // Admitted and not admitted are not yet known as those who wait, or were treated.
            let of = |o: &usize| -> Option<&Table> {
                let other = &all[*o];
                let kind = if other.admission.is_some() { Counted::Treated } else { part };
                let alike = *o != f && other.date.last() == all[f].date.last();
                other.tables.get(&kind).filter(|_| alike)
            };
            let others: Vec<usize> = (0..all.len()).filter(|o| of(o).is_some()).collect();
            let tables: Vec<&Table> = others.iter().filter_map(of).collect();
            if tables.len() < 2 || all[f].admission.is_some() {
                continue;
            }
            let (off, people, parts) = apart(own, &tables);
            if people < 1.0 || off > NEARLY * people {
                continue;
            }
            let names: Vec<&str> = others.iter().map(|&o| all[o].file.as_str()).collect();
            let figures = if off > 0.0 { format!(" ({people} people beside {parts})") } else { String::new() };
            said.push(format!(
                "{}: holds the people of {} together{figures}; only those are counted",
                all[f].file,
                names.join(" and ")
            ));
            if let Some(table) = all[f].tables.remove(&part) {
                all[f].tables.insert(Counted::Aside, table);
            }
        }
    }
    said
}

impl Pass<'_> {
    /// The part of a table that is the sum of all others that count the same; by the numbers of their slices. Of few people that may be chance, unless its name says that it is
    /// all of them.
    pub(super) fn part_of_all(&self, of: &[u32]) -> Option<u32> {
        if of.len() < 3 {
            return None;
        }
        let mut all: BTreeMap<&Vec<u32>, BTreeMap<u32, &Sums>> = BTreeMap::new();
        for ((slice, at), sums) in self.cells.iter().filter(|((slice, _), _)| of.contains(slice)) {
            all.entry(at).or_default().insert(*slice, sums);
        }
        let is = |own: &u32| {
            let mut sure = 0.0;
            let whole = all.values().all(|by| {
                let bands = by.values().next().map_or(0, |s| s.bands.len());
                (0..bands).all(|b| {
                    let of = |s: &u32| by.get(s).map_or(0.0, |sums| sums.bands[b]);
                    sure += bits(&[of(own)]);
                    let others: f64 = by.keys().filter(|s| *s != own).map(of).sum();
                    others == of(own)
                })
            });
            whole && sure > 0.0 && (sure >= SURE || says_all(&self.slices[*own as usize].1))
        };
        of.iter().copied().find(is)
    }
}
