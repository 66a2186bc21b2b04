//! An object-centric event log: events that are about a person, a wait and an appointment at once.

use super::course::{activities, course, instant};
use super::kind::Layout;
use super::shared::{SITE, levels, recorded, text};
use crate::synth::frame::Frame;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Row, Table, Who};

/// `--layout ocel`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ocel;

const PERSON: &str = "person";
const PATHWAY: &str = "pathway";
const APPOINTMENT: &str = "appointment";

/// The objects of one type that an event is about, as the format writes them.
fn one<'f>(id: &str) -> Cell<'f> {
    Cell::text(format!("['{id}']"))
}

impl Layout for Ocel {
    fn name(&self) -> &'static str {
        "ocel"
    }

    fn summary(&self) -> &'static str {
        "an object-centric event log as two CSV files, for process mining (pm4py): each event with its person, wait and appointment"
    }

    fn source(&self) -> &'static str {
        "Object-Centric Event Log (OCEL) 1.0: names of the CSV form as pm4py reads it (read_ocel)"
    }

    fn bytes(&self) -> u64 {
        1_200
    }

    fn tables(&self, frame: &Frame) -> Vec<Table> {
        let about = |kind: &str| format!("the {kind} that it is about, in a list");
        let events = vec![
            text("ocel:eid", Role::Key, "identifier of the event"),
            text("ocel:activity", Role::Plain, "what happened").one_of(activities()),
            text("ocel:timestamp", Role::Plain, "when, as ISO 8601"),
            text(format!("ocel:type:{PERSON}"), Role::Plain, about(PERSON)),
            text(format!("ocel:type:{PATHWAY}"), Role::Plain, about(PATHWAY)),
            Field::new(format!("ocel:type:{APPOINTMENT}"), Kind::Text, Role::Plain, about(APPOINTMENT)),
        ];
        let optional = |name: &str, meaning: &str| Field::new(name, Kind::Text, Role::Plain, meaning);
        let mut objects = vec![
            text("ocel:oid", Role::Key, "invented identifier of a person, a wait or an appointment"),
            text("ocel:type", Role::Plain, "what it is").one_of([PERSON, PATHWAY, APPOINTMENT]),
            optional("object:site", SITE),
            optional("object:service", "the waiting list; of waits"),
            optional("object:stage", "the stage of the pathway; of appointments"),
        ];
        let of_people = levels(frame, |name| format!("object:{name}"));
        // Waits and appointments have none of their own.
        objects.extend(of_people.map(|mut field| {
            field.column.required = false;
            field
        }));
        vec![
            Table::new("ocel_events", "one row for each thing that happened, pathway by pathway", events)
                .keyed(&["ocel:eid"]),
            Table::new("ocel_objects", "one row for each person, wait and appointment", objects).keyed(&["ocel:oid"]),
        ]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let levels = drawn.frame.attributes.len();
        let site = || Cell::text(drawn.name.clone());
        let none = || std::iter::repeat_n(Cell::Empty, levels);
        let (mut events, mut objects) = (Vec::new(), Vec::new());
        for &who in drawn.chosen {
            let (person, pathway) = (drawn.patient_id(who), drawn.pathway_id(who));
            for (number, what) in course(drawn, who).into_iter().enumerate() {
                let appointment = what.visit.map_or(Cell::Empty, |v| one(&drawn.appointment_id(who, v)));
                let cells = vec![
                    Cell::text(format!("{pathway}-E{:02}", number + 1)),
                    Cell::word(what.what),
                    Cell::text(instant(drawn.frame, what.at)),
                    one(&person),
                    one(&pathway),
                    appointment,
                ];
                events.push(Row { who: Some(who), cells });
            }
            let service = drawn.service(who);
            let mut cells =
                vec![Cell::text(pathway), Cell::word(PATHWAY), site(), Cell::word(&service.name), Cell::Empty];
            cells.extend(none());
            objects.push(Row { who: Some(who), cells });
            for (number, visit) in drawn.visits(who).iter().enumerate() {
                let stage = Cell::word(&service.stages[usize::from(visit.stage)].name);
                let id = Cell::text(drawn.appointment_id(who, number));
                let mut cells = vec![id, Cell::word(APPOINTMENT), site(), Cell::Empty, stage];
                cells.extend(none());
                objects.push(Row { who: Some(who), cells });
            }
        }
        objects.extend(drawn.people.iter().copied().map(|who: Who| {
            let id = Cell::text(drawn.patient_id(who));
            let mut cells = vec![id, Cell::word(PERSON), site(), Cell::Empty, Cell::Empty];
            cells.extend(recorded(drawn, who));
            Row { who: Some(who), cells }
        }));
        vec![events, objects]
    }
}
