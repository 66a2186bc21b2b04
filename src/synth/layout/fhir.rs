//! HL7 FHIR R4 as bulk data: one resource a line. The name of a column is the path of a value in its resource.

use super::course::instant;
use super::kind::Layout;
use super::shared::{PATHWAY, PERSON, SITE, list, text, urgencies};
use crate::experiment::Status;
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Row, Table, Who};
use crate::synth::watch::Attendance;
use crate::time::{Time, day};

/// `--layout fhir`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fhir;

/// Says of every resource that it is no real one (code HTEST of HL7's v3 ActReason: test health data).
const TAG: [(&str, &str); 2] =
    [("meta.tag.0.system", "http://terminology.hl7.org/CodeSystem/v3-ActReason"), ("meta.tag.0.code", "HTEST")];
const CANCELLATION: &str = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason";
const CLASS: (&str, &str) = ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB");
/// The administrative genders of FHIR.
const GENDERS: [&str; 4] = ["male", "female", "other", "unknown"];

/// A column whose value is always the same.
fn always(name: &str, meaning: &str, value: &str) -> Field {
    text(name, Role::Plain, meaning).one_of([value])
}

/// What every resource begins with.
fn head(resource: &str, id: Role, meaning: &str) -> Vec<Field> {
    let mut fields = vec![always("resourceType", "the kind of resource", resource), text("id", id, meaning)];
    fields.extend(TAG.map(|(name, value)| always(name, "says that nobody here exists: test health data", value)));
    fields
}

fn begin<'f>(resource: &'static str, id: String) -> Vec<Cell<'f>> {
    let mut cells = vec![Cell::word(resource), Cell::text(id)];
    cells.extend(TAG.map(|(_, value)| Cell::word(value)));
    cells
}

/// The attribute that holds the administrative gender, where one does.
fn gender(extract: &Extract) -> Option<usize> {
    extract.attributes.iter().position(|name| ["sex", "gender"].contains(&name.as_str()))
}

fn patients(extract: &Extract) -> Table {
    let mut fields = head("Patient", Role::Person, PERSON);
    fields.extend([
        always("identifier.0.system", "whose identifier it is", "urn:queuity:patient"),
        text("identifier.0.value", Role::Plain, PERSON),
        text("managingOrganization.display", Role::Plain, SITE),
        Field::new("gender", Kind::Text, Role::Plain, "where an attribute `sex` or `gender` has such levels")
            .one_of(GENDERS),
    ]);
    for (a, name) in extract.attributes.iter().enumerate() {
        let attribute = &extract.model.recorded().attributes[a];
        let url = format!("urn:queuity:attribute:{name}");
        fields.push(always(&format!("extension.{a}.url"), "the attribute", &url));
        let meaning = format!("{} as recorded", attribute.name);
        let level = text(format!("extension.{a}.valueString"), Role::Level(a), meaning);
        fields.push(level.one_of(attribute.levels.iter().map(String::as_str)));
    }
    Table::new("Patient", "one resource for each person", fields).keyed(&["id"])
}

fn requests(extract: &Extract) -> Table {
    let mut fields = head("ServiceRequest", Role::Key, PATHWAY);
    fields.extend([
        text("status", Role::Plain, "active: waits; completed: treated; revoked: ended otherwise").one_of([
            "active",
            "completed",
            "revoked",
        ]),
        always("intent", "the referral is an order", "order"),
        text("subject.reference", Role::Plain, "the person"),
        Field::new("authoredOn", Kind::Date, Role::Start, "day on which the clock started").required(),
        list(extract, "code.text"),
        text("performer.0.display", Role::Plain, SITE),
        always("extension.0.url", "what follows is the clinical class", "urn:queuity:urgency"),
        text("extension.0.valueString", Role::Words, "clinical class on the day of the list")
            .one_of(urgencies(extract)),
    ]);
    Table::new("ServiceRequest", "one resource for each wait of a person on a list", fields).keyed(&["id"])
}

