//! What the record says of a person, and the class under which the person is booked.

use super::{Draw, Person};
use crate::model::Unknown;
use crate::rng::Purpose;

impl Draw<'_> {
    /// Fills in the recorded class from the true one: word k of purpose `Recorded` for attribute k.
    #[cold]
    pub(super) fn record(&self, person: &mut Person) {
        let Some(records) = &self.service.records else { return };
        let urgencies = self.service.urgencies.len();
        let (group, urgency) = (person.class as usize / urgencies, person.class as usize % urgencies);
        let (space, entity) = self.service.spaces.person.of(person.id);
        let mut words = self.key.stream(space, entity, Purpose::Recorded, 0);
        let mut recorded = 0;
        for (a, (recording, attribute)) in records.attributes.iter().zip(&records.population.attributes).enumerate() {
            let word = words.next_word();
            let level = match recording.rows.get(group) {
                Some(row) => row.level(word),
                None => self.population.level(group, a),
            };
            recorded = recorded * attribute.levels.len() + level;
        }
        person.recorded = (recorded * urgencies + urgency) as u16;
    }

    /// What the record is known to say, by attribute; the others stay as drawn.
    #[cold]
    pub(super) fn recorded_as(&self, person: &mut Person, levels: &[Option<usize>]) {
        let Some(records) = &self.service.records else { return };
        let urgencies = self.service.urgencies.len();
        let (group, urgency) = (person.recorded as usize / urgencies, person.recorded as usize % urgencies);
        let each = levels.iter().zip(&records.population.attributes).enumerate();
        let recorded = each.fold(0, |recorded, (a, (level, attribute))| {
            recorded * attribute.levels.len() + level.unwrap_or_else(|| records.population.level(group, a))
        });
        person.recorded = (recorded * urgencies + urgency) as u16;
    }

    /// The class under which a discipline books the person: as recorded, unless a rule says otherwise of "not recorded". The
    /// same whenever it is asked: word k of purpose `Imputed` for attribute k.
    #[inline]
    #[must_use]
    pub fn booked(&self, person: &Person) -> u16 {
        if self.service.records.is_none() { person.recorded } else { self.imputed(person) }
    }

    #[cold]
    fn imputed(&self, person: &Person) -> u16 {
        let Some(records) = &self.service.records else { return person.recorded };
        if records.attributes.iter().all(|r| r.unknown == Unknown::OwnGroup) {
            return person.recorded;
        }
        let urgencies = self.service.urgencies.len();
        let (group, urgency) = (person.recorded as usize / urgencies, person.recorded as usize % urgencies);
        let (space, entity) = self.service.spaces.person.of(person.id);
        let mut words = self.key.stream(space, entity, Purpose::Imputed, 0);
        let mut booked = 0;
        for (a, (recording, attribute)) in records.attributes.iter().zip(&records.population.attributes).enumerate() {
            let word = words.next_word();
            let recorded = records.population.level(group, a);
            let level = match &recording.unknown {
                _ if Some(recorded) != records.missing(self.population, a) => recorded,
                Unknown::OwnGroup => recorded,
                Unknown::Level(level) => *level,
                Unknown::Drawn { given, rows } => {
                    rows[given.map_or(0, |b| records.population.level(group, b))].level(word)
                }
            };
            booked = booked * attribute.levels.len() + level;
        }
        (booked * urgencies + urgency) as u16
    }
}
