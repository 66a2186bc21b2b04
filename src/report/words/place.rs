//! A number of the scenario as its readers call it: what it counts, where, and for which people, from its path in the file.
//!
//! Keys that have no words here stand as they are, with blanks for their underscores.

use std::collections::BTreeMap;

use serde_json::Value;

use super::phrases::Told::{Plain, Share};
use super::phrases::{OF_ALL, PHRASES};
use super::{number, part, visible};
use crate::schema::path::{self, Step};
use crate::time::MONTHS;

/// What a number is, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// As in the middle of a sentence: `referrals a week to Orthopaedics`.
    pub name: String,
    /// Whether it is a share, told in percent.
    pub share: bool,
}

/// Keys of tables by urgency.
const CLASSES: [&str; 3] = ["urgency", "share_by_urgency", "by_urgency"];

/// What a path means. What is looked up in the scenario are levels, days and stages; names are shown with their hidden marks.
#[must_use]
pub fn place(at: &str, scenario: &Value) -> Place {
    match path::parse(at) {
        Some(steps) => of(&steps, scenario),
        None => Place { name: visible(at), share: false },
    }
}

fn of(steps: &[Step], scenario: &Value) -> Place {
    // Behind the name of a policy stands what it changes: a path again, or its own rule.
    if let [Step::Key(list), Step::Entry(policy), rest @ ..] = steps
        && list == "variant"
        && !rest.is_empty()
    {
        let mut inner = match rest {
            [Step::Key(set), Step::Key(at), below @ ..] if set == "set" => {
                let mut steps = path::parse(at).unwrap_or_else(|| vec![Step::Key(at.clone())]);
                steps.extend_from_slice(below);
                of(&steps, scenario)
            }
            _ => of(rest, scenario),
        };
        let policy = if policy == "*" { "every policy".into() } else { format!("the policy {}", visible(policy)) };
        inner.name = format!("{} under {policy}", inner.name);
        return inner;
    }
    let (service, behind) = match steps {
        [Step::Key(list), Step::Entry(name), rest @ ..] if list == "service" => (Some(name), rest),
        _ => (None, steps),
    };
    let (stage, behind) = match behind {
        [Step::Key(list), Step::Entry(name), rest @ ..] if list == "stage" && service.is_some() => (Some(name), rest),
        _ => (None, behind),
    };
    let before = steps.len() - behind.len();
    // Keys alone say what it is.
    let keys: Vec<(usize, &str)> = (behind.iter().enumerate())
        .filter_map(|(i, s)| if let Step::Key(k) = s { Some((i, k.as_str())) } else { None })
        .collect();
    let known = if service.is_some() { PHRASES } else { OF_ALL };
    let found = (1..=keys.len()).rev().find_map(|n| {
        let phrase: Vec<&str> = keys[..n].iter().map(|(_, k)| *k).collect();
        let phrase = phrase.join(".");
        Some((n, known.iter().find(|(keys, ..)| *keys == phrase)?))
    });
    let (taken, words, to, told) = match found {
        Some((n, (_, words, to, told))) => {
            (keys[..n].iter().map(|(i, _)| *i).collect(), (*words).to_string(), *to, *told)
        }
        None => (Vec::new(), String::new(), "at", Plain),
    };
    let rest = Rest { steps, before, taken, scenario };
    let (details, times) = rest.said();
    let mut name = words;
    if let Some(service) = service.filter(|_| !name.is_empty()) {
        name.push_str(&format!(" {to} {}", whose(service, stage)));
    }
    if name.is_empty() {
        name = details.join(", ");
        if let Some(service) = service {
            name.push_str(&format!(" at {}", whose(service, stage)));
        }
    } else if !details.is_empty() {
        name = format!("{name}, {}", details.join(", "));
    }
    Place { name, share: told == Share && !times }
}

fn whose(service: &str, stage: Option<&String>) -> String {
    let service = if service == "*" { "every service".into() } else { visible(service) };
    stage.map_or(service.clone(), |stage| format!("the stage {} of {service}", visible(stage)))
}

/// The steps that say more than what a number is: whose it is, from when, which of several.
struct Rest<'a> {
    steps: &'a [Step],
    before: usize,
    /// Steps behind `before` that are told already.
    taken: Vec<usize>,
    scenario: &'a Value,
}

