//! The life of one person on the list, as steps with dates, and when somebody should look at where the person stood.

use serde::Serialize;

use super::offer::{again, offered};
use super::standing::{Found, Standing, Wanted};
use super::steps::{Happening, Moment, Step};
use super::trace::{Event, Track, What};
use crate::experiment::Status;
use crate::ids::Source;
use crate::model::{ClockRule, Model, Service};
use crate::scenario::Settings;
use crate::time::{DAY, Time, WEEK, day, days_waited};

/// One person under one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Life {
    /// The policy.
    pub variant: String,
    /// How it ended, as in the patient table.
    pub status: &'static str,
    /// When; the last day of the run for those who still wait.
    pub end: Moment,
    /// Calendar days from the clock start to the end.
    pub days_waited: i64,
    /// The same as official figures count it, where that clock has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official_days: Option<i64>,
    /// Appointments offered while waiting.
    pub offers: usize,
    /// Appointments missed while waiting.
    pub missed: usize,
    /// What happened, in order, to the end of the wait.
    pub steps: Vec<Step>,
    /// Appointments for follow-up, after the clock stopped.
    pub follow_ups: usize,
}

/// Where somebody stood at an instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seen {
    /// When.
    pub at: Moment,
    /// Calendar days since the clock start.
    pub days_waited: i64,
    /// The stage of the pathway, where there are several.
    pub stage: Option<String>,
    /// Why one looks here.
    pub why: Reason,
    /// Of those ahead when the person was called: how many needed more time than was left of the session.
    pub passed_over: usize,
    /// Where the person stood; none where the session was for others only.
    pub standing: Option<Standing>,
}

/// Why one looks at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The person was called.
    Called,
    /// The last session at which the person waited and was not called.
    Last,
    /// The session before the person was called.
    SessionBefore,
    /// A week before the person was called.
    WeekBefore,
    /// Half of the wait.
    Halfway,
    /// The first session after the person began to wait, or to wait again.
    First,
}

/// A piece of a wait: at one stage, up to an offer or to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Spell {
    stage: usize,
    from: Time,
    to: Time,
    called: bool,
}

/// The events of a wait in order of time, without what follows its end.
fn to_the_end(track: &Track) -> (Vec<Event>, usize) {
    let mut events = track.events.clone();
    // Those who leave unnoticed are told later, with their own time.
    events.sort_by_key(|e| e.at);
    let end = events.iter().position(|e| e.what.is_end()).map_or(events.len(), |i| i + 1);
    let follow_ups = events[end..].iter().filter(|e| matches!(e.what, What::Called { .. })).count();
    events.truncate(end);
    (events, follow_ups)
}

/// The class at the end of the wait.
pub(super) fn class_at_end(track: &Track) -> u16 {
    let changed = |e: &Event| if let What::Changed { class } = e.what { Some(class) } else { None };
    to_the_end(track).0.iter().rev().find_map(changed).unwrap_or(track.person.class)
}

/// The pieces of a wait.
fn spells(track: &Track) -> Vec<Spell> {
    let mut spells = Vec::new();
    let mut since: Option<(usize, Time)> = None;
    let mut last_offer = 0;
    let mut booked = false;
    for event in to_the_end(track).0 {
        match event.what {
            What::Joined | What::Moved => since = Some((event.stage, event.at)),
            What::SentHome => since = Some((event.stage, event.at + 1)),
            What::Booked { .. } => {
                let (_, from) = since.take().unwrap_or((event.stage, last_offer + 1));
                spells.push(Spell { stage: event.stage, from, to: event.at, called: true });
                (last_offer, booked) = (event.at, true);
            }
            what if what.is_offer() && booked => {
                since = again(event).map(|from| (event.stage, from));
                (last_offer, booked) = (event.at, false);
            }
            what if what.is_offer() => {
                let (_, from) = since.unwrap_or((event.stage, last_offer + 1));
                spells.push(Spell { stage: event.stage, from, to: event.at, called: true });
                last_offer = event.at;
                since = again(event).map(|from| (event.stage, from));
            }
            What::Left(_) | What::Waits => {
                if let Some((stage, from)) = since {
                    spells.push(Spell { stage, from, to: event.at, called: false });
                }
            }
            _ => {}
        }
    }
    spells
}

/// A wait longer than this is looked at halfway.
const LONG: Time = 8 * WEEK;

/// Where and when to look at somebody, in order of time. `decided` are the instants of decisions by stage.
pub(super) fn looks(track: &Track, decided: &[Vec<Time>]) -> Vec<(Wanted, Reason)> {
    let mut looks: Vec<(Wanted, Reason)> = Vec::new();
    for spell in spells(track) {
        let times = &decided[spell.stage];
        let to = times.partition_point(|&t| t < spell.to || (spell.called && t == spell.to));
        let from = times.partition_point(|&t| t < spell.from).min(to);
        let times = &times[from..to];
        let before = |end: Time| times[..times.partition_point(|&t| t < end)].last();
        let mut reasons = vec![(times.first(), Reason::First)];
        if spell.to - spell.from > LONG {
            let half = times.partition_point(|&t| t < spell.from.midpoint(spell.to));
            reasons.push((times.get(half), Reason::Halfway));
        }
        if spell.called {
            reasons.push((before(spell.to - WEEK + 1), Reason::WeekBefore));
            reasons.push((before(spell.to), Reason::SessionBefore));
            reasons.push((times.last(), Reason::Called));
        } else {
            reasons.push((times.last(), Reason::Last));
        }
        let mut of_spell: Vec<(Time, Reason)> = reasons.into_iter().filter_map(|(t, r)| t.map(|t| (*t, r))).collect();
        of_spell.sort_unstable();
        of_spell.dedup_by_key(|(at, _)| *at);
        let wanted = |at| Wanted { person: track.person.id, stage: spell.stage, at };
        looks.extend(of_spell.into_iter().map(|(at, reason)| (wanted(at), reason)));
    }
    looks
}

