//! Official waits counted a second time, day by day, from what happens to each person, on random scenarios.

use std::collections::BTreeMap;

use crate::watched::{self, Watcher};
use proptest::prelude::*;
use queuity::engine::{Departures, Nobody, run};
use queuity::model::{ClockRule, Model, OfficialClock};
use queuity::people::Person;
use queuity::tally::{Exit, OfficialWait, Tally};
use queuity::time::{DAY, Time, day};

use super::loaded;
use crate::rows::case::{Case, cases};

/// Something that may move a clock.
#[derive(Clone, Copy, Debug)]
enum What {
    /// Until when somebody who missed an appointment is away; none where no other one is made. Whether the engine told of a clock.
    Missed {
        back: Option<Time>,
        told: bool,
    },
    Cancelled,
    Declined,
    Away {
        until: Time,
    },
    /// Of this class from now on.
    Class(u16),
}

/// One wait: what happened, and how it ended.
#[derive(Clone, Debug)]
struct Way {
    clock_start: Time,
    joined: Time,
    first_class: u16,
    events: Vec<(Time, usize, What)>,
    end: Time,
    how: Option<Exit>,
}

/// All missed appointments take this long to be made again.
const AWAY: Time = 3 * DAY;

/// Keeps what happens to everybody.
#[derive(Debug, Default)]
struct Record {
    open: BTreeMap<u64, Way>,
    stage: BTreeMap<u64, usize>,
    done: Vec<Way>,
    /// The last clock that the engine told of, by person.
    clocks: BTreeMap<u64, OfficialWait>,
    told: Vec<(OfficialWait, usize)>,
}

impl Record {
    fn note(&mut self, person: &Person, at: Time, what: What) {
        let stage = self.stage.get(&person.id.order()).copied().unwrap_or(0);
        if let Some(way) = self.open.get_mut(&person.id.order()).filter(|_| !person.id.stopped()) {
            way.events.push((at, stage, what));
        }
    }

    fn ends(&mut self, person: &Person, end: Time, how: Option<Exit>) {
        let mut way = self.open.remove(&person.id.order()).expect("who leaves has joined");
        (way.end, way.how) = (end, how);
        if let Some(clock) = self.clocks.remove(&person.id.order()) {
            self.told.push((clock, self.done.len()));
        }
        self.done.push(way);
    }
}

impl Watcher for Record {
    fn joined(&mut self, person: &Person, at: Time) {
        let &Person { clock_start, class, .. } = person;
        let way = Way { clock_start, joined: at, first_class: class, events: Vec::new(), end: 0, how: None };
        assert!(self.open.insert(person.id.order(), way).is_none());
    }
    fn moved(&mut self, person: &Person, at: Time, stage: usize) {
        self.stage.insert(person.id.order(), stage);
        self.note(person, at, What::Class(person.class));
    }
    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        if !attends {
            self.note(person, at, What::Missed { back: Some(at + AWAY), told: false });
        }
    }
    fn cancelled(&mut self, person: &Person, at: Time) {
        self.note(person, at, What::Cancelled);
    }
    fn declined(&mut self, person: &Person, at: Time) {
        self.note(person, at, What::Declined);
    }
    fn unavailable(&mut self, person: &Person, at: Time, until: Time) {
        self.note(person, at, What::Away { until });
    }
    fn changed(&mut self, _: &Person, after: &Person, at: Time) {
        self.note(after, at, What::Class(after.class));
    }
    fn clock_moves(&mut self, person: &Person, at: Time, _: ClockRule, clock: &OfficialWait) {
        // A server is told of an appointment when it begins, and another one is made when it is over.
        let events = self.open.get_mut(&person.id.order()).map(|way| way.events.iter_mut().rev());
        let way = events.and_then(|mut events| events.find(|e| !matches!(e.2, What::Class(_))));
        if let Some((begun, _, What::Missed { back, told })) = way {
            (*begun, *back, *told) = (at, Some(at + AWAY), true);
        }
        self.clocks.insert(person.id.order(), *clock);
    }
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.ends(person, at, Some(how));
    }
    fn waits(&mut self, person: &Person, at: Time) {
        self.ends(person, at, None);
    }
}

/// The clock of one wait, a day at a time: the days counted by the end of each day from the clock start, and how often it has restarted.
struct Counted {
    start: i64,
    by_day: Vec<i64>,
    restarts: u32,
    moved: bool,
}

impl Counted {
    fn on(&self, day: i64) -> i64 {
        self.by_day[(day - self.start) as usize]
    }
}

