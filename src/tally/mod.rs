//! The raw integers of a run. Counts, exact sums of seconds and histograms of whole days merge in any order to the same bits;
//! floats appear only after the merge.

mod capacity;
mod cohort;
mod histogram;
mod stage;
mod weekly;

pub use capacity::CapacityTally;
pub use cohort::Cohort;
pub use histogram::Histogram;
pub use stage::{StageClass, StageTally};
pub use weekly::{Flow, Stock, Weekly};

use crate::time::{DAY, Time, days_waited};

/// The limits of the referral-to-treatment view, in calendar days: 18, 52 and 65 weeks.
pub const WITHIN_18_WEEKS: i64 = 126;
/// 52 weeks in days.
pub const WITHIN_52_WEEKS: i64 = 364;
/// 65 weeks in days.
pub const WITHIN_65_WEEKS: i64 = 455;

/// How someone left the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The clock stopped: attended a slot, or the service began.
    Treated,
    /// Left untreated: patience ran out.
    Removed,
    /// Discharged: after a missed appointment, or because no treatment is needed or wanted.
    Discharged,
    /// Died untreated.
    Died,
    /// Admitted as an emergency.
    Emergency,
    /// Left for treatment paid for elsewhere.
    Private,
    /// Turned away on referral: there was no room.
    TurnedAway,
}

impl Exit {
    /// How many ways there are.
    pub const COUNT: usize = 7;
    /// All of them.
    pub const ALL: [Exit; Self::COUNT] =
        [Exit::Treated, Exit::Removed, Exit::Discharged, Exit::Died, Exit::Emergency, Exit::Private, Exit::TurnedAway];
}

/// Count, sum and sum of squares of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// How many.
    pub count: u64,
    /// Sum of seconds.
    pub sum: i128,
    /// Sum of squared seconds.
    pub squares: i128,
}

impl Moments {
    /// Adds one value.
    #[inline]
    pub fn add(&mut self, seconds: Time) {
        self.count += 1;
        self.sum += i128::from(seconds);
        self.squares += i128::from(seconds) * i128::from(seconds);
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

/// Everything counted of one class (true group x urgency) of one service.
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
    /// Appointments cancelled in time.
    pub cancelled: u64,
    /// Offers of another provider declined, after the warm-up.
    pub declined: u64,
    /// Appointments given at short notice, after the warm-up.
    pub short_notice: u64,
    /// Appointments with help to attend, after the warm-up.
    pub supported: u64,
    /// Asked at a validation.
    pub validated: u64,
    /// Of the removed, those taken off the list by mistake at a validation.
    pub removed_by_mistake: u64,
    /// In need, but never referred.
    pub unmet: u64,
    /// Seconds that people waited in an overbooked clinic, after the warm-up.
    pub in_clinic: Moments,
    /// Still on the list at the end.
    pub waiting: u64,
    /// Appointments booked, after the warm-up.
    pub booked: u64,
    /// Of these, missed.
    pub missed: u64,
    /// Seconds on the list after the warm-up, over all people: the integral of the list size.
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
        self.in_clinic.merge(&other.in_clinic);
        self.waiting += other.waiting;
        self.booked += other.booked;
        self.missed += other.missed;
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
    }

    /// Who has left the list, in whatever way.
    #[must_use]
    pub const fn left(&self) -> u64 {
        let untreated = self.removed + self.discharged + self.died + self.emergency + self.private;
        self.treated + untreated + self.turned_away
    }

    /// In = out, as integers: the unfinished are never dropped. Where clinical classes change it holds for the sum over them.
    #[must_use]
    pub const fn balances(&self) -> bool {
        self.initial + self.referred == self.left() + self.waiting
    }
}

/// What a tally needs to know of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// End of the run.
    pub horizon: Time,
    /// Start of what is counted.
    pub warm_up: Time,
    /// How long cohorts are followed.
    pub follow_up: Time,
    /// Distance of audits, where there is a series.
    pub audit: Option<Time>,
}

impl Frame {
    /// Date of the closing snapshot.
    #[inline]
    #[must_use]
    pub const fn last_day(&self) -> i64 {
        self.horizon / DAY - 1
    }

    /// Whether someone who joins then is in the cohort.
    #[inline]
    #[must_use]
    pub const fn in_cohort(&self, clock_start: Time) -> bool {
        clock_start >= self.warm_up && clock_start < self.horizon - self.follow_up
    }
}

/// The raw integers of one service in one replication of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What the run was.
    pub frame: Frame,
    /// By class: true group x urgency; where records may be wrong, by slot: pair of true and recorded group x urgency. One that
    /// never occurred has none.
    pub classes: Vec<Option<Box<ClassTally>>>,
    /// Slots and servers, of all stages.
    pub capacity: CapacityTally,
    /// What happened at each stage of a pathway; empty where there is only one.
    pub stages: Vec<StageTally>,
}

