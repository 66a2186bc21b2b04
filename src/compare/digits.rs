//! Numbers as people read them, with digits that say no less and no more than the verdict.

/// Most digits after the point; a smaller number is written with its power of ten.
const MOST: usize = 9;
/// Most digits that tell two numbers apart, which is what a number holds.
const ALL: usize = 15;

/// A number with this many digits after the point. A zero has no sign, and what is not zero does not print as one.
#[must_use]
pub fn number(x: f64, digits: usize) -> String {
    let text = format!("{x:.digits$}");
    if !is_zero(&text) {
        text
    } else if x != 0.0 && digits >= MOST {
        format!("{x:.1e}")
    } else {
        text.replace('-', "")
    }
}

fn is_zero(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0' | b'.' | b'-'))
}

/// So many digits, at least `base`, that a difference and the ends of its interval do not print as 0 where the interval excludes 0.
#[must_use]
pub fn for_interval(base: usize, mean: f64, (low, high): (f64, f64)) -> usize {
    if low <= 0.0 && high >= 0.0 {
        return base;
    }
    (base..MOST).find(|&d| [mean, low, high].iter().all(|x| !is_zero(&format!("{x:.d$}")))).unwrap_or(MOST)
}

/// So many digits, at least `base`, that a difference does not print as 0 where its interval excludes 0. An end may: [`end`] says it in words.
#[must_use]
pub fn for_mean(base: usize, mean: f64, (low, high): (f64, f64)) -> usize {
    if low <= 0.0 && high >= 0.0 {
        return base;
    }
    (base..MOST).find(|&d| !is_zero(&format!("{mean:.d$}"))).unwrap_or(MOST)
}

/// An end of an interval with this many digits; one that would print as 0 where the interval excludes 0 is said in words.
#[must_use]
pub fn end(x: f64, digits: usize, excludes_zero: bool) -> String {
    match number(x, digits) {
        text if !excludes_zero || !is_zero(&text) => text,
        _ if x < 0.0 => "just below 0".into(),
        _ => "just above 0".into(),
    }
}

/// An interval: `3 to 5`, or one number where both ends print alike.
#[must_use]
pub fn range(low: f64, high: f64, digits: usize) -> String {
    let excludes_zero = low > 0.0 || high < 0.0;
    let [low, high] = [low, high].map(|x| end(x, digits, excludes_zero));
    if low == high { low } else { format!("{low} to {high}") }
}

/// So many digits, at least `base`, that two numbers that differ print as different ones.
#[must_use]
pub fn to_differ(base: usize, a: f64, b: f64) -> usize {
    (base..ALL).find(|&d| a == b || number(a, d) != number(b, d)).unwrap_or(ALL)
}

/// So many digits, at least `base`, that `a` minus `b` is their difference as printed.
#[must_use]
pub fn to_agree(base: usize, a: f64, b: f64, difference: f64) -> usize {
    let whole = |x: f64, d: usize| number(x, d).replace('.', "").parse::<i128>().ok();
    let agree = |d: usize| Some(whole(a, d)? - whole(b, d)? == whole(difference, d)?);
    (base..ALL).find(|&d| agree(d) == Some(true)).unwrap_or(base)
}

