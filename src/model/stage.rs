//! A stage of a pathway: a place where one waits and is seen, with its capacity, its discipline and what can go wrong there.

use std::sync::Arc;

use super::{Chance, Inside, InsidePlace, OfficialClock, PersonSpaces, Refers, Staff, StageLevers, Unavailable};
use crate::discipline::{Discipline, Order};
use crate::distributions::Dist;
use crate::population::Thresholds;
use crate::rng::Space;
use crate::time::Time;

/// A place where one waits and is seen.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Name; the service's own where it is the only one.
    pub name: String,
    /// How the generator knows what happens here.
    pub spaces: StageSpaces,
    /// Who is seen, and when.
    pub capacity: Capacity,
    /// Where the number of servers changes: how many there are from an instant on, in order of time.
    pub staff: Vec<Staff>,
    /// Who is in service here, or on the way from here, at the start.
    pub inside: Vec<Inside>,
    /// Probability of missing an appointment, by class.
    pub misses: Vec<Chance>,
    /// What follows a missed appointment.
    pub after_missed: AfterMissed,
    /// Who is seen next.
    pub discipline: Arc<dyn Discipline>,
    /// From when a person counts in the order of this stage.
    pub seniority: Seniority,
    /// Probability that an appointment is cancelled in time by the patient, by class: the slot goes to the next person. Empty:
    /// nobody cancels.
    pub cancels: Vec<Chance>,
    /// Who is called and is unavailable for a while; none: nobody.
    pub unavailable: Option<Unavailable>,
    /// How official figures count what happens here; none: as it is.
    pub official: Option<OfficialClock>,
    /// What follows an attended appointment; none: the clock stops, treated.
    pub onward: Option<Onward>,
    /// What else is done here.
    pub levers: StageLevers,
}

/// From when a person counts in the order of a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seniority {
    /// From the clock start.
    #[default]
    ClockStart,
    /// From joining the stage.
    Joining,
}

/// What follows an attended appointment, drawn among outcomes.
#[derive(Clone, Debug)]
pub struct Onward {
    /// The outcomes.
    pub outcomes: Vec<NextStep>,
    /// Thresholds of the outcomes by class; a single row serves all.
    pub of_class: Vec<Thresholds>,
}

/// One thing that may follow an attended appointment.
#[derive(Clone, Debug)]
pub struct NextStep {
    /// The next stage, by number; none: the pathway ends.
    pub to: Option<usize>,
    /// Where the person is referred on to, where the pathway ends so.
    pub refers_to: Option<Refers>,
    /// Time from this appointment until the person joins the next stage, or the list of the other service, in seconds.
    pub delay: Dist,
    /// Whether the clock stops here, and as what.
    pub clock: ClockEffect,
    /// The clinical class from now on, where it changes.
    pub urgency: Option<usize>,
}

/// What an outcome does to the waiting-time clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockEffect {
    /// It runs on.
    Runs,
    /// It stops: treated.
    Treated,
    /// It stops: no treatment is needed or wanted.
    Discharged,
}

impl Stage {
    /// The only stage of a service with this many classes, where nobody misses an appointment.
    #[must_use]
    pub fn only(service: &str, capacity: Capacity, discipline: Arc<dyn Discipline>, classes: usize) -> Self {
        Self {
            name: service.to_string(),
            spaces: StageSpaces::first(service),
            capacity,
            staff: Vec::new(),
            inside: Vec::new(),
            misses: vec![Chance::NEVER; classes],
            after_missed: AfterMissed::default(),
            discipline,
            seniority: Seniority::ClockStart,
            cancels: Vec::new(),
            unavailable: None,
            official: None,
            onward: None,
            levers: StageLevers::default(),
        }
    }

    /// A later stage of a service, or its first with `number` 0.
    #[must_use]
    pub fn of_pathway(
        service: &str,
        number: usize,
        name: &str,
        capacity: Capacity,
        discipline: Arc<dyn Discipline>,
        classes: usize,
    ) -> Self {
        let spaces = if number == 0 { StageSpaces::first(service) } else { StageSpaces::later(service, name) };
        Self { name: name.to_string(), spaces, ..Self::only(service, capacity, discipline, classes) }
    }

