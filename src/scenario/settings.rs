//! What is asked, and how it is run.

use std::collections::BTreeMap;

use serde_json::Value;

use super::calendar::Calendar;
use super::raw::number;
use super::raw::{Evidence, Head, Span};
use super::{Document, defaults, path};
use crate::error::{Problem, nearest};
use crate::time::DAY;

/// Most cells (variants x replications) of an experiment.
const MOST_CELLS: u64 = 1_000_000_000;

/// The smallest difference of a measure that matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Smallest {
    /// Any does.
    Any,
    /// In the unit of the measure.
    Amount(f64),
    /// Part of a whole.
    Share(f64),
    /// Seconds.
    Time(f64),
}

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
    /// Runs of each variant with one number at an end of its range; none are made where there are none.
    pub ranges: u64,
    /// Seed of all luck.
    pub seed: u64,
    /// The variant that the others are compared with: an index into the variants.
    pub reference: usize,
    /// The measures that the answer stands on.
    pub primary: Vec<String>,
    /// The smallest differences that matter, by measure, where the scenario says so.
    pub matters: BTreeMap<String, Smallest>,
    /// Combinations of attributes that are reported, by number of attribute.
    pub crossings: Vec<Vec<usize>>,
    /// Attributes whose levels are not reported.
    pub unreported: Vec<usize>,
    /// How many attributes are known; the hidden ones come after them.
    pub known: usize,
    /// How many people one simulated person stands for.
    pub scale: f64,
    /// Lines that must be shown with the results.
    pub attribution: Vec<String>,
    /// How well variants reproduce what is done today.
    pub evidence: Vec<Evidence>,
    /// Policies under a second reading of how people are seen today: their numbers under the first and under the second.
    pub second_reading: Vec<(usize, usize)>,
}

impl Settings {
    /// The date of a day since the start, as ISO; without a calendar "day N".
    #[must_use]
    pub fn date(&self, day: i64) -> String {
        let calendar = self.start.as_deref().and_then(Calendar::new);
        calendar.and_then(|c| c.date(day)).map_or_else(|| format!("day {day}"), |d| d.to_string())
    }

    /// The numbers of the variants that only stand for the second reading of how people are seen today. They are held against the reference
    /// under that reading, and are no rivals of the policies under the first.
    pub fn second_only(&self) -> impl Iterator<Item = usize> {
        only_second(&self.second_reading)
    }

    /// The number of the variant that this one is held against: the reference, or that of the second reading of how people are seen today.
    #[must_use]
    pub fn reference_of(&self, variant: usize) -> usize {
        held_against(&self.second_reading, self.reference, variant)
    }

    /// Where the scenario says the smallest difference of a measure that matters.
    #[must_use]
    pub fn place_of_smallest(measure: &str) -> String {
        path::key("scenario.matters", measure)
    }

    pub(crate) fn new(document: &Document, problems: &mut Vec<Problem>) -> Self {
        let doc = document.raw();
        let head = &doc.scenario;
        let at = |key: &str| path::key("scenario", key);
        let replications = head.replications.unwrap_or(defaults::REPLICATIONS);
        if replications == 0 {
            problems.push(Problem::new("Q0604", at("replications"), "at least one replication is needed"));
        }
        let ranges = head.ranges.unwrap_or(0);
        if head.ranges.is_some_and(|r| r < 2) {
            let message = format!("{ranges} of `ranges`: an interval needs at least two runs");
            problems.push(Problem::new("Q0604", at("ranges"), message).help("write 20, or leave it out"));
        }
        let variants = doc.variant.len().max(1) as u64;
        if variants.checked_mul(replications).is_none_or(|cells| cells > MOST_CELLS) {
            let product = u128::from(variants) * u128::from(replications);
            let message =
                format!("{variants} variants x {replications} replications = {product} cells; at most {MOST_CELLS}");
            problems.push(Problem::new("Q0607", at("replications"), message));
        }
        let wanted = head.reference.as_deref().unwrap_or(defaults::VARIANT);
        let known: Vec<&str> = document.policies().iter().map(|p| p.patch.name.as_str()).collect();
        let of_evidence = |i: usize| path::key(&path::entry("evidence", &i.to_string()), "variant");
        let named = doc.evidence.iter().enumerate().map(|(i, e)| (of_evidence(i), e.variant.as_str()));
        let second = at("second_reading");
        let readings = head.second_reading.iter();
        let readings = readings.flat_map(|(a, b)| [a, b].map(|name| (path::key(&second, a), name.as_str())));
        for (place, wanted) in std::iter::once((at("reference"), wanted)).chain(named).chain(readings) {
            if known.contains(&wanted) {
                continue;
            }
            let problem = Problem::new("Q0419", place, format!("there is no variant `{}`", super::shown(wanted)));
            problems.push(match nearest(wanted, known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("variants are {}", known.join(", "))),
            });
        }
        let mut sorted = known.clone();
        sorted.sort_unstable();
        let reference = sorted.iter().position(|name| *name == wanted).unwrap_or(0);
        let place_of = |name: &String| sorted.iter().position(|known| known == name);
        let second_reading: Vec<(usize, usize)> =
            head.second_reading.iter().filter_map(|(a, b)| Some((place_of(a)?, place_of(b)?))).collect();
        if !head.second_reading.is_empty() && !head.second_reading.contains_key(wanted) {
            let message = format!("the reference `{}` has no second reading", super::shown(wanted));
            let help = "each reading needs its own reference: name the variant that stands for today in it";
            problems.push(Problem::new("Q0430", &second, message).help(help).at_key());
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
            ranges: ranges.min(replications),
            seed: head.seed.unwrap_or(defaults::SEED),
            reference,
            primary: head.primary.clone().unwrap_or_default(),
            matters: matters(head, problems),
            crossings,
            unreported: (0..doc.attribute.len()).filter(|&a| !doc.attribute[a].is_reported()).collect(),
            known: doc.attribute.iter().filter(|a| !a.is_hidden()).count(),
            scale: head.scale.as_ref().map_or(1.0, |n| n.value),
            attribution: head.attribution.clone().unwrap_or_default(),
            evidence: doc.evidence.clone(),
            second_reading,
        }
    }
}

