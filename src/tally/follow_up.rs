//! Follow-ups: appointments of people whose clock has stopped.

use super::{Moments, Scope};
use crate::time::{Time, day};

/// A follow-up that is kept within so many calendar days of falling due is kept in time.
pub const IN_TIME: i64 = 7;

/// Follow-ups of one class of people. One falls due when a person whose clock has stopped joins a stage with slots or servers, and ends
/// when it is kept or given up; an appointment that is missed and made again leaves it due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowUps {
    /// Fell due, over the whole run.
    pub due_in_all: u64,
    /// Kept or given up, over the whole run.
    pub ended_in_all: u64,
    /// Neither kept nor given up at the end.
    pub open: u64,
    /// Of these, due before the last day.
    pub overdue: u64,
    /// Their days since then, summed up.
    pub days_overdue: u64,
    /// Fell due after the warm-up.
    pub due: u64,
    /// Of these, so early that it is known at the end whether they were kept in time.
    pub judged: u64,
    /// Of these, kept in time.
    pub in_time: u64,
    /// Seconds from falling due to being kept, of those kept after the warm-up.
    pub late: Moments,
    /// Given up after the warm-up: discharged after a missed appointment.
    pub given_up: u64,
}

impl FollowUps {
    /// Adds another count.
    pub fn merge(&mut self, other: &Self) {
        self.due_in_all += other.due_in_all;
        self.ended_in_all += other.ended_in_all;
        self.open += other.open;
        self.overdue += other.overdue;
        self.days_overdue += other.days_overdue;
        self.due += other.due;
        self.judged += other.judged;
        self.in_time += other.in_time;
        self.late.merge(&other.late);
        self.given_up += other.given_up;
    }

    /// Whether it is known at the end if one that fell due then was kept in time.
    fn is_judged(scope: &Scope, due: Time) -> bool {
        due >= scope.warm_up && day(due) + IN_TIME <= scope.last_day()
    }

    /// One falls due.
    pub fn falls_due(&mut self, scope: &Scope, due: Time) {
        self.due_in_all += 1;
        self.due += u64::from(due >= scope.warm_up);
        self.judged += u64::from(Self::is_judged(scope, due));
    }

    /// One is kept.
    pub fn is_kept(&mut self, scope: &Scope, due: Time, at: Time) {
        self.ended_in_all += 1;
        self.in_time += u64::from(Self::is_judged(scope, due) && day(at) - day(due) <= IN_TIME);
        if at >= scope.warm_up {
            self.late.add(at - due);
        }
    }

    /// One is given up.
    pub fn is_given_up(&mut self, scope: &Scope, at: Time) {
        self.ended_in_all += 1;
        self.given_up += u64::from(at >= scope.warm_up);
    }

    /// One is still open at the end.
    pub fn stays_open(&mut self, scope: &Scope, due: Time) {
        let days = (scope.last_day() - day(due)).max(0) as u64;
        self.open += 1;
        self.overdue += u64::from(days > 0);
        self.days_overdue += days;
    }

    /// In = out, as integers.
    #[must_use]
    pub const fn balances(&self) -> bool {
        self.due_in_all == self.ended_in_all + self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, WEEK};

    #[test]
    fn a_week_is_in_time_and_a_day_is_overdue() {
        let scope = Scope {
            horizon: 10 * WEEK,
            warm_up: WEEK,
            follow_up: WEEK,
            audit: None,
            limits: crate::tally::Limits::default(),
        };
        let mut found = FollowUps::default();
        // Before the warm-up; in time on the seventh day; late on the eighth; too near to the end to be judged, and overdue or not.
        for (due, kept) in [(6 * DAY, Some(8 * DAY)), (8 * DAY, Some(16 * DAY - 1)), (8 * DAY + 1, Some(16 * DAY))] {
            found.falls_due(&scope, due);
            kept.into_iter().for_each(|at| found.is_kept(&scope, due, at));
        }
        for due in [62 * DAY, 63 * DAY, 67 * DAY, 69 * DAY] {
            found.falls_due(&scope, due);
            found.stays_open(&scope, due);
        }
        assert_eq!((found.due_in_all, found.due, found.judged, found.in_time), (7, 6, 3, 1));
        assert_eq!((found.open, found.overdue, found.days_overdue), (4, 3, 7 + 6 + 2));
        assert_eq!(found.late.count, 3);
        assert!(found.balances());
    }
}
