//! What happened to everybody on the lists of one site, from the events of the run.

use std::ops::Range;

use super::extract::Extract;
use super::run::observed;
use crate::engine::{Halted, Observer};
use crate::error::Stopped;
use crate::experiment::Status;
use crate::ids::PersonId;
use crate::model::Model;
use crate::people::Person;
use crate::tally::Exit;
use crate::time::{Time, day};

/// How an appointment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// The person came and was seen.
    Attended,
    /// The person did not come.
    Missed,
    /// The person cancelled in time.
    CancelledByPatient,
    /// The session was lost.
    CancelledByProvider,
    /// The person came, and was sent home for want of time.
    SentHome,
    /// It is still to come.
    Booked,
}

impl Attendance {
    /// All of them.
    pub const ALL: [Attendance; 6] = [
        Attendance::Attended,
        Attendance::Missed,
        Attendance::CancelledByPatient,
        Attendance::CancelledByProvider,
        Attendance::SentHome,
        Attendance::Booked,
    ];

    /// The words in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Attendance::Attended => "attended",
            Attendance::Missed => "did not attend",
            Attendance::CancelledByPatient => "cancelled by the patient",
            Attendance::CancelledByProvider => "cancelled by the provider",
            Attendance::SentHome => "sent home",
            Attendance::Booked => "booked",
        }
    }
}

/// An appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// When it was made.
    pub booked: Time,
    /// When it is.
    pub due: Time,
    /// When it was known how it ended; of one that is still to come, when it was made.
    pub ended: Time,
    /// The stage of the pathway.
    pub stage: u16,
    /// How it ended.
    pub how: Attendance,
    /// Whether the clock had stopped before.
    pub follow_up: bool,
}

/// One pathway as it stands at the end of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Who.
    pub id: PersonId,
    /// Clock start.
    pub clock_start: Time,
    /// When it ended; the end of the run for those who wait.
    pub end: Time,
    /// True group x urgency.
    pub class: u16,
    /// The same on joining the list.
    pub class_at_referral: u16,
    /// Group as recorded x urgency.
    pub recorded: u16,
    /// Appointments missed while the clock ran.
    pub missed: u32,
    /// The stage where the person was last.
    pub stage: u16,
    /// How it stands.
    pub status: Status,
    /// Its appointments, in the list's.
    pub visits: Range<usize>,
}

/// What a list could do on a day, and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sitting {
    /// The day.
    pub day: i64,
    /// Sessions, with those that were lost.
    pub sessions: u32,
    /// Sessions that were lost.
    pub lost: u32,
    /// Slots.
    pub slots: u64,
    /// People who came.
    pub attended: u32,
    /// People who did not.
    pub missed: u32,
}

/// One list of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The pathways, by (source, week, index).
    pub paths: Vec<Path>,
    /// The appointments, pathway by pathway, in order.
    pub visits: Vec<Visit>,
    /// The days on which there was a session, or somebody was called.
    pub sittings: Vec<Sitting>,
}

/// All lists of a site: one replication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Its number: the replication.
    pub number: u64,
    /// By service.
    pub lists: Vec<List>,
}

impl Site {
    /// Runs all services of a model.
    ///
    /// # Errors
    /// Where a guard stops the run, or it is halted.
    pub fn run(model: &Model, number: u64, halted: Halted<'_>) -> Result<Self, Stopped> {
        Self::watched(model, number, halted, None)
    }

    /// The same with the pathways of the population alone; what each day could do is that of all.
    ///
    /// # Errors
    /// Where a guard stops the run, or it is halted.
    pub fn of(extract: &Extract, number: u64, halted: Halted<'_>) -> Result<Self, Stopped> {
        Self::watched(&extract.model, number, halted, Some(extract))
    }

    fn watched(model: &Model, number: u64, halted: Halted<'_>, of: Option<&Extract>) -> Result<Self, Stopped> {
        let watch = |stages| Watch { of, stages, paths: Vec::new(), events: Vec::new(), sessions: Vec::new() };
        Ok(Self { number, lists: observed(model, number, halted, &watch, &Watch::list)? })
    }

