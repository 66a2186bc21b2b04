//! The expected size of the list of each stage, day by day.

mod begin;
mod even;
mod rounds;

use self::rounds::Rounds;
use super::course::{self, Leaving};
use super::flow::Flow;
use super::mixes::{everybody, list_classes};
use super::spread::Spreads;
use super::steady::Steady;
use super::strata::Strata;
use super::traffic::{Traffic, served};
use super::{ListForecast, ServiceForecast};
use crate::model::{Capacity, Model, Profile, Service};
use crate::time::{DAY, Time};

/// Days of the first account.
const FIRST_DAYS: i64 = 31;

/// People who are referred on from a service: to which one, and how many are there by day.
pub(super) type Sent = Vec<(usize, Vec<f64>)>;

/// Accounts of a service that have been made, as they began and as they ended: variants under which nothing differs that the account
/// looks at have the same.
pub(super) type Made = Vec<(Account, Account)>;

/// What is expected of a service to which people are referred on from others, by day; and who is referred on from it. They are taken to
/// be of the classes of those who are referred.
pub(super) fn of_service(
    variant: &str,
    model: &Model,
    service: &Service,
    from: &[f64],
    spreads: &mut Spreads,
    made: &mut Made,
) -> (Vec<ListForecast>, ServiceForecast, Sent) {
    let joining = everybody(model, service);
    let traffic = Traffic::new(service, &joining, model.horizon);
    let start = Account::new(model, service, &joining, &traffic, from, spreads);
    let number = made.iter().position(|made| made.0 == start).unwrap_or_else(|| {
        let end = start.clone().run();
        made.push((start, end));
        made.len() - 1
    });
    let account = &made[number].1;
    let referred = account.referred + account.back + from.iter().sum::<f64>();
    let single = service.stages.len() == 1;
    let days = account.days;
    let weeks = days as f64 / 7.0;
    let lists = account
        .stages
        .iter()
        .zip(&service.stages)
        .zip(&traffic.visits)
        .enumerate()
        .map(|(number, ((told, stage), visits))| {
            let flow = &account.flows[number];
            let per_person: f64 = visits.iter().sum();
            let needs = per_person * told.needs / days as f64;
            let offered = match &stage.capacity {
                Capacity::Slots { .. } => flow.slots.offered * flow.slots.people(&account.kinds.twice(visits)),
                Capacity::Servers { .. } => served(stage, visits, model.horizon),
                Capacity::Delay(_) => f64::MAX,
            };
            ListForecast {
                variant: variant.to_string(),
                service: service.name.clone(),
                stage: (!single).then(|| stage.name.clone()),
                waiting: told.waiting,
                load: (offered > 0.0).then(|| referred * needs / offered),
                growth_per_week: (told.end - told.waiting as f64) / weeks,
                drift_31_days: told.first - told.waiting as f64,
                end: told.end,
                overdue: told.overdue,
                for_follow_up: traffic.for_follow_up[number],
                // An empty sum is -0.
                urgent_backlog_weeks: account.urgent_weeks(model, service, number) + 0.0,
                referrals: referred * per_person,
                longest: told.longest,
                appointments: told.calls,
                moves: told.moves,
                tries: told.tries,
            }
        })
        .collect();
    (lists, account.told(variant, service), account.sent.clone())
}

/// What is told of a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    waiting: u64,
    pub(super) end: f64,
    first: f64,
    pub(super) longest: f64,
    /// People who wait with a clock that has stopped: their follow-up is due.
    pub(super) overdue: f64,
    pub(super) calls: f64,
    pub(super) moves: f64,
    pub(super) tries: f64,
    /// Slots that one person needs, summed over the days.
    pub(super) needs: f64,
}

