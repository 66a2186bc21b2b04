//! The regularised incomplete beta function, with the exponential and the logarithm of the pinned `libm`: the same bits on every platform.

/// The natural logarithm of the gamma function for x of at least 0.5 (Lanczos' approximation with the coefficients of Pugh 2004, p. 116;
/// 15 digits).
fn ln_gamma(x: f64) -> f64 {
    const R: f64 = 10.900_511;
    const FIRST: f64 = 2.485_740_891_387_535_5e-5;
    const REST: [f64; 10] = [
        1.051_423_785_817_219_7,
        -3.456_870_972_220_162_5,
        4.512_277_094_668_948,
        -2.982_852_253_235_766_4,
        1.056_397_115_771_267,
        -0.195_428_773_191_645_87,
        0.017_097_054_340_444_12,
        -0.000_571_926_117_404_305_7,
        4.633_994_733_599_057e-6,
        -2.719_949_084_886_077_2e-9,
    ];
    /// ln(2 sqrt(e / pi)).
    const SHIFT: f64 = 0.620_782_237_635_245_2;
    let sum = (0..).zip(REST).fold(FIRST, |sum, (k, c)| sum + c / (x + f64::from(k)));
    libm::log(sum) + SHIFT + (x - 0.5) * libm::log((x - 0.5 + R) / std::f64::consts::E)
}

/// I_x(a, b) for a and b of at least 0.5, and x of at least 0 and below 1: a continued fraction by the modified method of Lentz (Press and others
/// 2007, section 6.4); 14 digits, also where the value is tiny.
pub(super) fn regularised(a: f64, b: f64, x: f64) -> f64 {
    /// More steps than any of these needs.
    const STEPS: u32 = 140;
    const SMALLEST: f64 = f64::MIN_POSITIVE / EPSILON;
    const EPSILON: f64 = 0.5 * f64::EPSILON;
    if x == 0.0 {
        return 0.0;
    }
    let front = libm::exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * libm::log(x) + b * libm::log(1.0 - x));
    // The fraction converges fast below the mean of the law; above it the other tail is taken.
    let turned = x >= (a + 1.0) / (a + b + 2.0);
    let (a, b, x) = if turned { (b, a, 1.0 - x) } else { (a, b, x) };
    let away = |v: f64| if v.abs() < SMALLEST { SMALLEST } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in (1..=STEPS).map(f64::from) {
        let even = m * (b - m) * x / ((a - 1.0 + m * 2.0) * (a + m * 2.0));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction = fraction * d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + m * 2.0) * (a + 1.0 + m * 2.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() <= EPSILON {
            break;
        }
    }
    if turned { 1.0 - front * fraction / a } else { front * fraction / a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::{beta::beta_reg, gamma};

    fn close(found: f64, expected: f64, what: &str) {
        assert!((found / expected - 1.0).abs() <= 1e-12 || found == expected, "{found:e} is not {expected:e}: {what}");
    }

    #[test]
    fn the_gamma_function_is_that_of_another_library_and_known_values() {
        for k in 1..4_000 {
            let x = 0.5 * f64::from(k);
            let (found, other) = (ln_gamma(x), gamma::ln_gamma(x));
            assert!((found - other).abs() <= 1e-13 * other.abs().max(1.0), "{x}: {found} is not {other}");
        }
        assert!((ln_gamma(0.5) - libm::log(std::f64::consts::PI.sqrt())).abs() < 1e-14);
        assert!((ln_gamma(11.0) - libm::log(3_628_800.0)).abs() < 1e-13);
    }

    #[test]
    fn the_beta_function_is_that_of_another_library_and_known_values() {
        for df in (1..60).chain([99, 100, 199, 399, 999, 1999]) {
            let half = 0.5 * f64::from(df);
            for t in [1e-9, 1e-4, 0.01, 0.3, 0.7, 1.0, 1.7, 1.96, 2.5, 4.0, 9.0, 30.0, 300.0, 4e4] {
                let (near, far) = (t * t / (f64::from(df) + t * t), f64::from(df) / (f64::from(df) + t * t));
                let what = format!("t = {t}, df = {df}");
                close(regularised(0.5, half, near.min(0.5)), beta_reg(0.5, half, near.min(0.5)), &what);
                close(regularised(half, 0.5, far.min(0.5)), beta_reg(half, 0.5, far.min(0.5)), &what);
            }
        }
        // I_x(1, b) = 1 - (1 - x)^b, and the law of arcs: I_x(1/2, 1/2) = 2 / pi asin(sqrt(x)).
        for x in [0.1, 0.37, 0.5, 0.9] {
            close(regularised(1.0, 3.0, x), 1.0 - (1.0 - x).powi(3), "one over three");
            close(regularised(0.5, 0.5, x), std::f64::consts::FRAC_2_PI * x.sqrt().asin(), "arcs");
        }
    }
}
