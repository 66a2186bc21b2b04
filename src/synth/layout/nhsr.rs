//! The data frame of two dates that NHSRwaitinglist works on.

use super::kind::Layout;
use super::shared::{PATHWAY, PERSON, SITE, levels, list, recorded, text};
use crate::experiment::Status;
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, PEOPLE, Role, Row, Table};
use crate::time::day;

/// `--layout nhsr`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nhsr;

impl Layout for Nhsr {
    fn name(&self) -> &'static str {
        "nhsr"
    }

    fn summary(&self) -> &'static str {
        "dates of referral and removal, as the R package NHSRwaitinglist reads them; with --population all both are there"
    }

    fn source(&self) -> &'static str {
        "NHS-R community, NHSRwaitinglist (R package), functions wl_*"
    }

    fn bytes(&self) -> u64 {
        200
    }

    fn tables(&self, extract: &Extract) -> Vec<Table> {
        let mut fields = vec![
            Field::new("Referral", Kind::Date, Role::Start, "day on which the clock started").required(),
            Field::new(
                "Removal",
                Kind::Date,
                Role::End,
                "day on which the person left the list, treated or not; empty for those who wait",
            ),
            text("Pathway", Role::Key, PATHWAY),
            text("Patient", Role::Person, PERSON),
            text("Site", Role::Plain, SITE),
            list(extract, "List"),
        ];
        fields.extend(levels(extract, str::to_string));
        vec![
            Table::new("waiting_list", "one row for each wait of a person on a list", fields)
                .keyed(&["Pathway"])
                .refers("Patient", PEOPLE),
        ]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let row = |&who| {
            let path = drawn.path(who);
            let waits = path.status == Status::Waiting;
            let mut cells = vec![
                Cell::Day(day(path.clock_start)),
                if waits { Cell::Empty } else { Cell::Day(day(path.end)) },
                Cell::text(drawn.pathway_id(who)),
                Cell::text(drawn.patient_id(who)),
                Cell::text(drawn.name.clone()),
                Cell::word(&drawn.service(who).name),
            ];
            cells.extend(recorded(drawn, who));
            Row { who: Some(who), cells }
        };
        vec![drawn.chosen.iter().map(row).collect()]
    }
}
