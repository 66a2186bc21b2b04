//! A decision where people may be drawn by tickets that go by the time waited.
//!
//! The luck of such a decision is of its session and slot, not of a count of decisions: so where two policies differ by a slot or by
//! a person who has left, later slots of both still have the same luck, and nearly equal lists give nearly the same people.

use super::call::Called;
use super::ledger::Ledger;
use super::remembered::Asked;
use super::ring_fence::{Fences, Open};
use super::working_stage::WorkingStage;
use super::{Decision, Observer};
use crate::discipline::{Lot, Pick, View};
use crate::rng::Purpose;
use crate::time::{Time, day};

impl<'a> WorkingStage<'a> {
    /// One decision, as [`WorkingStage::ask`].
    #[inline(never)]
    pub(super) fn ask_by_wait<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, now: Time, slot: u32) -> Called {
        self.lanes.count_tickets(day(now));
        self.asked.turns_to(now, slot);
        let Asked { entity, slot: attempt, times, .. } = self.asked;
        let (space, key) = (self.stage.spaces.decision, &ledger.draw.key);
        let by_slot = key.block(space, entity, Purpose::ByWait, attempt, u64::from(times / 4))[times as usize % 4];
        let word = if self.stage.discipline.draws_lots() { self.lot(ledger) } else { 0 };
        let lanes = &self.lanes;
        if let Some(fences) = &mut self.fences {
            fences.merged(&lanes.heads, &lanes.counts);
            fences.merge_tickets(&lanes.totals);
        }
        let fences = self.fences.as_ref();
        let (heads, counts) = fences.map_or((&lanes.heads, &lanes.counts), Fences::as_merged);
        let open = fences.map(|fences| Open { fences, lanes });
        let lot = match &open {
            None => Lot { word, by_slot, totals: &lanes.totals, waits: Some(lanes) },
            Some(open) => Lot { word, by_slot, totals: open.fences.merged_tickets(), waits: Some(open) },
        };
        let view = View { now, slot, heads, counts, calls: self.calls, lot: &lot, seen: &self.seen };
        let pick = self.ranker.pick(&view);
        if O::WATCHES {
            let ranker = &self.ranker;
            ledger.observer.decides(&Decision { stage: self.number, view, pick, ranker, lanes, fences });
        }
        let Pick::Lane(lane) = pick else {
            return if pick == Pick::KeepFree { Called::KeepFree } else { Called::Nobody };
        };
        let (lane, person) = match self.ranker.drawn() {
            Some(drawn) => {
                let (lane, drawn) = match &self.fences {
                    None => (lane, drawn),
                    Some(fences) => fences.holder(lane, drawn, &self.lanes),
                };
                (lane, self.lanes.pop_drawn(lane, drawn))
            }
            None => {
                let lane = self.fences.as_ref().map_or(lane, |fences| fences.first(lane, &self.lanes.heads));
                (lane, self.lanes.pop(lane, 0))
            }
        };
        debug_assert!(person.deadline() > now, "who has left holds no ticket");
        ledger.draw_check.claim_nth(space, entity, Purpose::ByWait, attempt, times as usize);
        self.asked.times += 1;
        self.lanes.counts[lane] -= 1;
        self.waiting -= 1;
        self.forget(&person);
        self.decisions += 1;
        Called::Person(person)
    }
}
