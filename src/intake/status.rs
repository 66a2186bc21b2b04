//! What has become of people, in the words and codes of a status column: of one person in a row, or of all that a row of a table counts.

use super::rtt_status::{Clock, clock};
use super::values::{folded, plain};

/// What a status says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    /// Not treated: they wait, or have left untreated where a day says that they left.
    Untreated,
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
const REMOVED: [&str; 18] = [
    "removed",
    "delisted",
    "unlisted",
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
    "lwbs",
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
/// Words that turn the meaning of a treatment that follows.
const BEFORE: [&str; 2] = ["before", "prior"];
/// Words of those who are on the list again, whatever stands beside them.
const AGAIN: [&str; 8] =
    ["reinstated", "relisted", "reopened", "resumed", "restarted", "rebooked", "rescheduled", "reactivated"];
/// Words of mistakes, which may have been put right, and words that say so.
const MISTAKES: [&str; 5] = ["error", "erroneous", "invalid", "mistake", "mistakenly"];
const RIGHTED: [&str; 6] = ["corrected", "fixed", "resolved", "rectified", "amended", "cleared"];
/// Words of a wait that goes on, where something that is to come stands behind them.
const STILL: [&str; 7] = ["awaiting", "pending", "booked", "listed", "scheduled", "waitlisted", "outstanding"];
/// What comes after treatment.
const AFTERCARE: [&str; 6] = ["follow", "followup", "fu", "review", "aftercare", "letter"];
/// Words of treatments; one who is only seen, attends or is admitted may wait for one.
const SURELY: [&str; 3] = ["treated", "operated", "performed"];
/// A wait that stood still.
const HOLDS: [&str; 6] = ["hold", "pause", "suspension", "suspended", "deferral", "paused"];
/// What people leave, or before what, so that "left" is no side of the body.
const LEAVES: [&str; 9] = ["without", "before", "untreated", "list", "the", "hospital", "department", "clinic", "area"];
/// What may stand before "left" where nothing stands behind it.
const WHO_LEFT: [&str; 15] = [
    "patient", "pt", "person", "client", "child", "family", "has", "have", "had", "already", "since", "now", "and",
    "they", "who",
];
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
    mistake: bool,
    planned: bool,
    removed: bool,
    /// By "cancelled" alone, which may be of a date.
    cancelled: bool,
    treated: bool,
    /// In a word that says so.
    surely: bool,
    untreated: bool,
    gone: bool,
    waiting: bool,
    /// Incomplete pathways, whose kind may be admitted.
    incomplete: bool,
    /// After having been seen.
    still: bool,
    again: bool,
    /// Only a date is new.
    rebooked: bool,
    righted: bool,
}

/// Whether what is to come is no treatment.
fn aftercare(words: &[String]) -> bool {
    words.iter().any(|w| AFTERCARE.contains(&w.as_str()) || w.starts_with("discharg"))
}