/// What happens at the end of the days of a wait, in order.
fn count(way: &Way, rules: &[Option<OfficialClock>], last: i64) -> Counted {
    let start = day(way.clock_start);
    // On which days a day is added, and after which event the count is 0 again.
    let mut clock = Counted { start, by_day: vec![0], restarts: 0, moved: false };
    let mut stands_until = start;
    let mut events = way.events.iter().filter(|e| !matches!(e.2, What::Class(_))).peekable();
    let mut shown = 0;
    for today in start..=last {
        if today > start && today > stands_until {
            shown += 1;
        }
        while let Some((at, stage, what)) = events.next_if(|e| day(e.0) <= today) {
            let Some(rules) = &rules[*stage] else { continue };
            let (rule, back) = match *what {
                What::Missed { back: Some(back), .. } => (rules.missed, back),
                What::Away { until } => (rules.unavailable, until),
                What::Cancelled => (rules.cancelled, *at),
                What::Declined => (rules.declined, *at),
                What::Missed { back: None, .. } | What::Class(_) => continue,
            };
            let may = rules.most_restarts.is_none_or(|most| clock.restarts < most);
            match rule {
                ClockRule::Restarts if may => {
                    (shown, stands_until) = (0, today);
                    clock.restarts += 1;
                    clock.moved = true;
                }
                ClockRule::RestartsWhenBack if may => {
                    (shown, stands_until) = (0, day(back));
                    clock.restarts += 1;
                    clock.moved = true;
                }
                ClockRule::Pauses if day(back) > today => {
                    stands_until = day(back);
                    clock.moved = true;
                }
                _ => {}
            }
        }
        match today - start {
            0 => clock.by_day[0] = shown,
            _ => clock.by_day.push(shown),
        }
    }
    clock
}

/// People truly and officially beyond each limit at each audit, from the ways alone.
fn hidden(
    model: &Model,
    ways: &[Way],
    rules: &[Option<OfficialClock>],
    limit: i64,
    of_class: &dyn Fn(u16) -> bool,
) -> Vec<i64> {
    let Some(every) = model.audit else { return Vec::new() };
    let rows = ((model.horizon + every - 1) / every) as usize;
    let last_day = model.horizon / DAY - 1;
    let mut found = vec![0; rows + 1];
    for way in ways {
        for (row, found) in found.iter_mut().enumerate().skip(1) {
            // After all events of that instant; the last audit is dated the last day, and before the end.
            let instant = (row as i64 * every).min(model.horizon);
            let closing = row == rows;
            let date = if closing { last_day } else { day(instant) };
            let left = way.how.is_some() && (closing || way.end <= instant);
            if way.joined > instant || left {
                continue;
            }
            // What happens later that day is not known yet.
            let known = way.events.iter().filter(|e| e.0 <= instant).copied().collect();
            let clock = count(&Way { events: known, ..way.clone() }, rules, date);
            let class = (way.events.iter())
                .filter(|e| e.0 <= instant)
                .fold(way.first_class, |class, e| if let What::Class(after) = e.2 { after } else { class });
            let beyond = date - clock.start > limit && clock.on(date) <= limit;
            *found += i64::from(beyond && of_class(class));
        }
    }
    found
}

/// The days of a histogram, one by one.
fn days(of: &queuity::tally::Histogram) -> Vec<i64> {
    (0..).zip(of.counts()).flat_map(|(day, &count)| std::iter::repeat_n(day, count as usize)).collect()
}

fn sorted(mut of: Vec<i64>) -> Vec<i64> {
    of.sort_unstable();
    of
}

