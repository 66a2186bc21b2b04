//! What has become of a person, in the words and codes of a status column.

use crate::intake::rtt_status::{Clock, clock};
use crate::intake::values::plain;

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
}

/// Words of those who have left untreated.
const REMOVED: [&str; 9] =
    ["removed", "cancelled", "canceled", "declined", "died", "dead", "deceased", "withdrawn", "discharged"];

/// What a value of a status column says; nothing where it is not known. Codes are those of the referral to treatment status.
pub(super) fn state(value: &str) -> Option<State> {
    if let Some(clock) = clock(value) {
        return Some(match clock {
            Clock::Runs => State::Waiting,
            Clock::Treated => State::Treated,
            Clock::Stopped => State::Removed,
            Clock::Off => State::OffClock,
        });
    }
    let value = plain(value);
    let has = |of: &[&str]| of.iter().any(|w| value.split_whitespace().any(|v| v == *w));
    Some(match () {
        () if has(&["planned", "surveillance"]) => State::Planned,
        () if value.starts_with("not ") => State::Waiting,
        () if has(&REMOVED) => State::Removed,
        () if has(&["treated", "admitted", "seen", "operated", "completed"]) => State::Treated,
        () if has(&["waiting", "active", "open", "incomplete", "current", "listed"]) => State::Waiting,
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
            ("Planned", Some(State::Planned)),
            ("7", None),
            ("on hold", None),
        ] {
            assert_eq!(state(value), wanted, "{value}");
        }
    }
}