/// The numbers of the variants that only stand for the second of two readings.
pub(crate) fn only_second(pairs: &[(usize, usize)]) -> impl Iterator<Item = usize> {
    let seconds = pairs.iter().map(|pair| pair.1);
    seconds.filter(move |second| pairs.iter().all(|pair| pair.0 != *second))
}

/// The number of the variant that this one is held against, where these pairs stand for two readings and the reference is that of the first.
pub(crate) fn held_against(pairs: &[(usize, usize)], reference: usize, variant: usize) -> usize {
    let second = pairs.iter().find(|pair| pair.0 == reference).map(|pair| pair.1);
    second.filter(|v| *v != variant && only_second(pairs).any(|only| only == variant)).unwrap_or(reference)
}

/// The smallest differences that matter, as given.
fn matters(head: &Head, problems: &mut Vec<Problem>) -> BTreeMap<String, Smallest> {
    let unit = head.time_unit.as_ref().map_or(DAY as f64, |u| u.seconds(DAY as f64));
    let mut found = BTreeMap::new();
    for (measure, given) in head.matters.iter().flatten() {
        match smallest(given, unit) {
            Ok(smallest) => {
                found.insert(measure.clone(), smallest);
            }
            Err(message) => {
                let at = Settings::place_of_smallest(measure);
                let help =
                    "write a number in the unit of the measure, \"2 days\", \"1%\" (of a share: points), or \"none\"";
                problems.push(Problem::new("Q0706", at, message).help(help));
            }
        }
    }
    found
}

fn smallest(given: &Value, unit: f64) -> Result<Smallest, String> {
    let not_negative = |x: f64| if x >= 0.0 { Ok(x) } else { Err(format!("{x} is negative")) };
    match given {
        Value::String(text) if text.trim() == "none" => Ok(Smallest::Any),
        Value::String(text) => {
            let text = text.trim();
            let points = text.strip_suffix("points").or_else(|| text.strip_suffix("point"));
            let share = points.map(|p| format!("{}%", p.trim())).unwrap_or_else(|| text.to_string());
            if share.ends_with('%') {
                let share = number::parse(&Value::String(share)).map_err(|(message, _)| message)?;
                return not_negative(share).map(Smallest::Share);
            }
            Span::parse(text).map(|span| Smallest::Time(span.seconds(unit))).map_err(|(message, _)| message)
        }
        other => number::parse(other).map_err(|(message, _)| message).and_then(not_negative).map(Smallest::Amount),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn smallest_differences_have_a_number_a_share_or_a_time() {
        let of = |given: Value| smallest(&given, 3600.0);
        assert_eq!(of(json!(2.5)), Ok(Smallest::Amount(2.5)));
        assert_eq!(of(json!("2 days")), Ok(Smallest::Time(172_800.0)));
        assert_eq!(of(json!("2 units")), Ok(Smallest::Time(7200.0)));
        assert_eq!(
            (of(json!("0.5%")), of(json!("0.5 points"))),
            (Ok(Smallest::Share(0.005)), Ok(Smallest::Share(0.005)))
        );
        assert_eq!(of(json!("none")), Ok(Smallest::Any));
        for wrong in [json!(-1), json!("-1%"), json!("much"), json!("2"), json!(["2 days"]), json!("x points")] {
            assert!(of(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
