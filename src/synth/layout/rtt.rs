//! The published file of England, "full CSV data file": counts by provider, part, treatment function and week waited.

use std::collections::BTreeMap;

use super::codes::functions;
use super::kind::Layout;
use super::shared::SITE;
use crate::experiment::Status;
use crate::synth::extract::Extract;
use crate::synth::people::Drawn;
use crate::synth::table::{Cell, Field, Kind, Role, Row, Table};
use crate::time::{MONTHS, day};

/// `--layout rtt`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rtt;

/// Bands of a week; the last is open.
const BANDS: usize = 105;
/// Invented, and none of the codes in use.
const PARENT: (&str, &str) = ("ZZ9", "INVENTED INTEGRATED CARE BOARD");
const COMMISSIONER: (&str, &str) = ("ZZ9A", "INVENTED SUB ICB LOCATION");

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Counted {
    Admitted,
    NonAdmitted,
    Incomplete,
    WithDecision,
    New,
}

impl Counted {
    const ALL: [Counted; 5] =
        [Counted::Admitted, Counted::NonAdmitted, Counted::Incomplete, Counted::WithDecision, Counted::New];

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Counted::Admitted => ("Part_1A", "Completed Pathways For Admitted Patients"),
            Counted::NonAdmitted => ("Part_1B", "Completed Pathways For Non-Admitted Patients"),
            Counted::Incomplete => ("Part_2", "Incomplete Pathways"),
            Counted::WithDecision => ("Part_2A", "Incomplete Pathways with DTA"),
            Counted::New => ("Part_3", "New RTT Periods - All Patients"),
        }
    }
}

/// The band of a wait in days: the first holds days 0 to 7, each other the next seven, the last all beyond 104 weeks.
const fn band(days: i64) -> usize {
    let weeks = if days <= 7 { 0 } else { (days - 1) / 7 };
    if weeks as usize >= BANDS { BANDS - 1 } else { weeks as usize }
}

fn band_name(band: usize) -> String {
    if band + 1 == BANDS {
        format!("Gt {band} Weeks SUM 1")
    } else {
        format!("Gt {band:02} To {:02} Weeks SUM 1", band + 1)
    }
}

