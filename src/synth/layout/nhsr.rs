//! The frame of two dates that NHSRwaitinglist works on.

use super::kind::Layout;
use crate::experiment::Status;
use crate::synth::frame::Frame;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Row, Table};
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

    fn tables(&self, frame: &Frame) -> Vec<Table> {
        let text = |name: &str, role: Role, meaning: &str| Field::new(name, Kind::Text, role, meaning).required();
        let mut fields = vec![
            Field::new("Referral", Kind::Day, Role::Start, "day on which the clock started").required(),
            Field::new(
                "Removal",
                Kind::Day,
                Role::End,
                "day on which the person left the list, treated or not; empty for those who wait",
            ),
            text("Pathway", Role::Key, "invented identifier of a wait on one list"),
            text("Site", Role::Plain, "the site: an independent run of the scenario with luck of its own"),
            text("List", Role::Words, "the waiting list").one_of(frame.model.services.iter().map(|s| s.name.as_str())),
        ];
        for (a, name) in frame.attributes.iter().enumerate() {
            let attribute = &frame.model.recorded().attributes[a];
            let field = text(name, Role::Level(a), &format!("{} as recorded", attribute.name));
            fields.push(field.one_of(attribute.levels.iter().map(String::as_str)));
        }
        vec![Table::new("waiting_list", "one row for each wait of a person on a list", fields).keyed(&["Pathway"])]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let row = |&who| {
            let path = drawn.path(who);
            let waits = path.status == Status::Waiting;
            let mut cells = vec![
                Cell::Day(day(path.clock_start)),
                if waits { Cell::Empty } else { Cell::Day(day(path.end)) },
                Cell::text(drawn.pathway_id(who)),
                Cell::text(drawn.name.clone()),
                Cell::word(&drawn.service(who).name),
            ];
            cells.extend((0..drawn.frame.attributes.len()).map(|a| Cell::word(drawn.recorded(who, a))));
            Row { who: Some(who), cells }
        };
        vec![drawn.chosen.iter().map(row).collect()]
    }
}
