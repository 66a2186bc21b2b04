//! What an import gives.

use super::added::Added;
use super::counts::Counts;
use super::disadvantage::{By, ranked};
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
    for (g, (name, levels)) in counts.groups.iter().zip(&counts.levels).enumerate() {
        let given = counts.ordered.get(g).copied().unwrap_or(false);
        if let (Some(ranked), [first, .., last]) = (ranked(name, levels).filter(|_| !given), &levels[..]) {
            let by = match ranked.by {
                By::Levels => "as its levels say",
                By::Name => "as the name of the column says",
                By::Index => "as this index is counted",
                By::Assumed => {
                    "assumed, since nothing in the file says it clearly: give the order under [levels] of the mapping if it is another"
                }
            };
            told.understood
                .push(format!("{name}: `{first}` is taken as the most disadvantaged and `{last}` as the least ({by})"));
        }
    }
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
