//! A stage at work: its lanes, who is called next, and who has left them.

use super::calendar::{Completions, Then, Wheel};
use super::clinic::Overbooked;
use super::diary::Diary;
use super::lanes::LaneSet;
use super::ledger::Ledger;
use super::remembered::{Ahead, Asked};
use super::ring_fence::Fences;
use super::surge::SurgeState;
use super::{Departures, Observer};
use crate::discipline::{Order, Ranking, Seen};
use crate::error::Stopped;
use crate::ids::Cause;
use crate::model::{Capacity, Room, Service, Stage, UNLIMITED};
use crate::people::Person;
use crate::tally::Row;
use crate::time::{Time, day};

/// People whose end of patience is reported when it comes. For the others it is reported by the code that finds them gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nobody,
    /// Those whose clinical class changes, as that moves them to another lane.
    Changes,
    Everybody,
}

impl Told {
    #[inline]
    fn holds(self, person: &Person) -> bool {
        self == Told::Everybody || (self == Told::Changes && person.id.cause() == Cause::Change)
    }
}

/// A stage at work.
#[derive(Debug)]
pub(super) struct WorkingStage<'a> {
    pub(super) stage: &'a Stage,
    pub(super) number: usize,
    /// How many fit in, at the first stage.
    pub(super) room: Option<&'a Room>,
    pub(super) lane_of: &'a [u16],
    /// Whether lanes tell people apart by appointments missed.
    pub(super) by_missed: bool,
    pub(super) order: Order,
    pub(super) lanes: LaneSet,
    pub(super) ranker: Ranking<'a>,
    pub(super) wheel: Option<Wheel>,
    told: Told,
    /// Next session, where there are slots.
    pub(super) session: usize,
    pub(super) completions: Completions,
    /// Servers that can take somebody; below 0 where there are fewer than are still at work.
    pub(super) free: i64,
    /// The next change of the number of servers, and how many there are.
    staffed: usize,
    servers: i64,
    /// Whether there is a server for everybody.
    unlimited: bool,
    /// Those who join at this instant, in the order of the queue.
    pub(super) rejoining: Vec<Person>,
    pub(super) decisions: u64,
    /// People called so far.
    pub(super) calls: u64,
    /// Whether the rule draws lots.
    pub(super) lots: bool,
    /// What the luck of the last lot was of, where it goes by session and slot.
    pub(super) asked: Asked,
    /// The luck of decisions to come, where people are picked at random.
    pub(super) ahead: Ahead,
    /// Who has been called so far by lane of the discipline, where it looks back.
    pub(super) seen: Vec<Seen>,
    /// People in the lanes, without those known to have left.
    pub(super) waiting: u64,
    /// At least so many of them have left, found by a count when the guard wanted to know.
    unnoticed: u64,
    /// Sessions that are not for everybody, where there are any.
    pub(super) fences: Option<Fences<'a>>,
    pub(super) surge: Option<SurgeState<'a>>,
    /// What is carried to the next overbooked session.
    pub(super) overbooked: Overbooked,
    /// Appointments that are made ahead, where they are.
    pub(super) diary: Option<Diary<'a>>,
    /// Whether the first lane with anybody in it is always the one.
    pub(super) first_lane: bool,
    /// The row of the series that those who are referred now stand in.
    pub(super) arrival_row: Row,
}

impl<'a> WorkingStage<'a> {
    pub(super) fn new(service: &'a Service, number: usize, departures: Departures, horizon: Time) -> Self {
        let stage = &service.stages[number];
        let lanes = stage.discipline.lanes();
        let changes = service.course.as_ref().is_some_and(|c| c.changes());
        let room = service.room.as_ref().filter(|_| number == 0);
        // A full room counts the living, and so does a surge.
        let counts = stage.discipline.reads_counts() || room.is_some() || stage.levers.surge.is_some();
        let told = match changes {
            _ if departures == Departures::Exact || counts => Told::Everybody,
            true => Told::Changes,
            false => Told::Nobody,
        };
        let fences = Fences::new(stage);
        let signatures = fences.as_ref().map_or(1, Fences::signatures);
        let mut lane_set = LaneSet::new(lanes.count * signatures, lanes.order);
        if lanes.order == Order::ByWait {
            let curve = |curve, lane: usize| stage.discipline.curve(curve, lane / signatures, 0.0);
            lane_set = lane_set.with_tickets(stage.discipline.curves(), curve);
        }
        let servers = if let Capacity::Servers { count, .. } = stage.capacity { i64::from(count) } else { 0 };
        Self {
            first_lane: stage.discipline.lane_order(),
            arrival_row: Row::default(),
            stage,
            number,
            room,
            lane_of: &lanes.of_class,
            by_missed: lanes.by_missed,
            order: lanes.order,
            lanes: lane_set,
            ranker: stage.discipline.ranker(),
            wheel: (told != Told::Nobody).then(|| Wheel::new(horizon)),
            told,
            session: 0,
            completions: Completions::default(),
            free: servers,
            staffed: 0,
            servers,
            unlimited: matches!(stage.capacity, Capacity::Servers { count: UNLIMITED, .. }),
            rejoining: Vec::new(),
            decisions: 0,
            calls: 0,
            lots: stage.discipline.draws_lots() || lanes.order == Order::ByWait,
            asked: Asked::default(),
            ahead: Ahead::NONE,
            seen: if stage.discipline.reads_seen() { vec![Seen::default(); lanes.count] } else { Vec::new() },
            waiting: 0,
            unnoticed: 0,
            fences,
            surge: stage.levers.surge.as_ref().map(SurgeState::new),
            overbooked: Overbooked::default(),
            diary: stage.levers.booking.as_ref().map(Diary::new),
        }
    }

