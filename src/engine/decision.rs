//! A decision as it looks from outside: what the rule saw, what it says of each lane, and who stands where.

use super::lanes::{LaneSet, head};
use super::ring_fence::Fences;
use crate::discipline::{Explained, Head, Pick, Ranking, View};
use crate::people::Person;

/// A pick of a lane at a stage.
#[derive(Debug)]
pub struct Decision<'a> {
    /// The stage, by number.
    pub stage: usize,
    /// What the rule saw. The first of a lane may have left without anybody noticing yet.
    pub view: View<'a>,
    /// What it picked.
    pub pick: Pick,
    pub(super) ranker: &'a Ranking<'a>,
    pub(super) lanes: &'a LaneSet,
    pub(super) fences: Option<&'a Fences<'a>>,
}

impl Decision<'_> {
    /// Everybody who waits in a lane and may be seen in this session, with the key of its order (0 where the order has none): the
    /// next to be called first. Where people are drawn by lot there is no order.
    #[must_use]
    pub fn people(&self, lane: usize) -> Vec<(i64, Person)> {
        let Some(fences) = self.fences else { return self.living(lane) };
        let mut parts: Vec<_> = fences.parts(lane, true).map(|part| self.living(part).into_iter().peekable()).collect();
        let mut people = Vec::new();
        // Of several parts, the one with the most senior head is next.
        loop {
            let next =
                parts.iter_mut().filter_map(|p| p.peek().map(|(_, person)| head(person).key()).map(|key| (key, p)));
            let Some((_, part)) = next.min_by_key(|(key, _)| *key) else { return people };
            people.extend(part.next());
        }
    }

    /// Everybody who waits in a lane, although this session is not for them.
    #[must_use]
    pub fn shut_out(&self, lane: usize) -> Vec<(i64, Person)> {
        let Some(fences) = self.fences else { return Vec::new() };
        fences.parts(lane, false).flat_map(|part| self.living(part)).collect()
    }

    /// Those of a part who still wait.
    fn living(&self, part: usize) -> Vec<(i64, Person)> {
        let mut people = self.lanes.in_order(part);
        people.retain(|(_, person)| person.deadline() > self.view.now);
        people
    }

    /// What the rule says of a lane as it saw it; none where it does not say.
    #[must_use]
    pub fn explain(&self, lane: usize) -> Option<Explained> {
        self.ranker.explain(&self.view, lane)
    }

    /// What the rule would say of a lane if this person were its first.
    #[must_use]
    pub fn explain_for(&self, lane: usize, person: &Person) -> Option<Explained> {
        let mut heads = self.view.heads.to_vec();
        heads[lane] = head(person);
        self.ranker.explain(&View { heads: &heads, ..self.view }, lane)
    }

    /// A person as the head of a lane, as a rule sees it.
    #[must_use]
    pub const fn head(person: &Person) -> Head {
        head(person)
    }
}
