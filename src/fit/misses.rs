//! Missed appointments of a list of people: of all, by the levels of one attribute, and by the odds ratios of the others.

use super::appointments::{Attribute, Sum, Told};
use super::crossed::{Crossed, attributes, enough};
use super::number::{Number, part};
use super::together::{alike, most};
use crate::distributions::exp;
use crate::intake::{Followed, quoted};
use crate::stat::logistic::Logit;

/// What was found.
pub(super) struct Misses {
    /// The part of all appointments that is missed.
    pub(super) part: f64,
    /// As a scenario writes it.
    pub(super) line: String,
    /// What is said of it.
    pub(super) said: Vec<String>,
    /// The part of the appointments of a level that is kept, of an attribute.
    pub(super) kept: Vec<(String, String, f64)>,
}

/// The probability to miss an appointment; none where it is not in the list.
pub(super) fn misses(names: &[String], levels: &[Vec<String>], followed: &Followed) -> Option<Misses> {
    let mut of = followed.appointments.clone()?;
    let attributes = attributes(names, levels, &mut of, followed);
    let of = (&of, followed);
    // All are those of the classes of the first attribute: counts that are told, and no others.
    let all = match attributes.first() {
        Some(first) => first.sums.iter().fold([0, 0], |sum, n| [sum[0] + n[0], sum[1] + n[1]]),
        None => of.0.values().fold([0, 0], |sum, n| [sum[0] + n[0], sum[1] + n[1]]),
    };
    if !enough(&all, followed) {
        return None;
    }
    let all = all.map(|n| followed.count(n as f64) as u64);
    let number = |[missed, kept]: Sum| part(missed as f64, (missed + kept) as f64);
    let source = format!(
        "fitted: {} appointments missed and {} kept by people referred in the {} weeks to {}",
        followed.shown(all[0] as f64),
        followed.shown(all[1] as f64),
        followed.of_lists.values().map(|l| l.referred.len()).max().unwrap_or(0),
        followed.date.last_shown()
    );
    let all = number(all);
    let mut said = vec![format!(
        "Appointments missed: {}, of those of people referred in the weeks that are whole.",
        percent(&all)
    )];
    for Attribute { name, levels, .. } in &attributes {
        let words: Vec<String> = levels.iter().map(|l| format!("{} {}", l.name, percent(&number(l.of)))).collect();
        said.push(format!("By {name}: {}.", words.join(", ")));
    }
    let rows = |attribute: &Attribute<'_>, of: &dyn Fn(usize) -> Option<Number>, few: Option<&Number>, source: &str| {
        let own = attribute.levels.iter().enumerate();
        let row = |(i, level): (usize, &Told<'_>)| Some(format!("{} = {}", quoted(level.name), of(i)?.written(source)));
        let together = format!("{source}, of all levels with few appointments together");
        let of_few = few.into_iter().flat_map(|number| {
            let row = |name: &&String| format!("{} = {}", quoted(name), number.written(&together));
            attribute.unlisted.iter().map(row).collect::<Vec<_>>()
        });
        format!(
            "{} = {{ {} }}",
            quoted(attribute.name),
            own.filter_map(row).chain(of_few).collect::<Vec<_>>().join(", ")
        )
    };
    let kept_of = |attribute: &Attribute<'_>| -> Vec<(String, String, f64)> {
        let kept = |l: &Told<'_>| (attribute.name.clone(), l.name.clone(), 1.0 - number(l.of).value);
        attribute.levels.iter().map(kept).collect()
    };
    let kept: Vec<(String, String, f64)> = attributes.iter().flat_map(kept_of).collect();
    // The first attribute has parts; others only where there is something to hold a level against.
    let (firsts, others) = attributes.split_at(attributes.len().min(1));
    let [first] = firsts else { return Some(Misses { part: all.value, line: all.written(&source), said, kept }) };
    let tried: Vec<&Attribute<'_>> = others.iter().filter(|other| other.levels.len() > 1).collect();
    let (others, fitted) = most(first, &tried, of);
    for untold in tried.iter().filter(|a| others.iter().all(|other| other.at != a.at)) {
        let from = alike(first, &others, untold, of);
        said.push(format!(
            "What belongs to {} is not told apart from what belongs to {from}, so missed appointments are taken to be alike by {} at the same {from}.",
            untold.name, untold.name
        ));
    }
    // People of levels that are not told have what theirs have together, where they are enough; else what all have.
    let own = first.few;
    let of_default = |class: usize| !own || class == first.levels.len();
    let theirs: Vec<(f64, [f64; 2])> = match &fitted {
        None => {
            let each = first.sums.iter().enumerate().filter(|(class, _)| of_default(*class));
            each.map(|(_, n)| (1.0, n.map(|n| n as f64))).collect()
        }
        Some(fitted) => {
            let ratio = |cell: &Crossed| -> f64 {
                let logits = fitted.others.iter().zip(&cell.of[1..]);
                logits.filter_map(|(logits, class)| Some(exp((*logits.get(*class)?)?.value))).product()
            };
            fitted.cells.iter().filter(|cell| of_default(cell.of[0])).map(|cell| (ratio(cell), cell.n)).collect()
        }
    };
    let default = at_reference(&theirs);
    let source_of_default = if own { "fitted: of those of other levels, taken together" } else { source.as_str() };
    let line = match &fitted {
        None => {
            let own = rows(first, &|i| Some(number(first.levels[i].of)), None, "fitted");
            format!("{{ default = {}, {own} }}", default.written(source_of_default))
        }
        Some(fitted) => {
            let against: Vec<String> =
                others.iter().map(|o| format!("{} {}", o.name, o.levels[o.reference()].name)).collect();
            let of_first = format!("fitted together with the odds ratios: of {}", against.join(", "));
            let own = rows(first, &|i| Some(chance(&fitted.first[i])), None, &of_first);
            let mut ratios = Vec::new();
            for (other, logits) in others.iter().zip(&fitted.others) {
                let reference = other.reference();
                let against = format!("fitted: against {}", other.levels[reference].name);
                let of = |i: usize| (i != reference).then(|| ratio(&logits[i])).flatten();
                let together = of(other.levels.len());
                ratios.push(rows(other, &of, together.as_ref(), &against));
                let words = (0..other.levels.len()).filter_map(|i| {
                    let Number { value, low, high } = of(i)?;
                    Some(format!("{} {value:.2} ({low:.2} to {high:.2})", other.levels[i].name))
                });
                said.push(format!(
                    "At the same levels of the others the odds to miss one, against {} {}: {}.",
                    other.name,
                    other.levels[reference].name,
                    words.collect::<Vec<_>>().join(", ")
                ));
                said.extend(of_few(other, together.as_ref()));
            }
            let default = default.written(&format!("{source_of_default}; for {}", against.join(", ")));
            format!("{{ default = {default}, {own}, odds_ratio = {{ {} }} }}", ratios.join(", "))
        }
    };
    Some(Misses { part: all.value, line, said, kept })
}

