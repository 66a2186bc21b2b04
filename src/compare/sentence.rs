//! The answer in plain words: size first, then comparison, then how sure, in days, naming both groups.

use super::Comparison;
use super::contrast_rows::AFTER_ADJUSTMENT;
use super::digits::{for_mean, to_agree, to_differ};
use super::in_days::{DAYS, at_least, days, ends, gap, likely};
use super::levelling::{Level, levelling, names};
use super::lost::lost_in;
use super::rows::{ContrastRow, Own, SummaryRow};
use super::verdict::Verdict;
use crate::population::Attribute;
use crate::time::{Time, in_words};

/// What a variant does to the wait of everybody and to the gap between levels of the first attribute that is reported: the ends where they
/// have an order, else the longest and the shortest wait.
///
/// The wait is `weeks_untreated`, in days. Where a gap shrinks although those who are worse off gain nothing, and where more people end untreated, the
/// words say so.
#[must_use]
pub fn sentence(comparison: &Comparison, variant: &str) -> String {
    let contrasts: Vec<ContrastRow<'_>> = comparison.contrasts.together_under(variant).collect();
    // What chance alone gives is asked for where levels have no order.
    let attribute = comparison.first.and_then(|a| comparison.population.attributes.get(a));
    let summary = match attribute {
        Some(a) if !a.ordered => comparison.summary.together().collect(),
        _ => Vec::new(),
    };
    let reference = comparison.contrasts.reference_of(variant);
    Words { reference, variant, follow_up: comparison.follow_up, contrasts, summary }
        .whole(attribute, &comparison.population.attributes)
}

struct Words<'a> {
    reference: &'a str,
    variant: &'a str,
    follow_up: Time,
    /// Of all services together, under the variant.
    contrasts: Vec<ContrastRow<'a>>,
    /// Of all services together.
    summary: Vec<SummaryRow<'a>>,
}