/// So many digits, at least `base`, that "estimate and half of the interval" excludes 0 where the interval does.
#[must_use]
pub fn for_half_width(base: usize, mean: f64, half: f64) -> usize {
    if mean.abs() <= half {
        return base;
    }
    let beyond = |d: usize| {
        let read = |x: f64| number(x, d).parse::<f64>().unwrap_or(0.0);
        read(mean).abs() > read(half)
    };
    (base..ALL).find(|&d| beyond(d)).unwrap_or(ALL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Space};

    /// Random differences and intervals, of very different sizes.
    fn each(mut check: impl FnMut(f64, f64, f64)) {
        let mut words = Key::new(1, 1).stream(Space::new("test", "digits"), 0, Purpose::Labels, 0);
        let mut uniform = || words.next_word() as f64 / 2.0_f64.powi(64);
        for _ in 0..20_000 {
            let size = 10.0_f64.powi((8.0 * uniform()) as i32 - 5) * (1.0 + 9.0 * uniform());
            let mean = (2.0 * uniform() - 1.0) * size;
            let half = if uniform() < 0.1 { mean.abs() * (1.0 + 1e-3 * (uniform() - 0.5)) } else { uniform() * size };
            check(mean, half, (2.0 * uniform() - 1.0) * size);
        }
    }

    fn read(text: &str) -> f64 {
        text.parse().expect("a number")
    }

    #[test]
    fn printed_digits_do_not_contradict_the_interval() {
        each(|mean, half, other| {
            let (low, high) = (mean - half, mean + half);
            for base in 0..3 {
                let d = for_interval(base, mean, (low, high));
                let [m, l, h] = [mean, low, high].map(|x| number(x, d));
                let excludes = low > 0.0 || high < 0.0;
                let printed = read(&l) > 0.0 || read(&h) < 0.0;
                assert_eq!(excludes, printed, "{mean} {low} {high}: {m} {l} {h}");
                assert!(!excludes || read(&m) != 0.0, "{mean}: {m}");
                assert!([&m, &l, &h].iter().all(|t| !t.starts_with("-0") || read(t) != 0.0), "{m} {l} {h}");
                let d = for_mean(base, mean, (low, high));
                assert!(!excludes || read(&number(mean, d)) != 0.0, "{mean}: {d}");
                let no_zero = |x: f64| end(x, d, excludes).parse::<f64>() != Ok(0.0);
                assert!(!excludes || (no_zero(low) && no_zero(high)), "{mean} {low} {high}: {}", range(low, high, d));
                let d = for_half_width(base, mean, half);
                let printed = read(&number(mean, d)).abs() > read(&number(half, d));
                assert_eq!(mean.abs() > half, printed, "{mean} +-{half}");
                let d = to_differ(base, mean, other);
                assert_eq!(mean == other, number(mean, d) == number(other, d));
                assert!(read(&number(mean, d)) < read(&number(other, d)) || mean >= other);
                let d = to_agree(base, mean, other, mean - other);
                let [a, b, c] = [mean, other, mean - other].map(|x| read(&number(x, d)));
                assert!((a - b - c).abs() < 0.1 * 10.0_f64.powi(-(d as i32)), "{a} - {b} = {c}");
            }
        });
    }

    #[test]
    fn an_end_near_zero_adds_no_digits_and_one_number_is_no_range() {
        let d = for_mean(1, 5.2, (0.004, 10.4));
        assert_eq!((d, range(0.004, 10.4, d)), (1, "just above 0 to 10.4".into()));
        assert_eq!(range(-10.4, -0.004, 1), "-10.4 to just below 0");
        assert_eq!(range(15.98, 16.02, 1), "16.0");
        assert_eq!(range(-0.04, 0.1, 1), "0.0 to 0.1");
        assert_eq!(for_mean(1, 0.004, (0.003, 0.005)), 3);
    }

    #[test]
    fn a_zero_has_no_sign_and_others_are_no_zero() {
        assert_eq!([number(-0.0, 2), number(-0.001, 2), number(-0.0, 0)], ["0.00", "0.00", "0"]);
        assert_eq!(number(1e-12, for_interval(2, 1e-12, (5e-13, 2e-12))), "1.0e-12");
        assert_eq!(for_interval(1, 0.04, (0.02, 0.06)), 2);
        assert_eq!(for_interval(1, 0.04, (-0.02, 0.1)), 1);
        assert_eq!(to_differ(1, 0.1, 0.1), 1);
        // 12.4 - 11.6 = 0.8: "12 - 12 = 1" is not said.
        assert_eq!(to_agree(0, 12.4, 11.6, 0.8), 1);
    }
}
