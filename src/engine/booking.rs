//! Sessions whose slots are given out before they are held.
//!
//! Whenever a session opens for booking, and whenever one is held, the whole diary is gone through: slots of people who have left or
//! cancelled fall free, those that are free are given out in the order of the sessions, and what is due is held. So what happens
//! between two such times is found at the second, as in a booking office that looks at its lists on clinic days.

use super::Observer;
use super::call::Called;
use super::diary::{Appointment, Diary, Page};
use super::step::Work;
use super::working_stage::WorkingStage;
use crate::model::{Capacity, Session};
use crate::people::Person;
use crate::rng::Purpose;
use crate::time::{NEVER, Time};

impl<'a> WorkingStage<'a> {
    /// The session of this number is the one that people are called to.
    fn turn_to(&mut self, session: usize) {
        if let Some(fences) = &mut self.fences {
            fences.open(session);
        }
    }
}

impl<'a, O: Observer> Work<'a, O> {
    /// Goes through the diary of a stage, where a session opens or is held.
    #[cold]
    pub(super) fn keep_diary(&mut self, at: usize, now: Time) {
        if self.places[at].next() > now {
            return;
        }
        let Capacity::Slots { sessions, .. } = &self.places[at].stage.capacity else { return };
        let Some(mut diary) = self.places[at].diary.take() else { return };
        for page in &mut diary.pages {
            self.free_slots(at, page, now);
        }
        while let Some(session) = sessions.get(diary.unopened).filter(|s| diary.opens(s) <= now) {
            let page = self.open_session(at, diary.unopened, session, now, diary.living(now));
            diary.pages.push_back(page);
            diary.unopened += 1;
        }
        // Those who do not come at short notice are passed over; they stand where they stood when later sessions are filled.
        let short: Vec<usize> = (0..diary.pages.len()).filter(|p| diary.short(*p, now)).collect();
        let mut passed_over = Vec::new();
        for &page in &short {
            self.fill(at, &mut diary, page, now, &mut passed_over);
        }
        for person in passed_over.drain(..).rev() {
            self.places[at].join::<false, O>(&mut self.ledger, person);
        }
        for page in (0..diary.pages.len()).filter(|p| !short.contains(p)) {
            self.fill(at, &mut diary, page, now, &mut passed_over);
        }
        while let Some(page) = diary.pages.pop_front_if(|page| page.time <= now) {
            self.hold_booked(at, page, now, &sessions[self.places[at].session], diary.rule.notice);
            self.places[at].session += 1;
        }
        self.places[at].diary = Some(diary);
        self.places[at].rejoin(&mut self.ledger);
    }

    /// A session opens for booking.
    fn open_session(&mut self, at: usize, number: usize, session: &Session, now: Time, booked: usize) -> Page {
        let time = session.time;
        // Nobody knows before the day, but on the day nobody is booked into a session that is lost.
        let lost = time <= now && self.places[at].is_lost(&self.ledger, time);
        self.places[at].turn_to(number);
        let surge = if lost { 0 } else { self.places[at].surge(&mut self.ledger, now, booked) };
        let slots = if lost { 0 } else { session.slots + surge };
        if !lost {
            self.places[at].session_begins(slots);
        }
        let reserved = if lost { Vec::new() } else { self.places[at].ranker.reserved() };
        Page { session: number, time, slots, booked: Vec::new(), reserved, surge, kept_free: 0 }
    }

    /// Slots of people who have left, or who have cancelled, are free again.
    fn free_slots(&mut self, at: usize, page: &mut Page, now: Time) {
        page.retain(|appointment| {
            let Some(person) = self.ledger.settle(appointment.person, now) else {
                self.ledger.lost(at, appointment.person.class);
                return false;
            };
            appointment.person = person;
            if appointment.cancelled <= now {
                self.after_cancelled(at, person, now);
            }
            appointment.cancelled > now
        });
    }

    /// Gives out the free slots of an open session.
    fn fill(&mut self, at: usize, diary: &mut Diary<'_>, page: usize, now: Time, passed_over: &mut Vec<Person>) {
        let short = diary.short(page, now);
        let (rule, page) = (diary.rule, &mut diary.pages[page]);
        let taken = page.booked.len() as u32;
        page.kept_free = 0;
        if taken == page.slots {
            return;
        }
        self.places[at].turn_to(page.session);
        self.places[at].asked.session = Some(page.time);
        self.places[at].ranker.resume(&page.reserved, taken);
        let offered = self.places[at].is_offered();
        for slot in taken..page.slots {
            let mut asked = 0;
            while asked < rule.offers {
                match self.places[at].ask::<false, O>(&mut self.ledger, now, slot) {
                    Called::Person(person) if short && !self.ledger.draw.comes_at_short_notice(rule, &person) => {
                        passed_over.push(person);
                        asked += 1;
                    }
                    Called::Person(person) => {
                        self.places[at].is_called::<false, O>(&self.ledger, &person, now);
                        if self.is_away(at, &person, now) {
                            continue;
                        }
                        let cancelled = self.cancels_at(at, &person, now, page.time);
                        if cancelled <= now {
                            self.after_cancelled(at, person, now);
                        } else if offered && self.declines(at, &person) {
                            self.after_declined(at, person, now);
                        } else {
                            self.ledger.observer.booked(&person, now, page.time);
                            let quota = self.places[at].ranker.quota();
                            page.book(Appointment { person, made: now, cancelled, quota });
                            break;
                        }
                    }
                    Called::KeepFree => {
                        page.kept_free += 1;
                        break;
                    }
                    Called::Nobody => return,
                }
            }
        }
    }

    /// When the person cancels an appointment that is made now: at any time before it, each as likely.
    fn cancels_at(&mut self, at: usize, person: &Person, now: Time, time: Time) -> Time {
        if !self.cancels(at, person) {
            return NEVER;
        }
        self.ledger.cancels_after(self.places[at].stage, person, time - now) + now
    }

    /// Those who have an appointment come, or miss it.
    fn hold_booked(&mut self, at: usize, page: Page, now: Time, session: &Session, notice: Time) {
        let stage = self.places[at].stage;
        self.places[at].turn_to(page.session);
        self.ledger.draw_check.claim(stage.spaces.session, page.time as u64, Purpose::LostSession, 0);
        let counted = self.ledger.counted(now);
        if self.places[at].is_lost(&self.ledger, page.time) {
            self.ledger.observer.session(now, 0);
            for appointment in page.booked {
                self.ledger.observer.called_off(&appointment.person, now);
                self.waits_on(at, appointment.person);
            }
            if counted {
                let (outside, cases) = (self.places[at].outside(), stage.levers.in_minutes());
                self.ledger.tally.at(at, |c| c.loses(session.slots, cases, outside));
            }
            return;
        }
        let outside = self.places[at].outside();
        self.ledger.observer.session(now, page.slots);
        let (offered, booked, mut attended) = (u64::from(page.slots), page.booked.len() as u64, 0);
        for Appointment { person, made, .. } in page.booked {
            let short = made > 0 && now - made < notice;
            if counted && short {
                self.ledger.class(&person).short_notice += 1;
            }
            attended += u64::from(!self.keep_appointment::<false>(at, person, now, now - made));
        }
        if counted {
            self.ledger.tally.at(at, |capacity| {
                capacity.offers(offered, booked, attended, outside);
                capacity.reserved_unused += page.kept_free;
                capacity.surge += u64::from(page.surge);
            });
        }
    }
}
