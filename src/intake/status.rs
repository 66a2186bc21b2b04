//! What has become of people, in the words and codes of a status column: of one person in a row, or of all that a row of a table counts.

use super::rtt_status::{Clock, clock};
use super::status_part::{NEAR, Part, parts};
use super::status_words::*;
use super::values::folded;

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

/// What was found in a value.
#[derive(Default)]
struct Said {
    nobody: bool,
    mistake: bool,
    righted: bool,
    planned: bool,
    died: bool,
    removed: bool,
    /// By a word that may be of an offer, or of another list.
    refused: bool,
    gone: bool,
    /// The place of the last word of a treatment.
    treated: Option<usize>,
    /// In a word that says so.
    surely: bool,
    admitted: bool,
    elsewhere: bool,
    untreated: bool,
    /// In a word that may be one of a list.
    waiting: bool,
    /// In a word that says so.
    waits: bool,
    /// The place of the last word that people are booked.
    booked: Option<usize>,
    /// Incomplete pathways, whose kind may be admitted.
    incomplete: bool,
    /// Something is to come after people were seen.
    comes: bool,
    again: bool,
    /// Only a date is new.
    rebooked: bool,
    /// Something is said that may mean either.
    unclear: bool,
    /// People wait for what comes after treatment.
    aftercare: bool,
}

impl Said {
    fn read(&mut self, part: &Part<'_>) {
        let to_come = part.to_come();
        self.righted |= part.any(&RIGHTED);
        self.elsewhere |= part.any(&["elsewhere", "privately", "private", "emergency"]);
        for at in 0..part.words.len() {
            self.word(part, at, to_come.is_some_and(|i| i < at));
            self.wait(part, at, to_come);
        }
        self.waiting |= to_come.is_some();
        if let Some(at) = (0..part.words.len()).find(|&i| part.pair(i, "no", "longer") || part.pair(i, "not", "longer"))
        {
            let of = |of: &[&str]| (at..part.words.len()).any(|i| part.has(of, i));
            *(match () {
                // People without a day wait, and so do those whose hold has ended.
                () if part.has(&BOOKED[..2], at + 2) || of(&HOLDS) => &mut self.waiting,
                () if of(&WAITING) || of(&["list", "listed", "wl"]) => &mut self.gone,
                () => &mut self.removed,
            }) = true;
        }
    }

