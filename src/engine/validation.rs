//! Validation of the list: everybody on it is asked whether they still need care.

use super::Observer;
use super::ledger::Ledger;
use super::patients::Arrivals;
use super::step::Work;
use super::transfers::Coming;
use crate::error::Stopped;
use crate::model::Validation;
use crate::people::Person;
use crate::rng::Purpose;
use crate::tally::Exit;
use crate::time::Time;

impl<O: Observer> Work<'_, O> {
    /// Asks everybody who is on the list now: those who were referred up to now, those who have an appointment to come, and those
    /// who missed one or are on the way back after it, on the way to a stage, or at one that only takes time.
    #[cold]
    pub(super) fn validate(&mut self, arrivals: &mut Arrivals<'_>, now: Time) -> Result<(), Stopped> {
        self.arrive::<false>(arrivals, now)?;
        while self.validations.next() <= now {
            let (number, validation) = (self.validations.done, &self.validations.all[self.validations.done]);
            self.validations.done += 1;
            for at in 0..self.places.len() {
                let Self { ledger, places, .. } = self;
                let place = &mut places[at];
                place.carry_out_departures(ledger, now);
                place.retain(now, |person| ledger.stays_when_asked(at, number, validation, person, now));
                let mut ask = |person| ledger.asks(at, number, validation, person, now);
                if let Some(diary) = &mut place.diary {
                    diary.retain(&mut ask);
                }
                place.completions.retain(&mut ask);
            }
            let Self { ledger, transfers, .. } = self;
            transfers.retain(|to, how, person| match how {
                // Not yet at the stage, which so loses nobody.
                Coming::Anew => {
                    let settled = ledger.settle(person, now)?;
                    ledger.is_kept(number, validation, &settled, now).then_some(settled)
                }
                Coming::Back | Coming::Again => ledger.asks(to, number, validation, person, now),
            });
        }
        Ok(())
    }
}

impl<O: Observer> Ledger<'_, O> {
    /// Asks somebody of a stage who is in no lane of it: as they are by now, where they stay.
    fn asks(&mut self, at: usize, number: usize, validation: &Validation, person: Person, now: Time) -> Option<Person> {
        let settled = self.settle(person, now);
        if settled.is_none() {
            self.lost(at, person.class);
        }
        settled.filter(|person| self.stays_when_asked(at, number, validation, person, now))
    }

    /// Asks a person who waits at a stage; the observer is told if they leave the list.
    fn stays_when_asked(
        &mut self,
        at: usize,
        number: usize,
        validation: &Validation,
        person: &Person,
        now: Time,
    ) -> bool {
        let stays = self.is_kept(number, validation, person, now);
        if !stays {
            self.lost(at, person.class);
        }
        stays
    }

    /// Asks somebody, whose answer goes into the ledger.
    fn is_kept(&mut self, number: usize, validation: &Validation, person: &Person, now: Time) -> bool {
        if person.id.stopped() {
            return true;
        }
        let (space, entity) = self.service.spaces.person.of(person.id);
        self.draw_check.claim(space, entity, Purpose::Validation, number as u32);
        let (leaves, mistaken) = self.draw.validated(number, validation, person);
        let counted = self.counted(now);
        let class = self.class(person);
        class.validated += u64::from(counted);
        class.removed_by_mistake += u64::from(counted && mistaken);
        if leaves || mistaken {
            // The caller lets go of them.
            self.leave(&mut { *person }, now, Exit::Removed);
        }
        !(leaves || mistaken)
    }
}
