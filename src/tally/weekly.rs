//! The series: flows between audits and stocks at audits, without ever scanning the list.
//!
//! A stock is booked as differences when a person leaves: +1 at the first audit at which they count, -1 at the audit after
//! they left. Row 0 is the opening snapshot, before all events at time 0; row k is at k times the audit distance, after all
//! events of that instant; the last row is the closing snapshot, dated the last day.

use super::{Limits, MOST_LIMITS, Scope, Stay};
use crate::time::{DAY, Time, day};

/// What happens between two audits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Referrals.
    Referrals = 0,
    /// Treated.
    Treated = 1,
    /// Left untreated, for whatever reason.
    Removed = 2,
    /// Waits that crossed the person's own target, at the day of the limit or with a change of class.
    NewBreaches = 3,
}

/// Who is on the list at an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// Everybody.
    List,
    /// Beyond the person's own target, as their class then is.
    Breaches,
    /// In service, who have left the list; kept where servers are unlimited.
    InService,
    /// Beyond the limit of this number among those of the scope.
    Over(usize),
}

/// Stocks without those of limits.
const OTHER_STOCKS: usize = 3;

impl Stock {
    #[inline]
    const fn number(self) -> usize {
        match self {
            Stock::List => 0,
            Stock::Breaches => 1,
            Stock::InService => 2,
            Stock::Over(limit) => OTHER_STOCKS + limit,
        }
    }
}

/// A stay is booked.
pub(super) const IN: i32 = 1;
/// A stay that will be booked is taken out before.
pub(super) const OUT: i32 = -1;

/// Flows and stocks by audit; empty where there is no series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weekly {
    flows: [Vec<u32>; 4],
    differences: [Vec<i32>; OTHER_STOCKS + MOST_LIMITS],
}

/// The calendar days around an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    /// The day it is in.
    pub(super) floor: i64,
    /// The first midnight at or after it.
    ceil: i64,
}

impl Days {
    #[inline]
    pub(super) const fn of(at: Time) -> Self {
        let floor = day(at);
        Self { floor, ceil: floor + (at > floor * DAY) as i64 }
    }
}

/// When the audits of a run are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Audits {
    /// Days between two of them.
    every: u64,
    /// The largest word divided by `every`: a multiplication in place of a division.
    reciprocal: u64,
    /// The last row.
    last: usize,
    /// The date of the last row.
    last_day: i64,
    /// The limits on waiting.
    limits: Limits,
}

impl Audits {
    /// None where there is no series.
    pub(super) fn of(scope: &Scope) -> Option<Self> {
        let every = scope.audit?;
        let last = (scope.horizon + every - 1).div_euclid(every) as usize;
        let days = (every / DAY) as u64;
        Some(Self { every: days, reciprocal: u64::MAX / days, last, last_day: scope.last_day(), limits: scope.limits })
    }

    /// The first audit on or after a day; the opening one for days before the start.
    #[inline]
    const fn first(&self, day: i64) -> usize {
        // (days + every - 1) / every. The reciprocal is below 2^64 / every by less than every parts in 2^64, and one more day
        // than the dividend makes up for that while days x every < 2^64.
        let days = if day > 0 { day as u64 } else { 0 };
        (((days + self.every) as u128 * self.reciprocal as u128) >> 64) as usize
    }

    /// The row of an event, and until when events are in it.
    pub(super) fn row_until(&self, at: Time) -> (usize, Time) {
        let row = self.row(Days::of(at));
        let until = if row == self.last { Time::MAX } else { (row as u64 * self.every) as Time * DAY };
        (row, until)
    }

    /// The rows of a piece of a stay that begins and ends at these instants; where it does not end, past the last row.
    pub(super) fn rows(&self, since: Days, until: Option<Days>) -> (usize, usize) {
        (self.row(since), until.map_or(self.last + 1, |at| self.row(at)))
    }

    /// The last day of a piece of a stay that ends at an instant; where it does not, the date of the closing snapshot.
    pub(super) fn last_of(&self, until: Option<Days>) -> i64 {
        until.map_or(self.last_day, |at| at.floor)
    }

    /// The first audit on or after a day that is not before a row. The closing one is dated the last day.
    pub(super) fn first_from(&self, day: i64, row: usize) -> usize {
        self.first(day).max(row).min(self.last)
    }

