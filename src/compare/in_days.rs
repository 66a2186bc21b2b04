//! Waits in weeks as days in words, and how sure they are.

use super::digits::{end, number};
use super::rows::Own;
use super::verdict;

/// In a week.
pub(super) const DAYS: f64 = 7.0;

/// How long some people wait beside others, with the interval of the difference, in weeks.
pub(super) fn gap(mean: f64, own: Own, others: &str, digits: usize) -> String {
    let (low, high) = own.ends;
    let way = if mean < 0.0 { "less" } else { "longer" };
    if [low, high, mean].iter().all(|weeks| bare(weeks.abs(), digits) == "0") {
        format!("as long as {others}")
    } else if verdict::holds(own.ends, 0.0) {
        let (low, high, mean) = (days(-low, digits), days(high, digits), days(mean.abs(), digits));
        format!("about as long as {others} ({mean} {way}, likely between {low} less and {high} longer)")
    } else {
        let (low, high) = if mean < 0.0 { (-high, -low) } else { (low, high) };
        format!("{} {way} than {others} ({})", days(mean.abs(), digits), likely(low, high, digits))
    }
}

/// The ends of an interval in weeks, turned where the words turn the sign.
pub(super) fn ends(lower: Option<f64>, upper: Option<f64>, turn: bool) -> Option<(f64, f64)> {
    let (lower, upper) = (lower?, upper?);
    Some(if turn { (-upper, -lower) } else { (lower, upper) })
}

/// Weeks as days, without zeros after the point.
pub(super) fn days(weeks: f64, digits: usize) -> String {
    let text = bare(weeks, digits);
    if text == "1" { "1 day".into() } else { format!("{text} days") }
}

fn bare(weeks: f64, digits: usize) -> String {
    short(number(weeks * DAYS, digits))
}

/// A number without zeros after its point.
fn short(text: String) -> String {
    match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|b| b == b'0') => whole.to_string(),
        _ => text,
    }
}

/// The ends of an interval; one number where both print alike.
pub(super) fn likely(low: f64, high: f64, digits: usize) -> String {
    let excludes_zero = low > 0.0 || high < 0.0;
    let [low, high] = [low, high].map(|x| short(end(x * DAYS, digits, excludes_zero)));
    if low == high { format!("likely about {low}") } else { format!("likely between {low} and {high}") }
}

/// The nearer end of an interval whose further end cannot be.
pub(super) fn at_least(low: f64, digits: usize) -> String {
    if bare(low, digits) == "0" {
        "likely more than 0".into()
    } else {
        format!("likely at least {}", days(low, digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_the_digits_that_are_asked_for() {
        assert_eq!(
            [(0.0, 1), (-0.001, 1), (1.0 / 7.0, 1), (0.5, 1), (25.0 / 7.0, 0)].map(|(w, d)| days(w, d)),
            ["0 days", "0 days", "1 day", "3.5 days", "25 days"].map(String::from)
        );
        assert_eq!(likely(-0.5, 1.0 / 7.0, 1), "likely between -3.5 and 1");
        assert_eq!(likely(15.99 / 7.0, 16.01 / 7.0, 1), "likely about 16");
        assert_eq!(likely(0.002 / 7.0, 10.4 / 7.0, 1), "likely between just above 0 and 10.4");
        assert_eq!([0.002, 3.3].map(|x| at_least(x / 7.0, 1)), ["likely more than 0", "likely at least 3.3 days"]);
    }
}