impl Words<'_> {
    /// The gap is that of the first attribute; losses are told by all of them.
    fn whole(&self, first: Option<&Attribute>, attributes: &[Attribute]) -> String {
        let mut text = self.all();
        if let Some(gap) = first.and_then(|a| self.gap(a)) {
            text = format!("{gap} {text}");
        }
        for lost in lost_in(&self.contrasts, attributes) {
            let told = lost.told();
            text.push_str(&format!(" O{}.", told.strip_prefix('o').unwrap_or(&told)));
        }
        text
    }

    fn contrast(&self, measure: &str, attribute: &str, group: &str) -> Option<&ContrastRow<'_>> {
        let key = |population: &str| {
            self.contrasts.iter().find(|r| {
                let k = &r.key;
                k.population == population
                    && k.measure == measure
                    && k.attribute == attribute
                    && k.group == group
                    && r.difference.is_some()
            })
        };
        key("joined").or_else(|| key("today"))
    }

    /// What chance alone gives for the widest gap.
    fn by_chance(&self, like: &ContrastRow<'_>, variant: &str) -> Option<&SummaryRow<'_>> {
        self.summary.iter().find(|r| {
            let k = &r.key;
            (k.variant, k.population) == (variant, like.key.population)
                && (k.measure, k.attribute) == ("weeks_untreated.gap_by_chance", like.key.attribute)
        })
    }

    fn gap(&self, attribute: &Attribute) -> Option<String> {
        let change = self.contrast("weeks_untreated.gap", &attribute.name, "")?;
        let (was, is, difference) = (change.reference_mean?, change.variant_mean?, change.difference?);
        let (low, high) = ends(change.lower, change.upper, difference < 0.0)?;
        let [was_own, is_own] = change.own?;
        // All in the same digits, so that the difference is that of the gaps as they are printed.
        let base = usize::from([difference, was, is].iter().any(|x| x.abs() * DAYS < 9.95));
        let digits = match change.verdict {
            v if v == Verdict::Identical.words() => base,
            _ => {
                let enough =
                    |base, mean: f64, ends: (f64, f64)| for_mean(base, mean * DAYS, (ends.0 * DAYS, ends.1 * DAYS));
                let base = enough(base, difference, (low, high));
                let base = enough(enough(base, was, was_own.ends), is, is_own.ends);
                to_agree(to_differ(base, was * DAYS, is * DAYS), is * DAYS, was * DAYS, difference * DAYS)
            }
        };
        let (reference, variant) = (self.reference, self.variant);
        let (most, least) = (attribute.levels.first()?, attribute.levels.last()?);
        let text = if attribute.ordered {
            let than = format!("people in \"{least}\"");
            format!(
                "Under \"{reference}\", people in \"{most}\" ({}) wait {}; under \"{variant}\" they wait {}.",
                attribute.name,
                gap(was, was_own, &than, digits),
                gap(is, is_own, &than, digits),
            )
        } else {
            let apart = |mean: f64, own: Own, policy: &str| {
                let chance = self.by_chance(change, policy).and_then(|r| r.estimate);
                let chance = chance.map_or(String::new(), |c| format!("; chance alone gives {}", days(c, digits)));
                format!("{} apart ({}{chance})", days(mean, digits), likely(own.ends.0, own.ends.1, digits))
            };
            format!(
                "Under \"{reference}\", the longest and the shortest wait of levels of \"{}\" are {}; under \"{variant}\" they \
                 are {}.",
                attribute.name,
                apart(was, was_own, reference),
                apart(is, is_own, variant),
            )
        };
        let size = |most: Option<f64>| {
            // A gap does not narrow by more than it was.
            let likely = match most {
                Some(most) if high > most => at_least(low, digits),
                _ => likely(low, high, digits),
            };
            format!("by {} ({likely})", days(difference.abs(), digits))
        };
        let none = if attribute.ordered { "none" } else { "what chance gives" };
        let matters = material(change);
        let change = match change.verdict {
            v if v == Verdict::Identical.words() => " The gap is the same.".to_string(),
            v if v == Verdict::NotToldApart.words() => format!(" {}", not_told_apart(change, "on this gap")),
            v if v == Verdict::Narrows.words() => {
                let levelling = self.levelling_down(attribute).unwrap_or_default();
                // Beyond none, the difference is more than the gap was.
                if was * is < 0.0 {
                    format!(" The gap narrows: it is no longer told apart from {none}.{levelling}")
                } else {
                    format!(" The gap narrows {}.{matters}{levelling}", size(Some(was.abs())))
                }
            }
            v if v == Verdict::Widens.words() => format!(" The gap widens {}.{matters}", size(None)),
            v if v == Verdict::Opens.words() => {
                format!(" A gap opens that was not told apart from {none}: it moves {}.{matters}", size(None))
            }
            v if v == Verdict::Reverses.words() => {
                format!(" The gap reverses: it moves {} and stands on the other side.{matters}", size(None))
            }
            _ => {
                let where_ = match [was_own.apart, is_own.apart] {
                    [None, None] => format!("is told apart from {none} under neither policy"),
                    [None, _] => format!("was not told apart from {none}, and is no larger now"),
                    _ => format!("is no longer told apart from {none}, and no smaller"),
                };
                format!(" The gap shifts {}; it {where_}.{matters}", size(None))
            }
        };
        Some(text + &change)
    }

    /// A gap that shrinks while those who are worse off do not gain.
    fn levelling_down(&self, attribute: &Attribute) -> Option<String> {
        let of = |name: &'_ String| {
            let row = self.contrast("weeks_untreated", &attribute.name, name)?;
            let verdict = match row.verdict {
                v if v == Verdict::Better.words() => Verdict::Better,
                v if v == Verdict::Worse.words() => Verdict::Worse,
                _ => Verdict::NotToldApart,
            };
            Some((row.reference_mean?, verdict, (row.lower?, row.upper?)))
        };
        let levels: Vec<Level<'_>> = (attribute.levels.iter())
            .filter_map(|name| {
                let (reference_mean, verdict, ends) = of(name)?;
                Some(Level { name, reference_mean, verdict, ends })
            })
            .collect();
        let between = attribute.levels.first().zip(attribute.levels.last()).filter(|_| attribute.ordered);
        let found = levelling(&levels, between.map(|(a, b)| (a.as_str(), b.as_str())), true)?;
        let nobody = if found.nobody_gains { " None of these groups waits less." } else { "" };
        Some(format!(
            " Levelling down: people in \"{}\" are not told apart as waiting less, and those in {} wait longer.{nobody}",
            found.worse_off,
            names(&found.lose)
        ))
    }

    fn all(&self) -> String {
        const OF_ALL: &str = "on the wait of everybody together";
        let Some(row) = self.contrast("weeks_untreated", "all", "all") else {
            return "The simulation gives no figure for the wait of everybody together.".into();
        };
        let (Some(difference), Some((low, high))) =
            (row.difference, ends(row.lower, row.upper, row.difference.is_some_and(|d| d < 0.0)))
        else {
            return not_told_apart(row, OF_ALL);
        };
        match row.verdict {
            v if v == Verdict::Identical.words() => "People who join the list wait as long as before.".into(),
            v if v == Verdict::NotToldApart.words() => not_told_apart(row, OF_ALL) + &material(row),
            _ => {
                let base = usize::from(difference.abs() * DAYS < 9.95);
                let digits = for_mean(base, difference * DAYS, (low * DAYS, high * DAYS));
                format!(
                    "Everybody together waits on average {} {} within the first {} ({}).{}",
                    days(difference.abs(), digits),
                    if difference < 0.0 { "less" } else { "longer" },
                    in_words(self.follow_up),
                    likely(low, high, digits),
                    material(row)
                )
            }
        }
    }
}