/// What is said of the levels of an attribute that have too few appointments to be told one by one.
fn of_few(of: &Attribute<'_>, together: Option<&Number>) -> Option<String> {
    let names: Vec<&str> = of.unlisted.iter().map(|name| name.as_str()).collect();
    let (names, reference) = (names.join(", "), of.levels[of.reference()].name);
    match together {
        _ if names.is_empty() => None,
        Some(Number { value, low, high }) => Some(format!(
            "Levels of {} with few appointments, taken together: {value:.2} ({low:.2} to {high:.2}), which stands for each of them: {names}.",
            of.name
        )),
        None => Some(format!(
            "Of {} these levels have too few appointments to tell: {names}. Their people are taken to miss as many as those of {reference}.",
            of.name
        )),
    }
}

fn percent(of: &Number) -> String {
    format!("{:.1}% ({:.1} to {:.1}%)", 100.0 * of.value, 100.0 * of.low, 100.0 * of.high)
}

/// A probability.
fn chance(logit: &Logit) -> Number {
    let of = |x: f64| 1.0 / (1.0 + exp(-x));
    Number { value: of(logit.value), low: of(logit.low), high: of(logit.high) }
}

/// An odds ratio; none for the level that the others are held against.
fn ratio(logit: &Option<Logit>) -> Option<Number> {
    let logit = logit.as_ref()?;
    Some(Number { value: exp(logit.value), low: exp(logit.low), high: exp(logit.high) })
}

