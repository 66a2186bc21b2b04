//! Tables that hold the same people once for each way in which they are told apart: a column says which way (`Sex`, `Deprivation`), another the level.

use super::called_totals::{Called, called};
use super::pass::Pass;
use super::refused::Refused;
use super::role::Role;
use super::values::{clean, folded, without_note};

/// Words that name a way in which people are told apart, by what it is.
const WAYS: [&[&str]; 9] = [
    &["sex", "gender", "geschlecht", "sexe", "sexo", "sesso"],
    &["age", "ages", "alter", "âge", "edad"],
    &["ethnicity", "ethnic", "race"],
    &["deprivation", "imd", "wimd", "simd", "quintile", "decile"],
    &["disability", "disabilities"],
    &["language", "interpreter"],
    &["religion", "faith", "belief"],
    &["sexuality", "orientation"],
    &["rurality", "rural", "urban", "geography", "region", "icb", "provider", "specialty"],
];

/// The way that a text names.
fn way(text: &str) -> Option<usize> {
    let lower = folded(text);
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    // `sexual orientation` is no sex, and `65 years of age` a level.
    let is = |of: &&[&str]| words.iter().any(|w| of.contains(w));
    let digits = words.iter().any(|w| w.bytes().next().is_some_and(|b| b.is_ascii_digit()) && w.len() < 4);
    (words.len() <= 5 && !digits).then(|| WAYS.iter().position(is)).flatten()
}

/// The way that the beginning of a value names: `Sex: female`, `Age - 65 and over`.
fn way_before(text: &str) -> Option<usize> {
    let (first, rest) = text.split_once(": ").or_else(|| text.split_once(" - ")).or_else(|| text.split_once(':'))?;
    way(first).filter(|_| !rest.trim().is_empty())
}

/// How many ways the values of a column name, all of them or a total.
fn ways(values: &[String], of: fn(&str) -> Option<usize>) -> usize {
    let mut found: Vec<usize> = Vec::new();
    for value in values {
        let text = clean(without_note(value));
        match of(&text) {
            Some(way) => found.push(way),
            None if text.is_empty() || matches!(called(&text), Called::Whole { .. }) => {}
            None => return 0,
        }
    }
    found.sort_unstable();
    found.dedup();
    found.len()
}

impl Pass<'_> {
    /// Refuses a table that holds the same people once for each way.
    pub(super) fn one_breakdown(&self) -> Result<(), Refused> {
        for key in self.keys.iter().filter(|k| k.role != Role::Service) {
            let name = &self.shape.names[key.column];
            let why = |how: &str| {
                Refused::new(format!(
                    "`{name}` holds several ways in which the same people are told apart: each person would be counted once for each"
                ))
                .help(how)
            };
            if ways(&key.values, way_before) > 1 {
                return Err(why(
                    "write a file for each of them, with a column of its levels; --where keeps rows of one value only",
                ));
            }
            if ways(&key.values, way) > 1 && self.keys.len() > 1 {
                return Err(why(&format!(
                    "keep one of them, such as --where \"{name}=...\", and say in a mapping which column has its levels, under [columns]: \"...\" = \"group\""
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_known_by_their_names() {
        let of = |values: &[&str]| ways(&values.iter().map(|v| (*v).to_string()).collect::<Vec<_>>(), way);
        assert_eq!(of(&["Sex", "Deprivation", "Total"]), 2);
        assert_eq!(of(&["Age group", "IMD quintile", "Ethnic group"]), 3);
        assert_eq!(of(&["Sexual health", "Acute", "Learning disability"]), 0);
        assert_eq!(of(&["Age 0-17", "Age 18+"]), 0);
        let before = |values: &[&str]| ways(&values.iter().map(|v| (*v).to_string()).collect::<Vec<_>>(), way_before);
        assert_eq!(before(&["Sex: F", "Sex: M", "Age: 0-17", "Age: 18+", "All"]), 2);
        assert_eq!(before(&["Age: 0-17", "Age: 18+"]), 1);
        assert_eq!(before(&["F", "M"]), 0);
    }
}
