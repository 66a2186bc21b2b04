//! The workloads as tight loops, each written for itself: no scenario, no keyed draws, no output. They show what the processor
//! can do, so the price of generality is a number. Times are days as floats; the generator is xoshiro256++ (Blackman and Vigna).

pub(crate) mod national;
pub(crate) mod w1;
pub(crate) mod w2b;
pub(crate) mod w3;

use rand_distr::{Distribution, Exp1};

/// Groups of W2b and W3.
pub(crate) const GROUPS: [f64; 5] = [0.30, 0.25, 0.20, 0.15, 0.10];
/// Classes of W2b and W3, most urgent first.
pub(crate) const CLASSES: [f64; 3] = [0.2, 0.3, 0.5];
/// Group x class.
pub(crate) const CELLS: usize = GROUPS.len() * CLASSES.len();

/// xoshiro256++, seeded by splitmix64.
#[derive(Debug)]
pub(crate) struct Xoshiro([u64; 4]);

impl Xoshiro {
    pub(crate) fn new(mut seed: u64) -> Self {
        Self(std::array::from_fn(|_| {
            seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        }))
    }

    #[inline]
    pub(crate) const fn word(&mut self) -> u64 {
        let s = &mut self.0;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// Uniform in [0, 1).
    #[inline]
    pub(crate) const fn uniform(&mut self) -> f64 {
        (self.word() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Exponential with mean 1, by the ziggurat.
    #[inline]
    pub(crate) fn exponential(&mut self) -> f64 {
        Exp1.sample(self)
    }
}

impl rand::TryRng for Xoshiro {
    type Error = std::convert::Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok((self.word() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// Group and class in one draw without a branch: Walker's alias method over 16 columns.
#[derive(Debug)]
pub(crate) struct Cells([(u32, u8); 16]);

impl Cells {
    pub(crate) fn new() -> Self {
        let mut left = [0.0; 16];
        for cell in 0..CELLS {
            left[cell] = 16.0 * GROUPS[cell / CLASSES.len()] * CLASSES[cell % CLASSES.len()];
        }
        let mut table: [(u32, u8); 16] = std::array::from_fn(|i| (u32::MAX, i as u8));
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..16).partition(|&i| left[i] < 1.0);
        while let (Some(s), Some(&l)) = (small.pop(), large.last()) {
            table[s] = ((left[s] * 4_294_967_296.0) as u32, l as u8);
            left[l] -= 1.0 - left[s];
            if left[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        Self(table)
    }

    #[inline]
    pub(crate) const fn pick(&self, word: u64) -> u8 {
        let column = (word >> 60) as u8;
        let (threshold, alias) = self.0[column as usize];
        if (word as u32) < threshold { column } else { alias }
    }
}

/// Waits of the treated by group and class: count, sum and days up to 255.
#[derive(Debug)]
pub(crate) struct Waits {
    count: [u64; CELLS],
    sum: [f64; CELLS],
    days: Box<[[u32; 256]; CELLS]>,
}

impl Waits {
    pub(crate) fn new() -> Self {
        Self { count: [0; CELLS], sum: [0.0; CELLS], days: Box::new([[0; 256]; CELLS]) }
    }

    #[inline]
    pub(crate) const fn add(&mut self, cell: u8, days: f64) {
        let cell = cell as usize;
        self.count[cell] += 1;
        self.sum[cell] += days;
        let day = days as usize;
        self.days[cell][if day < 255 { day } else { 255 }] += 1;
    }

    /// How many were treated.
    pub(crate) fn treated(&self) -> u64 {
        self.count.iter().sum()
    }

    /// Mean wait of a class in days.
    pub(crate) fn mean(&self, class: usize) -> f64 {
        let of_class = || (0..CELLS).filter(|cell| cell % CLASSES.len() == class);
        of_class().map(|c| self.sum[c]).sum::<f64>() / of_class().map(|c| self.count[c]).sum::<u64>() as f64
    }
}
