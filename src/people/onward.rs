//! A person who is referred on from another service: the true group comes along, all else is drawn here as for everybody.

use super::{Draw, Person};
use crate::ids::PersonId;
use crate::rng::Purpose;
use crate::time::Time;

impl Draw<'_> {
    /// Somebody of this group who comes at this instant, with a new clock. Urgency is drawn as for referrals; where there are none,
    /// by the shares of the urgencies.
    #[must_use]
    pub fn referred_on(&self, id: PersonId, group: usize, at: Time) -> Person {
        let mix = self.service.referrals.as_ref().map_or(&self.service.today_groups, |r| &r.mix);
        let (space, entity) = self.service.spaces.person.of(id);
        let words = self.key.block(space, entity, Purpose::Person, 0, 0);
        self.of_group(&words, (id, at), group, &mix.urgency, at)
    }
}
