//! The answer in plain words: sections of labelled lines, for a terminal or a page.

use super::numbers_in_words::{after, count, days, people, thousands};
use super::reasons::{reasons, slots_in_words};
pub use super::section::{Line, Section};
use super::{Ahead, Answer, Cell, Counted, Happening, Life, OfferEnd, Reason, Seen, Standing, Step, Who};
use crate::discipline::{Order, PersonKey};
use crate::experiment::Status;

/// What there is to say of one person.
#[must_use]
pub fn patient(answer: &Answer) -> Vec<Section> {
    let Answer { cell, who, life, standings, others } = answer;
    let mut head = vec![Line::new("", who_in_words(who)), Line::new("", caution(cell))];
    head.retain(|l| !l.text.is_empty());
    let title = format!("Patient {} on the list \"{}\", under \"{}\"", who.patient, cell.service, cell.variant);
    let mut sections =
        vec![Section { title, lines: head }, Section { title: "What happened".into(), lines: history(who, life) }];
    let why = reasons(life, standings);
    if !why.is_empty() {
        let called = standings.iter().any(|s| s.why == Reason::Called);
        let last = standings.iter().any(|s| s.why == Reason::Last);
        let title = match (called, last) {
            (true, false) => "Why then",
            (true, true) => "Why then, and why not again",
            (false, _) => "Why not",
        };
        sections.push(Section { title: title.into(), lines: why });
    }
    let stood: Vec<Line> = (standings.iter().enumerate())
        .flat_map(|(i, seen)| {
            stood(seen, standings[..i].iter().any(|s| s.why == Reason::Called && s.stage == seen.stage))
        })
        .collect();
    if !stood.is_empty() {
        sections.push(Section { title: "Who was ahead, and why".into(), lines: stood });
    }
    if !others.is_empty() {
        let lines = others.iter().map(|other| {
            let text = other.life.as_ref().map_or_else(|| NEVER_REFERRED.to_string(), |of| beside(of, life));
            Line::new(&other.variant, text)
        });
        let title = "The same person, with the same luck, under the other policies";
        sections.push(Section { title: title.into(), lines: lines.collect() });
    }
    sections
}

pub(super) const NEVER_REFERRED: &str = "never referred";

/// Whose life this is, and what it is not.
pub(super) fn caution(cell: &Cell) -> String {
    let scale = if (cell.scale - 1.0).abs() > f64::EPSILON {
        format!(" One simulated person stands for {}; all counts are of simulated people.", cell.scale)
    } else {
        String::new()
    };
    format!(
        "All people here are simulated; no real patient is described. A life in one run of chance (replication {} of {}, numbered \
         from 0, seed {}) shows how a policy works, not how well: `queuity compare` says what holds on average.{scale}",
        cell.replication, cell.replications, cell.seed
    )
}

/// The groups of a person and the clinical class.
pub(super) fn who_in_words(who: &Who) -> String {
    let groups = who.groups.iter().map(|g| {
        if g.hidden {
            format!("{}: {} (known to nobody but the rule)", g.attribute, g.truth)
        } else if g.recorded == g.truth {
            format!("{}: {}", g.attribute, g.truth)
        } else {
            format!("{}: {} (in the record: {})", g.attribute, g.truth, g.recorded)
        }
    });
    let within = |target: i64| {
        let weeks = if target % 7 == 0 { count(target as usize / 7, "week", "weeks") } else { days(target) };
        format!("(to be seen within {weeks})")
    };
    let first = format!("urgency: {} {}", who.urgency, within(who.target_days));
    let urgency = if who.urgency == who.urgency_at_end {
        first
    } else {
        format!("{first} at first, {} {} at the end", who.urgency_at_end, within(who.target_days_at_end))
    };
    let clock = format!("referred on {}", who.clock_start.date);
    groups.chain([urgency, clock]).collect::<Vec<_>>().join("; ")
}

/// What happened, day by day.
fn history(who: &Who, life: &Life) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (i, step) in life.steps.iter().enumerate() {
        let text = step_in_words(who, step, life.steps.get(i + 1));
        if text.is_empty() {
            continue;
        }
        match lines.last_mut().filter(|l| l.label == step.at.date) {
            Some(line) => line.text = format!("{}; {text}", line.text),
            None => lines.push(Line::new(&step.at.date, text)),
        }
    }
    lines.push(Line::new("", in_all(who, life)));
    if life.follow_ups > 0 {
        lines.push(Line::new(
            "",
            format!("then {} for follow-up", count(life.follow_ups, "appointment", "appointments")),
        ));
    }
    lines
}

