//! Levelling down: a gap that narrows since those who are better off wait longer, and those who are worse off gain nothing (Parfit 1997,
//! "Equality and priority", Ratio 10: 202-221).

use std::collections::BTreeMap;

use super::rows::{Key, Unadjusted};
use super::verdict::Verdict;
use crate::measure::as_recorded;
use crate::model::NOT_RECORDED;
use crate::population::Population;

/// A level under a policy, against the reference.
#[derive(Clone, Debug)]
pub(super) struct Level<'a> {
    pub(super) name: &'a str,
    pub(super) reference_mean: f64,
    pub(super) verdict: Verdict,
    pub(super) ends: (f64, f64),
}

/// What is levelled down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Levelling<'a> {
    /// The level that was worse off, and is not told apart as better.
    pub(super) worse_off: &'a str,
    /// Those told apart as worse.
    pub(super) lose: Vec<&'a str>,
    /// Whether the interval of every level excludes a gain.
    pub(super) nobody_gains: bool,
}

/// Of a gap that narrows between some of the levels (all of them, where the gap is that of the worst and the best). Whether a lower
/// figure is better says which of them is worse off.
pub(super) fn levelling<'a>(
    levels: &[Level<'a>],
    between: Option<(&str, &str)>,
    lower_is_better: bool,
) -> Option<Levelling<'a>> {
    let of_gap = |l: &&Level<'_>| between.is_none_or(|(a, b)| l.name == a || l.name == b);
    let badness = |l: &Level<'_>| if lower_is_better { l.reference_mean } else { -l.reference_mean };
    let worse_off = levels.iter().filter(of_gap).max_by(|a, b| badness(a).total_cmp(&badness(b)))?;
    let lose: Vec<&str> = levels.iter().filter(|l| l.verdict == Verdict::Worse).map(|l| l.name).collect();
    if worse_off.verdict == Verdict::Better || !lose.iter().any(|name| *name != worse_off.name) {
        return None;
    }
    let excludes_gain = |l: &Level<'_>| if lower_is_better { l.ends.0 >= 0.0 } else { l.ends.1 <= 0.0 };
    Some(Levelling { worse_off: worse_off.name, lose, nobody_gains: levels.iter().all(excludes_gain) })
}

/// Names in quotes.
pub(super) fn names(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("\"{n}\"")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Says it in the note of every gap, for the case that it narrows. The rows are those of one service of one variant.
pub(super) fn note(population: &Population, rows: &mut [Unadjusted<'_>]) {
    type RowKey<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);
    fn place<'a>(k: &Key<'a>, measure: &'a str) -> RowKey<'a> {
        (k.service, k.stage, k.population, k.at, k.attribute, measure)
    }
    let mut levels: BTreeMap<RowKey<'_>, Vec<usize>> = BTreeMap::new();
    let gaps: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].verdict == Verdict::Narrows).collect();
    if gaps.is_empty() {
        return;
    }
    for (i, row) in rows.iter().enumerate() {
        let k = &row.row.key;
        if k.attribute != "all" && !k.group.is_empty() && k.group != NOT_RECORDED && !k.measure.contains(".gap") {
            levels.entry(place(k, k.measure)).or_default().push(i);
        }
    }
    for i in gaps {
        let key = rows[i].row.key;
        let Some((measure, kind)) = key.measure.rsplit_once('.') else { continue };
        let Some(found) = levels.get(&place(&key, measure)) else { continue };
        let of = |&l: &usize| {
            let row = &rows[l].row;
            let ends = (row.lower?, row.upper?);
            Some(Level { name: row.key.group, reference_mean: row.reference_mean?, verdict: rows[l].verdict, ends })
        };
        let all: Vec<Level<'_>> = found.iter().filter_map(of).collect();
        let attribute =
            population.attributes.iter().find(|a| a.name == key.attribute || as_recorded(&a.name) == key.attribute);
        let between = match (kind, attribute, all.first().zip(all.last())) {
            ("gap", Some(a), _) if !key.group.is_empty() => Some((key.group, a.levels[a.reference].as_str())),
            ("gap" | "sii_most_minus_least", Some(a), Some((first, last))) if a.ordered => {
                Some((first.name, last.name))
            }
            _ => None,
        };
        let Some(lower_is_better) = lower_is_better(rows, found) else { continue };
        if let Some(found) = levelling(&all, between, lower_is_better) {
            let nobody = if found.nobody_gains { ", and no level gains" } else { "" };
            rows[i].levelling_down = format!(
                "levelling down: \"{}\" is not told apart as better, {} as worse{nobody}",
                found.worse_off,
                names(&found.lose)
            );
        }
    }
}

/// Which way is better, as the verdicts of the levels show; none where none of them does.
fn lower_is_better(rows: &[Unadjusted<'_>], at: &[usize]) -> Option<bool> {
    at.iter().find_map(|&i| {
        let falls = rows[i].row.difference? < 0.0;
        match rows[i].verdict {
            Verdict::Better => Some(falls),
            Verdict::Worse => Some(!falls),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(name: &str, was: f64, verdict: Verdict, change: f64) -> Level<'_> {
        Level { name, reference_mean: was, verdict, ends: (change - 0.5, change + 0.5) }
    }

    #[test]
    fn it_is_said_only_where_the_worse_off_gain_nothing_and_others_lose() {
        use Verdict::{Better, NotToldApart, Worse};
        let of = |most: (Verdict, f64), middle: (Verdict, f64), least: (Verdict, f64)| {
            let levels = [
                level("most", 9.0, most.0, most.1),
                level("mid", 7.0, middle.0, middle.1),
                level("least", 5.0, least.0, least.1),
            ];
            levelling(&levels, Some(("most", "least")), true)
                .map(|l| (l.worse_off.to_string(), l.lose.join(" "), l.nobody_gains))
        };
        let some = |lose: &str, nobody| Some(("most".to_string(), lose.to_string(), nobody));
        let same = (NotToldApart, 0.1);
        assert_eq!(of((NotToldApart, 0.7), (NotToldApart, 0.6), (Worse, 4.0)), some("least", true));
        assert_eq!(of(same, same, (Worse, 4.0)), some("least", false), "a gain is not excluded");
        assert_eq!(of((Worse, 1.0), (Worse, 2.0), (Worse, 4.0)), some("most mid least", true));
        assert_eq!(of(same, (Better, -2.0), (Worse, 4.0)), some("least", false), "the middle gains");
        assert_eq!(of((Better, -2.0), same, (Worse, 4.0)), None);
        assert_eq!(of(same, same, (NotToldApart, 0.4)), None);
        assert_eq!(of((Worse, 4.0), same, same), None, "only the worse-off themselves");
    }

    #[test]
    fn the_worse_off_are_those_of_the_gap_and_of_the_direction() {
        let levels = [
            level("a", 9.0, Verdict::Worse, 4.0),
            level("b", 5.0, Verdict::NotToldApart, 0.0),
            level("c", 1.0, Verdict::Worse, 2.0),
        ];
        let worse_off = |between, lower| levelling(&levels, between, lower).map(|l| l.worse_off);
        assert_eq!(worse_off(None, true), Some("a"));
        assert_eq!(worse_off(Some(("b", "c")), true), Some("b"));
        assert_eq!(worse_off(None, false), Some("c"));
        assert_eq!(names(&["a", "b", "c"]), "\"a\", \"b\" and \"c\"");
        assert_eq!(names(&["a"]), "\"a\"");
    }
}