    /// Leaves out pathways that are not of the population.
    pub fn keep(&mut self, extract: &Extract) {
        for list in &mut self.lists {
            list.paths.retain(|p| extract.wants(p.status, p.clock_start, p.end));
            let mut visits = Vec::with_capacity(list.paths.iter().map(|p| p.visits.len()).sum());
            for path in &mut list.paths {
                let from = visits.len();
                visits.extend_from_slice(&list.visits[path.visits.clone()]);
                path.visits = from..visits.len();
            }
            list.visits = visits;
        }
    }

    /// How many pathways it has.
    #[must_use]
    pub fn pathways(&self) -> u64 {
        self.lists.iter().map(|list| list.paths.len() as u64).sum()
    }
}

#[derive(Clone, Copy, Debug)]
enum What {
    Moved(u16),
    Booked(Time),
    Called(bool),
    CalledOff,
    Cancelled,
    SentHome,
    Changed(u16),
}

#[derive(Clone, Copy, Debug)]
struct Event {
    who: u64,
    at: Time,
    what: What,
    follow_up: bool,
}

/// Counts the appointments of each day again.
pub(super) fn recount(list: &mut List) {
    list.sittings.iter_mut().for_each(|s| (s.attended, s.missed) = (0, 0));
    let mut days: std::collections::BTreeMap<i64, Sitting> = list.sittings.iter().map(|s| (s.day, *s)).collect();
    for visit in &list.visits {
        let sitting = days.entry(day(visit.due)).or_insert(Sitting { day: day(visit.due), ..Sitting::default() });
        match visit.how {
            Attendance::Attended | Attendance::SentHome => sitting.attended += 1,
            Attendance::Missed => sitting.missed += 1,
            Attendance::CancelledByPatient | Attendance::CancelledByProvider | Attendance::Booked => {}
        }
    }
    list.sittings = days.into_values().filter(|s| s.sessions > 0 || s.attended > 0 || s.missed > 0).collect();
}

/// Takes events down.
#[derive(Debug)]
struct Watch<'f> {
    /// Only the pathways of this population are kept.
    of: Option<&'f Extract>,
    stages: bool,
    paths: Vec<Path>,
    events: Vec<Event>,
    sessions: Vec<(i64, u32)>,
}

impl Watch<'_> {
    fn event(&mut self, person: &Person, at: Time, what: What) {
        self.events.push(Event { who: person.id.order(), at, what, follow_up: person.id.stopped() });
    }

    fn path(&mut self, person: &Person, end: Time, status: Status) {
        let &Person { id, clock_start, class, recorded, .. } = person;
        if self.of.is_some_and(|extract| !extract.wants(status, clock_start, end)) {
            return;
        }
        self.paths.push(Path {
            id,
            clock_start,
            end,
            class,
            class_at_referral: class,
            recorded,
            missed: 0,
            stage: 0,
            status,
            visits: 0..0,
        });
    }

    fn list(mut self) -> List {
        self.paths.sort_unstable_by_key(|p| p.id.order());
        let sittings = sittings(&self.sessions, &self.events);
        // In the order in which they were told, for each person.
        self.events.sort_by_key(|e| e.who);
        let mut visits = Vec::new();
        let mut events = self.events.as_slice();
        for path in &mut self.paths {
            let who = path.id.order();
            // Passed one by one: the next are of this person, or of few who are left out.
            let first = events.iter().position(|e| e.who >= who).unwrap_or(events.len());
            let many = events[first..].iter().position(|e| e.who != who).unwrap_or(events.len() - first);
            let own = &events[first..first + many];
            events = &events[first + many..];
            let from = visits.len();
            follow(path, own, &mut visits);
            path.visits = from..visits.len();
        }
        visits.shrink_to_fit();
        self.paths.shrink_to_fit();
        List { paths: self.paths, visits, sittings }
    }
}