    /// When this stage next has something to do of its own.
    #[inline]
    pub(super) fn next(&self) -> Time {
        match &self.stage.capacity {
            Capacity::Slots { sessions, .. } => {
                let held = sessions.get(self.session).map_or(crate::time::NEVER, |s| s.time);
                self.diary.as_ref().map_or(held, |diary| held.min(diary.next(sessions)))
            }
            Capacity::Servers { .. } | Capacity::Delay(_) => self.completions.next().min(self.next_staff()),
        }
    }

    /// When the number of servers next changes.
    #[inline]
    fn next_staff(&self) -> Time {
        self.stage.staff.get(self.staffed).map_or(crate::time::NEVER, |staff| staff.from)
    }

    /// The number of servers changes, where it is time. Those at work finish the service they are in.
    #[inline]
    pub(super) fn staff(&mut self, now: Time) {
        while let Some(staff) = self.stage.staff.get(self.staffed).filter(|staff| staff.from <= now) {
            self.free += i64::from(staff.count) - self.servers;
            self.servers = i64::from(staff.count);
            self.staffed += 1;
        }
    }

    /// Takes out of the lanes the people that `stays` does not keep. People whose patience has run out are not asked.
    pub(super) fn retain(&mut self, now: Time, mut stays: impl FnMut(&Person) -> bool) {
        for lane in 0..self.lanes.count() {
            let mut gone = Vec::new();
            self.lanes.retain(lane, |person| {
                let keep = person.deadline() <= now || stays(person);
                if !keep {
                    gone.push(*person);
                }
                keep
            });
            self.lanes.counts[lane] -= gone.len() as u32;
            self.waiting -= gone.len() as u64;
            for person in &gone {
                self.forget(person);
            }
        }
    }

