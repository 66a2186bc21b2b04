//! Keeps the books from events alone, by the definitions, and compares them with the tally of the engine.

use std::collections::BTreeMap;

use queuity::model::{Capacity, Model, UNLIMITED};
use queuity::tally::{ClassTally, Cohort, Exit, Flow, Moments, Stock, Tally};
use queuity::time::{DAY, Time, day, days_waited};

use crate::laws::record::{Event, Record, What};

/// One person's way through the list.
#[derive(Clone, Copy, Debug)]
struct Way {
    class: u16,
    clock_start: Time,
    today: bool,
    exit: Option<(Time, Exit)>,
}

fn ways(record: &Record) -> Vec<Way> {
    let mut people: BTreeMap<u64, Way> = BTreeMap::new();
    for e in &record.events {
        let exit = match e.what {
            What::OnList | What::Joined => {
                let today = e.what == What::OnList;
                let way = Way { class: e.class, clock_start: e.clock_start, today, exit: None };
                assert!(people.insert(e.number, way).is_none(), "someone joined twice");
                continue;
            }
            What::Gone => Exit::Removed,
            What::Treated => Exit::Treated,
            What::Discharged => Exit::Discharged,
            What::Lost(how) => how,
            What::Session { .. } | What::Called { .. } | What::Waits => continue,
        };
        let way = people.get_mut(&e.number).expect("a person who leaves has joined");
        assert!(way.exit.is_none(), "someone left twice");
        way.exit = Some((e.at, exit));
    }
    people.into_values().collect()
}

/// The integral of the list size of each class from the warm-up to the horizon, step by step.
pub(crate) fn area(model: &Model, record: &Record) -> Vec<i128> {
    let classes = model.classes(0);
    let (mut size, mut area) = (vec![0_i128; classes], vec![0_i128; classes]);
    let mut last = 0;
    let end = Event { at: model.horizon, what: What::Waits, number: 0, missed: 0, class: 0, clock_start: 0 };
    for e in record.events.iter().chain([&end]) {
        let seconds = i128::from((e.at - last.max(model.warm_up)).max(0));
        for (area, size) in area.iter_mut().zip(&size) {
            *area += size * seconds;
        }
        last = last.max(e.at);
        match e.what {
            What::OnList | What::Joined => size[usize::from(e.class)] += 1,
            What::Gone | What::Treated | What::Discharged | What::Lost(_) => size[usize::from(e.class)] -= 1,
            What::Session { .. } | What::Called { .. } | What::Waits => {}
        }
    }
    area
}

/// Everything of a tally, by class, from the events.
pub(crate) fn tally(model: &Model, record: &Record) -> Tally {
    let scope = queuity::tally::Scope {
        horizon: model.horizon,
        warm_up: model.warm_up,
        follow_up: model.follow_up,
        audit: model.audit,
        limits: model.limits,
    };
    let mut tally = Tally::new(scope, model.classes(0), 1);
    for way in ways(record) {
        let c = tally.class(way.class);
        if way.today {
            c.initial += 1;
            c.opening.add(days_waited(way.clock_start, 0));
        } else {
            c.referred += 1;
        }
        let Some((at, how)) = way.exit else {
            c.waiting += 1;
            c.closing.add(model.last_day() - day(way.clock_start));
            follow(model, c, &way);
            continue;
        };
        c.exits[how] += 1;
        if at >= model.warm_up {
            if how == Exit::Treated {
                c.completed.add(at - way.clock_start);
                c.completed_days.add(days_waited(way.clock_start, at));
                c.completed_at_once += u64::from(at == way.clock_start);
            } else {
                c.left_untreated.add(at - way.clock_start);
            }
        }
        follow(model, c, &way);
    }
    let mut free = 0_u32;
    for e in &record.events {
        if let What::Called { attends } = e.what
            && e.at >= model.warm_up
        {
            tally.class(e.class).booked += 1;
            tally.class(e.class).missed += u64::from(!attends);
            tally.capacity.booked += 1;
            tally.capacity.attended += u64::from(attends);
            // Of the session that was opened last.
            tally.capacity.unused -= u64::from(free > 0);
            free = free.saturating_sub(1);
        }
        if let What::Session { slots } = e.what
            && e.at >= model.warm_up
        {
            tally.capacity.offered += u64::from(slots);
            tally.capacity.unused += u64::from(slots);
            free = slots;
        }
    }
    for (class, area) in area(model, record).into_iter().enumerate() {
        if area > 0 {
            tally.class(class as u16).area = area;
        }
    }
    tally
}

