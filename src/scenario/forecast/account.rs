//! The expected size of the list of each stage, day by day.

use super::ListForecast;
use super::mixes::{everybody, levels, list_classes};
use super::visits::{Visits, most_ahead};
use crate::model::{BandWait, Capacity, Model, Service, Stage};
use crate::time::{DAY, Time};

/// Days of the first account.
const FIRST_DAYS: i64 = 31;
/// Between times ahead of an appointment that are so many parts of the longest, figures are taken to lie on a line.
const PARTS: usize = 8;

/// People who are referred on from a service: to which one, and how many are there by day.
pub(super) type Sent = Vec<(usize, Vec<f64>)>;

/// The list of each stage of a service to which people are referred on from others, by day; and who is referred on from it. They are
/// taken to be of the classes of those who are referred, as many as the slots here let through, each after the mean time.
pub(super) fn lists(variant: &str, model: &Model, service: &Service, from: &[f64]) -> (Vec<ListForecast>, Sent) {
    let days = model.horizon / DAY;
    let joining = everybody(model, service);
    let visits = visits(service, &joining, model.horizon);
    let mut flows: Vec<Flow> =
        (0..service.stages.len()).map(|stage| Flow::new(model, service, stage, &visits[stage])).collect();
    let nobody = vec![0.0; days as usize];
    let mut sent: Vec<Sent> =
        flows.iter().map(|flow| flow.away.iter().map(|away| (away.to, nobody.clone())).collect()).collect();
    for (day, people) in from.iter().enumerate() {
        flows[0].come(day as i64, *people);
    }
    for e in &service.extra {
        flows[0].come(e.time / DAY, 1.0);
    }
    for day in 0..days {
        let came = service.referrals.as_ref().map_or(0.0, |r| r.per_day.day(day as usize));
        flows[0].come(day, came);
        for from in 0..flows.len() {
            let seen = flows[from].pass(day);
            for onward in flows[from].onward.clone() {
                flows[onward.to].come(day + onward.days, onward.of(seen));
            }
            for (number, away) in flows[from].away.iter().enumerate() {
                if let Some(there) = sent[from][number].1.get_mut((day + away.days) as usize) {
                    *there += away.of(seen);
                }
            }
        }
    }
    let referred: f64 = flows[0].referred(days, service) + from.iter().sum::<f64>();
    let each = flows.iter().zip(&service.stages).zip(&visits);
    let lists = each
        .enumerate()
        .map(|(number, ((flow, stage), visits))| {
            let single = service.stages.len() == 1;
            let per_person: f64 = visits.iter().sum();
            ListForecast {
                variant: variant.to_string(),
                service: service.name.clone(),
                stage: (!single).then(|| stage.name.clone()),
                waiting: flow.waiting,
                load: (flow.offered > 0.0).then(|| referred * per_person * flow.needs / days as f64 / flow.offered),
                growth_per_week: (flow.n - flow.waiting as f64) / (days as f64 / 7.0),
                drift_31_days: flow.first - flow.waiting as f64,
                urgent_backlog_weeks: flow.urgent_weeks(model, service, number),
                referrals: referred * per_person,
                longest: flow.longest,
                appointments: flow.appointments,
                moves: flow.moves,
            }
        })
        .collect();
    (lists, sent.concat())
}

/// Expected visits of one referred person to each stage, by class on joining it (Jackson's traffic equations, by class).
fn visits(service: &Service, joining: &[f64], horizon: Time) -> Vec<Vec<f64>> {
    /// Beyond so many moves from stage to stage, what is left does not matter.
    const MOVES: usize = 10_000;
    let urgencies = service.urgencies.len();
    let mut total = vec![vec![0.0; joining.len()]; service.stages.len()];
    let mut now = total.clone();
    now[0] = joining.to_vec();
    let seen = |stage: &Stage, c: usize| Visits::new(stage, c, most_ahead(stage), horizon).seen;
    let seen: Vec<Vec<f64>> =
        service.stages.iter().map(|stage| (0..joining.len()).map(|c| seen(stage, c)).collect()).collect();
    for _ in 0..MOVES {
        let mut next = vec![vec![0.0; joining.len()]; service.stages.len()];
        for (s, stage) in service.stages.iter().enumerate() {
            for (c, &p) in now[s].iter().enumerate().filter(|(_, p)| **p > 0.0) {
                total[s][c] += p;
                let Some(onward) = &stage.onward else { continue };
                let shares = levels(&onward.of_class[if onward.of_class.len() == 1 { 0 } else { c }]);
                for (outcome, share) in onward.outcomes.iter().zip(shares) {
                    if let Some(to) = outcome.to {
                        let class = outcome.urgency.map_or(c, |u| c / urgencies * urgencies + u);
                        next[to][class] += p * share * seen[s][c];
                    }
                }
            }
        }
        now = next;
        if now.iter().flatten().sum::<f64>() < 1e-9 {
            break;
        }
    }
    total
}

