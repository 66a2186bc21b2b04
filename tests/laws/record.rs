//! What happened in a run, event by event.

use queuity::engine::{Departures, Observer, Part};
use queuity::model::Model;
use queuity::people::Person;
use queuity::tally::{Exit, Tally};
use queuity::time::Time;

/// What can happen, in the order of phases at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    OnList,
    Gone,
    Joined,
    Session { slots: u32 },
    Called { attends: bool },
    Treated,
    Discharged,
    Lost(Exit),
    Waits,
}

/// One event of one person (or of a session: then the person is all zeros).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Event {
    pub(crate) at: Time,
    pub(crate) what: What,
    pub(crate) number: u64,
    pub(crate) missed: u8,
    pub(crate) class: u16,
    pub(crate) clock_start: Time,
}

/// All events of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// In the order in which they were told; [`Record::sorted`] puts them in time.
    pub(crate) events: Vec<Event>,
    /// The calls in their order: the order inside a session matters too.
    pub(crate) calls: Vec<(Time, u64)>,
}

impl Record {
    fn add(&mut self, at: Time, what: What, person: &Person) {
        let (number, missed) = (person.id.order(), person.id.attempt());
        self.events.push(Event { at, what, number, missed, class: person.class, clock_start: person.clock_start });
    }

    pub(crate) fn sorted(mut self) -> Self {
        self.events.sort();
        self
    }
}

impl Observer for Record {
    fn joined(&mut self, person: &Person, at: Time) {
        let today = person.id.source() == queuity::ids::Source::Today;
        self.add(at, if today { What::OnList } else { What::Joined }, person);
    }

    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        self.calls.push((at, person.id.order()));
        self.add(at, What::Called { attends }, person);
    }

    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        let what = match how {
            Exit::Treated => What::Treated,
            Exit::Removed => What::Gone,
            Exit::Discharged => What::Discharged,
            other => What::Lost(other),
        };
        self.add(at, what, person);
    }

    fn waits(&mut self, person: &Person, at: Time) {
        self.add(at, What::Waits, person);
    }

    fn session(&mut self, at: Time, slots: u32) {
        let what = What::Session { slots };
        self.events.push(Event { at, what, number: 0, missed: 0, class: 0, clock_start: 0 });
    }
}

/// Runs the engine from start to end in windows of this length.
pub(crate) fn run_in_windows(model: &Model, departures: Departures, window: Time) -> (Tally, Record) {
    let mut part = Part::new(model, 0, 0, departures, Record::default());
    let mut until = 0;
    while until < model.horizon {
        until = (until + window).min(model.horizon);
        part.advance(until).expect("no guard");
    }
    let (tally, record) = part.finish();
    (tally, record.sorted())
}

/// Runs the engine in one go.
pub(crate) fn run(model: &Model, departures: Departures) -> (Tally, Record) {
    run_in_windows(model, departures, model.horizon)
}

/// Runs the engine as a scenario does.
pub(crate) fn record(model: &Model) -> Record {
    run(model, Departures::Lazy).1
}
