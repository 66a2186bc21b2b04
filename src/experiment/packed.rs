//! Readings and points of a cell in few bytes, and exactly: a result holds those of all its cells until its files are written. Whole
//! numbers and shares, which are most of what is counted, are kept as integers; any other number keeps its bits.

use crate::measure::{Layout, Missing, Settled};

/// All readings of a cell, by row of the layout. They are read in order; a single one costs a walk through those before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readings {
    /// Of all services together, then of each.
    services: Vec<Service>,
}

/// The readings of a service, packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    rows: u32,
    bytes: Box<[u8]>,
}

impl Readings {
    /// Of all readings in order.
    pub(super) fn of(layout: &Layout, readings: &[Settled]) -> Self {
        Self::new((0..=layout.services()).map(|number| Service::of(&readings[layout.rows_of(number)])).collect())
    }

    /// Of those of all services together and of each service, in order.
    pub(super) const fn new(services: Vec<Service>) -> Self {
        Self { services }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.services.iter().map(|s| s.rows as usize).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, by row of the layout.
    pub fn iter(&self) -> impl Iterator<Item = Settled> + '_ {
        self.services.iter().flat_map(Service::unpacked)
    }

    /// That of a row of the layout; none where there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Settled> {
        let mut before = 0;
        let service = self.services.iter().find(|s| {
            let here = row - before < s.rows as usize;
            before += if here { 0 } else { s.rows as usize };
            here
        })?;
        service.unpacked().nth(row - before)
    }

    /// Those of all services together (0), or of the k-th; none where there is no such service.
    pub fn of_service(&self, number: usize) -> impl Iterator<Item = Settled> + '_ {
        self.services.get(number).into_iter().flat_map(Service::unpacked)
    }
}

/// What a head says: reasons first, by their number.
const REASONS: [Missing; 5] =
    [Missing::Nobody, Missing::NotReached, Missing::BeyondFollowUp, Missing::NoAudits, Missing::NotDefined];
/// A whole number.
const WHOLE: u8 = 5;
/// A part of the people behind it.
const SHARE: u8 = 6;
/// The bits of a number.
const BITS: u8 = 7;
/// The bits of a head that say which of these it is.
const KIND: u8 = 7;
/// Other people are behind it than behind the one before: their number follows.
const OTHERS: u8 = 8;
/// Where an integer begins that fits into the head; the largest says that the rest of it follows.
const SMALL: u8 = 4;
const LARGE: u64 = 15;

impl Service {
    pub(super) fn of(readings: &[Settled]) -> Self {
        let mut bytes = Vec::new();
        let mut people = 0;
        for reading in readings {
            let others = if reading.n == people { 0 } else { OTHERS };
            people = reading.n;
            let (kind, integer) = match reading.value {
                Err(why) => (REASONS.iter().position(|r| *r == why).unwrap_or(0) as u8, None),
                Ok(x) => match (whole(x), share(x, people)) {
                    (Some(whole), _) => (WHOLE, Some(whole)),
                    (None, Some(part)) => (SHARE, Some(part)),
                    (None, None) => (BITS, None),
                },
            };
            let small = integer.map_or(0, |i| i.min(LARGE));
            bytes.push(kind | others | (small as u8) << SMALL);
            if others > 0 {
                put(&mut bytes, people);
            }
            match (integer, reading.value) {
                (Some(integer), _) if small == LARGE => put(&mut bytes, integer - LARGE),
                (None, Ok(x)) => bytes.extend_from_slice(&x.to_bits().to_le_bytes()),
                _ => {}
            }
        }
        Self { rows: readings.len() as u32, bytes: bytes.into() }
    }

    fn unpacked(&self) -> impl Iterator<Item = Settled> + '_ {
        let mut bytes = &self.bytes[..];
        let mut n = 0;
        (0..self.rows).map(move |_| {
            let head = take(&mut bytes, 1)[0];
            if head & OTHERS > 0 {
                n = integer(&mut bytes);
            }
            let mut whole = || match u64::from(head >> SMALL) {
                LARGE => LARGE + integer(&mut bytes),
                small => small,
            };
            let value = match head & KIND {
                WHOLE => Ok(signed(whole()) as f64),
                SHARE => Ok(whole() as f64 / n as f64),
                BITS => {
                    let mut bits = [0; 8];
                    bits.copy_from_slice(take(&mut bytes, 8));
                    Ok(f64::from_bits(u64::from_le_bytes(bits)))
                }
                why => Err(REASONS[usize::from(why)]),
            };
            Settled { value, n }
        })
    }
}

/// A whole number that gives the same bits back, as a positive integer.
fn whole(x: f64) -> Option<u64> {
    let whole = x as i64;
    (whole.unsigned_abs() < 1 << 53 && (whole as f64).to_bits() == x.to_bits()).then(|| positive(whole))
}

/// A part of a whole that gives the same bits back.
fn share(x: f64, n: u64) -> Option<u64> {
    let part = (x * n as f64).round();
    if !(0.0..=n as f64).contains(&part) {
        return None;
    }
    let part = part as u64;
    ((part as f64 / n as f64).to_bits() == x.to_bits()).then_some(part)
}

/// Points of a series in order: those of a line follow each other and are much alike.
#[derive(Debug)]
pub(super) struct Points(Box<[u8]>);

