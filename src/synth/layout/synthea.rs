//! The CSV files of Synthea, with its columns: people, and the appointments that were kept. What the model does not know is empty.

use super::course::instant;
use super::kind::Layout;
use super::shared::{PERSON, SITE, levels, text};
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, PEOPLE, Role, Row, Table, Who};
use crate::synth::watch::Attendance;

/// `--layout synthea`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Synthea;

/// The columns of its `patients.csv`.
const PATIENTS: [&str; 28] = [
    "Id",
    "BIRTHDATE",
    "DEATHDATE",
    "SSN",
    "DRIVERS",
    "PASSPORT",
    "PREFIX",
    "FIRST",
    "MIDDLE",
    "LAST",
    "SUFFIX",
    "MAIDEN",
    "MARITAL",
    "RACE",
    "ETHNICITY",
    "GENDER",
    "BIRTHPLACE",
    "ADDRESS",
    "CITY",
    "STATE",
    "COUNTY",
    "FIPS",
    "ZIP",
    "LAT",
    "LON",
    "HEALTHCARE_EXPENSES",
    "HEALTHCARE_COVERAGE",
    "INCOME",
];
/// Those of them that an attribute of the scenario can fill, with its names.
const FILLED: [(&str, &[&str]); 3] =
    [("RACE", &["race"]), ("ETHNICITY", &["ethnicity"]), ("GENDER", &["gender", "sex"])];
/// A contact of a patient, as Synthea codes it (SNOMED CT).
const CONTACT: (&str, &str) = ("308335008", "Patient encounter procedure");

/// The attribute that fills a column.
fn filled_by(extract: &Extract, column: &str) -> Option<usize> {
    let (_, names) = FILLED.iter().find(|(name, _)| *name == column)?;
    extract.attributes.iter().position(|name| names.contains(&name.as_str()))
}

/// The column of an attribute that fills none of Synthea's: in capitals, and another one where that is taken.
fn own_column(attribute: &str) -> String {
    let capitals = attribute.to_uppercase();
    if PATIENTS.iter().any(|p| p.eq_ignore_ascii_case(&capitals)) { format!("SCENARIO_{capitals}") } else { capitals }
}

fn patients(extract: &Extract) -> Table {
    let empty = "not known to the model: empty";
    let all: Vec<Field> = levels(extract, own_column).collect();
    let mut fields: Vec<Field> = Vec::new();
    for column in PATIENTS {
        fields.push(match filled_by(extract, column) {
            Some(a) => {
                let mut field = all[a].clone();
                field.column.name = column.to_string();
                field
            }
            None if column == "Id" => text(column, Role::Person, PERSON),
            None => Field::new(column, Kind::Text, Role::Plain, empty),
        });
    }
    let filled: Vec<usize> = PATIENTS.iter().filter_map(|column| filled_by(extract, column)).collect();
    fields.extend(all.into_iter().enumerate().filter(|(a, _)| !filled.contains(a)).map(|(_, field)| field));
    Table::new("patients", "one row for each person", fields).keyed(&["Id"]).refers("Id", PEOPLE)
}

fn encounters() -> Table {
    let empty = |name: &str| Field::new(name, Kind::Text, Role::Plain, "not known to the model: empty");
    let fields = vec![
        text("Id", Role::Key, "invented identifier of an appointment that was kept"),
        text("START", Role::Plain, "when it was"),
        text("STOP", Role::Plain, "the same: the model has no length of appointments"),
        text("PATIENT", Role::Person, "the person"),
        text("ORGANIZATION", Role::Plain, SITE),
        empty("PROVIDER"),
        empty("PAYER"),
        text("ENCOUNTERCLASS", Role::Plain, "the kind of contact").one_of(["ambulatory"]),
        text("CODE", Role::Plain, "SNOMED CT: a contact of a patient").one_of([CONTACT.0]),
        text("DESCRIPTION", Role::Plain, "the same in words").one_of([CONTACT.1]),
        empty("BASE_ENCOUNTER_COST"),
        empty("TOTAL_CLAIM_COST"),
        empty("PAYER_COVERAGE"),
        empty("REASONCODE"),
        text("REASONDESCRIPTION", Role::Plain, "the waiting list, and the stage of the pathway where it has several"),
    ];
    Table::new("encounters", "one row for each appointment that was kept", fields)
        .keyed(&["Id"])
        .refers("PATIENT", ("patients", "Id"))
}

impl Layout for Synthea {
    fn name(&self) -> &'static str {
        "synthea"
    }

    fn summary(&self) -> &'static str {
        "patients.csv and encounters.csv with the columns of Synthea; what the model does not know is empty"
    }

    fn source(&self) -> &'static str {
        "Synthea (MITRE), CSV File Data Dictionary"
    }

    fn bytes(&self) -> u64 {
        500
    }

    fn least_rows(&self, pathways: u64) -> u64 {
        pathways.min(1)
    }

    fn check(&self, extract: &Extract) -> Result<(), String> {
        extract.date(extract.as_of).map(|_| ()).ok_or_else(|| {
            "the layout `synthea` has dates of contacts, and the scenario has none: give it a `start`".to_string()
        })
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        vec![encounters(), patients(extract)]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let extract = drawn.extract;
        let filled: Vec<Option<usize>> = PATIENTS.iter().map(|column| filled_by(extract, column)).collect();
        let mut encounters = Vec::new();
        for &who in drawn.chosen {
            let (service, patient) = (drawn.service(who), drawn.patient_id(who));
            let kept = drawn.visits(who).iter().enumerate().filter(|(_, v)| v.how == Attendance::Attended);
            for (number, visit) in kept {
                let at = || Cell::text(instant(extract, visit.due) + "Z");
                let reason = match service.stages.len() {
                    1 => Cell::word(service.name.as_str()),
                    _ => Cell::text(format!("{}: {}", service.name, service.stages[usize::from(visit.stage)].name)),
                };
                let mut cells = vec![
                    Cell::text(drawn.appointment_id(who, number)),
                    at(),
                    at(),
                    Cell::text(patient.clone()),
                    Cell::text(drawn.name.clone()),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::word("ambulatory"),
                    Cell::word(CONTACT.0),
                    Cell::word(CONTACT.1),
                ];
                cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, reason]);
                encounters.push(Row { who: Some(who), cells });
            }
        }
        let patient = |who: Who| {
            let mut cells: Vec<Cell<'f>> = (PATIENTS.iter().zip(&filled))
                .map(|(column, filled)| match filled {
                    Some(a) => Cell::word(drawn.recorded(who, *a)),
                    None if *column == "Id" => Cell::text(drawn.patient_id(who)),
                    None => Cell::Empty,
                })
                .collect();
            let rest = (0..extract.attributes.len()).filter(|a| !filled.contains(&Some(*a)));
            cells.extend(rest.map(|a| Cell::word(drawn.recorded(who, a))));
            Row { who: Some(who), cells }
        };
        let patients = drawn.people.iter().copied().map(patient).collect();
        vec![encounters, patients]
    }
}