/// The way of those who are seen to another stage, or to another service.
#[derive(Clone, Copy)]
struct Way {
    to: usize,
    days: i64,
    /// The shares of those who take it, of today's list and of those who came since.
    shares: [f64; 2],
}

impl Way {
    /// How many take it, of so many who are seen.
    fn of(&self, seen: [f64; 2]) -> f64 {
        self.shares[0] * seen[0] + self.shares[1] * seen[1]
    }
}

/// What becomes of those who are called at a stage.
#[derive(Clone, Copy)]
struct Turnover {
    /// Slots that one person needs until seen or discharged.
    needs: f64,
    /// The part of slots after which somebody has left the stage, and the part of those who leave it that was seen.
    leaves: f64,
    seen: f64,
}

impl Turnover {
    /// Some part of the way to another.
    fn towards(self, to: Self, part: f64) -> Self {
        // Of figures that may be endless.
        let mid = |a: f64, b: f64| if a == b || part == 0.0 { a } else { a + (b - a) * part };
        Self { needs: mid(self.needs, to.needs), leaves: mid(self.leaves, to.leaves), seen: mid(self.seen, to.seen) }
    }
}

/// People at a stage.
struct Flow {
    waiting: u64,
    n: f64,
    /// Those of them who are on today's list: they are taken to be called before all who come.
    old: f64,
    longest: f64,
    first: f64,
    offered: f64,
    /// Slots that are used.
    appointments: f64,
    /// People who join another stage, or this one again.
    moves: f64,
    /// By how long ahead appointments are made, in equal parts of the longest time; one where that does not matter.
    turnover: Vec<Turnover>,
    /// That time, in days.
    most_days: f64,
    /// People on each day so far, where that matters.
    history: Vec<f64>,
    /// Slots that one person needs until seen or discharged, summed over the days.
    needs: f64,
    hazard: f64,
    capacity: Offered,
    /// Where those who do not fit in are turned away: how many do.
    most: f64,
    /// People who come, by day.
    comes: Vec<f64>,
    onward: Vec<Way>,
    /// Ways to other services.
    away: Vec<Way>,
    /// Probabilities of the classes of today's list.
    list: Vec<f64>,
}

