//! A life as a short story in numbers, and several lives side by side.

use super::numbers_in_words::{days, people, thousands, were};
use super::words::{
    Line, NEVER_REFERRED, Section, beside, caution, ended, ended_in_words, in_all, official_in_words, outcome_in_words,
    who_in_words,
};
use super::{Cohort, GroupLife, Happening, Life, Lives, Portrait, Reason, Seen, Who};
use crate::experiment::Status;

/// What there is to say of one person of each group.
#[must_use]
pub fn lives(lives: &Lives) -> Vec<Section> {
    let Lives { cell, attribute, groups, .. } = lives;
    let title = format!(
        "One life for each level of \"{attribute}\", on the list \"{}\", under \"{}\"",
        cell.service, cell.variant
    );
    let lines = [choice(lives), caution(cell), ONE_IS_NOT_ALL.into()].map(|text| Line::new("", text));
    let mut sections = vec![Section { title, lines: lines.into() }];
    sections.extend(groups.iter().map(|group| Section { title: head(attribute, group), lines: group_in_words(group) }));
    sections
}

const ONE_IS_NOT_ALL: &str = "The difference between two lives is not the gap between two groups: the middle one under this policy \
                              need not be the middle one under another, and each has its own luck.";

/// How people are chosen.
fn choice(lives: &Lives) -> String {
    let whom = match &lives.from {
        Cohort::Joined { first, last } => format!("referred from {} to {}", first.date, last.date),
        Cohort::Today => "on the list at the start".into(),
    };
    format!(
        "Each is the typical one of the group: the middle one, by the wait until treatment, of all people of the group {whom}. \
         People who were not treated before the run ended count as the longest."
    )
}

fn head(attribute: &str, group: &GroupLife) -> String {
    let who = group.typical.as_ref().map_or(String::new(), |p| format!("patient {}, ", p.who.patient));
    let n = group.people;
    if n == 0 {
        return format!("\"{}\" ({attribute}): nobody", group.level);
    }
    let treated =
        if group.treated == n { "all treated".into() } else { format!("{} treated", thousands(group.treated)) };
    let missed = if group.missed == 0 { "nobody".into() } else { thousands(group.missed) };
    format!(
        "\"{}\" ({attribute}): {who}the middle one of {}; {treated}, {missed} missed an appointment",
        group.level,
        people(n)
    )
}

fn group_in_words(group: &GroupLife) -> Vec<Line> {
    let Some(portrait) = &group.typical else { return Vec::new() };
    let Portrait { who, life, standings, others } = portrait;
    let mut lines = vec![Line::new("", who_in_words(who)), Line::new("", story(who, life, standings))];
    lines.extend(others.iter().map(|other| {
        let text = other.life.as_ref().map_or_else(|| NEVER_REFERRED.to_string(), |of| beside(of, life));
        Line::new("", format!("Under \"{}\": {text}.", other.variant))
    }));
    lines
}

/// A life in a few sentences.
fn story(who: &Who, life: &Life, standings: &[Seen]) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let first = standings.iter().find(|s| s.why != Reason::Called).and_then(|s| s.standing.as_ref()?.ahead());
    if let Some(first) = first {
        sentences.push(format!("At the first session {} ahead.", were(first)));
    }
    for (i, step) in life.steps.iter().enumerate() {
        let (after, date) = (days(step.days_waited), &step.at.date);
        let at = step.stage.as_ref().map_or(String::new(), |s| format!(" for {s}"));
        match &step.what {
            Happening::Offered { outcome, .. } => {
                let next = life.steps.get(i + 1);
                let treated = next.is_some_and(|n| n.at == step.at && n.what == ended(Status::Treated));
                let said = outcome_in_words(*outcome, treated);
                sentences.push(format!("Called{at} after {after}, on {date}: {said}."));
            }
            Happening::Joined => sentences.push(format!("Joined the queue{at} after {after}.")),
            Happening::JoinedAgain => sentences.push(format!("To come again: back in the queue{at} after {after}.")),
            Happening::PassedOver => {
                sentences.push(format!(
                    "Next{at} after {after}, on {date}, but the case did not fit into what was left of the session."
                ));
            }
            Happening::OfficialClock { how, days: shown } => {
                let text = official_in_words(how, *shown);
                sentences.push(format!("The {}.", text.trim_start_matches("the ")));
            }
            Happening::Reclassified { to } => sentences.push(format!("Becomes urgency {to} after {after}.")),
            Happening::Ended { .. } if life.is_treated() => {}
            Happening::Ended { status } => {
                let text = ended_in_words(status, step.days_waited);
                let mut chars = text.chars();
                let capital = chars.next().map_or(String::new(), |c| c.to_uppercase().collect());
                sentences.push(format!("{capital}{}.", chars.as_str()));
            }
            Happening::ReferredFrom { root } => sentences.push(format!("Came by way of \"{root}\".")),
            Happening::ReferredOn { to, arrives } => {
                sentences.push(format!("Referred on to \"{to}\", there on {}.", arrives.date));
            }
            Happening::OnTheList | Happening::Referred | Happening::Booked { .. } => {}
        }
    }
    sentences.push(in_all(who, life));
    sentences.join(" ")
}

/// The same people under each policy, side by side: a head, then one row for each group. The first policy is the one asked about.
#[must_use]
pub fn side_by_side(lives: &Lives) -> Vec<Vec<String>> {
    let Some(any) = lives.groups.iter().find_map(|g| g.typical.as_ref()) else { return Vec::new() };
    let policies = any.others.iter().map(|o| o.variant.clone());
    let mut rows = vec![vec![lives.attribute.clone(), lives.cell.variant.clone()]];
    rows[0].extend(policies);
    for group in &lives.groups {
        let Some(portrait) = &group.typical else { continue };
        let mut row = vec![group.level.clone(), cell(Some(&portrait.life))];
        row.extend(portrait.others.iter().map(|o| cell(o.life.as_ref())));
        rows.push(row);
    }
    rows
}

fn cell(life: Option<&Life>) -> String {
    let Some(life) = life else { return NEVER_REFERRED.into() };
    if life.is_treated() {
        days(life.days_waited)
    } else if life.status == Status::Waiting.name() {
        format!("waits, {} so far", days(life.days_waited))
    } else {
        format!("{}, {}", life.status, days(life.days_waited))
    }
}
