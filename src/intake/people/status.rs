//! What has become of a person, in the words and codes of a status column.

use crate::intake::values::plain;

/// What a status says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Treated,
    Removed,
    /// On a list for a planned date, which is no wait.
    Planned,
}

/// Words of those who have left untreated.
const REMOVED: [&str; 9] =
    ["removed", "cancelled", "canceled", "declined", "died", "dead", "deceased", "withdrawn", "discharged"];

/// What a value of a status column says; nothing where it is not known. Codes are those of the referral to treatment status.
pub(super) fn state(value: &str) -> Option<State> {
    let value = plain(value);
    let has = |of: &[&str]| of.iter().any(|w| value.split_whitespace().any(|v| v == *w));
    Some(match value.as_str() {
        "10" | "11" | "12" | "20" | "21" => State::Waiting,
        "30" => State::Treated,
        "31" | "32" | "33" | "34" | "35" | "36" => State::Removed,
        _ if has(&["planned", "surveillance"]) => State::Planned,
        _ if value.starts_with("not ") => State::Waiting,
        _ if has(&REMOVED) => State::Removed,
        _ if has(&["treated", "admitted", "seen", "operated", "completed"]) => State::Treated,
        _ if has(&["waiting", "active", "open", "incomplete", "current", "listed"]) => State::Waiting,
        _ => return None,
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
            ("Active", Some(State::Waiting)),
            ("Planned", Some(State::Planned)),
            ("7", None),
            ("on hold", None),
        ] {
            assert_eq!(state(value), wanted, "{value}");
        }
    }
}