impl Flow {
    fn new(model: &Model, service: &Service, number: usize, visits: &[f64]) -> Self {
        let stage = &service.stages[number];
        let waiting: u64 = service.today.iter().filter(|b| b.stage == number).map(|b| u64::from(b.count)).sum();
        let all: f64 = visits.iter().sum();
        let joining: Vec<f64> = visits.iter().map(|v| if all > 0.0 { v / all } else { 0.0 }).collect();
        let list = list_classes(model, service, number);
        let mixed = if waiting > 0 || all == 0.0 { list.clone() } else { joining.clone() };
        let joining = if all > 0.0 { joining } else { mixed.clone() };
        let most = most_ahead(stage);
        let parts = if most > 0 { PARTS } else { 0 };
        let turnover = (0..=parts).map(|part| {
            let ahead = most * part as i64 / PARTS as i64;
            let of: Vec<Visits> = (0..list.len()).map(|c| Visits::new(stage, c, ahead, model.horizon)).collect();
            let met = |mix: &[f64], of: &dyn Fn(usize) -> f64| -> f64 {
                mix.iter().enumerate().filter(|(_, p)| **p > 0.0).map(|(c, p)| p * of(c)).sum()
            };
            let leaves = met(&mixed, &|c| 1.0 / of[c].needs);
            let attended = met(&mixed, &|c| of[c].seen / of[c].needs);
            let seen = if leaves > 0.0 { attended / leaves } else { 0.0 };
            Turnover { needs: met(&joining, &|c| of[c].needs), leaves, seen }
        });
        let mut flow = Self {
            waiting,
            n: waiting as f64,
            old: waiting as f64,
            longest: waiting as f64,
            first: waiting as f64,
            offered: 0.0,
            appointments: 0.0,
            moves: 0.0,
            turnover: turnover.collect(),
            most_days: most as f64 / DAY as f64,
            history: Vec::new(),
            needs: 0.0,
            hazard: daily_hazard(service, number, &list, &joining, waiting),
            capacity: Offered::new(model, stage, &mixed),
            most: service.turns_away().filter(|_| number == 0).map_or(f64::INFINITY, |most| most as f64),
            comes: vec![0.0; (model.horizon / DAY) as usize],
            onward: Vec::new(),
            away: Vec::new(),
            list,
        };
        let holds = if let Capacity::Delay(time) = &stage.capacity { time.mean() } else { 0.0 };
        for (o, outcome) in stage.onward.iter().flat_map(|o| o.outcomes.iter().enumerate()) {
            let (to, ways) = match (outcome.to, &outcome.refers_to) {
                (Some(to), _) => (to, &mut flow.onward),
                (None, Some(refers)) => (refers.to, &mut flow.away),
                (None, None) => continue,
            };
            let rows = stage.onward.as_ref().map_or(&[][..], |o| &o.of_class);
            let row = |c: usize| levels(&rows[if rows.len() == 1 { 0 } else { c }]);
            let share = |mix: &[f64]| mix.iter().enumerate().map(|(c, p)| p * row(c)[o]).sum();
            let days = ((outcome.delay.mean() + holds) / DAY as f64).round() as i64;
            ways.push(Way { to, days, shares: [share(&mixed), share(&joining)] });
        }
        flow
    }

    fn come(&mut self, day: i64, people: f64) {
        if let Some(comes) = self.comes.get_mut(day as usize) {
            *comes += people;
        }
    }

    /// A day goes by; how many were seen, of today's list and of those who came since.
    fn pass(&mut self, day: i64) -> [f64; 2] {
        let slots = self.capacity.day(day);
        let Turnover { needs, leaves, seen } = self.turnover(day);
        self.needs += needs;
        self.offered += slots;
        let before = self.n;
        self.n += self.comes[day as usize] - before * self.hazard;
        self.n = self.n.min(self.most.max(before));
        let left = (slots * leaves).min(self.n);
        self.n -= left;
        self.old -= self.old * self.hazard;
        let old = left.min(self.old);
        self.old -= old;
        let gone = [old * seen, (left - old) * seen];
        // Where nobody ever leaves by being called, every slot is used again and again.
        let used = if leaves > 0.0 { left / leaves } else { slots.min(f64::from(u32::MAX)) };
        self.appointments += used;
        self.moves += used - left + self.onward.iter().map(|way| way.of(gone)).sum::<f64>();
        self.longest = self.longest.max(self.n);
        if day < FIRST_DAYS {
            self.first = self.n;
        }
        if self.turnover.len() > 1 {
            self.history.push(self.n);
        }
        gone
    }

    /// Slots until seen or discharged, by how long ahead the appointments of a day were made: as long as people wait for them (Little's
    /// law), the longest time at most.
    fn turnover(&self, day: i64) -> Turnover {
        let [only] = &self.turnover[..] else {
            let wait = |day: i64| self.history.get(day.max(0) as usize).copied().unwrap_or(self.n) / self.capacity.mean;
            // Those who are seen now found the list as it was when they came.
            let wait = wait(day - wait(day) as i64);
            let part = (wait / self.most_days).min(1.0) * PARTS as f64;
            let below = (part as usize).min(PARTS - 1);
            return self.turnover[below].towards(self.turnover[below + 1], part - below as f64);
        };
        *only
    }