    /// Differences that a stock needs: of each row, and past the last.
    pub(super) const fn ends(&self) -> usize {
        self.last + 2
    }

    /// The row of an event: the first audit at or after it; events at time 0 come after the opening snapshot.
    #[inline]
    pub(super) fn row(&self, days: Days) -> usize {
        self.first(days.ceil).clamp(1, self.last)
    }
}

impl Weekly {
    /// Books an event in its row.
    #[inline]
    pub(super) fn flow(&mut self, audits: &Audits, flow: Flow, row: usize) {
        self.flow_by::<IN>(audits, flow, row);
    }

    #[inline]
    fn flow_by<const ONE: i32>(&mut self, audits: &Audits, flow: Flow, row: usize) {
        let counts = &mut self.flows[flow as usize];
        if counts.is_empty() {
            grow(counts, audits.last + 1);
        }
        // What is taken out before it is booked passes below zero.
        counts[row] = counts[row].wrapping_add_signed(ONE);
    }

    /// Books a whole stay on the list from a clock start, which ends at an exit, or at a change of class, or not at all.
    #[inline]
    pub(super) fn stay<const ONE: i32>(&mut self, audits: &Audits, person: &Stay, start: Days, exit: Option<Days>) {
        let last = audits.last;
        let list = &mut self.differences[Stock::List.number()];
        if list.is_empty() {
            grow(list, last + 2);
        }
        let join = if person.today { 0 } else { audits.row(start) };
        // Past the last row, where the person never leaves.
        let leave = exit.map_or(last + 1, |at| audits.row(at));
        if join < leave {
            list[join] += ONE;
            list[leave] -= ONE;
        }
        let longest = exit.map_or(audits.last_day, |at| at.floor) - start.floor;
        if longest > person.target_days.min(audits.limits.shortest()) {
            self.long_stay::<ONE>(audits, person, start.floor, longest, join, leave);
        }
    }

    /// Books the part of a stay that is beyond limits.
    fn long_stay<const ONE: i32>(
        &mut self,
        audits: &Audits,
        person: &Stay,
        first: i64,
        longest: i64,
        join: usize,
        leave: usize,
    ) {
        let over = audits.limits.days().iter().enumerate().map(|(number, &limit)| (Stock::Over(number), limit));
        for (stock, limit) in std::iter::once((Stock::Breaches, person.target_days)).chain(over) {
            if longest > limit {
                let first_day = first + limit + 1;
                // The closing row is dated the last day, which `longest` has checked for those who stay.
                let from = audits.first_from(first_day, join);
                if from < leave {
                    let d = &mut self.differences[stock.number()];
                    if d.is_empty() {
                        grow(d, audits.last + 2);
                    }
                    d[from] += ONE;
                    d[leave] -= ONE;
                }
                if stock == Stock::Breaches && first_day > 0 {
                    let row = audits.row(Days { floor: first_day, ceil: first_day });
                    self.flow_by::<ONE>(audits, Flow::NewBreaches, row);
                }
            }
        }
    }

    /// Books a whole service: in at its start, out at its end.
    pub(super) fn service(&mut self, audits: &Audits, from: Time, to: Time, horizon: Time) {
        let d = &mut self.differences[Stock::InService.number()];
        if d.is_empty() {
            grow(d, audits.last + 2);
        }
        let start = audits.row(Days::of(from));
        // Past the last row, where the service ends after the horizon.
        let end = if to >= horizon { audits.last + 1 } else { audits.row(Days::of(to)) };
        if start < end {
            d[start] += 1;
            d[end] -= 1;
        }
    }

    /// The events of each row; empty where nothing happened.
    #[must_use]
    pub fn flows(&self, flow: Flow) -> &[u32] {
        &self.flows[flow as usize]
    }

    /// The stock at each row; empty where it was always 0.
    #[must_use]
    pub fn stock(&self, stock: Stock) -> Vec<i64> {
        summed(&self.differences[stock.number()])
    }

    /// Adds another series of the same scope.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.flows.iter_mut().zip(&other.flows) {
            add(mine, theirs);
        }
        for (mine, theirs) in self.differences.iter_mut().zip(&other.differences) {
            add(mine, theirs);
        }
    }
}

#[cold]
fn grow<T: Copy + Default>(rows: &mut Vec<T>, to: usize) {
    rows.resize(to, T::default());
}