    /// What a word says has become of people.
    fn word(&mut self, part: &Part<'_>, at: usize, later: bool) {
        let turned = part.turned(at, false);
        let next = part.words.get(at + 1).map(String::as_str);
        let events = (part.any(&EVENTS) || part.anywhere(&NO_ROOM)) && !part.any(&WHOLE);
        if part.before(at, &["previously", "was", "formerly"]) && !part.has(&TREATED, at) {
            // What was, and is no more.
        } else if part.has(&NOBODY, at) {
            let mistake = part.has(&MISTAKES, at);
            let undone = at > 1
                && part.has(&["in", "by"], at - 1)
                && (part.has(&REMOVED, at - 2)
                    || part.has(&GONE, at - 2)
                    || part.has(&REFUSED, at - 2)
                    || part.has(&TREATED, at - 2));
            *(match () {
                // Who was removed in error waits.
                () if mistake && undone => &mut self.again,
                () if mistake => &mut self.mistake,
                () => &mut self.nobody,
            }) |= !turned;
        } else if part.pair(at, "active", "monitoring") && part.before(at, &["following", "after"]) {
            // A new wait begins.
        } else if part.pair(at, "active", "monitoring") || part.watchful(at) {
            // Both stop the clock.
            *(if turned || later { &mut self.waiting } else { &mut self.removed }) = true;
        } else if part.has(&["planned", "surveillance"], at) {
            self.planned(part, at, turned);
        } else if part.has(&DIED, at) {
            self.died |= !turned;
        } else if part.has(&REMOVED, at) {
            let stays = turned
                || later
                || part.of_hold(at)
                || (part.is(at, "removal") && part.words.len() > 1 && !part.before(at, &["list"]))
                || part.before(at, &["stop"]);
            let undone = part.has(&["cancelled", "canceled", "rescinded"], at + 1);
            *(match () {
                () if undone => &mut self.again,
                () if stays => &mut self.waiting,
                () => &mut self.removed,
            }) = true;
        } else if part.has(&REFUSED, at) {
            self.refused(part, at, (turned || later, events));
        } else if part.has(&TREATED, at) {
            self.treatment(part, at, turned || later);
        } else if part.has(&TREATMENTS, at) && !turned {
            let after = part.before(at, &["after", "following"]) && !later;
            let begun = part.has(&BEGUN[..3], at + 1) && !later;
            let first = part.is(at, "treatment")
                && part.before(at, &["first", "definitive"])
                && !part.any(&["awaiting", "before", "waiting", "for"]);
            if after || begun || first {
                (self.treated, self.surely) = (Some(part.from + at), true);
            }
        } else if part.is(at, "left")
            && next
                .map_or_else(|| if at == 0 { part.first } else { part.before(at, &WHO_LEFT) }, |w| LEAVES.contains(&w))
        {
            let untreated = ["without", "before", "untreated"].iter().any(|w| next == Some(*w));
            *(if untreated { &mut self.removed } else { &mut self.gone }) = true;
        } else if part.pair(at, "not", "wait") {
            self.removed = true;
        } else if part.has(&AGAIN, at) {
            let date = part.words[at].starts_with("rebook") || part.is(at, "rescheduled");
            *(match turned {
                true => &mut self.waiting,
                false if date => &mut self.rebooked,
                false => &mut self.again,
            }) = true;
        } else if part.has(&GONE, at) {
            let off = part.is(at, "off") && next.is_some_and(|w| !OFF.contains(&w) && !HOLDS.contains(&w));
            let other = off || part.has(&NOT_THE_WAIT, at + 1) || part.before(at, &NOT_THE_WAIT);
            // Inactive on hold, or for a time: nobody says whether they wait.
            let for_a_time = part.is(at, "inactive") && (part.any(&HOLDS) || part.any(&["temporarily"]));
            if part.of_hold(at) || turned {
                self.waiting = true;
            } else if !other && !for_a_time {
                self.gone = true;
            }
        } else if part.is(at, "list") && part.turned(at, true) {
            self.gone = true;
        }
    }

    /// "Planned" is a list of its own, or says when something is done.
    fn planned(&mut self, part: &Part<'_>, at: usize, turned: bool) {
        let of_date =
            part.has(&["date", "for", "admission"], at + 1) || (at > 0 && (0..at).any(|i| part.has(&EVENTS, i)));
        let moved = part.anywhere(&["moved", "converted", "transferred", "now", "active"]);
        match () {
            () if turned => {}
            () if moved || of_date => self.waits = true,
            // "As planned".
            () if part.before(at, &["as"]) => {}
            () => self.planned = true,
        }
    }

    /// A date that is cancelled, an offer that is declined and a move to another list are no end.
    fn refused(&mut self, part: &Part<'_>, at: usize, (stays, events): (bool, bool)) {
        let cancelled = part.words[at].starts_with("cancel");
        let moved = part.is(at, "transferred")
            && (part.is(at + 1, "from") || (at + 1..part.words.len()).any(|i| part.has(&OTHER_LISTS, i)));
        let offer = !cancelled && (at + 1..part.words.len()).chain(0..at).any(|i| part.has(&OFFERS, i));
        let undone = cancelled && part.before(at, &["removal", "discharge"]);
        *(match () {
            () if undone => &mut self.again,
            () if cancelled && events && part.anywhere(&FOR_GOOD) => &mut self.unclear,
            () if stays || moved || (cancelled && events) => &mut self.waiting,
            () if offer => &mut self.unclear,
            () => &mut self.refused,
        }) = true;
    }

    fn treatment(&mut self, part: &Part<'_>, at: usize, turned: bool) {
        let word = part.words[at].as_str();
        let turned = turned || (at.saturating_sub(NEAR)..at).any(|i| part.has(&BEFORE, i));
        // A pathway, a list, or one that is open.
        let kind = word == "admitted"
            && (part.has(&KINDS, at + 1) || part.anywhere(&["open", "active"]) || part.before(at, &["pre"]));
        let complete = word.starts_with("complete") || word == "attended" || word == "done";
        let step = complete
            && part.before(at, &FIRST_STEPS)
            && (!part.before(at, &["op"]) || (at > 1 && part.is(at - 2, "pre")));
        if kind || step || part.before(at, &["part", "partly", "partially"]) {
            self.unclear = true;
        } else if turned {
            self.waiting = true;
            // "Not admitted" may be a kind of treatment.
            self.untreated |= word != "admitted";
        } else {
            self.treated = Some(part.from + at);
            self.admitted |= word == "admitted";
            self.surely |= part.has(&SURELY, at) && !part.has(&["for", "as"], at + 1);
        }
    }

