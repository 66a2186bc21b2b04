//! Who comes: referrals week by week merged with the listed ones, in windows that any number of variants can be fed from. Memory
//! follows the window.

use crate::people::{Draw, Person, Plain, Window};
use crate::time::{NEVER, Time, WEEK};

/// Weeks are drawn until there are so many people, so that short weeks cost no more a person than long ones.
const ENOUGH: usize = 512;

/// Draws everybody who comes, window after window, in order of (clock start, source, number).
#[derive(Debug)]
pub(super) struct Intake {
    window: Window,
    plain: Option<Plain>,
    week: u64,
    weeks: u64,
    extra: Vec<Person>,
    next_extra: usize,
    horizon: Time,
    /// The people of the window are all who come before this instant.
    pub(super) until: Time,
}

impl Intake {
    pub(super) fn new(draw: &Draw<'_>, horizon: Time) -> Self {
        let mut extra = draw.extra();
        extra.retain(|p| p.clock_start < horizon);
        let weeks = if draw.service.referrals.is_some() { (horizon + WEEK - 1) / WEEK } else { 0 };
        let plain = Plain::of(draw);
        Self { window: Window::default(), plain, week: 0, weeks: weeks as u64, extra, next_extra: 0, horizon, until: 0 }
    }

    /// Draws the next window; none where everybody has come.
    pub(super) fn refill(&mut self, draw: &Draw<'_>) -> bool {
        if self.until >= self.horizon {
            return false;
        }
        self.window.people.clear();
        while self.week < self.weeks && self.window.people.len() < ENOUGH {
            draw.more_referrals(self.week, self.horizon, &mut self.window, self.plain.as_ref());
            self.week += 1;
        }
        self.until = if self.week < self.weeks { self.week as Time * WEEK } else { self.horizon };
        if self.extra.get(self.next_extra).is_some_and(|p| p.clock_start < self.until) {
            self.merge_extra();
        }
        true
    }

    #[cold]
    fn merge_extra(&mut self) {
        let listed = self.extra[self.next_extra..].iter().take_while(|p| p.clock_start < self.until);
        let before = self.window.people.len();
        self.window.people.extend(listed);
        self.next_extra += self.window.people.len() - before;
        self.window.people.sort_unstable_by_key(|p| (p.clock_start, p.id.order()));
    }

    /// The people of the window.
    pub(super) fn people(&self) -> &[Person] {
        &self.window.people
    }

    /// The same, for others to join them.
    pub(super) const fn people_mut(&mut self) -> &mut Vec<Person> {
        &mut self.window.people
    }
}

/// Those of a window who have not come yet.
#[derive(Debug)]
pub(super) struct Arrivals<'w>(pub(super) &'w [Person]);

impl<'w> Arrivals<'w> {
    /// When the next person comes.
    #[inline]
    pub(super) fn next_time(&self) -> Time {
        self.0.first().map_or(NEVER, |p| p.clock_start)
    }

    /// Takes the next person who comes up to and at this instant.
    #[inline]
    pub(super) fn take(&mut self, now: Time) -> Option<&'w Person> {
        let (first, rest) = self.0.split_first()?;
        if first.clock_start > now {
            return None;
        }
        self.0 = rest;
        Some(first)
    }
}
