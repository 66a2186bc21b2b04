//! The appointments that a stage has given out.

use std::collections::VecDeque;

use crate::ids::Cause;
use crate::model::{Booking, Session};
use crate::people::Person;
use crate::time::{NEVER, Time};

/// The open sessions of a stage, by time.
#[derive(Debug)]
pub(super) struct Diary<'a> {
    pub(super) rule: &'a Booking,
    pub(super) pages: VecDeque<Page>,
    /// The next session to open for booking.
    pub(super) unopened: usize,
}

/// An open session. It holds those who have an appointment, and only a count of its slots.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) session: usize,
    pub(super) time: Time,
    pub(super) slots: u32,
    pub(super) booked: Vec<Appointment>,
    /// Slots that the rule reserves, by quota, without those that are taken.
    pub(super) reserved: Vec<u32>,
    /// How many of them the length of the list brought.
    pub(super) surge: u32,
    /// How many of them the rule wants kept free.
    pub(super) kept_free: u64,
}

/// An appointment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Appointment {
    pub(super) person: Person,
    pub(super) made: Time,
    /// When the person cancels it.
    pub(super) cancelled: Time,
    /// The quota whose slot it is.
    pub(super) quota: Option<usize>,
}

impl Page {
    /// Slots of those who are not kept fall free.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut Appointment) -> bool) {
        let reserved = &mut self.reserved;
        self.booked.retain_mut(|appointment| {
            let keep = keep(appointment);
            if let (false, Some(quota)) = (keep, appointment.quota) {
                reserved[quota] += 1;
            }
            keep
        });
    }

    /// Somebody is given a slot.
    pub(super) fn book(&mut self, appointment: Appointment) {
        if let Some(quota) = appointment.quota {
            self.reserved[quota] -= 1;
        }
        self.booked.push(appointment);
    }
}

impl<'a> Diary<'a> {
    pub(super) fn new(rule: &'a Booking) -> Self {
        Self { rule, pages: VecDeque::new(), unopened: 0 }
    }

    /// When the next session opens for booking.
    pub(super) fn next(&self, sessions: &[Session]) -> Time {
        sessions.get(self.unopened).map_or(NEVER, |s| self.opens(s))
    }

    pub(super) fn opens(&self, session: &Session) -> Time {
        (session.time - self.rule.ahead).max(0)
    }

    /// Everybody who has an appointment.
    pub(super) fn people(&self) -> impl Iterator<Item = Person> + '_ {
        self.pages.iter().flat_map(|page| page.booked.iter().map(|a| a.person))
    }

    /// How many of them are still on the list; a change of class is no way out of it.
    pub(super) fn living(&self, now: Time) -> usize {
        self.people().filter(|p| p.deadline() > now || p.id.cause() == Cause::Change).count()
    }

    /// Goes through all of them: who they are by now, or none where they have left, so that their slot falls free.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(Person) -> Option<Person>) {
        for page in &mut self.pages {
            page.retain(|appointment| {
                let stays = stays(appointment.person);
                appointment.person = stays.unwrap_or(appointment.person);
                stays.is_some()
            });
        }
    }

    /// Whether what is given out now is given at short notice. At the start of a run it is not: those slots would have been given
    /// out before.
    pub(super) fn short(&self, page: usize, now: Time) -> bool {
        now > 0 && self.pages[page].time - now < self.rule.notice
    }
}
