//! Keeps the books of a pathway from events alone, by the definitions and day by day, and compares them with the tally: one end for
//! everybody, and lists, breaches and time on the list by the class of the day.

use std::collections::BTreeMap;

use crate::watched::Watcher;
use queuity::ids::Source;
use queuity::model::Model;
use queuity::people::Person;
use queuity::tally::{Exit, Flow, Stock, Tally};
use queuity::time::{DAY, Time, day};

/// One person's time on the list.
#[derive(Debug)]
struct Way {
    today: bool,
    clock_start: Time,
    /// The classes a person has had, and since when.
    classes: Vec<(Time, u16)>,
    /// How it ended; none within the horizon.
    exit: Option<(Time, Exit)>,
    /// How often an end was told, waiting on being one.
    ends: u32,
}

impl Way {
    /// The class of the day, with changes up to and at an instant.
    fn class(&self, at: Time) -> u16 {
        self.classes.iter().take_while(|(from, _)| *from <= at).last().unwrap_or(&self.classes[0]).1
    }
}

/// Everybody's.
#[derive(Debug, Default)]
pub(crate) struct Ways(BTreeMap<u64, Way>);

impl Watcher for Ways {
    fn joined(&mut self, person: &Person, at: Time) {
        let today = person.id.source() == Source::Today;
        let (clock_start, classes) = (person.clock_start, vec![(Time::MIN, person.class)]);
        let way = Way { today, clock_start, classes, exit: None, ends: 0 };
        assert!(self.0.insert(person.id.order(), way).is_none(), "someone joins twice");
        assert!(at == clock_start || today);
    }
    fn changed(&mut self, before: &Person, after: &Person, at: Time) {
        let way = self.0.get_mut(&after.id.order()).expect("a person who changes has joined");
        if way.ends == 0 {
            let (since, class) = *way.classes.last().expect("the first");
            assert!(class == before.class && since <= at, "changes are told in order: {way:?}");
            way.classes.push((at, after.class));
        } else {
            assert!(after.id.stopped(), "only a follow-up goes on: {way:?}");
        }
    }
    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        let way = self.0.get_mut(&person.id.order()).expect("a person who leaves has joined");
        assert!(at >= way.classes.last().expect("the first").0 && at >= way.clock_start);
        assert_eq!(person.class, way.class(Time::MAX));
        (way.exit, way.ends) = (Some((at, how)), way.ends + 1);
    }
    fn waits(&mut self, person: &Person, _: Time) {
        let way = self.0.get_mut(&person.id.order()).expect("a person who waits has joined");
        assert_eq!(person.class, way.class(Time::MAX));
        way.ends += 1;
    }
}

/// What a class has in the books.
#[derive(Clone, Debug, Default, PartialEq)]
struct Books {
    area: i128,
    joined: u64,
    exits: Vec<u64>,
    waiting: u64,
    list: Vec<i64>,
    breaches: Vec<i64>,
    over_18: Vec<i64>,
    removed: Vec<u32>,
    new_breaches: Vec<u32>,
}

impl Books {
    fn new(rows: usize) -> Self {
        let (stock, flow) = (vec![0; rows], vec![0; rows]);
        Self {
            exits: vec![0; Exit::COUNT],
            list: stock.clone(),
            breaches: stock.clone(),
            over_18: stock,
            removed: flow.clone(),
            new_breaches: flow,
            ..Self::default()
        }
    }

