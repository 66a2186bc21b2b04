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
    /// Of a class, where appointments are made so long ahead; appointments missed at other stages are not known.
    pub(super) fn new(stage: &Stage, class: usize, ahead: Time) -> Self {
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
        let Some(odds) = stage.levers.attendance.as_ref().and_then(|a| a.odds.as_ref()) else {
            return always(plain.probability());
        };
        let miss = |before: u8| odds.chance(plain, class as u16, ahead, before).probability();
        // From so many missed appointments that more are not told apart, back to none.
        (0..3).rev().fold(always(miss(3)), |then, before| {
            let (miss, again) = (miss(before), miss(before) * rebook);
            let more = if again > 0.0 { again * then.needs } else { 0.0 };
            Self { needs: 1.0 + more, seen: 1.0 - miss + again * then.seen }
        })
    }
}

/// How long ahead appointments are made at most, where that moves the odds of missing one.
pub(super) fn most_ahead(stage: &Stage) -> Time {
    let odds = stage.levers.attendance.as_ref().and_then(|a| a.odds.as_ref());
    let moved = odds.is_some_and(|odds| odds.per_week_ahead.iter().any(|x| *x != 1.0));
    stage.levers.booking.as_ref().filter(|_| moved).map_or(0, |booking| booking.ahead)
}
