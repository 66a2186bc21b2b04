//! Slots of each day and who is called for them.

use super::queue::Queue;
use super::strata::{Strata, holds_free};
use crate::discipline::Held;
use crate::distributions::Dist;
use crate::model::{Capacity, Model, OverbookBy, SessionPlan, Stage, Surge, UNLIMITED};
use crate::time::{DAY, WEEK};

/// Seconds of a minute.
const MINUTE: f64 = 60.0;

/// The slots of a stage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slots {
    /// By kind of session (0: for everybody), by day. Empty for servers.
    daily: Vec<Vec<f64>>,
    /// Sessions of each day.
    sessions: Vec<f64>,
    /// Who may be called for each kind of session: the part of each kind of people.
    may: Vec<Vec<f64>>,
    /// One slot each.
    cost: Vec<f64>,
    /// The part of a day at which sessions are held, at the mean.
    at: Option<f64>,
    plan: Plan,
    surge: Option<Surging>,
    holds: Vec<Holding>,
    /// Slots, or services that all servers complete, of an average day.
    pub(super) mean: f64,
    /// Over the run so far.
    pub(super) offered: f64,
    /// Mean days of service, by kind.
    days_of_service: Vec<f64>,
}

/// How many are called for a number of slots.
#[derive(Clone, Debug, PartialEq)]
enum Plan {
    /// One for each.
    Plain,
    /// So many more at each session.
    More(f64),
    /// Until as many are expected to come, by kind of people.
    Expected(Vec<f64>),
    /// Slots are minutes: seconds planned, and seconds needed and their squares, by kind; which part of the cases begins too late.
    Cases { planned: Vec<f64>, needed: Vec<f64>, squares: Vec<f64>, overrun: f64, alike: bool, late: f64 },
}

