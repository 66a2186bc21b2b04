//! The keys of rows of figures.

use std::collections::BTreeSet;

use super::found;
use super::sample::Filled;
use crate::compare::Replications;
use crate::report::{Column, Value};

/// The keys of rows that are not wholly known.
pub(super) fn keys(filled: &Filled, date: &dyn Fn(i64) -> String) -> BTreeSet<String> {
    let outcome = &filled.outcome;
    if filled.unsure.is_empty() {
        return BTreeSet::new();
    }
    let rows = Replications::new(outcome, date);
    let key = |&(variant, row): &(usize, usize)| {
        let (name, (words, at)) = (outcome.variants[variant].as_str(), rows.named(row));
        let parts = [words.service, words.set.population(), at, words.measure, words.attribute, words.group];
        [&[name], &parts[..], &[words.stage]].concat().join("\u{1f}")
    };
    filled.unsure.iter().map(key).collect()
}

/// The key of a row of figures under a variant.
pub(super) fn key_of(key: &crate::compare::rows::Key<'_>, variant: &str) -> String {
    [variant, key.service, key.population, key.at, key.measure, key.attribute, key.group, key.stage].join("\u{1f}")
}

/// Where the key of a row stands in a table of figures: the first seven columns, and that of the stage; and where the reference does, in a table of contrasts.
#[derive(Clone, Copy)]
pub(super) struct Places {
    stage: usize,
    reference: Option<usize>,
}

impl Places {
    /// None of a table without stages.
    pub(super) fn of(columns: &[Column]) -> Option<Self> {
        let place = |name: &str| columns.iter().position(|c| c.name == name);
        Some(Self { stage: place("stage")?, reference: place("reference") })
    }

    /// The key of a row, and that of the same figure under its reference.
    pub(super) fn keys(self, values: &[Value<'_>]) -> impl Iterator<Item = String> {
        let said = |v: &Value<'_>| found::said(v, "", true).into_owned();
        let key: Vec<String> = values[..7].iter().chain([&values[self.stage]]).map(said).collect();
        let under = self.reference.map(|place| said(&values[place]));
        let other = under.map(|reference| [&[reference], &key[1..]].concat());
        std::iter::once(key).chain(other).map(|parts| parts.join("\u{1f}"))
    }
}
