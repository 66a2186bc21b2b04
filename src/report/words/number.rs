//! Numbers in words: thousands with commas, the minus sign, a gap always with its sign, and no more digits than are known.

use crate::error::thousands;

/// A number with this many decimals.
#[must_use]
pub fn number(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return "not known".into();
    }
    let text = thousands(&format!("{:.decimals$}", x.abs()));
    let minus = x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if minus { format!("\u{2212}{text}") } else { text }
}

/// The same with its sign, but for a zero.
#[must_use]
pub fn signed(x: f64, decimals: usize) -> String {
    let text = number(x, decimals);
    let zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if x > 0.0 && !zero { format!("+{text}") } else { text }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// One of them.
    pub one: &'static str,
    /// Several.
    pub many: &'static str,
}

impl Unit {
    /// Days.
    pub const DAYS: Self = Self { one: "day", many: "days" };
    /// Hours, where waits are that short.
    pub const HOURS: Self = Self { one: "hour", many: "hours" };
    /// Weeks.
    pub const WEEKS: Self = Self { one: "week", many: "weeks" };

    /// So many of them.
    #[must_use]
    pub fn of(self, x: f64, decimals: usize) -> String {
        counted(x, decimals, self.one, self.many)
    }
}

/// In place of a range where there is none.
pub const NO_RANGE: &str = "no range: too few runs";

/// A value with its interval, where that is known: one run has none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower and upper end.
    pub range: Option<(f64, f64)>,
}

impl Interval {
    /// A value with both ends.
    #[must_use]
    pub fn new(value: f64, low: f64, high: f64) -> Self {
        Self { value, range: Some((low, high)) }
    }

    /// From what a table holds; nothing without an estimate.
    #[must_use]
    pub fn of(value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Option<Self> {
        let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
        Some(Self { value: finite(value)?, range: finite(low).zip(finite(high)) })
    }

    /// In another unit.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let both = |(low, high): (f64, f64)| {
            let (a, b) = (low * factor, high * factor);
            (a.min(b), a.max(b))
        };
        Self { value: self.value * factor, range: self.range.map(both) }
    }

    /// Of a range of many thousands value and ends in round numbers: as many digits as the range knows, and one more.
    #[must_use]
    pub fn rounded(self) -> Self {
        let width = self.range.map_or(0.0, |(low, high)| high - low);
        if width < 10_000.0 {
            return self;
        }
        let mut unit = 1.0;
        while unit * 100.0 <= width {
            unit *= 10.0;
        }
        let round = |x: f64| (x / unit).round() * unit;
        Self { value: round(self.value), range: self.range.map(|(low, high)| (round(low), round(high))) }
    }

    /// With ends no further than what the figure can be: a count is never below 0. The estimate stays.
    #[must_use]
    pub fn no_further(self, least: f64, most: f64) -> Self {
        let kept = |(low, high): (f64, f64)| (low.max(least).min(self.value), high.min(most).max(self.value));
        Self { range: self.range.map(kept), ..self }
    }

    /// Whether the interval is known and does not hold zero.
    #[must_use]
    pub fn apart(&self) -> bool {
        self.range.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }

    /// Whether the interval is known and wider than a point.
    #[must_use]
    pub fn spreads(&self) -> bool {
        self.range.is_some_and(|(low, high)| high > low)
    }

    /// The ends; the value twice where they are not known.
    pub(super) fn both(&self) -> (f64, f64) {
        self.range.unwrap_or((self.value, self.value))
    }

    /// The lowest useful number of decimals: as many as half the width of the interval knows, and so many more that an estimate that is
    /// told apart from zero is not printed as zero.
    #[must_use]
    pub fn decimals(&self, apart: bool) -> usize {
        let mut decimals = match self.range {
            Some((low, high)) => usize::from(high > low && high - low < 2.0),
            None => usize::from(self.value.abs() < 10.0 && self.value.fract() != 0.0),
        };
        while apart && decimals < 4 && self.value != 0.0 && !has_digit(self.value, decimals) {
            decimals += 1;
        }
        decimals
    }

    /// Both ends, as `5 to 12`; one number where both are written alike.
    #[must_use]
    pub fn ends(&self, decimals: usize) -> String {
        self.range.map_or(NO_RANGE.into(), |(low, high)| from_to(number(low, decimals), &number(high, decimals)))
    }

    /// Both ends with their signs. An end that is on one side of zero and would be printed as zero is said in words.
    #[must_use]
    pub fn signed_ends(&self, decimals: usize) -> String {
        self.range.map_or(NO_RANGE.into(), |(low, high)| from_to(self.end(low, decimals), &self.end(high, decimals)))
    }

    fn end(&self, x: f64, decimals: usize) -> String {
        match has_digit(x, decimals) || !self.apart() {
            true => signed(x, decimals),
            false if x > 0.0 => "just above 0".into(),
            false => "just below 0".into(),
        }
    }

    /// Both ends without their signs, the smaller first: of an interval on one side of zero.
    #[must_use]
    pub fn sizes(&self, decimals: usize) -> Option<(String, String)> {
        let (low, high) = self.range?;
        let (a, b) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
        let a = if has_digit(a, decimals) || a == 0.0 { number(a, decimals) } else { "just above 0".into() };
        Some((a, number(b, decimals)))
    }
}

