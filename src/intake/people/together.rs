//! The columns of several lists of people as those of one: what is the same in each, by what it is or by its name.

use super::columns::Columns;
use super::names::LIST_DAYS;
use crate::intake::values::plain;

/// What a column of the one list is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Slot {
    Start,
    Treated(usize),
    Removed(usize),
    Status,
    Missed,
    Urgency,
    Service,
    Named(String),
}

/// The columns of one list, and for each list where its own stand among them.
pub(super) struct Together {
    pub(super) columns: Columns,
    /// For each list and each column of the one, the place in that list.
    pub(super) places: Vec<Vec<Option<usize>>>,
    /// Columns that are in every list and whose names say that they identify a wait or a person, the best first; and whether a wait.
    pub(super) keys: Vec<(usize, bool)>,
    /// The column of the day of the list.
    pub(super) day: Option<usize>,
}

/// Names of columns that tell a wait or a person from all others, the best first. One of the words must be there.
const KEYS: [(&[&str], bool); 3] = [
    (&["pathway", "ubrn", "referral", "booking"], true),
    (&["nhs"], false),
    (&["hospital", "mrn", "patient", "person", "pas", "chi", "crn", "client"], false),
];
/// Names that are no numbers.
const NO_KEYS: [&str; 12] = [
    "name",
    "names",
    "surname",
    "forename",
    "birth",
    "dob",
    "postcode",
    "address",
    "email",
    "phone",
    "telephone",
    "comments",
];

fn rank(name: &str) -> Option<usize> {
    let plain = plain(name);
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let has = |of: &[&str]| words.iter().any(|w| of.iter().any(|o| w == o || (o.len() > 2 && w.starts_with(o))));
    if words.iter().any(|w| NO_KEYS.contains(w)) {
        return None;
    }
    KEYS.iter().position(|(of, _)| has(of))
}

