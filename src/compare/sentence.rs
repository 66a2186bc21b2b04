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
        let gap = |row: &SummaryRow| {
            let mean = row.estimate?;
            let way = if mean < 0.0 { "less" } else { "longer" };
            let (low, high) = ends(row.lower, row.upper, mean < 0.0)?;
            Some(format!("{} {way} ({})", days(mean.abs()), likely(low, high)))
        };
        let group = format!("{} ({})", most, attribute.name);
        let mut text = format!(
            "Under \"{}\", people of the group \"{group}\" wait {} than people of the group \"{least}\"; under \"{}\" they wait {}.",
            self.comparison.reference,
            gap(was)?,
            self.variant,
            gap(is)?,
        );
        let difference = change.difference?;
        let narrower = was.estimate? * difference < 0.0;
        let (low, high) = ends(change.lower, change.upper, difference < 0.0)?;
        let size = format!("by {} ({})", days(difference.abs()), likely(low, high));
        text.push_str(&match change.verdict.as_str() {
            v if v == Verdict::Identical.words() => " The gap is the same.".to_string(),
            v if v == Verdict::NotToldApart.words() => {
                " The simulation can't tell the two policies apart on this gap: the difference is smaller than its \
                 run-to-run variation."
                    .to_string()
            }
            v if v == Verdict::Reversed.words() => format!(" The gap moved {size} and now stands on the other side."),
            _ if narrower => format!(" The gap narrows {size}.{}", self.levelling_down(attribute).unwrap_or_default()),
            _ => format!(" The gap widens {size}."),
        });
        Some(text)
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
        let within = format!("within the first {} weeks", self.comparison.follow_up_weeks);
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

    #[test]
    fn days_have_the_digits_that_matter() {
        assert_eq!(
            [0.0, -0.001, 1.0 / 7.0, 0.5, 25.0 / 7.0].map(days),
            ["0 days", "0 days", "1 day", "3.5 days", "25 days"].map(String::from)
        );
        assert_eq!(likely(-0.5, 1.0 / 7.0), "likely between -3.5 and 1");
    }
}
