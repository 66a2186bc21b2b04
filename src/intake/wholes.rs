//! Rows of everybody beside rows of their parts.

use std::collections::{BTreeMap, BTreeSet};

use super::called_totals::Called;
use super::fit_of_parts::{Fit, fit};
use super::kept::{Place, bits, people};
use super::refused::Refused;
use super::role::Role;
use super::sums_across::{Is, Work};

/// How unlikely chance must be to make two counts those of all places, in bits.
const SURE: f64 = 20.0;

/// What the other rows say of the keys that a row of everybody leaves open: sums of counts, and whether some are missing.
type Parts = BTreeMap<Place, (Vec<f64>, bool)>;

/// Rows of everybody that stand alone, by the keys that they leave open, and by what they say of the keys that neither they nor another leave open.
#[derive(Default)]
struct Alone {
    all: Vec<usize>,
    of: BTreeMap<Vec<bool>, Vec<usize>>,
    places: BTreeMap<(Vec<bool>, Vec<bool>), BTreeMap<Place, usize>>,
}

/// How the totals of one name compare with their parts, over all rows.
struct Tally {
    people: [f64; 2],
    fit: Fit,
    line: u64,
}

impl Work<'_> {
    /// Rows of everybody: set aside where their parts are counted; where no row has the parts, they count people of whom less is known.
    pub(super) fn wholes(&mut self) -> Result<(), Refused> {
        let keys = self.keys.names.len();
        let open = (0..self.entries.len()).filter(|&e| self.is[e] == Is::Open);
        let mut open: Vec<(Vec<usize>, usize)> =
            open.map(|e| ((0..keys).filter(|&k| self.whole(e, k)).collect(), e)).collect();
        open.sort_by_key(|(wholes, e)| (wholes.len(), *e));
        let mut parts: BTreeMap<Vec<bool>, Parts> = BTreeMap::new();
        let mut alone = Alone::default();
        let others: Vec<bool> = (0..keys).map(|k| self.called[k].contains(&Called::Other)).collect();
        let mut tallies: BTreeMap<(usize, u32), Tally> = BTreeMap::new();
        // The values of rows that are counted, by key.
        let mut known: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); keys];
        for (e, _) in self.is.iter().enumerate().filter(|(_, is)| **is == Is::Counted) {
            known.iter_mut().enumerate().for_each(|(k, known)| _ = known.insert(self.entries[e].at[k]));
        }
        for (wholes, e) in open {
            let free = |blanks: bool| -> Vec<bool> {
                (0..keys).map(|k| wholes.contains(&k) || (blanks && self.text(e, k).is_empty())).collect()
            };
            let (own, all) = (free(false), free(true));
            for free in [&own, &all] {
                if !parts.contains_key(free) {
                    parts.insert(free.clone(), self.parts_by(free));
                }
            }
            let compared = |free: &Vec<bool>| {
                let (sum, missing) = parts.get(free)?.get(&self.entries[e].place(free))?;
                Some((self.fit_of(e, sum, *missing), people(sum)))
            };
            let mut found = compared(&own).into_iter().chain(compared(&all)).min_by_key(|f| f.0);
            // A row of everybody at a place of its own, such as a country above its areas: the sum of all places to the digit is no list beside them.
            let above = |k: usize| self.keys.roles[k] == Role::Place && !known[k].contains(&self.entries[e].at[k]);
            let grand: Vec<bool> = (0..keys).map(|k| own[k] || above(k)).collect();
            if found.is_none() && !wholes.is_empty() && grand != own {
                if !parts.contains_key(&grand) {
                    parts.insert(grand.clone(), self.parts_by(&grand));
                }
                let some = self.entries[e].counts.iter().filter(|n| **n > 0.0).count();
                let sum = parts.get(&grand).and_then(|of| of.get(&self.entries[e].place(&grand)));
                let fits = sum.map(|(sum, missing)| (self.fit_of(e, sum, *missing), people(sum)));
                found =
                    fits.filter(|(fit, _)| *fit == Fit::Exact && (some >= 3 || bits(&self.entries[e].counts) >= SURE));
            }
            match found {
                None if wholes.is_empty() => self.is[e] = Is::Counted,
                None => {
                    self.beside(e, &own, &mut alone)?;
                    for &k in &wholes {
                        if others[k] {
                            let value = self.text(e, k).to_string();
                            self.total(k, value);
                            self.rename(e, k, "");
                        }
                    }
                    self.is[e] = Is::Counted;
                    for (free, parts) in &mut parts {
                        let entry = &self.entries[e];
                        let place = entry.place(free);
                        let (sum, missing) =
                            parts.entry(place).or_insert_with(|| (vec![0.0; entry.counts.len()], false));
                        sum.iter_mut().zip(&entry.counts).for_each(|(a, n)| *a += n);
                        *missing |= entry.missing;
                    }
                }
                Some((fit, sum)) => {
                    let Some(&k) = wholes.first() else {
                        self.is[e] = Is::Counted;
                        continue;
                    };
                    let line = self.line(e);
                    let at = self.entries[e].at[k];
                    let tally = tallies.entry((k, at)).or_insert(Tally { people: [0.0; 2], fit, line });
                    if fit > tally.fit {
                        (tally.fit, tally.line) = (fit, line);
                    }
                    tally.people = [tally.people[0] + self.entries[e].people(), tally.people[1] + sum];
                    for &k in &wholes {
                        let value = self.text(e, k).to_string();
                        self.total(k, value);
                    }
                    self.aside(e);
                }
            }
        }
        self.alone(&alone.all, &others);
        self.tell(&tallies)
    }

    fn parts_by(&self, free: &[bool]) -> Parts {
        let mut parts = Parts::new();
        for (_, entry) in self.entries.iter().enumerate().filter(|(e, _)| self.is[*e] == Is::Counted) {
            let (sum, missing) =
                parts.entry(entry.place(free)).or_insert_with(|| (vec![0.0; entry.counts.len()], false));
            sum.iter_mut().zip(&entry.counts).for_each(|(a, n)| *a += n);
            *missing |= entry.missing;
        }
        parts
    }

    /// How a total compares with its parts; one that stands in several rows may be them more than once.
    fn fit_of(&self, e: usize, sum: &[f64], missing: bool) -> Fit {
        let entry = &self.entries[e];
        let found = fit(&entry.counts, sum, missing || entry.missing);
        let rows = entry.rows.len();
        let times = |m: usize| {
            let many: Vec<f64> = sum.iter().map(|n| n * m as f64).collect();
            fit(&entry.counts, &many, false)
        };
        (2..=rows.min(3)).map(times).chain([found]).min().unwrap_or(found)
    }

    /// Refuses rows that count the same people one key at a time, and puts the row to those that stand alone.
    fn beside(&self, e: usize, free: &[bool], alone: &mut Alone) -> Result<(), Refused> {
        let keys = 0..self.keys.names.len();
        let Alone { all, of, places } = alone;
        let mut found: Option<usize> = None;
        for (others, rows) in of.iter() {
            let open: Vec<bool> = others.iter().zip(free).map(|(a, b)| *a || *b).collect();
            let of_open = places
                .entry((others.clone(), open.clone()))
                .or_insert_with(|| rows.iter().rev().map(|&o| (self.entries[o].place(&open), o)).collect());
            let first = of_open.get(&self.entries[e].place(&open)).copied();
            found = found.into_iter().chain(first).min();
        }
        for ((_, open), of_open) in places.iter_mut().filter(|((own, _), _)| own == free) {
            of_open.entry(self.entries[e].place(open)).or_insert(e);
        }
        of.entry(free.to_vec()).or_default().push(e);
        all.push(e);
        let Some(other) = found else { return Ok(()) };
        let apart = |k: &usize| self.entries[e].at[*k] != self.entries[other].at[*k];
        let names: Vec<&str> = keys.clone().filter(apart).map(|k| self.keys.names[k]).collect();
        let message = format!(
            "{} are counted one at a time, each of the same people: their counts would be added up",
            names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" and ")
        );
        let help = format!(
            "keep one: say in the mapping, under [columns], that the other is aside, such as \"{}\" = \"aside\"",
            names.last().unwrap_or(&"")
        );
        Err(Refused::at(self.line(e), message).help(help))
    }

    /// Tells rows for all people that no other rows divide into groups.
    fn alone(&mut self, alone: &[usize], others: &[bool]) {
        for (k, has_others) in others.iter().copied().enumerate() {
            let of = |e: &&usize| self.whole(**e, k) && has_others;
            let people: f64 = alone.iter().filter(of).map(|e| self.entries[*e].people()).sum();
            if people > 0.0 {
                let what = match self.keys.roles[k] {
                    Role::Service => "they are a list of their own",
                    Role::Group => "they are `not recorded`",
                    _ => "they are counted",
                };
                self.say(format!(
                    "{}: {people} people are in rows for all people that no other rows divide into groups: {what}",
                    self.keys.names[k]
                ));
            }
        }
    }

    /// Tells totals that are not the sum of their parts; refuses those that are far from it.
    fn tell(&mut self, tallies: &BTreeMap<(usize, u32), Tally>) -> Result<(), Refused> {
        for (&(k, _), Tally { people: [all, parts], fit, line }) in tallies {
            let name = self.keys.names[k];
            let (fit, said) = (*fit, self.keys.said[k] || self.keys.known);
            match fit {
                Fit::Exact => {}
                Fit::Off if !said => {
                    let message = format!(
                        "a row of `{name}` is called the total of others, but is not their sum: {all} people by such rows, {parts} by their parts"
                    );
                    return Err(Refused::at(*line, message).help(format!(
                        "mend the table; or name its totals in the mapping, under [totals], and their parts are counted: \"{name}\" = [\"...\"], or \"{name}\" = [] if it has none"
                    )));
                }
                _ => {
                    let missing = if fit == Fit::Missing { ", some of which are missing" } else { "" };
                    self.say(format!(
                        "totals in {name} are not the sum of their parts: {all} people by the totals, {parts} by the parts{missing}. The parts are counted"
                    ));
                }
            }
        }
        Ok(())
    }
}
