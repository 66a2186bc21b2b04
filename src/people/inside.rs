//! Who is in service, or between two stages, at the start.

use super::{Draw, Kept, Person};
use crate::ids::{PersonId, Source};
use crate::model::Inside;
use crate::rng::Purpose;
use crate::time::{Time, whole_seconds};

impl Draw<'_> {
    /// Everybody who is inside a stage at the start, and how long they still are there. They are numbered apart from today's list,
    /// under a week of the stage's own, so that nobody on the list gets other luck.
    #[must_use]
    pub fn inside(&self, stage: usize) -> Vec<(Person, Time, &Inside)> {
        let batches = &self.service.stages[stage].inside;
        let each = batches.iter().flat_map(|batch| (0..batch.count).map(move |_| batch));
        let week = 1 + stage as u64;
        each.zip(0..)
            .map(|(batch, index)| self.one_inside(stage, batch, PersonId::new(Source::Today, week, index)))
            .collect()
    }

    fn one_inside<'b>(&self, stage: usize, batch: &'b Inside, id: PersonId) -> (Person, Time, &'b Inside) {
        let space = self.service.spaces.person.own(Source::Today);
        let block = self.key.block(space, id.entity(), Purpose::Person, 0, 0);
        let drawn = |clock_start| self.person(&block, id, clock_start, &self.service.today_groups, &batch.urgency, 0);
        // The law depends on the class, and patience on the wait so far: the class is the same at any clock start.
        let law = self.service.stages[stage].law_inside(batch.place, drawn(0).class);
        let mut words = self.key.stream(space, id.entity(), Purpose::WaitSoFar, 0);
        let (passed, left) = law.map_or((0.0, 0.0), |law| law.at_random_moment(&mut words));
        let wait = batch.wait.as_ref().map_or(passed, |law| law.draw(&mut words));
        let left = batch.remaining.as_ref().map_or(left, |law| law.draw(&mut words));
        let mut person = drawn(-whole_seconds(wait));
        if stage > 0 {
            // The first visit is behind them.
            person.id = person.id.next_attempt();
            person.kept = Kept::default();
        }
        (person, whole_seconds(left), batch)
    }
}
