//! Columns that say who a person is: by their names, and by what they hold. Nothing of them is kept, and nothing of them is told but their name.

use super::row::Rows;
use super::values::plain;

/// Pairs of words that together name a mark of a person.
const PAIRS: [(&[&str], &[&str]); 5] = [
    (
        &["nhs", "patient", "person", "client", "pathway", "case", "mrn", "pas", "chi", "record", "referral", "ubrn"],
        &["number", "no", "num", "nr", "id", "identifier", "identity", "key", "ref", "reference"],
    ),
    (&["hospital", "unit"], &["number", "no", "num", "nr"]),
    (
        &[
            "patient",
            "patients",
            "person",
            "client",
            "user",
            "full",
            "first",
            "last",
            "given",
            "middle",
            "family",
            "preferred",
        ],
        &["name", "names"],
    ),
    (&["service"], &["user", "users"]),
    (&["birth"], &["date", "year", "day", "month"]),
];

/// Words that alone name a mark of a person.
const WORDS: [&str; 33] = [
    "mrn",
    "dob",
    "surname",
    "surnames",
    "forename",
    "forenames",
    "firstname",
    "lastname",
    "initials",
    "address",
    "postcode",
    "postcodes",
    "email",
    "telephone",
    "phone",
    "mobile",
    "ubrn",
    "crn",
    "nhsnumber",
    "nhsno",
    "nhsid",
    "patientid",
    "personid",
    "patientname",
    "uprn",
    "passport",
    "ssn",
    "nino",
    "birthdate",
    "dateofbirth",
    "birthday",
    "comment",
    "comments",
];

/// Names that may be those of people, and may be those of places.
const MAY_BE: [&str; 11] =
    ["name", "patient", "client", "person", "id", "identifier", "number", "no", "key", "notes", "reference"];

/// What points to a person in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// A name that may be that of a person, or values that are nearly all different.
    Perhaps,
    /// A name or values that only lists of people have.
    Person,
}

/// What the name of a column says.
pub(super) fn by_name(name: &str) -> Mark {
    let plain = plain(name);
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let has = |of: &[&str]| words.iter().position(|w| of.contains(w));
    // Numbers of people, and codes of those who give care, name nobody.
    let of_places = [
        "provider",
        "organisation",
        "organization",
        "site",
        "commissioner",
        "trust",
        "function",
        "specialty",
        "speciality",
    ];
    let of_counts = ["of", "waiting", "seen", "treated", "total", "completed", "count", "pathways", "patients"];
    if has(&WORDS).is_some() {
        return Mark::Person;
    }
    let pair = |(first, second): &(&[&str], &[&str])| match (has(first), has(second)) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    };
    if has(&of_places).is_none() && PAIRS.iter().any(pair) {
        let counted = words.contains(&"number") && has(&of_counts).is_some() && !words.contains(&"nhs");
        if !counted {
            return Mark::Person;
        }
    }
    if plain.contains("post code") || plain.contains("e mail") || plain.contains("national insurance") {
        return Mark::Person;
    }
    if MAY_BE.contains(&plain.as_str()) { Mark::Perhaps } else { Mark::None }
}

/// Whether ten digits are an NHS number: the last one checks the others (modulo 11).
fn nhs_number(digits: &[u8]) -> bool {
    if digits.len() != 10 || digits.iter().all(|d| *d == digits[0]) {
        return false;
    }
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(d, weight)| u32::from(d - b'0') * weight).sum();
    let check = (11 - sum % 11) % 11;
    check != 10 && check == u32::from(digits[9] - b'0')
}

/// A postcode of the United Kingdom, as a form: one or two letters, a digit, perhaps another sign, a digit and two letters.
fn postcode(text: &str) -> bool {
    let signs: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
    let letter = |i: usize| signs[i].is_ascii_alphabetic();
    let digit = |i: usize| signs[i].is_ascii_digit();
    let n = signs.len();
    if !(5..=7).contains(&n) || text.len() > 8 || !text.contains(' ') {
        return false;
    }
    letter(0) && digit(n - 3) && letter(n - 2) && letter(n - 1) && signs[1..n - 3].iter().any(u8::is_ascii_digit)
}

