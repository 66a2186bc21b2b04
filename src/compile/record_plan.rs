//! What the attributes of a scenario say of records: what is missing or miscoded, and the rule for "not recorded".

use std::sync::Arc;

use super::people::{People, entry, level_key};
use super::values::out_of_range;
use crate::error::Problem;
use crate::model::NOT_RECORDED;
use crate::population::Population;
use crate::scenario::path;
use crate::scenario::raw::{self, UnknownRule};

/// What holds for the records of all services.
#[derive(Clone, Debug)]
pub(super) struct RecordPlan {
    /// How people differ as recorded.
    pub(super) population: Arc<Population>,
    pub(super) attributes: Vec<AttributePlan>,
}

/// The same for one attribute.
#[derive(Clone, Debug)]
pub(super) struct AttributePlan {
    /// Whether anything can be wrong or missing.
    pub(super) any: bool,
    /// Probability of "not recorded" by true group, unless a service says otherwise.
    pub(super) missing: Vec<f64>,
    /// By true level, the shares of the recorded levels where it is not missing.
    pub(super) coded: Vec<Vec<f64>>,
    pub(super) unknown: Rule,
}

/// What stands for a level that is not recorded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    OwnGroup,
    AsReference,
    /// Given the recorded level of another attribute, or of none.
    Drawn(Option<usize>),
}

impl RecordPlan {
    /// What the attributes say of records; none where everything is recorded right.
    pub(super) fn new(doc: &raw::Document, people: &People, problems: &mut Vec<Problem>) -> Option<Self> {
        let population = &people.population;
        let site = |name: &str| doc.service.iter().any(|s| s.not_recorded.contains_key(name));
        if !doc.attribute.iter().any(|a| a.recorded.is_some() || site(&a.name)) {
            return None;
        }
        let mut recorded = population.clone();
        let mut attributes = Vec::new();
        for (i, raw) in doc.attribute.iter().enumerate() {
            let at = path::key(&entry(&doc.attribute, i, "attribute", |a| &a.name), "recorded");
            let empty = raw::Recorded::default();
            let said = raw.recorded.as_ref().unwrap_or(&empty);
            if said.missing.is_some() || site(&raw.name) {
                recorded.attributes[i].levels.push(NOT_RECORDED.into());
            }
            let missing = match &said.missing {
                Some(by) => people.by_group(by, true, &path::key(&at, "missing"), problems),
                None => vec![0.0; population.groups()],
            };
            attributes.push(AttributePlan {
                any: raw.recorded.is_some() || site(&raw.name),
                missing,
                coded: coded(said, &raw.name, &raw.levels, &path::key(&at, "miscoded"), problems),
                unknown: rule(said.unknown.as_ref(), people, i, &path::key(&at, "unknown"), problems),
            });
        }
        Some(Self { population: Arc::new(recorded), attributes })
    }
}

/// The shares of the recorded levels by true level.
fn coded(said: &raw::Recorded, name: &str, levels: &[String], at: &str, problems: &mut Vec<Problem>) -> Vec<Vec<f64>> {
    let right = |l: usize| (0..levels.len()).map(|r| f64::from(u8::from(r == l))).collect();
    let mut rows: Vec<Vec<f64>> = (0..levels.len()).map(right).collect();
    for (truth, as_recorded) in &said.miscoded {
        let below = path::key(at, truth);
        let Some(l) = level_key(levels, truth, &below, name, problems) else { continue };
        let mut wrong = 0.0;
        for (other, share) in as_recorded {
            let here = path::key(&below, other);
            let Some(r) = level_key(levels, other, &here, name, problems) else { continue };
            if r == l {
                let message = "this is the right level: its share is what the others leave";
                problems.push(Problem::new("Q0450", &here, message).help("leave it out").at_key());
            } else if let Some(problem) = out_of_range(share.value, true, &here) {
                problems.push(problem);
            } else {
                rows[l][r] = share.value;
                wrong += share.value;
            }
        }
        if wrong > 1.0 + 1e-9 {
            let wrong = (wrong * 1e9).round() / 1e9;
            let message = format!("the shares recorded elsewhere sum to {wrong}, more than 1");
            problems.push(Problem::new("Q0650", below, message).help("what is left is recorded right"));
        } else {
            // To twelve places, so that 1 - 0.4 - 0.1 is 0.5.
            rows[l][l] = (((1.0 - wrong) * 1e12).round() / 1e12).max(0.0);
        }
    }
    rows
}

fn rule(said: Option<&raw::Unknown>, people: &People, attribute: usize, at: &str, problems: &mut Vec<Problem>) -> Rule {
    match said {
        None | Some(raw::Unknown::Rule(UnknownRule::OwnGroup)) => Rule::OwnGroup,
        Some(raw::Unknown::Rule(UnknownRule::AsReference)) => Rule::AsReference,
        Some(raw::Unknown::Rule(UnknownRule::ShareOut)) => Rule::Drawn(None),
        Some(raw::Unknown::From(from)) => {
            let at = path::key(at, "impute_from");
            let found = people.attribute(&from.impute_from, &at, problems);
            if found == Some(attribute) {
                let message = "what is not recorded cannot be imputed from itself";
                problems.push(Problem::new("Q0451", &at, message).help("name another attribute, or \"share out\""));
            }
            // The problem's caret belongs under the name, which is a value here.
            problems.iter_mut().filter(|p| p.path == at).for_each(|p| p.at_key = false);
            Rule::Drawn(found)
        }
    }
}
