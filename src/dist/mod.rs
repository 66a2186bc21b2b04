//! Laws of times and counts.

use crate::rng::Stream;

/// A law.
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    /// Always the same value.
    Constant {
        /// The value.
        value: f64,
    },
    /// Memoryless.
    Exponential {
        /// Mean.
        mean: f64,
    },
}

impl Dist {
    /// One draw.
    #[inline]
    #[must_use]
    pub fn draw(&self, words: &mut Stream) -> f64 {
        match self {
            Dist::Constant { value } => *value,
            Dist::Exponential { mean } => -mean * libm::log(crate::rng::uniform(words.next_word())),
        }
    }
}

/// A law of the time until someone leaves untreated.
#[derive(Clone, Debug, PartialEq)]
pub enum Patience {
    /// For ever.
    Never,
    /// Memoryless, with this mean in seconds.
    Exponential {
        /// Mean in seconds.
        mean: f64,
    },
}

impl Patience {
    /// Seconds from the clock start until the person leaves, given that this many have passed already.
    #[inline]
    #[must_use]
    pub fn beyond(&self, word: u64, waited: f64) -> f64 {
        match self {
            Patience::Never => f64::INFINITY,
            Patience::Exponential { mean } => waited - mean * libm::log(crate::rng::uniform(word)),
        }
    }
}

/// A Poisson count by inversion: monotone in the mean, so that a higher rate only adds people.
#[must_use]
pub fn poisson(mean: f64, word: u64) -> u32 {
    let u = crate::rng::uniform(word);
    let mut k = 0;
    let mut p = libm::exp(-mean);
    let mut cumulative = p;
    while cumulative < u && f64::from(k) < mean + 1000.0 {
        k += 1;
        p *= mean / f64::from(k);
        cumulative += p;
    }
    k
}
