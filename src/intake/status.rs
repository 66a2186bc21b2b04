//! What has become of people, in the words and codes of a status column: of one person in a row, or of all that a row of a table counts.

use super::rtt_status::{Clock, clock};
use super::values::{folded, plain};

/// What a status says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Treated,
    Removed,
    /// On a list for a planned date, which is no wait.
    Planned,
    /// Not on the clock.
    OffClock,
    /// Gone, and it is not said how.
    Gone,
    /// A row that is of nobody: void, a duplicate, made in error.
    Nobody,
}

/// Words of those who wait. In all lists of words, capitals and signs make no difference.
const WAITING: [&str; 12] = [
    "waiting",
    "awaiting",
    "waits",
    "active",
    "open",
    "incomplete",
    "current",
    "live",
    "ongoing",
    "pending",
    "outstanding",
    "waitlisted",
];
/// Words of those who wait, with or without a day for it.
const BOOKED: [&str; 3] = ["booked", "scheduled", "listed"];
/// Words of those who were treated.
const TREATED: [&str; 8] =
    ["treated", "admitted", "seen", "operated", "completed", "complete", "attended", "performed"];
/// Words of those who have left untreated.
const REMOVED: [&str; 15] = [
    "removed",
    "cancelled",
    "canceled",
    "declined",
    "died",
    "dead",
    "deceased",
    "withdrawn",
    "withdrew",
    "discharged",
    "rejected",
    "refused",
    "transferred",
    "dnar",
    "rip",
];
/// Words of those who have left in a way that is not said.
const GONE: [&str; 12] = [
    "closed",
    "inactive",
    "ended",
    "off",
    "stopped",
    "ceased",
    "expired",
    "finished",
    "gone",
    "deactivated",
    "archived",
    "terminated",
];
/// Words of rows that are of nobody.
const NOBODY: [&str; 9] =
    ["void", "voided", "duplicate", "duplicated", "error", "erroneous", "invalid", "mistake", "mistakenly"];
/// Words that turn the meaning of one of the next words.
const NOT: [&str; 5] = ["not", "no", "non", "never", "without"];
/// So many words before another, one of these turns its meaning: "not on the list".
const NEAR: usize = 4;
/// What may be cancelled while a person goes on waiting.
const EVENTS: [&str; 14] = [
    "operation",
    "op",
    "appointment",
    "appt",
    "procedure",
    "surgery",
    "admission",
    "tci",
    "theatre",
    "session",
    "clinic",
    "booking",
    "slot",
    "date",
];

/// The words of each part of a value between signs, in lower case.
fn parts(value: &str) -> Vec<Vec<String>> {
    let value =
        value.replace(['\u{2013}', '\u{2014}'], " - ").replace(" - ", ";").replace([',', ':', '(', ')', '/', '|'], ";");
    let words = |part: &str| -> Vec<String> {
        let plain = plain(part);
        plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string).collect()
    };
    value.split(';').map(words).filter(|words| !words.is_empty()).collect()
}

/// What was found in a part of a value.
#[derive(Default)]
struct Said {
    nobody: bool,
    planned: bool,
    removed: bool,
    treated: bool,
    gone: bool,
    waiting: bool,
    /// Incomplete pathways, whose kind may be admitted.
    incomplete: bool,
}

impl Said {
    fn read(&mut self, words: &[String]) {
        let has = |of: &[&str], at: usize| of.contains(&words[at].as_str());
        let pair = |at: usize, a: &str, b: &str| words[at] == a && words.get(at + 1).is_some_and(|w| w == b);
        // What is to come, or was cancelled, is no end.
        let to_come = (0..words.len()).find(|&i| {
            pair(i, "to", "be") || pair(i, "due", "to") || pair(i, "waiting", "to") || pair(i, "will", "be")
        });
        let event = (0..words.len()).any(|i| has(&EVENTS, i));
        let no_longer = (0..words.len()).find(|&i| pair(i, "no", "longer") || pair(i, "not", "longer"));
        for at in 0..words.len() {
            let before = &words[at.saturating_sub(NEAR)..at];
            // "Non-admitted" is a kind of treatment, too.
            let kind = words[at] == "admitted" && before.last().is_some_and(|w| w == "non");
            let turned = !kind && before.iter().any(|w| NOT.contains(&w.as_str()));
            let later = to_come.is_some_and(|i| i < at);
            if has(&NOBODY, at) {
                self.nobody |= !turned;
            } else if has(&["planned", "surveillance"], at) {
                self.planned |= !turned;
            } else if has(&REMOVED, at) {
                let only_date = event && words[at].starts_with("cancel");
                let stays = turned || later || only_date;
                *(if stays { &mut self.waiting } else { &mut self.removed }) = true;
            } else if has(&TREATED, at) {
                *(if turned || later { &mut self.waiting } else { &mut self.treated }) = true;
            } else if has(&GONE, at) {
                *(if turned { &mut self.waiting } else { &mut self.gone }) = true;
            } else if has(&BOOKED, at) {
                self.waiting = true;
            } else if has(&WAITING, at) || (words[at] == "list" && turned) {
                self.incomplete |= words[at] == "incomplete" && !turned;
                *(if turned { &mut self.gone } else { &mut self.waiting }) = true;
            }
        }
        self.waiting |= to_come.is_some();
        if let Some(at) = no_longer {
            let of_wait = words[at..].iter().any(|w| WAITING.contains(&w.as_str()) || w == "list");
            *(if of_wait { &mut self.gone } else { &mut self.removed }) = true;
        }
    }
}

