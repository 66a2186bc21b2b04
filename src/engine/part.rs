//! Runs: one service in one replication of one variant, or of several variants that meet the same people.
//!
//! Nobody's arrival or luck depends on a policy, unless they are referred on from another service. So where variants leave the people
//! alone, a window of them is drawn once and handed to each variant in turn; every variant does what it would do by itself.

use super::mail::{Inbox, Letter, letters_to};
use super::patients::{Arrivals, Intake};
use super::step::Work;
use super::{Departures, Observer};
use crate::error::Stopped;
use crate::model::{Course, Model, Service};
use crate::people::Draw;
use crate::rng::Key;
use crate::tally::Tally;
use crate::time::{DAY, Time, WEEK};

/// Whether a run is to end at once, asked between slices of it; what there is of its cells then counts for nothing.
pub type Halted<'h> = &'h (dyn Fn() -> bool + Sync);

/// Nothing ends a run.
fn never() -> bool {
    false
}

/// People of a window that are far from a moment's work.
const MANY: usize = 1 << 16;

/// How long a run goes on before it is asked again: few events happen in so long, unless people come back or change again and again.
fn slice(service: &Service, people: usize) -> Time {
    let changes = service.course.as_ref().is_some_and(Course::changes);
    if service.room.as_ref().is_some_and(|room| room.retries.is_some()) {
        DAY / 24
    } else if changes || people > MANY {
        DAY
    } else {
        13 * WEEK
    }
}

/// One service in one replication, somewhere between start and end.
#[derive(Debug)]
pub struct Part<'a, O> {
    work: Work<'a, O>,
    intake: Intake,
    inbox: Inbox,
    /// The number of the service, where people come back to it, and the least time until they do.
    back: Option<(usize, Time)>,
    /// How many of the window have come.
    come: usize,
    /// Everything before this instant is carried out.
    at: Time,
}

impl<'a, O: Observer> Part<'a, O> {
    /// A part at the start, with today's list in its lanes.
    #[must_use]
    pub fn new(model: &'a Model, service: usize, replication: u64, departures: Departures, observer: O) -> Self {
        let draw = draw(model, service, replication);
        let mut work = Work::new(draw, model, service, departures, observer);
        work.begin(&draw.today_in_order());
        let back = draw.service.comes_back_after().map(|least| (service, least));
        Self { work, intake: Intake::new(&draw, model.horizon), inbox: Inbox::default(), back, come: 0, at: 0 }
    }

    /// Carries out everything before this instant, given everybody who is referred on to this service and comes before it.
    ///
    /// # Errors
    /// Where a guard stops the run.
    pub fn advance(&mut self, until: Time) -> Result<(), Stopped> {
        self.advance_unless(until, &never)
    }

    /// The same, unless it is halted.
    ///
    /// # Errors
    /// Where a guard stops the run, or it is halted.
    pub(super) fn advance_unless(&mut self, until: Time, halted: Halted<'_>) -> Result<(), Stopped> {
        self.inbox.open(&self.work.ledger.draw);
        loop {
            let window = until.min(self.intake.until);
            while self.at < window {
                let mut until_here = window.min(self.at + slice(self.work.ledger.service, self.intake.people().len()));
                if let Some((_, least)) = self.back {
                    until_here = until_here.min(self.at + least);
                }
                self.inbox.merge_into(self.intake.people_mut(), self.come, until_here);
                let mut arrivals = Arrivals(&self.intake.people()[self.come..]);
                let done = self.work.advance(&mut arrivals, until_here);
                // Also of those who had come when a guard stopped it.
                self.come = self.intake.people().len() - arrivals.0.len();
                done?;
                self.at = until_here;
                if let Some((own, _)) = self.back {
                    self.come_back(own);
                }
                if halted() {
                    return Err(Stopped::Interrupted);
                }
            }
            if until <= self.intake.until || !self.intake.refill(&self.work.ledger.draw) {
                return Ok(());
            }
            self.come = 0;
        }
    }

    /// Takes in the mail of those who come back to this list. All of them come after this instant.
    #[cold]
    fn come_back(&mut self, own: usize) {
        let mut mail: Vec<Letter> = self.work.outbox.extract_if(.., |letter| letter.to == own).collect();
        mail.sort_unstable_by_key(Letter::key);
        self.inbox.deliver(&mail);
        self.inbox.open(&self.work.ledger.draw);
    }

    /// Takes the mail of those who are referred on from here.
    pub(super) fn collect(&mut self, mail: &mut Vec<Letter>) {
        mail.append(&mut self.work.outbox);
    }

    /// Hands over mail to this service, in order.
    pub(super) fn deliver(&mut self, letters: &[Letter]) {
        self.inbox.deliver(letters);
    }

