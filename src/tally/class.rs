//! Everything counted of one class of people.

use super::{Cohort, Exit, Exits, FollowUps, Histogram, Moments, Official, Scope, Stay, Weekly};
use crate::time::Time;

/// Everything counted of one class (true group x urgency) of one service.
///
/// Where clinical classes change, what is counted over time (the area and the stocks of the series) goes by the class of the day, and
/// what is counted once by the class at that instant: who joins by the class on joining, who leaves or still waits, with their waits
/// and as members of the cohorts, by the last one. Sums over the classes of a group do not hang on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassTally {
    /// On the list at the start.
    pub initial: u64,
    /// Joined during the run.
    pub referred: u64,
    /// Left the list during the run, by how.
    pub exits: Exits<u64>,
    /// Changes of the clinical class out of this one, after the warm-up.
    pub changed: u64,
    /// Appointments cancelled in time, after the warm-up.
    pub cancelled: u64,
    /// Offers of sessions that not everybody takes declined, after the warm-up.
    pub declined: u64,
    /// Appointments given at short notice, after the warm-up.
    pub short_notice: u64,
    /// Appointments with help to attend, after the warm-up.
    pub supported: u64,
    /// Asked at a validation, after the warm-up.
    pub validated: u64,
    /// Of these, taken off the list by mistake.
    pub removed_by_mistake: u64,
    /// In need, but never referred, over the whole run.
    pub unmet: u64,
    /// In need after the warm-up, referred or never referred; counted where some are not.
    pub in_need: u64,
    /// Of these, never referred.
    pub never_referred: u64,
    /// Referred on to another service, over the whole run.
    pub sent_on: u64,
    /// Of these, on the way at the end.
    pub on_the_way: u64,
    /// Referred on to another service, after the warm-up.
    pub referred_on: u64,
    /// Seconds that people waited in an overbooked clinic, after the warm-up.
    pub in_clinic: Moments,
    /// Still on the list at the end.
    pub waiting: u64,
    /// Appointments booked, after the warm-up.
    pub booked: u64,
    /// Of these, missed.
    pub missed: u64,
    /// Of the appointments booked, cancelled on the day because the session ran late.
    pub cancelled_late: u64,
    /// Appointments of those whose clock has stopped.
    pub follow_ups: FollowUps,
    /// Seconds on the list after the warm-up, over all people: the integral of the list size. Where clinical classes change, those
    /// while people were of this one.
    pub area: i128,
    /// Referrals in the cohort window, from their clock start.
    pub joined: Cohort,
    /// Today's list, from the start of the run.
    pub today: Cohort,
    /// Seconds from clock start to treatment, of those treated after the warm-up.
    pub completed: Moments,
    /// Days from clock start to treatment, of the same.
    pub completed_days: Histogram,
    /// How many of the same did not wait a second.
    pub completed_at_once: u64,
    /// Seconds from clock start to leaving untreated, after the warm-up.
    pub left_untreated: Moments,
    /// Days waited of those on the list at the opening snapshot.
    pub opening: Histogram,
    /// Days waited of those on the list at the closing snapshot.
    pub closing: Histogram,
    /// Week by week.
    pub weekly: Weekly,
    /// What official figures count otherwise; none where no official clock has moved.
    pub official: Option<Box<Official>>,
}

impl ClassTally {
    /// Adds another tally of the same run settings.
    pub fn merge(&mut self, other: &Self) {
        // All fields are named, so that a new one is added up, too.
        let Self {
            initial,
            referred,
            exits,
            changed,
            cancelled,
            declined,
            short_notice,
            supported,
            validated,
            removed_by_mistake,
            unmet,
            in_need,
            never_referred,
            sent_on,
            on_the_way,
            referred_on,
            in_clinic,
            waiting,
            booked,
            missed,
            cancelled_late,
            follow_ups,
            area,
            joined,
            today,
            completed,
            completed_days,
            completed_at_once,
            left_untreated,
            opening,
            closing,
            weekly,
            official,
        } = other;
        self.initial += initial;
        self.referred += referred;
        self.exits.merge(exits, |mine, theirs| *mine += theirs);
        self.changed += changed;
        self.cancelled += cancelled;
        self.declined += declined;
        self.short_notice += short_notice;
        self.supported += supported;
        self.validated += validated;
        self.removed_by_mistake += removed_by_mistake;
        self.unmet += unmet;
        self.in_need += in_need;
        self.never_referred += never_referred;
        self.sent_on += sent_on;
        self.on_the_way += on_the_way;
        self.referred_on += referred_on;
        self.in_clinic.merge(in_clinic);
        self.waiting += waiting;
        self.booked += booked;
        self.missed += missed;
        self.cancelled_late += cancelled_late;
        self.follow_ups.merge(follow_ups);
        self.area += area;
        self.joined.merge(joined);
        self.today.merge(today);
        self.completed.merge(completed);
        self.completed_days.merge(completed_days);
        self.completed_at_once += completed_at_once;
        self.left_untreated.merge(left_untreated);
        self.opening.merge(opening);
        self.closing.merge(closing);
        self.weekly.merge(weekly);
        if let Some(theirs) = official {
            self.official.get_or_insert_default().merge(theirs);
        }
    }

    /// Who has left the list, in whatever way.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.exits.iter().sum()
    }

    /// Who was on the list at any time after the warm-up.
    #[must_use]
    pub const fn listed(&self) -> u64 {
        self.completed.count + self.left_untreated.count + self.waiting
    }

    /// In = out, as integers: the unfinished are never dropped. Where clinical classes change it holds for the sum over them.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.initial + self.referred == self.left() + self.waiting
    }
}

impl ClassTally {
    pub(super) fn leaves_untreated(&mut self, scope: &Scope, waited: Time, at: Time, how: Exit) {
        self.exits[how] += 1;
        if at >= scope.warm_up {
            self.left_untreated.add(waited);
        }
    }

    #[inline]
    pub(super) fn follow(&mut self, scope: &Scope, person: &Stay, exit: Option<(Time, Exit)>) {
        if person.today {
            self.today.add(0, exit, scope.follow_up);
        } else if scope.in_cohort(person.clock_start) {
            self.joined.add(person.clock_start, exit, scope.follow_up);
        }
    }
}