    #[inline]
    pub(super) fn join<const PLAIN: bool, O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, person: Person) {
        // The record of a plain service is right.
        let booked = if PLAIN { person.recorded } else { ledger.draw.booked(&person) };
        let mut lane = if PLAIN { self.lane_of[booked as usize] as usize } else { self.lane_of_rule(booked, &person) };
        if !PLAIN && let Some(fences) = &self.fences {
            lane = fences.lane(lane, booked as usize);
        }
        let key = match self.order {
            Order::Key(key) if !PLAIN => {
                ledger.turn_to(&person);
                self.personal_key(&ledger.draw, key, &person)
            }
            _ => 0,
        };
        self.lanes.push(lane, person, key);
        self.waiting += 1;
        if !PLAIN
            && self.is_told(&person)
            && let Some(wheel) = &mut self.wheel
        {
            wheel.add(person, lane);
        }
        // Where the end of nobody's patience is told when it comes, all entries of the lane are counted.
        let entries = if PLAIN { self.lanes.counts[lane] as usize } else { self.lanes.entries(lane) };
        if entries > self.lanes.sweep_from(lane) {
            self.sweep(ledger, lane, person.seniority());
        }
    }

    /// Those who missed an appointment at this instant, or come from elsewhere, wait on; not in the same session.
    #[inline]
    pub(super) fn rejoin<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>) {
        if !self.rejoining.is_empty() {
            self.join_again(ledger);
        }
    }

    #[cold]
    #[inline(never)]
    fn join_again<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>) {
        let mut rejoining = std::mem::take(&mut self.rejoining);
        if !self.order.is_kept() {
            rejoining.sort_unstable_by_key(|p| (p.seniority(), p.clock_start, p.id.order()));
        }
        for person in rejoining.drain(..) {
            self.join::<false, O>(ledger, person);
        }
        self.rejoining = rejoining;
    }

    /// Ledger those of a lane who have left and frees their memory; they are the same people with and without exact departures.
    #[cold]
    #[inline(never)]
    fn sweep<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, lane: usize, now: Time) {
        let mut gone = Vec::new();
        self.lanes.sweep(lane, now, |person| gone.push(*person));
        for person in gone {
            if !self.is_told(&person) {
                self.notice(ledger, lane, &person);
            }
        }
    }

    /// Whether the end of the person's patience is told when it comes.
    #[inline]
    pub(super) fn is_told(&self, person: &Person) -> bool {
        self.told.holds(person)
    }

    /// A person who has left the lanes needs no more notices.
    #[inline]
    pub(super) fn forget(&mut self, person: &Person) {
        if self.is_told(person)
            && let Some(wheel) = &mut self.wheel
        {
            wheel.remove(person);
        }
    }

    /// Whether nobody else fits in.
    #[cold]
    pub(super) fn is_full<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, now: Time) -> bool {
        self.carry_out_departures(ledger, now);
        let booked = self.diary.as_ref().map_or(0, |diary| diary.living(now));
        let inside = self.waiting + (self.rejoining.len() + self.completions.len() + booked) as u64;
        self.room.is_some_and(|room| inside >= room.most)
    }

    /// A server takes somebody, from now on until an instant.
    #[inline]
    pub(super) fn takes<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, person: &Person, now: Time, until: Time) {
        self.free -= 1;
        if self.unlimited {
            ledger.in_service(person, now, until);
        }
    }

    #[inline]
    pub(super) fn carry_out_departures<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, now: Time) {
        if self.wheel.as_ref().is_some_and(|wheel| wheel.may_be_due(now)) {
            self.departures_due(ledger, now);
        }
    }

    #[cold]
    fn departures_due<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, now: Time) {
        while let Some(due) = self.wheel.as_mut().and_then(|wheel| wheel.pop_due(now)) {
            self.lanes.counts[due.lane] -= 1;
            self.waiting -= 1;
            if self.order == Order::ByWait {
                self.lanes.cut(due.lane, &due.person);
            }
            // What lies in the lane is out of date by its deadline, and skipped.
            self.fall_due(ledger, due.person);
        }
    }

    /// The deadline of a person here has come: in another class they wait on, else they are gone.
    fn fall_due<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, person: Person) {
        match ledger.fall_due(person) {
            Some(changed) => self.join::<false, O>(ledger, changed),
            None => ledger.lost(self.number, person.class),
        }
    }

    /// Stops a run whose list grows beyond the limit.
    #[inline]
    pub(super) fn guard<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, now: Time) -> Result<(), Stopped> {
        if self.waiting > ledger.model.max_waiting + self.unnoticed { self.too_many(ledger, now) } else { Ok(()) }
    }

    /// Whether too many people wait, not counting those who have left unnoticed.
    #[cold]
    #[inline(never)]
    fn too_many<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, now: Time) -> Result<(), Stopped> {
        self.carry_out_departures(ledger, now);
        let left = |person: &Person| person.deadline() <= now && !self.is_told(person);
        self.unnoticed = self.lanes.count_if(left);
        if self.waiting <= ledger.model.max_waiting + self.unnoticed {
            return Ok(());
        }
        Err(Stopped::TooManyWaiting {
            service: ledger.service.name.clone(),
            limit: ledger.model.max_waiting,
            day: day(now),
        })
    }

    /// Ledger a person whose deadline had come unnoticed.
    #[inline(never)]
    pub(super) fn notice<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, lane: usize, person: &Person) {
        self.lanes.counts[lane] -= 1;
        self.waiting -= 1;
        self.unnoticed = self.unnoticed.saturating_sub(1);
        self.fall_due(ledger, *person);
    }

    /// Tells of everybody who is left in the lanes, in appointments to come, in a missed service, or seen here and about to go on,
    /// but for those who have been told to have left.
    pub(super) fn sweep_all<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>) {
        // Of those on the list whose patience ran out, exact departures have told already; never of those in a missed service.
        let (told, here, horizon) = (self.told, Some(self.number), ledger.model.horizon);
        self.lanes.drain(|person| {
            if !told.holds(&person) || person.deadline() >= horizon {
                ledger.sweep(person, here);
            }
        });
        for person in self.diary.iter().flat_map(Diary::people) {
            ledger.sweep(person, here);
        }
        for then in self.completions.iter() {
            match then {
                Then::Free | Then::Gone => {}
                Then::Missed(person) | Then::Passed(person) => ledger.sweep(person, here),
                Then::Onward(person) => ledger.sweep_served(person, self.number),
            }
        }
    }
}
