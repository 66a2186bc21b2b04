//! One stage, day by day: who waits, who is called, who goes on and when they are there.

mod left;
mod served;

use super::kinds::Kinds;
use super::queue::Queue;
use super::slots::Slots;
use super::spread::Spread;
use super::visits::{Visits, most_ahead};
use crate::dist::Dist;
use crate::model::{Capacity, Clock, Model, RebookTo, Service, Stage};
use crate::time::DAY;

/// Between times ahead of an appointment that are so many parts of the longest, figures are taken to lie on a line.
const PARTS: usize = 8;

/// Where those go who are seen.
#[derive(Debug)]
pub(super) struct Way {
    /// The stage, or the service where it is another.
    pub(super) to: Result<usize, usize>,
    /// Of each kind, the part that goes there.
    shares: Vec<f64>,
    /// The kind they are then of.
    becomes: Vec<usize>,
    /// Whether the clock has stopped.
    stops: bool,
    spread: Spread,
    /// The number of the outcome, and the time after the stage alone.
    outcome: usize,
    delay: Spread,
}

/// What becomes of those who are called, by kind: the part that has left the stage after a call, and of those the part that was seen.
#[derive(Clone, Debug)]
struct Turnover {
    leaves: Vec<f64>,
    seen: Vec<f64>,
}

/// People at a stage. Each kind is there twice: with a clock that runs, and with one that has stopped.
#[derive(Debug)]
pub(super) struct Flow<'a> {
    stage: &'a Stage,
    pub(super) queue: Queue,
    pub(super) slots: Slots,
    kinds: usize,
    /// Of each kind, the part that is left after a day of waiting.
    pub(super) keeps: Vec<f64>,
    turnover: Vec<Turnover>,
    /// The longest time ahead of an appointment, in days.
    most_days: f64,
    /// People on each day so far, where that matters.
    history: Vec<f64>,
    pub(super) ways: Vec<Way>,
    /// Who comes on each day, before and after its sessions, and the sum of the days of their clock starts.
    coming: Vec<Option<Box<Coming>>>,
    /// Who comes back after a missed appointment.
    back: Option<Spread>,
    /// People with a running clock who are on the way here, by kind.
    under_way: Vec<f64>,
    /// In service at the end of each day, or where time passes: all, those whose clock runs, and those of them who are under way to
    /// another stage.
    serving: Vec<[f64; 3]>,
    service: Vec<Served>,
    at_start: [f64; 2],
}

/// The service time of a kind: the part of those who began on a day that is still in service at its end, and of later days.
#[derive(Clone, Debug)]
struct Served {
    still: Vec<f64>,
    /// Whose clock runs meanwhile, and who of them goes on with a running clock.
    runs: f64,
    goes_on: f64,
}

/// A day of a stage.
#[derive(Clone, Debug)]
pub(super) struct Passed {
    /// Calls, with those that are missed, and how many of those who were called wait again.
    pub(super) called: f64,
    pub(super) again: f64,
    /// Of each kind, the part of calls after which somebody has left the stage.
    pub(super) leaves: Vec<f64>,
    /// Who was seen, and the day of their clock start.
    pub(super) seen: Vec<f64>,
    pub(super) start: f64,
}

