//! The keys of rows of figures.

use std::collections::BTreeSet;

use super::found;
use super::sample::Filled;
use crate::compare::Replications;
use crate::report::Value;

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

/// The key of a row of a table of figures: the first seven columns and the last; under another variant where one is named.
pub(super) fn key_in(values: &[Value<'_>], variant: Option<&str>) -> String {
    let (Some(first), Some(last)) = (values.get(..7), values.last()) else { return String::new() };
    let said = |v: &Value<'_>| found::said(v, "", true).into_owned();
    let mut parts: Vec<String> = first.iter().chain([last]).map(said).collect();
    if let Some(variant) = variant {
        parts[0] = variant.into();
    }
    parts.join("\u{1f}")
}
