//! Where nothing changes any more: from then on a list grows by the same in every four weeks, and need not be followed day by day.

use crate::model::{Capacity, Profile, Service};
use crate::time::DAY;

/// Days that are compared with those before: whole weeks.
pub(super) const BLOCK: usize = 28;
/// So many of them are followed at least.
const FIRST: usize = 13;
/// Growth is the same where it differs by less than this part of the people who come in that time.
const SAME: f64 = 1e-3;

/// What has been counted up to a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Mark {
    /// By stage: needs, calls, moves, tries, slots offered, the list, those who wait, and those of them whose follow-up is due.
    pub(super) stages: Vec<[f64; 8]>,
    /// People in service and on the way, by stage. While places fill, a list may stand still that grows afterwards.
    pub(super) held: Vec<[f64; 2]>,
    pub(super) referred: f64,
    pub(super) between: f64,
}

/// Looks for the day from which on nothing changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steady {
    /// From this day on the scenario says nothing new; none where it always does.
    from: Option<usize>,
    last: Mark,
    growth: f64,
}

impl Steady {
    /// Of a service, to which so many come by day beside those who are referred.
    pub(super) fn new(service: &Service, days: usize, more: &[f64], sends: bool) -> Self {
        let from = if sends { None } else { even_from(service, days, more) };
        Self { from, last: Mark::default(), growth: f64::INFINITY }
    }

    /// Whether it is time to look, after so many days.
    pub(super) const fn is_due(&self, done: usize) -> bool {
        self.from.is_some() && done.is_multiple_of(BLOCK)
    }

    /// Whether the days that are left go by as the last block did; then what was counted before it, and how many blocks are left.
    /// `path` is the list by day.
    pub(super) fn goes_on(&mut self, now: &Mark, path: &[f64], days: usize, done: usize) -> Option<(Mark, f64)> {
        let from = self.from?;
        let growth = path[done] - path[done - BLOCK];
        let before = std::mem::replace(&mut self.growth, growth);
        let last = std::mem::replace(&mut self.last, now.clone());
        let come = (now.referred - last.referred).max(1.0);
        let still = |(now, last): (&[f64; 2], &[f64; 2])| (0..2).all(|i| (now[i] - last[i]).abs() <= SAME * come);
        let even = (growth - before).abs() <= SAME * come && now.held.iter().zip(&last.held).all(still);
        // A list that empties goes on in another way.
        let times = days.saturating_sub(done) as f64 / BLOCK as f64;
        let even = even && (growth >= -SAME * come || path[done] + growth * times > 0.1 * path[done]);
        (done >= FIRST * BLOCK && done >= from + 2 * BLOCK && even && days > done).then_some((last, times))
    }
}

/// From which day on all days are alike; none where they never are.
fn even_from(service: &Service, days: usize, more: &[f64]) -> Option<usize> {
    let mut from = 0;
    let mut after = |day: usize| from = from.max(day);
    if let Some(Profile::Daily(values)) = service.referrals.as_ref().map(|r| &r.per_day) {
        let last = values.get(days.saturating_sub(1))?;
        after(values.iter().take(days).rposition(|v| v != last).map_or(0, |day| day + 1));
    }
    let last = more.last()?;
    after(more.iter().rposition(|n| n != last).map_or(0, |day| day + 1));
    let dated = service.levers.validations.iter().map(|v| v.time).chain(service.levers.unmet.iter().map(|u| u.from));
    dated.for_each(|time| after((time / DAY) as usize + 1));
    for stage in &service.stages {
        stage.staff.iter().for_each(|staff| after((staff.from / DAY) as usize + 1));
        if stage.levers.attendance.is_some() || stage.levers.surge.is_some() {
            return None;
        }
        if let Capacity::Slots { sessions, .. } = &stage.capacity {
            let mut blocks = vec![0_u64; days / BLOCK];
            for session in sessions.iter() {
                if let Some(block) = blocks.get_mut((session.time / DAY) as usize / BLOCK) {
                    *block += u64::from(session.slots);
                }
            }
            let last = blocks.last()?;
            after(blocks.iter().rposition(|n| n != last).map_or(0, |block| (block + 1) * BLOCK));
        }
    }
    Some(from)
}