/// Fills in what the events of a person say, and adds the appointments.
fn follow(path: &mut Path, events: &[Event], visits: &mut Vec<Visit>) {
    let mut ahead: Option<(Time, Time)> = None;
    let mut first_change = true;
    for event in events {
        let (at, follow_up, stage) = (event.at, event.follow_up, path.stage);
        let mut visit = |how, ahead: Option<(Time, Time)>| {
            let (booked, due) = ahead.unwrap_or((at, at));
            visits.push(Visit { booked, due, ended: at, stage, how, follow_up });
        };
        match event.what {
            What::Moved(to) => path.stage = to,
            What::Booked(due) => ahead = Some((at, due)),
            What::Called(came) => {
                let booked = ahead.take().map_or(at, |(booked, _)| booked);
                visit(if came { Attendance::Attended } else { Attendance::Missed }, Some((booked, at)));
                path.missed += u32::from(!came && !follow_up);
            }
            What::CalledOff => visit(Attendance::CancelledByProvider, ahead.take()),
            What::Cancelled => visit(Attendance::CancelledByPatient, ahead.take()),
            What::SentHome => {
                if let Some(last) = visits.last_mut() {
                    last.how = Attendance::SentHome;
                }
            }
            What::Changed(before) if first_change => {
                path.class_at_referral = before;
                first_change = false;
            }
            What::Changed(_) => {}
        }
    }
    if let Some((booked, due)) = ahead
        && path.status == Status::Waiting
    {
        visits.push(Visit { booked, due, ended: booked, stage: path.stage, how: Attendance::Booked, follow_up: false });
    }
}

/// What happened on each day that has a session, or a call.
fn sittings(sessions: &[(i64, u32)], events: &[Event]) -> Vec<Sitting> {
    let session = sessions.iter().map(|&(day, slots)| Sitting {
        day,
        sessions: 1,
        lost: u32::from(slots == 0),
        slots: u64::from(slots),
        ..Sitting::default()
    });
    let called = events.iter().filter_map(|e| match e.what {
        What::Called(came) => {
            let (attended, missed) = (u32::from(came), u32::from(!came));
            Some(Sitting { day: day(e.at), attended, missed, ..Sitting::default() })
        }
        _ => None,
    });
    let mut all: Vec<Sitting> = session.chain(called).collect();
    all.sort_by_key(|s| s.day);
    let mut days: Vec<Sitting> = Vec::new();
    for s in all {
        match days.last_mut() {
            Some(last) if last.day == s.day => {
                last.sessions += s.sessions;
                last.lost += s.lost;
                last.slots += s.slots;
                last.attended += s.attended;
                last.missed += s.missed;
            }
            _ => days.push(s),
        }
    }
    days
}

impl Observer for Watch<'_> {
    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        self.event(person, at, What::Called(attends));
    }

    fn booked(&mut self, person: &Person, at: Time, for_session: Time) {
        self.event(person, at, What::Booked(for_session));
    }

    fn called_off(&mut self, person: &Person, at: Time) {
        self.event(person, at, What::CalledOff);
    }

    fn cancelled(&mut self, person: &Person, at: Time) {
        self.event(person, at, What::Cancelled);
    }

    fn sent_home(&mut self, person: &Person, at: Time) {
        self.event(person, at, What::SentHome);
    }

    fn changed(&mut self, before: &Person, after: &Person, at: Time) {
        if !after.id.stopped() {
            self.event(after, at, What::Changed(before.class));
        }
    }

    fn moved(&mut self, person: &Person, at: Time, stage: usize) {
        if self.stages && !person.id.stopped() {
            self.event(person, at, What::Moved(stage as u16));
        }
    }

    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.path(person, at, Status::from(how));
    }

    fn waits(&mut self, person: &Person, at: Time) {
        self.path(person, at, Status::Waiting);
    }

    fn session(&mut self, at: Time, slots: u32) {
        self.sessions.push((day(at), slots));
    }
}