/// Why the two policies are not told apart.
fn not_told_apart(row: &ContrastRow<'_>, on: &str) -> String {
    if row.note.contains(AFTER_ADJUSTMENT) {
        return format!(
            "{} comparisons the simulation can't tell the two policies apart {on}.",
            AFTER_ADJUSTMENT.replacen('a', "A", 1)
        );
    }
    format!(
        "The simulation can't tell the two policies apart {on}: the difference is smaller than its run-to-run variation."
    )
}

/// Whether the difference may be too small to matter.
fn material(row: &ContrastRow<'_>) -> String {
    match row.material {
        "" => String::new(),
        words => format!(" That {} {words}.", if words.starts_with("no ") { "is" } else { "" }).replace("  ", " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::rows::Key;
    use crate::compare::verdict::{Side, judge_gap};
    use crate::time::{DAY, WEEK};

    fn key(measure: &'static str, attribute: &'static str, group: &'static str) -> Key<'static> {
        let (variant, service, stage, population) = ("new", "all", "all", "joined");
        Key { variant, service, stage, population, at: "", measure, attribute, group }
    }

    /// From and to days, with the verdict; intervals are half a day either side.
    fn contrast(
        measure: &'static str,
        attribute: &'static str,
        group: &'static str,
        days: [f64; 2],
        verdict: Verdict,
    ) -> ContrastRow<'static> {
        let own = |d: f64| {
            let ends = ((d - 0.5) / 7.0, (d + 0.5) / 7.0);
            Own { ends, apart: Side::of_difference(d, ends).apart }
        };
        let [was, is] = days;
        ContrastRow {
            key: key(measure, attribute, group),
            reference: "today",
            reference_mean: Some(was / 7.0),
            variant_mean: Some(is / 7.0),
            difference: Some((is - was) / 7.0),
            lower: Some((is - was - 0.5) / 7.0),
            upper: Some((is - was + 0.5) / 7.0),
            coverage: 0.95,
            replications: 9,
            p_adjusted: None,
            variance_ratio: None,
            verdict: verdict.words(),
            judgement: verdict.judgement(),
            material: "",
            note: String::new(),
            own: Some([own(was), own(is)]),
        }
    }

    /// A gap with the verdict that follows from its sides.
    fn gap_of(was: f64, is: f64) -> ContrastRow<'static> {
        let side = |d: f64| Side::of_difference(d, (d - 0.5, d + 0.5));
        contrast("weeks_untreated.gap", "deprivation", "", [was, is], judge_gap(side(was), side(is)))
    }

    fn telling(gap: ContrastRow<'static>, levels: [(f64, Verdict); 2]) -> Words<'static> {
        let level = |name: &'static str, (change, verdict): (f64, Verdict), was: f64| {
            contrast("weeks_untreated", "deprivation", name, [was, was + change], verdict)
        };
        Words {
            reference: "today",
            variant: "new",
            follow_up: 52 * WEEK,
            summary: Vec::new(),
            contrasts: vec![
                contrast("weeks_untreated", "all", "all", [60.0, 60.1], Verdict::NotToldApart),
                level("most deprived", levels[0], 80.0),
                level("least deprived", levels[1], 55.0),
                gap,
            ],
        }
    }

    fn attribute(name: &str, levels: &[&str]) -> Attribute {
        let levels = levels.iter().map(|level| (*level).to_string()).collect();
        Attribute { name: name.into(), levels, ordered: true, reference: 0 }
    }

    fn said(words: &Words<'_>) -> String {
        let all = [
            attribute("deprivation", &["most deprived", "least deprived"]),
            attribute("age", &["65 and over", "young"]),
        ];
        words.whole(Some(&all[0]), &all)
    }

    #[test]
    fn people_who_are_lost_are_told_behind_the_waits() {
        let mut c = telling(gap_of(25.0, 25.0), [SAME, SAME]);
        let fate = |measure, attribute, group, shares: [f64; 2], verdict| {
            let row = contrast(measure, attribute, group, shares, verdict);
            ContrastRow { reference_mean: Some(shares[0]), variant_mean: Some(shares[1]), ..row }
        };
        c.contrasts.push(fate("fate_removed", "all", "all", [0.08, 0.39], Verdict::NotToldApart));
        assert!(!said(&c).contains("untreated instead"), "{}", said(&c));
        c.contrasts.push(fate("fate_died", "deprivation", "most deprived", [0.01, 0.03], Verdict::Worse));
        let mut today = fate("fate_removed", "all", "all", [0.08, 0.39], Verdict::Worse);
        today.key.population = "today";
        c.contrasts.push(today);
        let text = said(&c);
        assert!(
            text.ends_with(
                " Of 100 people in \"most deprived\" who join, about 3 die untreated instead of 1. Of 100 people who are on the list today, \
                 about 39 leave the list untreated instead of 8."
            ),
            "{text}"
        );
    }

    #[test]
    fn losses_are_told_by_any_attribute_and_by_urgency() {
        let fate = |measure, attribute, group, shares: [f64; 2]| {
            let row = contrast(measure, attribute, group, shares, Verdict::Worse);
            ContrastRow { reference_mean: Some(shares[0]), variant_mean: Some(shares[1]), ..row }
        };
        let mut c = telling(gap_of(25.0, 25.0), [SAME, SAME]);
        c.contrasts.push(fate("fate_died", "age", "65 and over", [0.02, 0.05]));
        c.contrasts.push(fate("fate_removed", "urgency", "P4", [0.10, 0.30]));
        c.contrasts.push(fate("fate_removed", "deprivation", "most deprived", [0.10, 0.12]));
        c.contrasts.push(fate("fate_removed", "age", "young", [0.10, 0.12]));
        // Crossed groups and groups as they are recorded hold the same people again.
        c.contrasts.push(fate("fate_removed", "deprivation x age", "most deprived x young", [0.10, 0.90]));
        c.contrasts.push(fate("fate_removed", "age as recorded", "not recorded", [0.10, 0.90]));
        let text = said(&c);
        assert!(
            text.ends_with(
                " Of 100 people of urgency P4 who join, about 30 leave the list untreated instead of 10 (the same is true of 2 other \
                 groups). Of 100 people in \"65 and over\" who join, about 5 die untreated instead of 2."
            ),
            "{text}"
        );
    }

    const SAME: (f64, Verdict) = (0.0, Verdict::NotToldApart);

    fn about(was: f64, is: f64) -> String {
        said(&telling(gap_of(was, is), [SAME, SAME]))
    }

    #[test]
    fn a_narrower_gap_is_said_with_both_groups_the_difference_and_its_interval() {
        let text = said(&telling(gap_of(25.0, 21.0), [(-4.0, Verdict::Better), SAME]));
        assert_eq!(
            text,
            "Under \"today\", people in \"most deprived\" (deprivation) wait 25 days longer than people in \"least deprived\" \
             (likely between 24.5 and 25.5); under \"new\" they wait 21 days longer than people in \"least deprived\" (likely \
             between 20.5 and 21.5). The gap narrows by 4 days (likely between 3.5 and 4.5). The simulation can't tell the two \
             policies apart on the wait of everybody together: the difference is smaller than its run-to-run variation."
        );
    }

    #[test]
    fn each_verdict_has_its_words() {
        assert!(about(3.0, 5.0).contains("The gap widens by 2 days (likely between 1.5 and 2.5)."));
        assert!(about(0.1, 5.0).contains("A gap opens that was not told apart from none: it moves by 4.9 days"));
        assert!(about(3.0, -5.0).contains(
            "The gap reverses: it moves by 8 days (likely between 7.5 and 8.5) and stands on the other side."
        ));
        assert!(about(0.4, -0.4).contains(
            "The gap shifts by 0.8 days (likely between 0.3 and 1.3); it is told apart from none under neither policy."
        ));
        assert!(
            about(0.1, 5.0).contains("(0.1 days longer, likely between 0.4 days less and 0.6 days longer)"),
            "both gaps are there"
        );
    }

    #[test]
    fn a_gap_does_not_narrow_by_more_than_it_was() {
        let text = about(4.0, 0.2);
        assert!(text.contains("The gap narrows by 3.8 days (likely at least 3.3 days)."), "{text}");
        let text = about(4.0, -0.2);
        assert!(text.contains("The gap narrows: it is no longer told apart from none."), "{text}");
        assert!(!text.contains("narrows by"), "{text}");
    }

    /// Over many gaps: what is printed as narrower is smaller as printed, by as much as is printed.
    #[test]
    fn the_printed_gaps_agree_with_the_printed_difference() {
        let number = |text: &str| text.trim_start().split(' ').next().and_then(|n| n.parse::<f64>().ok());
        let mut narrowed = 0;
        for (was, is) in (1..60).flat_map(|w| (1..60).map(move |i| (f64::from(w) * 0.7131, f64::from(i) * 0.6917))) {
            let text = about(was, is);
            let after = |mark: &str| text.split_once(mark).and_then(|(_, rest)| number(rest));
            let (Some(by), Some(r), Some(v)) = (after("narrows by"), after("(deprivation) wait"), after("they wait"))
            else {
                continue;
            };
            assert!((r - v - by).abs() < 1e-6 && v < r && by > 0.0, "{text}");
            narrowed += 1;
        }
        assert!(narrowed > 500, "{narrowed}");
    }

    #[test]
    fn a_difference_that_holm_does_not_leave_is_not_blamed_on_its_interval() {
        let mut c = telling(gap_of(25.0, 21.0), [SAME, SAME]);
        for row in &mut c.contrasts {
            (row.verdict, row.note) = (Verdict::NotToldApart.words(), AFTER_ADJUSTMENT.into());
        }
        let text = said(&c);
        let words = "After adjustment for several comparisons the simulation can't tell the two policies apart on";
        assert_eq!(text.matches(words).count(), 2, "{text}");
        assert!(!text.contains("run-to-run"), "{text}");
    }

    #[test]
    fn the_follow_up_is_told_in_its_own_unit() {
        for (follow_up, words) in [(26 * WEEK, "the first 26 weeks"), (30 * DAY, "the first 30 days")] {
            let mut c = telling(gap_of(25.0, 21.0), [SAME, SAME]);
            c.contrasts[0] = contrast("weeks_untreated", "all", "all", [60.0, 58.0], Verdict::Better);
            (c.follow_up, c.contrasts[0].material) = (follow_up, "may be too small to matter");
            let text = said(&c);
            let whole =
                format!("2 days less within {words} (likely between 1.5 and 2.5). That may be too small to matter.");
            assert!(text.ends_with(&whole), "{text}");
        }
    }

    #[test]
    fn levelling_down_is_said_with_names_and_nobody_waits_less_only_where_that_is_sure() {
        let of = |most, least| said(&telling(gap_of(25.0, 21.0), [most, least]));
        let text = of((0.6, Verdict::Worse), (4.6, Verdict::Worse));
        assert!(
            text.contains(
                "Levelling down: people in \"most deprived\" are not told apart as waiting less, and those in \"most deprived\" and \
                 \"least deprived\" wait longer. None of these groups waits less."
            ),
            "{text}"
        );
        let text = of(SAME, (4.0, Verdict::Worse));
        assert!(text.contains("and those in \"least deprived\" wait longer.") && !text.contains("Nobody"), "{text}");
        let text = of((-2.0, Verdict::Better), (2.0, Verdict::Worse));
        assert!(!text.contains("evelling"), "{text}");
    }
}
