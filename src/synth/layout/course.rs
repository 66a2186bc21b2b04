//! What happened to a pathway, one thing after the other: for event logs.

use crate::experiment::Status;
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::Who;
use crate::synth::watch::Attendance;
use crate::time::{DAY, Time, day};

pub(super) const REFERRED: &str = "referred";
const MADE: &str = "appointment made";

/// One thing that happened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Happened {
    pub(super) at: Time,
    pub(super) what: &'static str,
    pub(super) stage: u16,
    /// The appointment that it is about, by its place among those of the pathway.
    pub(super) visit: Option<usize>,
}

/// An instant as ISO 8601; where the scenario has no dates, the day and the time.
pub(super) fn instant(extract: &Extract, at: Time) -> String {
    let second = at.rem_euclid(DAY);
    format!("{}T{:02}:{:02}:{:02}", extract.settings.date(day(at)), second / 3600, second / 60 % 60, second % 60)
}

/// What an appointment is called once it is known how it ended.
const fn activity(how: Attendance) -> &'static str {
    match how {
        Attendance::Attended => "appointment attended",
        Attendance::Missed => "appointment missed",
        Attendance::CancelledByPatient => "appointment cancelled by the patient",
        Attendance::CancelledByProvider => "appointment cancelled by the provider",
        Attendance::SentHome => "sent home from the appointment",
        Attendance::Booked => "appointment to come",
    }
}

/// Everything that can happen.
pub(super) fn activities() -> Vec<&'static str> {
    let ends = Status::ALL.into_iter().filter(|s| *s != Status::Waiting).map(Status::name);
    let visits = Attendance::ALL.into_iter().filter(|a| *a != Attendance::Booked).map(activity);
    [REFERRED, MADE].into_iter().chain(visits).chain(ends).collect()
}

/// What happened to a pathway, in order of time.
pub(super) fn course(drawn: &Drawn<'_, '_>, who: Who) -> Vec<Happened> {
    let path = drawn.path(who);
    let end = Happened { at: path.end, what: path.status.name(), stage: path.stage, visit: None };
    let mut happened = vec![Happened { at: path.clock_start, what: REFERRED, stage: 0, visit: None }];
    let mut ended = path.status == Status::Waiting;
    for (number, visit) in drawn.visits(who).iter().enumerate() {
        // The end of the wait before what follows it.
        if visit.follow_up && !ended {
            happened.push(end);
            ended = true;
        }
        let of = |at, what| Happened { at, what, stage: visit.stage, visit: Some(number) };
        if visit.booked < visit.due {
            happened.push(of(visit.booked, MADE));
        }
        // What was called off is known before its day.
        if visit.how != Attendance::Booked {
            happened.push(of(visit.ended, activity(visit.how)));
        }
    }
    if !ended {
        happened.push(end);
    }
    happened.sort_by_key(|h| h.at);
    happened
}
