//! Services that refer people on to each other, window by window: inside a window each part goes its own way, on whatever thread;
//! between two windows mail is handed over.

use super::mail::{Letter, letters_to};
use super::part::{Halted, Part};
use super::{Departures, Observer};
use crate::error::Stopped;
use crate::model::{Coupling, Model};
use crate::tally::Tally;
use crate::time::Time;

/// One service of a coupling.
pub struct Member<'a, O> {
    service: usize,
    part: Part<'a, O>,
    stopped: Option<Stopped>,
    until: Time,
    halted: Halted<'a>,
}

impl<O: std::fmt::Debug> std::fmt::Debug for Member<'_, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Member").field("service", &self.service).field("part", &self.part).finish_non_exhaustive()
    }
}

impl<O: Observer> Member<'_, O> {
    /// Carries out the window.
    pub fn advance(&mut self) {
        if self.stopped.is_none() {
            self.stopped = self.part.advance_unless(self.until, self.halted).err();
        }
    }
}

/// With more windows than these the services run one after the other.
const MOST_WINDOWS: Time = 10_000;

/// Runs the services of a coupling from start to end; each result is that of [`super::run`]. `each` advances all members, in any order
/// or at the same time. The window may be shorter than that of the coupling: the results are the same, also where it is so short that the
/// services run one after the other, as they may where none refers back. A service that a guard stops sends nothing more; the others go on.
pub fn coupled<'a, O: Observer>(
    model: &'a Model,
    coupling: &Coupling,
    replication: u64,
    departures: Departures,
    observer: impl FnMut() -> O,
    each: impl Fn(&mut [Member<'a, O>]),
) -> Vec<Result<(Tally, O), Stopped>> {
    coupled_unless(model, coupling, replication, departures, &|| false, observer, each)
}

/// The same, unless it is halted: [`Stopped::Interrupted`] is then the result of each that was still going.
pub fn coupled_unless<'a, O: Observer>(
    model: &'a Model,
    coupling: &Coupling,
    replication: u64,
    departures: Departures,
    halted: Halted<'a>,
    mut observer: impl FnMut() -> O,
    each: impl Fn(&mut [Member<'a, O>]),
) -> Vec<Result<(Tally, O), Stopped>> {
    let mut members: Vec<Member<'a, O>> = (coupling.services.iter())
        .map(|&service| {
            let part = Part::new(model, service, replication, departures, observer());
            Member { service, part, stopped: None, until: 0, halted }
        })
        .collect();
    let window = coupling.window.max(1);
    let mut mail: Vec<Letter> = Vec::new();
    let hand_over = |members: &mut [Member<'a, O>], mail: &mut Vec<Letter>| {
        members.iter_mut().for_each(|m| m.part.collect(mail));
        mail.sort_unstable_by_key(Letter::key);
        debug_assert!(mail.iter().all(|letter| members.iter().all(|m| m.service != letter.to || m.until <= letter.at)));
        for member in members {
            member.part.deliver(letters_to(mail, member.service));
        }
        mail.clear();
    };
    if model.horizon / window > MOST_WINDOWS {
        for service in model.senders_first() {
            let Some(next) = members.iter_mut().find(|m| m.service == service) else { continue };
            next.until = model.horizon;
            each(std::slice::from_mut(next));
            hand_over(&mut members, &mut mail);
        }
    } else {
        let mut until = 0;
        while until < model.horizon && members.iter().any(|m| m.stopped.is_none()) {
            until = until.saturating_add(window).min(model.horizon);
            members.iter_mut().for_each(|m| m.until = until);
            each(&mut members);
            hand_over(&mut members, &mut mail);
        }
    }
    let result = |m: Member<'a, O>| match m.stopped {
        Some(reason) => Err(reason),
        None => Ok(m.part.finish()),
    };
    members.into_iter().map(result).collect()
}
