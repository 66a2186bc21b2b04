//! W2 and W2b: 100 referrals a day, 15 servers of 0.14 or 0.15 day, three classes in strict order, patience of 730 days a visit, one in ten
//! misses the slot (half come back at the end of the queue). Services are all equally long, so completions need no heap.

use std::collections::VecDeque;

use super::{CLASSES, Cells, Waits, Xoshiro};

/// Twelve bytes; whole seconds, as single floats would lose them in ten years.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// Seconds.
    clock_start: u32,
    /// Seconds.
    deadline: u32,
    cell: u8,
}

const NOBODY: u8 = u8::MAX;
const DAY: f64 = 86_400.0;

/// Waits from clock start to treatment, and how many left untreated for lack of patience.
pub(crate) fn run(seed: u64, days: u32, service: f64) -> (Waits, u64) {
    let mut random = Xoshiro::new(seed);
    let cells = Cells::new();
    let mut waits = Waits::new();
    let mut reneged = 0;
    let horizon = days * 86_400;
    let mut rings: [VecDeque<Waiting>; CLASSES.len()] = Default::default();
    let mut completions: VecDeque<(u32, Waiting)> = VecDeque::new();
    let mut free = 15;
    let mut clock = random.exponential() * (DAY / 100.0);
    loop {
        let arrival = clock as u32;
        let completion = completions.front().map_or(u32::MAX, |c| c.0);
        let now = arrival.min(completion);
        if now >= horizon {
            break;
        }
        if completion <= arrival {
            let (_, mut person) = completions.pop_front().expect("there is a completion");
            free += 1;
            if person.cell != NOBODY {
                person.deadline = now + patience(&mut random);
                rings[person.cell as usize % CLASSES.len()].push_back(person);
            }
        } else {
            clock += random.exponential() * (DAY / 100.0);
            let cell = cells.pick(random.word());
            let deadline = now + patience(&mut random);
            rings[cell as usize % CLASSES.len()].push_back(Waiting { clock_start: now, deadline, cell });
        }
        while free > 0
            && let Some(ring) = rings.iter_mut().find(|r| !r.is_empty())
            && let Some(mut person) = ring.pop_front()
        {
            if person.deadline <= now {
                reneged += 1;
                continue;
            }
            free -= 1;
            let luck = random.uniform();
            if luck >= 0.10 {
                waits.add(person.cell, f64::from(now - person.clock_start) / DAY);
            }
            if luck >= 0.05 {
                person.cell = NOBODY;
            }
            completions.push_back((now + (service * DAY) as u32, person));
        }
    }
    reneged += rings.iter().flatten().filter(|w| w.deadline < horizon).count() as u64;
    (waits, reneged)
}

/// Sixty means fit: more never comes.
#[inline]
fn patience(random: &mut Xoshiro) -> u32 {
    (random.exponential() * (730.0 * DAY)) as u32
}
