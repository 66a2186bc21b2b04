//! The natural logarithm of what samplers feed it, with the bits of `libm::log`.
//!
//! The method is that of fdlibm (Sun Microsystems 1993): x = 2^k (1 + f) with 1 + f within [sqrt(1/2), sqrt(2)), and
//! log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))) with s = f / (2 + f) and R a minimax polynomial of degree 14. Samplers take logarithms
//! of positive normal numbers only, so nothing here asks for zeros, subnormals or infinities: without a branch and a call, the
//! processor overlaps one person's logarithm with the next one's. A test holds it against `libm::log` bit for bit.

/// The coefficients of R, of z = s^2: odd powers first, then even ones.
const ODD: [f64; 4] =
    [6.666_666_666_666_735e-1, 2.857_142_874_366_239e-1, 1.818_357_216_161_805e-1, 1.479_819_860_511_658_6e-1];
const EVEN: [f64; 3] = [3.999_999_999_940_942e-1, 2.222_219_843_214_978_4e-1, 1.531_383_769_920_937_3e-1];
/// log 2 in two parts; a multiple of the upper one by an exponent is exact.
const LN2_UPPER: f64 = 6.931_471_803_691_238e-1;
const LN2_LOWER: f64 = 1.908_214_929_270_587_7e-10;
/// The upper half of the bits of 1 and of sqrt(1/2).
const ONE: u32 = 0x3ff0_0000;
const ROOT_HALF: u32 = 0x3fe6_a09e;

/// The natural logarithm of a positive normal number.
#[inline]
#[must_use]
pub(crate) const fn ln(x: f64) -> f64 {
    debug_assert!(x >= f64::MIN_POSITIVE && x < f64::INFINITY);
    let bits = x.to_bits();
    let shifted = (bits >> 32) as u32 + (ONE - ROOT_HALF);
    let k = ((shifted >> 20) as i32 - 0x3ff) as f64;
    let upper = (shifted & 0x000f_ffff) + ROOT_HALF;
    let f = f64::from_bits(((upper as u64) << 32) | (bits & 0xffff_ffff)) - 1.0;
    let half = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (EVEN[0] + w * (EVEN[1] + w * EVEN[2]));
    let odd = z * (ODD[0] + w * (ODD[1] + w * (ODD[2] + w * ODD[3])));
    // In this order: every operation rounds.
    s * (half + (odd + even)) + k * LN2_LOWER - half + f + k * LN2_UPPER
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space, uniform};

    #[test]
    fn the_logarithm_has_the_bits_of_libm() {
        let mut words = Key::new(4, 0).stream(Space::new("test", "logarithm"), 0, Purpose::Patience, 0);
        let drawn = (0..2_000_000).map(|_| uniform(words.next_word()));
        // The smallest and largest uniforms, both sides of the powers of two and of the edges of the reduction.
        let edges = [0, 1, u64::MAX - 1, u64::MAX].map(uniform).into_iter();
        let powers = (-1022..=1023).flat_map(|k| {
            let power = libm::exp2(f64::from(k));
            [power, power * std::f64::consts::SQRT_2, power * std::f64::consts::FRAC_1_SQRT_2]
        });
        let near = powers.filter(|x| x.is_normal()).flat_map(|x| [x.next_down(), x, x.next_up()]);
        for x in drawn.chain(edges).chain(near.filter(|x| x.is_normal())) {
            assert_eq!(ln(x).to_bits(), libm::log(x).to_bits(), "{x:e}");
        }
    }
}
