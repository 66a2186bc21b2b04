//! Where nothing changes any more: from then on a list grows by the same in every four weeks, and need not be followed day by day.

use super::account::Account;
use crate::model::{Capacity, Profile, Service};
use crate::time::DAY;

/// Days that are compared with those before: whole weeks.
const BLOCK: usize = 28;
/// So many of them are followed at least.
const FIRST: usize = 13;
/// Growth is the same where it differs by less than this part of the people who come in that time.
const SAME: f64 = 1e-3;

/// What has been counted up to a day.
#[derive(Clone, Debug, Default, PartialEq)]
struct Mark {
    /// By stage: needs, calls, moves, tries, slots offered, the list, those who wait, and those of them whose follow-up is due.
    stages: Vec<[f64; 8]>,
    /// People in service and on the way, by stage. While places fill, a list may stand still that grows afterwards.
    held: Vec<[f64; 2]>,
    referred: f64,
    between: f64,
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

    /// Whether the account can be completed after so many days; then it is.
    pub(super) fn completes(&mut self, account: &mut Account, done: usize) -> bool {
        let days = account.days;
        let Some(from) = self.from.filter(|_| done.is_multiple_of(BLOCK)) else { return false };
        let now = account.mark(done - 1);
        let path = &account.path;
        let growth = path[done] - path[done - BLOCK];
        let before = std::mem::replace(&mut self.growth, growth);
        let last = std::mem::replace(&mut self.last, now.clone());
        let come = (now.referred - last.referred).max(1.0);
        let still = |(now, last): (&[f64; 2], &[f64; 2])| (0..2).all(|i| (now[i] - last[i]).abs() <= SAME * come);
        let even = (growth - before).abs() <= SAME * come && now.held.iter().zip(&last.held).all(still);
        // A list that empties goes on in another way.
        let times = days.saturating_sub(done) as f64 / BLOCK as f64;
        let even = even && (growth >= -SAME * come || path[done] + growth * times > 0.1 * path[done]);
        if done < FIRST * BLOCK || done < from + 2 * BLOCK || !even || days <= done {
            return false;
        }
        account.go_on_evenly(&last, &now, times, days);
        true
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

impl Account {
    fn mark(&self, day: usize) -> Mark {
        let stages = self.stages.iter().zip(&self.flows).map(|(told, flow)| {
            [
                told.needs,
                told.calls,
                told.moves,
                told.tries,
                flow.slots.offered,
                told.end,
                flow.queue.sum(),
                told.overdue,
            ]
        });
        let held = self.flows.iter().map(|flow| [flow.in_service(day), flow.on_the_way()]).collect();
        Mark { stages: stages.collect(), held, referred: self.referred, between: self.between }
    }

    /// What is left goes by as the last block did, so many times.
    fn go_on_evenly(&mut self, before: &Mark, now: &Mark, times: f64, days: usize) {
        let more = |before: f64, now: f64| (now - before) * times;
        for (number, (told, flow)) in self.stages.iter_mut().zip(&mut self.flows).enumerate() {
            let [needs, calls, moves, tries, offered, end, waiting, overdue] =
                std::array::from_fn(|i| more(before.stages[number][i], now.stages[number][i]));
            told.needs += needs;
            told.calls += calls;
            told.moves += moves;
            told.tries += tries;
            flow.slots.offered += offered;
            told.end = (told.end + end).max(0.0);
            told.overdue = (told.overdue + overdue).max(0.0);
            told.longest = told.longest.max(now.stages[number][6] + waiting);
        }
        self.referred += more(before.referred, now.referred);
        self.between = (self.between + more(before.between, now.between)).max(0.0);
        let growth = self.path[self.path.len() - 1] - self.path[self.path.len() - 1 - BLOCK];
        while self.path.len() <= days {
            self.path.push((self.path[self.path.len() - BLOCK] + growth).max(0.0));
        }
    }
}
