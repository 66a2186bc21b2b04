//! Mail between services: people who are referred on, on the way from one part to another.
//!
//! Letters of a window lie in the outbox of the part that sends them until the window is over, and are then handed over in one
//! order: by the service they go to, the time of arrival, and who comes (which is by the names of the services and sources where they came
//! from, then week and index). Nobody may arrive before the end of the window in which they are sent, so windows are no longer than the
//! least delay; a part then knows everybody who comes before it advances. As people stand in the order of the queue wherever they
//! come from, a part takes them in among those who are referred to it, and its loop need not know.

use super::day_buckets::{Dated, DayBuckets};
use super::ordering::in_order;
use crate::ids::PersonId;
use crate::people::{Draw, Person};
use crate::time::{Time, day};

/// Somebody on the way to another service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The service, by number.
    pub(super) to: usize,
    /// When they arrive.
    pub(super) at: Time,
    /// Who they are there.
    pub(super) id: PersonId,
    /// The true group.
    pub(super) group: usize,
}

impl Letter {
    /// In what order letters are handed over.
    pub(super) const fn key(&self) -> (usize, Time, u64) {
        (self.to, self.at, self.id.order())
    }
}

/// The letters to one service, of letters in order.
pub(super) fn letters_to(mail: &[Letter], service: usize) -> &[Letter] {
    let from = mail.partition_point(|letter| letter.to < service);
    &mail[from..from + mail[from..].partition_point(|letter| letter.to == service)]
}

/// Those who are referred on to a part and have not come yet.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    /// Not yet drawn.
    letters: Vec<Letter>,
    people: DayBuckets<ByClockStart>,
    /// Memory of those who come in a window.
    come: Vec<Person>,
}

/// A person who comes: by clock start, then number.
#[derive(Clone, Copy, Debug)]
struct ByClockStart(Person);

in_order!(ByClockStart, |who| (who.0.clock_start, who.0.id.order()));
impl Dated for ByClockStart {
    fn day(&self) -> i64 {
        day(self.0.clock_start)
    }
}

impl Inbox {
    pub(super) fn deliver(&mut self, letters: &[Letter]) {
        self.letters.extend_from_slice(letters);
    }

    /// Draws those whose letters have come.
    #[inline]
    pub(super) fn open(&mut self, draw: &Draw<'_>) {
        for letter in self.letters.drain(..) {
            self.people.push(ByClockStart(draw.referred_on(letter.id, letter.group, letter.at)));
        }
    }

    /// Puts those who come before an instant among people who stand in the same order.
    #[inline]
    pub(super) fn merge_into(&mut self, people: &mut Vec<Person>, from: usize, until: Time) {
        if !self.people.is_empty() {
            self.merge(people, from, until);
        }
    }

    #[cold]
    fn merge(&mut self, people: &mut Vec<Person>, from: usize, until: Time) {
        self.come.clear();
        while let Some(coming) = self.people.pop_if(|c| c.0.clock_start < until) {
            self.come.push(coming.0);
        }
        // From the back, so that those who stand before all who come are not touched.
        let (mut own, mut place) = (people.len(), people.len() + self.come.len());
        people.extend_from_slice(&self.come);
        while let Some(last) = self.come.last() {
            place -= 1;
            if own > from && ByClockStart(people[own - 1]) > ByClockStart(*last) {
                own -= 1;
                people[place] = people[own];
            } else {
                people[place] = *last;
                self.come.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Source;
    use crate::people::Kept;

    fn person(id: PersonId, clock_start: Time) -> Person {
        Person { clock_start, id, behind: 0, patience: 0, class: 0, recorded: 0, kept: Kept::default() }
    }

    #[test]
    fn those_who_come_stand_in_the_order_of_all() {
        for (own, sent, from) in [(0, 0, 0), (0, 5, 0), (5, 0, 2), (40, 30, 0), (40, 30, 17), (3, 200, 3)] {
            let mut people: Vec<Person> =
                (0..own).map(|i| person(PersonId::new(Source::Referral, 0, i), i64::from(i * 7))).collect();
            let mut inbox = Inbox::default();
            let begins = people.get(from).map_or(i64::from(own) * 7, |p| p.clock_start);
            let coming = |i: u32| person(PersonId::onward(0, 0, i), begins + i64::from(i * 5 % 97));
            (0..sent).for_each(|i| inbox.people.push(ByClockStart(coming(i))));
            let until = begins + 50;
            let mut expected = people.clone();
            expected.extend((0..sent).map(coming).filter(|p| p.clock_start < until));
            expected.sort_by_key(|p| (p.clock_start, p.id.order()));
            inbox.merge_into(&mut people, from, until);
            assert_eq!(people, expected);
            assert_eq!(inbox.people.len(), (0..sent).map(coming).filter(|p| p.clock_start >= until).count());
        }
    }
}
