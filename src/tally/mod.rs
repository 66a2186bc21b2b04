//! Counts what happens in a run, and how long people wait. It holds integers only: counts, exact sums of seconds and histograms of whole days.
//! Merged in any order they give the same bits. Floats appear only after the merge.

mod capacity;
mod class;
mod cohort;
mod exits;
mod follow_up;
mod histogram;
mod limits;
mod moments;
mod official;
mod scope;
mod stage;
mod stay;
mod weekly;

pub use capacity::CapacityTally;
pub use class::ClassTally;
pub use cohort::Cohort;
pub use exits::{Exit, Exits};
pub use follow_up::{FollowUps, IN_TIME};
pub use histogram::Histogram;
pub use limits::{Limit, Limits, MOST_LIMITS, WITHIN_18_WEEKS, WITHIN_52_WEEKS, WITHIN_65_WEEKS};
pub use moments::Moments;
pub use official::{Moved, Official, OfficialWait};
pub use scope::Scope;
pub use stage::{StageClass, StageTally};
pub use stay::Stay;
pub use weekly::{Flow, Stock, Weekly};

use crate::time::{Time, days_waited};
use official::Piece;
use weekly::{Audits, Days, IN, OUT};

/// The raw integers of one service in one replication of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What the run was.
    pub scope: Scope,
    /// By class: true group x urgency; where records may be wrong, by slot: pair of true and recorded group x urgency. One that
    /// never occurred has none.
    pub classes: Vec<Option<Box<ClassTally>>>,
    /// Slots and servers, of all stages.
    pub capacity: CapacityTally,
    /// What happened at each stage of a pathway; empty where there is only one.
    pub stages: Vec<StageTally>,
    audits: Option<Audits>,
}

impl Tally {
    /// An empty tally for this many classes and stages.
    #[must_use]
    pub fn new(scope: Scope, classes: usize, stages: usize) -> Self {
        let stages = if stages > 1 { vec![StageTally::new(classes); stages] } else { Vec::new() };
        let (classes, capacity) = (vec![None; classes], CapacityTally::default());
        Self { scope, classes, capacity, stages, audits: Audits::of(&scope) }
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
        class_of(&mut self.classes, class)
    }

    /// Someone of today's list is there at the start.
    pub fn starts_on_list(&mut self, class: u16, clock_start: Time) {
        let tally = self.class(class);
        tally.initial += 1;
        tally.opening.add(days_waited(clock_start, 0));
    }

    /// A person is referred, not before the one that the row was found for.
    #[inline]
    pub fn joins_after(&mut self, row: &mut Row, class: u16, at: Time) {
        let tally = class_of(&mut self.classes, class);
        tally.referred += 1;
        if let Some(audits) = &self.audits {
            if at > row.until {
                (row.row, row.until) = audits.row_until(at);
            }
            tally.weekly.flow(audits, Flow::Referrals, row.row);
        }
    }

    /// Someone leaves the list.
    pub fn leaves(&mut self, person: &Stay, at: Time, how: Exit) {
        if how == Exit::Treated {
            return self.treated(person, at, 0);
        }
        let Self { scope, classes, audits, .. } = self;
        let tally = class_of(classes, person.class);
        let (start, end) = (Days::of(person.clock_start), Days::of(at));
        tally.leaves_untreated(scope, at - person.clock_start, at, how);
        tally.area += i128::from((at - scope.warm_up.max(person.joined())).max(0));
        if let Some(audits) = audits {
            tally.weekly.flow(audits, Flow::Removed, audits.row(end));
            tally.weekly.stay::<IN>(audits, person, start, Some(end));
        }
        tally.follow(scope, person, Some((at, how)));
    }

    /// Someone is treated, at an appointment that counts as one booked, or as none.
    #[inline]
    pub fn treated(&mut self, person: &Stay, at: Time, booked: u64) {
        let Self { scope, classes, audits, .. } = self;
        let tally = class_of(classes, person.class);
        let (start, end) = (Days::of(person.clock_start), Days::of(at));
        let (waited, days) = (at - person.clock_start, end.floor - start.floor);
        tally.booked += booked;
        tally.exits[Exit::Treated] += 1;
        if at >= scope.warm_up {
            tally.completed.add(waited);
            tally.completed_days.add(days);
            tally.completed_at_once += u64::from(waited == 0);
        }
        tally.area += i128::from((at - scope.warm_up.max(person.joined())).max(0));
        if let Some(audits) = audits {
            let row = audits.row(end);
            tally.weekly.flow(audits, Flow::Treated, row);
            tally.weekly.stay::<IN>(audits, person, start, Some(end));
        }
        if person.today {
            tally.today.treated(at, end.floor, scope.follow_up);
        } else if scope.in_cohort(person.clock_start) {
            tally.joined.treated(waited, days, scope.follow_up);
        }
    }

