//! The steps of a life on the list: what can happen to a person, and what becomes of an offer.

use serde::Serialize;

use crate::scenario::Settings;
use crate::time::{Time, day};

/// A day of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// Days since the start.
    pub day: i64,
    /// The date; without a calendar "day N".
    pub date: String,
}

impl Moment {
    pub(super) fn new(settings: &Settings, at: Time) -> Self {
        Self { day: day(at), date: settings.date(day(at)) }
    }
}

/// Something that happened to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// Calendar days since the clock start.
    pub days_waited: i64,
    /// The stage of the pathway, where there are several.
    pub stage: Option<String>,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    /// Was on the list when the run began.
    OnTheList,
    /// Was referred.
    Referred,
    /// Was referred on from another service.
    ReferredFrom {
        /// The service where they first were.
        root: String,
    },
    /// Was referred on to another service.
    ReferredOn {
        /// Which.
        to: String,
        /// When they are there, also where that is after the end of the run.
        arrives: Moment,
    },
    /// Joined a stage of the pathway.
    Joined,
    /// Joined a stage again after being seen there.
    JoinedAgain,
    /// Needed more time than was left of a session, and waits on.
    PassedOver,
    /// Was given an appointment ahead of its session.
    Booked {
        /// When that is held.
        session: Moment,
    },
    /// Was offered an appointment.
    Offered {
        /// What became of it.
        outcome: OfferEnd,
        /// Which slot of the session, from 1; none for servers and where slots are more than a count.
        slot: Option<u32>,
    },
    /// The clock of official figures restarted, or paused.
    OfficialClock {
        /// What it did: `restarts` or `pauses`.
        how: &'static str,
        /// The days that it shows on that day.
        days: i64,
    },
    /// Is of another clinical class from now on.
    Reclassified {
        /// Its name.
        to: String,
    },
    /// Left the list, or was still on it at the end.
    Ended {
        /// As in the patient table.
        status: &'static str,
    },
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// The person came and was seen.
    Came,
    /// The person came, and was sent home for want of time.
    PutOff,
    /// The person missed it and waits on, at the place of the clock start.
    Missed,
    /// The person missed it and waits on, at the back of the queue.
    MissedToBack,
    /// The person missed it and was discharged.
    MissedDischarged,
    /// The session was lost, and with it the appointment.
    CalledOff,
    /// The person cancelled in time.
    Cancelled,
    /// The person declined it.
    Declined,
    /// The person was unavailable for a while.
    Unavailable,
}
