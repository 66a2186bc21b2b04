//! What the rows of a walk say of one another.

use std::collections::BTreeSet;

use super::called_totals::{Called, called};
use super::kept::{Change, ROOM, entries};
use super::keys::Key;
use super::pass::Pass;
use super::refused::Refused;
use super::sums_across::{Across, Keys, judge};
use super::values::{clean, folded, without_note};

impl Across {
    /// Adds the totals to those of each column that were found otherwise.
    pub(super) fn add_totals(&self, pass: &Pass<'_>, found: &mut Vec<(String, Vec<String>)>) {
        for (key, values) in pass.keys.iter().zip(&self.totals).filter(|k| !k.1.is_empty()) {
            let name = &pass.shape.names[key.column];
            let values = values.iter().map(|v| clean(v));
            match found.iter_mut().find(|f| f.0 == *name) {
                Some((_, own)) => {
                    let known: BTreeSet<String> = own.iter().cloned().collect();
                    own.extend(values.filter(|v| !known.contains(v)));
                }
                None => found.push((name.clone(), values.collect())),
            }
        }
    }
}

impl Pass<'_> {
    /// What the values of a key are called; where the mapping names totals, these and no others.
    fn called(&self, key: &Key) -> Vec<Called> {
        let said = self.options.mapping.totals.get(&folded(&self.shape.names[key.column]));
        let said: Option<BTreeSet<String>> = said.map(|values| values.iter().map(|t| folded(t)).collect());
        let is = |value: &String| {
            let own = called(&clean(without_note(value)));
            match &said {
                None => own,
                Some(_) if matches!(own, Called::Within { .. }) => own,
                Some(totals) if totals.contains(&folded(value)) => match own {
                    Called::SumOf { stem, .. } => Called::SumOf { stem, unsure: false },
                    _ => Called::Whole { unsure: false },
                },
                Some(_) => Called::Other,
            }
        };
        key.values.iter().map(is).collect()
    }

    /// Some of the keys, by their numbers.
    fn keys_of(&self, of: &[usize]) -> Keys<'_> {
        let keys = || of.iter().map(|&k| &self.keys[k]);
        let name = |key: &Key| self.shape.names[key.column].as_str();
        Keys {
            names: keys().map(name).collect(),
            roles: keys().map(|k| k.role).collect(),
            values: keys().map(|k| k.values.as_slice()).collect(),
            called: keys().map(|k| self.called(k)).collect(),
            said: keys().map(|k| self.options.mapping.totals.contains_key(&folded(name(k)))).collect(),
            known: self.shape.layout.is_some(),
        }
    }

    /// Finds the rows that are sums of others, or parts of them.
    pub(super) fn sums_across(&self) -> Result<Across, Refused> {
        let all: Vec<usize> = (0..self.keys.len()).collect();
        judge(&self.keys_of(&all), &self.kept.rows, entries(&self.kept.rows))
    }

    /// Keys with values that are called totals or parts of others, and those with the values that such names say.
    pub(super) fn keys_with_totals(&self) -> Vec<usize> {
        let called: Vec<Vec<Called>> = self.keys.iter().map(|key| self.called(key)).collect();
        let stem = |c: &Called| match c {
            Called::SumOf { stem, .. } => Some(stem.clone()),
            _ => None,
        };
        let stems: BTreeSet<String> = called.iter().flatten().filter_map(stem).collect();
        let named = |k: &usize| {
            let own = called[*k].iter().any(|c| *c != Called::Other);
            own || (!stems.is_empty() && self.keys[*k].values.iter().any(|v| stems.contains(&v.to_lowercase())))
        };
        (0..self.keys.len()).filter(named).collect()
    }

    /// The same as [`Pass::sums_across`] of a table that is too large to keep its rows: from those that were kept together by the values of some keys, where
    /// there are any totals.
    pub(super) fn sums_over(&self, by: &[usize], together: Option<&Self>) -> Result<Across, Refused> {
        let keys = self.keys_of(by);
        let mut across = match together {
            None => Across { totals: vec![Vec::new(); self.keys.len()], ..Across::default() },
            Some(pass) if pass.kept.is_over() => {
                let message = format!(
                    "the table is too large to compare the rows that are called totals with their parts (in {})",
                    keys.names.join(", ")
                );
                return Err(Refused::new(message)
                    .help("take these rows out, or read the table in parts: --where keeps the rows of one value"));
            }
            Some(pass) => judge(&keys, &[], pass.kept.together.clone())?,
        };
        if together.is_some() {
            let mut totals = vec![Vec::new(); self.keys.len()];
            by.iter().zip(std::mem::take(&mut across.totals)).for_each(|(&k, own)| totals[k] = own);
            across.totals = totals;
            across.changes.keys = by.to_vec();
            let named = |change: &mut Change| change.named.iter_mut().for_each(|(k, _)| *k = by[*k]);
            across.changes.places.values_mut().for_each(named);
        }
        let rest: Vec<&str> = (0..self.keys.len())
            .filter(|k| !by.contains(k))
            .map(|k| self.shape.names[self.keys[k].column].as_str())
            .collect();
        let how = match (by.is_empty(), rest.is_empty()) {
            (true, _) => "no row is called a total or a part of others".to_string(),
            (_, true) => "rows that are called totals or parts of others were compared with the others".to_string(),
            _ => format!(
                "rows that are called totals or parts of others were compared with the others, all added up over {}",
                rest.join(", ")
            ),
        };
        across.remarks.push(format!(
            "the table has more than {ROOM} numbers, and its rows were not compared one by one: {how}. Rows that are the same as one before, and parts below their sums without such a name, were not looked for"
        ));
        Ok(across)
    }
}
