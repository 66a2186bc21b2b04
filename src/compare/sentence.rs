//! The answer in plain words: size first, then comparison, then how sure, in days, naming both groups.

use super::Comparison;
use super::contrast::Verdict;
use super::rows::{ContrastRow, SummaryRow};
use crate::population::Attribute;

/// What a variant does to the wait of everybody and to the gap between the ends of the first ordered attribute.
///
/// The wait is `weeks_untreated`, in days. Where the gap shrank although nobody waits less, the words say so.
#[must_use]
pub fn sentence(comparison: &Comparison, variant: &str) -> String {
    let words = Words { comparison, variant };
    let attribute = comparison.population.attributes.iter().find(|a| a.ordered && a.levels.len() > 1);
    let all = words.all();
    match attribute.and_then(|a| words.gap(a)) {
        Some(gap) => format!("{gap} {all}"),
        None => all,
    }
}

struct Words<'a> {
    comparison: &'a Comparison,
    variant: &'a str,
}

impl Words<'_> {
    fn contrast(&self, measure: &str, attribute: &str, group: &str) -> Option<&ContrastRow> {
        let key = |population: &str| {
            self.comparison.contrasts.iter().find(|r| {
                let k = &r.key;
                k.variant == self.variant
                    && k.service == "all"
                    && k.population == population
                    && k.measure == measure
                    && k.attribute == attribute
                    && k.group == group
                    && r.difference.is_some()
            })
        };
        key("joined").or_else(|| key("today"))
    }

    fn summary(&self, like: &ContrastRow, variant: &str) -> Option<&SummaryRow> {
        self.comparison.summary.iter().find(|r| {
            r.key.variant == variant
                && r.key.service == "all"
                && r.key.population == like.key.population
                && r.key.measure == like.key.measure
                && r.key.attribute == like.key.attribute
                && r.key.group == like.key.group
        })
    }

    fn gap(&self, attribute: &Attribute) -> Option<String> {
        let (most, least) = (attribute.levels.first()?, attribute.levels.last()?);
        let change = self.contrast("weeks_untreated.gap", &attribute.name, "")?;
        let (was, is) = (self.summary(change, &self.comparison.reference)?, self.summary(change, self.variant)?);
        let than = format!("people in \"{least}\"");
        let text = format!(
            "Under \"{}\", people in \"{most}\" ({}) wait {}; under \"{}\" they wait {}.",
            self.comparison.reference,
            attribute.name,
            gap(was, &than)?,
            self.variant,
            gap(is, &than)?,
        );
        let difference = change.difference?;
        let narrower = was.estimate? * difference < 0.0;
        let (low, high) = ends(change.lower, change.upper, difference < 0.0)?;
        let size = format!("by {} ({})", days(difference.abs()), likely(low, high));
        let change = match change.verdict.as_str() {
            v if v == Verdict::Identical.words() => " The gap is the same.".to_string(),
            v if v == Verdict::NotToldApart.words() => {
                " The simulation can't tell the two policies apart on this gap: the difference is smaller than its \
                 run-to-run variation."
                    .to_string()
            }
            v if v == Verdict::Reversed.words() => format!(" The gap moved {size} and now stands on the other side."),
            _ if narrower => format!(" The gap narrows {size}.{}", self.levelling_down(attribute).unwrap_or_default()),
            _ => format!(" The gap widens {size}."),
        };
        Some(text + &change)
    }

    /// A gap that shrinks only because those who are better off wait longer.
    fn levelling_down(&self, attribute: &Attribute) -> Option<String> {
        let of = |level: &String| self.contrast("weeks_untreated", &attribute.name, level);
        let rows: Vec<&ContrastRow> = attribute.levels.iter().filter_map(of).collect();
        let someone_waits_less = rows.iter().any(|r| r.verdict == Verdict::Better.words());
        let least_waits_longer = rows.last()?.verdict == Verdict::Worse.words();
        let most = rows.first()?;
        if someone_waits_less || !least_waits_longer || most.difference? < 0.0 {
            return None;
        }
        Some(" It shrank only because the better-off group now waits longer: nobody waits less.".into())
    }

    fn all(&self) -> String {
        let same = "The simulation can't tell the two policies apart on the wait of everybody together.";
        let Some(row) = self.contrast("weeks_untreated", "all", "all") else {
            return "The simulation gives no figure for the wait of everybody together.".into();
        };
        let (Some(difference), Some((low, high))) =
            (row.difference, ends(row.lower, row.upper, row.difference.is_some_and(|d| d < 0.0)))
        else {
            return same.into();
        };
        let way = if difference < 0.0 { "less" } else { "longer" };
        let within = format!("within the first {:.0} weeks", self.comparison.follow_up_weeks);
        match row.verdict.as_str() {
            v if v == Verdict::Identical.words() => "Everybody together waits as long as before.".into(),
            v if v == Verdict::NotToldApart.words() => same.into(),
            _ => format!(
                "Everybody together waits on average {} {way} {within} ({}).",
                days(difference.abs()),
                likely(low, high)
            ),
        }
    }
}

