//! What one cell of a variant does and holds, as expected: the figures behind estimates of time, memory and disk.
//!
//! Services run one after another, so a cell holds the lists of one of them at a time, or of those that refer people on to each
//! other, and the counts of those that have ended.

use super::{ListForecast, mixes, official};
use crate::discipline::Order;
use crate::model::{BandWait, Capacity, Model, Service, Session, Stage};
use crate::people::Person;
use crate::tally::{ClassTally, Exit, OfficialWait, StageClass};
use crate::time::{DAY, Time, WEEK};

/// What one cell of a variant does and holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The variant.
    pub variant: String,
    /// People drawn: today's list and referrals.
    pub people: f64,
    /// Appointments, also those that are missed.
    pub appointments: f64,
    /// The same, each times the lanes whose first person is looked at for it; many lanes count for less.
    pub ranked: f64,
    /// Of the appointments, those that are drawn by tickets.
    pub drawn: f64,
    /// Times that somebody joins another stage, waits again after a missed appointment, or changes the clinical class.
    pub moves: f64,
    /// Times that a person who found no room comes again.
    pub tries: f64,
    /// Blocks of the generator that people need beyond the first: further attributes, records, what happens while they wait.
    pub blocks: f64,
    /// People and appointments of services that are more than one plain queue.
    pub busy: f64,
    /// Sessions that open.
    pub sessions: f64,
    /// Bytes of the largest service that is coupled with no other, while it runs: people on its lists and on their way, counts by
    /// class.
    pub running_bytes: f64,
    /// Bytes of the largest coupling of services while it runs; variants never run together there.
    pub coupled_bytes: f64,
    /// Bytes of the counts of one group of people over all services.
    pub counts_bytes: f64,
    /// Bytes of the compiled variant.
    pub model_bytes: f64,
}

impl Work {
    /// Of a variant; `lists` are those of its services, in order.
    pub(super) fn new(variant: &str, model: &Model, lists: &[Vec<ListForecast>]) -> Self {
        let mut work = Self {
            variant: variant.into(),
            people: 0.0,
            appointments: 0.0,
            ranked: 0.0,
            drawn: 0.0,
            moves: 0.0,
            tries: 0.0,
            blocks: 0.0,
            busy: 0.0,
            sessions: 0.0,
            running_bytes: 0.0,
            coupled_bytes: 0.0,
            counts_bytes: 0.0,
            model_bytes: 0.0,
        };
        let mut at_work = Vec::with_capacity(lists.len());
        for (service, lists) in model.services.iter().zip(lists) {
            let waiting: f64 = lists.iter().map(|l| l.waiting as f64).sum();
            let people = waiting + lists[0].referrals + service.extra.len() as f64;
            let appointments: f64 = lists.iter().map(|l| l.appointments).sum();
            work.people += people;
            work.appointments += appointments;
            let lanes = service.stages.iter().map(|s| looked_at(s.discipline.lanes().count as f64));
            work.ranked += lists.iter().zip(lanes).map(|(l, lanes)| l.appointments * lanes).sum::<f64>();
            let by_tickets = |stage: &Stage| stage.discipline.lanes().order == Order::ByWait;
            let drawn = lists.iter().zip(&service.stages).filter(|(_, stage)| by_tickets(stage));
            work.drawn += drawn.map(|(l, _)| l.appointments).sum::<f64>();
            work.moves += lists.iter().map(|l| l.moves).sum::<f64>();
            work.tries += lists.iter().map(|l| l.tries).sum::<f64>();
            let more = [model.population.attributes.len() > 1, service.records.is_some(), service.course.is_some()];
            work.blocks += people * more.into_iter().filter(|&b| b).count() as f64;
            work.busy += if service.is_plain() { 0.0 } else { people + appointments };
            let sessions = sessions(service);
            work.sessions += sessions;
            let class = class_bytes(model, service, lists);
            let stages = if service.stages.len() > 1 { service.stages.len() as f64 } else { 0.0 };
            let stage = stages * STAGE_BYTES;
            let classes = occurring(model, service, people);
            let longest: f64 = lists.iter().map(|l| l.longest).sum();
            let a_week = lists[0].referrals * (WEEK as f64 / model.horizon as f64).min(1.0);
            let held = DRAWN_BYTES * waiting + ON_LIST_BYTES * longest.max(waiting);
            let moved = official::moved(model, service).unwrap_or(0.0) * longest.max(waiting);
            let running = held
                + MOVED_BYTES * moved
                + IN_WEEK_BYTES * a_week
                + classes * class
                + model_classes(model, service) * stage;
            at_work.push(running);
            work.counts_bytes += class + stage;
            let of_classes = model_classes(model, service) * 64.0;
            work.model_bytes +=
                sessions * size_of::<Session>() as f64 + (model.horizon / DAY) as f64 * 8.0 + of_classes;
        }
        let couplings = model.couplings();
        let together = couplings.iter().map(|c| c.services.iter().map(|s| at_work[*s]).sum::<f64>());
        work.coupled_bytes = together.fold(0.0, f64::max);
        couplings.iter().flat_map(|c| &c.services).for_each(|s| at_work[*s] = 0.0);
        work.running_bytes = at_work.into_iter().fold(0.0, f64::max);
        work
    }
}

