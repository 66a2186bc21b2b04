//! Two readings of how people are seen today: a policy under one and the same under the other, each against today under its own reading. A verdict that
//! differs hangs on what the list cannot tell.

use super::contrast_rows::AFTER_ADJUSTMENT;
use super::digits::{for_mean, number, range};
use super::rows::ContrastRow;
use super::tables::ContrastTable;
use super::verdict::{NO_MATTER, Verdict};
use crate::population::Attribute;

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
fn of_what(first: Option<&Attribute>, measure: &str) -> String {
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
    let digits = for_mean(1, x * DAYS, (low * DAYS, high * DAYS));
    let (from, to) = if x < 0.0 { (-high, -low) } else { (low, high) };
    let by = format!("{} days", number(x.abs() * DAYS, digits));
    let likely = format!("({})", range(from * DAYS, to * DAYS, digits));
    let both_ways = range(low * DAYS, high * DAYS, digits);
    match (is_gap, x < 0.0) {
        _ if is(Verdict::Identical) => "no change".into(),
        _ if row.note.contains(AFTER_ADJUSTMENT) => format!("no sure change ({both_ways} days, taken alone)"),
        _ if is(Verdict::NotToldApart) => format!("no change is shown ({both_ways} days)"),
        // A size would say more than the verdict.
        _ if row.material == NO_MATTER => "no change that matters".into(),
        (false, true) => format!("{by} less {likely}"),
        (false, false) => format!("{by} longer {likely}"),
        (true, _) if is(Verdict::Narrows) => format!("narrower by {by} {likely}"),
        (true, _) if is(Verdict::Widens) => format!("wider by {by} {likely}"),
        (true, _) if is(Verdict::Opens) => format!("a new gap, moved by {by} {likely}"),
        (true, _) if is(Verdict::Reverses) => format!("turned round, moved by {by} {likely}"),
        (true, _) => format!("moved by {by} {likely}"),
    }
}

/// Whether a verdict shows no change, or one too small to matter.
fn is_nothing(row: &ContrastRow<'_>) -> bool {
    [Verdict::Identical, Verdict::NotToldApart].iter().any(|v| row.verdict == v.words()) || row.material == NO_MATTER
}

/// The verdicts on people who join, and on the gap by `attribute`, that differ between both readings; each policy has the names that it has in both. Where a
/// difference is too small to matter under both, nothing hangs on which it is.
pub(super) fn hangs(
    contrasts: &ContrastTable,
    attribute: Option<&Attribute>,
    policies: &[(String, String)],
) -> Vec<Hangs> {
    let mut out = Vec::new();
    let Some([first, second]) = contrasts.both_references() else { return out };
    for (one, other) in policies {
        let [under_first, under_second]: [Vec<ContrastRow<'_>>; 2] =
            [contrasts.together_under(one).collect(), contrasts.under_second(other)];
        let mut figures = vec![("weeks_untreated", "all", "all")];
        figures.extend(attribute.map(|a| ("weeks_untreated.gap", a.name.as_str(), "")));
        for (measure, by, group) in figures {
            let is_gap = group.is_empty();
            let of = |rows: &[ContrastRow<'_>]| {
                let found = rows.iter().find(|r| {
                    let k = &r.key;
                    (k.stage, k.population, k.measure) == ("all", "joined", measure)
                        && (k.attribute, k.group) == (by, group)
                });
                found.map(|row| (row.verdict, is_nothing(row), told(row, is_gap)))
            };
            let (Some((a, none_a, told_a)), Some((b, none_b, told_b))) = (of(&under_first), of(&under_second)) else {
                continue;
            };
            if a != b && !(none_a && none_b) {
                let words = format!(
                    "\"{one}\", {}: under \"{}\" {told_a}. Under \"{}\" {told_b}.",
                    of_what(attribute, measure),
                    first,
                    second
                );
                out.push(Hangs { policy: one.clone(), measure: measure.to_string(), verdicts: [a, b], words });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::rows::Key;

    /// A gap that narrows, in days.
    fn narrows(days: f64, half: f64, material: &'static str) -> ContrastRow<'static> {
        let weeks = |days: f64| Some(days / DAYS);
        let (variant, service, stage, population, at) = ("new", "all", "all", "joined", "");
        let (measure, attribute, group) = ("weeks_untreated.gap", "deprivation", "");
        ContrastRow {
            key: Key { variant, service, stage, population, at, measure, attribute, group },
            reference: "today",
            reference_mean: weeks(6.0),
            variant_mean: weeks(6.0 + days),
            difference: weeks(days),
            lower: weeks(days - half),
            upper: weeks(days + half),
            coverage: 0.95,
            replications: 9,
            p_adjusted: None,
            variance_ratio: None,
            verdict: Verdict::Narrows.words(),
            judgement: "better",
            material,
            note: String::new(),
            own: None,
        }
    }

    #[test]
    fn a_change_that_does_not_matter_has_no_size() {
        assert_eq!(told(&narrows(-0.004, 0.001, NO_MATTER), true), "no change that matters");
        let none = Verdict::NotToldApart.words();
        let row = ContrastRow { verdict: none, ..narrows(-0.004, 0.1, NO_MATTER) };
        assert_eq!(told(&row, true), "no change is shown (-0.1 to 0.1 days)");
        assert!(is_nothing(&row) && !is_nothing(&narrows(-9.0, 1.0, "")));
    }

    #[test]
    fn sizes_have_sensible_digits() {
        assert_eq!(told(&narrows(-5.4, 0.4, ""), true), "narrower by 5.4 days (5.0 to 5.8)");
        assert_eq!(told(&narrows(-5.4, 5.398, ""), true), "narrower by 5.4 days (just above 0 to 10.8)");
        assert_eq!(told(&narrows(-5.4, 0.001, ""), true), "narrower by 5.4 days (5.4)");
    }
}