fn episodes() -> Table {
    let mut fields = head("EpisodeOfCare", Role::Key, PATHWAY);
    fields.extend([
        text("status", Role::Plain, "waitlist: waits; finished: treated; cancelled: ended otherwise").one_of([
            "waitlist",
            "finished",
            "cancelled",
        ]),
        text("patient.reference", Role::Plain, "the person"),
        text("referralRequest.0.reference", Role::Plain, "the referral"),
        Field::new("period.start", Kind::Date, Role::Day, "day on which the clock started").required(),
        Field::new(
            "period.end",
            Kind::Date,
            Role::Day,
            "day on which the clock stopped or the person left; empty for those who wait",
        ),
    ]);
    Table::new("EpisodeOfCare", "one resource for each wait of a person on a list, as it stands", fields).keyed(&["id"])
}

fn appointments(extract: &Extract) -> Table {
    let mut fields = head("Appointment", Role::Key, "invented identifier of an appointment");
    let optional = |name: &str, meaning: &str| Field::new(name, Kind::Text, Role::Plain, meaning);
    fields.extend([
        text("status", Role::Plain, "fulfilled: attended; noshow: missed; cancelled; booked: still to come").one_of([
            "booked",
            "fulfilled",
            "cancelled",
            "noshow",
        ]),
        optional("cancelationReason.coding.0.system", "the list of reasons").one_of([CANCELLATION]),
        optional("cancelationReason.coding.0.code", "pat: by the patient; prov: by the provider")
            .one_of(["pat", "prov"]),
        list(extract, "serviceType.0.text"),
        text("basedOn.0.reference", Role::Plain, "the referral"),
        Field::new("created", Kind::Date, Role::Day, "day on which it was made").required(),
        text("start", Role::Plain, "when it is"),
        text("end", Role::Plain, "the same: the model has no length of appointments"),
        text("participant.0.actor.reference", Role::Plain, "the person"),
        always("participant.0.status", "the person has taken it", "accepted"),
    ]);
    Table::new("Appointment", "one resource for each appointment of these pathways", fields).keyed(&["id"])
}

fn encounters() -> Table {
    let mut fields = head("Encounter", Role::Key, "identifier of the appointment that was kept");
    fields.extend([
        always("status", "it has taken place", "finished"),
        always("class.system", "the list of classes", CLASS.0),
        always("class.code", "ambulatory", CLASS.1),
        text("subject.reference", Role::Plain, "the person"),
        text("episodeOfCare.0.reference", Role::Plain, "the wait"),
        text("basedOn.0.reference", Role::Plain, "the referral"),
        text("appointment.0.reference", Role::Plain, "the appointment"),
        text("period.start", Role::Plain, "when it was"),
        text("period.end", Role::Plain, "the same: the model has no length of appointments"),
    ]);
    Table::new("Encounter", "one resource for each appointment that was kept", fields).keyed(&["id"])
}

/// An instant of FHIR; the scenario's time is taken as UTC.
fn utc<'f>(extract: &Extract, at: Time) -> Cell<'f> {
    Cell::text(instant(extract, at) + "Z")
}

fn reference<'f>(resource: &str, id: &str) -> Cell<'f> {
    Cell::text(format!("{resource}/{id}"))
}