impl Points {
    /// Of what calls its argument with each place, in order, and the value there.
    pub(super) fn of(each: impl FnOnce(&mut dyn FnMut(usize, i64))) -> Self {
        let mut bytes = Vec::new();
        let (mut next, mut last) = (0, 0_i64);
        each(&mut |at, value| {
            put(&mut bytes, (at - next) as u64);
            put(&mut bytes, positive(value.wrapping_sub(last)));
            (next, last) = (at + 1, value);
        });
        Self(bytes.into())
    }

    /// Each place and the value there.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, i64)> + Clone + '_ {
        let mut bytes = &self.0[..];
        let (mut next, mut last) = (0, 0_i64);
        std::iter::from_fn(move || {
            if bytes.is_empty() {
                return None;
            }
            let at = next + integer(&mut bytes) as usize;
            last = last.wrapping_add(signed(integer(&mut bytes)));
            next = at + 1;
            Some((at, last))
        })
    }
}

/// Small integers of either sign as small positive ones.
pub(super) const fn positive(x: i64) -> u64 {
    ((x << 1) ^ (x >> 63)) as u64
}

pub(super) const fn signed(x: u64) -> i64 {
    (x >> 1) as i64 ^ -((x & 1) as i64)
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
pub(super) fn put(bytes: &mut Vec<u8>, mut x: u64) {
    while x > 127 {
        bytes.push(x as u8 | 128);
        x >>= 7;
    }
    bytes.push(x as u8);
}

pub(super) fn integer(bytes: &mut &[u8]) -> u64 {
    let mut x = 0;
    for place in (0..64).step_by(7) {
        let byte = take(bytes, 1)[0];
        x |= u64::from(byte & 127) << place;
        if byte < 128 {
            break;
        }
    }
    x
}

fn take<'b>(bytes: &mut &'b [u8], count: usize) -> &'b [u8] {
    let (taken, rest) = bytes.split_at(count);
    *bytes = rest;
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space};

    fn same(readings: &[Settled]) -> usize {
        let packed = Service::of(readings);
        let bits = |r: &Settled| (r.value.map(f64::to_bits), r.n);
        assert!(packed.unpacked().map(|r| bits(&r)).eq(readings.iter().map(bits)));
        packed.bytes.len()
    }

    #[test]
    fn every_reading_comes_back_to_the_bit() {
        let mut stream = Key::new(7, 0).stream(Space::new("test", "packed"), 0, Purpose::Labels, 0);
        let mut word = || stream.next_word();
        let mut all: Vec<Settled> = REASONS.map(|why| Settled::missing(why, 3)).into();
        let edges =
            [0.0, -0.0, 1.0, -1.0, 0.5, 1e300, -1e300, f64::MIN_POSITIVE, 5e-324, 9_007_199_254_740_993.0, 1e19];
        for n in [0, 1, 7, 127, 128, 760, 1 << 53, u64::MAX] {
            all.extend(edges.map(|x| Settled::new(x, n)));
        }
        for _ in 0..50_000 {
            let n = word() >> (word() % 64);
            let x = match word() % 4 {
                0 => f64::from_bits(word()),
                1 => (word() >> (word() % 64)) as i64 as f64,
                2 => (word() % n.max(1)) as f64 / n.max(1) as f64,
                _ => (word() >> 40) as f64 / 604_800.0,
            };
            all.push(Settled::new(x, n));
        }
        same(&all);
        same(&[]);
    }

    #[test]
    fn what_is_counted_takes_few_bytes() {
        // Counts, and shares of 760 people.
        let counts: Vec<Settled> = (0..760).map(|i| Settled::new(f64::from(i), 760)).collect();
        assert!(same(&counts) < 2 * 760 + 760, "{}", same(&counts));
        let shares: Vec<Settled> = (0..760).map(|i| Settled::new(f64::from(i) / 760.0, 760)).collect();
        assert!(same(&shares) < 3 * 760, "{}", same(&shares));
        let none = [Settled::missing(Missing::NotDefined, 0); 100];
        assert_eq!(same(&none), 100);
    }

    #[test]
    fn a_row_is_found_among_services() {
        let of = |from: u32, to: u32| (from..to).map(|i| Settled::new(f64::from(i), 1)).collect::<Vec<_>>();
        let readings = Readings::new([of(0, 3), of(3, 3), of(3, 5)].iter().map(|r| Service::of(r)).collect());
        assert_eq!((readings.len(), readings.is_empty()), (5, false));
        for row in 0..5 {
            assert_eq!(readings.get(row), Some(Settled::new(row as f64, 1)));
        }
        assert_eq!(readings.get(5), None);
        assert!(readings.iter().eq((0..5).map(|i| Settled::new(f64::from(i), 1))));
        assert_eq!(readings.of_service(2).count(), 2);
        assert_eq!(readings.of_service(3).count(), 0);
    }

    #[test]
    fn points_come_back() {
        let all = [(3, 5), (4, 6), (5, -7), (9, i64::MAX), (10, i64::MIN), (1_000_000, 0)];
        let packed = Points::of(|add| all.iter().for_each(|&(at, value)| add(at, value)));
        assert!(packed.iter().eq(all));
        assert_eq!(Points::of(|_| {}).iter().count(), 0);
    }
}