/// A text that identifies one person: a mail address, an NHS number, a postcode.
pub(super) fn own(text: &str) -> bool {
    let text = text.trim();
    let digits: Vec<u8> = text.bytes().filter(|b| !b" -".contains(b)).collect();
    let number = digits.iter().all(u8::is_ascii_digit) && nhs_number(&digits);
    let mail = text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.') && !b.contains(' '));
    number || mail || postcode(text)
}

/// Whether nearly every value of a column is another.
pub(super) fn differ(rows: Rows<'_>, column: usize) -> bool {
    let mut each: Vec<&str> =
        rows.iter().filter_map(|r| r.1.get(column)).map(|v| v.trim()).filter(|v| !v.is_empty()).collect();
    let all = each.len();
    each.sort_unstable();
    each.dedup();
    each.len() * 20 >= all * 19
}

/// What the values of a column say.
pub(super) fn by_values(rows: Rows<'_>, column: usize) -> Mark {
    let values: Vec<&str> =
        rows.iter().filter_map(|r| r.1.get(column)).map(|v| v.trim()).filter(|v| !v.is_empty()).collect();
    let owned = values.iter().filter(|v| own(v)).count();
    if owned >= 2 && owned * 10 >= values.len() * 3 {
        return Mark::Person;
    }
    if values.len() < 10 || !differ(rows, column) {
        return Mark::None;
    }
    // Long numbers of one length, each another, are numbers of people and not of how many there are.
    let digits =
        |v: &&&str| v.len() >= 8 && v.bytes().all(|b| b.is_ascii_digit()) && super::values::Period::read(v).is_none();
    let long = values.iter().filter(digits).count();
    let length = values[0].len();
    if long * 20 >= values.len() * 19 && values.iter().filter(|v| v.len() == length).count() * 10 >= values.len() * 9 {
        return Mark::Person;
    }
    let words = values.iter().filter(|v| v.bytes().any(|b| b.is_ascii_alphabetic())).count();
    let dates = values.iter().filter(|v| super::values::Period::read(v).is_some()).count();
    if words * 10 >= values.len() * 9 && dates * 2 < values.len() && values.len() >= 20 {
        Mark::Perhaps
    } else {
        Mark::None
    }
}

/// What a column says altogether.
pub(super) fn mark(name: &str, rows: Rows<'_>, column: usize) -> Mark {
    by_name(name).max(by_values(rows, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_that_name_people() {
        for name in [
            "NHS Number",
            "nhs_no",
            "NHSNumber",
            "MRN",
            "Hospital Number",
            "PatientName",
            "Patient's Name",
            "Surname",
            "DOB",
            "Date of birth",
            "PERSON_BIRTH_DATE",
            "Post code",
            "E-mail",
            "Service user",
            "Service User Name",
            "PATIENT_PATHWAY_IDENTIFIER",
            "Pathway ID",
            "First name",
            "LOCAL_PATIENT_IDENTIFIER",
        ] {
            assert_eq!(by_name(name), Mark::Person, "{name}");
        }
        for name in [
            "Provider Org Name",
            "Treatment Function Name",
            "Treatment Function Code",
            "Number of patients",
            "Patients waiting",
            "Hospital",
            "Hospital HIPE",
            "Hospital Code",
            "GP practice",
            "Total number of completed pathways (all)",
            "Specialty",
            "Patient type",
            "Age",
            "Period Name",
            "ACTIVITY_TREATMENT_FUNCTION_CODE",
            "Number of patient pathways",
            "Site code of treatment",
            "Commissioner Org Code",
            "NumberWaiting",
        ] {
            assert_eq!(by_name(name), Mark::None, "{name}");
        }
        assert_eq!(by_name("Name"), Mark::Perhaps);
    }

    #[test]
    fn values_that_name_people() {
        for text in ["9434765919", "943 476 5919", "a.person@example.org", "SW1A 1AA", "m1 1ae"] {
            assert!(own(text), "{text}");
        }
        for text in [
            "9434765918",
            "1234567890",
            "12",
            "R1H",
            "General Surgery",
            "2025-01-31",
            "0000000000",
            "C_110",
            "QE1 north",
        ] {
            assert!(!own(text), "{text}");
        }
    }
}