impl Said {
    /// Reads a part of a value; `first` where it is the first.
    fn read(&mut self, words: &[String], first: bool) {
        let has = |of: &[&str], at: usize| of.contains(&words[at].as_str());
        let pair = |at: usize, a: &str, b: &str| words[at] == a && words.get(at + 1).is_some_and(|w| w == b);
        // What is to come, or was cancelled, is no end.
        let to_come = (0..words.len()).find(|&i| {
            pair(i, "to", "be") || pair(i, "due", "to") || pair(i, "waiting", "to") || pair(i, "will", "be")
        });
        let event = (0..words.len()).any(|i| has(&EVENTS, i));
        let no_longer = (0..words.len()).find(|&i| pair(i, "no", "longer") || pair(i, "not", "longer"));
        self.righted |= words.iter().any(|w| RIGHTED.contains(&w.as_str()));
        let watchful = |at: usize| at > 0 && pair(at - 1, "watchful", "waiting");
        let on_hold = words.iter().any(|w| HOLDS.contains(&w.as_str()));
        for at in 0..words.len() {
            let before = &words[at.saturating_sub(NEAR)..at];
            // "Non-admitted" is a kind of treatment, too.
            let of_kind = |i: usize| pair(i, "non", "admitted");
            // "Non" turns the next word only.
            let turns = |i: usize| NOT.contains(&words[i].as_str()) && (words[i] != "non" || i + 1 == at);
            let turned = (at.saturating_sub(NEAR)..at).any(|i| turns(i) && !of_kind(i));
            let held = (0..at).any(|i| has(&HOLDS, i)) || (at + 1 < words.len() && has(&HOLDS, at + 1));
            let of_hold = (0..at).any(|i| has(&HOLDS, i))
                || (pair(at, "removed", "from") && at + 2 < words.len() && has(&HOLDS, at + 2));
            let later = to_come.is_some_and(|i| i < at);
            let next = words.get(at + 1).map(String::as_str);
            // Behind other words it may be a side of the body.
            let who_left = |at: usize| if at == 0 { first } else { has(&WHO_LEFT, at - 1) };
            if has(&NOBODY, at) {
                let mistake = has(&MISTAKES, at);
                *(if mistake { &mut self.mistake } else { &mut self.nobody }) |= !turned;
            } else if pair(at, "active", "monitoring") || watchful(at) {
                // Both stop the clock.
                *(if turned || later { &mut self.waiting } else { &mut self.removed }) = true;
            } else if has(&["planned", "surveillance"], at) {
                self.planned |= !turned;
            } else if has(&REMOVED, at) {
                let cancelled = words[at].starts_with("cancel");
                let stays = turned || later || (event && cancelled) || of_hold || pair(at, "transferred", "in");
                *(match stays {
                    true => &mut self.waiting,
                    false if cancelled => &mut self.cancelled,
                    false => &mut self.removed,
                }) = true;
            } else if has(&TREATED, at) {
                let turned = turned || before.iter().any(|w| BEFORE.contains(&w.as_str()));
                if turned || later {
                    self.waiting = true;
                    // "Not admitted" may be a kind of treatment.
                    self.untreated |= words[at] != "admitted";
                } else {
                    self.treated = true;
                    self.surely |= has(&SURELY, at);
                }
            } else if words[at] == "left" && next.map_or_else(|| who_left(at), |w| LEAVES.contains(&w)) {
                let untreated = ["without", "before", "untreated"].iter().any(|w| next == Some(*w));
                *(if untreated { &mut self.removed } else { &mut self.gone }) = true;
            } else if pair(at, "not", "wait") {
                self.removed = true;
            } else if has(&AGAIN, at) {
                let date = words[at] == "rebooked" || words[at] == "rescheduled";
                *(match turned {
                    true => &mut self.waiting,
                    false if date => &mut self.rebooked,
                    false => &mut self.again,
                }) = true;
            } else if has(&GONE, at) {
                // Inactive on hold: nobody says whether they wait.
                if words[at] != "inactive" || !on_hold || held || turned {
                    *(if turned || held { &mut self.waiting } else { &mut self.gone }) = true;
                }
            } else if has(&BOOKED, at) {
                let before = at.checked_sub(1).map(|i| words[i].as_str());
                match (before, words[at].as_str()) {
                    (Some("de" | "un"), "listed") => self.removed = true,
                    // With no date, or on no list: it is not said.
                    (Some("not" | "never"), "listed") => {}
                    _ => self.waiting = true,
                }
            } else if has(&WAITING, at) || (words[at] == "list" && turned) {
                self.incomplete |= words[at] == "incomplete" && !turned;
                *(if turned { &mut self.gone } else { &mut self.waiting }) = true;
            }
            let on = words[at] == "waiting"
                && !watchful(at)
                && (next.is_none_or(|w| ["for", "to"].contains(&w)) || pair(at, "waiting", "on"));
            // "Follow up booked", at the end.
            let after = next.is_none() && has(&["booked", "pending", "scheduled"], at);
            let from = if after { at.saturating_sub(2) } else { at + 1 };
            let from = (from..at).rev().find(|i| has(&TREATED, *i)).map_or(from, |i| i + 1);
            self.still |= !turned && (on || has(&STILL, at) || to_come == Some(at)) && !aftercare(&words[from..]);
        }
        self.waiting |= to_come.is_some();
        if let Some(at) = no_longer {
            let of = |of: &[&str]| words[at..].iter().any(|w| of.contains(&w.as_str()));
            *(match () {
                // People without a day wait.
                () if words.get(at + 2).is_some_and(|w| ["booked", "scheduled"].contains(&w.as_str())) => {
                    &mut self.waiting
                }
                () if of(&WAITING) || of(&["list", "listed"]) => &mut self.gone,
                () => &mut self.removed,
            }) = true;
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
    parts(value).iter().enumerate().for_each(|(i, words)| said.read(words, i == 0));
    // "Cancelled by hospital, awaiting new date"; "treated, rebooked" is of another treatment.
    said.removed |= said.cancelled && !said.still;
    said.waiting |= said.cancelled && said.still;
    said.again |= said.rebooked && !said.surely;
    Some(match () {
        () if said.again && !said.nobody => State::Waiting,
        () if said.nobody || (said.mistake && !said.righted) => State::Nobody,
        () if said.planned => State::Planned,
        // People who were treated are discharged, too.
        () if said.removed && said.treated && folded(value).contains("discharged") => State::Treated,
        () if said.removed || (said.gone && said.untreated) => State::Removed,
        () if said.gone => State::Gone,
        () if said.incomplete => State::Waiting,
        // "Seen in clinic, awaiting surgery".
        () if said.treated && said.still && !said.surely => State::Waiting,
        () if said.treated => State::Treated,
        () if said.untreated => State::Untreated,
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
            ("Not treated", Some(State::Untreated)),
            ("not yet removed", Some(State::Waiting)),
            ("20", Some(State::Waiting)),
            ("20 - Subsequent activity", Some(State::Waiting)),
            ("91", Some(State::OffClock)),
            ("Active", Some(State::Waiting)),
            ("Not booked", Some(State::Waiting)),
            ("Incomplete non-admitted", Some(State::Waiting)),
            ("Non-admitted incomplete", Some(State::Waiting)),
            ("Not admitted, incomplete", Some(State::Waiting)),
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
                    "Left",
                    "Left the list",
                    "Patient left",
                    "No longer listed",
                    "Closed - was on hold",
                    "Closed while on hold",
                    "Off list while suspended",
                    "Patient has since left",
                ][..],
            ),
            (
                State::Waiting,
                &[
                    "Operation cancelled",
                    "Procedure cancelled by hospital",
                    "Not discharged",
                    "To be admitted",
                    "Due to be admitted",
                    "Not closed",
                    "Awaiting admission",
                    "Not admitted",
                    "Appointment canceled",
                    "Booked",
                    "Seen in clinic, awaiting surgery",
                    "Seen in clinic - awaiting surgery",
                    "Seen in clinic awaiting surgery",
                    "Seen, waiting",
                    "Seen; listed for surgery",
                    "Seen - booked for surgery",
                    "Attended, awaiting results",
                    "Admitted, awaiting surgery",
                    "Pre-op completed, to be admitted",
                    "Waiting for theatre (seen by surgeon)",
                    "Off hold",
                    "Taken off hold",
                    "Suspension ended",
                    "Waiting since error corrected",
                    "Waiting - entry error resolved",
                    "Removed in error - reinstated",
                    "Cancelled, rebooked",
                    "Awaiting left knee replacement",
                    "Listed for surgery",
                    "No longer booked",
                    "Listed - left hip",
                    "Listed for knee replacement - left",
                    "No TCI date listed",
                    "Not yet listed",
                    "Non-urgent awaiting TCI",
                    "Suspension closed",
                    "Hold removed",
                    "Removed from hold",
                    "MDT review completed awaiting surgery",
                    "Seen at FU listed",
                    "Transferred in - waiting",
                    "Cancelled by hospital, awaiting new date",
                    "Treated in error, reinstated",
                    "Treated, clock restarted",
                    "Listed, hip left",
                ],
            ),
            (
                State::Untreated,
                &[
                    "To be seen",
                    "Not yet seen",
                    "Never treated",
                    "Not treated",
                    "Waiting to be treated",
                    "Waiting (not seen)",
                    "Not seen yet, waiting",
                ],
            ),
            (
                State::Treated,
                &[
                    "Complete",
                    "Attended",
                    "Seen",
                    "Seen in clinic",
                    "Treated and discharged",
                    "Discharged: treated",
                    "Completed",
                    "Waiting list: treated",
                    "Seen, awaiting follow-up",
                    "Admitted, due to be discharged",
                    "Treated - awaiting surgery of the other eye",
                    "Seen - follow up booked",
                    "Seen, review pending",
                    "Treated, rebooked for the other eye",
                ],
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
                    "No longer needs booked operation",
                    "De-listed",
                    "Referral cancelled - patient moved",
                    "Not fit - removed",
                    "Removed from waiting list",
                    "Declined treatment",
                    "Left without being seen",
                    "Left before being seen",
                    "Patient left before treatment",
                    "Left untreated",
                    "LWBS",
                    "Did not wait",
                    "Died before being seen",
                    "Discharged without being seen",
                    "Discharged before being treated",
                    "Closed - never treated",
                    "Active monitoring",
                    "Watchful waiting",
                ],
            ),
            (
                State::Nobody,
                &[
                    "Void",
                    "Duplicate",
                    "Entered in error",
                    "Duplicate - removed",
                    "Waiting (duplicate)",
                    "Duplicate - resolved",
                ],
            ),
            (State::Planned, &["Planned", "Waiting (planned)", "Planned - waiting"]),
        ] {
            for value in values {
                assert_eq!(state(value), Some(wanted), "{value}");
            }
        }
        for unknown in ["Blue", "7", "", "Not listed", "Inactive on hold"] {
            assert_eq!(state(unknown), None, "{unknown}");
        }
    }
}
