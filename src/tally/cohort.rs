//! People followed equally long.

use super::{Exit, Histogram, Moments};
use crate::time::{DAY, Time, days_waited};

/// People followed equally long from a common origin: the clock start (`joined`) or the start of the run (`today`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    /// How many.
    pub members: u64,
    /// Days from the origin to treatment, of those treated within the follow-up.
    pub treated: Histogram,
    /// Days from the origin to the end of patience, within the follow-up.
    pub removed: Histogram,
    /// Days from the origin to a discharge, within the follow-up.
    pub discharged: Histogram,
    /// Days from the origin to death, within the follow-up.
    pub died: Histogram,
    /// Days from the origin to an admission as an emergency, within the follow-up.
    pub emergency: Histogram,
    /// Days from the origin to leaving for treatment paid for elsewhere, within the follow-up.
    pub private: Histogram,
    /// Days from the origin to being turned away, within the follow-up.
    pub turned_away: Histogram,
    /// Seconds untreated up to the follow-up, of all members: who leaves untreated counts to its end.
    pub untreated: Moments,
}

impl Cohort {
    /// A member is treated so long after the origin.
    #[inline]
    pub(super) fn treated(&mut self, seconds: Time, days: i64, follow_up: Time) {
        self.members += 1;
        if days <= follow_up / DAY {
            self.treated.add(days);
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
                match how {
                    Exit::Treated => &mut self.treated,
                    Exit::Removed => &mut self.removed,
                    Exit::Discharged => &mut self.discharged,
                    Exit::Died => &mut self.died,
                    Exit::Emergency => &mut self.emergency,
                    Exit::Private => &mut self.private,
                    Exit::TurnedAway => &mut self.turned_away,
                }
                .add(days);
            }
        }
        self.untreated.add(untreated);
    }

    /// All ways to leave the list, treated first.
    #[must_use]
    pub const fn exits(&self) -> [&Histogram; Exit::COUNT] {
        [&self.treated, &self.removed, &self.discharged, &self.died, &self.emergency, &self.private, &self.turned_away]
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.members += other.members;
        self.treated.merge(&other.treated);
        self.removed.merge(&other.removed);
        self.discharged.merge(&other.discharged);
        self.died.merge(&other.died);
        self.emergency.merge(&other.emergency);
        self.private.merge(&other.private);
        self.turned_away.merge(&other.turned_away);
        self.untreated.merge(&other.untreated);
    }
}