impl Tally {
    /// An empty tally for this many classes and stages.
    #[must_use]
    pub fn new(frame: Frame, classes: usize, stages: usize) -> Self {
        let stages = if stages > 1 { vec![StageTally::new(classes); stages] } else { Vec::new() };
        Self { frame, classes: vec![None; classes], capacity: CapacityTally::default(), stages }
    }

    /// The same with another number of slots for people.
    #[must_use]
    pub fn with_slots(mut self, slots: usize) -> Self {
        self.classes.resize(slots, None);
        self
    }

    /// Books what happens to the capacity of a stage.
    #[inline]
    pub fn at(&mut self, stage: usize, book: impl Fn(&mut CapacityTally)) {
        book(&mut self.capacity);
        if let Some(stage) = self.stages.get_mut(stage) {
            book(&mut stage.capacity);
        }
    }

    /// The tally of a class.
    #[inline]
    pub fn class(&mut self, class: u16) -> &mut ClassTally {
        self.classes[class as usize].get_or_insert_default()
    }

    /// Someone of today's list is there at the start.
    pub fn starts_on_list(&mut self, class: u16, clock_start: Time) {
        let tally = self.class(class);
        tally.initial += 1;
        tally.opening.add(days_waited(clock_start, 0));
    }

    /// Someone is referred.
    #[inline]
    pub fn joins(&mut self, class: u16, at: Time) {
        let frame = self.frame;
        let tally = self.class(class);
        tally.referred += 1;
        tally.weekly.flow(&frame, Flow::Referrals, at);
    }

    /// Someone leaves the list.
    #[inline]
    pub fn leaves(&mut self, person: &Stay, at: Time, how: Exit) {
        let frame = self.frame;
        let tally = self.class(person.class);
        let waited = at - person.clock_start;
        match how {
            Exit::Treated => {
                tally.treated += 1;
                if at >= frame.warm_up {
                    tally.completed.add(waited);
                    tally.completed_days.add(days_waited(person.clock_start, at));
                    tally.completed_at_once += u64::from(waited == 0);
                }
                tally.weekly.flow(&frame, Flow::Treated, at);
            }
            untreated => {
                match untreated {
                    Exit::Discharged => tally.discharged += 1,
                    Exit::Died => tally.died += 1,
                    Exit::Emergency => tally.emergency += 1,
                    Exit::Private => tally.private += 1,
                    Exit::TurnedAway => tally.turned_away += 1,
                    Exit::Removed | Exit::Treated => tally.removed += 1,
                }
                if at >= frame.warm_up {
                    tally.left_untreated.add(waited);
                }
                tally.weekly.flow(&frame, Flow::Removed, at);
            }
        }
        tally.area += i128::from((at - frame.warm_up.max(person.joined())).max(0));
        tally.weekly.stay(&frame, person, Some(at));
        tally.follow(&frame, person, Some((at, how)));
    }

    /// Someone is still on the list at the end.
    pub fn still_waits(&mut self, person: &Stay) {
        let frame = self.frame;
        let tally = self.class(person.class);
        tally.waiting += 1;
        tally.area += i128::from(frame.horizon - frame.warm_up.max(person.joined()));
        tally.closing.add(frame.last_day() - crate::time::day(person.clock_start));
        tally.weekly.stay(&frame, person, None);
        tally.follow(&frame, person, None);
    }

    /// Adds another tally of the same run settings and classes.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.classes.iter_mut().zip(&other.classes) {
            if let Some(theirs) = theirs {
                mine.get_or_insert_default().merge(theirs);
            }
        }
        self.capacity.merge(&other.capacity);
        for (mine, theirs) in self.stages.iter_mut().zip(&other.stages) {
            mine.merge(theirs);
        }
    }
}

impl ClassTally {
    #[inline]
    fn follow(&mut self, frame: &Frame, person: &Stay, exit: Option<(Time, Exit)>) {
        if person.today {
            self.today.add(0, exit, frame.follow_up);
        } else if frame.in_cohort(person.clock_start) {
            self.joined.add(person.clock_start, exit, frame.follow_up);
        }
    }
}

/// One person's time on the list, as the tally needs it.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    /// True group x urgency.
    pub class: u16,
    /// Clock start.
    pub clock_start: Time,
    /// Whether the person was on the list at the start.
    pub today: bool,
    /// Calendar days beyond which the wait is a breach.
    pub target_days: i64,
}

impl Stay {
    /// When the person came onto the simulated list.
    #[inline]
    #[must_use]
    pub const fn joined(&self) -> Time {
        if self.today { 0 } else { self.clock_start }
    }
}
