//! What an import gives.

use super::added::Added;
use super::counts::Counts;
use super::named;
use super::told::Told;
use super::write;

/// What came out.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The counts.
    pub counts: Counts,
    /// What was understood, in plain words.
    pub understood: Vec<String>,
    /// What was set aside, and why.
    pub aside: Vec<String>,
    /// How the file was read, as a mapping file.
    pub mapping: String,
    /// The scenario.
    pub scenario: String,
}

/// Settles the names, and writes the scenario.
pub(super) fn done(mut counts: Counts, mapping: String, mut told: Told) -> Imported {
    told.understood.extend(named::settle(&mut counts));
    counts.services.sort_by(|a, b| a.name.cmp(&b.name));
    let (understood, aside) = told.done(&counts);
    let scenario = write::scenario(&counts, &understood, &aside, None);
    Imported { counts, understood, aside, mapping, scenario }
}

impl Imported {
    /// The scenario with what a fit has added.
    #[must_use]
    pub fn scenario_with(&self, added: &Added) -> String {
        write::scenario(&self.counts, &self.understood, &self.aside, Some(added))
    }
}
