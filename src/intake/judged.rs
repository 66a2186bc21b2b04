//! What the rows of a walk say of one another.

use super::called_totals::{Called, called};
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
                    let more: Vec<String> = values.filter(|v| !own.contains(v)).collect();
                    own.extend(more);
                }
                None => found.push((name.clone(), values.collect())),
            }
        }
    }
}

impl Pass<'_> {
    /// Finds the rows that are sums of others, or parts of them.
    pub(super) fn sums_across(&self) -> Result<Across, Refused> {
        let mapping = &self.options.mapping;
        let said = |key: &Key| mapping.totals.get(&folded(&self.shape.names[key.column]));
        let of = |key: &Key| -> Vec<Called> {
            let is = |value: &String| {
                let text = clean(without_note(value));
                let own = called(&text);
                match said(key) {
                    None => own,
                    Some(_) if matches!(own, Called::Within(_)) => own,
                    Some(totals) if totals.iter().any(|t| folded(t) == folded(value)) => match own {
                        Called::SumOf { stem, .. } => Called::SumOf { stem, unsure: false },
                        _ => Called::Whole { unsure: false },
                    },
                    Some(_) => Called::Other,
                }
            };
            key.values.iter().map(is).collect()
        };
        let keys = Keys {
            names: self.keys.iter().map(|k| self.shape.names[k.column].as_str()).collect(),
            roles: self.keys.iter().map(|k| k.role).collect(),
            values: self.keys.iter().map(|k| k.values.as_slice()).collect(),
            called: self.keys.iter().map(of).collect(),
            said: self.keys.iter().map(|k| said(k).is_some()).collect(),
            known: self.shape.layout.is_some(),
        };
        judge(&keys, &self.kept.rows)
    }
}
