//! The own layout: patients, pathways, appointments, removals and capacity, joined by keys.

use super::kind::Layout;
use super::shared::{PATHWAY, PERSON, SITE, levels, list, recorded, text, urgencies};
use crate::experiment::Status;
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, PEOPLE, Role, Row, Table};
use crate::synth::watch::Attendance;
use crate::time::day;

/// `--layout tidy`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tidy;

fn person() -> Field {
    text("patient_id", Role::Person, "the person")
}

fn site() -> Field {
    text("site", Role::Plain, SITE)
}

fn patients(extract: &Extract) -> Table {
    let meaning = format!("{PERSON}; the same on every day and in every sample");
    let mut fields = vec![text("patient_id", Role::Person, meaning), site()];
    fields.extend(levels(extract, str::to_string));
    Table::new("patients", "one row for each person", fields).keyed(&["patient_id"]).refers("patient_id", PEOPLE)
}

fn pathways(extract: &Extract) -> Table {
    let stages = extract.model.services.iter().any(|s| s.stages.len() > 1);
    let classes = urgencies(extract);
    let urgency = |name: &str, meaning: &str| text(name, Role::Words, meaning).one_of(classes.iter().copied());
    let mut fields = vec![
        text("pathway_id", Role::Key, PATHWAY),
        person(),
        site(),
        list(extract, "service"),
        text("referral_source", Role::Words, "how the person came to this list").one_of([
            "on the list at the start",
            "referral",
            "another service",
        ]),
        urgency("urgency_at_referral", "clinical class on joining the list"),
        urgency("urgency", "clinical class on the day of the list"),
    ];
    if stages {
        fields.push(text("stage", Role::Words, "the stage of the pathway where the person was last"));
    }
    if extract.late.is_some() {
        let meaning = "day on which the person first presented with the problem";
        fields.push(Field::new("presented_date", Kind::Date, Role::Day, meaning).required());
    }
    fields.extend([
        Field::new("referral_date", Kind::Date, Role::Start, "day on which the clock started").required(),
        text("status", Role::Status, "how the pathway stands on the day of the list")
            .one_of(Status::ALL.map(Status::name)),
        Field::new(
            "end_date",
            Kind::Date,
            Role::End,
            "day on which the clock stopped or the person left; empty for those who wait",
        ),
        Field::new(
            "wait_days",
            Kind::Integer,
            Role::Plain,
            "calendar days from the referral to the end, or to the day of the list for those who wait",
        )
        .required(),
        Field::new("missed_appointments", Kind::Integer, Role::Plain, "appointments missed while the clock ran")
            .required(),
    ]);
    Table::new("pathways", "one row for each wait of a person on a list, as known on the day of the list", fields)
        .keyed(&["pathway_id"])
        .refers("patient_id", ("patients", "patient_id"))
}

fn appointments(extract: &Extract) -> Table {
    let fields = vec![
        text("appointment_id", Role::Key, "invented identifier of an appointment"),
        text("pathway_id", Role::Key, "the wait that it belongs to"),
        person(),
        site(),
        list(extract, "service"),
        text("stage", Role::Words, "the stage of the pathway"),
        Field::new("booked_date", Kind::Date, Role::Day, "day on which it was made").required(),
        Field::new("appointment_date", Kind::Date, Role::Day, "day of the appointment").required(),
        text("outcome", Role::Words, "what became of it; booked: still to come")
            .one_of(Attendance::ALL.map(Attendance::name)),
        Field::new("follow_up", Kind::Boolean, Role::Plain, "whether the clock had stopped before").required(),
    ];
    Table::new("appointments", "one row for each appointment of these pathways", fields)
        .keyed(&["appointment_id"])
        .refers("pathway_id", ("pathways", "pathway_id"))
        .refers("patient_id", ("patients", "patient_id"))
}

fn removals(extract: &Extract) -> Table {
    let reasons = Status::ALL.into_iter().filter(|s| !matches!(s, Status::Treated | Status::Waiting)).map(Status::name);
    let fields = vec![
        text("pathway_id", Role::Key, "the wait that ended"),
        person(),
        site(),
        list(extract, "service"),
        Field::new("removal_date", Kind::Date, Role::Day, "day on which the person left untreated").required(),
        text("reason", Role::Words, "why the person left").one_of(reasons),
    ];
    Table::new("removals", "one row for each of these pathways that ended without treatment", fields)
        .keyed(&["pathway_id"])
        .refers("pathway_id", ("pathways", "pathway_id"))
        .refers("patient_id", ("patients", "patient_id"))
}

