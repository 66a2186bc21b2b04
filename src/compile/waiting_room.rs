//! How many people fit in, and what those do who do not.

use super::common::Common;
use super::laws;
use super::people::errors;
use crate::error::Problem;
use crate::model::{Band, InsidePlace, Room, Stage};
use crate::scenario::path;
use crate::scenario::raw;

/// A larger room holds everybody.
const MOST_PEOPLE: f64 = 1e8;

impl Common {
    /// The room of a service; none where everybody fits in.
    pub(super) fn room(
        &self,
        raw: &raw::Service,
        today: &[Band],
        stages: &[Stage],
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Room> {
        let before = errors(problems);
        let retries_at = path::key(at, "retries");
        let retries = raw.retries.as_ref();
        let law = retries.and_then(|r| laws::law(&r.after, &path::key(&retries_at, "after"), self.unit, problems));
        let Some(most) = &raw.max_in_system else {
            if retries.is_some() {
                let message = "nobody is turned away, so nobody comes again";
                let help = "give `max_in_system`, or take `retries` out";
                problems.push(Problem::new("Q0643", retries_at, message).help(help).at_key());
            }
            return None;
        };
        if law.as_ref().is_some_and(|law| law.mean() <= 0.0) {
            let message = "the time until people come again must be above 0";
            problems.push(Problem::new("Q0643", path::key(&retries_at, "after"), message));
        }
        let most_at = path::key(at, "max_in_system");
        let (written, simulated) = (most.value, most.value / self.scale);
        if written < 1.0 || written.fract() != 0.0 || written > MOST_PEOPLE {
            let message = format!("{written} is not a number of people; it must be a whole number from 1 to 1e8");
            problems.push(Problem::new("Q0604", &most_at, message));
        } else if simulated.fract() != 0.0 {
            let message = format!("a room for {written} people cannot be divided by the scale {}", self.scale);
            problems.push(Problem::new("Q0626", &most_at, message));
        }
        let most = simulated as u64;
        let inside = stages.first().into_iter().flat_map(|s| &s.inside).filter(|i| i.place == InsidePlace::Stage);
        let waiting = today.iter().filter(|b| b.stage == 0).map(|b| b.count);
        let there: u64 = waiting.chain(inside.map(|i| i.count)).map(u64::from).sum();
        if errors(problems) == before && there > most {
            let message =
                format!("{there} people are there at the start, more than the {most} who fit in (as simulated)");
            problems.push(Problem::new("Q0642", &most_at, message));
        }
        (errors(problems) == before).then_some(Room { most, retries: law })
    }
}
