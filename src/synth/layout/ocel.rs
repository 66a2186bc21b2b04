//! An object-centric event log: events that are about a person, a wait and an appointment at once.

use super::course::{activities, course, instant};
use super::kind::Layout;
use super::shared::{SITE, levels, recorded, text};
use crate::synth::extract::Extract;
use crate::synth::part::Part;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Row, Table};

/// `--layout ocel`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ocel;

const PERSON: &str = "person";
const PATHWAY: &str = "pathway";
const APPOINTMENT: &str = "appointment";

/// The objects of one type that an event is about, as the format writes them: a list, which may be empty. Programs that guess the kind of a
/// column by its first rows need something there.
fn one<'f>(id: &str) -> Cell<'f> {
    Cell::text(format!("['{id}']"))
}

/// A list of no objects.
const NONE: &str = "[]";

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

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        let about = |kind: &str| format!("the {kind} that it is about, in a list");
        let events = vec![
            text("ocel:eid", Role::Key, "identifier of the event"),
            text("ocel:activity", Role::Plain, "what happened").one_of(activities()),
            text("ocel:timestamp", Role::Plain, "when, as ISO 8601"),
            text(format!("ocel:type:{PERSON}"), Role::Plain, about(PERSON)),
            text(format!("ocel:type:{PATHWAY}"), Role::Plain, about(PATHWAY)),
            text(
                format!("ocel:type:{APPOINTMENT}"),
                Role::Plain,
                format!("{}, which is empty where there is none", about(APPOINTMENT)),
            ),
        ];
        let optional = |name: &str, meaning: &str| Field::new(name, Kind::Text, Role::Plain, meaning);
        let mut objects = vec![
            text("ocel:oid", Role::Key, "invented identifier of a person, a wait or an appointment"),
            text("ocel:type", Role::Plain, "what it is").one_of([PERSON, PATHWAY, APPOINTMENT]),
            optional("object:site", SITE),
            optional("object:service", "the waiting list; of waits and appointments"),
            optional(
                "object:stage",
                "the stage of the pathway: of an appointment, and of a wait the one where the person was last",
            ),
        ];
        let of_people = levels(extract, |name| format!("object:{name}"));
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
        let levels = drawn.extract.attributes.len();
        let site = || Cell::text(drawn.name.clone());
        let none = || std::iter::repeat_n(Cell::Empty, levels);
        let (mut events, mut objects) = (Vec::new(), Vec::new());
        for &who in drawn.chosen {
            let (person, pathway) = (drawn.patient_id(who), drawn.pathway_id(who));
            for (number, what) in course(drawn, who).into_iter().enumerate() {
                let appointment = what.visit.map_or(Cell::word(NONE), |v| one(&drawn.appointment_id(who, v)));
                let cells = vec![
                    Cell::text(format!("{pathway}-E{:02}", number + 1)),
                    Cell::word(what.what),
                    Cell::text(instant(drawn.extract, what.at)),
                    one(&person),
                    one(&pathway),
                    appointment,
                ];
                events.push(Row { who: Some(who), cells });
            }
            // Each person before the first of their waits, so that the first rows show every column.
            if drawn.is_first(who) {
                let mut cells = vec![Cell::text(person.clone()), Cell::word(PERSON), site(), Cell::Empty, Cell::Empty];
                cells.extend(recorded(drawn, who));
                objects.push(Row { who: Some(who), cells });
            }
            let service = drawn.service(who);
            let stage = |stage: u16| Cell::word(&service.stages[usize::from(stage)].name);
            let object = |id: String, kind: &'static str, at: u16| {
                let mut cells = vec![Cell::text(id), Cell::word(kind), site(), Cell::word(&service.name), stage(at)];
                cells.extend(none());
                Row { who: Some(who), cells }
            };
            objects.push(object(pathway, PATHWAY, drawn.path(who).stage));
            for (number, visit) in drawn.visits(who).iter().enumerate() {
                objects.push(object(drawn.appointment_id(who, number), APPOINTMENT, visit.stage));
            }
        }
        vec![events, objects]
    }

    fn parts(&self) -> &'static [Part] {
        // Nothing comes of the people by themselves but what is true of them.
        &[Part::Pathways, Part::People]
    }
}
