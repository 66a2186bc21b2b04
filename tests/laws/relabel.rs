//! Names are only names: relabelled levels permute the results, a level split in two leaves the totals alone, an empty level
//! changes nothing.

use proptest::prelude::*;
use queuity::engine::Departures;
use queuity::tally::Tally;

use crate::laws::agreement::example;
use crate::laws::books;
use crate::laws::case::{Case, Level, Listed, any_case};
use crate::laws::record::{Record, run};
use crate::laws::rule::Rule;

/// Only listed referrals with everything given.
fn all_given(mut case: Case) -> Case {
    case.today.clear();
    case.per_day = 0.0;
    for (i, listed) in case.extra.iter_mut().enumerate() {
        listed.level = Some(listed.level.unwrap_or(i) % case.levels.len());
        listed.second = Some(listed.second.unwrap_or(0) % case.second);
        listed.urgency = Some(listed.urgency.unwrap_or(i) % case.urgencies.len());
    }
    case
}

/// The case with its levels in another order: level i goes to place (i + 1) mod n.
fn rotated(case: &Case) -> Case {
    let mut other = case.clone();
    other.levels.rotate_right(1);
    for listed in &mut other.extra {
        listed.level = listed.level.map(|l| (l % case.levels.len() + 1) % case.levels.len());
    }
    other
}

/// The record with each class put where `level` says its level goes.
fn moved(record: &Record, from: &Case, to: &Case, level: impl Fn(usize) -> usize) -> Record {
    let mut record = record.clone();
    for e in record.events.iter_mut().filter(|e| e.number != 0 || e.clock_start != 0 || e.class != 0) {
        let (l, second, urgency) = from.parts(e.class);
        e.class = ((level(l) * to.second + second) * to.urgencies.len() + urgency) as u16;
    }
    record.sorted()
}

/// The record without classes.
fn without_classes(record: &Record) -> Record {
    let mut record = record.clone();
    for e in &mut record.events {
        e.class = 0;
    }
    record.sorted()
}

/// Runs two cases under the same rule.
fn both(a: &Case, b: &Case, rule: &Rule) -> ((Tally, Record), (Tally, Record)) {
    (run(&a.model(rule), Departures::Lazy), run(&b.model(rule), Departures::Lazy))
}

/// The case with a level split in two, alike in everything but the name; `apart` puts the second half at the end.
fn split(case: &Case, at: usize, part: u64, apart: bool) -> Case {
    let mut other = case.clone();
    // Weights in tenths leave room for a part.
    for level in &mut other.levels {
        level.weight *= 10;
    }
    let whole = other.levels[at].clone();
    let name = |half: &str| format!("{} {half}", whole.name);
    let second = Level { name: name("second half"), weight: whole.weight - part, ..whole.clone() };
    other.levels[at] = Level { name: name("first half"), weight: part, ..whole };
    let to = if apart { other.levels.len() } else { at + 1 };
    other.levels.insert(to, second);
    for (i, listed) in other.extra.iter_mut().enumerate() {
        listed.level = listed.level.map(|l| match l % case.levels.len() {
            l if l == at => {
                if i % 2 == 0 {
                    at
                } else {
                    to
                }
            }
            l if l >= to => l + 1,
            l => l,
        });
    }
    other
}

fn with_empty_level(case: &Case, at: usize, weight: u64) -> Case {
    let mut other = case.clone();
    let empty = Level { name: "nobody".into(), weight, ..case.levels[0].clone() };
    other.levels.insert(at, empty);
    for Listed { level, .. } in &mut other.extra {
        *level = level.map(|l| l % case.levels.len()).map(|l| if l >= at { l + 1 } else { l });
    }
    other
}

proptest! {
    #![proptest_config(crate::laws::cases(150))]

    /// Levels in another order permute the results: all levels given (a drawn one depends on the order of shares), and the
    /// discipline breaks no tie by the order of levels.
    #[test]
    fn relabelled_levels_permute_the_results(case in any_case()) {
        let case = all_given(case);
        let other = rotated(&case);
        for rule in Rule::all(&case) {
            if rule.counts_levels_in_order() {
                continue;
            }
            let (mine, theirs) = both(&case, &other, &rule);
            let to = |level: usize| (level + 1) % case.levels.len();
            prop_assert_eq!(&mine.1.calls, &theirs.1.calls, "{:?}", rule);
            prop_assert_eq!(moved(&mine.1, &case, &other, to), theirs.1, "{:?}", rule);
            for class in 0..mine.0.classes.len() {
                let (l, second, urgency) = case.parts(class as u16);
                let there = (to(l) * case.second + second) * case.urgencies.len() + urgency;
                prop_assert!(mine.0.classes[class] == theirs.0.classes[there], "{:?}", rule);
            }
        }
    }

    /// A level split in two neighbours leaves the totals alone, to the last integer: the discipline treats both halves alike.
    #[test]
    fn a_level_split_in_two_leaves_the_totals_alone(case in any_case(), at in 0..3_usize, part in 1..10_u64) {
        let other = split(&case, at % case.levels.len(), part, false);
        for rule in Rule::all(&case).iter().filter(|rule| !rule.looks_at_names()) {
            let (mine, theirs) = both(&case, &other, rule);
            prop_assert_eq!(without_classes(&mine.1), without_classes(&theirs.1), "{:?}", rule);
            prop_assert!(books::totals(&mine.0) == books::totals(&theirs.0), "{:?}", rule);
        }
    }

    /// A level that nobody has changes nothing for the others.
    #[test]
    fn an_empty_level_changes_nothing(case in any_case(), at in 0..4_usize) {
        let at = at.min(case.levels.len());
        let other = with_empty_level(&case, at, 0);
        for rule in Rule::all(&case) {
            let (mine, theirs) = both(&case, &other, &rule);
            let to = |level: usize| if level >= at { level + 1 } else { level };
            prop_assert_eq!(moved(&mine.1, &case, &other, to), theirs.1, "{:?}", rule);
        }
    }
}

/// Dropped: a tie goes to the first level.
#[test]
fn a_tie_for_the_first_level_depends_on_the_order() {
    let mut case = example(0);
    case.extra =
        (0..20).map(|i| Listed { quarter: i, level: Some(i as usize % 2), second: None, urgency: None }).collect();
    let case = all_given(case);
    let (mine, theirs) = both(&case, &rotated(&case), &Rule::LongestList { by_level: true });
    assert_ne!(mine.1.calls, theirs.1.calls);
}

/// Dropped: levels are given, not drawn.
#[test]
fn drawn_levels_depend_on_their_order() {
    let case = example(0);
    let (mine, theirs) = both(&case, &rotated(&case), &Rule::Strict { by_level: true });
    assert_ne!(mine.1.calls, theirs.1.calls);
}

/// Dropped: the halves are neighbours, or the discipline treats them alike.
#[test]
fn halves_apart_or_told_apart_change_the_totals() {
    let case = example(0);
    let rule = Rule::HeadStart { urgency: false, level: true };
    let (mine, apart) = both(&case, &split(&case, 0, 5, true), &rule);
    assert_ne!(mine.1.calls, apart.1.calls);
    let rule = Rule::LongestList { by_level: true };
    let (mine, told_apart) = both(&case, &split(&case, 0, 5, false), &rule);
    assert_ne!(mine.1.calls, told_apart.1.calls);
}

/// Dropped: nobody has the level.
#[test]
fn a_level_with_people_changes_the_others() {
    let case = example(0);
    let (mine, theirs) = both(&case, &with_empty_level(&case, 1, 1), &Rule::Strict { by_level: true });
    assert_ne!(mine.1.calls, theirs.1.calls);
}