fn capacity(extract: &Extract) -> Table {
    let count = |name: &str, meaning: &str| Field::new(name, Kind::Integer, Role::Plain, meaning).required();
    let fields = vec![
        site(),
        list(extract, "service"),
        Field::new("date", Kind::Date, Role::Day, "the day").required(),
        count("sessions", "sessions planned on that day"),
        count("sessions_lost", "those of them that were lost"),
        count("slots", "slots of the sessions that were held"),
        count(
            "attended",
            "people who came to an appointment, of all who are on the list: also of those without a row here",
        ),
        count("missed", "people who did not"),
        Field::new(
            "covers",
            Kind::Text,
            Role::Plain,
            "whose appointments are counted: those of the full service, also where pathways are a sample",
        )
        .required()
        .one_of(["full service"]),
    ];
    Table::new("capacity", "one row for each site, list and day with a session or an appointment", fields)
        .keyed(&["site", "service", "date"])
}

impl Layout for Tidy {
    fn name(&self) -> &'static str {
        "tidy"
    }

    fn summary(&self) -> &'static str {
        "patients, pathways, appointments, removals and capacity, with keys that join"
    }

    fn source(&self) -> &'static str {
        "queuity"
    }

    fn bytes(&self) -> u64 {
        600
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        vec![pathways(extract), patients(extract), appointments(extract), removals(extract), capacity(extract)]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let extract = drawn.extract;
        let stages = extract.model.services.iter().any(|s| s.stages.len() > 1);
        let site = || Cell::text(drawn.name.clone());
        let (mut pathways, mut appointments, mut removals) =
            (Vec::with_capacity(drawn.chosen.len()), Vec::new(), Vec::new());
        for &who in drawn.chosen {
            let (path, service) = (drawn.path(who), drawn.service(who));
            let (pathway, patient) = (drawn.pathway_id(who), drawn.patient_id(who));
            let waits = path.status == Status::Waiting;
            let end = if waits { extract.as_of } else { day(path.end) };
            let stage = |number: u16| Cell::word(&service.stages[usize::from(number)].name);
            for (number, visit) in drawn.visits(who).iter().enumerate() {
                let cells = vec![
                    Cell::text(drawn.appointment_id(who, number)),
                    Cell::text(pathway.clone()),
                    Cell::text(patient.clone()),
                    site(),
                    Cell::word(&service.name),
                    stage(visit.stage),
                    Cell::Day(day(visit.booked)),
                    Cell::Day(day(visit.due)),
                    Cell::word(visit.how.name()),
                    Cell::Boolean(visit.follow_up),
                ];
                appointments.push(Row { who: Some(who), cells });
            }
            if !waits && path.status != Status::Treated {
                let cells = vec![
                    Cell::text(pathway.clone()),
                    Cell::text(patient.clone()),
                    site(),
                    Cell::word(&service.name),
                    Cell::Day(end),
                    Cell::word(path.status.name()),
                ];
                removals.push(Row { who: Some(who), cells });
            }
            let mut cells = vec![
                Cell::text(pathway),
                Cell::text(patient),
                site(),
                Cell::word(&service.name),
                Cell::word(drawn.source(who)),
                Cell::word(drawn.urgency(who, path.class_at_referral)),
                Cell::word(drawn.urgency(who, path.class)),
            ];
            if stages {
                cells.push(stage(path.stage));
            }
            if let Some(days) = drawn.presented_days(who) {
                cells.push(Cell::Day(day(path.clock_start) - days));
            }
            cells.extend([
                Cell::Day(day(path.clock_start)),
                Cell::word(path.status.name()),
                if waits { Cell::Empty } else { Cell::Day(end) },
                Cell::Integer(end - day(path.clock_start)),
                Cell::Integer(i64::from(path.missed)),
            ]);
            pathways.push(Row { who: Some(who), cells });
        }
        let patient = |who| {
            let mut cells = vec![Cell::text(drawn.patient_id(who)), site()];
            cells.extend(recorded(drawn, who));
            Row { who: Some(who), cells }
        };
        let patients = drawn.people.iter().copied().map(patient).collect();
        vec![pathways, patients, appointments, removals, capacity_rows(drawn)]
    }
}

fn capacity_rows<'f>(drawn: &Drawn<'f, '_>) -> Vec<Row<'f>> {
    let mut rows = Vec::new();
    // Nobody of a site where nobody is drawn has a row, and nor has the site.
    let somebody = drawn.whole.is_some_and(|whole| !whole.is_empty());
    let lists = drawn.site.lists.iter().zip(&drawn.extract.model.services).filter(|_| somebody);
    for (list, service) in lists {
        for s in &list.sittings {
            let cells = vec![
                Cell::text(drawn.name.clone()),
                Cell::word(&service.name),
                Cell::Day(s.day),
                Cell::Integer(i64::from(s.sessions)),
                Cell::Integer(i64::from(s.lost)),
                Cell::count(s.slots),
                Cell::Integer(i64::from(s.attended)),
                Cell::Integer(i64::from(s.missed)),
                Cell::word("full service"),
            ];
            rows.push(Row { who: None, cells });
        }
    }
    rows
}
