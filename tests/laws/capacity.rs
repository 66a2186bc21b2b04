//! Capacity is never exceeded and never idle beside a person who may be seen; so the order does not change the size of the list.

use std::collections::BTreeSet;

use proptest::prelude::*;
use queuity::engine::Departures;
use queuity::ids::{MAX_INDEX, MAX_WEEK, PersonId, Source};
use queuity::model::{Capacity, Model, UNLIMITED};
use queuity::people::{Draw, Kept, Person};
use queuity::rng::{Key, Purpose};
use queuity::tally::{ClassTally, Stock};
use queuity::time::Time;

use crate::laws::agreement::example;
use crate::laws::case::{Case, Place, any_case, case_with, servers, slots};
use crate::laws::record::{Event, Record, What, record, run};
use crate::laws::rule::Rule;

/// The length of a service that begins with this call.
fn service_time(model: &Model, call: &Event) -> Time {
    let service = &model.services[0];
    let Capacity::Servers { service: laws, service_of, .. } = &service.stages[0].capacity else { return 0 };
    let draw = Draw { key: Key::new(model.seed, 0), population: &model.population, service, beyond: 0 };
    let source = Source::ALL[(call.number >> 48) as usize];
    let first = PersonId::new(source, (call.number >> 28) & MAX_WEEK, call.number as u32 & MAX_INDEX);
    let id = (0..call.missed).fold(first, |id, _| id.after_a_miss());
    let person = Person {
        clock_start: call.clock_start,
        id,
        behind: 0,
        patience: u32::MAX,
        class: call.class,
        recorded: call.class,
        kept: Kept::default(),
    };
    laws[usize::from(service_of[usize::from(call.class)])].draw(&mut draw.stream(&person, Purpose::Service)).round()
        as Time
}

/// After all events of an instant: how many are in service, and how many wait and could be served.
fn busy_and_waiting(model: &Model, record: &Record, now: Time) -> (usize, usize) {
    let mut on_list = BTreeSet::new();
    let mut in_service = Vec::new();
    for e in record.events.iter().filter(|e| e.at <= now) {
        match e.what {
            What::OnList | What::Joined => _ = on_list.insert(e.number),
            What::Gone | What::Treated | What::Discharged | What::Lost(_) => _ = on_list.remove(&e.number),
            What::Called { .. } if e.at + service_time(model, e) > now => in_service.push(e.number),
            What::Called { .. } | What::Session { .. } | What::Waits => {}
        }
    }
    let waiting = on_list.iter().filter(|n| !in_service.contains(n)).count();
    (in_service.len(), waiting)
}

/// The instants at which slots or servers were idle beside people who could be seen.
fn idle_beside_people(model: &Model, record: &Record) -> Result<Vec<Time>, String> {
    let mut idle = Vec::new();
    match &model.services[0].stages[0].capacity {
        Capacity::Slots { .. } => {
            for session in &record.events {
                let What::Session { slots } = session.what else { continue };
                let called = |e: &&Event| e.at == session.at && matches!(e.what, What::Called { .. });
                let seen: BTreeSet<u64> = record.events.iter().filter(called).map(|e| e.number).collect();
                let calls = record.events.iter().filter(called).count();
                if seen.len() != calls || calls > slots as usize {
                    return Err(format!("{calls} calls of {} people in {slots} slots at {}", seen.len(), session.at));
                }
                let mut left: BTreeSet<u64> = BTreeSet::new();
                for e in record.events.iter().filter(|e| e.at <= session.at) {
                    match e.what {
                        What::OnList | What::Joined => _ = left.insert(e.number),
                        What::Gone | What::Treated | What::Discharged | What::Lost(_) => _ = left.remove(&e.number),
                        What::Called { .. } | What::Session { .. } | What::Waits => {}
                    }
                }
                // A person who missed an appointment of this session is on the list, but not for this session.
                if calls < slots as usize && left.difference(&seen).next().is_some() {
                    idle.push(session.at);
                }
            }
        }
        Capacity::Servers { count, .. } => {
            let instants: BTreeSet<Time> =
                record.events.iter().filter(|e| e.what != What::Waits).map(|e| e.at).collect();
            for now in instants {
                let (busy, waiting) = busy_and_waiting(model, record, now);
                if busy > *count as usize {
                    return Err(format!("{busy} services at {now}"));
                }
                if busy < *count as usize && waiting > 0 {
                    idle.push(now);
                }
            }
        }
        Capacity::Delay(_) => {}
    }
    Ok(idle)
}

/// The size of the whole list after each instant at which it changes.
pub(crate) fn sizes(record: &Record) -> Vec<(Time, i64)> {
    let mut sizes: Vec<(Time, i64)> = Vec::new();
    let mut size = 0;
    for e in &record.events {
        size += match e.what {
            What::OnList | What::Joined => 1,
            What::Gone | What::Treated | What::Discharged | What::Lost(_) => -1,
            What::Called { .. } | What::Session { .. } | What::Waits => continue,
        };
        match sizes.last_mut() {
            Some(last) if last.0 == e.at => last.1 = size,
            _ => sizes.push((e.at, size)),
        }
    }
    sizes
}