    /// Someone on the list is of another class from an instant on. What is booked at the end of a stay is the whole of it under the
    /// last class; so the part before the change is moved here, out of the class after it into the one before.
    #[cold]
    pub fn changes(&mut self, before: &Stay, after: &Stay, at: Time) {
        let Self { scope, classes, audits, .. } = self;
        let (start, end) = (Days::of(before.clock_start), Days::of(at));
        let area = i128::from((at - scope.warm_up.max(before.joined())).max(0));
        let tally = class_of(classes, before.class);
        tally.area += area;
        if let Some(audits) = audits {
            tally.weekly.stay::<IN>(audits, before, start, Some(end));
        }
        let tally = class_of(classes, after.class);
        tally.area -= area;
        if let Some(audits) = audits {
            tally.weekly.stay::<OUT>(audits, after, start, Some(end));
        }
        let waited = end.floor - start.floor;
        if let Some(audits) = audits
            && waited <= before.target_days
            && waited > after.target_days
        {
            class_of(classes, after.class).weekly.flow(audits, Flow::NewBreaches, audits.row(end));
        }
    }

    /// Someone is still on the list at the end.
    pub fn still_waits(&mut self, person: &Stay) {
        let Self { scope, classes, audits, .. } = self;
        let tally = class_of(classes, person.class);
        let start = Days::of(person.clock_start);
        tally.waiting += 1;
        tally.area += i128::from(scope.horizon - scope.warm_up.max(person.joined()));
        tally.closing.add(scope.last_day() - start.floor);
        if let Some(audits) = audits {
            tally.weekly.stay::<IN>(audits, person, start, None);
        }
        tally.follow(scope, person, None);
    }

    /// The official clock of somebody has counted in one way since an instant, up to another one or, where there is none, to the end.
    #[cold]
    pub fn official_piece(&mut self, person: &Stay, clock: &OfficialWait, since: Time, until: Option<Time>) {
        let Some(audits) = &self.audits else { return };
        let start = Days::of(person.clock_start).floor;
        let piece = Piece { start, since: Days::of(since), until: until.map(Days::of) };
        let official = class_of(&mut self.classes, person.class).official.get_or_insert_default();
        official.piece(audits, &self.scope.limits, clock, &piece);
    }

    /// Somebody whose official clock has moved leaves the list, or is still on it at the end.
    #[cold]
    pub fn official_end(&mut self, person: &Stay, clock: &OfficialWait, exit: Option<(Time, Exit)>) {
        let start = Days::of(person.clock_start).floor;
        let (warm_up, last) = (self.scope.warm_up, self.scope.last_day());
        let official = class_of(&mut self.classes, person.class).official.get_or_insert_default();
        match exit {
            None => official.waits(clock, start, last),
            Some((at, Exit::Treated)) if at >= warm_up => official.treated(clock, start, Days::of(at).floor),
            Some(_) => {}
        }
    }

    /// Someone is in service, which nobody waits for.
    pub fn in_service(&mut self, class: u16, from: Time, to: Time) {
        let horizon = self.scope.horizon;
        if let Some(audits) = &self.audits {
            class_of(&mut self.classes, class).weekly.service(audits, from, to, horizon);
        }
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

#[inline]
fn class_of(classes: &mut [Option<Box<ClassTally>>], class: u16) -> &mut ClassTally {
    let place = &mut classes[class as usize];
    if place.is_none() {
        begin(place);
    }
    place.as_deref_mut().expect("it has begun")
}

#[cold]
#[inline(never)]
fn begin(place: &mut Option<Box<ClassTally>>) {
    *place = Some(Box::default());
}

/// The row of the series that those who are referred one after the other stand in, so that it is looked up once a row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    row: usize,
    until: Time,
}

impl Default for Row {
    fn default() -> Self {
        Self { row: 0, until: Time::MIN }
    }
}
