//! England's weekly waiting list data, person by person, with the names of its columns: open pathways and clock stops.

use super::codes::{PERIOD_STATUSES, functions, period_status};
use super::kind::Layout;
use super::shared::{PATHWAY, PERSON, SITE, levels, recorded, text, urgencies};
use crate::experiment::Status;
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, PEOPLE, Role, Row, Table, Who};
use crate::synth::watch::{Attendance, Visit};
use crate::time::day;

/// `--layout wlmds`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wlmds;

fn fields(extract: &Extract, ended: bool) -> Vec<Field> {
    let day = |name: &str, role: Role, meaning: &str| Field::new(name, Kind::Date, role, meaning);
    let mut fields = vec![
        text("pseudo_patient_pathway_identifier", Role::Key, PATHWAY),
        text("pseudo_nhs_number", Role::Person, PERSON),
        text("organisation_code_provider", Role::Plain, SITE),
        day("week_ending_date", Role::Day, "the day of the list").required(),
        text("waiting_list_type", Role::Plain, "IRTT: referral to treatment").one_of(["IRTT"]),
        day("referral_request_received_date", Role::Day, "day of the referral").required(),
        day("referral_to_treatment_period_start_date", Role::Start, "day on which the clock started").required(),
    ];
    let end = day(
        "referral_to_treatment_period_end_date",
        Role::End,
        "day on which the clock stopped or the person left; empty for those who wait",
    );
    fields.push(if ended { end.required() } else { end });
    let codes = functions(&extract.model.services);
    fields.extend([
        text("referral_to_treatment_period_status", Role::Plain, "national code: 10 and 20 wait, 30 treated, 34 no treatment needed, 35 declined, 36 died, 98 other")
            .one_of(PERIOD_STATUSES),
        text("activity_treatment_function_code", Role::Words, "treatment function of the list, by its name").one_of(codes),
        text("local_service_name", Role::Plain, "the list, as the scenario calls it"),
        text("procedure_priority_code", Role::Words, "clinical class on the day of the list").one_of(urgencies(extract)),
        day("decision_to_admit_date", Role::Day, "day on which the last stage of the pathway began; empty before"),
        day("tci_date", Role::Day, "day of the appointment that is still to come"),
        day("last_dna_date", Role::Day, "day of the last missed appointment"),
        day("cancellation_date", Role::Day, "day on which the last appointment that was cancelled was called off"),
        Field::new("outcome_of_attendance_code", Kind::Text, Role::Words, "national code of the last appointment: 5 attended, 3 did not attend, 2 cancelled by the patient, 4 by the provider")
            .one_of(["2", "3", "4", "5"]),
        day("due_date", Role::Day, "day by which the clinical class asks for treatment; empty where that is never"),
    ]);
    fields.extend(levels(extract, column));
    fields
}

/// The name of the data set for an attribute, where it has one.
fn column(attribute: &str) -> String {
    match attribute {
        "ethnicity" => "ethnic_category".to_string(),
        "sex" => "person_stated_gender_code".to_string(),
        other => format!("der_{other}"),
    }
}

impl Layout for Wlmds {
    fn name(&self) -> &'static str {
        "wlmds"
    }

    fn summary(&self) -> &'static str {
        "open pathways and clock stops with the names of England's waiting list minimum data set"
    }

    fn source(&self) -> &'static str {
        "NHS England, Waiting List Minimum Data Set; NHS Data Dictionary"
    }

    fn least_rows(&self, pathways: u64) -> u64 {
        // Each pathway is in one of two tables.
        pathways.div_ceil(2)
    }

    fn bytes(&self) -> u64 {
        300
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        let key = &["pseudo_patient_pathway_identifier"];
        vec![
            Table::new(
                "wl_openpathways",
                "one row for each pathway that is open on the day of the list",
                fields(extract, false),
            )
            .keyed(key)
            .refers("pseudo_nhs_number", PEOPLE),
            Table::new("wl_clockstops", "one row for each pathway that has ended", fields(extract, true))
                .keyed(key)
                .refers("pseudo_nhs_number", PEOPLE),
        ]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let codes = functions(&drawn.extract.model.services);
        let (mut open, mut ended) = (Vec::new(), Vec::new());
        for &who in drawn.chosen {
            let row = Row { who: Some(who), cells: cells(drawn, who, &codes) };
            if drawn.path(who).status == Status::Waiting { open.push(row) } else { ended.push(row) }
        }
        vec![open, ended]
    }
}

/// The day of a target, unless it is beyond a hundred years.
fn due<'f>(start: i64, target_days: i64) -> Cell<'f> {
    if (0..=36_525).contains(&target_days) { Cell::Day(start + target_days) } else { Cell::Empty }
}

fn cells<'f>(drawn: &Drawn<'f, '_>, who: Who, codes: &[String]) -> Vec<Cell<'f>> {
    let (extract, path, service) = (drawn.extract, drawn.path(who), drawn.service(who));
    let waits = path.status == Status::Waiting;
    let visits = || drawn.visits(who).iter().filter(|v| !v.follow_up);
    let last = |is: &dyn Fn(Attendance) -> bool| visits().rfind(|v| is(v.how));
    let due_day = |visit: Option<&Visit>| visit.map_or(Cell::Empty, |v| Cell::Day(day(v.due)));
    let cancelled = |how| matches!(how, Attendance::CancelledByPatient | Attendance::CancelledByProvider);
    let outcome = visits().rfind(|v| v.how != Attendance::Booked).map_or(Cell::Empty, |v| {
        Cell::word(match v.how {
            Attendance::Missed => "3",
            Attendance::CancelledByPatient => "2",
            Attendance::CancelledByProvider | Attendance::SentHome => "4",
            Attendance::Attended | Attendance::Booked => "5",
        })
    });
    let seen = visits().any(|v| v.how == Attendance::Attended);
    let start = day(path.clock_start);
    // A pathway of one stage is for an operation from the start on.
    let decided = match service.stages.len() {
        1 => Cell::Day(start),
        stages if usize::from(path.stage) + 1 == stages => visits()
            .rfind(|v| v.stage < path.stage && v.how == Attendance::Attended)
            .map_or(Cell::Empty, |v| Cell::Day(day(v.due))),
        _ => Cell::Empty,
    };
    let mut cells = vec![
        Cell::text(drawn.pathway_id(who)),
        Cell::text(drawn.patient_id(who)),
        Cell::text(drawn.name.clone()),
        Cell::Day(extract.as_of),
        Cell::word("IRTT"),
        Cell::Day(start),
        Cell::Day(start),
        if waits { Cell::Empty } else { Cell::Day(day(path.end)) },
        Cell::word(period_status(path.status, seen)),
        Cell::text(codes[who.0].clone()),
        Cell::word(&service.name),
        Cell::word(drawn.urgency(who, path.class)),
        decided,
        due_day(last(&|how| how == Attendance::Booked)),
        due_day(last(&|how| how == Attendance::Missed)),
        last(&cancelled).map_or(Cell::Empty, |v| Cell::Day(day(v.ended))),
        outcome,
        due(start, service.urgencies[service.urgency(path.class)].target_days),
    ];
    cells.extend(recorded(drawn, who));
    cells
}
