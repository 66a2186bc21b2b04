//! An event log for process mining: one row for each thing that happened to a pathway.

use super::kind::Layout;
use super::shared::{PATHWAY, PERSON, SITE, levels, recorded, text};
use crate::experiment::Status;
use crate::synth::frame::Frame;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, PEOPLE, Role, Row, Table};
use crate::synth::watch::Attendance;
use crate::time::{DAY, Time, day};

/// `--layout events`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Events;

/// An instant as ISO 8601; where the scenario has no dates, the day and the time.
fn instant(frame: &Frame, at: Time) -> String {
    let second = at.rem_euclid(DAY);
    format!("{}T{:02}:{:02}:{:02}", frame.settings.date(day(at)), second / 3600, second / 60 % 60, second % 60)
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

const REFERRED: &str = "referred";
const MADE: &str = "appointment made";

impl Layout for Events {
    fn name(&self) -> &'static str {
        "events"
    }

    fn summary(&self) -> &'static str {
        "an event log with the names of XES, for process mining (pm4py, bupaR): referral, appointments, how it ended"
    }

    fn source(&self) -> &'static str {
        "IEEE 1849-2023, eXtensible Event Stream (XES): names of the standard extensions"
    }

    fn tables(&self, frame: &Frame) -> Vec<Table> {
        let ends = Status::ALL.into_iter().filter(|s| *s != Status::Waiting).map(Status::name);
        let visits = Attendance::ALL.into_iter().filter(|a| *a != Attendance::Booked).map(activity);
        let activities: Vec<&str> = [REFERRED, MADE].into_iter().chain(visits).chain(ends).collect();
        let mut fields = vec![
            text("case:concept:name", Role::Key, PATHWAY),
            text("concept:name", Role::Plain, "what happened").one_of(activities),
            text("time:timestamp", Role::Plain, "when, as ISO 8601"),
            text("org:resource", Role::Plain, "the list, and the stage of the pathway where it has several"),
            text("case:patient", Role::Person, PERSON),
            text("case:site", Role::Plain, SITE),
        ];
        fields.extend(levels(frame, |name| format!("case:{name}")));
        vec![
            Table::new(
                "event_log",
                "one row for each thing that happened to a pathway, pathway by pathway, in order of time",
                fields,
            )
            .refers("case:patient", PEOPLE),
        ]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let frame = drawn.frame;
        let mut rows = Vec::new();
        for &who in &drawn.chosen {
            let (path, service) = (drawn.path(who), drawn.service(who));
            let place = |stage: u16| match service.stages.len() {
                1 => Cell::word(&service.name),
                _ => Cell::text(format!("{}: {}", service.name, service.stages[usize::from(stage)].name)),
            };
            let mut happened: Vec<(Time, &'static str, Cell<'f>)> = vec![(path.clock_start, REFERRED, place(0))];
            let mut ended = path.status == Status::Waiting;
            for visit in drawn.visits(who) {
                // The end of the wait before what follows it.
                if visit.follow_up && !ended {
                    happened.push((path.end, path.status.name(), place(path.stage)));
                    ended = true;
                }
                if visit.booked < visit.due {
                    happened.push((visit.booked, MADE, place(visit.stage)));
                }
                if visit.how != Attendance::Booked {
                    // What was called off is known before its day.
                    happened.push((visit.ended, activity(visit.how), place(visit.stage)));
                }
            }
            if !ended {
                happened.push((path.end, path.status.name(), place(path.stage)));
            }
            happened.sort_by_key(|(at, ..)| *at);
            let (case, patient) = (drawn.pathway_id(who), drawn.patient_id(who));
            for (at, what, place) in happened {
                let mut cells = vec![
                    Cell::text(case.clone()),
                    Cell::word(what),
                    Cell::text(instant(frame, at)),
                    place,
                    Cell::text(patient.clone()),
                    Cell::text(drawn.name.clone()),
                ];
                cells.extend(recorded(drawn, who));
                rows.push(Row { who: Some(who), cells });
            }
        }
        vec![rows]
    }
}