/// What a look found, with its date.
pub(super) fn seen(
    settings: &Settings,
    service: &Service,
    track: &Track,
    (wanted, reason): (Wanted, Reason),
    found: &Found,
) -> Option<Seen> {
    let standing = match found {
        Found::Nothing => return None,
        Found::Closed => None,
        Found::Standing(standing) => Some((**standing).clone()),
    };
    Some(Seen {
        at: Moment::new(settings, wanted.at),
        days_waited: days_waited(track.person.clock_start, wanted.at),
        stage: stage_name(service, wanted.stage),
        why: reason,
        passed_over: track.passed_over.iter().find(|(at, _)| *at == wanted.at).map_or(0, |(_, n)| *n),
        standing,
    })
}

fn stage_name(service: &Service, stage: usize) -> Option<String> {
    (service.stages.len() > 1).then(|| service.stages[stage].name.clone())
}

impl Life {
    /// The life of a person who was watched.
    pub(super) fn new(settings: &Settings, variant: &str, model: &Model, service: &Service, track: &Track) -> Self {
        let clock_start = track.person.clock_start;
        let (events, follow_ups) = to_the_end(track);
        let mut steps = Vec::new();
        let (mut status, mut end, mut offers, mut missed) = (Status::Waiting, model.horizon - DAY, 0, 0);
        let mut official = None;
        for (i, event) in events.iter().enumerate() {
            let next = events.get(i + 1);
            let what = match event.what {
                What::Joined if track.person.id.source() == Source::Today => Happening::OnTheList,
                What::Joined => match service.root(track.person.id) {
                    Some(root) => Happening::ReferredFrom { root: model.services[root.service].name.clone() },
                    None => Happening::Referred,
                },
                What::ReferredOn { .. } | What::SentHome => continue,
                What::Moved if i == 1 && event.stage == 0 => continue,
                What::Moved => {
                    let seen =
                        |e: &Event| e.stage == event.stage && matches!(e.what, What::Called { attends: true, .. });
                    if events[..i].iter().any(seen) { Happening::JoinedAgain } else { Happening::Joined }
                }
                What::PassedOver => Happening::PassedOver,
                What::ClockMoves { how, clock } => {
                    official = Some(clock);
                    let how = if how == ClockRule::Pauses { "pauses" } else { "restarts" };
                    Happening::OfficialClock { how, days: clock.days(day(event.at)) }
                }
                What::Changed { class } => {
                    Happening::Reclassified { to: service.urgencies[service.urgency(class)].name.clone() }
                }
                What::Booked { session, .. } => Happening::Booked { session: Moment::new(settings, session) },
                What::Left(how) => {
                    (status, end) = (Status::from(how), event.at);
                    Happening::Ended { status: status.name() }
                }
                What::Waits => Happening::Ended { status: Status::Waiting.name() },
                offer => {
                    offers += 1;
                    missed += usize::from(matches!(offer, What::Called { attends: false, .. }));
                    offered(service, event, next)
                }
            };
            let at = if event.what == What::Waits { end } else { event.at };
            steps.push(Step {
                at: Moment::new(settings, at),
                days_waited: days_waited(clock_start, at),
                stage: stage_name(service, event.stage),
                what,
            });
        }
        // Where the way ends, which may be long after the clock stopped.
        steps.extend(track.events.iter().filter_map(|event| {
            let What::ReferredOn { to, arrives } = event.what else { return None };
            let (to, arrives) = (model.services[to].name.clone(), Moment::new(settings, arrives));
            Some(Step {
                at: Moment::new(settings, event.at),
                days_waited: days_waited(clock_start, event.at),
                stage: stage_name(service, event.stage),
                what: Happening::ReferredOn { to, arrives },
            })
        }));
        Self {
            variant: variant.to_string(),
            status: status.name(),
            end: Moment::new(settings, end),
            days_waited: days_waited(clock_start, end),
            official_days: official.map(|clock| clock.days(day(end))),
            offers,
            missed,
            steps,
            follow_ups,
        }
    }

    /// Whether the person was treated.
    #[must_use]
    pub fn is_treated(&self) -> bool {
        self.status == Status::Treated.name()
    }

    /// The first offer.
    #[must_use]
    pub fn first_offer(&self) -> Option<&Step> {
        self.steps.iter().find(|s| matches!(s.what, Happening::Offered { .. }))
    }
}