#[derive(Clone, Debug)]
struct Coming {
    people: [Vec<f64>; 2],
    starts: [f64; 2],
    /// Those of them with a running clock who were under way here.
    under_way: Vec<f64>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(model: &Model, service: &'a Service, number: usize, kinds: &Kinds, at: &[f64]) -> Self {
        let stage = &service.stages[number];
        let days = (model.horizon / DAY) as usize;
        let twice = |of: Vec<f64>| [&of[..], &of[..]].concat();
        let lanes = stage.discipline.lanes();
        let lane_of = if stage.discipline.lane_order() && !lanes.by_missed && service.records.is_none() {
            let of = kinds.chosen(|c| usize::from(lanes.of_class[c]));
            [&of[..], &of[..]].concat()
        } else {
            vec![0; 2 * kinds.count]
        };
        let most = most_ahead(stage);
        let parts = if most > 0 { PARTS } else { 0 };
        let turnover = (0..=parts).map(|part| {
            let ahead = most * part as i64 / PARTS as i64;
            let of = |c: usize| Visits::new(stage, c, ahead, model.horizon);
            let leaves = kinds.mean(|c| 1.0 / of(c).needs);
            let seen = kinds.mean(|c| of(c).seen / of(c).needs);
            let seen = seen.iter().zip(&leaves).map(|(s, l)| if *l > 0.0 { s / l } else { 0.0 }).collect();
            Turnover { leaves: twice(leaves), seen: twice(seen) }
        });
        let mut flow = Self {
            stage,
            queue: Queue::new(lane_of),
            slots: Slots::new(model, stage, kinds),
            kinds: kinds.count,
            keeps: vec![1.0; 2 * kinds.count],
            turnover: turnover.collect(),
            most_days: most as f64 / DAY as f64,
            history: Vec::new(),
            ways: Vec::new(),
            coming: vec![None; days],
            back: None,
            under_way: vec![0.0; kinds.count],
            serving: Vec::new(),
            service: Vec::new(),
            at_start: [0.0; 2],
        };
        flow.ways = flow.ways_on(kinds, at);
        let after = stage.after_missed.delay.as_ref().map(|d| Spread::new(d, flow.slots.at(), at[number]));
        flow.back = match &stage.capacity {
            Capacity::Servers { service: laws, service_of, .. } => {
                let law = &laws[usize::from(service_of.first().copied().unwrap_or(0))];
                let held = Spread::new(law, None, 0.5);
                Some(after.map_or_else(|| held.clone(), |after| held.then(&after)))
            }
            _ => after,
        };
        let goes_on = |k: usize| -> f64 {
            let on = |way: &&Way| !way.stops && way.to.is_ok();
            flow.ways.iter().filter(on).map(|way| way.shares[k]).sum()
        };
        let served = |law: &Dist, k: usize, runs: Option<f64>| {
            let goes_on = goes_on(k);
            Served { still: Spread::new(law, None, 0.5).still(), runs: runs.unwrap_or(goes_on), goes_on }
        };
        flow.service = match &stage.capacity {
            Capacity::Slots { .. } => Vec::new(),
            Capacity::Delay(time) => (0..kinds.count).map(|k| served(time, k, Some(1.0))).collect(),
            // The clock of those who go nowhere stops when service begins.
            Capacity::Servers { service: laws, service_of, .. } => {
                let of_class = kinds.chosen(|c| usize::from(service_of[c]));
                (0..kinds.count).map(|k| served(&laws[of_class[k]], k, None)).collect()
            }
        };
        if !flow.service.is_empty() {
            flow.serving = vec![[0.0; 3]; days + 1];
        }
        flow
    }

    fn ways_on(&self, kinds: &Kinds, at: &[f64]) -> Vec<Way> {
        let Some(onward) = &self.stage.onward else { return Vec::new() };
        let rows: Vec<Vec<f64>> = onward.of_class.iter().map(super::mixes::levels).collect();
        let row = |c: usize| &rows[if rows.len() == 1 { 0 } else { c }];
        let mut ways = Vec::new();
        for (o, outcome) in onward.outcomes.iter().enumerate() {
            let to = match (outcome.to, &outcome.refers_to) {
                (Some(to), _) => Ok(to),
                (None, Some(refers)) => Err(refers.to),
                (None, None) => continue,
            };
            let parted = to.map_or(1.0, |to| at[to]);
            let delay = |from| Spread::new(&outcome.delay, from, parted);
            let shares = kinds.mean(|c| row(c)[o]);
            let becomes = (0..kinds.count).map(|k| outcome.urgency.map_or(k, |u| kinds.with_urgency(k, u))).collect();
            let stops = outcome.clock != Clock::Runs;
            let later = delay(None);
            let spread = match &self.stage.capacity {
                Capacity::Slots { .. } => delay(self.slots.at()),
                Capacity::Delay(time) => Spread::new(time, None, 0.5).then(&later),
                // Of all kinds alike: a service time matters for who is in service, and here for when they are through.
                Capacity::Servers { service: laws, service_of, .. } => {
                    let law = &laws[usize::from(service_of.first().copied().unwrap_or(0))];
                    Spread::new(law, None, 0.5).then(&later)
                }
            };
            ways.push(Way { to, outcome: o, shares, becomes, stops, spread, delay: later });
        }
        ways
    }