impl Together {
    /// Of lists of people.
    pub(super) fn of(all: &[Columns]) -> Self {
        // Columns that may tell lists apart have the same name in all files, or the first of each is the one.
        let services =
            |columns: &Columns| -> Vec<String> { columns.services.iter().map(|&c| named(columns, c)).collect() };
        let with: Vec<Vec<String>> = all.iter().map(services).filter(|names| !names.is_empty()).collect();
        let in_all = |name: &String| with.iter().all(|names| names.contains(name));
        let same: Vec<String> = with.first().into_iter().flatten().filter(|name| in_all(name)).cloned().collect();
        let slot = |columns: &Columns, c: usize| -> Slot {
            let at = |of: &[usize]| of.iter().position(|own| *own == c);
            match c {
                _ if c == columns.start => Slot::Start,
                _ if at(&columns.treated).is_some() => Slot::Treated(at(&columns.treated).unwrap_or(0)),
                _ if at(&columns.removed).is_some() => Slot::Removed(at(&columns.removed).unwrap_or(0)),
                _ if columns.status == Some(c) => Slot::Status,
                _ if columns.missed == Some(c) => Slot::Missed,
                _ if columns.urgency == Some(c) => Slot::Urgency,
                _ if same.is_empty() && columns.services.first() == Some(&c) => Slot::Service,
                _ => Slot::Named(named(columns, c)),
            }
        };
        let mut slots: Vec<Slot> = Vec::new();
        let (mut names, mut header): (Vec<Vec<String>>, Vec<String>) = (Vec::new(), Vec::new());
        let mut own: Vec<Vec<usize>> = Vec::new();
        for columns in all {
            let mut taken: Vec<usize> = Vec::new();
            for c in 0..columns.names.len() {
                let slot = slot(columns, c);
                let known = slots.iter().position(|s| *s == slot).filter(|at| !taken.contains(at));
                let at = known.unwrap_or_else(|| {
                    // A second column of the same name is one of its own.
                    let again = slots.contains(&slot);
                    slots.push(if again {
                        Slot::Named(format!("{} {}", named(columns, c), slots.len()))
                    } else {
                        slot
                    });
                    names.push(Vec::new());
                    header.push(columns.header[c].clone());
                    slots.len() - 1
                });
                if !names[at].contains(&columns.names[c]) {
                    names[at].push(columns.names[c].clone());
                }
                taken.push(at);
            }
            own.push(taken);
        }
        let places: Vec<Vec<Option<usize>>> =
            own.iter().map(|own| (0..slots.len()).map(|at| own.iter().position(|o| *o == at)).collect()).collect();
        let find = |wanted: Slot| slots.iter().position(|s| *s == wanted);
        let in_order = |of: fn(usize) -> Slot| -> Vec<usize> { (0..slots.len()).map_while(|k| find(of(k))).collect() };
        let of_each = |of: fn(&Columns) -> &Vec<usize>| -> Vec<usize> {
            let mut found: Vec<usize> = Vec::new();
            for (columns, own) in all.iter().zip(&own) {
                found.extend(of(columns).iter().map(|&c| own[c]).filter(|at| !found.contains(at)).collect::<Vec<_>>());
            }
            found
        };
        let marks = of_each(|c| &c.marks);
        let free = |at: &usize| !marks.contains(at);
        let services = match find(Slot::Service) {
            Some(at) => vec![at],
            None => same.iter().filter_map(|name| find(Slot::Named(name.clone()))).filter(free).collect(),
        };
        let groups = of_each(|c| &c.groups).into_iter().filter(|at| free(at) && !services.contains(at)).collect();
        let everywhere = |at: &usize| places.iter().all(|p| p[*at].is_some());
        let mut keys: Vec<(usize, usize)> =
            marks.iter().copied().filter(everywhere).filter_map(|at| Some((rank(&header[at])?, at))).collect();
        keys.sort_unstable();
        let day = LIST_DAYS.iter().find_map(|name| find(Slot::Named((*name).to_string())));
        let said = |of: fn(&Columns) -> bool| all.iter().any(of);
        let mut names: Vec<String> = names.into_iter().map(|names| names.join(" or ")).collect();
        let gone = [names.len(), names.len() + 1, names.len() + 2];
        for what in ["gone from a later list, as treated", "gone from a later list, untreated", "on a list still"] {
            names.push(what.to_string());
            header.push(what.to_string());
        }
        let columns = Columns {
            line: 0,
            own: gone[0],
            width: names.len(),
            start: find(Slot::Start).unwrap_or(0),
            treated: in_order(Slot::Treated).into_iter().chain([gone[0]]).collect(),
            removed: in_order(Slot::Removed).into_iter().chain([gone[1]]).collect(),
            weak_end: false,
            since: Some(gone[2]),
            status: find(Slot::Status),
            missed: find(Slot::Missed),
            urgency: find(Slot::Urgency),
            services,
            groups,
            said: (said(|c| c.said.0), said(|c| c.said.1)),
            doubtful: of_each(|c| &c.doubtful).into_iter().filter(free).collect(),
            identified: all.iter().any(|c| c.identified),
            marks,
            names,
            header,
        };
        Self { columns, places, keys: keys.into_iter().map(|(rank, at)| (at, KEYS[rank].1)).collect(), day }
    }
}

/// The name of a column in one form.
fn named(columns: &Columns, c: usize) -> String {
    plain(&columns.header[c])
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn numbers_of_waits_come_before_those_of_people_and_names_are_none() {
        assert_eq!(rank("pseudo_patient_pathway_identifier"), Some(0));
        assert_eq!((rank("UBRN"), rank("Referral ID")), (Some(0), Some(0)));
        assert_eq!((rank("NHS Number"), rank("pseudo_nhs_number")), (Some(1), Some(1)));
        assert_eq!((rank("Hospital number"), rank("MRN"), rank("PatientID")), (Some(2), Some(2), Some(2)));
        assert_eq!(
            (rank("Patient name"), rank("Surname"), rank("Date of birth"), rank("Postcode")),
            (None, None, None, None)
        );
    }
}
