//! Codes of England's data sets for what a scenario calls by words.

use crate::experiment::Status;
use crate::model::Service;

/// Words in the name of a list, and the treatment function that they mean.
const FUNCTIONS: [(&str, &str); 30] = [
    ("orthop", "110"),
    ("trauma", "110"),
    ("hip", "110"),
    ("knee", "110"),
    ("spin", "108"),
    ("ophth", "130"),
    ("eye", "130"),
    ("cataract", "130"),
    ("urolog", "101"),
    ("ent", "120"),
    ("ear", "120"),
    ("oral", "140"),
    ("neurosurg", "150"),
    ("plastic", "160"),
    ("cardiothoracic", "170"),
    ("general surgery", "100"),
    ("general medicine", "300"),
    ("gastro", "301"),
    ("cardio", "320"),
    ("dermat", "330"),
    ("skin", "330"),
    ("respirat", "340"),
    ("chest", "340"),
    ("neurolog", "400"),
    ("rheumat", "410"),
    ("geriat", "430"),
    ("elderly", "430"),
    ("gynae", "502"),
    ("paediatr", "X04"),
    ("mental", "X03"),
];

/// Other treatment functions.
const OTHER: &str = "X06";

/// The treatment functions of lists, each another: where two lists have one, or none of them is known, they are numbered.
pub(super) fn functions(services: &[Service]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for service in services {
        let name = service.name.to_lowercase();
        let is = |word: &str| match word.len() {
            0..=3 => name.split(|c: char| !c.is_alphanumeric()).any(|w| w == word || w == format!("{word}s")),
            _ => name.contains(word),
        };
        let code = FUNCTIONS.iter().find(|(word, _)| is(word)).map_or(OTHER, |(_, code)| code);
        let mut free = code.to_string();
        let mut number = 2;
        while taken.contains(&free) {
            free = format!("{code}_{number}");
            number += 1;
        }
        taken.push(free);
    }
    taken
}

/// The national code for how a period stands (NHS Data Dictionary, REFERRAL TO TREATMENT PERIOD STATUS).
pub(super) const fn period_status(status: Status, seen: bool) -> &'static str {
    match status {
        Status::Waiting if seen => "20",
        Status::Waiting => "10",
        Status::Treated => "30",
        Status::Discharged => "34",
        Status::Removed | Status::Private => "35",
        Status::Died => "36",
        Status::Emergency | Status::TurnedAway => "98",
    }
}

/// The codes of [`period_status`].
pub(super) const PERIOD_STATUSES: [&str; 7] = ["10", "20", "30", "34", "35", "36", "98"];
