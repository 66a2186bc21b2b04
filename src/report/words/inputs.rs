//! Which input the answer hangs on.

use super::finding::Change;
use super::number::{listed, signed};
use super::quoted;
use super::sentence::in_words;

/// An input at an end of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct InputAt {
    /// Its name: its path in the scenario.
    pub name: String,
    /// What it is there.
    pub value: String,
    /// The headline with it there.
    pub change: Change,
    /// How far that is from the headline as given.
    pub moved: f64,
    /// Whether that is told apart from nothing.
    pub apart: bool,
    /// Whether the verdict is another than as given.
    pub turns: bool,
}

/// Most places that a sentence names.
const NAMED: usize = 3;

/// The input that the headline hangs on most: the one with the longest way, where it is shown to move the headline at all. Of many that move it by
/// luck some would look as if they did; the longest way of all seldom does.
#[must_use]
pub fn hangs_most_on(ends: &[InputAt]) -> Option<&str> {
    let longest = ends.iter().max_by(|a, b| a.moved.abs().total_cmp(&b.moved.abs()).then(b.name.cmp(&a.name)));
    longest.filter(|e| e.apart).map(|e| e.name.as_str())
}

/// A change there: of a gap with its sign and verdict.
fn there(change: &Change, gap: bool) -> String {
    let (i, d) = (&change.difference, change.difference.decimals(change.verdict.apart()));
    match gap {
        true => format!("{} {} ({}; {})", signed(i.value, d), change.unit.many, i.signed_ends(d), change.word),
        false => in_words(change),
    }
}

/// The same as given, where the range stands elsewhere.
fn as_given(change: &Change, gap: bool) -> String {
    let d = change.difference.decimals(true);
    let size = change.unit.of(change.difference.value.abs(), d);
    match change.verdict {
        _ if gap => format!("{} {}", signed(change.difference.value, d), change.unit.many),
        v if !v.apart() => change.word.clone(),
        _ if change.difference.value < 0.0 => format!("about {size} less"),
        _ => format!("about {size} more"),
    }
}

/// What is said of all ends of the headline: `what` begins the sentence, `People who join wait`; a gap is told with its sign.
#[must_use]
pub fn hangs_on(ends: &[InputAt], given: &Change, what: &str, gap: bool) -> Vec<String> {
    let mut out = Vec::new();
    match hangs_most_on(ends) {
        None => out.push(
            "No single input is shown to move the answer: no move at the end of a range can be told from luck.".into(),
        ),
        Some(name) => {
            let there: Vec<String> = ends
                .iter()
                .filter(|e| e.name == name)
                .map(|e| format!("{} with it at {}", there(&e.change, gap), e.value))
                .collect();
            out.push(format!(
                "The answer hangs most on {}. {what}: {}; {} as given.",
                quoted(name),
                there.join("; "),
                as_given(given, gap)
            ));
        }
    }
    let turns: Vec<&InputAt> = ends.iter().filter(|e| e.turns).collect();
    if turns.is_empty() {
        out.push("At no end of a range does the verdict turn.".into());
    } else {
        let mut named: Vec<String> = turns
            .iter()
            .take(NAMED)
            .map(|e| format!("{} at {} (then: {})", quoted(&e.name), e.value, e.change.word))
            .collect();
        if turns.len() > NAMED {
            named.push(format!("{} more", turns.len() - NAMED));
        }
        out.push(format!("The verdict turns with {}.", listed(&named)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::change;

    fn at(name: &str, value: &str, ends: (f64, f64, f64), word: &str, given: &str) -> InputAt {
        InputAt {
            name: name.into(),
            value: value.into(),
            change: change(ends.0, ends.1, ends.2, word),
            moved: ends.0 + 9.0,
            apart: (ends.0 + 9.0).abs() > 1.0,
            turns: word != given,
        }
    }

    #[test]
    fn the_longest_way_is_named_with_both_ends_and_what_turns() {
        let given = change(-9.0, -12.0, -6.0, "better");
        let ends = [
            at("a", "1", (-9.5, -12.0, -6.0), "better", "better"),
            at("b", "0.1", (-20.0, -24.0, -16.0), "better", "better"),
            at("b", "0.3", (-1.0, -3.0, 2.0), "not told apart", "better"),
        ];
        let said = hangs_on(&ends, &given, "People who join wait", false);
        assert_eq!(
            said[0],
            "The answer hangs most on \u{201c}b\u{201d}. People who join wait: about 20 days less (likely between 16 and 24) with it at 0.1; \
             not told apart (between 3 days less and 2 days more) with it at 0.3; about 9 days less as given."
        );
        assert_eq!(said[1], "The verdict turns with \u{201c}b\u{201d} at 0.3 (then: not told apart).");
        let said = hangs_on(&ends[..1], &given, "People who join wait", false);
        assert!(said[0].starts_with("No single input is shown to move"), "{said:?}");
        assert_eq!(said[1], "At no end of a range does the verdict turn.");
    }
}