    /// Sweeps the list: those whose patience ran out unnoticed, then those who still wait.
    #[must_use]
    pub fn finish(self) -> (Tally, O) {
        self.work.finish()
    }
}

/// Runs one service of a model from start to end. Where people are referred on to it, the services that they come from are run before.
///
/// # Errors
/// Where a guard stopped the run, or one of those before it: the reason.
pub fn run<O: Observer>(
    model: &Model,
    service: usize,
    replication: u64,
    departures: Departures,
    observer: O,
) -> Result<(Tally, O), Stopped> {
    run_unless(model, service, replication, departures, &never, observer)
}

fn run_unless<O: Observer>(
    model: &Model,
    service: usize,
    replication: u64,
    departures: Departures,
    halted: Halted<'_>,
    observer: O,
) -> Result<(Tally, O), Stopped> {
    let mut part = Part::new(model, service, replication, departures, observer);
    if model.services[service].is_referred_to() {
        part.deliver(&mail_to(model, service, replication, departures, halted)?);
    }
    part.advance_unless(model.horizon, halted)?;
    Ok(part.finish())
}

/// Whether one service has the same people with the same luck under two models, so that they can be run [`together`].
#[must_use]
pub fn same_people(a: &Model, b: &Model, service: usize) -> bool {
    a.seed == b.seed
        && a.horizon == b.horizon
        && a.population == b.population
        && a.services[service].has_people_of(&b.services[service])
}

/// Runs one service under several models, whose people are the [same](same_people) and drawn once; each result is that of [`run`].
///
/// # Panics
/// Where there is no model, or the people are not the same, in builds with debug assertions.
pub fn together<O: Observer>(
    models: &[&Model],
    service: usize,
    replication: u64,
    departures: Departures,
    observer: impl FnMut() -> O,
) -> Vec<Result<(Tally, O), Stopped>> {
    together_unless(models, service, replication, departures, &never, observer)
}

/// The same, unless it is halted: [`Stopped::Interrupted`] is then the result of each that was still going.
///
/// # Panics
/// As [`together`].
pub fn together_unless<O: Observer>(
    models: &[&Model],
    service: usize,
    replication: u64,
    departures: Departures,
    halted: Halted<'_>,
    mut observer: impl FnMut() -> O,
) -> Vec<Result<(Tally, O), Stopped>> {
    debug_assert!(models.iter().all(|m| same_people(models[0], m, service)));
    if models[0].services[service].is_referred_to() {
        // Who is referred on, and when, depends on the policy.
        let run = |model: &&Model| run_unless(model, service, replication, departures, halted, observer());
        return models.iter().map(run).collect();
    }
    let people = draw(models[0], service, replication);
    let mut intake = Intake::new(&people, models[0].horizon);
    let today = people.today_in_order();
    let mut works: Vec<Result<Work<'_, O>, Stopped>> = models
        .iter()
        .map(|model| {
            let mut work = Work::new(draw(model, service, replication), model, service, departures, observer());
            work.begin(&today);
            Ok(work)
        })
        .collect();
    drop(today);
    let mut at = 0;
    while intake.refill(&people) {
        let mut window = intake.people();
        while at < intake.until {
            let until = intake.until.min(at + slice(&models[0].services[service], window.len()));
            let come;
            (come, window) = window.split_at(window.partition_point(|p| p.clock_start < until));
            for work in &mut works {
                if let Ok(running) = work
                    && let Err(stopped) = running.advance(&mut Arrivals(come), until)
                {
                    *work = Err(stopped);
                }
            }
            if halted() {
                works.iter_mut().filter(|work| work.is_ok()).for_each(|work| *work = Err(Stopped::Interrupted));
                return works.into_iter().map(|work| work.map(Work::finish)).collect();
            }
            at = until;
        }
    }
    works.into_iter().map(|work| work.map(Work::finish)).collect()
}

fn draw(model: &Model, service: usize, replication: u64) -> Draw<'_> {
    let key = Key::new(model.seed, replication);
    Draw { key, population: &model.population, service: &model.services[service], beyond: 0 }
}

/// All mail to one service in one replication: those that send it are run from start to end, each after those that send mail to it.
fn mail_to(
    model: &Model,
    service: usize,
    replication: u64,
    departures: Departures,
    halted: Halted<'_>,
) -> Result<Vec<Letter>, Stopped> {
    let mut mail: Vec<Letter> = Vec::new();
    for sender in model.up_to(service).into_iter().filter(|s| *s != service) {
        let mut part = Part::new(model, sender, replication, departures, super::Nobody);
        mail.sort_unstable_by_key(Letter::key);
        part.deliver(letters_to(&mail, sender));
        part.advance_unless(model.horizon, halted)?;
        part.collect(&mut mail);
    }
    mail.retain(|letter| letter.to == service);
    mail.sort_unstable_by_key(Letter::key);
    Ok(mail)
}
