//! Everything counted of one class of people.

use super::{Cohort, Exit, FollowUps, Frame, Histogram, Loss, Moments, Official, Stay, Weekly};
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
    /// Treated during the run.
    pub treated: u64,
    /// Left untreated during the run.
    pub removed: u64,
    /// Discharged during the run.
    pub discharged: u64,
    /// Died untreated during the run.
    pub died: u64,
    /// Admitted as an emergency during the run.
    pub emergency: u64,
    /// Left for treatment paid for elsewhere during the run.
    pub private: u64,
    /// Turned away on referral during the run.
    pub turned_away: u64,
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
        self.initial += other.initial;
        self.referred += other.referred;
        self.treated += other.treated;
        self.removed += other.removed;
        self.discharged += other.discharged;
        self.died += other.died;
        self.emergency += other.emergency;
        self.private += other.private;
        self.turned_away += other.turned_away;
        self.changed += other.changed;
        self.cancelled += other.cancelled;
        self.declined += other.declined;
        self.short_notice += other.short_notice;
        self.supported += other.supported;
        self.validated += other.validated;
        self.removed_by_mistake += other.removed_by_mistake;
        self.unmet += other.unmet;
        self.in_need += other.in_need;
        self.never_referred += other.never_referred;
        self.sent_on += other.sent_on;
        self.on_the_way += other.on_the_way;
        self.referred_on += other.referred_on;
        self.in_clinic.merge(&other.in_clinic);
        self.waiting += other.waiting;
        self.booked += other.booked;
        self.missed += other.missed;
        self.cancelled_late += other.cancelled_late;
        self.follow_ups.merge(&other.follow_ups);
        self.area += other.area;
        self.joined.merge(&other.joined);
        self.today.merge(&other.today);
        self.completed.merge(&other.completed);
        self.completed_days.merge(&other.completed_days);
        self.completed_at_once += other.completed_at_once;
        self.left_untreated.merge(&other.left_untreated);
        self.opening.merge(&other.opening);
        self.closing.merge(&other.closing);
        self.weekly.merge(&other.weekly);
        if let Some(theirs) = &other.official {
            self.official.get_or_insert_default().merge(theirs);
        }
    }

    /// Who has left the list, in whatever way.
    #[must_use]
    pub const fn left(&self) -> u64 {
        let untreated = self.removed + self.discharged + self.died + self.emergency + self.private;
        self.treated + untreated + self.turned_away
    }

    /// Who was on the list at any time after the warm-up.
    #[must_use]
    pub const fn listed(&self) -> u64 {
        self.completed.count + self.left_untreated.count + self.waiting
    }

    /// In = out, as integers: the unfinished are never dropped. Where clinical classes change it holds for the sum over them.
    #[must_use]
    pub const fn balances(&self) -> bool {
        self.initial + self.referred == self.left() + self.waiting
    }
}

impl ClassTally {
    pub(super) fn leaves_untreated(&mut self, frame: &Frame, waited: Time, at: Time, how: Loss) {
        match how {
            Loss::Removed => self.removed += 1,
            Loss::Discharged => self.discharged += 1,
            Loss::Died => self.died += 1,
            Loss::Emergency => self.emergency += 1,
            Loss::Private => self.private += 1,
            Loss::TurnedAway => self.turned_away += 1,
        }
        if at >= frame.warm_up {
            self.left_untreated.add(waited);
        }
    }

    #[inline]
    pub(super) fn follow(&mut self, frame: &Frame, person: &Stay, exit: Option<(Time, Exit)>) {
        if person.today {
            self.today.add(0, exit, frame.follow_up);
        } else if frame.in_cohort(person.clock_start) {
            self.joined.add(person.clock_start, exit, frame.follow_up);
        }
    }
}