    /// Whether people wait by a word.
    fn wait(&mut self, part: &Part<'_>, at: usize, to_come: Option<usize>) {
        if part.no_longer().is_some_and(|i| i < at) {
            return;
        }
        let next = part.words.get(at + 1).map(String::as_str);
        let while_so =
            part.before(at, &["while", "whilst"]) || part.before(at, &GONE) || part.before(at, &["previously", "was"]);
        if part.has(&BOOKED, at) {
            match (at.checked_sub(1).map(|i| part.words[i].as_str()), part.words[at].as_str()) {
                (Some("de" | "un"), "listed") => {
                    self.removed = true;
                    return;
                }
                // With no date, or on no list: it is not said.
                (Some("not" | "never"), "listed") => return,
                _ => self.waiting = true,
            }
        } else if part.has(&WAITING, at) && !part.watchful(at) && !part.pair(at, "active", "monitoring") {
            let turned = part.turned(at, true);
            self.incomplete |= part.is(at, "incomplete") && !turned;
            *(if turned { &mut self.gone } else { &mut self.waiting }) = true;
        }
        if part.turned(at, true) || while_so {
            return;
        }
        let on = part.is(at, "waiting")
            && !part.watchful(at)
            && next.is_none_or(|w| ["for", "to", "on", "since"].contains(&w));
        let on_list = part.is(at, "on")
            && (at + 1..part.words.len().min(at + 4)).any(|i| part.has(&["list", "wl", "ipwl", "ptl"], i));
        let added = part.has(&["add", "added", "put"], at) && part.has(&["to", "on"], at + 1);
        let comes = part.has(&TO_COME, at)
            && !part.aftercare(at + 1)
            && !part.turned(at, false)
            && !part.before(at, &["waiting", "awaiting", "listed", "booked", "admitted"]);
        // "Follow up booked", at the end.
        let after = next.is_none() && part.has(&["booked", "pending", "scheduled"], at);
        let from = if after { at.saturating_sub(2) } else { at + 1 };
        let from = (from..at).rev().find(|i| part.has(&TREATED, *i)).map_or(from, |i| i + 1);
        let still = (on || part.has(&STILL, at) || to_come == Some(at)) && !part.aftercare(from);
        if still && part.has(&BOOKED, at) {
            self.booked = Some(part.from + at);
        }
        // Of an appointment after treatment it is not said whether people wait.
        self.aftercare |= (part.has(&STILL, at) || part.is(at, "waiting")) && part.aftercare(0);
        self.waits |= (still && !part.has(&BOOKED, at))
            || on_list
            || added
            || part.pair(at, "active", "on")
            || (part.is(at, "active") && !part.is(at + 1, "monitoring"));
        self.comes |= comes;
    }

    fn state(&self, value: &str) -> Option<State> {
        let ended = self.removed || self.gone;
        let treated = self.treated.is_some();
        // Booked, and then seen.
        let booked = self.booked.is_some_and(|at| self.treated.is_none_or(|treated| treated < at));
        let waits = self.waits || booked;
        Some(match () {
            () if (self.again || (self.rebooked && !self.surely)) && !self.nobody => State::Waiting,
            () if self.nobody || (self.mistake && !self.righted) => State::Nobody,
            () if self.died => State::Removed,
            () if self.planned && treated => {
                if self.surely {
                    State::Treated
                } else {
                    return None;
                }
            }
            () if self.planned => State::Planned,
            // People who were treated are discharged, and taken off the list.
            () if (ended || self.refused) && (self.surely || self.admitted) && !self.elsewhere && !waits => {
                State::Treated
            }
            () if self.removed && treated && !waits && folded(value).contains("discharged") => State::Treated,
            () if self.refused && !ended && waits => State::Waiting,
            () if ended && waits => return None,
            () if self.removed || self.refused || (self.gone && self.untreated) => State::Removed,
            () if self.gone => State::Gone,
            () if self.incomplete => State::Waiting,
            // "Seen in clinic, awaiting surgery"; of those who were treated it may be another wait.
            () if treated && self.surely && waits => return None,
            () if treated && (waits || (self.comes && !self.surely)) => State::Waiting,
            () if treated && self.unclear => return None,
            () if treated => State::Treated,
            () if self.untreated => State::Untreated,
            () if waits => State::Waiting,
            () if self.waiting && !self.unclear && !self.aftercare => State::Waiting,
            () => return None,
        })
    }
}

