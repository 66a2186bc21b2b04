//! Sessions that are more than a count of slots: overbooked clinics, and lists of cases that take time.

use super::Observer;
use super::call::Called;
use super::clinic::{Clinic, Known, MICRO, Seat};
use super::step::Work;
use crate::model::{Cases, Doubles, Overbook, OverbookBy, SessionPlan};
use crate::people::Person;
use crate::rng::Purpose;
use crate::time::Time;

/// Seconds of a minute.
const MINUTE: Time = 60;
/// How many people who need more time than is left are passed over for a person who fits, before a list of cases is closed.
const PASSED_OVER: u32 = 5;
/// Certainty, in the unit of a chance.
const CERTAIN: f64 = 1.0;

/// Somebody booked, and whether the appointment is missed.
type Booked = (Person, bool);

impl<O: Observer> Work<'_, O> {
    #[cold]
    /// `slots` with how many of them a surge brought.
    pub(super) fn hold_planned(&mut self, at: usize, now: Time, slots: (u32, u32), plan: &SessionPlan) {
        match plan {
            SessionPlan::Overbook(plan) => self.hold_overbooked(at, now, slots, plan),
            SessionPlan::Cases(plan) => self.hold_cases(at, now, slots, plan),
        }
        self.places[at].rejoin(&mut self.ledger);
    }

    /// The next who neither cancels nor declines; a rule counts them as called once they are given a place. `slot` is the slot, or the
    /// minute, that is given out.
    fn next_to_book(&mut self, at: usize, now: Time, slot: u32) -> Called {
        loop {
            let next = self.places[at].ask::<false, O>(&mut self.ledger, now, slot);
            let Called::Person(person) = next else { return next };
            if self.is_away(at, &person, now) {
                self.places[at].is_called::<false, O>(&self.ledger, &person, now);
            } else if self.cancels(at, &person) {
                self.places[at].is_called::<false, O>(&self.ledger, &person, now);
                self.after_cancelled(at, person, now);
            } else if self.places[at].is_offered() && self.declines(at, &person) {
                self.places[at].is_called::<false, O>(&self.ledger, &person, now);
                self.after_declined(at, person, now);
            } else {
                return Called::Person(person);
            }
        }
    }

    /// Whether a person who is booked comes; those who do not are dealt with.
    fn comes(&mut self, at: usize, person: Person, now: Time) -> Booked {
        let missed = self.ledger.comes_not::<false>(self.places[at].stage, &person, now, 0);
        if missed {
            self.after_missed(at, person, now);
        }
        (person, missed)
    }

    fn hold_overbooked(&mut self, at: usize, now: Time, (slots, surge): (u32, u32), plan: &Overbook) {
        let mut booked: Vec<(Booked, Known)> = Vec::new();
        // Slots taken so far by those who are expected to come, and the part of one that the last of them takes.
        let (mut taken, mut last) = (0.0, CERTAIN);
        let carry = &mut self.places[at].overbooked;
        let (mut extra, mut target) = (slots, f64::from(slots));
        match plan.by {
            OverbookBy::Flat(more) if slots > 0 => {
                carry.owed += more;
                extra = (carry.owed / MICRO) as u32;
                carry.owed %= MICRO;
            }
            OverbookBy::Expected => target -= std::mem::take(&mut carry.beyond),
            _ => {}
        }
        let stage = self.places[at].stage;
        let mut filled = true;
        let mut kept_free = 0;
        loop {
            let given = booked.len() as u32 + kept_free;
            // Where some slots are booked twice, a place counts as the slot in which its middle lies, so that slots kept for a group keep
            // their share.
            let (more, slot) = match plan.by {
                OverbookBy::Flat(_) => {
                    let all = u64::from(slots) + u64::from(extra);
                    (u64::from(given) < all, ((2 * u64::from(given) + 1) * u64::from(slots) / (2 * all.max(1))) as u32)
                }
                OverbookBy::Expected => (given < slots + extra && taken < target, (taken + 0.5 * last) as u32),
            };
            if slots == 0 || !more {
                break;
            }
            let slot = slot.min(slots - 1);
            let person = match self.next_to_book(at, now, slot) {
                Called::Person(person) => person,
                Called::KeepFree => {
                    (kept_free, filled) = (kept_free + 1, false);
                    taken = f64::from(slot) + 1.0;
                    continue;
                }
                Called::Nobody => {
                    filled = false;
                    break;
                }
            };
            self.places[at].is_called::<false, O>(&self.ledger, &person, now);
            let risk = plan.predicted[self.ledger.draw.booked(&person) as usize].probability();
            last = CERTAIN - risk;
            taken += last;
            let chance = if plan.is_whole() {
                stage.misses[person.class as usize]
            } else {
                self.ledger.turn_to(&person);
                self.ledger.draw.chance_of_missing(stage, &person, now, 0)
            };
            let person = self.comes(at, person, now);
            booked.push((person, (risk, chance)));
        }
        if plan.by == OverbookBy::Expected {
            self.places[at].overbooked.beyond = (taken - target).max(0.0);
        }
        let (clinics, times) = self.clinics(at, now, (slots, surge), &booked, filled, plan);
        let counted = self.ledger.counted(now);
        self.ledger.draw_check.claim(stage.spaces.session, now as u64, Purpose::Doubles, 0);
        let mut lots = self.ledger.draw.key.stream(stage.spaces.session, now as u64, Purpose::Doubles, 0);
        let (mut attended, mut overtime, mut seen) = (0, 0, vec![false; booked.len()]);
        for clinic in &clinics {
            let known: Vec<(f64, u64)> = clinic.seats.iter().map(|seat| (seat.risk, lots.next_word())).collect();
            let mut free = 0;
            for (slot, seats) in shared(&known, clinic.slots as usize, plan.doubles).iter().enumerate() {
                for seat in seats.iter().map(|&i| clinic.seats[i]).filter(|seat| !seat.missed) {
                    let start = free.max(slot as Time * plan.slot);
                    free = start + plan.slot;
                    let Some(i) = seat.of else { continue };
                    let (person, _) = booked[i].0;
                    attended += 1;
                    seen[i] = true;
                    if counted {
                        self.ledger.class(&person).in_clinic.add(start - slot as Time * plan.slot);
                    }
                    self.see::<false>(at, person, now);
                }
            }
            overtime += (free - Time::from(clinic.slots) * plan.slot).max(0) as u64;
        }
        // Where this session is not laid out, they are seen all the same.
        for (i, ((person, missed), _)) in booked.iter().enumerate() {
            if !missed && !seen[i] {
                attended += 1;
                self.see::<false>(at, *person, now);
            }
        }
        if counted {
            // Of all slots that were laid out, so many are simulated.
            let laid_out: u64 = clinics.iter().map(|clinic| u64::from(clinic.slots)).sum();
            let carry = &mut self.places[at].overbooked;
            carry.late +=
                u128::from(overtime * u64::from(slots)) * u128::from(times * MICRO) / u128::from(laid_out.max(1));
            let overtime = (carry.late / u128::from(MICRO)) as u64;
            carry.late %= u128::from(MICRO);
            let outside = self.places[at].outside();
            self.ledger.tally.at(at, |capacity| {
                capacity.offers(u64::from(slots), booked.len() as u64, attended, outside);
                // A slot that is kept is used all the same where others are booked beyond the slots.
                capacity.reserved_unused +=
                    u64::from(kept_free).min(u64::from(slots).saturating_sub(booked.len() as u64));
                capacity.surge += u64::from(surge);
                // Another provider is paid for what is used, and sees to its own staff.
                capacity.overtime += if outside { 0 } else { overtime };
            });
        }
    }

    /// The clinics that a session is held as, and for how many sessions like it they count.
    fn clinics(
        &mut self,
        at: usize,
        now: Time,
        (slots, surge): (u32, u32),
        booked: &[(Booked, Known)],
        filled: bool,
        plan: &Overbook,
    ) -> (Vec<Clinic>, u64) {
        if plan.is_whole() {
            let seat = |(i, ((_, missed), (risk, _))): (usize, &(Booked, Known))| Seat {
                risk: *risk,
                missed: *missed,
                of: Some(i),
            };
            return (vec![Clinic { slots, seats: booked.iter().enumerate().map(seat).collect() }], 1);
        }
        let (session, space) = (self.places[at].session, self.places[at].stage.spaces.session);
        // A surge comes to what is simulated: in full it is so many times as many.
        let full = plan.in_full.get(session.wrapping_sub(1)).copied().map_or(slots, |full| {
            let simulated = slots.saturating_sub(surge);
            if simulated == 0 {
                full.max(slots)
            } else {
                full + (u64::from(full) * u64::from(surge) / u64::from(simulated)) as u32
            }
        });
        self.ledger.draw_check.claim(space, now as u64, Purpose::Clinic, 0);
        let mut words = self.ledger.draw.key.stream(space, now as u64, Purpose::Clinic, 0);
        let booked: Vec<(bool, Known)> = booked.iter().map(|((_, missed), known)| (*missed, *known)).collect();
        let clinics = &mut self.places[at].overbooked.clinics;
        clinics.lay_out((slots, full), &booked, filled, plan, &mut words).unwrap_or_default()
    }

    fn hold_cases(&mut self, at: usize, now: Time, (minutes, surge): (u32, u32), plan: &Cases) {
        let length = Time::from(minutes) * MINUTE;
        let (mut planned, mut passed_over, mut list) = (0, 0, Vec::new());
        let mut kept_free = 0;
        while planned < length && passed_over < PASSED_OVER {
            // Minutes are what slots are elsewhere: those kept for some are given out first.
            let person = match self.next_to_book(at, now, (planned / MINUTE) as u32) {
                Called::Person(person) => person,
                Called::KeepFree => {
                    kept_free += 1;
                    planned += MINUTE;
                    continue;
                }
                Called::Nobody => break,
            };
            let needs = plan.planned[person.class as usize];
            // A case that no session can hold is not left for ever: it has the session alone.
            if planned + needs > length && !list.is_empty() {
                passed_over += 1;
                self.ledger.observer.passed_over(&person, now);
                self.places[at].rejoining.push(person);
                continue;
            }
            self.places[at].is_called::<false, O>(&self.ledger, &person, now);
            planned += needs;
            list.push((self.comes(at, person, now), needs));
        }
        let stage = self.places[at].stage;
        let counted = self.ledger.counted(now);
        let (mut time, mut at_work) = (0, 0);
        let (booked, mut attended, mut late) = (list.len() as u64, 0, 0);
        for ((person, missed), needs) in list {
            if missed {
                continue;
            }
            if time > length + plan.overrun {
                late += 1;
                self.ledger.observer.sent_home(&person, now);
                if counted {
                    self.ledger.class(&person).cancelled_late += 1;
                }
                self.waits_on(at, person);
                continue;
            }
            self.ledger.claim_at(stage, person.id, Purpose::Duration);
            self.ledger.turn_to(&person);
            let law = &plan.law[plan.law_of[person.class as usize] as usize];
            time += self.ledger.draw.time(law, stage, &person, Purpose::Duration);
            at_work += needs;
            attended += 1;
            self.see::<false>(at, person, now);
        }
        if counted {
            let outside = self.places[at].outside();
            let whole = |seconds: Time| (seconds / MINUTE) as u64;
            // Another provider is paid for the minutes that are planned.
            let used = whole(planned) - kept_free;
            let minutes = if outside { used.min(minutes.into()) } else { minutes.into() };
            self.ledger.tally.at(at, |capacity| {
                capacity.offers(0, booked, attended, outside);
                capacity.cancelled_late += late;
                capacity.minutes += minutes;
                capacity.seconds_used += at_work as u64;
                capacity.reserved_unused += kept_free;
                capacity.elsewhere += if outside { minutes } else { 0 };
                capacity.surge += u64::from(surge);
                capacity.overtime += if outside { 0 } else { (time - length).max(0) as u64 };
            });
        }
    }
}

