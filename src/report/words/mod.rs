//! Findings in plain British English: the size first, then what it is compared with, then how sure, then what to beware of.
//!
//! Every sentence takes figures and verdicts of the tables and makes none of its own. Conventions: sizes are "about", the range
//! stands beside the number, a gap has its sign, "significant" is never said, and no name of an index stands in a first sentence.

mod answer;
mod finding;
mod foil;
mod inputs;
mod number;
mod phrases;
mod place;
mod policy;
mod sentence;
pub mod spc;
mod told;
mod typeset;

pub use answer::{about, answer};
pub use finding::{Change, GroupChange, Groups, Verdict};
pub use foil::{foil, yardstick};
pub use inputs::{InputAt, hangs_most_on, hangs_on};
pub use number::{Interval, NO_RANGE, Unit, capital, counted, in_letters, listed, nobody, number, signed, small_first};
pub use place::{Place, distinct, place};
pub use policy::{Policy, policy};
pub use sentence::{
    EXPLORATORY, NOT_IN_THE_RANGE, absolute_against_relative, gap_moves, gap_size, in_words, levelling_down, likely,
    of_a_hundred, too_few, waits_change, widest_gap,
};
pub use told::Answer;
pub use typeset::{date, typeset};

// A name as it may be shown: marks that turn the direction of writing, and control characters, are written out.
pub use crate::error::visible;

/// People of a class of urgency as a sentence names them.
pub use crate::compare::of_urgency;

/// A group as it is named in a sentence: by its level, and by its attribute too where the level says little alone.
#[must_use]
pub fn group(attribute: &str, level: &str) -> String {
    let alone = level.chars().count() > 3 && level.chars().any(char::is_alphabetic);
    if alone { level.to_string() } else { format!("{attribute}: {level}") }
}

/// A group among so many as a sentence names it: `the most deprived fifth`, where levels are parts of the population by deprivation.
#[must_use]
pub fn part(attribute: &str, level: &str, levels: usize) -> String {
    const PARTS: [(usize, &str); 4] = [(3, "third"), (4, "quarter"), (5, "fifth"), (10, "tenth")];
    // Other names may be those of groups of any size.
    const NAMES: [&str; 9] = ["most", "least", "deprived", "first", "second", "middle", "third", "fourth", "last"];
    let known = PARTS.iter().find(|(n, _)| *n == levels).filter(|_| attribute.to_lowercase().contains("depriv"));
    match known {
        Some((_, part)) if level.split(' ').all(|word| NAMES.contains(&word)) => format!("the {level} {part}"),
        _ => group(attribute, level),
    }
}

/// The people of a group with such a name.
#[must_use]
pub fn people_in(part: &str) -> String {
    if part.starts_with("the ") { format!("people in {part}") } else { format!("people in the group {part}") }
}

/// A name of the scenario's own in a sentence: set apart, since it may hold commas and verbs.
#[must_use]
pub fn quoted(name: &str) -> String {
    format!("\u{201c}{name}\u{201d}")
}

/// A change for tests: days with their range, the verdict in a word, from a gap of 11.
#[cfg(test)]
fn change(value: f64, low: f64, high: f64, word: &str) -> Change {
    Change {
        difference: Interval::new(value, low, high),
        verdict: Verdict::of(word),
        word: word.into(),
        material: String::new(),
        from_to: Some((11.0, 11.0 + value)),
        note: String::new(),
        unit: Unit::DAYS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_marks_are_shown() {
        assert_eq!(visible("a\u{202e}b\u{1b}[0m"), "a\\u{202e}b\\u{1b}[0m");
        assert_eq!(visible("Zoë × 北"), "Zoë × 北");
    }

    #[test]
    fn short_levels_have_their_attribute() {
        assert_eq!(group("learning disability", "yes"), "learning disability: yes");
        assert_eq!(group("deprivation", "most deprived"), "most deprived");
        assert_eq!(group("age", "65+"), "age: 65+");
    }

    #[test]
    fn fifths_by_deprivation_are_called_so() {
        assert_eq!(part("deprivation", "most deprived", 5), "the most deprived fifth");
        assert_eq!(part("deprivation", "second", 5), "the second fifth");
        assert_eq!(part("deprivation", "most deprived", 2), "most deprived");
        assert_eq!(part("Deprivation fifth", "1 (most deprived)", 5), "1 (most deprived)");
        assert_eq!(part("deprivation", "most deprived fifth", 5), "most deprived fifth");
        assert_eq!(part("ethnicity", "Black", 5), "Black");
        assert_eq!(part("deprivation", "wealthy", 3), "wealthy", "of a size that nobody knows");
        assert_eq!(people_in("the most deprived fifth"), "people in the most deprived fifth");
        assert_eq!(people_in("P2"), "people in the group P2");
    }
}
