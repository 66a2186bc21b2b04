//! Numbers in words: thousands with commas, the minus sign, a gap always with its sign, and no more digits than are known.

/// A number with this many decimals.
#[must_use]
pub fn number(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return "not known".into();
    }
    let text = format!("{:.decimals$}", x.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// The same with its sign, but for a zero.
#[must_use]
pub fn signed(x: f64, decimals: usize) -> String {
    let text = number(x, decimals);
    let zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if x > 0.0 && !zero { format!("+{text}") } else { text }
}

/// A value with both ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// From what a table holds; nothing without an estimate.
    #[must_use]
    pub fn of(value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Option<Self> {
        let value = value.filter(|v| v.is_finite())?;
        Some(Self { value, low: low.unwrap_or(value), high: high.unwrap_or(value) })
    }

    /// In another unit.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let (a, b) = (self.low * factor, self.high * factor);
        Self { value: self.value * factor, low: a.min(b), high: a.max(b) }
    }

    /// The lowest useful number of decimals: as many as half the width of the interval knows, and so many more that an estimate that is
    /// told apart from zero is not printed as zero.
    #[must_use]
    pub fn decimals(&self, apart: bool) -> usize {
        let half = (self.high - self.low) / 2.0;
        let mut decimals = usize::from(half > 0.0 && half < 1.0);
        while apart && decimals < 4 && self.value != 0.0 && !has_digit(self.value, decimals) {
            decimals += 1;
        }
        decimals
    }

    /// Both ends, as `5 to 12`.
    #[must_use]
    pub fn ends(&self, decimals: usize) -> String {
        format!("{} to {}", number(self.low, decimals), number(self.high, decimals))
    }

    /// Both ends with their signs. An end that is on one side of zero and would be printed as zero is said in words.
    #[must_use]
    pub fn signed_ends(&self, decimals: usize) -> String {
        format!("{} to {}", self.end(self.low, decimals), self.end(self.high, decimals))
    }

    fn end(&self, x: f64, decimals: usize) -> String {
        let one_side = self.low > 0.0 || self.high < 0.0;
        match has_digit(x, decimals) || !one_side {
            true => signed(x, decimals),
            false if x > 0.0 => "just above 0".into(),
            false => "just below 0".into(),
        }
    }

    /// Both ends without their signs, the smaller first: of an interval on one side of zero.
    #[must_use]
    pub fn sizes(&self, decimals: usize) -> (String, String) {
        let (a, b) = (self.low.abs().min(self.high.abs()), self.low.abs().max(self.high.abs()));
        let a = if has_digit(a, decimals) || a == 0.0 { number(a, decimals) } else { "just above 0".into() };
        (a, number(b, decimals))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
        let tiny = Interval { value: 0.3, low: 0.002, high: 0.6 };
        assert_eq!(tiny.decimals(true), 1);
        assert_eq!(tiny.signed_ends(1), "just above 0 to +0.6");
        assert_eq!(tiny.sizes(1), ("just above 0".to_string(), "0.6".to_string()));
        assert_eq!(Interval { value: -0.4, low: -9.0, high: -0.2 }.decimals(true), 1);
        assert_eq!(tiny.decimals(false), 1);
        assert_eq!(Interval { value: 9.0, low: 5.0, high: 12.0 }.decimals(true), 0);
        assert_eq!(Interval { value: 3.0, low: 3.0, high: 3.0 }.decimals(true), 0);
    }
}
