//! Two readings of how people are seen today: a policy under one and the same under the other, each against today under its own reading. A verdict that
//! differs hangs on what the list cannot tell.

use super::Comparison;
use super::digits::number;
use super::rows::ContrastRow;

/// Days of a week, for waits in words.
const DAYS: f64 = 7.0;

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

/// A verdict with its interval: `better (-3.1 days, -4 to -2.2)`.
fn told(row: &ContrastRow<'_>) -> String {
    let days = |x: f64| number(x * DAYS, 1);
    match (row.difference, row.lower, row.upper) {
        (Some(x), Some(low), Some(high)) => {
            format!("{} ({} days, {} to {})", row.verdict, days(x), days(low), days(high))
        }
        _ => row.verdict.to_string(),
    }
}

/// The verdicts on people who join, and on the first gap, that differ between `first` and `second`; each policy has the names that it has in both.
#[must_use]
pub fn hangs(first: &Comparison, second: &Comparison, policies: &[(String, String)]) -> Vec<Hangs> {
    let attribute = first.first.and_then(|a| first.population.attributes.get(a));
    let mut out = Vec::new();
    for (one, other) in policies {
        let mut figures = vec![("weeks_untreated", "all", "all")];
        figures.extend(attribute.map(|a| ("weeks_untreated.gap", a.name.as_str(), "")));
        for (measure, attribute, group) in figures {
            let of = |comparison: &Comparison, variant: &str| {
                let found = comparison.contrasts.together_under(variant).find(|r| {
                    let k = &r.key;
                    (k.stage, k.population, k.measure) == ("all", "joined", measure)
                        && (k.attribute, k.group) == (attribute, group)
                });
                found.map(|row| (row.verdict, told(&row)))
            };
            let (Some((a, told_a)), Some((b, told_b))) = (of(first, one), of(second, other)) else { continue };
            if a != b {
                let words = format!(
                    "What {one} does to {} hangs on how people are seen today, which the list cannot tell: {told_a} where chances go by the wait ({}), {told_b} in the other reading ({}).",
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
