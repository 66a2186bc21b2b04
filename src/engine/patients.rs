//! Who comes next: today's list, then referrals week by week merged with the listed ones. Memory follows the window.

use crate::people::{Draw, Person, Window};
use crate::time::{NEVER, Time, WEEK};

/// Arrivals in order of (clock start, source, number).
#[derive(Debug)]
pub(super) struct Arrivals {
    window: Window,
    next: usize,
    week: u64,
    weeks: u64,
    extra: Vec<Person>,
    next_extra: usize,
}

impl Arrivals {
    pub(super) fn new(draw: &Draw<'_>, horizon: Time) -> Self {
        let mut extra = draw.extra();
        extra.retain(|p| p.clock_start < horizon);
        let weeks = if draw.service.referrals.is_some() { (horizon + WEEK - 1) / WEEK } else { 0 };
        let mut arrivals =
            Self { window: Window::default(), next: 0, week: 0, weeks: weeks as u64, extra, next_extra: 0 };
        arrivals.refill(draw, horizon);
        arrivals
    }

    fn refill(&mut self, draw: &Draw<'_>, horizon: Time) {
        while self.next >= self.window.people.len() && self.week < self.weeks {
            draw.referrals(self.week, horizon, &mut self.window);
            self.next = 0;
            self.week += 1;
        }
    }

    /// When the next person comes.
    #[inline]
    pub(super) fn next_time(&self) -> Time {
        let referral = self.window.people.get(self.next).map_or(NEVER, |p| p.clock_start);
        let extra = self.extra.get(self.next_extra).map_or(NEVER, |p| p.clock_start);
        referral.min(extra)
    }

    /// Takes the next person.
    #[inline]
    pub(super) fn take(&mut self, draw: &Draw<'_>, horizon: Time) -> Option<Person> {
        let referral = self.window.people.get(self.next);
        if self.next_extra < self.extra.len() {
            let extra = &self.extra[self.next_extra];
            if referral.is_none_or(|r| (extra.clock_start, extra.id.order()) < (r.clock_start, r.id.order())) {
                self.next_extra += 1;
                return Some(*extra);
            }
        }
        let person = *referral?;
        self.next += 1;
        if self.next == self.window.people.len() {
            self.refill(draw, horizon);
        }
        Some(person)
    }
}