impl Rest<'_> {
    /// What they say, and whether the number is a ratio.
    fn said(&self) -> (Vec<String>, bool) {
        let (mut out, mut times) = (Vec::new(), false);
        let mut attribute: Option<&str> = None;
        for (i, step) in self.steps.iter().enumerate().skip(self.before) {
            let last =
                self.steps[..i].iter().rev().find_map(|s| if let Step::Key(k) = s { Some(k.as_str()) } else { None });
            match step {
                Step::Key(_) if self.taken.contains(&(i - self.before)) => {}
                Step::Key(key) => match (key.as_str(), attribute) {
                    ("value" | "count" | "by_urgency", _) => {}
                    ("default", _) => out.push("everybody else".into()),
                    ("odds_ratio" | "rate_ratio", _) => {
                        times = true;
                        out.push(key.replace('_', " "));
                    }
                    (level, Some(name)) => {
                        out.push(self.level(name, level));
                        attribute = None;
                    }
                    (class, None) if last.is_some_and(|l| CLASSES.contains(&l)) => {
                        out.push(format!("class {}", visible(class)));
                    }
                    (name, None) if self.levels(name).is_some() => attribute = Some(name),
                    (other, None) => out.push(visible(&other.replace('_', " "))),
                },
                Step::Entry(entry) => out.extend(self.entry((i, entry), last, attribute)),
            }
        }
        // The way people differ, where no level was named.
        if let (Some(name), true) = (attribute, out.is_empty()) {
            out.push(format!("by {}", visible(name)));
        }
        (out, times)
    }

    /// An entry of a list.
    fn entry(&self, (i, entry): (usize, &str), list: Option<&str>, attribute: Option<&str>) -> Option<String> {
        let number: Option<usize> = entry.parse().ok();
        let here = || self.at(i + 1);
        let text = |key: &str| here()?.get(key)?.as_str().map(visible);
        match (list?, number) {
            // Of a way people differ its name is said with the level.
            ("attribute", _) => None,
            ("urgency", Some(n)) if self.steps[..i].contains(&Step::Key("waiting".into())) => {
                Some(format!("band {} of waits", n + 1))
            }
            ("urgency", _) => Some(format!("class {}", visible(entry))),
            ("correlation", _) => {
                let both: Vec<String> =
                    here()?.get("between")?.as_array()?.iter().filter_map(Value::as_str).map(visible).collect();
                Some(both.join(" and "))
            }
            ("changes", _) => Some(text("from").map_or("from the start".into(), |from| format!("from {from}"))),
            ("only_for", _) => {
                let whom = here()?.get("whom").and_then(Value::as_object);
                let names = whom.into_iter().flatten().filter_map(|(_, v)| v.as_array()).flatten();
                let names: Vec<String> = names.filter_map(Value::as_str).map(visible).collect();
                (!names.is_empty()).then(|| format!("for {}", names.join(", ")))
            }
            ("next", _) => {
                let ways = [("to", "to the stage "), ("refers_to", "to "), ("ends", "to the end: ")];
                ways.iter().find_map(|(key, words)| Some(format!("{words}{}", text(key)?)))
            }
            ("extra_sessions" | "validation", _) => text("at").map(|at| format!("on {at}")),
            ("season", Some(n)) if n < 12 => Some(format!("in {}", MONTHS[n])),
            ("pieces", _) => text("from").map(|from| format!("from a wait of {from}")),
            (_, Some(n)) => Some(match self.owner(i, attribute) {
                Some((name, level)) => self.level(&name, &level),
                None => format!("number {}", n + 1),
            }),
            (_, None) => Some(visible(entry)),
        }
    }

    /// The attribute and level of the share with this number: in the table of an attribute, or in a list under its name.
    fn owner(&self, i: usize, attribute: Option<&str>) -> Option<(String, String)> {
        let Step::Entry(number) = &self.steps[i] else { return None };
        let name = match (attribute, self.steps) {
            (Some(name), _) => name.to_string(),
            (None, [Step::Key(list), Step::Entry(name), ..]) if list == "attribute" => name.clone(),
            _ => return None,
        };
        let level = self.levels(&name)?.get(number.parse::<usize>().ok()?)?.clone();
        Some((name, level))
    }

    /// A level: as a part of the population, or with its attribute, since no other words around it say what it is of.
    fn level(&self, attribute: &str, level: &str) -> String {
        let many = self.levels(attribute).map_or(0, |levels| levels.len());
        let (attribute, shown) = (visible(attribute), visible(level));
        let part = part(&attribute, &shown, many);
        if part.starts_with("the ") { part } else { format!("{shown} ({attribute})") }
    }

    /// The levels of an attribute; nothing where there is none of that name.
    fn levels(&self, attribute: &str) -> Option<Vec<String>> {
        let all = self.scenario.get("attribute")?.as_array()?;
        let own = all.iter().find(|a| a.get("name").and_then(Value::as_str) == Some(attribute))?;
        Some(own.get("levels")?.as_array()?.iter().filter_map(Value::as_str).map(String::from).collect())
    }

    /// What stands at so many steps; of all services and policies in the first.
    fn at(&self, steps: usize) -> Option<&Value> {
        let first = |s: &Step| match s {
            Step::Entry(e) if e == "*" => Step::Entry("0".into()),
            other => other.clone(),
        };
        path::get(self.scenario, &self.steps[..steps].iter().map(first).collect::<Vec<_>>())
    }
}

