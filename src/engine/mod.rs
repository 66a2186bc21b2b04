//! Runs one service in one replication of one variant, event by event. Services that refer people on to each other run in windows of time.
//!
//! A [`Part`] can be advanced in windows; [`run`] takes it from start to end. After `compile` the engine always returns a tally. If a guard
//! stops it early, the result names the reason.

mod after_call;
mod agenda;
mod appointment;
mod at_stage;
mod blocks;
mod booking;
mod calendar;
mod call;
mod clinic;
mod coupled;
mod day_buckets;
mod decision;
mod diary;
mod draw_check;
mod drawn;
mod follow_ups;
mod inside;
mod joining;
mod lanes;
mod ledger;
mod mail;
mod moving;
mod official;
mod ordering;
mod part;
mod patients;
mod priority_queue;
mod remembered;
mod ring_fence;
mod session;
mod session_plan;
mod step;
mod surge;
mod transfers;
mod validation;
mod working_stage;

pub use coupled::{Member, coupled, coupled_unless};
pub use decision::Decision;
pub use part::{Halted, Part, run, same_people, together, together_unless};

use crate::model::ClockRule;
use crate::people::Person;
use crate::tally::{Exit, OfficialWait};
use crate::time::Time;

/// How the engine keeps track of people whose patience runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departures {
    /// Looked at when a person comes to the head of a lane; booked at the person's own time.
    Lazy,
    /// Kept in buckets by day and carried out in time, so that the counts of the living are exact at every decision.
    Exact,
}

/// Sees every event of a run. It cannot touch the run.
pub trait Observer {
    /// Whether [`Observer::decides`] is told of every decision; a run that nobody watches so closely pays nothing for it.
    const WATCHES: bool = false;

    /// A rule has picked a lane, before its first person is called. Where that person turns out to have left, it picks again.
    fn decides(&mut self, _decision: &Decision<'_>) {}
    /// Someone is on the list from now on.
    fn joined(&mut self, _person: &Person, _at: Time) {}
    /// Someone is called and comes, or misses the appointment.
    fn called(&mut self, _person: &Person, _at: Time, _attends: bool) {}
    /// Someone is given an appointment at a later instant; told only where appointments are made ahead.
    fn booked(&mut self, _person: &Person, _at: Time, _for_session: Time) {}
    /// The session that someone has an appointment for is lost; they wait on. Told only where appointments are made ahead.
    fn called_off(&mut self, _person: &Person, _at: Time) {}
    /// Someone cancels an appointment in time for somebody else to have the slot.
    fn cancelled(&mut self, _person: &Person, _at: Time) {}
    /// Someone declines what a session offers that not everybody takes, here or at another provider.
    fn declined(&mut self, _person: &Person, _at: Time) {}
    /// A person who is called needs more time than is left of the session: they wait on, and a shorter case is looked for.
    fn passed_over(&mut self, _person: &Person, _at: Time) {}
    /// A person who came is sent home for want of time, and waits on.
    fn sent_home(&mut self, _person: &Person, _at: Time) {}
    /// A person who is called is unavailable, and on the list again at a later instant.
    fn unavailable(&mut self, _person: &Person, _at: Time, _until: Time) {}
    /// The official clock of a person restarts or pauses, and counts like this from now on.
    fn clock_moves(&mut self, _person: &Person, _at: Time, _how: ClockRule, _clock: &OfficialWait) {}
    /// Someone's clinical class changes.
    fn changed(&mut self, _before: &Person, _after: &Person, _at: Time) {}
    /// Someone joins a stage of the pathway: the first, another one, or the same again.
    fn moved(&mut self, _person: &Person, _at: Time, _stage: usize) {}
    /// A person whose way ends here is referred on to another service, by number, and arrives there at a later instant.
    fn referred_on(&mut self, _person: &Person, _at: Time, _to: usize, _arrives: Time) {}
    /// Someone leaves the list. Under [`Departures::Lazy`] it is told when it is noticed, with its own time.
    fn left(&mut self, _person: &Person, _at: Time, _how: Exit) {}
    /// Someone is still on the list at the end.
    fn waits(&mut self, _person: &Person, _at: Time) {}
    /// A session begins with this many slots; 0 where it is lost.
    fn session(&mut self, _at: Time, _slots: u32) {}
}

/// Sees nothing, at no cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Observer for Nobody {}
