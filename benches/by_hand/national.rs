//! The national workload: 23 lists that start with a backlog, a session every day, urgency first, one of five groups and three
//! classes, people who give up at a constant rate, missed appointments that keep their clock start. Sizes of the lists are read
//! from the compiled scenario, once and before any clock runs; what people do stands here in numbers.

use std::collections::VecDeque;
use std::sync::LazyLock;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::model::{BandWait, Capacity, Profile};

use super::{Waits, Xoshiro};

const DAY: f64 = 86_400.0;
const CLASSES: usize = 3;
/// Of the referred: P2, P3, P4.
const MIX: [f64; CLASSES] = [0.12, 0.23, 0.65];
/// Of those who wait: shares until this many days.
const WAITING: [(i64, [f64; CLASSES]); 3] = [(28, MIX), (91, [0.0, 0.23, 0.77]), (i64::MAX, [0.0, 0.0, 1.0])];
/// Missed appointments, from the most deprived fifth to the least.
const MISSES: [f64; 5] = [0.10, 0.0875, 0.075, 0.0625, 0.05];
/// Mean patience in seconds: 0.00815 a week leave.
const PATIENCE: f64 = 7.0 * DAY / 0.00815;
/// Mean wait beyond the last band.
const OPEN: f64 = 91.0 * DAY;

/// One list.
struct List {
    /// Fewest and most days waited (none: the band is open), and how many people.
    today: Vec<(i64, Option<i64>, u32)>,
    per_day: f64,
    /// Second and slots.
    sessions: Vec<(i32, u32)>,
    horizon: i32,
}

static LISTS: LazyLock<Vec<List>> = LazyLock::new(|| {
    let text = include_str!("../workloads/national.toml");
    let scenario = compile::load(text, &Registry::shipped()).expect("a shipped workload is valid");
    let model = &scenario.variants[0].model;
    let lists = model.services.iter().map(|service| {
        let Capacity::Slots { sessions, .. } = &service.stages[0].capacity else { unreachable!("slots every day") };
        let per_day = service.referrals.as_ref().map(|r| &r.per_day);
        let Some(&Profile::Constant(per_day)) = per_day else { unreachable!("a constant rate") };
        let today = service.today.iter().map(|band| match band.wait {
            BandWait::Days { from, to } => (from, Some(to), band.count),
            BandWait::Open { beyond, .. } => (beyond, None, band.count),
            BandWait::Law(_) | BandWait::Spread(_) => unreachable!("bands of days"),
        });
        List {
            today: today.collect(),
            per_day,
            sessions: sessions.iter().map(|s| (s.time as i32, s.slots)).collect(),
            horizon: model.horizon as i32,
        }
    });
    lists.collect()
});

/// Reads the sizes of the lists.
pub(crate) fn prepare() {
    LazyLock::force(&LISTS);
}

/// Twelve bytes.
#[derive(Clone, Copy)]
struct Waiting {
    /// Seconds; before the start where negative.
    clock_start: i32,
    /// Seconds.
    deadline: i32,
    cell: u8,
}

pub(crate) fn run(seed: u64) -> Waits {
    let mut random = Xoshiro::new(seed);
    let mut waits = Waits::new();
    for list in LISTS.iter() {
        one(list, &mut random, &mut waits);
    }
    waits
}

fn one(list: &List, random: &mut Xoshiro, waits: &mut Waits) {
    let mut rings: [VecDeque<Waiting>; CLASSES] = Default::default();
    for person in backlog(list, random) {
        rings[person.cell as usize % CLASSES].push_back(person);
    }
    let gap = DAY / list.per_day;
    let mut clock = random.exponential() * gap;
    let mut missed: Vec<Waiting> = Vec::new();
    for &(now, mut slots) in &list.sessions {
        while clock <= f64::from(now) {
            let person = join(random, clock as i32, clock as i32, &MIX);
            rings[person.cell as usize % CLASSES].push_back(person);
            clock += random.exponential() * gap;
        }
        for ring in &mut rings {
            while slots > 0
                && let Some(person) = ring.pop_front()
            {
                if person.deadline <= now {
                    continue;
                }
                slots -= 1;
                if random.uniform() < MISSES[person.cell as usize / CLASSES] {
                    missed.push(person);
                } else {
                    waits.add(person.cell, f64::from(now - person.clock_start) / DAY);
                }
            }
            // They are older than all who are left, and have no second appointment today.
            while let Some(person) = missed.pop() {
                ring.push_front(person);
            }
        }
    }
    debug_assert!(list.sessions.iter().all(|s| s.0 < list.horizon));
}

/// Today's list, longest wait first.
fn backlog(list: &List, random: &mut Xoshiro) -> Vec<Waiting> {
    let mut people = Vec::with_capacity(list.today.iter().map(|b| b.2 as usize).sum());
    for &(from, to, count) in &list.today {
        let mix = &WAITING.iter().find(|w| from < w.0).expect("the last one has no end").1;
        for _ in 0..count {
            let waited = match to {
                Some(to) => (from + (random.uniform() * (to - from + 1) as f64) as i64) as f64 * DAY,
                None => from as f64 * DAY + random.exponential() * OPEN,
            };
            people.push(join(random, -waited as i32, 0, mix));
        }
    }
    people.sort_unstable_by_key(|p| p.clock_start);
    people
}

/// A person who is on the list from `now` on. People who give up at a constant rate have the same patience whatever the wait so far.
#[inline]
fn join(random: &mut Xoshiro, clock_start: i32, now: i32, mix: &[f64; CLASSES]) -> Waiting {
    let word = random.word();
    let group = (((word >> 32) * 5) >> 32) as u8;
    let luck = f64::from(word as u32) / 4_294_967_296.0;
    let class = u8::from(luck >= mix[0]) + u8::from(luck >= mix[0] + mix[1]);
    // A float beyond the range saturates, which is never.
    let deadline = (f64::from(now) + random.exponential() * PATIENCE) as i32;
    Waiting { clock_start, deadline, cell: group * CLASSES as u8 + class }
}