    /// What [`Service::is_plain`](super::Service::is_plain) asks of its only stage.
    pub(super) fn is_plain(&self) -> bool {
        let Self {
            name: _,
            spaces: _,
            capacity,
            staff,
            inside: _,
            misses: _,
            after_missed: AfterMissed { rebook: _, to: _, redraw_patience: _, delay },
            discipline,
            seniority: _,
            cancels,
            unavailable,
            official,
            onward,
            levers: StageLevers { attendance, booking, surge, session, fenced, most_missed: _ },
        } = self;
        let sees = match capacity {
            Capacity::Slots { sessions: _, lost: _ } | Capacity::Servers { count: _, service: _, service_of: _ } => {
                true
            }
            Capacity::Delay(_) => false,
        };
        let lanes = discipline.lanes();
        let heads_only = lanes.order == Order::Seniority && !lanes.by_missed;
        let looks = discipline.reads_counts() || discipline.reads_seen() || discipline.draws_lots();
        let goes_on = onward.is_some() || delay.is_some() || !cancels.is_empty() || !staff.is_empty();
        let levers = attendance.is_some() || booking.is_some() || surge.is_some() || session.is_some();
        let second = unavailable.is_some() || official.is_some();
        sees && heads_only && !(looks || goes_on || levers || second) && fenced.of_session.is_empty()
    }

    /// Whether people are seen in bookable slots (else by servers).
    #[must_use]
    pub const fn slotted(&self) -> bool {
        matches!(self.capacity, Capacity::Slots { .. })
    }

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

/// The spaces of what happens at a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageSpaces {
    /// People's luck here; at the first stage these are the people's own spaces.
    pub person: PersonSpaces,
    /// Sessions, by their second.
    pub session: Space,
    /// Decisions of the discipline.
    pub decision: Space,
}

impl StageSpaces {
    /// The spaces of the first stage of a service.
    #[must_use]
    pub fn first(service: &str) -> Self {
        Self {
            person: PersonSpaces::new("patient", service),
            session: Space::new("session", service),
            decision: Space::new("decision", service),
        }
    }

    /// The spaces of a later stage of a service.
    #[must_use]
    pub fn later(service: &str, stage: &str) -> Self {
        let name = format!("{service}/{stage}");
        Self {
            person: PersonSpaces::new("stage", &name),
            session: Space::new("session/stage", &name),
            decision: Space::new("decision/stage", &name),
        }
    }

    /// Those that are no service's, for the check that no two collide.
    #[must_use]
    pub fn own(&self, first: bool) -> Vec<Space> {
        let mut own = vec![self.session, self.decision];
        own.extend(self.person.all().filter(|_| !first));
        own
    }
}

/// As many servers as there are people: the infinite-server queue (M/G/infinity; Eick, Massey and Whitt 1993, "The physics of
/// the M_t/G/infinity queue", doi 10.1287/opre.41.4.731).
pub const UNLIMITED: u32 = u32::MAX;

/// Who can be seen.
#[derive(Clone, Debug)]
pub enum Capacity {
    /// Bookable slots at dated sessions, in order of time; every patient booked is seen, or missed, at that instant.
    Slots {
        /// The sessions.
        sessions: Vec<Session>,
        /// Probability that a session is lost.
        lost: Chance,
    },
    /// No capacity: it takes this time, in seconds, for everybody at once. Nobody has an appointment; what follows does so at its end.
    Delay(Dist),
    /// Servers that each see one patient at a time.
    Servers {
        /// How many; [`UNLIMITED`] where nobody ever waits for one.
        count: u32,
        /// Laws of the service time, in seconds.
        service: Vec<Dist>,
        /// Index into `service` by class.
        service_of: Vec<u16>,
    },
}

/// Slots at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When, in seconds.
    pub time: Time,
    /// How many slots.
    pub slots: u32,
}

/// What follows a missed appointment.
#[derive(Clone, Debug, PartialEq)]
pub struct AfterMissed {
    /// Probability of a new appointment; the others are discharged.
    pub rebook: Chance,
    /// Where a rebooked patient stands.
    pub to: RebookTo,
    /// Whether patience starts again.
    pub redraw_patience: bool,
    /// Time until a rebooked patient is on the list again, in seconds; none: at once.
    pub delay: Option<Dist>,
}

/// Where a rebooked patient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RebookTo {
    /// Where the clock start puts them.
    KeepsClockStart,
    /// Behind all who wait now. The wait is still measured from the clock start.
    BackOfQueue,
}

impl Default for AfterMissed {
    /// Everybody is rebooked and keeps the clock start.
    fn default() -> Self {
        Self { rebook: Chance::new(1.0), to: RebookTo::KeepsClockStart, redraw_patience: false, delay: None }
    }
}