/// The wait against the target, and the appointments.
pub(super) fn in_all(who: &Who, life: &Life) -> String {
    // A breach is one of the class as it then is.
    let over = life.days_waited - who.target_days_at_end;
    let target = match over {
        over if over > 0 => format!("{} beyond the target", days(over)),
        _ => "within the target".into(),
    };
    let offers = count(life.offers, "appointment", "appointments");
    let missed = if life.missed > 0 { format!(", {} missed", thousands(life.missed)) } else { String::new() };
    let official = life.official_days.map_or(String::new(), |of| format!(" ({} as official figures count)", days(of)));
    format!("In all: {} on the list{official}, {target}; {offers}{missed}.", days(life.days_waited))
}

fn step_in_words(who: &Who, step: &Step, next: Option<&Step>) -> String {
    let at = step.stage.as_ref().map_or(String::new(), |s| format!(" for {s}"));
    let after = after(step.days_waited);
    match &step.what {
        Happening::OnTheList => {
            format!("on the list when the run begins, referred on {}", who.clock_start.date)
        }
        Happening::Referred => "referred".into(),
        Happening::ReferredFrom { root } => format!("referred on to this list; first on that of \"{root}\""),
        Happening::ReferredOn { to, arrives } => format!("referred on to \"{to}\", there on {}", arrives.date),
        Happening::Joined => format!("joined the queue{at} {after}"),
        Happening::JoinedAgain => format!("is to come again: back in the queue{at} {after}"),
        Happening::PassedOver => {
            format!("next{at} {after}, but the case needs more time than was left of the session; keeps the place")
        }
        Happening::OfficialClock { how, days: shown } => official_in_words(how, *shown),
        Happening::Reclassified { to } => format!("becomes urgency {to}"),
        Happening::Booked { session } => format!("given an appointment{at} on {} {after}", session.date),
        Happening::Offered { outcome, slot } => {
            let slot = slot.map_or(String::new(), |s| format!(", slot {s} of the session"));
            let treated = next.is_some_and(|n| n.what == ended(Status::Treated) && n.at == step.at);
            format!("called{at} {after}{slot}: {}", outcome_in_words(*outcome, treated))
        }
        // Said with the offer.
        Happening::Ended { .. } if step.what == ended(Status::Treated) => String::new(),
        Happening::Ended { status } => ended_in_words(status, step.days_waited),
    }
}

/// What the clock of official figures does.
pub(super) fn official_in_words(how: &str, shown: i64) -> String {
    match how {
        "pauses" => format!("the official clock pauses at {}", days(shown)),
        _ => "the official clock starts again from zero".into(),
    }
}

pub(super) fn ended(how: Status) -> Happening {
    Happening::Ended { status: how.name() }
}

pub(super) const fn outcome_in_words(outcome: OfferEnd, treated: bool) -> &'static str {
    match outcome {
        OfferEnd::Came if treated => "came, and was treated",
        OfferEnd::Came => "came",
        OfferEnd::PutOff => "came, and was sent home for want of time; keeps the place",
        OfferEnd::Missed => "missed it; keeps the place of the referral",
        OfferEnd::MissedToBack => "missed it, and went to the back of the queue",
        OfferEnd::MissedDischarged => "missed it, and was discharged",
        OfferEnd::CalledOff => "the session was lost; keeps the place",
        OfferEnd::Cancelled => "cancelled in time; the slot went to the next person",
        OfferEnd::Declined => "declined; the slot went to the next person",
        OfferEnd::Unavailable => "unavailable for a while; the slot went to the next person",
    }
}

/// How a wait ended, as the end of a sentence.
pub(super) fn ended_in_words(status: &str, waited: i64) -> String {
    let after = after(waited);
    match Status::ALL.into_iter().find(|s| s.name() == status) {
        Some(Status::Treated) => format!("treated {after}"),
        Some(Status::Removed) => format!("left the list untreated {after}"),
        Some(Status::Discharged) => format!("discharged without treatment {after}"),
        Some(Status::Died) => format!("died on the list {after}"),
        Some(Status::Emergency) => format!("admitted as an emergency {after}"),
        Some(Status::Private) => format!("left for treatment paid for elsewhere {after}"),
        Some(Status::TurnedAway) => "turned away: there was no room".into(),
        Some(Status::Waiting) | None => format!("still waiting at the end of the run, {after}"),
    }
}

