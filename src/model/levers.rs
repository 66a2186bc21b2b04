//! What else can be done about a list, beside who is seen next. None of it costs anything where it is not used.

use super::{Booking, Chance, MissOdds, Prices};
use crate::distributions::Dist;
use crate::rng::Luck;
use crate::time::Time;

/// The levers of a service.
#[derive(Clone, Debug, Default)]
pub struct Levers {
    /// What waiting and care cost, where that is said.
    pub prices: Option<Prices>,
    /// Validations of the list, in order of time.
    pub validations: Vec<Validation>,
    /// Need that is never referred, and outreach that finds it.
    pub unmet: Option<Unmet>,
}

/// Everybody on the list is asked whether they still need care.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    /// When.
    pub time: Time,
    /// Probability of being taken off the list rightly, by class.
    pub leaves: Vec<Chance>,
    /// Probability of being taken off by mistake, among the others, by class.
    pub mistaken: Vec<Chance>,
}

/// Need that is never referred.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmet {
    /// Probability that somebody in need is not referred, by class.
    pub hidden: Vec<Chance>,
    /// The same while there is outreach.
    pub hidden_still: Vec<Chance>,
    /// From when there is outreach, in seconds.
    pub from: Time,
}

impl Unmet {
    /// Whether somebody of this class with this luck is never referred.
    #[must_use]
    pub fn hides(&self, class: u16, now: Time, luck: Luck) -> bool {
        let chances = if now >= self.from { &self.hidden_still } else { &self.hidden };
        chances[class as usize].happens(luck)
    }
}

/// The levers of a stage.
#[derive(Clone, Debug, Default)]
pub struct StageLevers {
    /// What moves the probability of missing an appointment.
    pub attendance: Option<Attendance>,
    /// Appointments that are made ahead.
    pub booking: Option<Booking>,
    /// Slots that follow the length of the list.
    pub surge: Option<Surge>,
    /// How a session is made up, where slots are more than a count.
    pub session: Option<SessionPlan>,
    /// Sessions that are not for everybody.
    pub fenced: Fenced,
    /// Discharge on this number of missed appointments, 1 to 4.
    pub most_missed: Option<u8>,
}

impl StageLevers {
    /// Whether the slots of a session are minutes, in which cases take time.
    #[must_use]
    pub const fn in_minutes(&self) -> bool {
        matches!(self.session, Some(SessionPlan::Cases(_)))
    }
}

/// What moves the probability of missing an appointment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attendance {
    /// Lead time, and appointments missed before.
    pub odds: Option<MissOdds>,
    /// Help to attend.
    pub support: Option<Support>,
}

/// Help to attend: a reminder, a call, transport.
#[derive(Clone, Debug, PartialEq)]
pub struct Support {
    /// From when, in seconds.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// Probability that it reaches somebody before an appointment, by class.
    pub reach: Vec<Chance>,
    /// What it multiplies the probability of missing an appointment by, where it reaches, by class.
    pub times: Vec<f64>,
}

impl Support {
    /// Whether it is given now.
    #[inline]
    #[must_use]
    pub const fn given(&self, now: Time) -> bool {
        self.from <= now && now < self.to
    }
}

/// More slots while the list is long: reviewed at fixed times, with a delay before anything changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Surge {
    /// Slots are added where more people wait than this.
    pub above: u64,
    /// Slots are taken back where fewer wait.
    pub below: u64,
    /// Slots per week that are added or taken back at a review, in millionths of a simulated slot.
    pub step: i64,
    /// Most steps at a time.
    pub most: u32,
    /// Time between reviews, in seconds.
    pub review: Time,
    /// Time until a decision shows, in seconds.
    pub delay: Time,
}

/// How a session is made up.
#[derive(Clone, Debug)]
pub enum SessionPlan {
    /// More people are booked than there are slots.
    Overbook(Overbook),
    /// Slots are minutes, and cases take time.
    Cases(Cases),
}

/// More people are booked than there are slots. Everybody who comes is seen, and waits in the clinic where a slot is booked twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Overbook {
    /// How many.
    pub by: OverbookBy,
    /// Who shares a slot.
    pub doubles: Doubles,
    /// Expected probability of missing an appointment by class as recorded.
    pub predicted: Vec<Chance>,
    /// Length of a slot, in seconds.
    pub slot: Time,
    /// Equal clinics side by side that a session is made of.
    pub clinics: u32,
    /// Slots of each session in full, by its number, where one simulated person stands for many.
    pub in_full: Vec<u32>,
    /// People beyond the slots of a session in full, in millionths, where their number is fixed.
    pub extra_in_full: u64,
    /// Of so many sessions that are larger than what is simulated of them, one is laid out in full, by lot.
    pub every: u32,
}

impl Overbook {
    /// Whether those who are booked are all who sit in the clinic.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.clinics == 1 && self.in_full.is_empty()
    }
}

/// How many more people are booked than there are slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverbookBy {
    /// Always so many more, in millionths; what is not a whole person is carried to the next session.
    Flat(u64),
    /// Until as many are expected to come as there are slots; those expected beyond are carried to the next session.
    Expected,
}

/// Who shares a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubles {
    /// Those most expected to miss the appointment share slots with each other: what least often brings two people at once.
    ByRisk,
    /// By lot, from all of them.
    ByLot,
}

/// Cases that take time: the slots of a session are minutes.
#[derive(Clone, Debug)]
pub struct Cases {
    /// Planned seconds by class.
    pub planned: Vec<Time>,
    /// Laws of the seconds a case really takes.
    pub law: Vec<Dist>,
    /// Index into `law` by class.
    pub law_of: Vec<u16>,
    /// A case does not begin later than this after the end of the session, in seconds; it is cancelled on the day.
    pub overrun: Time,
}

/// Sessions that are not for everybody, or that not everybody takes.
#[derive(Clone, Debug, Default)]
pub struct Fenced {
    /// Their kinds.
    pub kinds: Vec<Fence>,
    /// Kind of each session of the stage, 0 for everybody, else the number of the kind plus 1. Empty: all are for everybody.
    pub of_session: Vec<u16>,
}

/// A kind of session that is not for everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Fence {
    /// Who may be seen, by class as recorded.
    pub eligible: Vec<bool>,
    /// Probability that somebody takes the offer, by class; empty: everybody does.
    pub takes_up: Vec<Chance>,
    /// Whether it is another provider's.
    pub outside: bool,
}