impl Layout for Fhir {
    fn name(&self) -> &'static str {
        "fhir"
    }

    fn summary(&self) -> &'static str {
        "FHIR R4 bulk data: Patient, ServiceRequest, EpisodeOfCare, Appointment and Encounter, one resource a line"
    }

    fn source(&self) -> &'static str {
        "HL7 FHIR R4 (4.0.1), Bulk Data Access: names of elements and required codes"
    }

    fn format(&self) -> &'static str {
        "ndjson"
    }

    fn bytes(&self) -> u64 {
        2_200
    }

    fn check(&self, extract: &Extract) -> Result<(), String> {
        extract.date(extract.as_of).map(|_| ()).ok_or_else(|| {
            "the layout `fhir` has dates in every resource, and the scenario has none: give it a `start`".to_string()
        })
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        vec![requests(extract), patients(extract), episodes(), appointments(extract), encounters()]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let extract = drawn.extract;
        let (mut requests, mut episodes) = (Vec::new(), Vec::new());
        let (mut appointments, mut encounters) = (Vec::new(), Vec::new());
        for &who in drawn.chosen {
            let (path, service) = (drawn.path(who), drawn.service(who));
            let (pathway, patient) = (drawn.pathway_id(who), drawn.patient_id(who));
            let person = || reference("Patient", &patient);
            let referral = || reference("ServiceRequest", &pathway);
            let row = |cells| Row { who: Some(who), cells };
            let (asked, stands) = match path.status {
                Status::Waiting => ("active", "waitlist"),
                Status::Treated => ("completed", "finished"),
                _ => ("revoked", "cancelled"),
            };
            let start = Cell::Day(day(path.clock_start));
            let mut cells = begin("ServiceRequest", pathway.clone());
            cells.extend([
                Cell::word(asked),
                Cell::word("order"),
                person(),
                start.clone(),
                Cell::word(&service.name),
                Cell::text(drawn.name.clone()),
                Cell::word("urn:queuity:urgency"),
                Cell::word(drawn.urgency(who, path.class)),
            ]);
            requests.push(row(cells));
            let mut cells = begin("EpisodeOfCare", pathway.clone());
            let end = if path.status == Status::Waiting { Cell::Empty } else { Cell::Day(day(path.end)) };
            cells.extend([Cell::word(stands), person(), referral(), start, end]);
            episodes.push(row(cells));
            for (number, visit) in drawn.visits(who).iter().enumerate() {
                let id = drawn.appointment_id(who, number);
                let (status, reason) = match visit.how {
                    Attendance::Booked => ("booked", None),
                    Attendance::Attended => ("fulfilled", None),
                    Attendance::Missed => ("noshow", None),
                    Attendance::CancelledByPatient => ("cancelled", Some("pat")),
                    Attendance::CancelledByProvider | Attendance::SentHome => ("cancelled", Some("prov")),
                };
                let at = || utc(extract, visit.due);
                let mut cells = begin("Appointment", id.clone());
                cells.extend([
                    Cell::word(status),
                    reason.map_or(Cell::Empty, |_| Cell::word(CANCELLATION)),
                    reason.map_or(Cell::Empty, Cell::word),
                    Cell::word(&service.name),
                    referral(),
                    Cell::Day(day(visit.booked)),
                    at(),
                    at(),
                    person(),
                    Cell::word("accepted"),
                ]);
                appointments.push(row(cells));
                if visit.how == Attendance::Attended {
                    let appointment = reference("Appointment", &id);
                    let mut cells = begin("Encounter", id);
                    cells.extend([
                        Cell::word("finished"),
                        Cell::word(CLASS.0),
                        Cell::word(CLASS.1),
                        person(),
                        reference("EpisodeOfCare", &pathway),
                        referral(),
                        appointment,
                        at(),
                        at(),
                    ]);
                    encounters.push(row(cells));
                }
            }
        }
        let patient = |who: Who| {
            let id = drawn.patient_id(who);
            let mut cells = begin("Patient", id.clone());
            let gender = gender(extract).map(|a| drawn.recorded(who, a).to_lowercase());
            let gender = gender.filter(|g| GENDERS.contains(&g.as_str()));
            cells.extend([
                Cell::word("urn:queuity:patient"),
                Cell::text(id),
                Cell::text(drawn.name.clone()),
                gender.map_or(Cell::Empty, Cell::text),
            ]);
            for (a, name) in extract.attributes.iter().enumerate() {
                cells.push(Cell::text(format!("urn:queuity:attribute:{name}")));
                cells.push(Cell::word(drawn.recorded(who, a)));
            }
            Row { who: Some(who), cells }
        };
        let patients = drawn.people.iter().copied().map(patient).collect();
        vec![requests, patients, episodes, appointments, encounters]
    }
}