fn follow(model: &Model, c: &mut ClassTally, way: &Way) {
    let (cohort, origin): (&mut Cohort, Time) = if way.today {
        (&mut c.today, 0)
    } else if (model.warm_up..model.horizon - model.follow_up).contains(&way.clock_start) {
        (&mut c.joined, way.clock_start)
    } else {
        return;
    };
    cohort.members += 1;
    let mut untreated = model.follow_up;
    if let Some((at, how)) = way.exit {
        if how == Exit::Treated {
            untreated = untreated.min(at - origin);
        }
        if days_waited(origin, at) <= model.follow_up / DAY {
            cohort.exits[how].add(days_waited(origin, at));
        }
    }
    cohort.untreated.add(untreated);
}

/// The list and the waits above limits at audit k, counted person by person.
pub(crate) fn stock(model: &Model, record: &Record, class: u16, row: usize, limit: Option<i64>) -> i64 {
    let every = model.audit.expect("a series");
    let last = model.audits();
    let at = (row as Time * every).min(model.horizon);
    let on = if row == last { model.last_day() } else { day(at) };
    let here = |way: &Way| {
        let (joined, left) = match row {
            0 => (way.today, false),
            // At the closing row everything before the horizon has happened; at others, everything up to the instant.
            _ => (way.today || way.clock_start <= at, way.exit.is_some_and(|(gone, _)| gone <= at)),
        };
        joined && !left && limit.is_none_or(|limit| on - day(way.clock_start) > limit)
    };
    ways(record).iter().filter(|w| w.class == class && here(w)).count() as i64
}

/// Compares a tally with the books, field by field.
pub(crate) fn compare(model: &Model, record: &Record, found: &Tally) {
    let books = tally(model, record);
    assert_eq!(books.classes.len(), found.classes.len());
    for (class, (mine, theirs)) in books.classes.iter().zip(&found.classes).enumerate() {
        let empty = ClassTally::default();
        let (mine, theirs) = (mine.as_deref().unwrap_or(&empty), theirs.as_deref().unwrap_or(&empty));
        let mut plain = theirs.clone();
        plain.weekly = Default::default();
        assert_eq!(mine, &plain, "class {class}");
        let target = model.services[0].urgencies[model.services[0].urgency(class as u16)].target_days;
        for (stock_of, limit) in [
            (Stock::List, None),
            (Stock::Breaches, Some(target)),
            (Stock::Over(0), Some(126)),
            (Stock::Over(1), Some(364)),
            (Stock::Over(2), Some(455)),
        ] {
            let counted: Vec<i64> =
                (0..=model.audits()).map(|row| stock(model, record, class as u16, row, limit)).collect();
            let mut series = theirs.weekly.stock(stock_of);
            series.resize(counted.len(), 0);
            assert_eq!(counted, series, "class {class} {stock_of:?}");
        }
        let flow = |f: Flow| theirs.weekly.flows(f).iter().map(|&n| u64::from(n)).sum::<u64>();
        assert_eq!(flow(Flow::Referrals), theirs.referred);
        assert_eq!(flow(Flow::Treated), theirs.exits[Exit::Treated]);
        let removed = [Exit::Removed, Exit::Discharged, Exit::TurnedAway].map(|how| theirs.exits[how]);
        assert_eq!(flow(Flow::Removed), removed.iter().sum::<u64>());
    }
    let plain = queuity::tally::CapacityTally {
        lost: books.capacity.lost,
        reserved_unused: books.capacity.reserved_unused,
        busy: books.capacity.busy,
        open: books.capacity.open,
        ..found.capacity
    };
    assert_eq!(books.capacity, plain);
    let capacity = &model.services[0].stages[0].capacity;
    if matches!(capacity, Capacity::Slots { .. }) {
        assert!(found.capacity.reserved_unused <= found.capacity.unused + found.capacity.minutes);
    } else {
        let unlimited = matches!(capacity, Capacity::Servers { count: UNLIMITED, .. });
        assert!(if unlimited { found.capacity.open == 0 } else { found.capacity.busy <= found.capacity.open });
        assert_eq!(found.capacity.offered, 0);
    }
}

/// Sums of a tally over all classes: waits and counts, of all people.
pub(crate) fn totals(tally: &Tally) -> (ClassTally, queuity::tally::CapacityTally) {
    let mut all = ClassTally::default();
    for class in tally.classes.iter().flatten() {
        all.merge(class);
    }
    (all, tally.capacity)
}

/// A check that moments belong to a histogram of the same values: as many, and the days bound the seconds.
pub(crate) fn agree(moments: &Moments, days: &queuity::tally::Histogram) -> bool {
    let sum_of_days: i128 = days.counts().iter().zip(0_i128..).map(|(&n, d)| i128::from(n) * d).sum();
    let seconds = sum_of_days * i128::from(DAY);
    let slack = i128::from(moments.count) * i128::from(DAY);
    moments.count == days.total() && moments.sum >= seconds - slack && moments.sum <= seconds + slack
}
