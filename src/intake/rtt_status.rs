//! The national codes of the referral to treatment status (NHS Data Dictionary), alone or beside their words.

use super::values::folded;

/// What a status says of a person's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// It runs: 10 to 12 begin it, 20 and 21 go on with it.
    Runs,
    /// The first treatment has stopped it: 30.
    Treated,
    /// Something else has stopped it, such as active monitoring, a decision not to treat or death: 31 to 36.
    Stopped,
    /// None runs: after treatment, during active monitoring, not yet referred, or not applicable: 90 to 92 and 98.
    Off,
}

/// What the codes mean, in words.
pub(super) const MEANING: &str = "codes of the referral to treatment status: 10 to 21 wait, 30 were treated, 31 to 36 left untreated, 90 to 98 are not on the clock";

/// Words that a column of codes may be named with, and words that say that it holds them.
const BESIDE: [&str; 21] = [
    "rtt",
    "status",
    "code",
    "period",
    "to",
    "treatment",
    "referral",
    "current",
    "waiting",
    "list",
    "pathway",
    "clock",
    "stage",
    "event",
    "outcome",
    "at",
    "month",
    "end",
    "latest",
    "last",
    "of",
];
/// Words that say it beside "RTT".
const HOLD: [&str; 4] = ["code", "stage", "event", "outcome"];

/// Words that may stand before a code.
const BEFORE: [&str; 6] = ["rtt", "status", "code", "period", "(", "["];

/// Words that make an amount or a date of a number before them.
const NO_CODE: [&str; 8] = ["day", "week", "month", "year", "wk", "mth", "patients", "people"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// The words of a name, where it has no others than those: also written as one (`rttstatus`).
fn named(column: &str) -> Option<Vec<&str>> {
    fn parts(word: &str) -> Option<Vec<&'static str>> {
        if word.is_empty() {
            return Some(Vec::new());
        }
        let rest =
            |known: &&'static str| word.strip_prefix(known).and_then(parts).map(|rest| [&[*known], &rest[..]].concat());
        BESIDE.iter().find_map(rest)
    }
    let each: Option<Vec<Vec<&str>>> = words(column).map(parts).collect();
    each.map(|each| each.concat())
}

/// Whether the name of a column, in lower case, says that it may hold codes of the status: `RTT status code`, `Status`, `RTT stage`.
pub(super) fn is_named(column: &str) -> bool {
    named(column).is_some_and(|words| {
        words.contains(&"status") || (words.contains(&"rtt") && words.iter().any(|w| HOLD.contains(w)))
    })
}

/// What a code says: `20`, `020`, `20.0`, `RTT 20`, `20 - Subsequent activity`, `Subsequent activity (20)`; none where it is no code.
pub(super) fn clock(text: &str) -> Option<Clock> {
    let text = folded(text);
    leading(&text).or_else(|| trailing(&text))
}

/// The same of a code behind its words, parted from them by a sign.
fn trailing(text: &str) -> Option<Clock> {
    let text = text.trim_end_matches([')', ']', ' ', '.']);
    let digits = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, code) = text.split_at(digits);
    let sign = before.trim_end_matches(' ').chars().next_back()?;
    let own: Vec<&str> = words(before).collect();
    let amount = own.iter().any(|word| NO_CODE.iter().any(|n| word.starts_with(n)));
    let worded = own.iter().any(|word| word.chars().all(char::is_alphabetic));
    let plain = !before.bytes().any(|b| b.is_ascii_digit());
    ("([-:".contains(sign) && worded && plain && !amount && code.len() < 4).then(|| read(code)).flatten()
}

fn leading(text: &str) -> Option<Clock> {
    let mut rest = text;
    while let Some(word) = BEFORE.iter().find(|w| rest.starts_with(**w)) {
        rest = rest[word.len()..].trim_start_matches([' ', ':', '-', '_', '=']);
    }
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (code, behind) = rest.split_at(digits);
    let behind = behind.strip_prefix('.').map_or(behind, |b| b.trim_start_matches('0'));
    let mut signs = behind.chars();
    let parted = signs.next().is_none_or(|c| !c.is_alphanumeric());
    let named = behind.chars().any(char::is_alphabetic) || behind.chars().all(|c| " )]:.-".contains(c));
    let amount =
        words(behind).next().is_some_and(|w| NO_CODE.iter().any(|n| w.starts_with(n)) || super::values::is_month(w));
    if !parted || !named || amount || code.len() > 4 {
        return None;
    }
    read(code)
}

fn read(code: &str) -> Option<Clock> {
    Some(match code.trim_start_matches('0') {
        "10" | "11" | "12" | "20" | "21" => Clock::Runs,
        "30" => Clock::Treated,
        "31" | "32" | "33" | "34" | "35" | "36" => Clock::Stopped,
        "90" | "91" | "92" | "98" => Clock::Off,
        _ => return None,
    })
}

/// What a value of a column says: a code where the name of the column says that it holds some, or where the value itself does.
pub(super) fn of_column(column: &str, value: &str) -> Option<Clock> {
    let own = folded(value).starts_with("rtt");
    if own || is_named(column) { clock(value) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_alone_and_beside_their_words() {
        for text in [
            "20",
            "020",
            "20.0",
            "20.",
            "RTT 20",
            "rtt_20",
            "RTT status code: 20",
            "20 - Subsequent activity",
            "20: x",
            "(20) x",
            "20 Subsequent",
            "Subsequent activity (20)",
            "Subsequent activity [20]",
            "Subsequent activity - 20",
            "Subsequent activity: 020",
        ] {
            assert_eq!(clock(text), Some(Clock::Runs), "{text}");
        }
        for (text, wanted) in
            [("30", Clock::Treated), ("36 - Patient died before treatment", Clock::Stopped), ("98", Clock::Off)]
        {
            assert_eq!(clock(text), Some(wanted), "{text}");
        }
        for text in [
            "",
            "99",
            "37",
            "2",
            "200",
            "20.5",
            "20-21",
            "20 weeks",
            "30 June",
            "20a",
            "x20",
            "RTT",
            "12 months",
            "-20",
            "2020-01-31",
            "Ward 20",
            "Waiting (week 20)",
            "x (200)",
            "10-20",
            "1 to (20)",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
        let named = [
            "status",
            "rtt status",
            "rtt period status",
            "rtt code",
            "referral to treatment period status",
            "rttstatus",
            "rttstatuscode",
            "rtt_stage",
            "rtt event",
            "status at month end",
        ];
        assert!(named.iter().all(|name| is_named(name)));
        assert!(
            ![
                "smoking status",
                "code",
                "decile code",
                "rtt weeks",
                "age",
                "stage",
                "event",
                "month end",
                "marital status",
                "rtt"
            ]
            .iter()
            .any(|name| is_named(name))
        );
    }
}
