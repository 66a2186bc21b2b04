//! The expected size of the list of each stage, day by day.

use super::course::{self, Leaving};
use super::flow::Flow;
use super::kinds::Kinds;
use super::mixes::{self, everybody, list_classes};
use super::steady::Steady;
use super::traffic::{mean_wait, parted_at, served, visits};
use super::{ListForecast, ServiceForecast};
use crate::model::{Band, Capacity, Model, Service};
use crate::time::{DAY, Time};

/// Days of the first account.
const FIRST_DAYS: i64 = 31;

/// People who are referred on from a service: to which one, and how many are there by day.
pub(super) type Sent = Vec<(usize, Vec<f64>)>;

/// What is expected of a service to which people are referred on from others, by day; and who is referred on from it. They are taken to
/// be of the classes of those who are referred.
pub(super) fn of_service(
    variant: &str,
    model: &Model,
    service: &Service,
    from: &[f64],
) -> (Vec<ListForecast>, ServiceForecast, Sent) {
    let joining = everybody(model, service);
    let visits = visits(service, &joining, model.horizon);
    let mut account = Account::new(model, service);
    account.mix = visits.iter().map(|visits| account.kinds.twice(visits)).collect();
    account.begin();
    let days = (model.horizon / DAY) as usize;
    let extra: Vec<usize> = service.extra.iter().map(|e| (e.time / DAY) as usize).collect();
    let mut come_by_day = vec![0.0; days];
    extra.iter().filter(|day| **day < days).for_each(|day| come_by_day[*day] += 1.0);
    from.iter().zip(&mut come_by_day).for_each(|(n, there)| *there += n);
    let mut steady = Steady::new(service, days, &come_by_day, !account.sent.is_empty());
    for (day, more) in come_by_day.iter().enumerate() {
        account.day(day, *more);
        if steady.completes(&mut account, day + 1, days) {
            break;
        }
    }
    let referred = account.referred + from.iter().sum::<f64>();
    let single = service.stages.len() == 1;
    let weeks = days as f64 / 7.0;
    let lists = account
        .stages
        .iter()
        .zip(&service.stages)
        .zip(&visits)
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
                // An empty sum is -0.
                urgent_backlog_weeks: account.urgent_weeks(number) + 0.0,
                referrals: referred * per_person,
                longest: told.longest,
                appointments: told.calls,
                moves: told.moves,
                tries: told.tries,
            }
        })
        .collect();
    let service = account.told(variant);
    (lists, service, account.sent)
}

/// What is told of a stage.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    waiting: u64,
    pub(super) end: f64,
    first: f64,
    pub(super) longest: f64,
    pub(super) calls: f64,
    pub(super) moves: f64,
    pub(super) tries: f64,
    /// Slots that one person needs, summed over the days.
    pub(super) needs: f64,
}

/// A service, day by day.
pub(super) struct Account<'a> {
    model: &'a Model,
    service: &'a Service,
    kinds: Kinds,
    pub(super) flows: Vec<Flow<'a>>,
    pub(super) stages: Vec<Told>,
    leaving: Leaving,
    /// Of those who are referred, the parts of the kinds, and which part of each is never referred, before outreach and from then on.
    joining: Vec<f64>,
    /// Of those who come to each stage.
    mix: Vec<Vec<f64>>,
    hidden: Option<[Vec<f64>; 2]>,
    changes: Option<(Vec<Vec<f64>>, Vec<f64>)>,
    validations: Vec<(usize, Vec<f64>)>,
    /// People on the list by day: at the start, then at the end of each.
    pub(super) path: Vec<f64>,
    /// Of them, on the way from one stage to another.
    pub(super) between: f64,
    between_first: f64,
    pub(super) referred: f64,
    sent: Sent,
}

