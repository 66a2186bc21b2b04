//! Admitted and non-admitted: two kinds of wait that make one list, where nothing says that these people were treated.

use super::layouts::{is_not_known, is_total};
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
    admitted: u64,
    not: u64,
    others: u64,
    last: String,
    of_last: Option<Admission>,
}

/// One value in so many may say something else.
const FEW: u64 = 20;
/// Values that mean that a group is not recorded, and say what has become of people.
const SAY: [&str; 2] = ["declined", "refused"];

impl Met {
    /// Takes a value of a column, and tells whether it is another; blanks, totals and what is not known say nothing.
    pub(super) fn see(&mut self, value: &str) -> bool {
        if value != self.last || self.last.is_empty() {
            let of = Admission::read(value);
            let folded = folded(value);
            let nothing = is_total(&folded) || (is_not_known(&folded) && !SAY.contains(&folded.as_str()));
            if of.is_none() && nothing {
                return false;
            }
            self.of_last = of;
            value.clone_into(&mut self.last);
        }
        let count = match self.of_last {
            Some(Admission::Admitted) => &mut self.admitted,
            Some(Admission::Not) => &mut self.not,
            None => &mut self.others,
        };
        *count += 1;
        self.of_last.is_none()
    }

    /// Whether there are both, and nothing else.
    pub(super) fn are_both(&self) -> bool {
        self.admitted > 0 && self.not > 0 && self.others == 0
    }

    /// Whether there are both, and hardly anything else.
    pub(super) fn are_mostly_both(&self) -> bool {
        self.admitted > 0 && self.not > 0 && self.others * FEW <= self.admitted + self.not + self.others
    }

    /// Whether there is nothing but these.
    pub(super) fn are_all(&self) -> bool {
        self.others == 0
    }

    /// Of several values.
    pub(super) fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut met = Self::default();
        values.for_each(|v| {
            met.see(v);
        });
        met
    }
}

/// Words of people who wait, with a word of those who were treated in them.
pub(super) const NOT_TREATED: [&str; 4] = ["untreated", "to be treated", "not yet treated", "not treated"];

/// Whether one of these texts says that people were treated: `Completed pathways`, `Clock stops`.
pub(super) fn says_treated<'a>(mut texts: impl Iterator<Item = &'a str>) -> bool {
    texts.any(|text| {
        // Those who were treated have had waiting times, too.
        let others = ["uncompleted", "waiting times", "waiting time"];
        let both = NOT_TREATED.iter().chain(&others);
        let text = both.fold(text.to_lowercase(), |text, words| text.replace(words, ""));
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
        assert!(met(&["Admitted", "Non-admitted", "Unknown", "-", "Not stated"]));
        let mostly = |others: usize| {
            let own = (0..190).map(|i| if i % 2 == 0 { "Admitted" } else { "Non-admitted" });
            Met::of(own.chain((0..others).map(|_| "Blue"))).are_mostly_both()
        };
        assert!(mostly(0) && mostly(10) && !mostly(11));
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
            ![
                "Referral to treatment",
                "Untreated",
                "Not yet treated",
                "Not treated",
                "Incomplete",
                "Waiting to be treated",
                "Waiting times",
                "admitted"
            ]
            .into_iter()
            .any(treated)
        );
    }
}