/// How long some people wait beside others, with the interval of the difference.
fn gap(row: &SummaryRow, others: &str) -> Option<String> {
    let (mean, low, high) = (row.estimate?, row.lower?, row.upper?);
    Some(if low <= 0.0 && high >= 0.0 {
        format!("about as long as {others} (likely between {} less and {} longer)", days(-low), days(high))
    } else if mean < 0.0 {
        format!("{} less than {others} ({})", days(-mean), likely(-high, -low))
    } else {
        format!("{} longer than {others} ({})", days(mean), likely(low, high))
    })
}

/// The ends of an interval in weeks, turned where the words turn the sign.
fn ends(lower: Option<f64>, upper: Option<f64>, turn: bool) -> Option<(f64, f64)> {
    let (lower, upper) = (lower?, upper?);
    Some(if turn { (-upper, -lower) } else { (lower, upper) })
}

/// Weeks as days with a digit that matters.
fn days(weeks: f64) -> String {
    let days = weeks * 7.0;
    let text = if days.abs() < 9.95 { format!("{days:.1}") } else { format!("{days:.0}") };
    // No minus before zero, no trailing zero digit.
    let text = text.strip_suffix(".0").unwrap_or(&text);
    let text = if text == "-0" { "0" } else { text };
    if text == "1" { "1 day".into() } else { format!("{text} days") }
}

fn likely(low: f64, high: f64) -> String {
    let bare = |weeks| days(weeks).trim_end_matches(" days").trim_end_matches(" day").to_string();
    format!("likely between {} and {}", bare(low), bare(high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::rows::Key;
    use crate::population::Population;

    #[test]
    fn days_have_the_digits_that_matter() {
        assert_eq!(
            [0.0, -0.001, 1.0 / 7.0, 0.5, 25.0 / 7.0].map(days),
            ["0 days", "0 days", "1 day", "3.5 days", "25 days"].map(String::from)
        );
        assert_eq!(likely(-0.5, 1.0 / 7.0), "likely between -3.5 and 1");
    }

    fn key(variant: &str, measure: &str, attribute: &str, group: &str) -> Key {
        Key {
            variant: variant.into(),
            service: "all".into(),
            population: "joined".into(),
            at: String::new(),
            measure: measure.into(),
            attribute: attribute.into(),
            group: group.into(),
        }
    }

    /// An estimate in days, half a day either side.
    fn summary(variant: &str, days: f64) -> SummaryRow {
        SummaryRow {
            key: key(variant, "weeks_untreated.gap", "deprivation", ""),
            estimate: Some(days / 7.0),
            lower: Some((days - 0.5) / 7.0),
            upper: Some((days + 0.5) / 7.0),
            coverage: 0.95,
            replications: 9,
            n: 100.0,
            denominator: String::new(),
            unit: "weeks".into(),
            note: String::new(),
        }
    }

    fn contrast(measure: &str, attribute: &str, group: &str, days: f64, verdict: Verdict) -> ContrastRow {
        ContrastRow {
            key: key("new", measure, attribute, group),
            difference: Some(days / 7.0),
            lower: Some((days - 0.5) / 7.0),
            upper: Some((days + 0.5) / 7.0),
            coverage: 0.95,
            replications: 9,
            p_adjusted: None,
            variance_ratio: None,
            verdict: verdict.words().into(),
            note: String::new(),
        }
    }

    /// The gap was 25 days and is 21; `most` and `least` say how their waits changed.
    fn comparison(most: (f64, Verdict), least: (f64, Verdict)) -> Comparison {
        Comparison {
            reference: "today".into(),
            population: Population {
                attributes: vec![Attribute {
                    name: "deprivation".into(),
                    levels: vec!["most deprived".into(), "least deprived".into()],
                    ordered: true,
                    reference: 0,
                }],
            },
            follow_up_weeks: 52.0,
            summary: vec![summary("today", 25.0), summary("new", 21.0)],
            contrasts: vec![
                contrast("weeks_untreated", "all", "all", 0.1, Verdict::NotToldApart),
                contrast("weeks_untreated", "deprivation", "most deprived", most.0, most.1),
                contrast("weeks_untreated", "deprivation", "least deprived", least.0, least.1),
                contrast("weeks_untreated.gap", "deprivation", "", -4.0, Verdict::Better),
            ],
            partial: Vec::new(),
        }
    }

    #[test]
    fn a_narrower_gap_is_said_with_both_groups_the_difference_and_its_interval() {
        let text = sentence(&comparison((-4.0, Verdict::Better), (0.0, Verdict::NotToldApart)), "new");
        assert_eq!(
            text,
            "Under \"today\", people in \"most deprived\" (deprivation) wait 25 days longer than people in \"least deprived\" \
             (likely between 24 and 26); under \"new\" they wait 21 days longer than people in \"least deprived\" (likely between \
             20 and 22). The gap narrows by 4 days (likely between 3.5 and 4.5). The simulation can't tell the two policies apart on \
             the wait of everybody together."
        );
    }

    #[test]
    fn a_gap_that_shrinks_because_nobody_gains_is_called_so() {
        let text = sentence(&comparison((0.0, Verdict::NotToldApart), (4.0, Verdict::Worse)), "new");
        assert!(text.contains("nobody waits less"), "{text}");
        let text = sentence(&comparison((-2.0, Verdict::Better), (2.0, Verdict::Worse)), "new");
        assert!(!text.contains("nobody waits less"), "{text}");
    }
}
