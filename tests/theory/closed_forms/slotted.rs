//! A clinic at equal intervals that sees up to `slots` people at once: `Q' = (Q + A - slots)^+` (Bailey 1954).

/// Mean list just after the clinic with Poisson arrivals of this mean per interval, by the roots of Bailey's equation.
#[must_use]
pub(crate) fn bailey(mean: f64, slots: u32) -> f64 {
    let s = f64::from(slots);
    let mut sum = (mean * mean - s * (s - 1.0)) / (2.0 * (s - mean));
    for k in 1..slots {
        let turn = 2.0 * std::f64::consts::PI * f64::from(k) / s;
        // z = exp(2 pi i k / s) exp(mean (z - 1) / s): a contraction below a load of 1.
        let (mut re, mut im) = (0.0, 0.0);
        for _ in 0..10_000 {
            let size = libm::exp(mean * (re - 1.0) / s);
            let angle = turn + mean * im / s;
            let next = (size * libm::cos(angle), size * libm::sin(angle));
            let moved = (next.0 - re).abs() + (next.1 - im).abs();
            (re, im) = next;
            if moved < 1e-16 {
                break;
            }
        }
        // The real part of 1 / (1 - z); the imaginary parts of conjugate roots cancel.
        sum += (1.0 - re) / ((1.0 - re) * (1.0 - re) + im * im);
    }
    sum
}

/// Mean wait in intervals of people who arrive uniformly in the interval, from the mean list after the clinic.
#[must_use]
pub(crate) fn wait(list_after: f64, mean: f64) -> f64 {
    list_after / mean + 0.5
}

/// A clinic whose people may miss their slot and stay on the list, and whose sessions may be cancelled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clinic {
    /// Mean Poisson arrivals per interval.
    pub(crate) mean: f64,
    /// Slots of a session.
    pub(crate) slots: usize,
    /// Probability that a booked person does not come.
    pub(crate) missed: f64,
    /// Probability that a session is cancelled.
    pub(crate) cancelled: f64,
}

impl Clinic {
    /// The law of the list just after each session, long after the start, on lists of up to `longest` people: the chain is
    /// stepped until it no longer moves.
    #[must_use]
    pub(crate) fn list_after(&self, longest: usize) -> Vec<f64> {
        let mut law = vec![0.0; longest + 1];
        law[0] = 1.0;
        for _ in 0..100_000 {
            let next = self.step(&law);
            let moved: f64 = law.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
            law = next;
            if moved < 1e-15 {
                break;
            }
        }
        law
    }

    /// The law after one more interval with its session. People beyond the longest list stay at its end.
    #[must_use]
    pub(crate) fn step(&self, law: &[f64]) -> Vec<f64> {
        let longest = law.len() - 1;
        let reach = (self.mean + 14.0 * self.mean.sqrt() + 30.0).ceil() as usize;
        let arrivals = poisson(self.mean, reach);
        let mut before = vec![0.0; law.len() + reach];
        for (n, p) in law.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            for (k, a) in arrivals.iter().enumerate() {
                before[n + k] += p * a;
            }
        }
        let mut next = vec![0.0; law.len()];
        for (n, p) in before.iter().enumerate() {
            next[n.min(longest)] += p * self.cancelled;
            let booked = n.min(self.slots);
            for (m, share) in binomial(booked, self.missed).into_iter().enumerate() {
                next[(n - booked + m).min(longest)] += p * (1.0 - self.cancelled) * share;
            }
        }
        next
    }
}

/// Poisson probabilities of 0 to `reach`, for the means of a clinic (below some hundreds).
fn poisson(mean: f64, reach: usize) -> Vec<f64> {
    let mut p = libm::exp(-mean);
    let mut law = vec![p];
    for k in 1..=reach {
        p *= mean / k as f64;
        law.push(p);
    }
    law
}

fn binomial(n: usize, p: f64) -> Vec<f64> {
    if p == 0.0 {
        return vec![1.0];
    }
    let mut law = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; law.len() + 1];
        for (k, share) in law.iter().enumerate() {
            next[k] += share * (1.0 - p);
            next[k + 1] += share * p;
        }
        law = next;
    }
    law
}

/// Mean of a law on 0, 1, 2 ...
#[must_use]
pub(crate) fn mean_of(law: &[f64]) -> f64 {
    law.iter().enumerate().map(|(n, p)| n as f64 * p).sum()
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    /// Cases `pub-slotted-weekly-clinic-*` and `pub-slotted-clinic-*`.
    #[test]
    fn values_of_the_reference() {
        close(bailey(9.0, 10), 3.101_238_453_223_6);
        close(bailey(19.0, 20), 7.328_884_773_173_1);
        close(wait(bailey(9.0, 10), 9.0), 0.844_582_050_358_18);
        let plain = Clinic { mean: 9.0, slots: 10, missed: 0.0, cancelled: 0.0 };
        close(mean_of(&plain.list_after(300)), bailey(9.0, 10));
        let missed = Clinic { mean: 8.0, slots: 10, missed: 0.1, cancelled: 0.0 };
        close(mean_of(&missed.list_after(300)), 3.763_800_922_161);
        let cancelled = Clinic { mean: 4.5, slots: 6, missed: 0.0, cancelled: 0.1 };
        close(mean_of(&cancelled.list_after(300)), 3.199_446_742_507_8);
        // Strict priority: the first group is its own chain, the second the rest.
        let first = bailey(3.0, 10);
        close(wait(first, 3.0), 0.500_128_362_661_1);
        close(wait(bailey(9.2, 10) - first, 6.2), 1.192_268_155_233_9);
        // From a backlog of 60.
        let clinic = Clinic { mean: 20.0, slots: 22, missed: 0.0, cancelled: 0.0 };
        let mut law = vec![0.0; 400];
        law[60] = 1.0;
        for week in 1..=26 {
            law = clinic.step(&law);
            if week == 4 {
                close(mean_of(&law), 52.000_000_000_008);
            }
        }
        close(mean_of(&law), 14.236_211_783_297);
    }
}
