//! Jobs claimed in order: replication by replication, in each its services, and for each service the variants that share its
//! people; services that refer people on to each other are one job for each variant. Who ends the last part of a cell reduces it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::same_people;
use crate::model::{Coupling, Model, Service};

/// What runs in one piece of a replication. Variants are known by their place in the order of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// One service under variants that meet the same people.
    Shared { service: usize, variants: Vec<usize> },
    /// Services that refer people on to each other, under one variant.
    Coupled { coupling: Coupling, variant: usize },
}

impl Job {
    /// The same for the variants that are wanted, unless none is.
    pub(super) fn only(&self, wanted: impl Fn(usize) -> bool) -> Option<Job> {
        match self {
            Job::Shared { service, variants } => {
                let variants: Vec<usize> = variants.iter().copied().filter(|&v| wanted(v)).collect();
                (!variants.is_empty()).then_some(Job::Shared { service: *service, variants })
            }
            Job::Coupled { variant, .. } => wanted(*variant).then(|| self.clone()),
        }
    }
}

/// One result of a job: the variant, the service, and what came of it.
pub(super) type Made<P> = (usize, usize, P);

/// Bytes of lists that a job may hold at once: so many variants share it.
const TOGETHER: u64 = 256 << 20;
/// Bytes of a waiting person, twice while the memory grows.
const PERSON: u64 = 64;

/// The jobs of one replication, the longest services first, so that no thread is left alone with a long one at the end. Variants
/// stay together as far as memory and the number of threads let them.
pub(super) fn plan(models: &[&Model], replications: u64, threads: usize, most: usize) -> Vec<Job> {
    let services = models[0].services.len();
    let people = |s: usize| expected_people(models[0], &models[0].services[s]);
    let mut longest: Vec<usize> = (0..services).collect();
    longest.sort_by(|&a, &b| people(b).total_cmp(&people(a)).then(a.cmp(&b)));
    // So many pieces at least that every thread finds work in the last replication.
    let rounds = usize::try_from(replications).unwrap_or(usize::MAX);
    let pieces = (2 * threads).div_ceil(rounds.saturating_mul(services).max(1)).min(models.len());
    // Each coupling goes where its longest service would.
    let couplings: Vec<Vec<Coupling>> = models.iter().map(|model| model.couplings()).collect();
    let coupling = |v: usize, s: usize| couplings[v].iter().find(|c: &&Coupling| c.services.contains(&s));
    let mut jobs = Vec::new();
    for (place, &service) in longest.iter().enumerate() {
        for variant in 0..models.len() {
            let Some(coupling) = coupling(variant, service) else { continue };
            if !longest[..place].iter().any(|s| coupling.services.contains(s)) {
                jobs.push(Job::Coupled { coupling: coupling.clone(), variant });
            }
        }
        let today: u64 = models[0].services[service].today.iter().map(|b| u64::from(b.count)).sum();
        let fit = usize::try_from(TOGETHER / (PERSON * today.max(1))).unwrap_or(usize::MAX);
        let most = models.len().div_ceil(pieces).min(fit).min(most).max(1);
        let mut alike: Vec<Vec<usize>> = Vec::new();
        for (variant, model) in models.iter().enumerate().filter(|(v, _)| coupling(*v, service).is_none()) {
            match alike.iter_mut().find(|group| same_people(models[group[0]], model, service)) {
                Some(group) => group.push(variant),
                None => alike.push(vec![variant]),
            }
        }
        let shared = alike.iter().flat_map(|group| group.chunks(most));
        jobs.extend(shared.map(|variants| Job::Shared { service, variants: variants.to_vec() }));
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

/// All jobs of all replications, and what becomes of each cell: `C` gathers its parts until all are there.
pub(super) struct Jobs<'p, C> {
    rounds: usize,
    /// The jobs of a round.
    plan: &'p [Job],
    variants: usize,
    next: Mutex<Next>,
    /// What is ready of each cell that runs, and how many parts are missing.
    ready: Vec<Mutex<(usize, C)>>,
}

struct Next {
    job: usize,
    closed: bool,
}

impl<'p, C: Send + Default> Jobs<'p, C> {
    pub(super) fn new(rounds: usize, plan: &'p [Job], variants: usize, services: usize) -> Self {
        let ready = (0..rounds * variants).map(|_| Mutex::new((services, C::default()))).collect();
        Self { rounds, plan, variants, next: Mutex::new(Next { job: 0, closed: false }), ready }
    }

    /// The next job, unless there is none or the next one would begin a replication after a stop.
    fn claim(&self, stop: &AtomicBool) -> Option<(usize, &'p Job)> {
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

    /// Works until there is nothing left. `parts` gives one result for each variant and service of a job, `gather` adds it to its
    /// cell, in any order of services; `finish` takes a whole cell and says whether new replications may begin.
    pub(super) fn run<P>(
        &self,
        stop: &AtomicBool,
        parts: &(impl Fn(usize, &Job) -> Vec<Made<P>> + Sync),
        gather: &(impl Fn(&mut C, usize, P) + Sync),
        finish: &(impl Fn(usize, C) -> bool + Sync),
    ) {
        while let Some((round, job)) = self.claim(stop) {
            for (variant, service, part) in parts(round, job) {
                let cell = round * self.variants + variant;
                let whole = {
                    let mut ready = lock(&self.ready[cell]);
                    gather(&mut ready.1, service, part);
                    ready.0 -= 1;
                    (ready.0 == 0).then(|| std::mem::take(&mut ready.1))
                };
                if let Some(whole) = whole
                    && !finish(cell, whole)
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