/// The stock at each row from its differences.
pub(super) fn summed(differences: &[i32]) -> Vec<i64> {
    let rows = differences.len().saturating_sub(1);
    let add = |sum: &mut i64, x: &i32| {
        *sum += i64::from(*x);
        Some(*sum)
    };
    differences[..rows].iter().scan(0, add).collect()
}

pub(super) fn add<T: Copy + Default + std::ops::AddAssign>(mine: &mut Vec<T>, theirs: &[T]) {
    if mine.len() < theirs.len() {
        mine.resize(theirs.len(), T::default());
    }
    for (m, &t) in mine.iter_mut().zip(theirs) {
        *m += t;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::WEEK;

    fn scope() -> Scope {
        Scope { horizon: 30 * WEEK, warm_up: 0, follow_up: 0, audit: Some(WEEK), limits: Limits::default() }
    }

    fn audits() -> Audits {
        Audits::of(&scope()).expect("there are audits")
    }

    fn stay(w: &mut Weekly, clock_start: Time, exit: Option<Time>) {
        w.stay::<IN>(&audits(), &person(clock_start), Days::of(clock_start), exit.map(Days::of));
    }

    fn person(clock_start: Time) -> Stay {
        Stay { class: 0, clock_start, today: clock_start < 0, target_days: 14 }
    }

    #[test]
    fn rows_are_those_of_a_division() {
        let longest = 7 * (crate::ids::MAX_WEEK as i64 + 1);
        for every in [1, 2, 3, 7, 28, 365, longest] {
            let scope = Scope { horizon: longest * DAY, audit: Some(every * DAY), ..scope() };
            let audits = Audits::of(&scope).expect("there are audits");
            for d in (-3..2_000).chain((longest - 2_000)..=longest).chain((0..1_000).map(|i| i * (longest / 1_000))) {
                assert_eq!(audits.first(d) as i64, (d.max(0) + every - 1) / every, "day {d}, every {every}");
                for at in [d * DAY - 1, d * DAY, d * DAY + 1] {
                    let row = (at.max(0) + every * DAY - 1) / (every * DAY);
                    assert_eq!(audits.row(Days::of(at)), (row as usize).clamp(1, audits.last), "second {at}");
                }
            }
        }
    }

    #[test]
    fn the_opening_row_precedes_events_at_time_0() {
        let mut w = Weekly::default();
        stay(&mut w, -5, Some(0));
        assert_eq!(w.stock(Stock::List)[..2], [1, 0]);
    }

    #[test]
    fn who_is_in_service_at_an_audit_started_by_then_and_ends_later() {
        let mut w = Weekly::default();
        w.service(&audits(), WEEK, 2 * WEEK, scope().horizon);
        w.service(&audits(), WEEK + 5, WEEK + 6, scope().horizon);
        w.service(&audits(), 29 * WEEK, 31 * WEEK, scope().horizon);
        let stock = w.stock(Stock::InService);
        assert_eq!((stock[0], stock[1], stock[2], stock[28]), (0, 1, 0, 0));
        assert_eq!((stock[29], stock[30], stock.len()), (1, 1, 31));
        assert_eq!(w.stock(Stock::List), Vec::<i64>::new());
    }

    #[test]
    fn a_wait_crosses_its_limit_on_its_own_day() {
        let mut w = Weekly::default();
        // Waited 14 days at the audit of day 14 (within), 21 at the next (beyond), left on day 22.
        stay(&mut w, 0, Some(22 * DAY));
        assert_eq!(w.stock(Stock::List)[..6], [0, 1, 1, 1, 0, 0]);
        assert_eq!(w.stock(Stock::Breaches)[..6], [0, 0, 0, 1, 0, 0]);
        assert_eq!(w.flows(Flow::NewBreaches)[..6], [0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn who_stays_is_in_the_closing_row_dated_the_last_day() {
        let mut w = Weekly::default();
        // 14 days before the last day: within; one day earlier: beyond, though no earlier audit saw it.
        let last = scope().last_day();
        stay(&mut w, (last - 14) * DAY, None);
        assert_eq!(w.stock(Stock::Breaches), Vec::<i64>::new());
        stay(&mut w, (last - 15) * DAY, None);
        assert_eq!(w.stock(Stock::Breaches).last(), Some(&1));
        assert_eq!(w.stock(Stock::List).last(), Some(&2));
    }
}
