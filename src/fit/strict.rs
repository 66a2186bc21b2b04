//! An order in which people are called after nearly the same wait, each class after its own: one that no chance by weeks waited can hold.

use std::collections::BTreeMap;

use crate::intake::{History, quoted};

/// Four in five of those treated lie within so many weeks in a row.
const PART: f64 = 0.8;
const WEEKS: usize = 6;
/// Fewer treated of a class say nothing.
const LEAST: f64 = 40.0;

/// A band by its first and last day; an open one has no last.
type Band = (usize, Option<usize>);

/// The weeks in a row in which most were treated, by the first of them and how many they are; none where they are too many, or too few were
/// treated. Bands may be of any width, and a week that a band touches counts.
fn narrow(treated: &[f64], bands: &[Band]) -> Option<(usize, usize)> {
    let all: f64 = treated.iter().sum();
    // Of an open band nothing is known.
    let closed: Vec<(usize, usize)> =
        bands.iter().map_while(|(first, last)| Some((*first / 7, last.as_ref()? / 7 + 1))).collect();
    let runs = (0..closed.len()).flat_map(|i| (i..closed.len()).map(move |j| (i, j)));
    let found = runs.filter_map(|(i, j)| {
        let (first, end) = (closed[i].0, closed[j].1);
        let most = treated.get(i..=j)?.iter().sum::<f64>() >= PART * all;
        (most && end - first <= WEEKS).then_some((end - first, first))
    });
    let (many, first) = found.min()?;
    (all >= LEAST).then_some((first, many))
}

/// Those treated in the last period, by clinical class where that is known.
fn by_class(history: &History) -> Vec<(Option<String>, Vec<f64>)> {
    let mut found: BTreeMap<Option<String>, Vec<f64>> = BTreeMap::new();
    let mut add = |class: Option<String>, treated: &[f64]| {
        let sums = found.entry(class).or_default();
        sums.resize(sums.len().max(treated.len()), 0.0);
        sums.iter_mut().zip(treated).for_each(|(sum, n)| *sum += n);
    };
    match (&history.followed, history.treated.last()) {
        (Some(followed), _) => {
            for (who, stay) in followed.stays.last().into_iter().flatten() {
                let class = followed.urgencies.as_ref().and_then(|_| who.last().cloned());
                add(class, &stay.treated);
            }
        }
        (None, Some(treated)) => add(None, &treated.all()),
        (None, None) => {}
    }
    found.into_iter().collect()
}

/// What to say of such an order, where people are called in one; `name` is that of the order found.
pub(super) fn strict(history: &History, name: &str) -> Option<String> {
    let classes: Vec<(Option<String>, Vec<f64>)> =
        by_class(history).into_iter().filter(|(_, treated)| treated.iter().sum::<f64>() >= LEAST).collect();
    let runs = classes.iter().map(|(class, treated)| Some((class.as_ref(), narrow(treated, &history.bands)?)));
    let runs: Vec<(Option<&String>, (usize, usize))> = runs.collect::<Option<_>>()?;
    // Half weeks, so that they stay whole.
    let middle = |(first, many): (usize, usize)| 2 * first + many;
    let longest = runs.iter().map(|(_, run)| *run).max_by_key(|run| middle(*run))?;
    // Where waits are as short as they are spread out, they may as well be chances.
    if longest.0 < longest.1 {
        return None;
    }
    let longest = middle(longest);
    let after = |(class, (first, many)): &(Option<&String>, (usize, usize))| {
        let class = class.map_or_else(String::new, |class| format!("{class} "));
        format!("{class}after {first} to {} weeks", first + many)
    };
    let told: Vec<String> = runs.iter().map(after).collect();
    let days: Vec<String> = (runs.iter())
        .filter_map(|(class, run)| Some((*class.as_ref()?, 7 * (longest - middle(*run)) / 2)))
        .filter(|(_, days)| *days > 0)
        .map(|(class, days)| format!("{} = {days}", quoted(class)))
        .collect();
    let rule = match days.is_empty() {
        true => "{ kind = \"first come\" }".to_string(),
        false => format!("{{ kind = \"head start\", by_urgency = {{ {} }} }}", days.join(", ")),
    };
    Some(format!(
        "People are called in a strict order: four in five of those treated last were treated {}. A chance that goes by the weeks waited cannot hold an order in which \
         all are called after nearly the same wait. Write the order itself in the place of \"{name}\", such as `discipline = {rule}`, and compare its waits with yours.",
        told.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_them_within_a_few_weeks_are_a_strict_order() {
        let weekly: Vec<Band> = (0..105).map(|week| (7 * week, (week < 104).then_some(7 * week + 6))).collect();
        let mut treated = vec![0.0; 105];
        (treated[26], treated[27], treated[28], treated[60]) = (20.0, 50.0, 15.0, 15.0);
        assert_eq!(narrow(&treated, &weekly), Some((26, 3)));
        treated[60] = 40.0;
        assert_eq!(narrow(&treated, &weekly), None, "many were treated elsewhere");
        assert_eq!(narrow(&[2.0; 105], &weekly), None);
        let mut open = vec![0.0; 105];
        open[104] = 100.0;
        assert_eq!(narrow(&open, &weekly), None, "of the open band nothing is known");
        (treated[27], treated[60]) = (1.0, 0.0);
        assert_eq!(narrow(&treated, &weekly), None, "too few");
    }

    /// A band of a quarter of a year holds any order.
    #[test]
    fn bands_are_as_wide_as_they_are() {
        let wide: Vec<Band> = vec![(0, Some(41)), (42, Some(90)), (91, Some(181)), (182, None)];
        assert_eq!(narrow(&[1.0, 2.0, 90.0, 3.0], &wide), None);
        assert_eq!(narrow(&[95.0, 2.0, 0.0, 3.0], &wide), Some((0, 6)));
        let months: Vec<Band> = (0..12).map(|m| (30 * m, (m < 11).then_some(30 * m + 29))).collect();
        let mut treated = vec![1.0; 12];
        treated[6] = 100.0;
        assert_eq!(narrow(&treated, &months), Some((25, 5)), "days 180 to 209 touch weeks 25 to 29");
    }
}