/// A service, day by day. All that its course depends on is in here, so that two that are equal at the start are so at the end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Account {
    pub(super) days: usize,
    kinds: Strata,
    pub(super) flows: Vec<Flow>,
    pub(super) stages: Vec<Told>,
    leaving: Leaving,
    per_day: Option<Profile>,
    /// Listed referrals by day, and people who come beside those who are referred.
    listed: Vec<(usize, f64)>,
    more: Vec<f64>,
    /// Of those who are referred, the parts of the kinds, and which part of each is never referred, before outreach and from a time on.
    joining: Vec<f64>,
    hidden: Option<([Vec<f64>; 2], Time)>,
    /// The part of a day that is before the sessions of the first stage.
    early: f64,
    /// Of those who come to each stage.
    mix: Vec<Vec<f64>>,
    changes: Option<Changes>,
    validations: Vec<(usize, Vec<f64>)>,
    /// How many fit in, where others are turned away; and where they come again, how many fit in and how often in a day.
    most: f64,
    orbit: Option<(f64, f64)>,
    steady: Steady,
    /// People on the list by day: at the start, then at the end of each.
    pub(super) path: Vec<f64>,
    /// Of them, on the way from one stage to another.
    pub(super) between: f64,
    between_first: f64,
    pub(super) referred: f64,
    /// This service, by number; who came, and how often before; and how many have come back.
    number: usize,
    rounds: Rounds,
    back: f64,
    sent: Sent,
    /// People of each kind, while they come or go on.
    some: Vec<f64>,
}

/// Changes of class: the kinds that people are then of, one kind after the other, and how many change in a day.
#[derive(Clone, Debug, PartialEq)]
struct Changes {
    to: Vec<f64>,
    rates: Vec<f64>,
}

impl Account {
    /// All days go by, or as many as there are until nothing changes any more.
    fn run(mut self) -> Self {
        let mut steady = self.steady.clone();
        for day in 0..self.days {
            self.day(day);
            if steady.is_due(day + 1) {
                let now = self.mark(day);
                if let Some((before, times)) = steady.goes_on(&now, &self.path, self.days, day + 1) {
                    self.go_on_evenly(&before, &now, times);
                    break;
                }
            }
        }
        self
    }

    /// A day goes by.
    fn day(&mut self, day: usize) {
        self.refer(day);
        for from in 0..self.flows.len() {
            let room = if from == 0 { self.most } else { f64::INFINITY };
            let flow = &mut self.flows[from];
            let listed = flow.listed(day);
            if from > 0 {
                flow.arrive(day);
            }
            flow.pass(day, room, listed);
            let told = &mut self.stages[from];
            let needs = self.mix[from].iter().zip(&flow.leaves).filter(|(p, _)| **p > 0.0);
            told.needs += needs.map(|(p, leaves)| p / leaves).sum::<f64>();
            told.calls += flow.calls;
            told.moves += flow.again;
            if let Some((most, times)) = self.orbit.filter(|_| from == 0) {
                told.tries += (flow.queue.sum() + flow.in_service(day) - most).max(0.0) * times;
            }
            self.go_on(from, day);
        }
        self.leave(day);
        self.tell(day);
    }

    /// Those come who are referred on a day, and those who come beside them.
    fn refer(&mut self, day: usize) {
        let referred = self.per_day.as_ref().map_or(0.0, |per_day| per_day.day(day));
        let more = self.more[day];
        self.some.fill(0.0);
        for (k, (some, joining)) in self.some.iter_mut().zip(&self.joining).enumerate() {
            let hidden =
                self.hidden.as_ref().map_or(0.0, |(hidden, from)| hidden[usize::from(day as Time * DAY >= *from)][k]);
            *some = joining * (referred * (1.0 - hidden) + more);
        }
        let listed = self.listed.iter().find(|listed| listed.0 == day).map_or(0.0, |listed| listed.1);
        let all = self.some.iter().sum::<f64>();
        self.rounds.join(day, all);
        self.referred += all - more + listed;
        let first = &mut self.flows[0];
        first.arrive(day);
        for (late, part) in [(false, self.early), (true, 1.0 - self.early)] {
            first.newcomers(late, &self.some, part);
        }
    }

