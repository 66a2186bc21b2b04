//! What happens to people while they wait, as draws that compete: the deadline in the record is the end of the first of them.

use super::{Draw, Person};
use crate::ids::Cause;
use crate::rng::Purpose;
use crate::time::Time;

impl Draw<'_> {
    /// Brings the deadline forward to what happens first from now on: death, an emergency, private treatment or a change of class.
    #[cold]
    pub(super) fn course(&self, person: &mut Person, now: Time) {
        let Some(course) = &self.service.course else { return };
        let space = self.service.spaces.person[person.id.source() as usize];
        let words = self.key.block(space, person.id.entity(), Purpose::Course, u32::from(person.id.attempt()), 0);
        let laws = [
            (&course.death, Cause::Death),
            (&course.emergency, Cause::Emergency),
            (&course.private, Cause::Private),
            (&course.change, Cause::Change),
        ];
        person.id = person.id.because(Cause::Removal);
        for ((laws, cause), word) in laws.into_iter().zip(words) {
            let Some(law) = laws.get(person.class as usize) else { continue };
            let seconds = ((now - person.clock_start) as f64 + law.beyond(word, 0.0).ceil()) as u32;
            if seconds < person.patience {
                person.patience = seconds;
                person.id = person.id.because(cause);
            }
        }
    }

    /// The person in the next clinical class, from the deadline on; patience goes on, given the wait so far.
    #[must_use]
    pub fn changed(&self, person: &Person) -> Person {
        let at = person.deadline();
        let next = self.service.course.as_ref().and_then(|c| c.next.get(person.class as usize));
        let urgency = next.map_or(0, |row| row.level(self.word(person, Purpose::Change)));
        let mut person = self.with_urgency(*person, urgency);
        if person.id.attempt() == 0 {
            person.luck = 0;
        }
        person.id = person.id.next_attempt();
        person.patience = u32::MAX;
        if !self.service.patience.is_empty() {
            let word = self.word(&person, Purpose::Patience);
            self.patience(&mut person, word, at);
        }
        self.course(&mut person, at);
        person
    }

    /// The same person in another clinical class.
    #[must_use]
    pub fn with_urgency(&self, mut person: Person, urgency: usize) -> Person {
        let urgencies = self.service.urgencies.len();
        let of = |class: u16| (class as usize / urgencies * urgencies + urgency) as u16;
        (person.class, person.recorded) = (of(person.class), of(person.recorded));
        person
    }
}