impl<'a> Account<'a> {
    fn new(model: &'a Model, service: &'a Service) -> Self {
        let joining = everybody(model, service);
        let mut all = joining.clone();
        for number in 0..service.stages.len() {
            if service.today.iter().any(|b| b.stage == number && b.count > 0) {
                all.iter_mut().zip(list_classes(model, service, number)).for_each(|(a, p)| *a += p);
            }
        }
        let kinds = Kinds::new(model, service, &all);
        let parted: Vec<f64> = service.stages.iter().map(parted_at).collect();
        let flows: Vec<Flow<'_>> =
            (0..service.stages.len()).map(|stage| Flow::new(model, service, stage, &kinds, &parted)).collect();
        let days = (model.horizon / DAY) as usize;
        let mut away: Vec<usize> = flows.iter().flat_map(|f| f.ways.iter().filter_map(|w| w.to.err())).collect();
        away.sort_unstable();
        away.dedup();
        let hidden = service
            .levers
            .unmet
            .as_ref()
            .map(|unmet| [&unmet.hidden, &unmet.hidden_still].map(|of| kinds.mean(|c| of[c].probability())));
        let stays = |v: &crate::model::Validation| {
            let left = |c: usize| (1.0 - v.leaves[c].probability()) * (1.0 - v.mistaken[c].probability());
            ((v.time / DAY) as usize, kinds.mean(left))
        };
        let changes = service.course.as_ref().and_then(|course| course::changes(course, &kinds));
        let mut account = Self {
            model,
            service,
            joining: kinds.gather(&joining),
            mix: Vec::new(),
            hidden,
            changes,
            validations: service.levers.validations.iter().map(stays).collect(),
            leaving: Leaving::Alike,
            stages: vec![Told::default(); flows.len()],
            flows,
            kinds,
            path: Vec::with_capacity(days + 1),
            between: 0.0,
            between_first: 0.0,
            referred: 0.0,
            sent: away.into_iter().map(|to| (to, vec![0.0; days])).collect(),
        };
        let (daily, leaving) = course::leaving(model, service, &account.kinds);
        account.leaving = leaving;
        account.flows.iter_mut().for_each(|flow| flow.keeps[..daily.len()].copy_from_slice(&daily));
        account
    }

    /// Today's list joins.
    fn begin(&mut self) {
        let groups = mixes::groups(&self.service.today_groups, &self.model.population);
        for stage in 0..self.flows.len() {
            let mut bands: Vec<&Band> = self.service.today.iter().filter(|b| b.stage == stage && b.count > 0).collect();
            bands.sort_by(|a, b| mean_wait(b).total_cmp(&mean_wait(a)));
            for band in bands {
                let of = mixes::classes(&groups, &band.urgency, self.service.urgencies.len());
                let people: Vec<f64> = self.kinds.gather(&of).iter().map(|p| p * f64::from(band.count)).collect();
                let people = [&people[..], &vec![0.0; people.len()]].concat();
                self.flows[stage].queue.join(&people, -mean_wait(band) / DAY as f64, false);
                self.stages[stage].waiting += u64::from(band.count);
            }
            self.inside(stage, &groups);
            let told = &mut self.stages[stage];
            (told.end, told.first, told.longest) = (told.waiting as f64, told.waiting as f64, told.waiting as f64);
        }
        let between: f64 =
            self.flows.iter().map(|f| f.on_the_way() - f.inside_at_start()[1] + f.inside_at_start()[0]).sum();
        self.path.push(self.stages.iter().map(|s| s.waiting as f64).sum::<f64>() + between);
    }

    /// Those who are in service or on the way at the start.
    fn inside(&mut self, stage: usize, groups: &[f64]) {
        for inside in &self.service.stages[stage].inside {
            let of = mixes::classes(groups, &inside.urgency, self.service.urgencies.len());
            let people: Vec<f64> = self.kinds.gather(&of).iter().map(|p| p * f64::from(inside.count)).collect();
            for (to, people, spread) in self.flows[stage].inside(inside, &people) {
                match to {
                    Ok(to) => self.flows[to].set_out(0, &people, 0.0, spread.days(), false),
                    Err(service) => {
                        let Some(there) = self.sent.iter_mut().find(|s| s.0 == service) else { continue };
                        for (day, [early, late]) in spread.days().iter().enumerate() {
                            if let Some(there) = there.1.get_mut(day) {
                                *there += people.iter().sum::<f64>() * (early + late);
                            }
                        }
                    }
                }
            }
        }
    }

    /// A day goes by, on which so many come beside those who are referred.
    fn day(&mut self, day: usize, more: f64) {
        let count = self.kinds.count;
        let referred = self.service.referrals.as_ref().map_or(0.0, |r| r.per_day.day(day));
        let mut people = vec![0.0; 2 * count];
        for k in 0..count {
            let hidden = self.hidden.as_ref().map_or(0.0, |hidden| {
                let from = self.service.levers.unmet.as_ref().map_or(0, |u| u.from);
                hidden[usize::from(day as Time * DAY >= from)][k]
            });
            people[k] = self.joining[k] * (referred * (1.0 - hidden) + more);
        }
        self.referred += people.iter().sum::<f64>() - more + self.listed_today(day);
        let early = parted_at(&self.service.stages[0]);
        for (late, part) in [(false, early), (true, 1.0 - early)] {
            let some: Vec<f64> = people.iter().map(|p| p * part).collect();
            self.flows[0].come(day, late, &some, day as f64 + 0.5);
        }
        let most = self.service.turns_away().map_or(f64::INFINITY, |most| most as f64);
        let orbit = self.service.room.as_ref().and_then(|room| {
            let again = room.retries.as_ref()?.mean();
            (again > 0.0).then_some((room.most as f64, DAY as f64 / again))
        });
        for from in 0..self.flows.len() {
            let room = if from == 0 { most } else { f64::INFINITY };
            let listed = self.flows[from].listed(day);
            self.flows[from].arrive(day);
            let passed = self.flows[from].pass(day, room, listed);
            let needs = self.mix[from].iter().zip(&passed.leaves).filter(|(p, _)| **p > 0.0);
            self.stages[from].needs += needs.map(|(p, leaves)| p / leaves).sum::<f64>();
            self.stages[from].calls += passed.called;
            self.stages[from].moves += passed.again;
            self.go_on(from, day, &passed.seen, passed.start);
            if let Some((most, times)) = orbit.filter(|_| from == 0) {
                self.stages[0].tries +=
                    (self.flows[0].queue.sum() + self.flows[0].in_service(day) - most).max(0.0) * times;
            }
        }
        self.leave(day);
        self.tell(day);
    }

