//! Who was referred: the combinations of groups, and the clinical classes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::digits::short;
use super::number::{Number, part};
use crate::intake::limits::words;
use crate::intake::{Followed, Limits, Unit, quoted, shares};

/// The clinical classes: their shares among the referred, as tables of a scenario; and among those who wait, of up to 18 weeks and of more.
pub(super) fn classes(followed: &Followed) -> Option<(String, [String; 2])> {
    let names = followed.urgencies.as_ref()?;
    let referred: Vec<f64> = (names.iter())
        .map(|name| {
            let own = followed.referred.iter().filter(|(who, _)| who.last() == Some(name));
            followed.count(own.map(|(_, n)| *n as f64).sum())
        })
        .collect();
    let all: f64 = referred.iter().sum();
    if all == 0.0 || referred.contains(&0.0) {
        return None;
    }
    let (own, limit) = (followed.limits != Limits::default(), followed.limits.first());
    let mut out = format!(
        "\n# How urgent people are, of those referred. Targets are not in the list: {} where nothing else is said.\n",
        words(limit, Unit::Weeks)
    );
    // Shares sum to 1: rounded one by one they would not.
    for ((name, n), value) in names.iter().zip(&referred).zip(shares(&referred)) {
        let Number { low, high, .. } = part(*n, all);
        let source = quoted(&format!("fitted: about {all} people referred"));
        let [low, high] = [low.min(value), high.max(value)].map(|x| short(x, 4));
        let share = format!("{{ value = {value}, low = {low}, high = {high}, source = {source} }}");
        let target = if own { format!("target = \"{limit} days\"\n") } else { String::new() };
        let _ = writeln!(out, "[[service_defaults.urgency]]\nname  = {}\nshare = {share}\n{target}", quoted(name));
    }
    let waiting = |early: bool| {
        let list = followed.lists.last()?;
        let of = |name: &String| -> f64 {
            let own = list.groups.iter().filter(|(who, _)| who.last() == Some(name));
            let bands = own.flat_map(|(_, bands)| bands.iter().enumerate());
            followed.count(bands.filter(|(band, _)| (*band < 18) == early).map(|(_, n)| n).sum())
        };
        let people: Vec<f64> = names.iter().map(of).collect();
        let all: f64 = people.iter().sum();
        // Nobody is told to wait there: as among those referred.
        let people = if all > 0.0 { people } else { referred.clone() };
        let each = names.iter().zip(&people).map(|(name, n)| format!("{} = {n}", quoted(name)));
        Some(format!("{{ count = {{ {} }} }}", each.collect::<Vec<_>>().join(", ")))
    };
    Some((out, [waiting(true)?, waiting(false)?]))
}

/// Who was referred, by combination of levels, as far as it may be told.
pub(super) fn mix(followed: &Followed) -> Option<(BTreeMap<Vec<String>, u64>, String)> {
    let mut exact: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    for (who, n) in &followed.referred {
        let groups = who.len() - usize::from(followed.urgencies.is_some());
        *exact.entry(who[..groups].to_vec()).or_default() += n;
    }
    let told = |(who, n): (Vec<String>, u64)| (who, followed.count(n as f64) as u64);
    let people: BTreeMap<Vec<String>, u64> = exact.into_iter().map(told).filter(|p| p.1 > 0).collect();
    let all: u64 = people.values().sum();
    let weeks = followed.of_lists.values().map(|l| l.referred.len()).max().unwrap_or(0);
    let source = format!("fitted: about {all} people referred in the {weeks} weeks to {}", followed.date.last_shown());
    (all > 0).then_some((people, source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Period, Reading};

    #[test]
    fn shares_of_classes_sum_to_one() {
        let names = ["P2", "P3", "P4"].map(str::to_string);
        let numbers = [1_025_u64, 3_195, 6_280];
        let own = |name: &String| vec![name.clone()];
        let groups = names.iter().map(|name| (own(name), vec![100.0; 53])).collect();
        let end = Period { year: 2026, month: 1, day: Some(31) };
        let list = Reading { end, days: 0, services: BTreeMap::new(), groups };
        let followed = Followed {
            urgencies: Some(names.to_vec()),
            referred: names.iter().map(own).zip(numbers).collect(),
            lists: vec![list],
            ..Followed::nobody()
        };
        let (text, _) = classes(&followed).unwrap();
        let shares =
            text.split("share = { value = ").skip(1).map(|t| t.split(',').next().unwrap().parse::<f64>().unwrap());
        let shares: Vec<f64> = shares.collect();
        assert_eq!(shares.len(), 3);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{text}");
    }
}
