//! Admitted and non-admitted: two kinds of wait that make one list, where nothing says that these people were treated.

use super::layouts::is_total;
use super::values::{folded, is_month, plain};

/// Which of the two lists people are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// Those who wait to be admitted.
    Admitted,
    /// All others.
    Not,
}

/// Words that may stand beside the kind, in values and in names of files and sheets.
const BESIDE: [&str; 23] = [
    "pathway", "pathways", "ptl", "list", "lists", "waiting", "waits", "wait", "patients", "patient", "people", "rtt",
    "part", "current", "csv", "txt", "tsv", "gz", "zip", "xlsx", "xls", "ods", "parquet",
];

impl Admission {
    /// What a text says, where it says nothing else: `Non-admitted`, `Admitted PTL`, `admitted-2026-01.csv`.
    pub(super) fn read(text: &str) -> Option<Self> {
        // The usual case first.
        if text.len() > 80 || !text.to_ascii_lowercase().contains("admitted") {
            return None;
        }
        let plain = plain(text);
        let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let own = |w: &&str| !BESIDE.contains(w) && !is_month(w) && !w.bytes().all(|b| b.is_ascii_digit());
        match words.filter(own).collect::<Vec<_>>()[..] {
            ["admitted"] => Some(Self::Admitted),
            ["nonadmitted"] | ["non" | "not", "admitted"] => Some(Self::Not),
            _ => None,
        }
    }
}

/// Which of the two were met, and whether anything else was.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    admitted: bool,
    not: bool,
    others: bool,
    last: String,
}

impl Met {
    /// Takes a value of a column; blanks and totals say nothing.
    pub(super) fn see(&mut self, value: &str) {
        if self.others || value == self.last || value.trim().is_empty() || is_total(&folded(value)) {
            return;
        }
        match Admission::read(value) {
            Some(Admission::Admitted) => self.admitted = true,
            Some(Admission::Not) => self.not = true,
            None => self.others = true,
        }
        value.clone_into(&mut self.last);
    }

    /// Whether there are both, and nothing else.
    pub(super) fn are_both(&self) -> bool {
        self.admitted && self.not && !self.others
    }

    /// Whether there is nothing but these.
    pub(super) fn are_all(&self) -> bool {
        !self.others
    }

    /// Of several values.
    pub(super) fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut met = Self::default();
        values.for_each(|v| met.see(v));
        met
    }
}

/// Whether one of these texts says that people were treated: `Completed pathways`, `Clock stops`.
pub(super) fn says_treated<'a>(mut texts: impl Iterator<Item = &'a str>) -> bool {
    texts.any(|text| {
        // Those who were treated have had waiting times, too.
        let said = ["untreated", "to be treated", "uncompleted", "waiting times", "waiting time"];
        let text = said.iter().fold(text.to_lowercase(), |text, words| text.replace(words, ""));
        let still = text.contains("incomplete") || text.contains("waiting");
        !still && ["completed", "clock stop", "adjusted", "treated"].iter().any(|w| text.contains(w))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_kinds_are_read_where_nothing_else_is_said() {
        use Admission::{Admitted, Not};
        for (text, wanted) in [
            ("Admitted", Some(Admitted)),
            ("Non-admitted", Some(Not)),
            ("NonAdmitted pathways", Some(Not)),
            ("non admitted PTL", Some(Not)),
            ("Admitted waiting list", Some(Admitted)),
            ("admitted-2026-01.csv", Some(Admitted)),
            ("Jan 2026 Nonadmitted.xlsx", Some(Not)),
            ("Completed admitted", None),
            ("Admitted-unadjusted", None),
            ("admitted2.csv", None),
            ("incomplete", None),
            ("To be admitted", None),
        ] {
            assert_eq!(Admission::read(text), wanted, "{text}");
        }
        let met = |values: &[&str]| Met::of(values.iter().copied()).are_both();
        assert!(met(&["Admitted", "", "Non-admitted", "Total"]));
        assert!(!met(&["Admitted", "Admitted"]) && !met(&["Admitted", "Non-admitted", "Incomplete"]));
        let treated = |text| says_treated(std::iter::once(text));
        assert!(
            [
                "Completed pathways",
                "Clock stops",
                "Admitted (unadjusted)",
                "Patients treated",
                "Waiting times for completed pathways",
                "Waiting time of those treated"
            ]
            .into_iter()
            .all(treated)
        );
        assert!(
            !["Referral to treatment", "Untreated", "Incomplete", "Waiting to be treated", "Waiting times", "admitted"]
                .into_iter()
                .any(treated)
        );
    }
}
