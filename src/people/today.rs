//! Today's list: who waits at the start.

use super::{Draw, Kept, Person};
use crate::ids::{MAX_INDEX, PersonId, Source};
use crate::model::{Band, BandGroups, BandWait};
use crate::rng::Purpose;
use crate::time::{DAY, Time};

/// Bits of a person's number on today's list.
const INDEX_BITS: u32 = MAX_INDEX.count_ones();

/// Where the people of a band stand in its table of counts: each place once, those of a cell spread evenly over the numbers. So no cell
/// comes before another among people of equal clock start.
struct Places {
    /// How many people, as simulated.
    count: u64,
    /// People of the table.
    people: u64,
    /// From one number to the next, without a common factor with `count`.
    step: u64,
    /// The place of the first number: luck of the replication.
    first: u64,
}

impl Places {
    fn new(draw: &Draw<'_>, band: &Band, index: u32) -> Self {
        let count = u64::from(band.count);
        let people = match &band.groups {
            BandGroups::Counted(counted) if count > 0 => counted.people(),
            _ => return Self { count: 1, people: 1, step: 1, first: 0 },
        };
        // Near the golden section, so that any few numbers in a row stand far apart.
        let mut step = (count as f64 * 0.618_033_988_749_895) as u64;
        step = step.max(1);
        while common_factor(step, count) > 1 {
            step += 1;
        }
        let space = draw.service.spaces.person.own(Source::Today);
        let id = PersonId::new(Source::Today, 0, index);
        let word = draw.key.block(space, id.entity(), Purpose::Listed, 0, 0)[1];
        Self { count, people, step, first: ((u128::from(word) * u128::from(count)) >> 64) as u64 }
    }

    /// The person of the table that the simulated one stands for: one of `people / count` neighbours, each as likely.
    fn person(&self, number: u32, word: &dyn Fn() -> u64) -> u64 {
        let place = (u64::from(number) * self.step + self.first) % self.count;
        if self.count == self.people {
            return place;
        }
        let at = (place as f64 + crate::rng::uniform(word())) * (self.people as f64 / self.count as f64);
        (at as u64).min(self.people - 1)
    }
}

fn common_factor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_factor(b, a % b) }
}

impl Draw<'_> {
    /// Everybody who is on the list at the start, and the stage where they wait.
    #[must_use]
    pub fn today(&self) -> Vec<(Person, usize)> {
        let total: usize = self.service.today.iter().map(|b| b.count as usize).sum();
        let mut people = Vec::with_capacity(total);
        let mut index = 0;
        for band in &self.service.today {
            let places = Places::new(self, band, index);
            let luck = self.luck_of_band(band, index);
            for number in 0..band.count {
                let place = (f64::from(number) + luck) / f64::from(band.count);
                let mut person = self.waiting(band, (index, place), |word| places.person(number, word));
                if band.stage > 0 {
                    // The first visit is behind them.
                    person.id = person.id.next_attempt();
                    person.kept = Kept::default();
                }
                people.push((person, band.stage));
                index += 1;
            }
        }
        people
    }

    /// The same in the order of a queue: clock start, then number.
    #[must_use]
    pub fn today_in_order(&self) -> Vec<(Person, usize)> {
        let today = self.today();
        // Numbers of 28 bits below clock starts from the earliest on: plain integers sort several times faster than people.
        let earliest = today.iter().map(|(p, _)| p.clock_start).min().unwrap_or(0);
        let key =
            |(p, _): &(Person, usize)| (((p.clock_start - earliest) as u64) << INDEX_BITS) | u64::from(p.id.index());
        let mut order: Vec<u64> = today.iter().map(key).collect();
        order.sort_unstable();
        order.into_iter().map(|key| today[(key & u64::from(MAX_INDEX)) as usize]).collect()
    }

    /// Where people are spread over bands by their numbers: where the first of them begins, luck of the replication.
    fn luck_of_band(&self, band: &Band, index: u32) -> f64 {
        let BandWait::Spread(_) = band.wait else { return 0.0 };
        let space = self.service.spaces.person.own(Source::Today);
        let id = PersonId::new(Source::Today, 0, index);
        // Above 0 and below 1.
        crate::rng::uniform(self.key.block(space, id.entity(), Purpose::Listed, 0, 0)[2]).min(1.0 - f64::EPSILON)
    }

    /// The person of a number; `place` is theirs between 0 and 1 among those of the band.
    fn waiting(&self, band: &Band, (index, place): (u32, f64), of_table: impl Fn(&dyn Fn() -> u64) -> u64) -> Person {
        let id = PersonId::new(Source::Today, 0, index);
        let space = self.service.spaces.person.own(Source::Today);
        let words = || self.key.stream(space, id.entity(), Purpose::WaitSoFar, 0);
        // Numbers follow each other through the bands, and the places of a group are spread over the numbers: so each band has its share of every group.
        let wait = match &band.wait {
            BandWait::Spread(spread) => spread.band(place),
            wait => wait,
        };
        let clock_start = -match wait {
            BandWait::Days { from, to } => {
                let days = (to - from + 1) as u64;
                let pick = ((u128::from(words().next_word()) * u128::from(days)) >> 64) as i64;
                (from + pick) * DAY
            }
            BandWait::Open { beyond, excess } => {
                // At least one second, so that the calendar days exceed the edge.
                beyond * DAY + (excess.draw(&mut words()).round() as Time).max(1)
            }
            BandWait::Law(law) => law.draw(&mut words()).round() as Time,
            // A band of a spread is none itself: the compiler of scenarios makes no such.
            BandWait::Spread(_) => 0,
        };
        let block = self.key.block(space, id.entity(), Purpose::Person, 0, 0);
        match &band.groups {
            BandGroups::AsList => self.person(&block, id, clock_start, &self.service.today_groups, &band.urgency, 0),
            BandGroups::Drawn(mix) => self.person(&block, id, clock_start, mix, &band.urgency, 0),
            BandGroups::Counted(counted) => {
                let cell = counted.cell(of_table(&|| self.key.word(space, id.entity(), Purpose::Listed, 0)));
                let group = counted.groups[cell].level(block[0]);
                let mut person = self.of_group(&block, (id, clock_start), group, &band.urgency, 0);
                if let Some(record) = counted.recorded.get(cell) {
                    self.recorded_as(&mut person, record);
                }
                person
            }
        }
    }
}
