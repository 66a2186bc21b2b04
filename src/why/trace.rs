//! What happens to some people in one cell, event by event, and at which decisions somebody may look.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Decision, Departures, Observer, run};
use crate::error::Stopped;
use crate::ids::{PersonId, Source};
use crate::model::{ClockRule, Model};
use crate::people::Person;
use crate::tally::{Exit, OfficialWait};
use crate::time::Time;

/// Something that happens to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) at: Time,
    /// The stage of the pathway, by number.
    pub(super) stage: usize,
    pub(super) what: What,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Is on the list from now on.
    Joined,
    /// Joins a stage.
    Moved,
    /// Is given this slot, from 0, of a session that is held later.
    Booked { slot: u32, session: Time },
    /// Is called for this slot of the session, from 0, and comes, or does not.
    Called { slot: u32, attends: bool },
    /// Has an appointment for a session that is lost.
    CalledOff,
    /// Cancels in time.
    Cancelled,
    /// Declines what is offered elsewhere.
    Declined,
    /// Is unavailable, and on the list again at a later instant.
    Unavailable { until: Time },
    /// The official clock restarts or pauses, and counts like this from now on.
    ClockMoves { how: ClockRule, clock: OfficialWait },
    /// Needs more time than is left of a session, and waits on.
    PassedOver,
    /// Came, and is sent home for want of time.
    SentHome,
    /// Is of another clinical class from now on.
    Changed { class: u16 },
    /// Is referred on to another service, by number, and arrives there.
    ReferredOn { to: usize, arrives: Time },
    /// Leaves the list.
    Left(Exit),
    /// Is on the list at the end.
    Waits,
}

impl What {
    /// Whether a person who waited is offered an appointment.
    pub(super) const fn is_offer(self) -> bool {
        matches!(
            self,
            What::Called { .. } | What::CalledOff | What::Cancelled | What::Declined | What::Unavailable { .. }
        )
    }

    /// Whether the story ends.
    pub(super) const fn is_end(self) -> bool {
        matches!(self, What::Left(_) | What::Waits)
    }
}

/// One person in one cell.
#[derive(Clone, Debug)]
pub(super) struct Track {
    /// As they joined.
    pub(super) person: Person,
    pub(super) events: Vec<Event>,
    /// At each call for a session of cases: how many of those ahead did not fit into what was left.
    pub(super) passed_over: Vec<(Time, usize)>,
    /// As it is now.
    class: u16,
}

impl Track {
    /// The stage and the slot of the appointment that somebody has, where it was made ahead.
    fn appointment(&self) -> Option<(usize, u32)> {
        let other = |what: What| what.is_offer() || matches!(what, What::Joined | What::Moved);
        self.events.iter().rev().take_while(|e| !other(e.what)).find_map(|e| match e.what {
            What::Booked { slot, .. } => Some((e.stage, slot)),
            _ => None,
        })
    }
}

/// One pathway of a cell: who, from when to when, and how it ended (none: they still wait).
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub(super) person: Person,
    pub(super) end: Time,
    pub(super) how: Option<Exit>,
}

/// What was seen of a cell.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// Who is watched, sorted.
    watched: Vec<u64>,
    /// Their tracks; none for those who never joined.
    pub(super) tracks: Vec<Option<Track>>,
    /// Of each source, link and week, how many joined and the highest index.
    joined: BTreeMap<(Source, usize, u64), (u64, u32)>,
    /// Instants at which each stage called somebody or could have, in order.
    pub(super) decided: Vec<Vec<Time>>,
    /// Every pathway, where that was asked for.
    pub(super) all: Vec<Ended>,
    /// Who missed an appointment while waiting, where that was asked for.
    pub(super) missed: BTreeSet<u64>,
    everybody: bool,
    /// Stage and slot of the last decision.
    last: (usize, u32),
    /// How many did not fit into a session of cases: stage, when, how many so far.
    passed: (usize, Time, usize),
}

impl Trace {
    /// Runs a cell of one service and watches these people.
    pub(super) fn of(
        model: &Model,
        service: usize,
        replication: u64,
        people: &[PersonId],
        everybody: bool,
    ) -> Result<Self, Stopped> {
        let mut watched: Vec<u64> = people.iter().map(|p| p.order()).collect();
        watched.sort_unstable();
        watched.dedup();
        let trace = Self {
            tracks: vec![None; watched.len()],
            watched,
            decided: vec![Vec::new(); model.services[service].stages.len()],
            everybody,
            ..Self::default()
        };
        run(model, service, replication, Departures::Lazy, trace).map(|(_, trace)| trace)
    }

    /// The track of a person who joined.
    pub(super) fn track(&self, id: PersonId) -> Option<&Track> {
        self.watched.binary_search(&id.order()).ok().and_then(|i| self.tracks[i].as_ref())
    }

    /// How many people of somebody's source, for referrals of a week, and for those who are referred on from where they came, joined,
    /// and the highest index among them.
    pub(super) fn joined(&self, id: PersonId) -> Option<(u64, u32)> {
        self.joined.get(&origin(id)).copied()
    }