    /// So many come on a day, before its sessions or after.
    pub(super) fn come(&mut self, day: usize, late: bool, people: &[f64], start: f64) {
        let width = 2 * self.kinds;
        let Some(there) = self.coming.get_mut(day) else { return };
        let there = there.get_or_insert_with(|| Box::new(Coming::nobody(width)));
        let half = usize::from(late);
        there.people[half].iter_mut().zip(people).for_each(|(n, p)| *n += p);
        there.starts[half] += people.iter().sum::<f64>() * start;
    }

    /// Who is on the list here with a running clock: waiting, or in service.
    pub(super) fn listed(&self, day: usize) -> f64 {
        let waiting: f64 = self.queue.people[..self.kinds].iter().sum();
        waiting + self.serving.get(day).map_or(0.0, |s| s[1])
    }

    /// In service on a day.
    pub(super) fn in_service(&self, day: usize) -> f64 {
        self.serving.get(day).map_or(0.0, |s| s[0])
    }

    /// In service here, and counted as under way to another stage.
    pub(super) fn held(&self, day: usize) -> f64 {
        self.serving.get(day).map_or(0.0, |s| s[2])
    }

    /// People in service at the start with a running clock, and those of them who are under way to another stage.
    pub(super) const fn inside_at_start(&self) -> [f64; 2] {
        self.at_start
    }

    /// People with a running clock who are on the way here.
    pub(super) fn on_the_way(&self) -> f64 {
        self.under_way.iter().sum()
    }

    /// People set out for this stage on a day, and are there by their spread; where the day is over here, those of today are there
    /// tomorrow.
    pub(super) fn set_out(&mut self, day: usize, people: &[f64], start: f64, spread: &[[f64; 2]], passed: bool) {
        if people.iter().sum::<f64>() <= 0.0 {
            return;
        }
        self.under_way.iter_mut().zip(people).for_each(|(n, p)| *n += p);
        let mut left = people.to_vec();
        for (after, [early, late]) in spread.iter().enumerate() {
            if day + after >= self.coming.len() {
                break;
            }
            let tomorrow = passed && after == 0;
            for (half, part) in [(false, early), (true, late)] {
                if *part > 0.0 {
                    let some: Vec<f64> = left.iter().map(|p| p * part).collect();
                    let there = day + after + usize::from(tomorrow);
                    self.come(there, half && !tomorrow, &some, start);
                    if let Some(Some(coming)) = self.coming.get_mut(there) {
                        coming.under_way.iter_mut().zip(&some).for_each(|(n, p)| *n += p);
                    }
                }
            }
            // Who leaves on the way does not come.
            left.iter_mut().zip(&self.keeps).for_each(|(p, keep)| *p *= keep);
        }
    }

    /// The way of those who come on a day is over.
    pub(super) fn arrive(&mut self, day: usize) {
        let Some(coming) = &self.coming[day] else { return };
        self.under_way.iter_mut().zip(&coming.under_way).for_each(|(n, p)| *n = (*n - p).max(0.0));
    }

    /// Those who come on a day join; of those with a running clock the way here is over.
    fn join(&mut self, day: usize, half: usize, room: f64) {
        let Some(coming) = self.coming[day].as_mut() else { return };
        let people = std::mem::take(&mut coming.people[half]);
        let total: f64 = people.iter().sum();
        if total <= 0.0 {
            return;
        }
        let start = coming.starts[half] / total;
        let fits = (room / total).clamp(0.0, 1.0);
        if fits < 1.0 {
            let some: Vec<f64> = people.iter().map(|p| p * fits).collect();
            self.queue.join(&some, start, false);
        } else {
            self.queue.join(&people, start, false);
        }
    }