    /// Those who are seen go on to other stages and other services.
    fn go_on(&mut self, from: usize, day: usize) {
        let (seen, start) = (std::mem::take(&mut self.flows[from].seen), self.flows[from].start);
        let mut ways = std::mem::take(&mut self.flows[from].ways);
        for way in &mut ways {
            let all = way.take(&seen, &mut self.some);
            if all > 0.0 {
                self.stages[from].moves += all;
            }
            match way.to {
                Ok(to) => {
                    if all > 0.0 {
                        // What has passed today comes tomorrow.
                        self.flows[to].set_out(day, &self.some, start, &mut way.kernel, to <= from);
                    }
                    way.kernel.day_ends(day, &mut self.flows[to].coming);
                }
                Err(service) if service == self.number => {
                    for (time, part) in self.rounds.may(start, day).into_iter().enumerate() {
                        for (ahead, ([early, late], there)) in way.days().iter().zip(&mut self.more[day..]).enumerate()
                        {
                            let back = all * part * (early + late);
                            *there += back;
                            self.back += back;
                            self.rounds.come_back(time, day + ahead, back);
                        }
                    }
                }
                Err(service) => {
                    let Some(there) = self.sent.iter_mut().find(|s| s.0 == service) else { continue };
                    for (there, [early, late]) in there.1[day..].iter_mut().zip(way.days()) {
                        *there += all * (early + late);
                    }
                }
            }
        }
        self.flows[from].ways = ways;
        self.flows[from].seen = seen;
        self.flows[from].day_ends(day);
    }

    /// People who are not held leave, and classes change.
    fn leave(&mut self, day: usize) {
        let count = self.kinds.count;
        for (stage, flow) in self.flows.iter_mut().enumerate() {
            match &self.leaving {
                Leaving::Alike => flow.keep(),
                Leaving::ByAge(table) => flow.keep_by_age(day as f64 + 1.0, table),
            }
            for (_, stays) in self.validations.iter().filter(|v| v.0 == day) {
                flow.validate(day, stays);
                flow.ways.iter_mut().for_each(|way| way.kernel.keep(stays));
            }
            if let Some(changes) = &self.changes
                && day % course::CHANGE_DAYS == course::CHANGE_DAYS / 2
            {
                let changed: f64 = flow.queue.people[..count].iter().zip(&changes.rates).map(|(n, r)| n * r).sum();
                self.stages[stage].moves += changed * course::CHANGE_DAYS as f64;
                flow.queue.change(&changes.to);
            }
        }
    }

    fn tell(&mut self, day: usize) {
        let mut all = 0.0;
        for (flow, told) in self.flows.iter().zip(&mut self.stages) {
            told.end = flow.listed(day);
            told.overdue = flow.overdue();
            all += told.end;
            told.longest = told.longest.max(flow.queue.sum());
            if (day as i64) < FIRST_DAYS {
                told.first = told.end;
            }
        }
        self.between = self.flows.iter().map(|f| f.on_the_way() - f.held(day)).sum::<f64>().max(0.0);
        if (day as i64) < FIRST_DAYS {
            self.between_first = self.between;
        }
        self.path.push(all + self.between);
    }

    fn told(&self, variant: &str, service: &Service) -> ServiceForecast {
        let days = self.path.len() - 1;
        let (first, last) = (self.path[0], self.path[days]);
        // Whole weeks: a list is longer after a weekend.
        let late = (days / 7 / 4).max(1) * 7;
        let weekly = |from: usize| (last - self.path[from]) * 7.0 / (days - from) as f64;
        ServiceForecast {
            variant: variant.to_string(),
            service: service.name.clone(),
            waiting: first,
            end: last,
            between: self.between,
            between_31_days: self.between_first,
            growth_per_week: weekly(0),
            late_growth_per_week: if days > late { weekly(days - late) } else { weekly(0) },
            drift_31_days: self.path[days.min(FIRST_DAYS as usize)] - first,
            official_moved: None,
            path: self.path.clone(),
        }
    }

    /// Weeks of slots that the urgent part of today's list needs.
    fn urgent_weeks(&self, model: &Model, service: &Service, number: usize) -> f64 {
        let stage = &service.stages[number];
        let Capacity::Slots { sessions, lost } = &stage.capacity else { return 0.0 };
        let urgencies = service.urgencies.len();
        let list = list_classes(model, service, number);
        let urgent: f64 =
            list.iter().enumerate().filter(|(c, _)| c % urgencies != urgencies - 1).map(|(_, p)| *p).sum();
        let days = (model.horizon / DAY).min(28);
        let weeks = (days as f64 / 7.0).max(1.0 / 7.0);
        let early = sessions.iter().filter(|s| s.time < days * DAY).map(|s| f64::from(s.slots)).sum::<f64>();
        let mix = self.kinds.twice(&list);
        let weekly = early * (1.0 - lost.probability()) / weeks * self.flows[number].slots.people(&mix);
        if weekly > 0.0 { urgent * self.stages[number].waiting as f64 / weekly } else { 0.0 }
    }
}
