//! A comparison on one screen: the list today beside the list at the end, by group; who gains and who pays, by group; the answer in words
//! as far as there is room. All else is behind `--full`.

mod notes;

use super::headline::{first, head, told, whom};
use super::table::{self, Table};
use crate::compare::digits::number;
use crate::compare::rows::{ContrastRow, SummaryRow};
use crate::compare::{Comparison, HANGS, NO_MATTER, Verdict, sentence};
use crate::error::thousands;
use crate::experiment::Outcome;
use crate::population::Attribute;
use crate::scenario::Scenario;
use crate::tally::Limit;
use crate::time::in_words;

/// Lines of a screen.
const LINES: usize = 48;
/// Policies in a table, the reference first.
const MOST_POLICIES: usize = 8;
/// Policies, with the reference, for which the list by group is shown each.
const FEW_POLICIES: usize = 6;
/// Levels of an attribute in a table.
const MOST_LEVELS: usize = 6;
/// Points of a sparkline.
const POINTS: usize = 12;
/// A name of a policy longer than this is cut.
const NAME: usize = 34;
const WEEK_DAYS: f64 = 7.0;

/// What there is to show.
struct Screen<'a> {
    comparison: &'a Comparison,
    outcome: &'a Outcome,
    /// Of all services together. Rows are made as they are read, so they are read once.
    summary: Vec<SummaryRow<'a>>,
    contrasts: Vec<ContrastRow<'a>>,
    /// The reference first, then other policies, then what only stands for the second reading of how people are seen today.
    variants: Vec<&'a str>,
    /// Variants that only stand for the second reading of how people are seen today.
    seconds: Vec<&'a str>,
    /// The first attribute that is reported, and the levels that are shown.
    by: Option<(&'a Attribute, Vec<&'a str>)>,
    opening: String,
    closing: String,
    /// The largest half width of an interval that is shown without it: of shares, in points, and of changes, in days.
    widest: (f64, f64),
}

/// All of it as text.
pub(super) fn comparison<'a>(
    scenario: &'a Scenario,
    comparison: &'a Comparison,
    outcome: &'a Outcome,
    variants: &[&'a str],
    width: usize,
) -> String {
    let at = |day: i64| scenario.settings.date(day);
    let seconds: Vec<&str> = scenario.second_names().collect();
    let mut ordered = variants.to_vec();
    ordered.sort_by_key(|v| seconds.contains(v));
    let mut screen = Screen {
        comparison,
        outcome,
        summary: comparison.summary.together().collect(),
        contrasts: comparison.contrasts.together().collect(),
        variants: ordered,
        seconds,
        by: first(comparison).map(|a| (a, levels(comparison, a))),
        opening: at(0),
        closing: at(outcome.scope.last_day()),
        widest: (0.0, 0.0),
    };
    let mut text = head(scenario, comparison, outcome, width);
    // What the list cannot tell comes before what is told.
    if !comparison.hangs.is_empty() {
        text.push_str(&format!("{}\n", table::wrap(HANGS, width)));
    }
    for hangs in &comparison.hangs {
        text.push_str(&format!("{}\n", table::wrap(&hangs.words, width)));
    }
    text.push_str(&screen.lists(width));
    text.push_str(&screen.within(width));
    text.push_str(&screen.changes(scenario, width));
    text.push_str(&screen.notes(width));
    screen.answers(&mut text, width);
    text
}

/// The levels that are shown: all where they are few, else the first and the last where they have an order, or the largest.
fn levels<'a>(comparison: &Comparison, a: &'a Attribute) -> Vec<&'a str> {
    let all: Vec<&str> = a.levels.iter().map(String::as_str).collect();
    if all.len() <= MOST_LEVELS {
        return all;
    }
    let half = MOST_LEVELS / 2;
    if a.ordered {
        return all[..half].iter().chain(&all[all.len() - half..]).copied().collect();
    }
    let people = |level: &str| {
        let own =
            |r: &SummaryRow<'_>| r.key.attribute == a.name && r.key.group == level && r.key.measure == "list_size";
        comparison.summary.together().find(own).and_then(|r| r.estimate).unwrap_or(0.0)
    };
    let mut largest = all.clone();
    largest.sort_by(|a, b| people(b).total_cmp(&people(a)));
    largest.truncate(MOST_LEVELS);
    all.into_iter().filter(|level| largest.contains(level)).collect()
}

