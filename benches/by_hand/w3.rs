//! W3: 20,000 waiting, 2,000 referrals a week, 2,000 slots every Monday, by class and then clock start. A ring for each class;
//! the referrals of a week are sorted once.

use std::collections::VecDeque;

use super::{CLASSES, Cells, Waits, Xoshiro};

pub(crate) fn run(seed: u64, weeks: u32) -> Waits {
    let mut random = Xoshiro::new(seed);
    let cells = Cells::new();
    let mut waits = Waits::new();
    let mut rings: [VecDeque<(f32, u8)>; CLASSES.len()] = Default::default();
    let mut joining: Vec<f32> = (0..20_000).map(|_| -(random.uniform() * 71.0).floor() as f32).collect();
    for week in 0..weeks {
        joining.sort_unstable_by(f32::total_cmp);
        for clock_start in joining.drain(..) {
            let cell = cells.pick(random.word());
            rings[cell as usize % CLASSES.len()].push_back((clock_start, cell));
        }
        let monday = f64::from(week) * 7.0;
        let mut slots = 2_000;
        for ring in &mut rings {
            let seen = slots.min(ring.len());
            slots -= seen;
            for (clock_start, cell) in ring.drain(..seen) {
                waits.add(cell, monday - f64::from(clock_start));
            }
        }
        let referred = poisson(&mut random, 2_000.0);
        joining.extend((0..referred).map(|_| (monday + 7.0 * random.uniform()) as f32));
    }
    waits
}

/// A count, by the times of a unit process.
fn poisson(random: &mut Xoshiro, mean: f64) -> u32 {
    rand_distr::Distribution::sample(&rand_distr::Poisson::new(mean).expect("the mean is positive"), random) as u32
}
