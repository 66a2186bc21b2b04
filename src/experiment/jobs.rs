//! Jobs claimed in order: replication by replication, in each its services, and for each service the variants that share its
//! people. Who ends the last part of a cell reduces it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::same_people;
use crate::model::{Model, Service};

/// One service of one replication under variants that meet the same people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) service: usize,
    /// The variants, by place in the order of cells.
    pub(super) variants: Vec<usize>,
}

/// Bytes of lists that a job may hold at once: so many variants share it.
const TOGETHER: u64 = 256 << 20;
/// Bytes of a waiting person, twice while the memory grows.
const PERSON: u64 = 64;

/// The jobs of one replication, the longest services first, so that no thread is left alone with a long one at the end. Variants
/// stay together as far as memory and the number of threads let them.
pub(super) fn plan(models: &[&Model], replications: u64, threads: usize, most: usize) -> Vec<Shared> {
    let services = models[0].services.len();
    let mut longest: Vec<usize> = (0..services).collect();
    longest.sort_by(|&a, &b| {
        let people = |s: usize| expected_people(models[0], &models[0].services[s]);
        people(b).total_cmp(&people(a)).then(a.cmp(&b))
    });
    // So many pieces at least that every thread finds work in the last replication.
    let rounds = usize::try_from(replications).unwrap_or(usize::MAX);
    let pieces = (2 * threads).div_ceil(rounds.saturating_mul(services)).min(models.len());
    let mut jobs = Vec::new();
    for service in longest {
        let today: u64 = models[0].services[service].today.iter().map(|b| u64::from(b.count)).sum();
        let fit = usize::try_from(TOGETHER / (PERSON * today.max(1))).unwrap_or(usize::MAX);
        let most = models.len().div_ceil(pieces).min(fit).min(most).max(1);
        let mut alike: Vec<Vec<usize>> = Vec::new();
        for (variant, model) in models.iter().enumerate() {
            match alike.iter_mut().find(|group| same_people(models[group[0]], model, service)) {
                Some(group) => group.push(variant),
                None => alike.push(vec![variant]),
            }
        }
        let shared = alike.iter().flat_map(|group| group.chunks(most));
        jobs.extend(shared.map(|variants| Shared { service, variants: variants.to_vec() }));
    }
    jobs
}

/// People of a service in one replication, as expected.
fn expected_people(model: &Model, service: &Service) -> f64 {
    let today: f64 = service.today.iter().map(|b| f64::from(b.count)).sum();
    let days = model.horizon / crate::time::DAY;
    let referred = service.referrals.as_ref().map_or(0.0, |r| (0..days as usize).map(|d| r.per_day.day(d)).sum());
    today + referred
}

/// All jobs of all replications.
pub(super) struct Jobs<'p, P> {
    rounds: usize,
    /// The jobs of a round.
    plan: &'p [Shared],
    variants: usize,
    services: usize,
    next: Mutex<Next>,
    /// What is ready of each cell that runs, and how much is missing.
    ready: Vec<Mutex<(usize, Vec<Option<P>>)>>,
}

struct Next {
    job: usize,
    closed: bool,
}

impl<'p, P: Send> Jobs<'p, P> {
    pub(super) fn new(rounds: usize, plan: &'p [Shared], variants: usize, services: usize) -> Self {
        let ready = (0..rounds * variants).map(|_| Mutex::new((services, Vec::new()))).collect();
        Self { rounds, plan, variants, services, next: Mutex::new(Next { job: 0, closed: false }), ready }
    }

    /// The next job, unless there is none or the next one would begin a replication after a stop.
    fn claim(&self, stop: &AtomicBool) -> Option<(usize, &'p Shared)> {
        let mut next = lock(&self.next);
        let (round, number) = (next.job / self.plan.len(), next.job % self.plan.len());
        if number == 0 && stop.load(Ordering::Relaxed) {
            next.closed = true;
        }
        if round >= self.rounds || (next.closed && number == 0) {
            return None;
        }
        next.job += 1;
        Some((round, &self.plan[number]))
    }

    /// Works until there is nothing left. `parts` gives one result for each variant of a job; `finish` says whether new
    /// replications may begin.
    pub(super) fn run(
        &self,
        stop: &AtomicBool,
        parts: &(impl Fn(usize, &Shared) -> Vec<P> + Sync),
        finish: &(impl Fn(usize, Vec<P>) -> bool + Sync),
    ) {
        while let Some((round, job)) = self.claim(stop) {
            for (variant, result) in job.variants.iter().zip(parts(round, job)) {
                let cell = round * self.variants + variant;
                let whole = {
                    let mut ready = lock(&self.ready[cell]);
                    if ready.1.is_empty() {
                        ready.1.resize_with(self.services, || None);
                    }
                    ready.1[job.service] = Some(result);
                    ready.0 -= 1;
                    (ready.0 == 0).then(|| std::mem::take(&mut ready.1))
                };
                if let Some(parts) = whole
                    && !finish(cell, parts.into_iter().flatten().collect())
                {
                    lock(&self.next).closed = true;
                }
            }
        }
    }
}

/// Locks; a thread that panicked ends the whole run anyway.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the content.
pub(super) fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