/// `5 to 12`; one number where both are alike.
fn from_to(low: String, high: &str) -> String {
    if low == high { low } else { format!("{low} to {high}") }
}

fn has_digit(x: f64, decimals: usize) -> bool {
    format!("{:.decimals$}", x.abs()).bytes().any(|b| (b'1'..=b'9').contains(&b))
}

/// `1 day`, `2 days`, `0.5 days`.
#[must_use]
pub fn counted(x: f64, decimals: usize, one: &str, many: &str) -> String {
    let text = number(x, decimals);
    let noun = if text == "1" { one } else { many };
    format!("{text} {noun}")
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A small number in letters.
#[must_use]
pub fn in_letters(n: usize) -> String {
    let small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    small.get(n).map_or_else(|| n.to_string(), |s| (*s).to_string())
}

/// The same text with a capital first letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |c| c.to_uppercase().chain(letters).collect())
}

/// A sentence after a colon: its first letter is small. A name in quotation marks stays as it is.
#[must_use]
pub fn small_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |c| c.to_lowercase().chain(letters).collect())
}

/// A note of the tables on runs in which a group has nobody, for a cell in place of a figure: `nobody`, where that is so of all of them.
#[must_use]
pub fn nobody(note: &str) -> String {
    match note.strip_prefix("nobody in ").and_then(|runs| runs.split_once(" of ")) {
        Some((some, all)) if some == all => "nobody".into(),
        Some((some, all)) => format!("nobody in {some} of {all} runs"),
        None => note.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_names_nobody_and_a_clause_begins_small() {
        assert_eq!(nobody("nobody in 8 of 8"), "nobody");
        assert_eq!(nobody("nobody in 1 of 8"), "nobody in 1 of 8 runs");
        assert_eq!(nobody("one run"), "one run");
        assert_eq!(small_first("None of the policies."), "none of the policies.");
        assert_eq!(small_first("\u{201c}Urgency\u{201d} helps."), "\u{201c}Urgency\u{201d} helps.");
        assert_eq!(small_first(""), "");
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(number(1_234_567.4, 0), "1,234,567");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(-1234.5, 1), "−1,234.5");
        assert_eq!(signed(2.0, 0), "+2");
        assert_eq!(signed(-2.0, 0), "−2");
        assert_eq!(signed(0.004, 2), "0.00");
        assert_eq!(counted(1.0, 0, "day", "days"), "1 day");
        assert_eq!(counted(1.0, 1, "day", "days"), "1.0 days");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }

    #[test]
    fn what_is_told_apart_is_never_printed_as_zero() {
        let tiny = Interval::new(0.3, 0.002, 0.6);
        assert_eq!(tiny.decimals(true), 1);
        assert_eq!(tiny.signed_ends(1), "just above 0 to +0.6");
        assert_eq!(tiny.sizes(1), Some(("just above 0".to_string(), "0.6".to_string())));
        assert_eq!(Interval::new(-0.4, -9.0, -0.2).decimals(true), 1);
        assert_eq!(tiny.decimals(false), 1);
        assert_eq!(Interval::new(9.0, 5.0, 12.0).decimals(true), 0);
        assert_eq!(Interval::new(3.0, 3.0, 3.0).decimals(true), 0);
    }

    #[test]
    fn ends_that_are_written_alike_are_one_number() {
        let narrow = Interval::new(16.0, 15.99, 16.01);
        assert_eq!([narrow.ends(1), narrow.ends(2)], ["16.0", "15.99 to 16.01"]);
        assert_eq!([narrow.signed_ends(1), Interval::new(0.0, 0.0, 0.0).signed_ends(0)], ["+16.0", "0"]);
    }

    #[test]
    fn an_interval_that_is_not_known_is_none_and_no_point() {
        let one = Interval::of(Some(3.0), None, None).expect("a value");
        assert!(!one.apart() && !one.spreads());
        assert_eq!(one.ends(1), NO_RANGE);
        assert_eq!(one.signed_ends(1), NO_RANGE);
        assert_eq!(one.sizes(1), None);
        assert_eq!(one.times(7.0), Interval { value: 21.0, range: None });
    }

    #[test]
    fn ends_are_no_further_than_a_figure_can_be() {
        assert_eq!(Interval::new(0.3, -0.2, 0.8).no_further(0.0, f64::INFINITY), Interval::new(0.3, 0.0, 0.8));
        assert_eq!(Interval::new(0.99, 0.97, 1.01).no_further(0.0, 1.0), Interval::new(0.99, 0.97, 1.0));
    }
}
