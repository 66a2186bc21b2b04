//! Validation of the list: everybody on it is asked whether they still need care.

use super::Observer;
use super::books::Books;
use super::patients::Arrivals;
use super::step::Work;
use crate::error::Stopped;
use crate::model::Validation;
use crate::people::Person;
use crate::rng::Purpose;
use crate::tally::Exit;
use crate::time::{NEVER, Time};

/// The validations to come.
#[derive(Debug)]
pub(super) struct Validations<'a> {
    all: &'a [Validation],
    done: usize,
}

impl<'a> Validations<'a> {
    pub(super) fn new(all: &'a [Validation]) -> Self {
        Self { all, done: 0 }
    }

    /// When the next one is.
    #[inline]
    pub(super) fn next(&self) -> Time {
        self.all.get(self.done).map_or(NEVER, |v| v.time)
    }
}

impl<O: Observer> Work<'_, O> {
    /// Asks everybody who is on the list now: those who were referred up to now, and those who have an appointment to come.
    #[cold]
    pub(super) fn validate(&mut self, arrivals: &mut Arrivals<'_>, now: Time) -> Result<(), Stopped> {
        self.arrive(arrivals, now)?;
        while self.validations.next() <= now {
            let (number, validation) = (self.validations.done, &self.validations.all[self.validations.done]);
            self.validations.done += 1;
            for at in 0..self.places.len() {
                let Self { books, places, .. } = self;
                let place = &mut places[at];
                place.carry_out_departures(books, now);
                place.retain(now, |person| books.stays_when_asked(at, number, validation, person, now));
                let Some(diary) = &mut place.diary else { continue };
                diary.retain(|person| {
                    let settled = books.settle(person, now);
                    if settled.is_none() {
                        books.lost(at, person.class);
                    }
                    settled.filter(|person| books.stays_when_asked(at, number, validation, person, now))
                });
            }
        }
        Ok(())
    }
}

impl<O: Observer> Books<'_, O> {
    /// Asks somebody who waits at a stage; told where they leave the list.
    fn stays_when_asked(
        &mut self,
        at: usize,
        number: usize,
        validation: &Validation,
        person: &Person,
        now: Time,
    ) -> bool {
        if person.id.stopped() {
            return true;
        }
        let (space, entity) = self.service.spaces.person.of(person.id);
        self.claims.claim(space, entity, Purpose::Validation, number as u32);
        let (leaves, mistaken) = self.draw.validated(number, validation, person);
        let counted = self.counted(now);
        let class = self.class(person);
        class.validated += u64::from(counted);
        class.removed_by_mistake += u64::from(counted && mistaken);
        if leaves || mistaken {
            self.leave(person, now, Exit::Removed);
            self.lost(at, person.class);
        }
        !(leaves || mistaken)
    }
}
