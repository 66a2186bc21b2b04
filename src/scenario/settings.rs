//! What is asked, and how it is run.

use serde_json::{Value, json};

use super::calendar::Calendar;
use super::raw::Document;
use super::{DEFAULT_REPLICATIONS, DEFAULT_SEED, path};
use crate::error::{Problem, nearest};
use crate::model::Model;

/// Most cells (variants x replications) of an experiment.
const MOST_CELLS: u64 = 1_000_000_000;

/// What is asked, and how it is run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Title; may be empty.
    pub title: String,
    /// The question; may be empty.
    pub question: String,
    /// First day as an ISO date, where the scenario has a calendar.
    pub start: Option<String>,
    /// Independent runs of each variant.
    pub replications: u64,
    /// Seed of all luck.
    pub seed: u64,
    /// The variant that the others are compared with: an index into the variants.
    pub reference: usize,
    /// The measures that the answer stands on.
    pub primary: Vec<String>,
    /// Combinations of attributes that are reported, by number of attribute.
    pub crossings: Vec<Vec<usize>>,
    /// Attributes whose levels are not reported.
    pub unreported: Vec<usize>,
    /// How many people one simulated person stands for.
    pub scale: f64,
    /// Lines that must be shown with the results.
    pub attribution: Vec<String>,
}

/// What the command line changes, before anything is compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Another seed.
    pub seed: Option<u64>,
    /// Another number of replications.
    pub replications: Option<u64>,
}

impl Overrides {
    pub(super) fn apply(&self, tree: &mut Value) {
        let Some(head) = tree.get_mut("scenario").and_then(Value::as_object_mut) else { return };
        for (key, value) in [("seed", self.seed), ("replications", self.replications)] {
            if let Some(value) = value {
                head.insert(key.to_string(), json!(value));
            }
        }
    }
}

impl Settings {
    /// The date of a day since the start, as ISO; without a calendar "day N".
    #[must_use]
    pub fn date(&self, day: i64) -> String {
        let calendar = self.start.as_deref().and_then(Calendar::new);
        calendar.and_then(|c| c.date(day)).map_or_else(|| format!("day {day}"), |d| d.to_string())
    }

    pub(super) fn new(doc: &Document, models: &[(String, Model)], problems: &mut Vec<Problem>) -> Self {
        let head = &doc.scenario;
        let at = |key: &str| path::key("scenario", key);
        let replications = head.replications.unwrap_or(DEFAULT_REPLICATIONS);
        if replications == 0 {
            problems.push(Problem::new("Q0604", at("replications"), "at least one replication is needed"));
        }
        let variants = doc.variant.len().max(1) as u64;
        if variants.checked_mul(replications).is_none_or(|cells| cells > MOST_CELLS) {
            let product = u128::from(variants) * u128::from(replications);
            let message =
                format!("{variants} variants x {replications} replications = {product} cells; at most {MOST_CELLS}");
            problems.push(Problem::new("Q0607", at("replications"), message));
        }
        let first = doc.variant.first().map_or("base", |v| v.name.as_str());
        let wanted = head.reference.as_deref().unwrap_or(first);
        let known: Vec<&str> =
            if doc.variant.is_empty() { vec!["base"] } else { doc.variant.iter().map(|v| v.name.as_str()).collect() };
        if !known.contains(&wanted) {
            let problem =
                Problem::new("Q0419", at("reference"), format!("there is no variant `{}`", super::shown(wanted)));
            problems.push(match nearest(wanted, known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("variants are {}", known.join(", "))),
            });
        }
        let reference = models.iter().position(|(name, _)| name == wanted).unwrap_or(0);
        let mut primary = vec!["weeks_untreated".to_string()];
        if !doc.attribute.is_empty() {
            primary.push("weeks_untreated.gap".to_string());
        }
        let mut crossings = Vec::new();
        for (i, crossing) in head.crossings.iter().flatten().enumerate() {
            let here = path::entry(&at("crossings"), &i.to_string());
            let mut of = Vec::new();
            for (j, name) in crossing.iter().enumerate() {
                match doc.attribute.iter().position(|a| a.name == *name) {
                    Some(a) if !of.contains(&a) => of.push(a),
                    Some(_) => problems.push(Problem::new("Q0416", &here, format!("`{name}` is crossed with itself"))),
                    None => {
                        let message = format!("there is no attribute `{}`", super::shown(name));
                        let near = nearest(name, doc.attribute.iter().map(|a| a.name.as_str()));
                        let help = near.map_or(String::new(), |n| format!("did you mean `{n}`?"));
                        problems.push(Problem::new("Q0406", path::entry(&here, &j.to_string()), message).help(help));
                    }
                }
            }
            if crossing.len() < 2 {
                problems.push(Problem::new("Q0423", here, "a crossing names at least two attributes"));
            }
            crossings.push(of);
        }
        Self {
            title: head.title.clone().unwrap_or_default(),
            question: head.question.clone().unwrap_or_default(),
            start: head.start.as_ref().map(|d| d.0.clone()),
            replications,
            seed: head.seed.unwrap_or(DEFAULT_SEED),
            reference,
            primary: head.primary.clone().unwrap_or(primary),
            crossings,
            unreported: (0..doc.attribute.len()).filter(|&a| doc.attribute[a].report == Some(false)).collect(),
            scale: head.scale.as_ref().map_or(1.0, |n| n.value),
            attribution: head.attribution.clone().unwrap_or_default(),
        }
    }
}
