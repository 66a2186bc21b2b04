//! A histogram of whole days that grows as needed: exact quantiles, exact merge.

/// Counts by whole days.
#[derive(Clone, Debug, Default, Eq)]
pub struct Histogram {
    counts: Vec<u32>,
}

impl Histogram {
    /// Counts one value.
    ///
    /// # Panics
    /// Where `days` is negative, or a single day holds more than 2^32 people.
    #[inline]
    pub fn add(&mut self, days: i64) {
        let day = usize::try_from(days).expect("a wait is never negative");
        if day >= self.counts.len() {
            self.grow(day);
        }
        self.counts[day] += 1;
    }

    #[cold]
    fn grow(&mut self, day: usize) {
        let enough = (day + 1).next_power_of_two().max(64);
        self.counts.resize(enough, 0);
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Self) {
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// The same with the values of another one too.
    #[must_use]
    pub fn with(&self, more: &Self) -> Self {
        let mut both = self.clone();
        both.merge(more);
        both
    }

    /// The same without some of its values.
    ///
    /// # Panics
    /// Where they are not among its values.
    #[must_use]
    pub fn without(mut self, some: &Self) -> Self {
        for (mine, theirs) in self.counts.iter_mut().zip(some.counts()) {
            *mine = mine.checked_sub(*theirs).expect("a value that is taken out is there");
        }
        self
    }

    /// The counts from day 0, without trailing zeros.
    #[must_use]
    pub fn counts(&self) -> &[u32] {
        let end = self.counts.iter().rposition(|&c| c > 0).map_or(0, |last| last + 1);
        &self.counts[..end]
    }

    /// How many values.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|&c| u64::from(c)).sum()
    }

    /// How many values of at most this many days.
    #[must_use]
    pub fn at_most(&self, days: i64) -> u64 {
        let end = usize::try_from(days + 1).unwrap_or(0).min(self.counts.len());
        self.counts[..end].iter().map(|&c| u64::from(c)).sum()
    }

    /// How many values above this many days.
    #[must_use]
    pub fn above(&self, days: i64) -> u64 {
        self.total() - self.at_most(days)
    }

    /// The first day at which the cumulative count reaches `rank` (from 1).
    #[must_use]
    pub fn day_of_rank(&self, rank: u64) -> Option<i64> {
        let mut cumulative = 0;
        for (day, &count) in self.counts.iter().enumerate() {
            cumulative += u64::from(count);
            if cumulative >= rank && rank > 0 {
                return Some(day as i64);
            }
        }
        None
    }
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.counts() == other.counts()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_ranks_and_merge() {
        let mut h = Histogram::default();
        for d in [0, 0, 7, 126, 127] {
            h.add(d);
        }
        assert_eq!((h.total(), h.at_most(126), h.above(126), h.at_most(-1)), (5, 4, 1, 0));
        assert_eq!(
            (h.day_of_rank(0), h.day_of_rank(3), h.day_of_rank(5), h.day_of_rank(6)),
            (None, Some(7), Some(127), None)
        );
        let mut long = Histogram::default();
        long.add(1000);
        let mut a = h.clone();
        a.merge(&long);
        let mut b = long;
        b.merge(&h);
        assert_eq!(a, b);
        assert_eq!(a.counts().len(), 1001);
    }
}
