//! Layouts that are known, and what the names of columns and parts usually mean. A layout has a file of its own and a place in
//! [`LAYOUTS`].

mod england;
mod england_workbook;
mod ireland;
mod wales;

use super::bands::Unit;

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::intake) enum Role {
    /// Lists with a capacity of their own: specialties, procedures.
    Service,
    /// What the row counts: who waits, who was treated, who was referred.
    Part,
    /// How people differ.
    Group,
    /// Places and other keys, over which counts are added up.
    Place,
    /// The day or month of the counts.
    Date,
    /// A band of waits, across.
    Band,
    /// The band of the row, down.
    Label,
    /// The count of the row.
    Count,
    /// All people of a row.
    Total,
    /// The day on which the clock of a person started.
    Start,
    /// The day on which they were treated.
    Treated,
    /// The day on which they left untreated.
    Removed,
    /// What has become of them.
    Status,
    /// Set aside.
    Aside,
}

impl Role {
    /// The roles that a mapping file may name.
    pub(in crate::intake) const NAMED: [(&'static str, Role); 14] = [
        ("service", Role::Service),
        ("part", Role::Part),
        ("group", Role::Group),
        ("place", Role::Place),
        ("date", Role::Date),
        ("band", Role::Band),
        ("band of the row", Role::Label),
        ("count", Role::Count),
        ("total", Role::Total),
        ("start", Role::Start),
        ("treated", Role::Treated),
        ("removed", Role::Removed),
        ("status", Role::Status),
        ("aside", Role::Aside),
    ];

    /// By its name in a mapping file.
    pub(in crate::intake) fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(n, _)| *n == name).map(|n| n.1)
    }

    /// Its name in a mapping file.
    pub(in crate::intake) fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, r)| *r == self).map_or("aside", |n| n.0)
    }
}

/// What the counts of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::intake) enum Part {
    /// Who waits.
    List,
    /// Who was treated in the period.
    Treated,
    /// Who was referred in the period.
    Referred,
    /// A part of others, or nothing of these.
    Aside,
}

impl Part {
    /// The parts that a mapping file may name.
    pub(in crate::intake) const NAMED: [(&'static str, Part); 4] =
        [("list", Part::List), ("treated", Part::Treated), ("referred", Part::Referred), ("aside", Part::Aside)];

    /// By its name in a mapping file.
    pub(in crate::intake) fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(n, _)| *n == name).map(|n| n.1)
    }

    /// Its name in a mapping file.
    pub(in crate::intake) fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, p)| *p == self).map_or("aside", |n| n.0)
    }

    /// What a value of a column, or a title, says. The first entry whose words are all there holds.
    pub(in crate::intake) fn read(text: &str) -> Option<Self> {
        Self::of_any(&[text])
    }

    /// The same of several texts: the first entry that one of them meets holds.
    pub(in crate::intake) fn of_any(texts: &[&str]) -> Option<Self> {
        const SAID: [(&[&str], Part); 18] = [
            (&["part_2a"], Part::Aside),
            (&["part_1a"], Part::Treated),
            (&["part_1b"], Part::Treated),
            (&["part_2"], Part::List),
            (&["part_3"], Part::Referred),
            (&["unadjusted"], Part::Treated),
            (&["adjusted"], Part::Aside),
            (&["incomplete", "dta"], Part::Aside),
            (&["decision to admit"], Part::Aside),
            (&["decisions to admit"], Part::Aside),
            (&["incomplete"], Part::List),
            (&["admitted"], Part::Treated),
            (&["completed"], Part::Treated),
            (&["new", "period"], Part::Referred),
            (&["new", "clock start"], Part::Referred),
            (&["referrals"], Part::Referred),
            (&["treated"], Part::Treated),
            (&["waiting"], Part::List),
        ];
        let texts: Vec<String> = texts.iter().map(|t| t.to_lowercase()).collect();
        SAID.iter().find(|(words, _)| texts.iter().any(|t| words.iter().all(|w| t.contains(w)))).map(|s| s.1)
    }
}

/// A layout that is known.
#[derive(Debug)]
pub(in crate::intake) struct Layout {
    /// What it is called.
    pub(in crate::intake) name: &'static str,
    /// Names of columns that only this layout has, in lower case.
    pub(in crate::intake) marks: &'static [&'static str],
    /// Words that stand above its header, in lower case; none where the header is enough.
    pub(in crate::intake) title: &'static str,
    /// What some of its columns are, where their names do not say so.
    pub(in crate::intake) columns: &'static [(&'static str, Role)],
    /// The unit of its bands where they have none.
    pub(in crate::intake) unit: Unit,
    /// The sheet to read where a workbook has several that hold the same people.
    pub(in crate::intake) sheet: &'static str,
    /// What a reader of it should know.
    pub(in crate::intake) note: &'static str,
}

/// The layouts.
pub(in crate::intake) const LAYOUTS: [&Layout; 4] =
    [&england::CSV, &england_workbook::WORKBOOK, &wales::STATSWALES, &ireland::NTPF];

/// What the names of columns usually mean: the first entry whose word is in the name holds.
const NAMES: [(&str, Role); 44] = [
    ("week ending", Role::Date),
    ("quarter", Role::Date),
    ("archive date", Role::Date),
    ("period", Role::Date),
    ("month", Role::Date),
    ("date", Role::Date),
    ("year", Role::Date),
    ("part type", Role::Part),
    ("part description", Role::Part),
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
        "sex" | "imd" | "icb" | "date" | "data" | "year" | "area" => {
            folded.split(|c: char| !c.is_alphanumeric()).any(|w| w == name)
        }
        _ => folded.contains(name),
    };
    NAMES.iter().find(|(name, _)| word(name)).map(|n| n.1)
}

/// Values that mean that a group is not recorded.
pub(in crate::intake) const NOT_KNOWN: [&str; 17] = [
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
];

/// Values that are totals by their names, wherever they are.
pub(in crate::intake) const TOTALS: [&str; 12] = [
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart_by_their_words() {
        for (text, wanted) in [
            ("Part_2", Some(Part::List)),
            ("Part_2A", Some(Part::Aside)),
            ("Part_1B", Some(Part::Treated)),
            ("New RTT Periods - All Patients", Some(Part::Referred)),
            ("Incomplete Pathways", Some(Part::List)),
            ("Incomplete Pathways with DTA", Some(Part::Aside)),
            ("Completed Pathways For Non-Admitted Patients", Some(Part::Treated)),
            ("Admitted-adjusted pathways", Some(Part::Aside)),
            ("C_100", None),
        ] {
            assert_eq!(Part::read(text), wanted, "{text}");
        }
        assert_eq!(usual("average wait"), None);
        assert_eq!(usual("age profile"), Some(Role::Group));
        assert_eq!(usual("provider org name"), Some(Role::Place));
        for (name, role) in Role::NAMED {
            assert_eq!((Role::named(name), role.name()), (Some(role), name));
        }
    }
}
