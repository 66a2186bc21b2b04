//! Layouts that are known, and what the names of columns and parts usually mean. A layout has a file of its own and a place in
//! [`LAYOUTS`].

mod england;
mod england_workbook;
mod ireland;
mod layout;
mod wales;

use super::languages;
use super::role::Role;
pub(in crate::intake) use layout::Layout;

/// The layouts.
pub(in crate::intake) const LAYOUTS: [&Layout; 4] =
    [&england::CSV, &england_workbook::WORKBOOK, &wales::STATSWALES, &ireland::NTPF];

/// What the names of columns usually mean: the first entry whose word is in the name holds.
const NAMES: [(&str, Role); 45] = [
    ("week ending", Role::Date),
    ("quarter", Role::Date),
    ("archive date", Role::Date),
    ("period", Role::Date),
    ("month", Role::Date),
    ("date", Role::Date),
    ("year", Role::Date),
    ("part type", Role::Part),
    ("part description", Role::Part),
    ("part", Role::Part),
    ("stage of pathway", Role::Part),
    ("stageofpathway", Role::Part),
    ("treatment function", Role::Service),
    ("specialty", Role::Service),
    ("speciality", Role::Service),
    ("procedure", Role::Service),
    ("service", Role::Service),
    ("ethnic", Role::Group),
    ("depriv", Role::Group),
    ("imd", Role::Group),
    ("quintile", Role::Group),
    ("decile", Role::Group),
    ("sex", Role::Group),
    ("gender", Role::Group),
    ("age", Role::Group),
    ("disab", Role::Group),
    ("interpreter", Role::Group),
    ("language", Role::Group),
    ("time band", Role::Label),
    ("weeks waited", Role::Label),
    ("weekswaiting", Role::Label),
    ("provider", Role::Place),
    ("commissioner", Role::Place),
    ("trust", Role::Place),
    ("hospital", Role::Place),
    ("region", Role::Place),
    ("board", Role::Place),
    ("icb", Role::Place),
    ("area", Role::Place),
    ("programme", Role::Place),
    ("number", Role::Count),
    ("patients", Role::Count),
    ("pathways", Role::Count),
    ("count", Role::Count),
    ("data", Role::Count),
];

/// What a column of this name usually is.
pub(in crate::intake) fn usual(folded: &str) -> Option<Role> {
    // `percentage`, `average` and `manager` are no ages.
    let word = |name: &str| match name {
        "age" => folded.split(|c: char| !c.is_alphanumeric()).any(|w| w == "age" || w == "ages"),
        "part" | "sex" | "imd" | "icb" | "date" | "data" | "year" | "area" => {
            folded.split(|c: char| !c.is_alphanumeric()).any(|w| w == name)
        }
        _ => folded.contains(name),
    };
    NAMES.iter().find(|(name, _)| word(name)).map(|n| n.1).or_else(|| languages::column(folded))
}

/// Values that mean that a group is not recorded.
const NOT_KNOWN: [&str; 26] = [
    "",
    "unknown",
    "not stated",
    "not known",
    "not recorded",
    "99",
    "z",
    "-",
    "null",
    "nan",
    "none",
    "missing",
    "n/a",
    "na",
    "not given",
    "declined",
    "not specified",
    "unspecified",
    "prefer not to say",
    "prefer not to answer",
    "not disclosed",
    "refused",
    "not asked",
    "not available",
    "?",
    "??",
];

/// Values that are totals by their names, wherever they are.
const TOTALS: [&str; 12] = [
    "total",
    "all",
    "totals",
    "grand total",
    "england",
    "all specialties",
    "c_999",
    "999",
    "ip999",
    "z9",
    "all ages",
    "scotland",
];

/// Whether a value means that a group is not recorded; in one form.
pub(in crate::intake) fn is_not_known(folded: &str) -> bool {
    NOT_KNOWN.contains(&folded) || languages::NOT_KNOWN.contains(&folded)
}

/// Whether a value is a total by its name; in one form.
pub(in crate::intake) fn is_total(folded: &str) -> bool {
    TOTALS.contains(&folded) || languages::TOTALS.contains(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_say_what_they_are() {
        assert_eq!((usual("rtt_part"), usual("department")), (Some(Role::Part), None));
        assert_eq!(usual("average wait"), None);
        assert_eq!(usual("age profile"), Some(Role::Group));
        assert_eq!(usual("provider org name"), Some(Role::Place));
        for (name, role) in Role::NAMED {
            assert_eq!((Role::named(name), role.name()), (Some(role), name));
        }
    }
}