fn check(model: &Model, service: usize, text: &str) -> usize {
    let (tally, mut record) = watched::run(model, service, 0, Departures::Lazy, Record::default()).expect("no guard");
    let rules: Vec<Option<OfficialClock>> = model.services[service].stages.iter().map(|s| s.official).collect();
    let last = model.horizon / DAY - 1;
    let slotted: Vec<bool> = model.services[service].stages.iter().map(queuity::model::Stage::slotted).collect();
    for way in &mut record.done {
        // A server may not be done with somebody who missed an appointment, or find them gone: then no other one is made.
        for (_, stage, what) in &mut way.events {
            if let What::Missed { back, told: false } = what
                && !slotted[*stage]
            {
                *back = None;
            }
        }
        // Who is discharged for a missed appointment has no other one made either.
        let last = way.events.iter_mut().rev().find(|e| !matches!(e.2, What::Class(_)));
        if let Some((at, _, What::Missed { back, .. })) = last
            && way.how == Some(Exit::Discharged)
            && way.end == *at
        {
            *back = None;
        }
        // Those who leave unnoticed are told later, with their own time.
        way.events.sort_by_key(|e| e.0);
    }
    let end = |way: &Way| if way.how.is_some() { day(way.end) } else { last };
    let counted: Vec<Counted> = record.done.iter().map(|way| count(way, &rules, end(way))).collect();
    let mut expected: [Vec<(i64, i64)>; 2] = [Vec::new(), Vec::new()];
    for (way, clock) in record.done.iter().zip(&counted) {
        let (truly, officially) = (end(way) - clock.start, clock.on(end(way)));
        assert!(officially <= truly, "{officially} officially, {truly} in truth: {way:?}\n{text}");
        assert!(clock.moved || officially == truly);
        if clock.moved {
            match way.how {
                Some(Exit::Treated) if way.end >= model.warm_up => expected[0].push((truly, officially)),
                None => expected[1].push((truly, officially)),
                _ => {}
            }
        }
    }
    let told: BTreeMap<usize, OfficialWait> = record.told.iter().map(|(clock, way)| (*way, *clock)).collect();
    for (number, (way, clock)) in record.done.iter().zip(&counted).enumerate() {
        let found = told.get(&number).map(|c| (c.days(end(way)), c.restarts));
        let expected = clock.moved.then(|| (clock.on(end(way)), clock.restarts));
        assert_eq!(found, expected, "{way:?}\n{text}");
    }
    let classes: Vec<_> = tally.classes.iter().flatten().filter_map(|c| c.official.as_deref()).collect();
    let of = |which: fn(&queuity::tally::Official) -> &queuity::tally::Moved| {
        let all = |part: fn(&queuity::tally::Moved) -> &queuity::tally::Histogram| {
            sorted(classes.iter().flat_map(|c| days(part(which(c)))).collect())
        };
        (all(|m| &m.truly), all(|m| &m.counted), classes.iter().map(|c| which(c).days).sum::<u64>())
    };
    for (found, expected) in [of(|c| &c.completed), of(|c| &c.closing)].into_iter().zip(&expected) {
        let truly = sorted(expected.iter().map(|e| e.0).collect());
        let officially = sorted(expected.iter().map(|e| e.1).collect());
        let left_out: i64 = expected.iter().map(|e| e.0 - e.1).sum();
        assert_eq!(found, (truly, officially, left_out as u64), "{text}");
    }
    series(model, service, &tally, &record.done, &rules, text);
    expected.iter().map(Vec::len).sum()
}

/// The series, audit by audit and class by class.
fn series(model: &Model, service: usize, tally: &Tally, ways: &[Way], rules: &[Option<OfficialClock>], text: &str) {
    for (number, limit) in model.limits.iter().enumerate() {
        for (class, tally) in tally.classes.iter().enumerate() {
            let mut found = tally.as_ref().and_then(|t| t.official.as_ref()).map_or(Vec::new(), |o| o.hidden(number));
            let expected = hidden(model, ways, rules, limit.days, &|c| usize::from(c) == class);
            found.resize(expected.len(), 0);
            assert_eq!(found, expected, "service {service}, class {class}, beyond {limit}\n{text}");
        }
    }
}

fn text(case: &Case) -> String {
    case.text().replace("currency = \"GBP\"\n", "currency = \"GBP\"\nlimits_weeks = [2, 5]\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn official_waits_are_those_counted_day_by_day(case in cases()) {
        let text = text(&case);
        let scenario = loaded(&text);
        let model = &scenario.variants[0].model;
        for service in 0..model.services.len() {
            check(model, service, &text);
        }
    }

    /// What is true stays as it is, with and without an official clock.
    #[test]
    fn an_official_clock_moves_nobody(case in cases()) {
        let with = loaded(&text(&case));
        let model = &with.variants[0].model;
        let mut without = model.clone();
        without.services.iter_mut().flat_map(|s| &mut s.stages).for_each(|s| s.official = None);
        for service in 0..model.services.len() {
            let (mut counted, _) = run(model, service, 0, Departures::Lazy, Nobody).expect("no guard");
            let (plain, _) = run(&without, service, 0, Departures::Lazy, Nobody).expect("no guard");
            counted.classes.iter_mut().flatten().for_each(|c| c.official = None);
            prop_assert!(counted == plain);
        }
    }
}