/// Who has which slot, by place in the order of booking, from the risk of missing it and the lot of each; at most two share one unless more than twice as many are booked.
fn shared(known: &[(f64, u64)], slots: usize, doubles: Doubles) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..known.len()).collect();
    let extra = known.len().saturating_sub(slots);
    if extra == 0 {
        return (0..slots).map(|s| order.get(s).copied().into_iter().collect()).collect();
    }
    let mut at = vec![Vec::new(); slots];
    // The slots that are booked twice lie evenly over the session.
    let twice: Vec<usize> = (0..extra).map(|i| (2 * i + 1) * slots / (2 * extra)).map(|s| s.min(slots - 1)).collect();
    match doubles {
        Doubles::ByLot => {
            order.sort_by_key(|i| known[*i].1);
            for (place, i) in order.into_iter().enumerate() {
                at[if place < slots { place } else { twice[place - slots] }].push(i);
            }
        }
        Doubles::ByRisk => {
            // The most likely to miss first; among equals, as booked.
            order.sort_by(|a, b| known[*b].0.total_cmp(&known[*a].0).then(a.cmp(b)));
            let (likely, others) = order.split_at((2 * extra).min(order.len()));
            for (pair, slot) in likely.chunks(2).zip(&twice) {
                at[*slot].extend_from_slice(pair);
            }
            let mut others: Vec<usize> = others.to_vec();
            others.sort_unstable();
            let mut free = (0..slots).filter(|s| !twice.contains(s));
            for i in others {
                at[free.next().unwrap_or(slots - 1)].push(i);
            }
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_one_slot() {
        for doubles in [Doubles::ByRisk, Doubles::ByLot] {
            for slots in 1..8_usize {
                for booked in 0..2 * slots {
                    let known: Vec<(f64, u64)> =
                        (0..booked as u64).map(|i| ((i * 7 % 5) as f64 / 10.0, i * 11 % 13)).collect();
                    let at = shared(&known, slots, doubles);
                    let mut all: Vec<usize> = at.iter().flatten().copied().collect();
                    all.sort_unstable();
                    assert_eq!(all, (0..booked).collect::<Vec<_>>(), "{doubles:?} {slots} {booked}");
                    assert!(at.iter().all(|s| s.len() <= 2), "{doubles:?} {slots} {booked}: {at:?}");
                }
            }
        }
    }

    #[test]
    fn the_likely_to_miss_share_slots() {
        let known = [(0.1, 7), (0.4, 1), (0.1, 9), (0.3, 2), (0.1, 5)];
        assert!(shared(&known, 4, Doubles::ByRisk).contains(&vec![1, 3]));
        // By lot the order is 1, 3, 4, 0, 2: the last one shares.
        assert_eq!(shared(&known, 4, Doubles::ByLot), [vec![1], vec![3], vec![4, 2], vec![0]]);
    }
}
