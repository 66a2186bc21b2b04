//! Counts and days as people write them.

/// A count of things; none, one and many.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{} {many}", thousands(n)),
    }
}

pub(super) fn people(n: usize) -> String {
    if n == 0 { "nobody".into() } else { count(n, "person", "people") }
}

pub(super) fn were(n: usize) -> String {
    format!("{} {}", people(n), if n < 2 { "was" } else { "were" })
}

pub(super) fn days(n: i64) -> String {
    if n == 1 { "1 day".into() } else { format!("{n} days") }
}

/// How long after the referral.
pub(super) fn after(n: i64) -> String {
    if n == 0 { "on the day of referral".into() } else { format!("after {}", days(n)) }
}

/// A whole number with commas.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}
