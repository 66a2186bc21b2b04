//! Variants that are run together, fed from the same windows of people, do what each does by itself.

use proptest::prelude::*;
use queuity::discipline::{Head, Pick, View};
use queuity::engine::{Departures, Nobody, Part, run, same_people, together};
use queuity::model::{Chance, Model};

use crate::laws::case::any_case;
use crate::laws::record::{Record, record};
use crate::laws::rule::Rule;

proptest! {
    #![proptest_config(crate::laws::cases(100))]

    /// Every rule beside all others, with exact departures and without: the events and tallies of its own run.
    #[test]
    fn variants_run_together_as_apart(case in any_case()) {
        let models: Vec<Model> = Rule::all(&case).iter().map(|rule| case.model(rule)).collect();
        let all: Vec<&Model> = models.iter().collect();
        prop_assert!(all.iter().all(|model| same_people(all[0], model, 0)));
        for departures in [Departures::Lazy, Departures::Exact] {
            let shared = together(&all, 0, 0, departures, Record::default);
            for (model, shared) in all.iter().zip(shared) {
                let (tally, events) = shared.expect("no guard");
                let (own, apart) = run(model, 0, 0, departures, Record::default()).expect("no guard");
                prop_assert_eq!(events.sorted().events, apart.sorted().events);
                prop_assert!(tally == own, "tallies differ");
            }
        }
    }

    /// Where a discipline says that the first lane with anybody in it is always the pick, it is, at every decision.
    #[test]
    fn lane_order_is_what_the_ranker_says(case in any_case()) {
        let mut checked = 0;
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let discipline = &model.services[0].stages[0].discipline;
            if !discipline.lane_order() {
                continue;
            }
            let mut ranker = discipline.ranker();
            let lanes = discipline.lanes().count;
            for (pattern, turned, now) in (0..64_u64).flat_map(|p| [false, true].map(|t| [0, 86_400].map(|n| (p, t, n)))).flatten() {
                // Some lanes are empty; the older heads stand in higher lanes, or in lower ones.
                let at = |lane: usize| if turned { (lanes - lane) as i64 } else { lane as i64 };
                let head = |lane: usize| {
                    let (clock_start, number) = (-86_400 * at(lane), lane as u64);
                    let empty = pattern >> (lane % 6) & 1 == 0;
                    if empty { Head::NONE } else { Head { seniority: clock_start, clock_start, number } }
                };
                let heads: Vec<Head> = (0..lanes).map(head).collect();
                let view = View::new(now, 0, &heads, &[]);
                let first = heads.iter().position(|h| !h.is_none()).map_or(Pick::Nobody, Pick::Lane);
                prop_assert_eq!(ranker.pick(&view), first, "{:?}", rule);
                checked += 1;
            }
        }
        // First come at least, however small the case.
        prop_assert!(checked >= 256, "{checked}");
    }
}

/// A guard that stops one variant leaves the others alone.
#[test]
fn a_stopped_variant_stops_no_other() {
    let case = crate::laws::agreement::example(3);
    let rule = &Rule::all(&case)[0];
    let (free, mut narrow) = (case.model(rule), case.model(rule));
    narrow.max_waiting = 1;
    let results = together(&[&narrow, &free], 0, 0, Departures::Lazy, || Nobody);
    assert!(results[0].is_err());
    assert_eq!(results[1].as_ref().expect("no guard").0, run(&free, 0, 0, Departures::Lazy, Nobody).expect("runs").0);
}

/// Policies may differ in who misses appointments; who comes, with which luck and patience, makes other people.
#[test]
fn what_makes_other_people() {
    let case = crate::laws::agreement::example(5);
    let rule = &Rule::all(&case)[0];
    let base = case.model(rule);
    let differs = |change: &dyn Fn(&mut Model)| {
        let mut other = base.clone();
        change(&mut other);
        !same_people(&base, &other, 0)
    };
    assert!(!differs(&|m| m.services[0].stages[0].misses.iter_mut().for_each(|c| *c = Chance::new(0.9))));
    assert!(!differs(&|m| m.max_waiting += 1));
    assert!(differs(&|m| m.seed += 1));
    assert!(differs(&|m| m.horizon += 86_400));
    assert!(differs(&|m| m.services[0].today.clear()));
    assert!(differs(&|m| m.services[0].patience_of.push(0)));
    assert!(differs(&|m| m.services[0].referrals = None));
}

/// A part can be taken on in windows that cut across those of its people.
#[test]
fn a_part_takes_any_windows() {
    let case = crate::laws::agreement::example(7);
    let model = case.model(&Rule::all(&case)[0]);
    let mut part = Part::new(&model, 0, 0, Departures::Lazy, Record::default());
    for until in [1, 1, 86_399, 604_801, model.horizon] {
        part.advance(until.min(model.horizon)).expect("no guard");
    }
    assert_eq!(part.finish().1.sorted().events, record(&model).events);
}

/// A part that a guard has stopped is where it was: nobody comes twice, however often it is asked to go on.
#[test]
fn a_stopped_part_lets_nobody_in_twice() {
    let case = crate::laws::agreement::example(3);
    let mut model = case.model(&Rule::all(&case)[0]);
    model.max_waiting = 30;
    let mut part = Part::new(&model, 0, 0, Departures::Lazy, Record::default());
    let mut stopped = 0;
    for day in 1..=case.days {
        stopped += u32::from(part.advance(day * 86_400).is_err());
    }
    assert!(stopped > 1, "{stopped}");
    let joined = part.finish().1.events.into_iter().filter(|e| e.what == crate::laws::record::What::Joined);
    let mut numbers: Vec<u64> = joined.map(|e| e.number).collect();
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}
