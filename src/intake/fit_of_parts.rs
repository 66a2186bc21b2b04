//! How a total compares with its parts.

use super::kept::people;

/// A total is nearly the sum of its parts where no more than this part of its people is off.
pub(super) const NEARLY: f64 = 0.05;

/// How a total compares with its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    Exact,
    Nearly,
    /// Some parts are missing, and the others are no more than the total.
    Missing,
    Off,
}

/// Compares the counts of a total by band, and the people without one at the end, with the sums of its parts.
pub(super) fn fit(total: &[f64], parts: &[f64], missing: bool) -> Fit {
    let bands = total.len() - 1;
    let pairs = || total[..bands].iter().zip(&parts[..bands]);
    let off: f64 = pairs().map(|(t, p)| (t - p).abs()).sum();
    let all = people(total);
    // Each count rounded to the nearest five or ten.
    let rounded = |n: &f64| n % 5.0 == 0.0;
    let round = total[..bands].iter().all(rounded) && parts[..bands].iter().all(rounded);
    let many = pairs().filter(|(t, p)| **t > 0.0 || **p > 0.0).count() as f64;
    match () {
        () if off == 0.0 => Fit::Exact,
        () if off <= NEARLY * all || (round && off <= 5.0 * many) => Fit::Nearly,
        () if missing && pairs().all(|(t, p)| *p <= *t * (1.0 + NEARLY)) => Fit::Missing,
        () => Fit::Off,
    }
}
