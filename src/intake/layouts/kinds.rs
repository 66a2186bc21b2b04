//! What columns, rows and layouts are.

use crate::intake::bands::Unit;
use crate::intake::rtt_status::{Clock, of_column};

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
    /// How many appointments they have missed.
    Missed,
    /// How urgent they are.
    Urgency,
    /// Set aside.
    Aside,
}

impl Role {
    /// The roles that a mapping file may name.
    pub(in crate::intake) const NAMED: [(&'static str, Role); 16] = [
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
        ("missed", Role::Missed),
        ("urgency", Role::Urgency),
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

    /// What a value of a column of parts says: `completed_admitted`, `Removed`, `Not yet treated`, a code of the status where the name of the column, in
    /// lower case, says that it holds them; as a title says it, where nothing else is known.
    pub(in crate::intake) fn of_value(column: &str, text: &str) -> Option<Self> {
        if let Some(clock) = of_column(column, text) {
            return Some(match clock {
                Clock::Runs => Part::List,
                Clock::Treated => Part::Treated,
                Clock::Stopped | Clock::Off => Part::Aside,
            });
        }
        const SAID: [(&str, Option<Part>); 16] = [
            ("not yet", Some(Part::List)),
            ("awaiting", Some(Part::List)),
            ("still waiting", Some(Part::List)),
            ("waiting for", Some(Part::List)),
            ("waiting to be", Some(Part::List)),
            ("ongoing", Some(Part::List)),
            ("on the list", Some(Part::List)),
            ("on list", Some(Part::List)),
            ("added to", Some(Part::Referred)),
            ("additions", Some(Part::Referred)),
            ("referred", Some(Part::Referred)),
            ("removed", Some(Part::Aside)),
            ("removal", Some(Part::Aside)),
            ("died", Some(Part::Aside)),
            // Who has left, or waits still?
            ("untreated", None),
            ("not treated", None),
        ];
        let plain = text.to_lowercase().replace(['_', '-'], " ");
        match SAID.iter().find(|(words, _)| plain.contains(words)) {
            Some((_, said)) => *said,
            None => Self::read(text).or_else(|| Self::read(&plain)),
        }
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
    /// The limits on waiting that the country tells its figures by, in days; none where they are 18, 52 and 65 weeks.
    pub(in crate::intake) limits: &'static [u32],
    /// What a reader of it should know.
    pub(in crate::intake) note: &'static str,
}
