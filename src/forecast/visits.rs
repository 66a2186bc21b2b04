//! How many appointments somebody needs at a stage, as expected: missed ones are made again, and what moves the odds of missing one
//! is taken at its mean.

use crate::model::{Capacity, Stage};
use crate::time::Time;

/// What becomes of somebody at a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Visits {
    /// Appointments until seen or discharged.
    pub(super) needs: f64,
    /// Probability of being seen in the end.
    pub(super) seen: f64,
}

impl Visits {
    /// Of a class, where appointments are made so long ahead; appointments missed at other stages are not known, and help to attend
    /// that is given for a part of the run is taken to be given to as many all the time.
    pub(super) fn new(stage: &Stage, class: usize, ahead: Time, horizon: Time) -> Self {
        if matches!(stage.capacity, Capacity::Delay(_)) {
            return Self { needs: 1.0, seen: 1.0 };
        }
        let rebook = stage.after_missed.rebook.probability();
        let plain = stage.misses[class];
        let always = |miss: f64| {
            let again = miss * rebook;
            let seen = if again < 1.0 { (1.0 - miss) / (1.0 - again) } else { 0.0 };
            Self { needs: 1.0 / (1.0 - again), seen }
        };
        let by = stage.levers.attendance.as_ref();
        let (odds, most) = (by.and_then(|by| by.odds.as_ref()), stage.levers.most_missed);
        let without_help = by.and_then(|by| by.support.as_ref()).map_or(1.0, |support| {
            let given = (support.to.min(horizon) - support.from.max(0)).max(0) as f64 / horizon as f64;
            1.0 - given * support.reach[class].probability() * (1.0 - support.times[class])
        });
        let miss = |before: u8| {
            let chance = odds.map_or(plain, |odds| odds.chance(plain, class as u16, ahead, before));
            chance.probability() * without_help
        };
        if odds.is_none() && most.is_none() {
            return always(miss(0));
        }
        let step = |before: u8, then: Self| {
            let miss = miss(before);
            // At most 4, so in the last state it always applies.
            let again = if most.is_some_and(|most| before + 1 >= most) { 0.0 } else { miss * rebook };
            let more = if again > 0.0 { again * then.needs } else { 0.0 };
            Self { needs: 1.0 + more, seen: 1.0 - miss + again * then.seen }
        };
        // From so many missed appointments that more are not told apart, back to none.
        let last = if most.is_some() { step(3, Self { needs: 0.0, seen: 0.0 }) } else { always(miss(3)) };
        (0..3).rev().fold(last, |then, before| step(before, then))
    }
}

/// How long ahead appointments are made at most, where that moves the odds of missing one.
pub(super) fn most_ahead(stage: &Stage) -> Time {
    let odds = stage.levers.attendance.as_ref().and_then(|a| a.odds.as_ref());
    let moved = odds.is_some_and(|odds| odds.per_week_ahead.iter().any(|x| *x != 1.0));
    stage.levers.booking.as_ref().filter(|_| moved).map_or(0, |booking| booking.ahead)
}
