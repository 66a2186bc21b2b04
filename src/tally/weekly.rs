//! The series: flows between audits and stocks at audits, without ever scanning the list.
//!
//! A stock is booked as differences when a person leaves: +1 at the first audit at which they count, -1 at the audit after
//! they left. Row 0 is the opening snapshot, before all events at time 0; row k is at k times the audit distance, after all
//! events of that instant; the last row is the closing snapshot, dated the last day.

use super::{Frame, Stay, WITHIN_18_WEEKS, WITHIN_52_WEEKS, WITHIN_65_WEEKS};
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
    /// Waits that crossed the person's own target.
    NewBreaches = 3,
}

/// Who is on the list at an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// Everybody.
    List = 0,
    /// Beyond the person's own target.
    Breaches = 1,
    /// Beyond 18 weeks.
    Over18 = 2,
    /// Beyond 52 weeks.
    Over52 = 3,
    /// Beyond 65 weeks.
    Over65 = 4,
    /// In service, who have left the list; kept where servers are unlimited.
    InService = 5,
}

/// Flows and stocks by audit; empty where there is no series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weekly {
    flows: [Vec<u32>; 4],
    differences: [Vec<i32>; 6],
}

impl Weekly {
    /// The row of an event: the first audit at or after it; events at time 0 come after the opening snapshot. Audits are whole
    /// days apart, so one short division of days does it.
    #[inline]
    fn row(every: Time, last: usize, at: Time) -> usize {
        let days = (at + DAY - 1).div_euclid(DAY).max(0) as u32;
        (days.div_ceil((every / DAY) as u32) as usize).clamp(1, last)
    }

    fn rows(frame: &Frame, every: Time) -> usize {
        (frame.horizon + every - 1).div_euclid(every) as usize + 1
    }

    /// Books an event.
    #[inline]
    pub fn flow(&mut self, frame: &Frame, flow: Flow, at: Time) {
        if let Some(every) = frame.audit {
            let counts = &mut self.flows[flow as usize];
            if counts.is_empty() {
                grow(counts, Self::rows(frame, every));
            }
            let last = counts.len() - 1;
            counts[Self::row(every, last, at)] += 1;
        }
    }

    /// Books a whole stay on the list, which ends at an exit or not at all.
    #[inline]
    pub fn stay(&mut self, frame: &Frame, person: &Stay, exit: Option<Time>) {
        let Some(every) = frame.audit else { return };
        let list = &mut self.differences[Stock::List as usize];
        if list.is_empty() {
            grow(list, Self::rows(frame, every) + 1);
        }
        let last = list.len() - 2;
        let join = if person.today { 0 } else { Self::row(every, last, person.clock_start) };
        // Past the last row, where the person never leaves.
        let leave = exit.map_or(last + 1, |at| Self::row(every, last, at));
        if join < leave {
            list[join] += 1;
            list[leave] -= 1;
        }
        let first = day(person.clock_start);
        let longest = exit.map_or(frame.last_day(), day) - first;
        for (stock, limit) in [
            (Stock::Breaches, person.target_days),
            (Stock::Over18, WITHIN_18_WEEKS),
            (Stock::Over52, WITHIN_52_WEEKS),
            (Stock::Over65, WITHIN_65_WEEKS),
        ] {
            if longest > limit {
                let first_day = first + limit + 1;
                // The closing row is dated the last day, which `longest` has checked for those who stay.
                let from = Self::first_row(every, first_day).max(join).min(last);
                if from < leave {
                    let d = &mut self.differences[stock as usize];
                    if d.is_empty() {
                        grow(d, last + 2);
                    }
                    d[from] += 1;
                    d[leave] -= 1;
                }
                if stock == Stock::Breaches && first_day > 0 {
                    self.flow(frame, Flow::NewBreaches, first_day * DAY);
                }
            }
        }
    }

