//! Slots that follow the length of the list.

use crate::model::Surge;
use crate::time::{Time, WEEK};

/// A rule at work. Reviews fall on fixed times; what they find is the list at the first session from then on.
#[derive(Debug)]
pub(super) struct SurgeState<'a> {
    rule: &'a Surge,
    next_review: Time,
    /// Steps decided, and steps that show, with the times at which the others will.
    decided: u32,
    steps: u32,
    pending: Vec<(Time, u32)>,
    /// The last session, and what of its slots was less than one, in millionths x seconds.
    last: Time,
    carry: i128,
}

impl<'a> SurgeState<'a> {
    pub(super) fn new(rule: &'a Surge) -> Self {
        Self { rule, next_review: rule.review, decided: 0, steps: 0, pending: Vec::new(), last: 0, carry: 0 }
    }

    /// More slots for the session that begins now.
    pub(super) fn slots(&mut self, waiting: u64, now: Time) -> u32 {
        let rule = self.rule;
        if now >= self.next_review {
            let step = if waiting > rule.above {
                (self.decided + 1).min(rule.most)
            } else if waiting < rule.below {
                self.decided.saturating_sub(1)
            } else {
                self.decided
            };
            if step != self.decided {
                self.decided = step;
                self.pending.push((now + rule.delay, step));
            }
            while self.next_review <= now {
                self.next_review += rule.review;
            }
        }
        let mut steps = self.steps;
        self.pending.retain(|&(from, step)| {
            if from <= now {
                steps = step;
            }
            from > now
        });
        self.steps = steps;
        self.carry += i128::from(self.steps) * i128::from(rule.step) * i128::from(now - self.last);
        self.last = now;
        let whole = i128::from(WEEK) * 1_000_000;
        let slots = self.carry / whole;
        self.carry -= slots * whole;
        slots as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_follow_the_list_with_a_delay() {
        let rule = Surge { above: 100, below: 50, step: 3_500_000, most: 2, review: 2 * WEEK, delay: WEEK };
        let mut state = SurgeState::new(&rule);
        let lists = [120, 120, 120, 120, 120, 120, 40, 40, 40, 40, 40];
        let slots: Vec<u32> = (1..).zip(lists).map(|(week, list)| state.slots(list, week * WEEK)).collect();
        // Reviews in weeks 2, 4, 6, 8, 10: 1, 2, 2 (the most), 1 and 0 steps, each a week later; halves are carried over.
        assert_eq!(slots, [0, 0, 3, 4, 7, 7, 7, 7, 3, 4, 0]);
    }
}