impl Place {
    /// The number as it is told.
    #[must_use]
    pub fn value(&self, x: f64) -> String {
        let (x, unit) = if self.share { (x * 100.0, "%") } else { (x, "") };
        // Noise of the last binary digit is none of the number's.
        let text = format!("{}", format!("{x:.9e}").parse::<f64>().unwrap_or(x));
        let decimals = text.split_once('.').map_or(0, |(_, rest)| rest.len().min(8));
        format!("{}{unit}", number(x, decimals))
    }

    /// Both ends of its range.
    #[must_use]
    pub fn range(&self, low: f64, high: f64) -> String {
        format!("{} to {}", self.value(low), self.value(high))
    }
}

/// Two numbers that would have the same words have their paths too.
pub fn distinct<'a>(all: impl Iterator<Item = (&'a str, &'a mut Place)>) {
    let all: Vec<_> = all.collect();
    let mut paths: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (path, place) in &all {
        let of = paths.entry(place.name.clone()).or_default();
        if !of.contains(path) {
            of.push(path);
        }
    }
    for (path, place) in all {
        if paths[&place.name].len() > 1 {
            place.name = format!("{} ({})", place.name, visible(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn scenario() -> Value {
        json!({
            "population": { "correlation": [{ "between": ["deprivation", "learning disability"], "r": 0.3 }] },
            "attribute": [
                { "name": "deprivation", "levels": ["most deprived", "second", "middle", "fourth", "least deprived"] },
                { "name": "learning disability", "levels": ["yes", "no"] },
            ],
            "service": [{
                "name": "Orthopaedics",
                "slots": { "per_week": 40, "changes": [{ "from": "2026-10-01", "per_week": 50 }] },
                "stage": [{ "name": "clinic", "next": [{ "to": "operation", "share": 0.4 }] }],
            }],
        })
    }

    #[test]
    fn a_path_is_said_in_words() {
        for (path, words, x, value) in [
            ("service[Orthopaedics].referrals.per_week", "referrals a week to Orthopaedics", 1240.5, "1,240.5"),
            ("service[*].slots.per_week", "slots a week at every service", 40.0, "40"),
            ("attribute[deprivation].share[0]", "share of all people, the most deprived fifth", 0.2, "20%"),
            (
                "attribute[\"learning disability\"].share[0]",
                "share of all people, yes (learning disability)",
                0.004,
                "0.4%",
            ),
            (
                "service[Orthopaedics].slots.changes[0].per_week",
                "slots a week at Orthopaedics, from 2026-10-01",
                50.0,
                "50",
            ),
            (
                "service[*].misses_appointment.deprivation.\"most deprived\"",
                "appointments that are missed at every service, the most deprived fifth",
                0.149,
                "14.9%",
            ),
            (
                "service[*].misses_appointment.default",
                "appointments that are missed at every service, everybody else",
                0.1,
                "10%",
            ),
            (
                "service[*].misses_appointment.odds_ratio.\"learning disability\".yes",
                "appointments that are missed at every service, odds ratio, yes (learning disability)",
                1.3,
                "1.3",
            ),
            (
                "service[Orthopaedics].removal.per_week",
                "people who leave untreated in a week at Orthopaedics",
                0.00815,
                "0.815%",
            ),
            ("service[Orthopaedics].urgency[P2].share", "share of referrals to Orthopaedics, class P2", 0.07, "7%"),
            (
                "service[Orthopaedics].stage[clinic].next[0].share",
                "people who go on at the stage clinic of Orthopaedics, to the stage operation",
                0.4,
                "40%",
            ),
            (
                "variant[B].set.\"service[Orthopaedics].slots.per_week\"",
                "slots a week at Orthopaedics under the policy B",
                44.0,
                "44",
            ),
            (
                "variant[B].discipline.weights.wait_of_all",
                "discipline, weights, wait of all under the policy B",
                2.0,
                "2",
            ),
            (
                "service[Orthopaedics].nothing_known.per_week",
                "nothing known, per week at Orthopaedics",
                1e-7,
                "0.0000001",
            ),
            (
                "population.correlation[0].r",
                "how closely these go together, deprivation and learning disability",
                0.3,
                "0.3",
            ),
            (
                "service[*].waiting.urgency[1].P4",
                "share of the list at the start at every service, band 2 of waits, class P4",
                0.5,
                "50%",
            ),
            ("a..b", "a..b", -2.5, "\u{2212}2.5"),
        ] {
            let place = place(path, &scenario());
            assert_eq!((place.name.as_str(), place.value(x).as_str()), (words, value), "{path}");
        }
    }

    #[test]
    fn names_do_no_harm() {
        let said = place("service[\"a\u{202e}b\u{1b}[0m\"].slots.per_week", &scenario()).name;
        assert_eq!(said, "slots a week at a\\u{202e}b\\u{1b}[0m");
    }
}
