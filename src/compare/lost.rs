//! People who end untreated: waits get shorter when people go, so what a policy loses is said beside what it gains.

use super::digits::number;
use super::rows::ContrastRow;
use super::verdict::Verdict;
use crate::population::Attribute;

/// The fates that end a wait untreated, and what people do then. People who are found not to need treatment are none of them.
const UNTREATED: [(&str, &str); 5] = [
    ("fate_removed", "leave the list untreated"),
    ("fate_died", "die untreated"),
    ("fate_emergency", "are admitted as an emergency"),
    ("fate_private", "pay for treatment elsewhere"),
    ("fate_turned_away", "are turned away"),
];

/// What people of a class of urgency are told by.
const URGENCY: &str = "urgency";

/// Of 100 people, so many more who end untreated are told.
const LEAST: f64 = 1.0;

/// A way in which more people end untreated.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// Who they are: `people who join`.
    pub who: String,
    /// What they do: `leave the list untreated`.
    pub what: &'static str,
    /// Of 100 of them, under the reference and under the policy.
    pub of_100: (f64, f64),
    /// Other groups to which the same happens, where everybody together is not told apart.
    pub others: usize,
}

impl Lost {
    /// In words: `of 100 people who join, about 39 leave the list untreated instead of 8`.
    #[must_use]
    pub fn told(&self) -> String {
        let (was, is) = self.of_100;
        let digits = usize::from(number(was, 0) == number(is, 0) || is < 0.95);
        let others = match self.others {
            0 => String::new(),
            1 => " (the same is true of 1 other group)".into(),
            n => format!(" (the same is true of {n} other groups)"),
        };
        let (was, is) = (number(was, digits), number(is, digits));
        format!("of 100 {}, about {is} {} instead of {was}{others}", self.who, self.what)
    }
}

/// An attribute with its levels, each with the words for its people.
pub type Levels = (String, Vec<(String, String)>);

/// The shares under the reference and under the policy of a measure, an attribute and a level ("all" of everybody), where they are told apart as
/// worse.
pub type Worse<'a> = &'a dyn Fn(&str, &str, &str) -> Option<(f64, f64)>;

/// The ways in which at least one more in a hundred of a population (`joined` or `today`) end untreated: of everybody together, or else of the
/// group where most more do.
#[must_use]
pub fn lost(population: &str, attributes: &[Levels], shares: Worse<'_>) -> Vec<Lost> {
    let do_what = if population == "today" { "are on the list today" } else { "join" };
    let more = |measure: &str, attribute: &str, level: &str| {
        let (was, is) = shares(measure, attribute, level)?;
        let of_100 = (100.0 * was, 100.0 * is);
        (of_100.1 - of_100.0 >= LEAST).then_some(of_100)
    };
    let way = |(measure, what): (&'static str, &'static str)| {
        if let Some(of_100) = more(measure, "all", "all") {
            return Some(Lost { who: format!("people who {do_what}"), what, of_100, others: 0 });
        }
        let all = attributes.iter().flat_map(|(attribute, levels)| levels.iter().map(move |level| (attribute, level)));
        let mut groups: Vec<((f64, f64), &String)> =
            all.filter_map(|(attribute, (level, words))| Some((more(measure, attribute, level)?, words))).collect();
        groups.sort_by(|((a, b), _), ((c, d), _)| (d - c).total_cmp(&(b - a)));
        let (of_100, words) = groups.first()?;
        Some(Lost { who: format!("{words} who {do_what}"), what, of_100: *of_100, others: groups.len() - 1 })
    };
    UNTREATED.into_iter().filter_map(way).collect()
}

/// The same of the contrasts of a policy, of all services together: by each of the attributes, and by urgency.
pub(super) fn lost_in(contrasts: &[ContrastRow<'_>], attributes: &[Attribute]) -> Vec<Lost> {
    let level = |name: &String| (name.clone(), format!("people in \"{name}\""));
    let mut levels: Vec<Levels> =
        attributes.iter().map(|a| (a.name.clone(), a.levels.iter().map(level).collect())).collect();
    // Urgency is no attribute, unless the scenario calls one so.
    if attributes.iter().all(|a| a.name != URGENCY) {
        let mut classes: Vec<(String, String)> = Vec::new();
        for key in contrasts.iter().map(|r| &r.key).filter(|key| key.attribute == URGENCY && !key.group.is_empty()) {
            if classes.iter().all(|(known, _)| known != key.group) {
                classes.push((key.group.to_string(), of_urgency(key.group)));
            }
        }
        levels.push((URGENCY.into(), classes));
    }
    let of = |population: &str| {
        lost(population, &levels, &|measure, attribute, group| {
            let key = (population, measure, attribute, group);
            let row =
                contrasts.iter().find(|r| (r.key.population, r.key.measure, r.key.attribute, r.key.group) == key)?;
            row.reference_mean.zip(row.variant_mean).filter(|_| row.verdict == Verdict::Worse.words())
        })
    };
    ["joined", "today"].into_iter().flat_map(of).collect()
}

/// The people of a class of urgency: a name of a few letters is no word.
#[must_use]
pub fn of_urgency(class: &str) -> String {
    let is_word = class.chars().count() > 3 && class.chars().any(char::is_alphabetic);
    if is_word { format!("people classed as {class}") } else { format!("people of urgency {class}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_an_urgency_are_told_in_words() {
        assert_eq!(["P4", "urgent"].map(of_urgency), ["people of urgency P4", "people classed as urgent"]);
    }

    #[test]
    fn who_is_lost_is_told_of_everybody_or_of_the_group_that_loses_most() {
        let level = |name: &str| (name.to_string(), format!("people in {name}"));
        let attributes = [("deprivation".to_string(), vec![level("most"), level("middle"), level("least")])];
        let shares = |measure: &str, attribute: &str, level: &str| match (measure, attribute, level) {
            ("fate_removed", "all", _) => Some((0.079, 0.391)),
            ("fate_died", "all", _) => Some((0.010, 0.019)),
            ("fate_died", "deprivation", "most") => Some((0.010, 0.031)),
            ("fate_died", "deprivation", "middle") => Some((0.010, 0.044)),
            ("fate_private", "deprivation", "least") => Some((0.001, 0.012)),
            _ => None,
        };
        let told = |population: &str| lost(population, &attributes, &shares).iter().map(Lost::told).collect::<Vec<_>>();
        assert_eq!(
            told("joined"),
            [
                "of 100 people who join, about 39 leave the list untreated instead of 8",
                "of 100 people in middle who join, about 4 die untreated instead of 1 (the same is true of 1 other group)",
                "of 100 people in least who join, about 1 pay for treatment elsewhere instead of 0",
            ]
        );
        assert_eq!(
            told("today")[0],
            "of 100 people who are on the list today, about 39 leave the list untreated instead of 8"
        );
    }
}