    /// Listed referrals of a day, which count as referrals.
    fn listed_today(&self, day: usize) -> f64 {
        self.service.extra.iter().filter(|e| (e.time / DAY) as usize == day).count() as f64
    }

    /// Those who are seen go on to other stages and other services.
    fn go_on(&mut self, from: usize, day: usize, seen: &[f64], start: f64) {
        if seen.iter().sum::<f64>() <= 0.0 {
            return;
        }
        let ways = std::mem::take(&mut self.flows[from].ways);
        for way in &ways {
            let takes = way.takes(seen);
            let all: f64 = takes.iter().sum();
            if all <= 0.0 {
                continue;
            }
            self.stages[from].moves += all;
            match way.to {
                Ok(to) => {
                    // What has passed today comes tomorrow.
                    let passed = to <= from;
                    self.flows[to].set_out(day, &takes, start, way.days(), passed);
                }
                Err(service) => {
                    let Some(there) = self.sent.iter_mut().find(|s| s.0 == service) else { continue };
                    for (after, [early, late]) in way.days().iter().enumerate() {
                        if let Some(there) = there.1.get_mut(day + after) {
                            *there += all * (early + late);
                        }
                    }
                }
            }
        }
        self.flows[from].ways = ways;
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
                flow.validate(stays);
            }
            if let Some((to, rates)) = &self.changes
                && day % course::CHANGE_DAYS == course::CHANGE_DAYS / 2
            {
                let changes: f64 = flow.queue.people[..count].iter().zip(rates).map(|(n, r)| n * r).sum();
                self.stages[stage].moves += changes * course::CHANGE_DAYS as f64;
                flow.change(to);
            }
        }
    }

    fn tell(&mut self, day: usize) {
        let mut all = 0.0;
        for (flow, told) in self.flows.iter().zip(&mut self.stages) {
            told.end = flow.listed(day);
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

    fn told(&self, variant: &str) -> ServiceForecast {
        let days = self.path.len() - 1;
        let (first, last) = (self.path[0], self.path[days]);
        // Whole weeks: a list is longer after a weekend.
        let late = (days / 7 / 4).max(1) * 7;
        let weekly = |from: usize| (last - self.path[from]) * 7.0 / (days - from) as f64;
        ServiceForecast {
            variant: variant.to_string(),
            service: self.service.name.clone(),
            waiting: first,
            end: last,
            between: self.between,
            between_31_days: self.between_first,
            growth_per_week: weekly(0),
            late_growth_per_week: if days > late { weekly(days - late) } else { weekly(0) },
            drift_31_days: self.path[days.min(FIRST_DAYS as usize)] - first,
            path: self.path.clone(),
        }
    }

    /// Weeks of slots that the urgent part of today's list needs.
    fn urgent_weeks(&self, number: usize) -> f64 {
        let stage = &self.service.stages[number];
        let Capacity::Slots { sessions, lost } = &stage.capacity else { return 0.0 };
        let urgencies = self.service.urgencies.len();
        let list = list_classes(self.model, self.service, number);
        let urgent: f64 =
            list.iter().enumerate().filter(|(c, _)| c % urgencies != urgencies - 1).map(|(_, p)| *p).sum();
        let days = (self.model.horizon / DAY).min(28);
        let weeks = (days as f64 / 7.0).max(1.0 / 7.0);
        let early = sessions.iter().filter(|s| s.time < days * DAY).map(|s| f64::from(s.slots)).sum::<f64>();
        let mix = self.kinds.twice(&list);
        let weekly = early * (1.0 - lost.probability()) / weeks * self.flows[number].slots.people(&mix);
        if weekly > 0.0 { urgent * self.stages[number].waiting as f64 / weekly } else { 0.0 }
    }
}