/// Where somebody stood, and who was ahead: by class where that explains a call, else only how many.
fn stood(seen: &Seen, again: bool) -> Vec<Line> {
    let date = &seen.at.date;
    let Some(standing) = &seen.standing else { return vec![Line::new(date, "This session was for others only.")] };
    let Standing { waiting, closed_to, place, words, slot, .. } = standing;
    let (why, in_full) = match seen.why {
        Reason::Called => ("When called", true),
        Reason::Last => ("The last session", true),
        Reason::SessionBefore => ("The session before", false),
        Reason::WeekBefore => ("A week before", true),
        Reason::Halfway => ("Halfway", false),
        Reason::First if again => ("The first session after that", false),
        Reason::First => ("The first session", false),
    };
    let stage = seen.stage.as_ref().map_or(String::new(), |s| format!(" for {s}"));
    let waits = people(*waiting);
    let Some(place) = place else { return vec![Line::new(date, format!("{why}{stage}: {waits} waited; {words}."))] };
    let mut text = format!("{why}{stage}: place {} of {}; {words}.", thousands(*place), thousands(*waiting));
    if *closed_to > 0 {
        text.push_str(&format!(" This slot was open to {} of them.", thousands(waiting - closed_to)));
    }
    if *slot > 0 && standing.slots.is_some() {
        let slots = slots_in_words(*slot);
        text.push_str(&format!(" Before it, {slots} had gone to the people they are reserved for."));
    }
    let mut lines = vec![Line::new(date, text)];
    if !in_full {
        return lines;
    }
    match &standing.ahead[..] {
        [] => lines.push(Line::new("", "Ahead: nobody.")),
        groups => {
            lines.extend(groups.iter().map(|g| Line::new("", format!("Ahead: {}.", ahead_in_words(standing, g)))))
        }
    }
    if matches!(seen.why, Reason::Called | Reason::Last) {
        let behind = standing.referred_before_but_behind.iter().map(|c| {
            let own = c.class == standing.class && standing.order == Order::Seniority;
            let why = match &seen.stage {
                _ if !own => "",
                None => ", who had been sent to the back of the queue",
                Some(_) => ", who count from a later day",
            };
            Line::new("", format!("Behind, though referred earlier: {}{why}.", counted_in_words(c)))
        });
        lines.extend(behind);
    }
    lines
}

fn counted_in_words(counted: &Counted) -> String {
    if counted.class.is_empty() { people(counted.people) } else { within(counted.people, &counted.class) }
}

fn within(n: usize, class: &str) -> String {
    format!("{} in \"{class}\"", thousands(n))
}

fn ahead_in_words(standing: &Standing, group: &Ahead) -> String {
    let Ahead { class, people: n, waited_longer, referred_before, words, of_all } = group;
    let who = if class.is_empty() { people(*n) } else { within(*n, class) };
    if *class == standing.class {
        return match standing.order {
            Order::Newest => format!("{who} who joined later"),
            Order::Key(PersonKey::HighestScore) => format!("{who} with a higher clinical score"),
            Order::Key(PersonKey::ServiceTime) => format!("{who} who need less time"),
            _ if referred_before == n => format!("{who} who had waited longer"),
            _ if *referred_before == 0 => {
                format!("{who}, all referred later: this person has been sent to the back of the queue")
            }
            _ => {
                let k = thousands(*referred_before);
                format!("{who}, {k} of them referred earlier: this person has been sent to the back of the queue")
            }
        };
    }
    let words = if *of_all { words.clone() } else { format!("the first of them: {words}") };
    let longer = match *waited_longer {
        0 if *n == 1 => ", who had waited less".into(),
        1 if *n == 1 => ", who had waited longer too".into(),
        0 => ", who had all waited less".into(),
        k if k == *n => ", who had all waited longer too".into(),
        k => format!("; {} of them had waited longer", thousands(k)),
    };
    format!("{who} ({words}){longer}")
}

/// What happens to the same person under another policy, and how much later or sooner.
pub(super) fn beside(other: &Life, base: &Life) -> String {
    let mut text = in_short(other);
    if other.is_treated() && base.is_treated() {
        // By the calendar: under another policy a person who was referred on may have come on another day.
        let later = other.end.day - base.end.day;
        text.push_str(&match later {
            0 => ", on the same day".into(),
            later if later > 0 => format!(", {} later", days(later)),
            later => format!(", {} sooner", days(-later)),
        });
    }
    text
}

/// A life in a line.
pub(super) fn in_short(life: &Life) -> String {
    let date = if life.status == Status::Waiting.name() { String::new() } else { format!(" ({})", life.end.date) };
    let missed = if life.missed > 0 {
        format!(", {} missed", count(life.missed, "appointment", "appointments"))
    } else {
        String::new()
    };
    format!("{}{date}{missed}", ended_in_words(life.status, life.days_waited))
}
