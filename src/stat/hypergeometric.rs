//! How many of some people have a mark, when they are picked at random from all: the law of labels drawn without looking.
//!
//! Exact by inversion where few are expected (Fisher 1935; Kachitvichyanukul and Schmeiser 1985, "Computer generation of
//! hypergeometric random variates", section 2), by its normal limit with the same mean and variance where the variance is at least
//! [`NORMAL_FROM`] (Hoeffding 1951, "A combinatorial central limit theorem"). Arithmetic and square roots only: the same bits everywhere.

/// From this variance on the normal limit is taken.
pub const NORMAL_FROM: f64 = 16.0;

/// How many of `picked` people have a mark, out of `all`, where `marked` have it; `u` is uniform between 0 and 1, and `normal` gives its
/// normal quantile, which is asked for only where it is needed.
#[must_use]
pub fn hypergeometric(all: u64, marked: u64, picked: u64, u: f64, normal: impl Fn(f64) -> f64) -> u64 {
    let (marked, picked) = (marked.min(all), picked.min(all));
    // At most half of them are picked and at most half are marked: the rest is a mirror of it.
    if picked > all - picked {
        return marked - hypergeometric(all, marked, all - picked, u, normal);
    }
    if marked > all - marked {
        return picked - hypergeometric(all, all - marked, picked, u, normal);
    }
    if marked == 0 || picked == 0 {
        return 0;
    }
    let (n, k, m) = (all as f64, marked as f64, picked as f64);
    let mean = m * k / n;
    let variance = mean * (1.0 - k / n) * (n - m) / (n - 1.0).max(1.0);
    let most = marked.min(picked);
    if variance >= NORMAL_FROM {
        let near = (mean + variance.sqrt() * normal(u)).round();
        return (near.max(0.0) as u64).min(most);
    }
    // The probability of none, and from each number the next.
    let (few, many) = if marked < picked { (marked, m) } else { (picked, k) };
    let mut probability = (0..few).fold(1.0, |p, i| p * (n - many - i as f64) / (n - i as f64));
    let mut sum = probability;
    let mut found = 0;
    while sum < u && found < most {
        let f = found as f64;
        probability *= (k - f) * (m - f) / ((f + 1.0) * (n - k - m + f + 1.0));
        sum += probability;
        found += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{ContinuousCDF, Normal};

    use super::*;

    fn never(_: f64) -> f64 {
        panic!("the exact law needs no quantile")
    }

    fn choose(n: u64, k: u64) -> f64 {
        // None where more are asked for than there are.
        if k > n { 0.0 } else { (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64) }
    }

    #[test]
    fn each_number_comes_as_often_as_it_should() {
        const GRID: u32 = 20_000;
        for (all, marked, picked) in [(10, 3, 4), (10, 8, 4), (12, 5, 10), (7, 7, 3), (9, 0, 4), (30, 4, 15), (1, 1, 1)]
        {
            let mut counts = vec![0_u32; 1 + picked as usize];
            for i in 0..GRID {
                let u = (f64::from(i) + 0.5) / f64::from(GRID);
                counts[hypergeometric(all, marked, picked, u, never) as usize] += 1;
            }
            for (found, count) in (0..).zip(counts) {
                let p = choose(marked, found) * choose(all - marked, picked - found) / choose(all, picked);
                assert!((f64::from(count) / f64::from(GRID) - p).abs() < 2e-4, "{all} {marked} {picked}: {found}");
            }
        }
    }

    #[test]
    fn where_many_are_expected_mean_and_variance_are_right() {
        let (all, marked, picked) = (10_000, 4_000, 1_000);
        let draws: Vec<f64> = (0..4000)
            .map(|i| {
                let u = (f64::from(i) + 0.5) / 4000.0;
                hypergeometric(all, marked, picked, u, |u| Normal::standard().inverse_cdf(u)) as f64
            })
            .collect();
        let mean = draws.iter().sum::<f64>() / 4000.0;
        let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / 4000.0;
        assert!((mean - 400.0).abs() < 0.1, "{mean}");
        // 1000 x 0.4 x 0.6 x 9000 / 9999.
        assert!((variance - 216.02).abs() < 2.0, "{variance}");
    }
}