    /// The weeks in which somebody was referred, first and last.
    pub(super) fn weeks(&self) -> Option<(u64, u64)> {
        let mut weeks = self.joined.keys().filter(|k| k.0 == Source::Referral).map(|k| k.2);
        let first = weeks.next()?;
        Some((first, weeks.next_back().unwrap_or(first)))
    }

    fn note(&mut self, person: &Person, at: Time, what: What) {
        let Ok(i) = self.watched.binary_search(&person.id.order()) else { return };
        let last = self.last.0;
        let track = self.tracks[i].get_or_insert_with(|| Track {
            person: *person,
            events: Vec::new(),
            passed_over: Vec::new(),
            class: person.class,
        });
        // A call is at the stage of the decision before it; other things happen where the person is, or has an appointment.
        let here = track.events.last().map_or(0, |e| e.stage);
        let decided = matches!(what, What::Booked { .. }) || (what.is_offer() && track.appointment().is_none());
        let stage = if decided { last } else { here };
        track.events.push(Event { at, stage, what });
        track.class = person.class;
    }

    /// Somebody's turn came in a session, maybe past people whose cases did not fit into it.
    fn reached(&mut self, person: &Person, at: Time) {
        let (stage, session, passed) = self.passed;
        if let Ok(i) = self.watched.binary_search(&person.id.order())
            && let Some(track) = self.tracks[i].as_mut()
            && (stage, session) == (self.last.0, at)
        {
            track.passed_over.push((at, passed));
        }
    }

    fn ended(&mut self, person: &Person, end: Time, how: Option<Exit>) {
        if self.everybody {
            self.all.push(Ended { person: *person, end, how });
        }
    }
}

impl Observer for Trace {
    const WATCHES: bool = true;

    fn decides(&mut self, decision: &Decision<'_>) {
        self.last = (decision.stage, decision.view.slot);
        let decided = &mut self.decided[decision.stage];
        if decided.last() != Some(&decision.view.now) {
            decided.push(decision.view.now);
        }
    }

    fn joined(&mut self, person: &Person, at: Time) {
        let (count, highest) = self.joined.entry(origin(person.id)).or_insert((0, 0));
        *count += 1;
        *highest = person.id.index().max(*highest);
        self.note(person, at, What::Joined);
    }

    fn booked(&mut self, person: &Person, at: Time, session: Time) {
        self.note(person, at, What::Booked { slot: self.last.1, session });
    }

    fn called(&mut self, person: &Person, at: Time, attends: bool) {
        let slot = self.track(person.id).and_then(Track::appointment).map_or(self.last.1, |(_, slot)| slot);
        self.note(person, at, What::Called { slot, attends });
        self.reached(person, at);
        if self.everybody && !attends && !person.id.stopped() {
            self.missed.insert(person.id.order());
        }
    }

    fn called_off(&mut self, person: &Person, at: Time) {
        self.note(person, at, What::CalledOff);
    }

    fn cancelled(&mut self, person: &Person, at: Time) {
        self.note(person, at, What::Cancelled);
        self.reached(person, at);
    }

    fn declined(&mut self, person: &Person, at: Time) {
        self.note(person, at, What::Declined);
        self.reached(person, at);
    }

    fn unavailable(&mut self, person: &Person, at: Time, until: Time) {
        self.note(person, at, What::Unavailable { until });
        self.reached(person, at);
    }

    fn clock_moves(&mut self, person: &Person, at: Time, how: ClockRule, clock: &OfficialWait) {
        self.note(person, at, What::ClockMoves { how, clock: *clock });
    }

    fn passed_over(&mut self, person: &Person, at: Time) {
        let (stage, session, passed) = self.passed;
        let before = if (stage, session) == (self.last.0, at) { passed } else { 0 };
        self.passed = (self.last.0, at, before + 1);
        self.note(person, at, What::PassedOver);
    }

    fn sent_home(&mut self, person: &Person, at: Time) {
        self.note(person, at, What::SentHome);
    }

    fn changed(&mut self, _before: &Person, after: &Person, at: Time) {
        self.note(after, at, What::Changed { class: after.class });
    }

    fn moved(&mut self, person: &Person, at: Time, stage: usize) {
        // The way there may bring another class.
        if self.track(person.id).is_some_and(|track| track.class != person.class) {
            self.note(person, at, What::Changed { class: person.class });
        }
        self.note(person, at, What::Moved);
        if let Ok(i) = self.watched.binary_search(&person.id.order())
            && let Some(event) = self.tracks[i].as_mut().and_then(|t| t.events.last_mut())
        {
            event.stage = stage;
        }
    }

    fn referred_on(&mut self, person: &Person, at: Time, to: usize, arrives: Time) {
        self.note(person, at, What::ReferredOn { to, arrives });
    }

    fn left(&mut self, person: &Person, at: Time, how: Exit) {
        self.note(person, at, What::Left(how));
        self.ended(person, at, Some(how));
    }

    fn waits(&mut self, person: &Person, at: Time) {
        self.note(person, at, What::Waits);
        self.ended(person, at, None);
    }
}

/// Where somebody comes from: source, link and week.
const fn origin(id: PersonId) -> (Source, usize, u64) {
    let link = if matches!(id.source(), Source::Onward) { id.link() } else { 0 };
    (id.source(), link, id.week())
}