/// Slots that the discipline holds for some, and leaves empty where none of them waits.
#[derive(Clone, Debug, PartialEq)]
struct Holding {
    /// The part of the slots, and so many of each session.
    share: f64,
    slots: f64,
    /// The part of each kind of people that they are for.
    may: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Surging {
    rule: Surge,
    next: i64,
    decided: u32,
    steps: u32,
    pending: Vec<(i64, u32)>,
}

/// How many of a session's cases begin in a time: the next one does where those before it took no longer. The sum of several times is
/// taken as a gamma law of the same mean and variance.
fn begun(cases: f64, time: f64, mean: f64, variance: f64) -> f64 {
    let in_time = |before: f64| {
        if before <= 0.0 || (variance <= 0.0 && before * mean <= time) {
            return 1.0;
        }
        if variance <= 0.0 {
            return 0.0;
        }
        Dist::Gamma { shape: before * mean * mean / variance, scale: variance / mean }.cdf(time)
    };
    let whole = cases.floor();
    (0..whole as u32).map(|before| in_time(f64::from(before))).sum::<f64>() + (cases - whole) * in_time(whole)
}

impl Slots {
    pub(super) fn new(model: &Model, stage: &Stage, kinds: &Strata) -> Self {
        let days = (model.horizon / DAY) as usize;
        let mut slots = Self {
            daily: Vec::new(),
            sessions: Vec::new(),
            may: vec![vec![1.0; kinds.width]],
            cost: vec![1.0; kinds.width],
            at: None,
            plan: Plan::Plain,
            surge: None,
            holds: Vec::new(),
            mean: f64::MAX,
            offered: 0.0,
            days_of_service: Vec::new(),
        };
        // Who cancels or is unavailable leaves the slot to the next.
        let cancels = |c: usize| {
            let away = stage.unavailable.as_ref().map_or(0.0, |u| u.chances[c].probability());
            away + (1.0 - away) * stage.cancels.get(c).map_or(0.0, |p| p.probability())
        };
        let twice = |of: Vec<f64>| kinds.both(&of);
        slots.may[0] = twice(kinds.mean(|c| 1.0 - cancels(c)));
        match &stage.capacity {
            Capacity::Slots { sessions, lost } => {
                let fenced = &stage.levers.fenced;
                slots.daily = vec![vec![0.0; days]; fenced.kinds.len() + 1];
                slots.sessions = vec![0.0; days];
                let (mut sum, mut at) = (0.0, 0.0);
                for (number, s) in sessions.iter().enumerate() {
                    let kind = fenced.of_session.get(number).map_or(0, |k| usize::from(*k));
                    let day = (s.time / DAY) as usize;
                    if let Some(there) = slots.daily.get_mut(kind).and_then(|d| d.get_mut(day)) {
                        let held = f64::from(s.slots) * (1.0 - lost.probability());
                        *there += held;
                        slots.sessions[day] += 1.0 - lost.probability();
                        sum += held;
                        at += held * (s.time % DAY) as f64 / DAY as f64;
                    }
                }
                slots.at = Some(if sum > 0.0 { at / sum } else { 0.5 });
                slots.mean = sum / days.max(1) as f64;
                for fence in &fenced.kinds {
                    let takes = |c: usize| {
                        let takes = fence.takes_up.get(c).map_or(1.0, |p| p.probability());
                        if fence.eligible[c] { takes * (1.0 - cancels(c)) } else { 0.0 }
                    };
                    slots.may.push(twice(kinds.mean(takes)));
                }
                slots.plan = match &stage.levers.session {
                    None => Plan::Plain,
                    Some(SessionPlan::Overbook(plan)) => match plan.by {
                        OverbookBy::Flat(more) => Plan::More(more as f64 / 1e6),
                        OverbookBy::Expected => {
                            Plan::Expected(twice(kinds.mean(|c| 1.0 - plan.predicted[c].probability())))
                        }
                    },
                    Some(SessionPlan::Cases(cases)) => Plan::Cases {
                        planned: twice(kinds.mean(|c| cases.planned[c] as f64)),
                        needed: twice(kinds.mean(|c| cases.law[usize::from(cases.law_of[c])].mean())),
                        squares: twice(kinds.mean(|c| {
                            let law = &cases.law[usize::from(cases.law_of[c])];
                            law.variance() + law.mean() * law.mean()
                        })),
                        overrun: cases.overrun as f64,
                        alike: cases.planned.iter().all(|p| *p == cases.planned[0]),
                        late: 0.0,
                    },
                };
                let surge = |rule: &Surge| Surging {
                    rule: rule.clone(),
                    next: rule.review,
                    decided: 0,
                    steps: 0,
                    pending: Vec::new(),
                };
                slots.surge = stage.levers.surge.as_ref().map(surge);
                let lanes = stage.discipline.lanes();
                let hold = |held: Held| Holding {
                    share: held.share(),
                    slots: held.each_session(),
                    may: twice(kinds.mean(|c| if held.is_for(lanes, c) { 1.0 - cancels(c) } else { 0.0 })),
                };
                slots.holds = holds_free(model, stage).into_iter().map(hold).collect();
            }
            Capacity::Servers { count, service: laws, service_of } => {
                let mean = |c: usize| laws[usize::from(service_of[c])].mean() / DAY as f64;
                slots.days_of_service = kinds.mean(mean);
                let all = slots.days_of_service.iter().sum::<f64>() / kinds.count as f64;
                slots.mean = if *count == UNLIMITED || all <= 0.0 { f64::MAX } else { f64::from(*count) / all };
            }
            Capacity::Delay(_) => {}
        }
        slots
    }

    /// Whether there is a session on a day.
    pub(super) fn held(&self, day: usize) -> bool {
        self.sessions.get(day).is_some_and(|sessions| *sessions > 0.0)
    }

    /// The part of a day at which sessions are held; none for servers.
    pub(super) const fn at(&self) -> Option<f64> {
        self.at
    }

    /// Mean days of service that fall on the day on which it begins, at least.
    pub(super) fn mean_day(&self, kind: usize) -> f64 {
        self.days_of_service[kind].min(1.0)
    }

    /// Of those who came, the part whose case did not begin in time.
    pub(super) const fn late_part(&self) -> f64 {
        if let Plan::Cases { late, .. } = &self.plan { *late } else { 0.0 }
    }

    /// How many people of these kinds a day's slots take, at the mean.
    pub(super) fn people(&self, mix: &[f64]) -> f64 {
        let mean = |of: &[f64]| mix.iter().zip(of).map(|(p, x)| p * x).sum::<f64>();
        match &self.plan {
            Plan::Plain => 1.0,
            Plan::More(more) => {
                let (slots, sessions): (f64, f64) =
                    (self.daily.iter().flatten().sum(), self.sessions.iter().filter(|s| **s > 0.0).sum());
                if slots > 0.0 { 1.0 + more * sessions / slots } else { 1.0 }
            }
            Plan::Expected(come) => 1.0 / mean(come).max(0.5),
            Plan::Cases { planned, alike, .. } => {
                let each = mean(planned).max(1.0);
                let minutes: f64 = self.daily.iter().flatten().sum();
                if !*alike || minutes <= 0.0 {
                    return MINUTE / each;
                }
                // As many as fit into whole sessions.
                let fit = |(day, sessions): (usize, &f64)| {
                    let of_day: f64 = self.daily.iter().map(|kind| kind[day]).sum();
                    sessions * (of_day * MINUTE / sessions / each + 1e-9).floor().max(1.0)
                };
                let days = self.sessions.iter().enumerate().filter(|(_, sessions)| **sessions > 0.0);
                days.map(fit).sum::<f64>() / minutes
            }
        }
    }

