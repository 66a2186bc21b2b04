//! The official clock beside the true one, and people who are unavailable for a while.

use super::Observer;
use super::ledger::Ledger;
use super::moving::State;
use super::step::Work;
use super::transfers::{Coming, Transfer};
use crate::model::{ClockRule, OfficialClock, Stage};
use crate::people::{Kept, Person};
use crate::rng::{Luck, Purpose};
use crate::tally::{Exit, OfficialWait, Stay};
use crate::time::{Time, day};

impl<O: Observer> Ledger<'_, O> {
    /// Something happens to somebody that may move the official clock; they are back on the list at an instant.
    #[inline]
    pub(super) fn moves_clock(
        &mut self,
        stage: &Stage,
        person: &Person,
        now: Time,
        back: Time,
        rule: impl Fn(&OfficialClock) -> ClockRule,
    ) {
        if let Some(rules) = &stage.official
            && !person.id.stopped()
        {
            self.clock_moves(rules, person, now, back, rule(rules));
        }
    }

    #[cold]
    fn clock_moves(&mut self, rules: &OfficialClock, person: &Person, now: Time, back: Time, rule: ClockRule) {
        let Some(moving) = &mut self.official else { return };
        let fresh = State { clock: OfficialWait::new(person.clock_start), since: now };
        let key = person.id.order();
        let before = moving.0.get(&key).copied();
        let mut clock = before.unwrap_or(fresh).clock;
        let may_restart = rules.most_restarts.is_none_or(|most| clock.restarts < most);
        match rule {
            ClockRule::Restarts if may_restart => clock.restart(day(now)),
            ClockRule::RestartsWhenBack if may_restart => clock.restart(day(back)),
            ClockRule::Pauses if day(back) > day(now) => clock.pause(day(now), day(back)),
            _ => return,
        }
        moving.0.insert(key, State { clock, since: now });
        if let Some(State { clock, since }) = before {
            let stay = self.stay(person);
            self.tally.official_piece(&stay, &clock, since, Some(now));
        }
        self.observer.clock_moves(person, now, rule, &clock);
    }

    /// A person leaves the list, or is still on it at the end.
    #[inline]
    pub(super) fn clock_ends(&mut self, person: &Person, stay: &Stay, exit: Option<(Time, Exit)>) {
        if let Some(moving) = &mut self.official
            && let Some(State { clock, since }) = moving.0.remove(&person.id.order())
        {
            self.tally.official_piece(stay, &clock, since, exit.map(|(at, _)| at));
            self.tally.official_end(stay, &clock, exit);
        }
    }

    /// A person on the list is of another class from an instant on.
    #[cold]
    pub(super) fn clock_changes_class(&mut self, person: &Person, before: &Stay, at: Time) {
        if let Some(moving) = &mut self.official
            && let Some(state) = moving.0.get_mut(&person.id.order())
        {
            let State { clock, since } = *state;
            state.since = at;
            self.tally.official_piece(before, &clock, since, Some(at));
        }
    }
}

impl<O: Observer> Work<'_, O> {
    /// Whether a person who is called is unavailable for a while; where so, the slot is free for the next.
    #[inline]
    pub(super) fn is_away(&mut self, at: usize, person: &Person, now: Time) -> bool {
        self.places[at].stage.unavailable.is_some() && self.goes_away(at, person, now)
    }

    #[cold]
    fn goes_away(&mut self, at: usize, person: &Person, now: Time) -> bool {
        let stage = self.places[at].stage;
        let Some(rule) = &stage.unavailable else { return false };
        let mut person = *person;
        self.ledger.claim_at(stage, person.id, Purpose::Unavailable);
        self.ledger.turn_to(&person);
        let word = self.ledger.draw.word_at(stage, &person, Purpose::Unavailable);
        if !rule.chances[person.class as usize].happens(Luck::of(word)) {
            return false;
        }
        self.ledger.claim_at(stage, person.id, Purpose::Delay);
        let back = now.saturating_add(self.ledger.draw.time(&rule.time, stage, &person, Purpose::Delay));
        self.ledger.observer.unavailable(&person, now, back);
        self.ledger.moves_clock(stage, &person, now, back, |rules| rules.unavailable);
        if person.id.attempt() == 0 {
            // From here on the field tells when the stage was joined.
            person.kept = Kept::default();
        }
        self.ledger.next_attempt(&mut person);
        self.transfers.push(now, Transfer { at: back, to: at, how: Coming::Back, person });
        true
    }
}
