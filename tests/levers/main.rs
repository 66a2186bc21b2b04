//! What else can be done about a list: each lever has its law.

mod ahead;
mod booking;
mod costs;
mod follow_ups;
mod held;
mod laws;
mod lists;
mod mixes;
mod paid;
mod scale;
mod visits;
mod warm_up;

use crate::watched::{self, Watcher};
use queuity::engine::{Departures, Nobody, run};
use queuity::model::Model;
use queuity::people::Person;
use queuity::tally::{Exit, Tally};
use queuity::time::Time;

/// The model of the first variant of a scenario given as text.
fn model(text: &str) -> Model {
    let registry = queuity::discipline::Registry::shipped();
    let loaded = queuity::compile::load(text, &registry);
    let scenario = match loaded {
        Ok(scenario) => scenario,
        Err(problems) => panic!("{problems:#?}\n{text}"),
    };
    scenario.variants[0].model.clone()
}

/// Two sites, two groups; the service is what is given.
fn text(weeks: u32, service: &str) -> String {
    format!(
        "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"{weeks} weeks\"\n\
         [[attribute]]\nname = \"group\"\nlevels = [\"poor\", \"rich\"]\nshare = [0.5, 0.5]\n\
         [[attribute]]\nname = \"site\"\nlevels = [\"north\", \"south\"]\nordered = false\n\
         [discipline]\nkind = \"first come\"\n[[service]]\nname = \"clinic\"\n{service}\n"
    )
}

fn tally(text: &str, replication: u64) -> Tally {
    run(&model(text), 0, replication, Departures::Lazy, Nobody).expect("no guard stops the run").0
}

/// What happened, in order.
#[derive(Clone, Debug, PartialEq)]
enum Event {
    Joined(u64),
    Booked(u64, Time),
    Called(u64, bool),
    Cancelled(u64),
    Declined(u64),
    Left(u64, Exit),
    Session(u32),
}

/// Events with their times and the class of the person.
#[derive(Debug, Default)]
struct Record(Vec<(Time, u16, Event)>);

impl Watcher for Record {
    fn joined(&mut self, p: &Person, at: Time) {
        self.0.push((at, p.class, Event::Joined(p.id.order())));
    }
    fn booked(&mut self, p: &Person, at: Time, session: Time) {
        self.0.push((at, p.class, Event::Booked(p.id.order(), session)));
    }
    fn called(&mut self, p: &Person, at: Time, attends: bool) {
        self.0.push((at, p.class, Event::Called(p.id.order(), attends)));
    }
    fn cancelled(&mut self, p: &Person, at: Time) {
        self.0.push((at, p.class, Event::Cancelled(p.id.order())));
    }
    fn declined(&mut self, p: &Person, at: Time) {
        self.0.push((at, p.class, Event::Declined(p.id.order())));
    }
    fn left(&mut self, p: &Person, at: Time, how: Exit) {
        self.0.push((at, p.class, Event::Left(p.id.order(), how)));
    }
    fn session(&mut self, at: Time, slots: u32) {
        self.0.push((at, 0, Event::Session(slots)));
    }
}

/// All events of a run by time; those of one instant by what they are.
fn events(text: &str, replication: u64) -> Vec<(Time, u16, Event)> {
    let mut events = watched::run(&model(text), 0, replication, Departures::Exact, Record::default())
        .expect("no guard stops the run")
        .1
        .0;
    events.sort_by_cached_key(|e| (e.0, format!("{:?}", e.2)));
    events
}

fn sum(tally: &Tally, of: impl Fn(&queuity::tally::ClassTally) -> u64) -> u64 {
    tally.classes.iter().flatten().map(|c| of(c)).sum()
}

/// Mean wait of the treated, in days.
fn mean_wait(tally: &Tally) -> f64 {
    let (sum, n) =
        tally.classes.iter().flatten().fold((0, 0), |(s, n), c| (s + c.completed.sum, n + c.completed.count));
    sum as f64 / n as f64 / 86_400.0
}