impl<'a> Screen<'a> {
    fn summary(
        &self,
        variant: &str,
        population: &str,
        at: &str,
        measure: &str,
        who: (&str, &str),
    ) -> Option<SummaryRow<'a>> {
        let found = self.summary.iter().find(|r| {
            let k = &r.key;
            (k.variant, k.service, k.stage, k.population) == (variant, "all", "all", population)
                && (k.measure, k.attribute, k.group, k.at) == (measure, who.0, who.1, at)
        });
        found.cloned()
    }

    fn contrast(&self, variant: &str, population: &str, measure: &str, who: (&str, &str)) -> Option<ContrastRow<'a>> {
        let found = self.contrasts.iter().find(|r| {
            let k = &r.key;
            (k.variant, k.service, k.stage, k.population) == (variant, "all", "all", population)
                && (k.measure, k.attribute, k.group) == (measure, who.0, who.1)
        });
        found.cloned()
    }

    /// Policies and the reference, without what only stands for the second reading.
    fn rivals(&self) -> impl Iterator<Item = &'a str> {
        self.variants.iter().copied().filter(|v| !self.seconds.contains(v))
    }

    /// Policies in the order in which they are told in words: those that shorten waits of people who join by more than what is too small to
    /// matter, the one that does so most first, those that people on the list today pay for after others; then all the rest, as they stand in
    /// the file.
    fn best_first(&self) -> Vec<&'a str> {
        let key = |v: &&str| {
            let is = |population: &str, verdict: Verdict| {
                let row = self.contrast(v, population, "weeks_untreated", ("all", "all"));
                row.filter(|r| r.verdict == verdict.words() && r.material != NO_MATTER).and_then(|r| r.difference)
            };
            let helps = is("joined", Verdict::Better);
            (helps.is_none(), helps.and(is("today", Verdict::Worse)).is_some(), helps.unwrap_or(0.0))
        };
        let mut all: Vec<(_, &str)> = self.rivals().skip(1).map(|v| (key(&v), v)).collect();
        all.sort_by(|(a, _), (b, _)| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        all.into_iter().map(|(_, v)| v).collect()
    }

    /// The policies of a table.
    fn shown(&self) -> Vec<&'a str> {
        self.variants.iter().take(MOST_POLICIES).copied().collect()
    }

    /// A policy in a table; cut where it is long, unless another one would then look the same.
    fn name(&self, variant: &str) -> String {
        let cut = |name: &str| name.chars().take(NAME - 1).collect::<String>();
        let alike = self.variants.iter().filter(|v| cut(v) == cut(variant)).count() > 1;
        let star = if variant == self.comparison.reference { " *" } else { "" };
        if variant.chars().count() + star.len() <= NAME || alike {
            return format!("{variant}{star}");
        }
        format!("{}…{star}", cut(variant).trim_end())
    }

    /// Today, then each policy at the end.
    fn rows(&self) -> Vec<(String, &'a str, String)> {
        let reference = self.variants.first().copied().unwrap_or_default();
        let taken = self.variants.iter().any(|v| v.to_lowercase() == "today");
        let name = if taken { "(the list today)" } else { "today" };
        let today = (name.to_string(), reference, self.opening.clone());
        let others = self.shown().into_iter().map(|v| (self.name(v), v, self.closing.clone()));
        std::iter::once(today).chain(others).collect()
    }

    /// The figure of a snapshot, multiplied; its interval goes into the note where it is a share.
    fn snapshot(&mut self, row: &(String, &'a str, String), measure: &str, who: (&str, &str), digits: usize) -> String {
        let Some(found) = self.summary(row.1, "snapshot", &row.2, measure, who) else { return "n/a".into() };
        let share = found.unit == "share";
        let factor = if share { 100.0 } else { 1.0 };
        if let (Some(low), Some(high), true) = (found.lower, found.upper, share) {
            self.widest.0 = self.widest.0.max(factor * (high - low) / 2.0);
        }
        found.estimate.map_or_else(|| "n/a".into(), |x| thousands(&number(factor * x, digits)))
    }

    fn lists(&mut self, width: usize) -> String {
        let [short, long] = told(&self.outcome.scope.limits).map(Limit::short);
        let (within, over) = (format!("waiting_within_{short}"), format!("waiting_over_{long}"));
        let mut heads = vec![
            String::new(),
            "people\nwaiting".into(),
            format!("within\n{short} %"),
            format!("over\n{long} %"),
            "median\nweeks".into(),
        ];
        let gap = self.by.as_ref().map(|(a, _)| a.name.clone());
        let lines = gap.as_ref().map_or_else(Vec::new, |name| self.gaps(&format!("waiting_over_{short}.gap"), name));
        if gap.is_some() {
            heads.push(format!("gap within\n{short}, points"));
        }
        if !lines.is_empty() {
            heads.push("gap, from today\nto the end".into());
        }
        let mut table = Table::new(heads);
        for row in self.rows() {
            let mut cells = vec![row.0.clone()];
            let all = ("all", "all");
            cells.push(self.snapshot(&row, "list_size", all, 0));
            cells.push(self.snapshot(&row, &within, all, 1));
            cells.push(self.snapshot(&row, &over, all, 2));
            cells.push(self.snapshot(&row, "waiting_median", all, 1));
            if let Some(name) = &gap {
                cells.push(self.snapshot(&row, &format!("{within}.gap"), (name, ""), 2));
                let line = lines.iter().find(|line| line.0 == row.1 && row.2 == self.closing);
                cells.extend(line.map(|line| line.1.clone()));
            }
            table.row(cells);
        }
        let title = format!("The list today ({}) and at the end ({}):", self.opening, self.closing);
        format!("{}\n{}", table::wrap(&title, width), table.render(width))
    }

    /// The gap week by week, on one scale for all policies. The series has the share over a limit, whose gap is that within it with the
    /// other sign.
    fn gaps(&self, over: &str, attribute: &str) -> Vec<(&'a str, String)> {
        let layout = &self.outcome.series_layout;
        let line = layout.keys.iter().position(|key| {
            let w = self.outcome.layout.words(&key.figure);
            (w.service, w.measure, w.attribute, w.group) == ("all", over, attribute, "")
        });
        let Some(line) = line else { return Vec::new() };
        let points = layout.points;
        let values = |variant: &&'a str| -> Option<(&'a str, Vec<f64>)> {
            let number = self.outcome.variants.iter().position(|v| v == *variant)?;
            let sums = self.outcome.series[number].iter().skip(line * points).take(points);
            let all: Vec<f64> = sums.map(|sums| -sums.mean().unwrap_or(0.0)).collect();
            let last = all.len().checked_sub(1)?;
            let picked = (0..POINTS.min(all.len())).map(|i| all[i * last / (POINTS.min(all.len()) - 1).max(1)]);
            Some((variant, picked.collect()))
        };
        let shown = self.shown();
        let all: Vec<(&str, Vec<f64>)> = shown.iter().filter_map(values).collect();
        // None is always on the scale.
        let (low, high) =
            all.iter().flat_map(|l| &l.1).fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(*v), high.max(*v)));
        all.into_iter().map(|(variant, values)| (variant, sparkline(&values, low, high))).collect()
    }

    fn heads(&self, start: &str) -> Vec<String> {
        let mut heads = vec![start.to_string(), "every-\nbody".into()];
        if let Some((_, levels)) = &self.by {
            heads.extend(levels.iter().map(|level| folded(level)));
            heads.push("gap".into());
        }
        heads
    }

    /// The share within the shortest limit by group.
    fn within(&mut self, width: usize) -> String {
        let Some((a, levels)) = self.by.clone() else { return String::new() };
        let [short, _] = told(&self.outcome.scope.limits);
        let measure = format!("waiting_within_{}", short.short());
        let mut heads = self.heads("");
        heads.pop();
        let mut table = Table::new(heads);
        // A screen has room for today beside each of a few policies, or for today beside the reference.
        let few = self.rivals().count() <= FEW_POLICIES;
        for row in self.rows() {
            let is_today = row.2 == self.opening;
            let own = if few { self.rivals().any(|v| v == row.1) } else { row.1 == self.comparison.reference };
            if !is_today && !own {
                continue;
            }
            let mut cells = vec![row.0.clone(), self.snapshot(&row, &measure, ("all", "all"), 1)];
            for level in &levels {
                cells.push(self.snapshot(&row, &measure, (&a.name, level), 1));
            }
            table.row(cells);
        }
        let whom = if few { "" } else { ", today and under the reference" };
        let title = format!("By {}, of those waiting, within {} %{whom}:", a.name, short.short());
        format!("\n{}\n{}", table::wrap(&title, width), table.render(width))
    }

    /// Who gains and who pays: the reference as it is, then what each policy changes.
    fn changes(&mut self, scenario: &Scenario, width: usize) -> String {
        if self.variants.len() < 2 {
            return String::new();
        }
        let mut table = Table::new(self.heads(""));
        let who: Vec<(String, String)> = self.by.clone().map_or(Vec::new(), |(a, levels)| {
            levels
                .iter()
                .map(|level| (a.name.clone(), (*level).to_string()))
                .chain([(a.name.clone(), String::new())])
                .collect()
        });
        let columns: Vec<(String, String)> =
            std::iter::once(("all".to_string(), "all".to_string())).chain(who).collect();
        let measure = |who: &(String, String)| if who.1.is_empty() { "weeks_untreated.gap" } else { "weeks_untreated" };
        let rivals: Vec<&str> = self.rivals().take(MOST_POLICIES).collect();
        for variant in rivals {
            let mut cells = vec![self.name(variant)];
            for who in &columns {
                let names = (who.0.as_str(), who.1.as_str());
                cells.push(if variant == self.comparison.reference {
                    let found = self.summary(variant, "joined", "", measure(who), names).and_then(|r| r.estimate);
                    found.map_or_else(|| "n/a".into(), |x| number(WEEK_DAYS * x, 1))
                } else {
                    let found = self.contrast(variant, "joined", measure(who), names);
                    self.change(found)
                });
            }
            table.row(cells);
        }
        let title = format!(
            "Who gains and who pays, {}: days untreated within {} of people who join; under other policies the change, minus is shorter:",
            whom(scenario),
            in_words(self.comparison.follow_up)
        );
        format!("\n{}\n{}", table::wrap(&title, width), table.render(width))
    }

    fn change(&mut self, row: Option<ContrastRow<'_>>) -> String {
        let Some(row) = row else { return "n/a".into() };
        if row.verdict == Verdict::Identical.words() {
            return "0".into();
        }
        let Some(days) = row.difference.map(|x| WEEK_DAYS * x) else { return "n/a".into() };
        let mut sure = false;
        if let (Some(low), Some(high)) = (row.lower, row.upper) {
            self.widest.1 = self.widest.1.max(WEEK_DAYS * (high - low) / 2.0);
            // What is told apart only before several comparisons are allowed for is not told apart.
            sure = (low > 0.0 || high < 0.0) && row.verdict != Verdict::NotToldApart.words();
        }
        let text = number(days, 1);
        let sign = if text.starts_with('-') || text == "0.0" { "" } else { "+" };
        format!("{sign}{text}{}", if sure { "" } else { "~" })
    }

    /// The answers in words, as many as there is room for; at least one.
    fn answers(&self, text: &mut String, width: usize) {
        let others = self.best_first();
        let mut said = 0;
        for variant in &others {
            let words =
                format!("\n{}\n", table::wrap(&format!("{variant}: {}", sentence(self.comparison, variant)), width));
            if said > 0 && text.lines().count() + words.lines().count() + 2 > LINES {
                break;
            }
            text.push_str(&words);
            said += 1;
        }
        let left = others.len() - said;
        let more = match left {
            0 => "--full: every figure with its interval, and every difference.".to_string(),
            1 => "--full: the same of the other policy, every figure with its interval, and every difference.".into(),
            n => {
                format!("--full: the same of {n} other policies, every figure with its interval, and every difference.")
            }
        };
        text.push_str(&format!("\n{}\n", table::wrap(&more, width)));
    }
}

/// A head in two lines, where it has several words.
fn folded(text: &str) -> String {
    let half = text.chars().count() / 2;
    let blanks = text.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
    match blanks.min_by_key(|at| at.abs_diff(half)) {
        Some(at) if text.chars().count() > 7 => format!("{}\n{}", &text[..at], &text[at + 1..]),
        _ => text.to_string(),
    }
}

/// Values as bars between two ends.
fn sparkline(values: &[f64], low: f64, high: f64) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let bar = |value: &f64| {
        let part = if high > low { (value - low) / (high - low) } else { 0.0 };
        BARS[((part * 7.0).round() as usize).min(7)]
    };
    values.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_span_the_scale() {
        assert_eq!(sparkline(&[-1.0, 0.0, 1.0], -1.0, 1.0), "▁▅█");
        assert_eq!(sparkline(&[0.0, 0.0], 0.0, 0.0), "▁▁");
    }

    #[test]
    fn heads_fold_near_the_middle() {
        assert_eq!(folded("least deprived"), "least\ndeprived");
        assert_eq!((folded("second"), folded("65 and")), ("second".into(), "65 and".into()));
    }
}