    /// A day goes by: people join, are called and go on. `most`: of people who fit in.
    pub(super) fn pass(&mut self, day: usize, most: f64, listed: f64) -> Passed {
        let width = 2 * self.kinds;
        let room = |flow: &Self| most - flow.queue.sum() - flow.in_service(day);
        let free = room(self);
        self.join(day, 0, free);
        let turnover = self.turnover(day);
        if !self.stage.slotted() {
            let free = room(self);
            self.join(day, 1, free);
        }
        let (called, start) = match &self.stage.capacity {
            Capacity::Delay(_) => {
                let all = vec![1.0; width];
                self.queue.call(f64::MAX, &all, &all)
            }
            Capacity::Slots { .. } => self.slots.call(day, listed, &mut self.queue),
            Capacity::Servers { .. } => self.start_service(day),
        };
        if self.turnover.len() > 1 {
            // Who comes after a session is booked at the next: those it leaves over wait for an appointment.
            let over = if self.slots.held(day) { Some(self.queue.sum()) } else { self.history.last().copied() };
            self.history.push(over.unwrap_or_else(|| self.queue.sum()));
        }
        if self.stage.slotted() {
            let free = room(self);
            self.join(day, 1, free);
        }
        self.coming[day] = None;
        let late = self.slots.late_part();
        let [mut seen, mut again, mut back, mut lost] = [(); 4].map(|()| vec![0.0; width]);
        for k in 0..width {
            let shown = called[k] * (1.0 - late * turnover.seen[k] * turnover.leaves[k]);
            again[k] = called[k] - shown;
            let leaves = shown * turnover.leaves[k];
            seen[k] = leaves * turnover.seen[k];
            back[k] = shown - leaves;
            lost[k] = leaves - seen[k];
        }
        // Who misses a server holds it all the same.
        self.serve(day, &called, &seen, &lost);
        let wait_again: f64 = again.iter().chain(&back).sum();
        if wait_again > 0.0 {
            self.return_to(day, &again, &back, start);
        }
        Passed { called: called.iter().sum(), again: wait_again, leaves: turnover.leaves, seen, start }
    }

    fn return_to(&mut self, day: usize, again: &[f64], back: &[f64], start: f64) {
        self.queue.join(again, start, true);
        match self.back.clone() {
            Some(spread) => self.set_out(day, back, start, spread.days(), true),
            None => self.queue.join(back, start, self.stage.after_missed.to == RebookTo::KeepsClockStart),
        }
    }

    /// What becomes of those who are called, by how long ahead the appointments of a day were made: as long as people wait for them
    /// (Little's law), the longest time at most.
    fn turnover(&self, day: usize) -> Turnover {
        let [only] = &self.turnover[..] else {
            let mean = self.slots.mean;
            let wait =
                |day: i64| self.history.get(day.max(0) as usize).copied().unwrap_or_else(|| self.queue.sum()) / mean;
            // Those who are seen now found the list as it was when they came.
            let wait = wait(day as i64 - wait(day as i64) as i64);
            let part = (wait / self.most_days).min(1.0) * PARTS as f64;
            let below = (part as usize).min(PARTS - 1);
            let (a, b, part) = (&self.turnover[below], &self.turnover[below + 1], part - below as f64);
            let mid = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + (b - a) * part).collect();
            return Turnover { leaves: mid(&a.leaves, &b.leaves), seen: mid(&a.seen, &b.seen) };
        };
        only.clone()
    }
}

impl Coming {
    fn nobody(width: usize) -> Self {
        Self { people: [vec![0.0; width], vec![0.0; width]], starts: [0.0; 2], under_way: vec![0.0; width / 2] }
    }
}

impl Way {
    /// Those of the people seen who take this way: how many of each kind with a clock that runs, and with one that has stopped.
    pub(super) fn takes(&self, seen: &[f64]) -> Vec<f64> {
        let kinds = self.shares.len();
        let mut out = vec![0.0; seen.len()];
        for (k, n) in seen.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            let (kind, stopped) = (k % kinds, k >= kinds || self.stops);
            out[self.becomes[kind] + if stopped { kinds } else { 0 }] += n * self.shares[kind];
        }
        out
    }

    /// On which days they are there.
    pub(super) fn days(&self) -> &[[f64; 2]] {
        self.spread.days()
    }
}