impl Layout for Rtt {
    fn name(&self) -> &'static str {
        "rtt"
    }

    fn summary(&self) -> &'static str {
        "counts as England publishes them: 121 columns, parts 1A to 3, weeks waited, total rows; with --population all every part is there"
    }

    fn source(&self) -> &'static str {
        "NHS England, Consultant-led Referral to Treatment Waiting Times, full CSV data file"
    }

    fn check(&self, extract: &Extract) -> Result<(), String> {
        extract.date(extract.as_of).map(|_| ()).ok_or_else(|| {
            "the layout `rtt` counts by month, and the scenario has no dates: give it a `start`".to_string()
        })
    }

    fn least_rows(&self, pathways: u64) -> u64 {
        pathways.min(1)
    }

    fn bytes(&self) -> u64 {
        60
    }

    fn tables(&self, _extract: &Extract) -> Vec<Table> {
        let text = |name: &str, meaning: &str| Field::new(name, Kind::Text, Role::Plain, meaning);
        let count = |name: String, meaning: &str| Field::new(name, Kind::Integer, Role::Count, meaning);
        let mut fields = vec![
            text("Period", "the month").required(),
            text("Provider Parent Org Code", "invented").required(),
            text("Provider Parent Name", "invented").required(),
            text("Provider Org Code", SITE).required(),
            text("Provider Org Name", "the site").required(),
            text("Commissioner Parent Org Code", "invented").required(),
            text("Commissioner Parent Name", "invented").required(),
            text("Commissioner Org Code", "invented").required(),
            text("Commissioner Org Name", "invented").required(),
            text("RTT Part Type", "what is counted").required().one_of(Counted::ALL.map(|p| p.names().0)),
            text("RTT Part Description", "what is counted, in words")
                .required()
                .one_of(Counted::ALL.map(|p| p.names().1)),
            text("Treatment Function Code", "the list; C_999 is the total of the lists").required(),
            text("Treatment Function Name", "the list").required(),
        ];
        let of_band = |b: usize| {
            let first = if b == 0 { 0 } else { 7 * b + 1 };
            let meaning = match b + 1 == BANDS {
                true => format!("pathways that waited {first} days or more"),
                false => format!("pathways that waited {first} to {} days", 7 * (b + 1)),
            };
            count(band_name(b), &meaning)
        };
        fields.extend((0..BANDS).map(of_band));
        fields.push(count("Total".into(), "sum of the bands; empty where pathways are incomplete or new"));
        fields.push(count(
            "Patients with unknown clock start date".into(),
            "none here; empty where pathways are incomplete or new",
        ));
        fields.push(count("Total All".into(), "pathways"));
        let key = ["Provider Org Code", "RTT Part Type", "Treatment Function Code"];
        vec![
            Table::new(
                "rtt_full_extract",
                "one row for each site, part and list, and a total row for each site and part",
                fields,
            )
            .keyed(&key),
        ]
    }

    fn rows<'f>(&self, drawn: &Drawn<'f, '_>) -> Vec<Vec<Row<'f>>> {
        let extract = drawn.extract;
        let Some((year, month, of_month)) = extract.date(extract.as_of) else { return vec![Vec::new()] };
        let first = extract.as_of - i64::from(of_month) + 1;
        let mut counts: BTreeMap<(Counted, Option<usize>), Vec<u64>> = BTreeMap::new();
        // Counts are those of the whole site.
        for &who in drawn.whole.unwrap_or_default() {
            let path = drawn.path(who);
            let (start, end) = (day(path.clock_start), day(path.end));
            let stages = drawn.service(who).stages.len();
            // Where there are several stages, the last is that of an operation.
            let admitted = stages == 1 || usize::from(path.stage) + 1 == stages;
            let mut add = |part: Counted, days: i64| {
                for list in [Some(who.0), None] {
                    counts.entry((part, list)).or_insert_with(|| vec![0; BANDS])[band(days)] += 1;
                }
            };
            if (first..=extract.as_of).contains(&start) {
                add(Counted::New, 0);
            }
            match path.status {
                Status::Waiting => {
                    add(Counted::Incomplete, extract.as_of - start);
                    if admitted {
                        add(Counted::WithDecision, extract.as_of - start);
                    }
                }
                Status::Treated if end >= first => {
                    add(if admitted { Counted::Admitted } else { Counted::NonAdmitted }, end - start)
                }
                _ => {}
            }
        }
        let codes = functions(&extract.model.services);
        let period = format!("RTT-{}-{year:04}", MONTHS[(month as usize).clamp(1, 12) - 1]);
        let mut keys: Vec<(Counted, Option<usize>)> = counts.keys().copied().collect();
        // The total after its parts.
        keys.sort_by_key(|(part, list)| (*part, list.is_none(), *list));
        let row = |key: (Counted, Option<usize>)| {
            let (code, name) = match key.1 {
                Some(list) => {
                    (Cell::text(format!("C_{}", codes[list])), Cell::word(&extract.model.services[list].name))
                }
                None => (Cell::word("C_999"), Cell::word("Total")),
            };
            let (part, words) = key.0.names();
            let bands = &counts[&key];
            let all: u64 = bands.iter().sum();
            let mut cells = vec![
                Cell::text(period.clone()),
                Cell::word(PARENT.0),
                Cell::word(PARENT.1),
                Cell::text(drawn.name.clone()),
                Cell::text(format!("INVENTED SITE {}", drawn.site.number + 1)),
                Cell::word(PARENT.0),
                Cell::word(PARENT.1),
                Cell::word(COMMISSIONER.0),
                Cell::word(COMMISSIONER.1),
                Cell::word(part),
                Cell::word(words),
                code,
                name,
            ];
            let new = key.0 == Counted::New;
            cells.extend(bands.iter().map(|n| if new { Cell::Empty } else { Cell::count(*n) }));
            let complete = matches!(key.0, Counted::Admitted | Counted::NonAdmitted);
            cells.push(if complete { Cell::count(all) } else { Cell::Empty });
            cells.push(if complete { Cell::Integer(0) } else { Cell::Empty });
            cells.push(Cell::count(all));
            Row { who: None, cells }
        };
        vec![keys.into_iter().map(row).collect()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_in_the_band_that_is_published() {
        for (days, wanted) in [
            (0, 0),
            (7, 0),
            (8, 1),
            (14, 1),
            (126, 17),
            (127, 18),
            (364, 51),
            (365, 52),
            (728, 103),
            (729, 104),
            (9999, 104),
        ] {
            assert_eq!(band(days), wanted, "{days}");
        }
        assert_eq!(band_name(0), "Gt 00 To 01 Weeks SUM 1");
        assert_eq!((band_name(103), band_name(104)), ("Gt 103 To 104 Weeks SUM 1".into(), "Gt 104 Weeks SUM 1".into()));
    }
}
