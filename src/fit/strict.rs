//! An order in which people are called after nearly the same wait, each class after its own: one that no chance by weeks waited can hold.

use std::collections::BTreeMap;

use crate::intake::{History, quoted};

/// Four in five of those treated lie within so many weeks in a row.
const PART: f64 = 0.8;
const WEEKS: usize = 6;
/// Fewer treated of a class say nothing.
const LEAST: f64 = 40.0;

/// The first of the weeks in a row, and how many they are, in which most were treated; none where they are too many, or too few were treated.
fn narrow(treated: &[f64]) -> Option<(usize, usize)> {
    let all: f64 = treated.iter().sum();
    // The last band is open.
    let weeks = &treated[..treated.len().saturating_sub(1)];
    let found = (1..=WEEKS).find_map(|many| {
        let first = weeks.windows(many).position(|run| run.iter().sum::<f64>() >= PART * all)?;
        Some((first, many))
    });
    found.filter(|_| all >= LEAST)
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
    let runs = classes.iter().map(|(class, treated)| Some((class.as_ref(), narrow(treated)?)));
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
        let mut treated = vec![0.0; 105];
        (treated[26], treated[27], treated[28], treated[60]) = (20.0, 50.0, 15.0, 15.0);
        assert_eq!(narrow(&treated), Some((26, 3)));
        treated[60] = 40.0;
        assert_eq!(narrow(&treated), None, "many were treated elsewhere");
        assert_eq!(narrow(&[2.0; 105]), None);
        let mut open = vec![0.0; 105];
        open[104] = 100.0;
        assert_eq!(narrow(&open), None, "of the open band nothing is known");
        (treated[27], treated[60]) = (1.0, 0.0);
        assert_eq!(narrow(&treated), None, "too few");
    }
}
