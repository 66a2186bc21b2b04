//! Who is in service, or between two stages, at the start; and servers whose number changes.

use super::{Capacity, Stage, UNLIMITED};
use crate::distributions::Dist;
use crate::population::Thresholds;
use crate::time::Time;

/// So many servers from an instant on. Where there are fewer than before, those at work finish the service they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staff {
    /// From when, in seconds, above 0.
    pub from: Time,
    /// How many servers.
    pub count: u32,
}

/// People who are in service at the start, pass a stage that only takes time, or are on the way to the next stage. They were called
/// before the start, so they wait for nothing here.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// How many people, as simulated.
    pub count: u32,
    /// Where they are.
    pub place: InsidePlace,
    /// Law of the time that is left, in seconds; none: what is left, at a random moment, of the law of the stage or of the way.
    pub remaining: Option<Dist>,
    /// Law of the wait so far from the clock start, in seconds; none: the part of the law of the stage or of the way that has passed.
    pub wait: Option<Dist>,
    /// Thresholds of the urgency, by group; a single row serves all groups.
    pub urgency: Vec<Thresholds>,
    /// Whether their clock has stopped already.
    pub stopped: bool,
}

/// Where somebody is at the start who does not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsidePlace {
    /// In service, or passing the stage.
    Stage,
    /// On the way to the next stage after this outcome, by number.
    Way(usize),
}

impl Stage {
    /// How many servers there are at an instant; none where there are slots, no capacity, or a server for everybody.
    #[must_use]
    pub fn servers_at(&self, time: Time) -> Option<u32> {
        let Capacity::Servers { count, .. } = self.capacity else { return None };
        let now = self.staff.iter().take_while(|staff| staff.from <= time).last();
        (count != UNLIMITED).then(|| now.map_or(count, |staff| staff.count))
    }

    /// Seconds that limited servers are open between two instants, all together.
    #[must_use]
    pub fn open(&self, from: Time, to: Time) -> i128 {
        let Some(count) = self.servers_at(from) else { return 0 };
        let (mut sum, mut since, mut count) = (0, from, count);
        for staff in self.staff.iter().filter(|staff| from < staff.from && staff.from < to) {
            sum += i128::from(count) * i128::from(staff.from - since);
            (since, count) = (staff.from, staff.count);
        }
        sum + i128::from(count) * i128::from((to - since).max(0))
    }

    /// The law of the time that somebody of a class who is inside at the start spends there, where one is drawn.
    #[must_use]
    pub fn law_inside(&self, place: InsidePlace, class: u16) -> Option<&Dist> {
        match (place, &self.capacity) {
            (InsidePlace::Way(outcome), _) => Some(&self.onward.as_ref()?.outcomes.get(outcome)?.delay),
            (InsidePlace::Stage, Capacity::Delay(time)) => Some(time),
            (InsidePlace::Stage, Capacity::Servers { service, service_of, .. }) => {
                service.get(usize::from(*service_of.get(usize::from(class))?))
            }
            (InsidePlace::Stage, Capacity::Slots { .. }) => None,
        }
    }
}
