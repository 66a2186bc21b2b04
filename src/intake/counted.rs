//! What the counts of a row are: of those who wait, or of others.

use super::admissions::NOT_TREATED;
use super::rtt_status::{Clock, of_column};
use super::status::{self, State, is_turned};

/// What the counts of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    /// Who waits.
    List,
    /// Who was treated in the period.
    Treated,
    /// Who was referred in the period.
    Referred,
    /// A part of others, or nothing of these.
    Aside,
}

impl Counted {
    /// The parts that a mapping file may name.
    pub(super) const NAMED: [(&'static str, Counted); 4] = [
        ("list", Counted::List),
        ("treated", Counted::Treated),
        ("referred", Counted::Referred),
        ("aside", Counted::Aside),
    ];

    /// By its name in a mapping file.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(n, _)| *n == name).map(|n| n.1)
    }

    /// Its name in a mapping file.
    pub(super) fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, p)| *p == self).map_or("aside", |n| n.0)
    }

    /// What a value of a column of parts says: `completed_admitted`, `Removed`, `Not yet treated`, a code of the status where the name of the column, in
    /// lower case, says that it holds them; as a title says it, where nothing else is known.
    pub(super) fn of_value(column: &str, text: &str) -> Option<Self> {
        if let Some(clock) = of_column(column, text) {
            return Some(match clock {
                Clock::Runs => Counted::List,
                Clock::Treated => Counted::Treated,
                Clock::Stopped | Clock::Off => Counted::Aside,
            });
        }
        // People who join a list, or leave it.
        const SAID: [(&str, Counted); 5] = [
            ("added to", Counted::Referred),
            ("additions", Counted::Referred),
            ("referred", Counted::Referred),
            ("removal", Counted::Aside),
            ("deaths", Counted::Aside),
        ];
        /// Words of those who wait, whatever for: a removal, or an appointment that they were referred to.
        const WAITS: [&str; 4] = ["awaiting", "still waiting", "waiting for", "not yet"];
        let plain = text.to_lowercase().replace(['_', '-'], " ");
        let elsewhere = ["referred on", "referred out", "referred back", "referred to", "death"];
        let waits = || {
            let says = WAITS.iter().any(|w| plain.contains(w)) && !elsewhere.iter().any(|w| plain.contains(w));
            let waits = says && matches!(status::words(text), Some(State::Waiting | State::Untreated));
            waits.then_some(Self::List)
        };
        let own = || SAID.iter().find(|(words, _)| plain.contains(words)).map(|s| s.1);
        // The names of national parts, which the words of a status do not know: `Part_2A`, `incomplete_dta`, `Admitted-adjusted`.
        let of_part = || {
            Self::read(text).or_else(|| Self::read(&plain)).filter(|_| !is_turned(text) && !plain.contains("untreated"))
        };
        let national = || {
            of_part()
                .filter(|what| matches!(what, Self::Aside | Self::Referred) || text.to_lowercase().starts_with("part"))
        };
        let of_status = || {
            Some(match status::words(text)? {
                State::Waiting | State::Untreated => Self::List,
                State::Treated => Self::Treated,
                State::Removed | State::Gone | State::Planned | State::OffClock | State::Nobody => Self::Aside,
            })
        };
        let on_list = || ["on the list", "on list"].iter().any(|w| plain.contains(w)).then_some(Self::List);
        national()
            .or_else(waits)
            .or_else(|| own().filter(|_| !is_turned(text)))
            .or_else(of_status)
            .or_else(of_part)
            .or_else(on_list)
    }

    /// What a value of a column, or a title, says. The first entry whose words are all there holds.
    pub(super) fn read(text: &str) -> Option<Self> {
        Self::of_any(&[text])
    }

    /// The same of several texts: the first entry that one of them meets holds.
    pub(super) fn of_any(texts: &[&str]) -> Option<Self> {
        const SAID: [(&[&str], Counted); 18] = [
            (&["part_2a"], Counted::Aside),
            (&["part_1a"], Counted::Treated),
            (&["part_1b"], Counted::Treated),
            (&["part_2"], Counted::List),
            (&["part_3"], Counted::Referred),
            (&["unadjusted"], Counted::Treated),
            (&["adjusted"], Counted::Aside),
            (&["incomplete", "dta"], Counted::Aside),
            (&["decision to admit"], Counted::Aside),
            (&["decisions to admit"], Counted::Aside),
            (&["incomplete"], Counted::List),
            (&["admitted"], Counted::Treated),
            (&["completed"], Counted::Treated),
            (&["new", "period"], Counted::Referred),
            (&["new", "clock start"], Counted::Referred),
            (&["referrals"], Counted::Referred),
            (&["treated"], Counted::Treated),
            (&["waiting"], Counted::List),
        ];
        // Those who are not treated wait.
        let lower =
            |text: &&str| NOT_TREATED.iter().fold(text.to_lowercase(), |text, words| text.replace(words, "waiting"));
        let texts: Vec<String> = texts.iter().map(lower).collect();
        SAID.iter().find(|(words, _)| texts.iter().any(|t| words.iter().all(|w| t.contains(w)))).map(|s| s.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart_by_their_words() {
        for (text, wanted) in [
            ("Part_2", Some(Counted::List)),
            ("Part_2A", Some(Counted::Aside)),
            ("Part_1B", Some(Counted::Treated)),
            ("New RTT Periods - All Patients", Some(Counted::Referred)),
            ("Incomplete Pathways", Some(Counted::List)),
            ("Incomplete Pathways with DTA", Some(Counted::Aside)),
            ("Completed Pathways For Non-Admitted Patients", Some(Counted::Treated)),
            ("Admitted-adjusted pathways", Some(Counted::Aside)),
            ("Patients not yet treated at 31 January 2026", Some(Counted::List)),
            ("C_100", None),
        ] {
            assert_eq!(Counted::read(text), wanted, "{text}");
        }
        for (text, wanted) in [
            ("completed_admitted", Some(Counted::Treated)),
            ("incomplete", Some(Counted::List)),
            ("incomplete_dta", Some(Counted::Aside)),
            ("new_periods", Some(Counted::Referred)),
            ("Not yet treated", Some(Counted::List)),
            ("Removed untreated", Some(Counted::Aside)),
            ("Untreated", None),
            ("Removed - not fit", Some(Counted::Aside)),
            ("Not waiting", Some(Counted::Aside)),
            ("No longer waiting", Some(Counted::Aside)),
            ("Not on the list", Some(Counted::Aside)),
            ("Not added to the waiting list", Some(Counted::Aside)),
            ("Not treated", Some(Counted::List)),
            ("Not completed", Some(Counted::List)),
            ("Non-admitted incomplete", Some(Counted::List)),
            ("Non-admitted", Some(Counted::Treated)),
            ("Operation cancelled", Some(Counted::List)),
            ("Closed", Some(Counted::Aside)),
            ("Inactive", Some(Counted::Aside)),
            ("Entered in error", Some(Counted::Aside)),
            ("Admitted-adjusted", Some(Counted::Aside)),
            ("Admitted (unadjusted)", Some(Counted::Treated)),
            ("Decision to admit", Some(Counted::Aside)),
            ("Added to the waiting list", Some(Counted::Referred)),
            ("Waiting", Some(Counted::List)),
            ("Referred, awaiting triage", Some(Counted::List)),
            ("Awaiting removal of metalwork", Some(Counted::List)),
            ("Still waiting (referred 2024)", Some(Counted::List)),
            ("No longer awaiting", Some(Counted::Aside)),
            ("Incomplete pathways with DTA, waiting for admission", Some(Counted::Aside)),
            ("New RTT periods - awaiting first appointment", Some(Counted::Referred)),
            ("Referred on, awaiting other provider", Some(Counted::Referred)),
            ("Deaths awaiting validation", Some(Counted::Aside)),
        ] {
            assert_eq!(Counted::of_value("part", text), wanted, "{text}");
        }
    }
}