fn same_sizes(case: &Case) -> bool {
    let of = |rule: &Rule| sizes(&record(&case.model(rule)));
    let first = of(&Rule::FirstCome);
    Rule::all(case).iter().filter(|r| !r.idles()).all(|rule| of(rule) == first)
}

/// One service time for all.
fn equal_services(mut case: Case) -> Case {
    let length = case.urgencies[0].service;
    for urgency in &mut case.urgencies {
        urgency.service = length;
    }
    if let Place::Servers { constant, .. } = &mut case.place {
        *constant = true;
    }
    case
}

proptest! {
    #![proptest_config(crate::laws::cases(200))]

    /// Never more people than slots or servers, nobody twice in a session; and none idle beside a person who may be seen, unless
    /// the discipline declares hard quotas.
    #[test]
    fn capacity_is_neither_exceeded_nor_idle(case in any_case()) {
        for rule in Rule::all(&case) {
            let model = case.model(&rule);
            let idle = idle_beside_people(&model, &record(&model)).map_err(TestCaseError::fail)?;
            prop_assert!(idle.is_empty() || rule.idles(), "{:?}: idle at {:?}", rule, idle);
        }
    }

    /// With a server for everybody nobody waits, and those in service at each audit are those whose service has begun and not
    /// ended.
    #[test]
    fn in_service_at_audits(case in case_with(servers())) {
        let mut case = case;
        let Place::Servers { count, .. } = &mut case.place else { unreachable!() };
        *count = UNLIMITED;
        let model = case.model(&Rule::FirstCome);
        let (tally, record) = run(&model, Departures::Lazy);
        let mut all = ClassTally::default();
        tally.classes.iter().flatten().for_each(|c| all.merge(c));
        let mut stock = all.weekly.stock(Stock::InService);
        stock.resize(model.audits() + 1, 0);
        for (row, &found) in stock.iter().enumerate().skip(1) {
            let at = (row as Time * model.audit.unwrap()).min(model.horizon);
            // The closing row precedes the horizon by an instant: people in service up to it count.
            let at = if row == model.audits() { model.horizon - 1 } else { at };
            let in_service = busy_and_waiting(&model, &record, at);
            prop_assert_eq!((found, 0), (in_service.0 as i64, in_service.1));
        }
    }

    /// The list is as long under every order: slots, nobody misses, nobody leaves, nothing idles.
    #[test]
    fn the_list_is_as_long_under_every_order_with_slots(case in case_with(slots())) {
        prop_assert!(same_sizes(&case.all_attend().all_stay()));
    }

    /// The same with servers where every service takes equally long.
    #[test]
    fn the_list_is_as_long_under_every_order_with_servers(case in case_with(servers())) {
        prop_assert!(same_sizes(&equal_services(case.all_attend().all_stay())));
    }
}

/// Dropped: hard quotas keep slots idle beside others, and the list grows longer.
#[test]
fn a_hard_quota_idles() {
    let mut case = example(1).all_attend().all_stay();
    case.today = vec![(5, 0, 40)];
    let hard = Rule::all(&case).into_iter().rfind(Rule::idles).expect("there is one");
    let hard = match hard {
        Rule::Reserved { mut quotas, rest, .. } => {
            quotas[0].size = crate::laws::rule::Size::Share(100);
            Rule::Reserved { quotas, spill_over: false, rest }
        }
        other => other,
    };
    let model = case.model(&hard);
    let record = record(&model);
    assert!(!idle_beside_people(&model, &record).unwrap().is_empty());
    assert_ne!(sizes(&record), sizes(&crate::laws::record::record(&case.model(&Rule::FirstCome))));
}

/// Dropped: people miss appointments by their own luck, so it matters who is called (equal in law only).
#[test]
fn with_missed_appointments_the_order_changes_the_size() {
    assert!((0..20).any(|seed| !same_sizes(&example(seed).all_stay())));
    assert!((0..20).all(|seed| same_sizes(&example(seed).all_stay().all_attend())));
}

/// Dropped: people leave untreated.
#[test]
fn with_removals_the_order_changes_the_size() {
    assert!((0..20).any(|seed| !same_sizes(&example(seed).all_attend())));
}

/// Dropped: the length of the service belongs to the person.
#[test]
fn with_service_times_of_the_person_the_order_changes_the_size() {
    let with = |seed, constant| {
        let mut case = example(seed).all_attend().all_stay();
        case.place = Place::Servers { count: 1, constant };
        case
    };
    assert!((0..20).any(|seed| !same_sizes(&with(seed, false))));
    assert!((0..20).all(|seed| same_sizes(&with(seed, true))));
}