/// What a code or the words of a value of a status column say; nothing where they are not known. Codes are those of the referral to treatment status. A negation turns the meaning:
/// "not treated" waits, and "not waiting" has gone.
pub(super) fn state(value: &str) -> Option<State> {
    let words = words(value);
    let of_code = clock(value).map(|clock| match clock {
        Clock::Runs => State::Waiting,
        Clock::Treated => State::Treated,
        Clock::Stopped => State::Removed,
        Clock::Off => State::OffClock,
    });
    match (of_code, words) {
        // A hospital's own codes may mean something else: `20 - Removed`.
        (Some(code), Some(words)) if !agree(code, words) => Some(words),
        (Some(code), _) => Some(code),
        (None, words) => words,
    }
}

/// Whether the words beside a code may be those of the code.
fn agree(code: State, words: State) -> bool {
    match code {
        State::Waiting => !matches!(words, State::Removed | State::Gone | State::Nobody | State::Planned),
        State::Treated => !matches!(words, State::Waiting | State::Removed | State::Nobody | State::Planned),
        _ => !matches!(words, State::Waiting | State::Nobody | State::Planned),
    }
}

/// Whether a value has a word that turns the meaning of others. "Non-admitted" is a kind of treatment.
pub(super) fn is_turned(value: &str) -> bool {
    let turns = |words: &Vec<String>| {
        let kind = |i: usize| words[i] == "non" && words.get(i + 1).is_some_and(|w| w == "admitted");
        (0..words.len()).any(|i| NOT.contains(&words[i].as_str()) && !kind(i))
    };
    parts(value).iter().any(turns)
}

/// Whether a value says that people wait no longer.
pub(super) fn says_gone(value: &str) -> bool {
    matches!(words(value), Some(State::Treated | State::Removed | State::Gone))
}

/// What the words of a value say.
pub(super) fn words(value: &str) -> Option<State> {
    let mut said = Said::default();
    let parts = parts(value);
    let mut from = 0;
    for (i, words) in parts.iter().enumerate() {
        said.read(&Part { words, first: i == 0, from, all: &parts });
        from += words.len();
    }
    said.state(value)
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
                    "Cancelled - no bed",
                    "Cancelled on the day",
                    "Declined TCI - awaiting further date",
                    "Patient declined offer - remains on list",
                    "Transferred to another consultant - waiting",
                    "Transferred to IPWL",
                    "Previously removed, now back on list",
                    "Removed in error, waiting",
                    "Discharged in error",
                    "Removal cancelled",
                    "No longer on hold",
                    "No TCI waiting",
                    "Patient not available active",
                    "Seen - added to waiting list",
                    "Seen, needs surgery",
                    "Surgery planned for March",
                    "Planned - moved to active",
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
                    "Seen - follow up booked",
                    "Seen, review pending",
                    "Removed - treated",
                    "Closed - treated",
                    "Clock stopped - first definitive treatment",
                    "Discharged after surgery",
                    "Booked and seen",
                    "Scheduled - completed",
                    "Treated as planned",
                    "Seen - awaiting typing",
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
                    "20 - Removed",
                    "Died awaiting surgery",
                    "Waiting list entry cancelled",
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
        for unknown in [
            "Blue",
            "7",
            "",
            "Not listed",
            "Inactive on hold",
            "Treated - awaiting surgery of the other eye",
            "POA completed",
            "Declined TCI date",
            "Operation cancelled - treated elsewhere",
        ] {
            assert_eq!(state(unknown), None, "{unknown}");
        }
    }
}
