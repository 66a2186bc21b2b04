//! The standard normal law: its distribution function and quantiles, one by one and many at once.
//!
//! Many at once have the same bits as one by one: what is done near the middle, where most arguments lie, has no branch and works on
//! several at a time; the others are asked one by one. The error function's middle is a copy of `libm`'s (FreeBSD's `s_erf.c`).

#![allow(clippy::excessive_precision, reason = "coefficients as published")]

use std::f64::consts::SQRT_2;

/// So many at once: enough to fill the processor's pipes, few enough that a path through a tree stays in its nearest memory.
pub(super) const LANES: usize = 64;
/// Values of several points.
pub(super) type Lanes = [f64; LANES];

/// The distribution function of the standard normal law.
pub(super) fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The same of all, in place.
pub(super) fn cdf_of_all(values: &mut Lanes) {
    let mut t = [0.0; LANES];
    for (t, value) in t.iter_mut().zip(values.iter()) {
        *t = -value / SQRT_2;
    }
    for (value, &t) in values.iter_mut().zip(&t) {
        *value = 0.5 * erfc_in_the_middle(t);
    }
    for (value, &t) in values.iter_mut().zip(&t) {
        // Also where it is not a number.
        if !matches!(t.abs().partial_cmp(&ERF_MIDDLE), Some(std::cmp::Ordering::Less)) {
            *value = 0.5 * libm::erfc(t);
        }
    }
}

/// Arguments of the error function below this are in its middle.
const ERF_MIDDLE: f64 = 0.843_75;

/// The complementary error function, right for arguments in its middle.
#[inline]
fn erfc_in_the_middle(x: f64) -> f64 {
    const P: [f64; 5] = [
        1.283_791_670_955_125_585_61e-1,
        -3.250_421_072_470_014_993_70e-1,
        -2.848_174_957_559_851_047_66e-2,
        -5.770_270_296_489_441_591_57e-3,
        -2.376_301_665_665_016_260_84e-5,
    ];
    const Q: [f64; 6] = [
        1.0,
        3.979_172_239_591_553_528_19e-1,
        6.502_224_998_876_729_444_85e-2,
        5.081_306_281_875_765_627_76e-3,
        1.324_947_380_043_216_445_26e-4,
        -3.960_228_278_775_368_123_20e-6,
    ];
    let z = x * x;
    let r = P[0] + z * (P[1] + z * (P[2] + z * (P[3] + z * P[4])));
    let s = Q[0] + z * (Q[1] + z * (Q[2] + z * (Q[3] + z * (Q[4] + z * Q[5]))));
    let y = r / s;
    let (near, far) = (1.0 - (x + x * y), 0.5 - (x - 0.5 + x * y));
    if x < 0.25 { near } else { far }
}

/// The quantile of the standard normal law: Wichura (1988), algorithm AS 241, about 16 digits; infinite at 0 and 1.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= QUANTILE_MIDDLE { quantile_in_the_middle(q) } else { quantile_in_a_tail(p) }
}

/// The same of all, in place.
pub(super) fn quantile_of_all(values: &mut Lanes) {
    let p = *values;
    for (value, p) in values.iter_mut().zip(&p) {
        *value = quantile_in_the_middle(p - 0.5);
    }
    for (value, &p) in values.iter_mut().zip(&p) {
        if (p - 0.5).abs() > QUANTILE_MIDDLE {
            *value = quantile_in_a_tail(p);
        }
    }
}

/// Probabilities within this of a half are in the middle.
const QUANTILE_MIDDLE: f64 = 0.425;

/// Right for probabilities in the middle, less a half.
#[inline]
fn quantile_in_the_middle(q: f64) -> f64 {
    let r = 0.180_625 - q * q;
    q * polynomial(&A, r) / polynomial(&B, r)
}

fn quantile_in_a_tail(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let lower = p < 0.5;
    let tail = if lower { p } else { 1.0 - p };
    let r = (-if tail.is_normal() { super::ln(tail) } else { libm::log(tail) }).sqrt();
    let x = if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    };
    if lower { -x } else { x }
}

#[inline]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    c[..7].iter().rev().fold(c[7], |sum, k| sum * x + k)
}

const A: [f64; 8] = [
    3.387_132_872_796_366_6,
    133.141_667_891_784_38,
    1_971.590_950_306_551_4,
    13_731.693_765_509_461,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const B: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854_5,
];
const C: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_545_4,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const D: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const E: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_9,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288e-7,
];
const F: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_445_9e-7,
    2.044_263_103_389_94e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space, uniform};

    #[test]
    fn the_quantile_is_the_inverse() {
        for i in 1..2000 {
            let p = f64::from(i) / 2000.0;
            let back = cdf(normal_quantile(p));
            assert!((back - p).abs() < 1e-14, "{p} {back}");
        }
        for p in [1e-300, 1e-20, 1e-11, 1e-6] {
            assert!((cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-11, "{p}");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
    }

    /// Arguments near and far, at the edges of every branch, and what is no number.
    fn arguments(edges: &[f64]) -> Vec<f64> {
        let mut words = Key::new(4, 0).stream(Space::new("test", "normal"), 0, Purpose::Patience, 0);
        let drawn: Vec<f64> = (0..200_000).map(|_| uniform(words.next_word())).collect();
        let wide = drawn.iter().flat_map(|u| [12.0 * (u - 0.5), 1e-8 * (u - 0.5), 100.0 * (u - 0.5)]);
        let ends = edges.iter().flat_map(|&e| [e, -e]).flat_map(|e| [e.next_down(), e, e.next_up()]);
        let odd = [0.0, -0.0, 1.0, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        let mut all: Vec<f64> = drawn.iter().copied().chain(wide).chain(ends).chain(odd).collect();
        all.resize(all.len().next_multiple_of(LANES), 0.5);
        all
    }

    fn same(one: f64, other: f64) -> bool {
        one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan())
    }

    #[test]
    fn many_at_once_have_the_bits_of_each_by_itself() {
        let of_error_function = [0.84375, 0.25, 1.25, 1.0 / 0.35, 28.0].map(|t| t * SQRT_2);
        for chunk in arguments(&of_error_function).chunks_exact(LANES) {
            let mut values: Lanes = chunk.try_into().unwrap();
            cdf_of_all(&mut values);
            for (z, value) in chunk.iter().zip(values) {
                assert!(same(value, 0.5 * libm::erfc(-z / SQRT_2)), "{z:e}");
            }
        }
        for chunk in arguments(&[0.075, 0.5, 0.925, 1e-11]).chunks_exact(LANES) {
            let mut values: Lanes = chunk.try_into().unwrap();
            quantile_of_all(&mut values);
            for (&p, value) in chunk.iter().zip(values) {
                assert!(same(value, normal_quantile(p)), "{p:e}");
            }
        }
    }

    /// The copy of the middle, on all of it.
    #[test]
    fn the_middle_of_the_error_function_is_that_of_libm() {
        for i in -843_749..843_750 {
            let x = 1e-6 * f64::from(i);
            assert_eq!(erfc_in_the_middle(x).to_bits(), libm::erfc(x).to_bits(), "{x}");
        }
    }
}
