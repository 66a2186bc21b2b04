//! Count, sum and sum of squares of integers over replications: the same bits in any order.

use std::sync::Arc;

use super::packed::{integer, positive, put, signed};

/// Integers of one point of a series over the replications of a variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Replications with a value.
    pub count: u32,
    /// Sum.
    pub sum: i64,
    /// Sum of squares.
    pub squares: i128,
}

impl Sums {
    /// Adds a value.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.count += 1;
        self.sum += value;
        self.squares += i128::from(value) * i128::from(value);
    }

    /// Adds the values of other replications.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// Mean in the integers' own unit; none without values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / f64::from(self.count))
    }

    /// Sample variance, from an exact numerator; none with fewer than two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| {
            let n = i128::from(self.count);
            let numerator = n * self.squares - i128::from(self.sum) * i128::from(self.sum);
            numerator as f64 / (n * (n - 1)) as f64
        })
    }
}

/// The sums of all points of a variant, line by line. A large result has millions of them, and neighbours are much alike: so each
/// service has its own, packed, and what is added to a service is added to all of it at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesSums {
    /// Where the points of each service begin, all services together first, and the end.
    starts: Arc<[usize]>,
    /// Empty where nothing was added yet.
    services: Vec<Box<[u8]>>,
}

impl SeriesSums {
    /// Nothing yet.
    pub(super) fn new(starts: Arc<[usize]>) -> Self {
        let services = vec![Box::default(); starts.len().saturating_sub(1)];
        Self { starts, services }
    }

    /// How many points there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sums of each point: line x points of a line + point.
    pub fn iter(&self) -> impl Iterator<Item = Sums> + '_ {
        (0..self.services.len()).flat_map(|service| self.of_service(service))
    }

    /// Adds points, in order.
    pub(super) fn add(&mut self, points: impl Iterator<Item = (usize, i64)>) {
        let mut points = points.peekable();
        while let Some(&(first, _)) = points.peek() {
            let service = self.starts.partition_point(|start| *start <= first) - 1;
            let from = self.starts[service];
            let sums = self.of_service(service).enumerate().map(|(i, mut sums)| {
                while let Some((_, value)) = points.next_if(|(at, _)| *at == from + i) {
                    sums.add(value);
                }
                sums
            });
            self.services[service] = packed(sums);
        }
    }

    /// Adds the sums of other replications.
    pub(super) fn merge(&mut self, other: &Self) {
        for service in 0..self.services.len() {
            let both = self.of_service(service).zip(other.of_service(service));
            let sums = both.map(|(mut mine, theirs)| {
                mine.merge(&theirs);
                mine
            });
            self.services[service] = packed(sums);
        }
    }

    fn of_service(&self, service: usize) -> impl Iterator<Item = Sums> + '_ {
        let mut bytes = &self.services[service][..];
        let mut last = 0_i64;
        (self.starts[service]..self.starts[service + 1]).map(move |_| {
            let count = if bytes.is_empty() { 0 } else { integer(&mut bytes) as u32 };
            if count == 0 {
                return Sums::default();
            }
            last = last.wrapping_add(signed(integer(&mut bytes)));
            let spread = i128::from(integer(&mut bytes)) | i128::from(integer(&mut bytes)) << 64;
            Sums { count, sum: last, squares: (spread + square(last)) / i128::from(count) }
        })
    }
}

/// Count, distance of the sum from that of the point before, and count x squares - sum x sum, which is small where values are alike.
fn packed(sums: impl Iterator<Item = Sums>) -> Box<[u8]> {
    let (mut bytes, mut last, mut any) = (Vec::new(), 0_i64, false);
    for Sums { count, sum, squares } in sums {
        put(&mut bytes, u64::from(count));
        if count > 0 {
            any = true;
            put(&mut bytes, positive(sum.wrapping_sub(last)));
            let spread = i128::from(count) * squares - square(sum);
            put(&mut bytes, spread as u64);
            put(&mut bytes, (spread >> 64) as u64);
            last = sum;
        }
    }
    if any { bytes.into() } else { Box::default() }
}

fn square(x: i64) -> i128 {
    i128::from(x) * i128::from(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_variance_are_those_of_the_values() {
        let mut sums = Sums::default();
        assert_eq!((sums.mean(), sums.variance()), (None, None));
        [3, -1, 4, 6].into_iter().for_each(|v| sums.add(v));
        assert_eq!(sums.mean(), Some(3.0));
        let variance = sums.variance().unwrap_or_default();
        assert!((variance - 26.0 / 3.0).abs() < 1e-12, "{variance}");
        let mut merged = Sums::default();
        for part in [[3, 6], [-1, 4]] {
            let mut some = Sums::default();
            part.into_iter().for_each(|v| some.add(v));
            merged.merge(&some);
        }
        assert_eq!(merged, sums);
    }

    #[test]
    fn packed_sums_are_those_that_are_added_one_by_one() {
        let starts: Arc<[usize]> = [0, 3, 3, 7].into();
        let values = [(0, 5), (2, -7), (3, 1_000_000_000), (4, 999_999_999), (6, i64::from(i32::MAX) << 20)];
        let mut sums = SeriesSums::new(Arc::clone(&starts));
        let mut plain = [Sums::default(); 7];
        assert!(sums.iter().eq(plain) && sums.len() == 7);
        for times in 1..40 {
            let some =
                values.iter().map(|&(at, value)| (at, value / times)).filter(|(at, _)| times % (at + 2) as i64 > 0);
            some.clone().for_each(|(at, value)| plain[at].add(value));
            sums.add(some);
            assert!(sums.iter().eq(plain));
        }
        let mut other = SeriesSums::new(starts);
        assert!(!sums.services[0].is_empty() && other.services[0].is_empty());
        other.merge(&sums);
        assert_eq!(other, sums);
        other.merge(&sums);
        plain.iter_mut().for_each(|s| {
            let same = *s;
            s.merge(&same);
        });
        assert!(other.iter().eq(plain));
    }
}