    fn referred(&self, days: i64, service: &Service) -> f64 {
        let listed = service.extra.iter().filter(|e| e.time / DAY < days).count() as f64;
        let rate = |day: i64| service.referrals.as_ref().map_or(0.0, |r| r.per_day.day(day as usize));
        listed + (0..days).map(rate).sum::<f64>()
    }

    /// Weeks of slots that the urgent part of today's list needs.
    fn urgent_weeks(&self, model: &Model, service: &Service, number: usize) -> f64 {
        let urgencies = service.urgencies.len();
        let urgent: f64 = self
            .list
            .iter()
            .enumerate()
            .filter(|(c, _)| c % urgencies != urgencies - 1)
            .map(|(_, p)| p * self.waiting as f64)
            .fold(0.0, |a, b| a + b);
        let days = model.horizon / DAY;
        let weeks = (days.min(28) as f64 / 7.0).max(1.0 / 7.0);
        let weekly: f64 = (0..days.min(28)).map(|d| self.capacity.day(d)).sum::<f64>() / weeks;
        if service.stages[number].slotted() && weekly > 0.0 { urgent / weekly } else { 0.0 }
    }
}

/// Slots of each day: as listed, or as many services as servers complete.
struct Offered {
    daily: Vec<f64>,
    constant: f64,
    /// On an average day.
    mean: f64,
}

impl Offered {
    fn new(model: &Model, stage: &Stage, mix: &[f64]) -> Self {
        match &stage.capacity {
            Capacity::Slots { sessions, lost } => {
                let mut daily = vec![0.0; (model.horizon / DAY) as usize];
                for s in sessions {
                    if let Some(day) = daily.get_mut((s.time / DAY) as usize) {
                        *day += f64::from(s.slots) * (1.0 - lost.probability());
                    }
                }
                let mean = daily.iter().sum::<f64>() / daily.len().max(1) as f64;
                Self { daily, constant: 0.0, mean }
            }
            Capacity::Servers { count, service: laws, service_of } => {
                let mean: f64 = mix.iter().zip(service_of).map(|(p, law)| p * laws[usize::from(*law)].mean()).sum();
                let constant = if mean > 0.0 { f64::from(*count) * DAY as f64 / mean } else { f64::MAX };
                Self { daily: Vec::new(), constant, mean: constant }
            }
            Capacity::Delay(_) => Self { daily: Vec::new(), constant: f64::MAX, mean: f64::MAX },
        }
    }

    fn day(&self, day: i64) -> f64 {
        self.daily.get(day as usize).copied().unwrap_or(self.constant)
    }
}

/// The part of the list that leaves untreated in a day, by the laws of patience at the waits of today's list; without a list, of
/// somebody who has just joined.
fn daily_hazard(service: &Service, stage: usize, list: &[f64], joining: &[f64], waiting: u64) -> f64 {
    if service.patience.is_empty() {
        return 0.0;
    }
    let month = (FIRST_DAYS * DAY) as f64;
    let leaving = |mix: &[f64], wait: f64| -> f64 {
        let each = mix.iter().zip(&service.patience_of).map(|(p, law)| {
            let law = &service.patience[usize::from(*law)];
            let now = law.survival(wait);
            if now > 0.0 { p * (1.0 - law.survival(wait + month) / now) } else { *p }
        });
        each.sum()
    };
    let gone = if waiting == 0 {
        leaving(joining, 0.0)
    } else {
        let bands = service.today.iter().filter(|b| b.stage == stage).map(|b| {
            let wait = match &b.wait {
                BandWait::Days { from, to } => (from + to) as f64 * DAY as f64 / 2.0,
                BandWait::Open { beyond, excess } => (beyond * DAY) as f64 + excess.mean(),
                BandWait::Law(law) => law.mean(),
            };
            f64::from(b.count) * leaving(list, wait)
        });
        bands.sum::<f64>() / waiting as f64
    };
    if gone >= 1.0 { 1.0 } else { 1.0 - crate::dist::power(1.0 - gone, 1.0 / FIRST_DAYS as f64) }
}