    /// Calls people from a queue for the slots of a day: who is called, how many, and the sum of the days of their clock starts.
    pub(super) fn call(&mut self, day: usize, listed: f64, queue: &mut Queue, out: &mut [f64]) -> (f64, f64) {
        let sessions = self.sessions[day];
        let more = if sessions > 0.0 { self.surges(day as i64, listed) } else { 0.0 };
        let (mut all, mut starts) = (0.0, 0.0);
        for kind in (0..self.daily.len()).rev() {
            let slots = self.daily[kind][day] + if kind == 0 { more } else { 0.0 };
            if slots <= 0.0 {
                continue;
            }
            self.offered += slots;
            let calls = self.calls(slots, sessions, &queue.people);
            if kind > 0 {
                queue.call_some(calls, &self.may[kind], out);
                continue;
            }
            // Those that are held come first.
            let mut rest = calls;
            for held in &self.holds {
                let some = (calls * (held.share + held.slots * sessions / slots)).min(rest);
                rest -= some;
                let called = queue.call(some, &held.may, &self.cost, out);
                (all, starts) = (all + called.0, starts + called.1);
            }
            let called = queue.call(rest, &self.may[0], &self.cost, out);
            (all, starts) = (all + called.0, starts + called.1);
        }
        // Of those who are called for slots of some alone, the clock starts are taken to be as those of the others.
        let sum: f64 = out.iter().sum();
        let start = if all > 0.0 { starts / all } else { day as f64 };
        (sum, sum * start)
    }

    fn calls(&mut self, slots: f64, sessions: f64, waiting: &[f64]) -> f64 {
        let all: f64 = waiting.iter().sum();
        let mean = |of: &[f64]| {
            let sum: f64 = waiting.iter().zip(of).map(|(n, x)| n * x).sum();
            if all > 0.0 { sum / all } else { of.iter().sum::<f64>() / of.len() as f64 }
        };
        match &mut self.plan {
            Plan::Plain => slots,
            Plan::More(more) => slots + *more * sessions,
            Plan::Expected(come) => slots / mean(come).max(0.5),
            Plan::Cases { planned, needed, squares, overrun, alike, late } => {
                let sessions = sessions.max(1e-9);
                let (length, each) = (slots * MINUTE / sessions, mean(planned).max(1.0));
                let cases = if *alike { (length / each + 1e-9).floor().max(1.0) } else { (length / each).max(1.0) };
                let takes = mean(needed).max(1.0);
                let spread = (mean(squares) - takes * takes).max(0.0);
                *late = (1.0 - begun(cases, length + *overrun, takes, spread) / cases).clamp(0.0, 1.0);
                cases * sessions
            }
        }
    }

    /// Slots that follow the length of the list, on a day with sessions.
    fn surges(&mut self, day: i64, listed: f64) -> f64 {
        let Some(surge) = &mut self.surge else { return 0.0 };
        let (rule, now) = (&surge.rule, day * DAY + DAY / 2);
        if now >= surge.next {
            let step = if listed > rule.above as f64 {
                (surge.decided + 1).min(rule.most)
            } else if listed < rule.below as f64 {
                surge.decided.saturating_sub(1)
            } else {
                surge.decided
            };
            if step != surge.decided {
                surge.decided = step;
                surge.pending.push((now + rule.delay, step));
            }
            while surge.next <= now {
                surge.next += rule.review.max(1);
            }
        }
        let mut steps = surge.steps;
        surge.pending.retain(|&(from, step)| {
            if from <= now {
                steps = step;
            }
            from > now
        });
        surge.steps = steps;
        // As many as belong to the days since the last session; over a week it is as many as the rule says.
        let weekly = f64::from(steps) * rule.step as f64 / 1e6;
        let held = self.sessions.iter().filter(|s| **s > 0.0).count().max(1) as f64;
        weekly * self.sessions.len() as f64 / held * DAY as f64 / WEEK as f64
    }
}