/// What a code or the words of a value of a status column say; nothing where they are not known. Codes are those of the referral to treatment status. A negation turns the meaning:
/// "not treated" waits, and "not waiting" has gone.
pub(super) fn state(value: &str) -> Option<State> {
    if let Some(clock) = clock(value) {
        return Some(match clock {
            Clock::Runs => State::Waiting,
            Clock::Treated => State::Treated,
            Clock::Stopped => State::Removed,
            Clock::Off => State::OffClock,
        });
    }
    words(value)
}

/// Whether a value has a word that turns the meaning of others.
pub(super) fn is_turned(value: &str) -> bool {
    parts(value).iter().flatten().any(|w| NOT.contains(&w.as_str()))
}

/// Whether a value says that people wait no longer.
pub(super) fn says_gone(value: &str) -> bool {
    matches!(words(value), Some(State::Treated | State::Removed | State::Gone))
}

/// What the words of a value say.
pub(super) fn words(value: &str) -> Option<State> {
    let mut said = Said::default();
    parts(value).iter().for_each(|words| said.read(words));
    Some(match () {
        () if said.nobody => State::Nobody,
        () if said.planned => State::Planned,
        // People who were treated are discharged, too.
        () if said.removed && said.treated && folded(value).contains("discharged") => State::Treated,
        () if said.removed => State::Removed,
        () if said.gone => State::Gone,
        () if said.incomplete => State::Waiting,
        () if said.treated => State::Treated,
        () if said.waiting => State::Waiting,
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes_say_what_has_become_of_people() {
        for (value, wanted) in [
            ("30", Some(State::Treated)),
            ("Treated", Some(State::Treated)),
            ("34", Some(State::Removed)),
            ("Patient declined", Some(State::Removed)),
            ("removed - not fit", Some(State::Removed)),
            ("Not treated", Some(State::Waiting)),
            ("not yet removed", Some(State::Waiting)),
            ("20", Some(State::Waiting)),
            ("20 - Subsequent activity", Some(State::Waiting)),
            ("91", Some(State::OffClock)),
            ("Active", Some(State::Waiting)),
            ("Not booked", Some(State::Waiting)),
            ("Incomplete non-admitted", Some(State::Waiting)),
            ("Completed non-admitted", Some(State::Treated)),
            ("Planned", Some(State::Planned)),
            ("7", None),
            ("on hold", None),
        ] {
            assert_eq!(state(value), wanted, "{value}");
        }
    }

    #[test]
    fn a_negation_turns_the_meaning() {
        for (wanted, values) in [
            (
                State::Gone,
                &[
                    "Not waiting",
                    "No longer waiting",
                    "Not on list",
                    "Not on the waiting list",
                    "Off waiting list",
                    "Off list",
                    "Not active",
                    "Inactive waiting",
                    "Inactive",
                    "Waiting list closed",
                    "Closed",
                    "CLOSED - waiting list",
                    "no longer on list",
                    "Non-active",
                    "Not currently waiting",
                ][..],
            ),
            (
                State::Waiting,
                &[
                    "To be seen",
                    "To be admitted",
                    "Operation cancelled",
                    "Procedure cancelled by hospital",
                    "Not discharged",
                    "Not yet seen",
                    "Waiting to be treated",
                    "Due to be admitted",
                    "Not closed",
                    "Awaiting admission",
                    "Not admitted",
                    "Appointment canceled",
                    "Waiting (not seen)",
                    "Booked",
                ],
            ),
            (
                State::Treated,
                &["Complete", "Attended", "Seen", "Treated and discharged", "Discharged: treated", "Completed"],
            ),
            (
                State::Removed,
                &[
                    "Rejected",
                    "Transferred out",
                    "Referral cancelled",
                    "Cancelled",
                    "DNA discharged",
                    "Did not attend - discharged",
                    "Died",
                    "No longer required",
                    "Not fit - removed",
                    "Removed from waiting list",
                    "Declined treatment",
                ],
            ),
            (State::Nobody, &["Void", "Duplicate", "Entered in error", "Duplicate - removed", "Waiting (duplicate)"]),
            (State::Planned, &["Planned", "Waiting (planned)", "Planned - waiting"]),
        ] {
            for value in values {
                assert_eq!(state(value), Some(wanted), "{value}");
            }
        }
        assert_eq!((state("Blue"), state("7"), state("")), (None, None, None));
    }
}