/// A person while today's list is drawn as a whole.
const DRAWN_BYTES: f64 = size_of::<(Person, usize)>() as f64;
/// A person on a list: a ring that doubles has up to two places for each, holds the old ones beside them while it grows, and the
/// allocator keeps what it left (measured on a list of 845,000: three places for each).
const ON_LIST_BYTES: f64 = 3.0 * size_of::<Person>() as f64;
/// An official clock that has moved: the number of the person, the clock (three days and a count) and since when, in a tree whose nodes are two thirds full.
/// About as many of those who wait have one as of those who are treated.
const MOVED_BYTES: f64 = 1.5 * (size_of::<u64>() + size_of::<OfficialWait>() + size_of::<Time>()) as f64;
/// Somebody of the week that is drawn, with the keys that put the week in order.
const IN_WEEK_BYTES: f64 = size_of::<Person>() as f64 + 28.0;
/// Waits are taken to be at most so many times that of the longest list if people were seen in turn, and a year.
const LONGEST_OF_TURNS: f64 = 10.0;
/// A class at one stage, with its days.
const STAGE_BYTES: f64 = size_of::<StageClass>() as f64 + 1024.0;

/// Lanes that cost as much as a few: beyond so many they are looked at one after the other in memory, at this part of the cost each
/// (reported of a matrix of points: 404 ns with 500 lanes, 96 with 5).
const FEW_LANES: f64 = 40.0;
const MANY_LANES: f64 = 0.2;

fn looked_at(lanes: f64) -> f64 {
    lanes.min(FEW_LANES) + MANY_LANES * (lanes - FEW_LANES).max(0.0)
}

fn sessions(service: &Service) -> f64 {
    let of = |capacity: &Capacity| match capacity {
        Capacity::Slots { sessions, .. } => sessions.len() as f64,
        Capacity::Servers { .. } | Capacity::Delay(_) => 0.0,
    };
    service.stages.iter().map(|s| of(&s.capacity)).sum()
}

fn model_classes(model: &Model, service: &Service) -> f64 {
    (model.population.groups() * service.urgencies.len()) as f64
}

/// How many slots of the tally have anybody in them: those that this many people are expected to meet.
fn occurring(model: &Model, service: &Service, people: f64) -> f64 {
    let classes = mixes::everybody(model, service);
    let meets =
        |n: f64| classes.iter().map(|p| 1.0 - crate::distributions::power(std::f64::consts::E, -n * p)).sum::<f64>();
    let pairs = match &service.records {
        Some(records) => (records.pairs.len() * service.urgencies.len()) as f64 / classes.len().max(1) as f64,
        None => 1.0,
    };
    (pairs * meets(people / pairs)).min(people)
}

/// Bytes of the counts of one class: integers, the weekly series, days waited.
fn class_bytes(model: &Model, service: &Service, lists: &[ListForecast]) -> f64 {
    let rows = model.audits() as f64 + 1.0;
    // Referrals, treated and the list are always there; removals, breaches and long waits may be.
    let weekly = 4.0 * rows * 7.0;
    let histogram = |days: i64| 4.0 * (days + 1).max(1).unsigned_abs().next_power_of_two().max(64) as f64;
    let backlog = service.today.iter().map(|b| days(&b.wait)).max().unwrap_or(0);
    // Over a horizon of centuries nobody waits half of it, but where the list grows so long.
    let horizon = model.horizon / DAY;
    let (longest, seen) =
        lists.iter().fold((0.0, 0.0), |(n, seen): (f64, f64), l| (n.max(l.longest), seen.max(l.appointments)));
    let turn = if seen > 0.0 { longest / seen * horizon as f64 } else { horizon as f64 };
    let waits = (horizon / 2).min((LONGEST_OF_TURNS * turn) as i64 + 365);
    let followed = histogram((model.follow_up / DAY).min(backlog.max(2 * waits)));
    let exits = ways_out(service) as f64;
    let cohorts = if backlog > 0 { 2.0 } else { 1.0 };
    let by_day = histogram(backlog.max(waits)) * 2.0 + if backlog > 0 { histogram(backlog) } else { 0.0 };
    size_of::<ClassTally>() as f64 + weekly + cohorts * (1.0 + exits) * followed + by_day
}

/// The longest wait of a band in days, as expected.
fn days(wait: &BandWait) -> i64 {
    match wait {
        BandWait::Days { to, .. } => *to,
        BandWait::Open { beyond, excess } => beyond + (3.0 * excess.mean() / DAY as f64) as i64,
        BandWait::Law(law) => (3.0 * law.mean() / DAY as f64) as i64,
        BandWait::Spread(spread) => spread.bands().map(|(_, wait)| days(wait)).max().unwrap_or(0),
    }
}

/// Ways to leave the list untreated.
fn ways_out(service: &Service) -> usize {
    let discharged = service
        .stages
        .iter()
        .any(|s| s.after_missed.rebook.probability() < 1.0 && s.misses.iter().any(|m| m.probability() > 0.0));
    let course = if service.course.is_some() { 2 } else { 0 };
    (usize::from(!service.patience.is_empty()) + usize::from(discharged) + course).min(Exit::COUNT - 1)
}
