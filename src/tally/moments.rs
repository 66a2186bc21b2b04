//! Count, sum and sum of squares of times.

use crate::time::Time;

/// Count, sum and sum of squares of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// How many.
    pub count: u64,
    /// Sum of seconds.
    pub sum: i128,
    /// Sum of squared seconds.
    pub squares: i128,
}

impl Moments {
    /// Adds one value.
    #[inline]
    pub fn add(&mut self, seconds: Time) {
        self.count += 1;
        self.sum += i128::from(seconds);
        self.squares += i128::from(seconds) * i128::from(seconds);
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}
