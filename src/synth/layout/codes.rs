//! Codes of England's data sets for what a scenario calls by words.

use crate::experiment::Status;
use crate::model::Service;

/// Treatment functions, and the words in the name of a list that mean them; of several the first counts.
const FUNCTIONS: [(&str, &[&str]); 21] = [
    ("110", &["orthopaedic", "orthopedic", "trauma", "hip", "knee"]),
    ("108", &["spinal", "spine"]),
    ("130", &["ophthalmology", "ophthalmic", "eye", "cataract"]),
    ("101", &["urology", "urological"]),
    ("120", &["ent", "ear", "otolaryngology"]),
    ("140", &["oral"]),
    ("150", &["neurosurgery", "neurosurgical"]),
    ("160", &["plastic"]),
    ("170", &["cardiothoracic"]),
    ("100", &["general surgery"]),
    ("300", &["general medicine"]),
    ("301", &["gastroenterology", "gastroenterological", "gastrointestinal"]),
    ("320", &["cardiology", "cardiological", "cardiac"]),
    ("330", &["dermatology", "dermatological", "skin"]),
    ("340", &["respiratory", "chest"]),
    ("400", &["neurology", "neurological"]),
    ("410", &["rheumatology", "rheumatological"]),
    ("430", &["geriatric", "elderly"]),
    ("502", &["gynaecology", "gynecology", "gynaecological"]),
    ("X04", &["paediatric", "pediatric"]),
    ("X03", &["mental", "psychiatry", "psychiatric"]),
];

/// Other treatment functions.
const OTHER: &str = "X06";

/// The treatment functions of lists, each another: where two lists have one, or none of them is known, they are numbered.
pub(super) fn functions(services: &[Service]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for service in services {
        let name = service.name.to_lowercase();
        let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let same = |word: &str, wanted: &str| word == wanted || word.strip_suffix('s') == Some(wanted);
        let is = |wanted: &&str| {
            let wanted: Vec<&str> = wanted.split(' ').collect();
            words.windows(wanted.len()).any(|here| here.iter().zip(&wanted).all(|(a, b)| same(a, b)))
        };
        let code = FUNCTIONS.iter().find(|(_, words)| words.iter().any(is)).map_or(OTHER, |(code, _)| code);
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