    fn of(tally: &Tally, class: usize, rows: usize) -> Self {
        let Some(c) = tally.classes[class].as_deref() else { return Self::new(rows) };
        let stock = |of| {
            let mut stock = c.weekly.stock(of);
            stock.resize(rows, 0);
            stock
        };
        let flow = |of| {
            let mut flow = c.weekly.flows(of).to_vec();
            flow.resize(rows, 0);
            flow
        };
        Self {
            area: c.area,
            joined: c.initial + c.referred,
            exits: vec![
                c.exits[Exit::Treated],
                c.exits[Exit::Removed],
                c.exits[Exit::Discharged],
                c.exits[Exit::Died],
                c.exits[Exit::Emergency],
                c.exits[Exit::Private],
                c.exits[Exit::TurnedAway],
            ],
            waiting: c.waiting,
            list: stock(Stock::List),
            breaches: stock(Stock::Breaches),
            over_18: stock(Stock::Over(0)),
            removed: flow(Flow::Removed),
            new_breaches: flow(Flow::NewBreaches),
        }
    }
}

impl Ways {
    /// The books of everybody, by class.
    fn books(&self, model: &Model) -> Vec<Books> {
        let (every, last, last_day) = (model.audit.expect("a series"), model.audits(), model.last_day());
        let row = |at: Time| (((at + every - 1) / every) as usize).clamp(1, last);
        let mut books = vec![Books::new(last + 1); model.classes(0)];
        let target = |class: u16| model.services[0].urgencies[model.services[0].urgency(class)].target_days;
        for way in self.0.values() {
            let (first, end) = (day(way.clock_start), way.exit.map_or(model.horizon, |e| e.0));
            let begin = if way.today { 0 } else { way.clock_start };
            books[usize::from(way.class(Time::MIN))].joined += 1;
            let of_last = &mut books[usize::from(way.class(Time::MAX))];
            match way.exit {
                None => of_last.waiting += 1,
                Some((at, how)) => {
                    of_last.exits[Exit::ALL.iter().position(|e| *e == how).expect("one of all")] += 1;
                    of_last.removed[row(at)] += u32::from(how != Exit::Treated);
                }
            }
            // Time on the list, part by part.
            for (i, &(from, class)) in way.classes.iter().enumerate() {
                let to = way.classes.get(i + 1).map_or(end, |next| next.0);
                let from = from.max(begin).max(model.warm_up);
                books[usize::from(class)].area += i128::from((to - from).max(0));
            }
            // Who is there at each audit.
            for audit in 0..=last {
                let at = (audit as Time * every).min(model.horizon);
                let on = if audit == last { last_day } else { day(at) };
                let here = match audit {
                    0 => way.today,
                    _ => begin <= at && way.exit.is_none_or(|(gone, _)| gone > at),
                };
                if here {
                    let class = if audit == 0 { way.class(Time::MIN) } else { way.class(at) };
                    let (books, waited) = (&mut books[usize::from(class)], on - first);
                    books.list[audit] += 1;
                    books.breaches[audit] += i64::from(waited > target(class));
                    books.over_18[audit] += i64::from(waited > 126);
                }
            }
            // Crossings: at a midnight, or with a change of class, which comes after it.
            let midnights = (1.max(day(begin))..=last_day).map(|d| (d * DAY, false)).filter(|m| m.0 >= begin);
            let changes = way.classes.iter().skip(1).map(|c| (c.0, true));
            let mut instants: Vec<(Time, bool)> =
                midnights.chain(changes).filter(|(at, _)| *at <= end && *at < model.horizon).collect();
            instants.sort_unstable();
            let mut changed = 0;
            let mut beyond = -(first.min(0)) > target(way.class(Time::MIN));
            for (at, change) in instants {
                changed += usize::from(change);
                let class = way.classes[changed].1;
                let is = day(at) - first > target(class);
                books[usize::from(class)].new_breaches[row(at)] += u32::from(is && !beyond);
                beyond = is;
            }
        }
        books
    }

    /// Everybody has one end, and the tally is what the events say.
    pub(crate) fn compare(&self, model: &Model, tally: &Tally) {
        let found: Vec<Books> =
            (0..model.classes(0)).map(|class| Books::of(tally, class, model.audits() + 1)).collect();
        for way in self.0.values() {
            assert_eq!(way.ends, 1, "one end for everybody: {way:?}");
        }
        assert_eq!(found, self.books(model));
    }
}
