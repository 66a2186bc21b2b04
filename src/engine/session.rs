//! The session that a stage holds or opens: who it is for, whether it is lost, and how many slots the length of the list brings to it.

use super::Observer;
use super::ledger::Ledger;
use super::ring_fence::Fences;
use super::working_stage::WorkingStage;
use crate::model::{Capacity, Chance, Fence};
use crate::rng::{Luck, Purpose};
use crate::time::Time;

impl<'a> WorkingStage<'a> {
    /// The next session begins.
    #[inline]
    pub(super) fn open_next(&mut self) {
        if let Some(fences) = &mut self.fences {
            fences.open(self.session);
        }
        self.session += 1;
    }

    /// The kind of the session, where it is not for everybody.
    pub(super) fn fence(&self) -> Option<&'a Fence> {
        self.fences.as_ref().and_then(Fences::kind)
    }

    /// Whether the session is another provider's.
    #[inline]
    pub(super) fn outside(&self) -> bool {
        self.fences.is_some() && self.fence().is_some_and(|fence| fence.outside)
    }

    /// Whether the session is one that some people decline, here or at another provider.
    #[inline]
    pub(super) fn is_offered(&self) -> bool {
        self.fences.is_some() && self.fence().is_some_and(|fence| !fence.takes_up.is_empty())
    }

    /// Slots that the length of the list brings to the session that begins now, or opens; so many living people have an appointment.
    /// Another provider's sessions stay as they are: what is due comes to the next one here.
    #[inline]
    pub(super) fn surge<O: Observer>(&mut self, ledger: &mut Ledger<'a, O>, now: Time, booked: usize) -> u32 {
        if self.surge.is_none() || self.outside() {
            return 0;
        }
        self.carry_out_departures(ledger, now);
        let waiting = self.waiting + (self.rejoining.len() + booked) as u64;
        self.surge.as_mut().map_or(0, |surge| surge.slots(waiting, now))
    }

    /// Whether the session of this time is lost; the same whenever it is asked.
    #[inline]
    pub(super) fn is_lost<O: Observer>(&self, ledger: &Ledger<'a, O>, now: Time) -> bool {
        let Capacity::Slots { lost, .. } = &self.stage.capacity else { return false };
        let space = self.stage.spaces.session;
        *lost != Chance::NEVER
            && lost.happens(Luck::of(ledger.draw.key.word(space, now as u64, Purpose::LostSession, 0)))
    }

    /// A session begins.
    pub(super) fn session_begins(&mut self, slots: u32) {
        self.ranker.session(slots);
    }
}
