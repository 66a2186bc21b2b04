//! Parts of a whole: shares or counts.

use crate::error::Problem;

/// Where the place of a count stands, by its number.
pub(super) type Places<'a> = &'a dyn Fn(usize) -> String;

/// Parts of a whole: shares that sum to 1, or counts. Each has a place of its own.
pub(super) fn parts_of_one(values: &[f64], counts: Option<Places<'_>>, at: &str, problems: &mut Vec<Problem>) {
    let Some(place) = counts else { return sums_to_one(values, at, problems) };
    let is_count = |x: f64| x >= 0.0 && x.fract() == 0.0;
    for (i, x) in values.iter().enumerate().filter(|(_, x)| !is_count(**x)) {
        let message = format!("{x} is not a count; it must be a whole number of 0 or more");
        problems.push(Problem::new("Q0604", place(i), message).help("write shares without `count`"));
    }
    if values.iter().all(|x| *x == 0.0) {
        problems.push(Problem::new("Q0606", at, "all counts are 0"));
    }
}

/// Shares must be 0 or more and sum to 1.
pub(super) fn sums_to_one(shares: &[f64], at: &str, problems: &mut Vec<Problem>) {
    if let Some(x) = shares.iter().find(|x| **x < 0.0) {
        problems.push(Problem::new("Q0604", at, format!("the share {x} is negative")));
        return;
    }
    let sum: f64 = shares.iter().sum();
    // A hair more than a millionth: what is written to six places is as good as it looks.
    if (sum - 1.0).abs() > 1.0001e-6 {
        let sum = (sum * 1e9).round() / 1e9;
        let help = if (sum - 100.0).abs() < 1.0 { "write shares as 0.2 or \"20%\"" } else { "shares are parts of 1" };
        problems.push(Problem::new("Q0606", at, format!("these shares sum to {sum}, not to 1")).help(help));
    }
}
