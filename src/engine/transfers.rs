//! People between two stages, by the time at which they join the next.

use super::day_buckets::{Dated, DayBuckets};
use super::ordering::in_order;
use crate::ids::PersonId;
use crate::people::Person;
use crate::time::{NEVER, Time, day};

/// Someone on the way to a stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Transfer {
    pub(super) at: Time,
    /// The stage.
    pub(super) to: usize,
    pub(super) how: Coming,
    pub(super) person: Person,
}

/// How someone comes to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coming {
    /// For the first time, or once more after other stages.
    Anew,
    /// Back after a missed appointment.
    Back,
    /// Once more, after there was no room.
    Again,
}

in_order!(Transfer, |transfer| (transfer.at, transfer.person.id.order()));

impl Dated for Transfer {
    #[inline]
    fn day(&self) -> i64 {
        day(self.at)
    }

    /// Plain numbers sort several times faster than people: the instant above the person above the place among the entries.
    fn sort_down(entries: &mut Vec<Self>) {
        const PLACES: u32 = PersonId::FREE_ABOVE_ORDER;
        let Some(first) = entries.iter().map(|t| t.at).min().filter(|_| entries.len() <= 1 << PLACES) else {
            return entries.sort_unstable_by(|a, b| b.cmp(a));
        };
        let place_of = |number: u64| (number & ((1 << PLACES) - 1)) as usize;
        // Most come at the first instant, as after a session: there the instant need not be looked at.
        let (mut at_once, mut after): (Vec<u64>, Vec<u128>) = (Vec::with_capacity(entries.len()), Vec::new());
        for (place, t) in (0..).zip(&*entries) {
            let number = (t.person.id.order() << PLACES) | place;
            if t.at == first {
                at_once.push(number);
            } else {
                after.push((((t.at - first) as u128) << 64) | u128::from(number));
            }
        }
        at_once.sort_unstable_by(|a, b| b.cmp(a));
        after.sort_unstable_by(|a, b| b.cmp(a));
        let numbers = after.into_iter().map(|number| number as u64).chain(at_once);
        *entries = numbers.map(|number| entries[place_of(number)]).collect();
    }
}

/// All who are on the way.
#[derive(Debug, Default)]
pub(super) struct Transfers {
    days: DayBuckets<Transfer>,
    /// Those who have arrived already and may be taken in any order, where that is so.
    here: Vec<Transfer>,
    /// Whether it is so.
    gathered: bool,
}

impl Transfers {
    /// Nobody yet; whether all who have arrived are taken together, in any order.
    pub(super) fn new(gathered: bool) -> Self {
        Self { gathered, ..Self::default() }
    }

    /// Somebody is on the way from now on.
    #[inline]
    pub(super) fn push(&mut self, now: Time, transfer: Transfer) {
        if self.gathered && transfer.at == now {
            self.here.push(transfer);
        } else {
            self.days.push(transfer);
        }
    }

    /// When the next one arrives who does not wait to be gathered.
    #[inline]
    pub(super) fn next(&self) -> Time {
        if self.gathered { NEVER } else { self.days.peek().map_or(NEVER, |t| t.at) }
    }

    /// How many are on the way.
    pub(super) const fn len(&self) -> u64 {
        (self.days.len() + self.here.len()) as u64
    }

    /// Takes the next one who has arrived by now.
    pub(super) fn pop(&mut self, now: Time) -> Option<Transfer> {
        self.days.pop_if(|t| t.at <= now)
    }

    /// Takes all who have arrived by now, in any order, where that is the way; else none.
    #[inline]
    pub(super) fn gather(&mut self, now: Time, mut take: impl FnMut(Transfer)) {
        if self.gathered {
            self.here.drain(..).for_each(&mut take);
            self.days.take_up_to(day(now), |t| t.at <= now, take);
        }
    }

    /// Keeps only some, as they are by now; they are asked in order of arrival.
    #[cold]
    pub(super) fn retain(&mut self, mut stays: impl FnMut(usize, Coming, Person) -> Option<Person>) {
        let mut all: Vec<Transfer> = self.drain().collect();
        all.sort_unstable();
        for transfer in all {
            if let Some(person) = stays(transfer.to, transfer.how, transfer.person) {
                self.days.push(Transfer { person, ..transfer });
            }
        }
    }

    /// All who have not arrived.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Transfer> + '_ {
        self.here.drain(..).chain(self.days.drain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Source;
    use crate::people::Kept;

    #[test]
    fn they_are_sorted_the_same_way_whether_they_come_at_once_or_not() {
        for (count, instants) in [(0, 1), (1, 1), (900, 1), (900, 2), (20_000, 1)] {
            let transfer = |i: u32| {
                let id = PersonId::new(Source::ALL[i as usize % 3], u64::from(i) * 7 % 5, (i * 7_919) % 30_011);
                let person = Person {
                    clock_start: 0,
                    id: if i.is_multiple_of(2) { id } else { id.after_a_miss() },
                    behind: 0,
                    patience: 0,
                    class: 0,
                    recorded: 0,
                    kept: Kept::default(),
                };
                Transfer { at: 5 + Time::from(i % instants), to: i as usize, how: Coming::Anew, person }
            };
            let mut found: Vec<Transfer> = (0..count).map(transfer).collect();
            let mut plain = found.clone();
            Transfer::sort_down(&mut found);
            plain.sort_unstable_by(|a, b| b.cmp(a));
            let stages = |all: &[Transfer]| all.iter().map(|t| t.to).collect::<Vec<_>>();
            assert_eq!(stages(&found), stages(&plain), "{count} at {instants}");
        }
    }
}
