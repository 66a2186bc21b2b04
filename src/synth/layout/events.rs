//! An event log for process mining: one row for each thing that happened to a pathway.

use super::course::{Happened, activities, course, instant};
use super::kind::Layout;
use super::shared::{PATHWAY, PERSON, SITE, levels, recorded, text};
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, PEOPLE, Role, Row, Table};

/// `--layout events`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Events;

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

    fn bytes(&self) -> u64 {
        800
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        let mut fields = vec![
            text("case:concept:name", Role::Key, PATHWAY),
            text("concept:name", Role::Plain, "what happened").one_of(activities()),
            text("time:timestamp", Role::Plain, "when, as ISO 8601"),
            text("org:resource", Role::Plain, "the list, and the stage of the pathway where it has several"),
            text("case:patient", Role::Person, PERSON),
            text("case:site", Role::Plain, SITE),
        ];
        fields.extend(levels(extract, |name| format!("case:{name}")));
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
        let extract = drawn.extract;
        let mut rows = Vec::new();
        for &who in drawn.chosen {
            let service = drawn.service(who);
            let place = |stage: u16| match service.stages.len() {
                1 => Cell::word(&service.name),
                _ => Cell::text(format!("{}: {}", service.name, service.stages[usize::from(stage)].name)),
            };
            let (case, patient) = (drawn.pathway_id(who), drawn.patient_id(who));
            for Happened { at, what, stage, .. } in course(drawn, who) {
                let mut cells = vec![
                    Cell::text(case.clone()),
                    Cell::word(what),
                    Cell::text(instant(extract, at)),
                    place(stage),
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
