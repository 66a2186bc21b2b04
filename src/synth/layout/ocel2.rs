//! An object-centric event log of the second version: one document with the events and the objects.

use super::course::{activities, course, instant};
use super::kind::Layout;
use super::shared::{SITE, levels, recorded, text};
use crate::synth::extract::Extract;
use crate::synth::part::Part;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Row, Table, Who};

/// `--layout ocel2`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ocel2;

const PERSON: &str = "person";
const PATHWAY: &str = "pathway";
const APPOINTMENT: &str = "appointment";

impl Layout for Ocel2 {
    fn name(&self) -> &'static str {
        "ocel2"
    }

    fn summary(&self) -> &'static str {
        "an object-centric event log as one JSON document, for process mining: events, and persons, waits and appointments with what they belong to"
    }

    fn source(&self) -> &'static str {
        "Object-Centric Event Log (OCEL) 2.0, JSON form: ocel-standard.org"
    }

    fn check(&self, extract: &Extract) -> Result<(), String> {
        extract.date(extract.as_of).map(|_| ()).ok_or_else(|| {
            "the layout `ocel2` has instants of a calendar, and the scenario has no dates: give it a `start`"
                .to_string()
        })
    }

    fn format(&self) -> &'static str {
        "json"
    }

    fn bytes(&self) -> u64 {
        1_400
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        let optional = |name: String, meaning: &str| Field::new(name, Kind::Text, Role::Plain, meaning);
        let about = |kind: &str| optional(format!("about.{kind}"), &format!("the {kind} that it belongs to"));
        let types = activities().into_iter().chain([PERSON, PATHWAY, APPOINTMENT]);
        let mut fields = vec![
            text("id", Role::Key, "invented identifier of an event, a person, a wait or an appointment"),
            text("is", Role::Plain, "whether it is an event or an object").one_of(["event", "object"]),
            text("type", Role::Plain, "what happened, or what it is").one_of(types),
            optional("time".to_string(), "when it happened, as ISO 8601; of events"),
            about(PERSON),
            about(PATHWAY),
            about(APPOINTMENT),
            optional(format!("{PERSON}.site"), SITE),
        ];
        fields.extend(levels(extract, |name| format!("{PERSON}.{name}")).map(|mut field| {
            field.column.required = false;
            field
        }));
        fields.extend([
            optional(format!("{PATHWAY}.service"), "the waiting list"),
            optional(format!("{APPOINTMENT}.stage"), "the stage of the pathway"),
        ]);
        let meaning = "one row for each event, and for each person, wait and appointment";
        vec![Table::new("ocel", meaning, fields).keyed(&["id"])]
    }

    fn parts(&self) -> &'static [Part] {
        &[Part::People, Part::Pathways]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let levels = drawn.extract.attributes.len();
        let object = |who: Who, id: String, kind: &'static str, about: [Cell<'f>; 3], own: [Cell<'f>; 3]| {
            let [site, service, stage] = own;
            let mut cells = vec![Cell::text(id), Cell::word("object"), Cell::word(kind), Cell::Empty];
            cells.extend(about);
            cells.push(site);
            match kind {
                PERSON => cells.extend(recorded(drawn, who)),
                _ => cells.extend(std::iter::repeat_n(Cell::Empty, levels)),
            }
            cells.extend([service, stage]);
            Row { who: Some(who), cells }
        };
        let mut rows = Vec::new();
        for who in drawn.people.iter().copied() {
            let own = [Cell::text(drawn.name.clone()), Cell::Empty, Cell::Empty];
            rows.push(object(who, drawn.patient_id(who), PERSON, [Cell::Empty, Cell::Empty, Cell::Empty], own));
        }
        for &who in drawn.chosen {
            let (person, pathway, service) = (drawn.patient_id(who), drawn.pathway_id(who), drawn.service(who));
            let about = [Cell::text(person.clone()), Cell::Empty, Cell::Empty];
            let own = [Cell::Empty, Cell::word(&service.name), Cell::Empty];
            rows.push(object(who, pathway.clone(), PATHWAY, about, own));
            for (number, visit) in drawn.visits(who).iter().enumerate() {
                let about = [Cell::text(person.clone()), Cell::text(pathway.clone()), Cell::Empty];
                let own = [Cell::Empty, Cell::Empty, Cell::word(&service.stages[usize::from(visit.stage)].name)];
                rows.push(object(who, drawn.appointment_id(who, number), APPOINTMENT, about, own));
            }
            for (number, what) in course(drawn, who).into_iter().enumerate() {
                let appointment = what.visit.map_or(Cell::Empty, |v| Cell::text(drawn.appointment_id(who, v)));
                let mut cells = vec![
                    Cell::text(format!("{pathway}-E{:02}", number + 1)),
                    Cell::word("event"),
                    Cell::word(what.what),
                    Cell::text(format!("{}Z", instant(drawn.extract, what.at))),
                    Cell::text(person.clone()),
                    Cell::text(pathway.clone()),
                    appointment,
                    Cell::Empty,
                ];
                cells.extend(std::iter::repeat_n(Cell::Empty, levels + 2));
                rows.push(Row { who: Some(who), cells });
            }
        }
        vec![rows]
    }
}