    /// Books a whole service: in at its start, out at its end.
    pub fn service(&mut self, frame: &Frame, from: Time, to: Time) {
        let Some(every) = frame.audit else { return };
        let d = &mut self.differences[Stock::InService as usize];
        if d.is_empty() {
            grow(d, Self::rows(frame, every) + 1);
        }
        let last = d.len() - 2;
        let start = Self::row(every, last, from);
        // Past the last row, where the service ends after the horizon.
        let end = if to >= frame.horizon { last + 1 } else { Self::row(every, last, to) };
        if start < end {
            d[start] += 1;
            d[end] -= 1;
        }
    }

    /// The first audit on or after a day; the opening one for days before the start.
    #[inline]
    fn first_row(every: Time, day: i64) -> usize {
        (day.max(0) as u32).div_ceil((every / DAY) as u32) as usize
    }

    /// The events of each row; empty where nothing happened.
    #[must_use]
    pub fn flows(&self, flow: Flow) -> &[u32] {
        &self.flows[flow as usize]
    }

    /// The stock at each row; empty where it was always 0.
    #[must_use]
    pub fn stock(&self, stock: Stock) -> Vec<i64> {
        let d = &self.differences[stock as usize];
        let rows = d.len().saturating_sub(1);
        d[..rows]
            .iter()
            .scan(0_i64, |sum, &x| {
                *sum += i64::from(x);
                Some(*sum)
            })
            .collect()
    }

    /// Adds another series of the same frame.
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

fn add<T: Copy + Default + std::ops::AddAssign>(mine: &mut Vec<T>, theirs: &[T]) {
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

    const FRAME: Frame = Frame { horizon: 30 * WEEK, warm_up: 0, follow_up: 0, audit: Some(WEEK) };

    fn person(clock_start: Time) -> Stay {
        Stay { class: 0, clock_start, today: clock_start < 0, target_days: 14 }
    }

    #[test]
    fn the_opening_row_precedes_events_at_time_0() {
        let mut w = Weekly::default();
        w.stay(&FRAME, &person(-5), Some(0));
        assert_eq!(w.stock(Stock::List)[..2], [1, 0]);
    }

    #[test]
    fn who_is_in_service_at_an_audit_started_by_then_and_ends_later() {
        let mut w = Weekly::default();
        w.service(&FRAME, WEEK, 2 * WEEK);
        w.service(&FRAME, WEEK + 5, WEEK + 6);
        w.service(&FRAME, 29 * WEEK, 31 * WEEK);
        let stock = w.stock(Stock::InService);
        assert_eq!((stock[0], stock[1], stock[2], stock[28]), (0, 1, 0, 0));
        assert_eq!((stock[29], stock[30], stock.len()), (1, 1, 31));
        assert_eq!(w.stock(Stock::List), Vec::<i64>::new());
    }

    #[test]
    fn a_wait_crosses_its_limit_on_its_own_day() {
        let mut w = Weekly::default();
        // Waited 14 days at the audit of day 14 (within), 21 at the next (beyond), left on day 22.
        w.stay(&FRAME, &person(0), Some(22 * DAY));
        assert_eq!(w.stock(Stock::List)[..6], [0, 1, 1, 1, 0, 0]);
        assert_eq!(w.stock(Stock::Breaches)[..6], [0, 0, 0, 1, 0, 0]);
        assert_eq!(w.flows(Flow::NewBreaches)[..6], [0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn who_stays_is_in_the_closing_row_dated_the_last_day() {
        let mut w = Weekly::default();
        // 14 days before the last day: within; one day earlier: beyond, though no earlier audit saw it.
        let last = FRAME.last_day();
        w.stay(&FRAME, &person((last - 14) * DAY), None);
        assert_eq!(w.stock(Stock::Breaches), Vec::<i64>::new());
        w.stay(&FRAME, &person((last - 15) * DAY), None);
        assert_eq!(w.stock(Stock::Breaches).last(), Some(&1));
        assert_eq!(w.stock(Stock::List).last(), Some(&2));
    }
}
