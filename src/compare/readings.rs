//! Two readings of how people are seen today: a policy under one and the same under the other, each against today under its own reading. A verdict that
//! differs hangs on what the list cannot tell.

use super::Comparison;
use super::contrast_rows::AFTER_ADJUSTMENT;
use super::digits::{for_interval, number};
use super::rows::ContrastRow;
use super::verdict::{NO_MATTER, Verdict};

/// Days of a week, for waits in words.
const DAYS: f64 = 7.0;

/// What leads a summary where a verdict is not the same under both readings; each of them follows.
pub const HANGS: &str = "The answer hangs on how people are seen today, which the list cannot tell.";

/// A verdict that is not the same under both readings.
#[derive(Clone, Debug, PartialEq)]
pub struct Hangs {
    /// The policy, by its name under the first reading.
    pub policy: String,
    /// What it is about: `weeks_untreated`, or its gap.
    pub measure: String,
    /// The verdict under the first reading, and under the second.
    pub verdicts: [&'static str; 2],
    /// It in words.
    pub words: String,
}

/// What it is about, in words.
fn of_what(comparison: &Comparison, measure: &str) -> String {
    let first = comparison.first.and_then(|a| comparison.population.attributes.get(a));
    match (measure.strip_suffix(".gap"), first) {
        (Some(_), Some(attribute)) => format!("the gap by {}", attribute.name),
        _ => "the wait of people who join".to_string(),
    }
}

/// What a policy does to a wait, or to a gap: `narrower by 3.1 days (2.2 to 4)`.
fn told(row: &ContrastRow<'_>, is_gap: bool) -> String {
    let is = |verdict: Verdict| row.verdict == verdict.words();
    let (Some(x), Some(low), Some(high)) = (row.difference, row.lower, row.upper) else {
        return format!("nothing can be said ({})", row.verdict);
    };
    // A range that leaves out 0 does not print as 0 to 0.
    let digits = for_interval(1, x * DAYS, (low * DAYS, high * DAYS));
    let days = |x: f64| number(x * DAYS, digits);
    let (from, to) = if x < 0.0 { (-high, -low) } else { (low, high) };
    let by = format!("{} days", days(x.abs()));
    let likely = format!("({} to {})", days(from), days(to));
    match (is_gap, x < 0.0) {
        _ if is(Verdict::Identical) => "no change".into(),
        _ if row.note.contains(AFTER_ADJUSTMENT) => {
            let ends = format!("({} to {} days, taken alone)", days(low), days(high));
            format!("no sure change {ends}")
        }
        _ if is(Verdict::NotToldApart) => format!("no change is shown ({} to {} days)", days(low), days(high)),
        (false, true) => format!("{by} less {likely}"),
        (false, false) => format!("{by} longer {likely}"),
        (true, _) if is(Verdict::Narrows) => format!("narrower by {by} {likely}"),
        (true, _) if is(Verdict::Widens) => format!("wider by {by} {likely}"),
        (true, _) if is(Verdict::Opens) => format!("a new gap, moved by {by} {likely}"),
        (true, _) if is(Verdict::Reverses) => format!("turned round, moved by {by} {likely}"),
        (true, _) => format!("moved by {by} {likely}"),
    }
}

/// Whether a verdict says of a difference that it is none, or too small to matter.
fn is_nothing(row: &ContrastRow<'_>) -> bool {
    row.verdict == Verdict::Identical.words() || row.material == NO_MATTER
}

/// The verdicts on people who join, and on the first gap, that differ between `first` and `second`; each policy has the names that it has in both. Where a
/// difference is too small to matter under both, nothing hangs on which it is.
#[must_use]
pub fn hangs(first: &Comparison, second: &Comparison, policies: &[(String, String)]) -> Vec<Hangs> {
    let attribute = first.first.and_then(|a| first.population.attributes.get(a));
    let mut out = Vec::new();
    for (one, other) in policies {
        let mut figures = vec![("weeks_untreated", "all", "all")];
        figures.extend(attribute.map(|a| ("weeks_untreated.gap", a.name.as_str(), "")));
        for (measure, attribute, group) in figures {
            let is_gap = group.is_empty();
            let of = |comparison: &Comparison, variant: &str| {
                let found = comparison.contrasts.together_under(variant).find(|r| {
                    let k = &r.key;
                    (k.stage, k.population, k.measure) == ("all", "joined", measure)
                        && (k.attribute, k.group) == (attribute, group)
                });
                found.map(|row| (row.verdict, is_nothing(&row), told(&row, is_gap)))
            };
            let (Some((a, none_a, told_a)), Some((b, none_b, told_b))) = (of(first, one), of(second, other)) else {
                continue;
            };
            if a != b && !(none_a && none_b) {
                let words = format!(
                    "\"{one}\", {}: under \"{}\" {told_a}. Under \"{}\" {told_b}.",
                    of_what(first, measure),
                    first.reference,
                    second.reference
                );
                out.push(Hangs { policy: one.clone(), measure: measure.to_string(), verdicts: [a, b], words });
            }
        }
    }
    out
}
