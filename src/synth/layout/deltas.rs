//! The list on the first day, and what changed on each day since: what a feed sends.

use super::kind::Layout;
use super::shared::{PATHWAY, PERSON, SITE, levels, list, recorded, text};
use crate::experiment::Status;
use crate::synth::ask::Population;
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, PEOPLE, Role, Row, Table};
use crate::time::day;

/// `--layout deltas`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deltas;

const JOINED: &str = "joined";

/// The columns of a pathway, which do not change.
fn pathway(extract: &Extract) -> Vec<Field> {
    let mut fields = vec![
        text("patient_id", Role::Person, PERSON),
        text("site", Role::Plain, SITE),
        list(extract, "service"),
        Field::new("referral_date", Kind::Date, Role::Start, "day on which the clock started").required(),
    ];
    fields.extend(levels(extract, str::to_string));
    fields
}

impl Layout for Deltas {
    fn name(&self) -> &'static str {
        "deltas"
    }

    fn summary(&self) -> &'static str {
        "who waits at the end of the first day, and who joined and left on each day since; needs --population all"
    }

    fn source(&self) -> &'static str {
        "queuity"
    }

    fn check(&self, extract: &Extract) -> Result<(), String> {
        match extract.population {
            Population::All => Ok(()),
            _ => Err("the layout `deltas` tells of all who join and leave: ask for --population all".to_string()),
        }
    }

    fn leaves_out(&self) -> Option<i64> {
        // They are not on the opening list, and all changes come after it.
        Some(0)
    }

    fn least_rows(&self, pathways: u64) -> u64 {
        // Each pathway is in one of two tables.
        pathways.div_ceil(2)
    }

    fn bytes(&self) -> u64 {
        300
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        let key = || text("pathway_id", Role::Key, PATHWAY);
        let mut opening = vec![key()];
        opening.extend(pathway(extract));
        let ends = Status::ALL.into_iter().filter(|s| *s != Status::Waiting).map(Status::name);
        let changes: Vec<&str> = std::iter::once(JOINED).chain(ends).collect();
        let mut deltas = vec![
            key(),
            text("change", Role::Status, "joined, or how the wait ended").one_of(changes),
            Field::new("change_date", Kind::Date, Role::Day, "the day").required(),
            Field::new(
                "week",
                Kind::Integer,
                Role::Plain,
                "weeks from the first day of the scenario to the day, from 0",
            )
            .required(),
        ];
        deltas.extend(pathway(extract));
        vec![
            Table::new("opening", "one row for each pathway that waits at the end of the first day", opening).keyed(&["pathway_id"]).refers("patient_id", PEOPLE),
            Table::new(
                "deltas",
                "one row for each pathway that joined or left on a later day; the opening list with those who joined and without those who left is the list of the last day",
                deltas,
            )
            .keyed(&["pathway_id", "change"])
            .refers("patient_id", PEOPLE),
        ]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let (mut opening, mut deltas) = (Vec::new(), Vec::new());
        for &who in drawn.chosen {
            let path = drawn.path(who);
            let (start, end) = (day(path.clock_start), day(path.end));
            let waits = path.status == Status::Waiting;
            let own = || {
                let mut cells = vec![
                    Cell::text(drawn.patient_id(who)),
                    Cell::text(drawn.name.clone()),
                    Cell::word(&drawn.service(who).name),
                    Cell::Day(start),
                ];
                cells.extend(recorded(drawn, who));
                cells
            };
            let id = drawn.pathway_id(who);
            if start <= 0 && (waits || end > 0) {
                let mut cells = vec![Cell::text(id.clone())];
                cells.extend(own());
                opening.push(Row { who: Some(who), cells });
            }
            let joined = (start > 0).then_some((JOINED, start));
            let left = (!waits && end > 0).then_some((path.status.name(), end));
            for (change, at) in joined.into_iter().chain(left) {
                let mut cells = vec![Cell::text(id.clone()), Cell::word(change), Cell::Day(at), Cell::Integer(at / 7)];
                cells.extend(own());
                deltas.push(Row { who: Some(who), cells });
            }
        }
        vec![opening, deltas]
    }
}
