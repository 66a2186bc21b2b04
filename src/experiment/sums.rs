//! Count, sum and sum of squares of integers over replications: the same bits in any order.

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
}
