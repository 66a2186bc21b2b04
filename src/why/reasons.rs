//! Why a person was called at a session, or was not, in a sentence or two.

use super::numbers_in_words::{count, people, thousands, were};
use super::section::Line;
use super::standing::ReservedPlace;
use super::{Life, Reason, Seen, Standing};
use crate::discipline::Order;
use crate::experiment::Status;

/// Why a person was called when they were, or why not.
pub(super) fn reasons(life: &Life, standings: &[Seen]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (i, seen) in standings.iter().enumerate() {
        let Some(standing) = &seen.standing else { continue };
        let text = match seen.why {
            Reason::Called => {
                let before = standings[..i].last().filter(|s| s.why == Reason::SessionBefore);
                called_in_words(standing, before, seen.passed_over)
            }
            Reason::Last => {
                let left = if life.status == Status::Waiting.name() { "" } else { " before they left" };
                not_called_in_words(standing, left)
            }
            _ => continue,
        };
        lines.push(Line::new(&seen.at.date, text));
    }
    lines
}

pub(super) fn slots_in_words(slots: u32) -> String {
    count(slots as usize, "slot", "slots")
}

/// The slots of a session, and how many were ahead for them.
fn session_in_words(standing: &Standing) -> Option<String> {
    let (slots, ahead) = (standing.slots?, standing.ahead()?);
    let all = slots_in_words(slots);
    let for_all = |kept: u32| thousands(slots.saturating_sub(kept) as usize);
    Some(match (standing.reserved, standing.slot) {
        // At the first slot that is open to everybody.
        (Some(reserved), kept) if reserved.slots == Some(kept) => format!(
            "{all}: {} reserved, with {} ahead of those they are for, and {} for everybody, with {} ahead",
            thousands(kept as usize),
            people(reserved.place - 1),
            for_all(kept),
            people(ahead)
        ),
        (Some(ReservedPlace { slots: Some(kept), .. }), _) => {
            format!(
                "{all}, {} of them reserved, and of those they are for {} ahead",
                thousands(kept as usize),
                were(ahead)
            )
        }
        (Some(_), _) => format!("{all}, and of the people the first is reserved for, {} ahead", were(ahead)),
        (None, 0) => format!("{all}, and {} ahead", were(ahead)),
        (None, kept) => format!(
            "{all}: {} reserved for others, and {} for everybody, with {} ahead",
            thousands(kept as usize),
            for_all(kept),
            people(ahead)
        ),
    })
}

/// Whether there was a slot for everybody ahead and the person.
fn is_enough(standing: &Standing) -> bool {
    let Some((slots, ahead)) = standing.slots.zip(standing.ahead()) else { return standing.slots.is_none() };
    let open = match standing.reserved.and_then(|r| r.slots) {
        Some(kept) if kept > standing.slot => kept.saturating_sub(standing.slot),
        _ => slots.saturating_sub(standing.slot),
    };
    ahead < open as usize
}

fn called_in_words(standing: &Standing, before: Option<&Seen>, passed_over: usize) -> String {
    let rule = rule_in_words(standing);
    let Some(ahead) = standing.ahead() else {
        let chance = standing.slots.map_or(String::new(), |s| format!(" for each of {}", slots_in_words(s)));
        return format!(
            "The rule: {rule}. {} waited{chance}, and the lot fell on this person.",
            people(standing.waiting)
        );
    };
    let mut text = format!("The rule goes by {rule}. ");
    match session_in_words(standing) {
        Some(session) => text.push_str(&format!("This session had {session}")),
        None => text.push_str(&format!("A place was free, and {} ahead", were(ahead))),
    }
    if passed_over > 0 {
        let need = if passed_over == 1 { "needs" } else { "need" };
        text.push_str(&format!(
            "; {} who {need} more time than was left of the session could not be taken, and this shorter case fitted.",
            people(passed_over)
        ));
    } else if is_enough(standing) {
        text.push_str(", so it was this person's turn.");
    } else {
        text.push_str("; enough of them cancelled or declined for a slot to be left.");
    }
    if let Some((seen, of)) = before.and_then(|seen| seen.standing.as_ref().map(|s| (seen, s)))
        && let Some(session) = session_in_words(of)
    {
        text.push_str(&format!(" The session before, on {}, had {session}.", seen.at.date));
    }
    text
}

fn not_called_in_words(standing: &Standing, left: &str) -> String {
    let rule = rule_in_words(standing);
    let Some(ahead) = standing.ahead() else {
        return format!(
            "The rule: {rule}. {} waited, and the lot never fell on this person{left}.",
            people(standing.waiting)
        );
    };
    match session_in_words(standing) {
        Some(session) => format!("The rule goes by {rule}. The last session{left} had {session}."),
        None => format!("The rule goes by {rule}. At the last decision{left}, {} ahead.", were(ahead)),
    }
}

/// What the rule goes by.
fn rule_in_words(standing: &Standing) -> String {
    let inside = match standing.order {
        Order::Seniority if standing.unit.starts_with("place of the class") => {
            return "the order of the classes, and inside a class by the longest wait".into();
        }
        Order::Seniority if !standing.unit.is_empty() => standing.unit.as_str(),
        _ => standing.words.as_str(),
    };
    if inside.is_empty() { "what it does not say".into() } else { inside.to_string() }
}