/// The probability at the reference levels with which people who have these odds ratios miss what they missed, all together.
fn at_reference(people: &[(f64, [f64; 2])]) -> Number {
    let of = |which: usize| people.iter().map(|(_, n)| n[which]).sum::<f64>();
    let (missed, kept) = (of(0), of(1));
    let mean = part(missed, missed + kept);
    if people.iter().all(|(ratio, _)| *ratio == 1.0) {
        return mean;
    }
    let times = |p: f64, ratio: f64| p * ratio / (1.0 - p + p * ratio);
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let p = 0.5 * (low + high);
        let foretold: f64 = people.iter().map(|(ratio, n)| (n[0] + n[1]) * times(p, *ratio)).sum();
        if foretold < missed { low = p } else { high = p }
    }
    let value = 0.5 * (low + high);
    // The ends move by the same odds.
    let by = value / (1.0 - value) / (mean.value / (1.0 - mean.value));
    Number { value, low: times(mean.low, by), high: times(mean.high, by) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(appointments: &[(&[&str], Sum)]) -> Followed {
        let of = appointments.iter().map(|(who, n)| (who.iter().map(|l| l.to_string()).collect(), *n));
        Followed { appointments: Some(of.collect()), ..Followed::nobody() }
    }

    fn told(groups: &[(&str, &[&str])], appointments: &[(&[&str], Sum)]) -> Misses {
        let names: Vec<String> = groups.iter().map(|g| g.0.to_string()).collect();
        let levels: Vec<Vec<String>> = groups.iter().map(|g| g.1.iter().map(|l| l.to_string()).collect()).collect();
        misses(&names, &levels, &followed(appointments)).unwrap()
    }

    const SITES: (&str, &[&str]) = ("area", &["a", "b"]);

    /// Appointments of two areas by sex. All counts are told as they are. In a logistic regression the odds to miss one are 2.318 for men at the same area (1.542 to 3.483), by
    /// iterated least squares in NumPy.
    const BY_SEX: [(&[&str], Sum); 4] =
        [(&["a", "f"], [30, 170]), (&["a", "m"], [45, 105]), (&["b", "f"], [20, 280]), (&["b", "m"], [20, 130])];

    #[test]
    fn each_attribute_has_its_own_part_in_it() {
        let found = told(&[SITES, ("sex", &["f", "m"])], &BY_SEX);
        assert!(
            found.line.contains("odds_ratio = { \"sex\" = { \"m\" = { value = 2.318, low = 1.542, high = 3.483"),
            "{}",
            found.line
        );
        assert!(found.line.contains("\"area\" = { \"a\" = { value = 0.1533"), "{}", found.line);
        assert!(found.said.iter().any(|s| s.contains("against sex f: m 2.32 (1.54 to 3.48)")), "{:?}", found.said);
        assert!((found.part - 115.0 / 800.0).abs() < 1e-12);
        // One attribute is told as it is.
        let one = told(&[SITES], &BY_SEX.map(|(who, n)| (&who[..1], n))[..1]);
        assert!(one.line.contains("\"a\" = { value = 0.15") && !one.line.contains("odds_ratio"), "{}", one.line);
    }

    #[test]
    fn levels_of_few_and_columns_that_say_the_same_are_left_out() {
        // Two columns that say the same of everybody: what belongs to which is not known.
        let same: [(&[&str], Sum); 2] = [(&["a", "f"], [40, 160]), (&["b", "m"], [20, 180])];
        let found = told(&[SITES, ("sex", &["f", "m"])], &same);
        assert!(!found.line.contains("odds_ratio") && found.line.contains("\"b\""), "{}", found.line);
        assert!(found.said.iter().any(|s| s.contains("sex is not told apart")), "{:?}", found.said);
        // Few are no level, and nobody of them is told; those not recorded are told apart from the others where they are enough.
        let few = [&BY_SEX[..], &[(&["a", "x"], [0, 5]), (&["b", "not recorded"], [60, 40])]].concat();
        let found = told(&[SITES, ("sex", &["f", "m", "x"])], &few);
        assert!(found.line.contains("\"m\" = { value = 2.3") && !found.line.contains("\"x\""), "{}", found.line);
    }

    /// Two levels of few, which together are enough: both have the odds of both, and no longer those of the reference. One of too few is told by name.
    #[test]
    fn levels_of_few_have_the_odds_of_all_of_them_together() {
        let others: [(&[&str], Sum); 5] = [
            (&["a", "y"], [3, 6]),
            (&["a", "z"], [2, 4]),
            (&["b", "y"], [2, 10]),
            (&["b", "z"], [3, 15]),
            (&["b", "not recorded"], [60, 40]),
        ];
        let counts = [&BY_SEX[..], &others].concat();
        let found = told(&[SITES, ("sex", &["f", "m", "y", "z"])], &counts);
        let of = |level: &str| -> String {
            let row = found.line.split(&format!("\"{level}\" = {{ value = ")).nth(1);
            row.unwrap_or_else(|| panic!("{level}: {}", found.line)).split(',').next().unwrap().to_string()
        };
        // A logistic regression with y and z as one level and those not recorded as another, by iterated least squares in NumPy.
        assert_eq!((of("y"), of("z")), (of("z"), of("y")));
        assert!((of("y").parse::<f64>().unwrap() / 2.837 - 1.0).abs() < 0.001, "{}", found.line);
        assert!(found.line.contains("of all levels with few appointments together"), "{}", found.line);
        assert!(found.said.iter().any(|s| s.ends_with("which stands for each of them: y, z.")), "{:?}", found.said);
        // Too few even together: they are named.
        let few: Vec<(&[&str], Sum)> = counts.iter().copied().filter(|(who, _)| who[1] != "z").collect();
        let found = told(&[SITES, ("sex", &["f", "m", "y"])], &few);
        assert!(!found.line.contains("\"y\""), "{}", found.line);
        let right = "Of sex these levels have too few appointments to tell: y. Their people are taken to miss as many as those of f.";
        assert!(found.said.iter().any(|s| s == right), "{:?}", found.said);
    }

    #[test]
    fn the_most_attributes_are_kept_and_the_one_that_is_not_told_is_named_with_what_it_is_like() {
        // Sex is the area over again; ethnicity is a thing of its own.
        let counts: [(&[&str], Sum); 4] = [
            (&["a", "f", "w"], [30, 170]),
            (&["a", "f", "x"], [45, 105]),
            (&["b", "m", "w"], [20, 280]),
            (&["b", "m", "x"], [20, 130]),
        ];
        let found = told(&[SITES, ("sex", &["f", "m"]), ("ethnicity", &["w", "x"])], &counts);
        assert!(found.line.contains("odds_ratio = { \"ethnicity\" = { \"x\" = { value = 2.318"), "{}", found.line);
        let right = "What belongs to sex is not told apart from what belongs to area, so missed appointments are taken to be alike by sex at the same area.";
        assert!(found.said.iter().any(|s| s == right), "{:?}", found.said);
        assert_eq!(found.said.iter().filter(|s| s.contains("not told apart")).count(), 1, "{:?}", found.said);
        // The same of two of the others: the first of them is kept.
        let counts = counts.map(|(who, n)| ([who[0], who[2], if who[2] == "w" { "yes" } else { "no" }], n));
        let counts: Vec<(&[&str], Sum)> = counts.iter().map(|(who, n)| (&who[..], *n)).collect();
        let found = told(&[SITES, ("ethnicity", &["w", "x"]), ("carer", &["yes", "no"])], &counts);
        assert!(
            found.line.contains("odds_ratio = { \"ethnicity\" = {") && !found.line.contains("carer"),
            "{}",
            found.line
        );
        assert!(found.said.iter().any(|s| s.contains("what belongs to area and ethnicity, so")), "{:?}", found.said);
    }

    /// Where nearly all are missed in one cell, no more than all are.
    #[test]
    fn where_most_are_missed_the_odds_are_those_of_a_regression_too() {
        let counts: [(&[&str], Sum); 4] =
            [(&["a", "f"], [60, 20]), (&["a", "m"], [230, 20]), (&["b", "f"], [30, 70]), (&["b", "m"], [50, 40])];
        let found = told(&[SITES, ("sex", &["f", "m"])], &counts);
        // By iterated least squares in NumPy: men 3.285 (2.093 to 5.158), so women one part of that.
        assert!(found.line.contains("\"f\" = { value = 0.3044, low = 0.1939, high = 0.4779"), "{}", found.line);
    }

    /// What is told does not depend on the few: neither on how many they are, nor on counts that are told as the same number.
    #[test]
    fn nothing_tells_how_many_the_few_are() {
        let groups: [(&str, &[&str]); 2] = [("area", &["a", "b", "x"]), ("sex", &["f", "m"])];
        let with = |few: &[(&'static [&'static str], Sum)], more: u64| {
            let mut counts = BY_SEX.to_vec();
            counts[0].1[1] += more;
            let found = told(&groups, &[&counts, few].concat());
            (found.line, found.said, found.part)
        };
        let none = with(&[], 0);
        assert_eq!(with(&[(&["x", "f"], [3, 0])], 0), none);
        assert_eq!(with(&[(&["x", "m"], [7, 2])], 0), none);
        assert_eq!(with(&[(&["x", "f"], [0, 7]), (&["x", "m"], [5, 0]), (&["not recorded", "f"], [2, 0])], 0), none);
        // One more who kept an appointment, where it is told as the same number.
        assert_eq!(with(&[], 1), none);
        // All missed are those of the areas, as these are told: 75 and 40 of 800.
        assert!((none.2 - 115.0 / (115.0 + 275.0 + 410.0)).abs() < 1e-9, "{}", none.2);
    }

    #[test]
    fn a_scenario_with_these_numbers_misses_as_many_as_the_list() {
        let of = |line: &str, name: &str| -> f64 {
            let text = line.split(&format!("{name} = {{ value = ")).nth(1).unwrap_or_else(|| panic!("{name}: {line}"));
            text.split([',', ' ']).next().unwrap().parse().unwrap()
        };
        // Each of the other areas is too few to be told; together they are enough.
        let rest: [(&[&str], Sum); 4] =
            [(&["c", "f"], [3, 20]), (&["c", "m"], [2, 10]), (&["d", "f"], [2, 30]), (&["d", "m"], [3, 10])];
        let levels: [(&str, &[&str]); 2] = [("area", &["a", "b", "c", "d"]), ("sex", &["f", "m"])];
        let missed = |line: &str, counts: &[(&[&str], Sum)], by_default: bool| -> f64 {
            let each = counts.iter().map(|(who, [missed, kept])| {
                let named = !by_default && ["a", "b"].contains(&who[0]);
                let p = of(line, if named { if who[0] == "a" { "\"a\"" } else { "\"b\"" } } else { "default" });
                let ratio = if who[1] == "m" { of(line, "\"m\"") } else { 1.0 };
                (missed + kept) as f64 * p * ratio / (1.0 - p + p * ratio)
            });
            each.sum()
        };
        let all = [&BY_SEX[..], &rest[..]].concat();
        let line = told(&levels, &all).line;
        // 75 and 40 in the areas, and 10 in the others.
        assert!((missed(&line, &all, false) - 125.0).abs() < 0.05, "{line}");
        assert!((missed(&line, &rest, false) - 10.0).abs() < 0.02, "{line}");
        // Where all levels are named the rest is like all people.
        let line = told(&levels, &BY_SEX).line;
        assert!((missed(&line, &BY_SEX, false) - 115.0).abs() < 0.05, "{line}");
        assert!((missed(&line, &BY_SEX, true) - 115.0).abs() < 0.05, "{line}");
    }
}
