//! People followed equally long.

use super::{Exit, Exits, Histogram, Moments};
use crate::time::{DAY, Time, days_waited};

/// People followed equally long from a common origin: the clock start (`joined`) or the start of the run (`today`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    /// How many.
    pub members: u64,
    /// Days from the origin to leaving, within the follow-up, by how.
    pub exits: Exits<Histogram>,
    /// Seconds untreated up to the follow-up, of all members: who leaves untreated counts to its end.
    pub untreated: Moments,
}

impl Cohort {
    /// A member is treated so long after the origin.
    #[inline]
    pub(super) fn treated(&mut self, seconds: Time, days: i64, follow_up: Time) {
        self.members += 1;
        if days <= follow_up / DAY {
            self.exits[Exit::Treated].add(days);
        }
        self.untreated.add(seconds.min(follow_up));
    }

    pub(super) fn add(&mut self, origin: Time, exit: Option<(Time, Exit)>, follow_up: Time) {
        self.members += 1;
        let mut untreated = follow_up;
        if let Some((at, how)) = exit {
            let days = days_waited(origin, at);
            if how == Exit::Treated {
                untreated = (at - origin).min(follow_up);
            }
            if days <= follow_up / DAY {
                self.exits[how].add(days);
            }
        }
        self.untreated.add(untreated);
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        let Self { members, exits, untreated } = other;
        self.members += members;
        self.exits.merge(exits, Histogram::merge);
        self.untreated.merge(untreated);
    }
}
