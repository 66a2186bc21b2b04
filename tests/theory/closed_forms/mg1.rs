//! One server with any service time: Pollaczek-Khinchine, orders of service, priorities.

/// The first three moments of a service time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Service {
    /// Mean.
    pub(crate) mean: f64,
    /// Mean square.
    pub(crate) second: f64,
    /// Mean cube.
    pub(crate) third: f64,
}

impl Service {
    /// Always the same time.
    #[must_use]
    pub(crate) const fn fixed(d: f64) -> Self {
        Self { mean: d, second: d * d, third: d * d * d }
    }

    /// Erlang with this many stages (1: exponential).
    #[must_use]
    pub(crate) fn erlang(stages: u32, mean: f64) -> Self {
        let (k, m) = (f64::from(stages), mean / f64::from(stages));
        Self { mean, second: k * (k + 1.0) * m * m, third: k * (k + 1.0) * (k + 2.0) * m * m * m }
    }

    /// Lognormal by mean and coefficient of variation.
    #[must_use]
    pub(crate) fn lognormal(mean: f64, cv: f64) -> Self {
        let r = 1.0 + cv * cv;
        Self { mean, second: mean * mean * r, third: mean * mean * mean * r * r * r }
    }

    /// A mixture.
    #[must_use]
    pub(crate) fn mixture(branches: &[(f64, Service)]) -> Self {
        let sum = |f: fn(&Service) -> f64| branches.iter().map(|(share, s)| share * f(s)).sum();
        Self { mean: sum(|s| s.mean), second: sum(|s| s.second), third: sum(|s| s.third) }
    }
}

/// Mean residual work that an arrival finds in service, over classes of (rate, service).
#[must_use]
pub(crate) fn residual_work(classes: &[(f64, Service)]) -> f64 {
    classes.iter().map(|(rate, s)| rate * s.second / 2.0).sum()
}

/// M/G/1: mean and mean square of the wait, first come first served (Pollaczek 1930, Khinchine 1932; Takacs 1962).
#[must_use]
pub(crate) fn first_come(rate: f64, service: Service) -> (f64, f64) {
    let spare = 1.0 - rate * service.mean;
    let wait = rate * service.second / 2.0 / spare;
    (wait, 2.0 * wait * wait + rate * service.third / (3.0 * spare))
}

/// Mean squares of the wait under last come first served and under random order, from that of first come first served, at this
/// load. The means are equal. Exact for M/G/1 (Takagi 1991, chapter 1) and M/M/c.
#[must_use]
pub(crate) fn orders(first_come_squared: f64, load: f64) -> (f64, f64) {
    (first_come_squared / (1.0 - load), first_come_squared / (1.0 - load / 2.0))
}

/// Mean waits under strict priority without interruption, highest class first (Cobham 1954), from the residual work and the load
/// of each class.
#[must_use]
pub(crate) fn cobham(residual: f64, loads: &[f64]) -> Vec<f64> {
    let mut above = 0.0;
    loads
        .iter()
        .map(|load| {
            let with = above + load;
            let wait = residual / ((1.0 - above) * (1.0 - with));
            above = with;
            wait
        })
        .collect()
}

/// Mean wait of someone with static score `u`, uniform between 0 and 1, highest first: the continuum of Cobham's formula.
#[must_use]
pub(crate) fn static_score(residual: f64, load: f64, u: f64) -> f64 {
    let spare = 1.0 - load * (1.0 - u);
    residual / (spare * spare)
}

/// Mean wait of those with scores between `low` and `high`.
#[must_use]
pub(crate) fn static_score_between(residual: f64, load: f64, low: f64, high: f64) -> f64 {
    let at = |u: f64| -1.0 / (load * (1.0 - load * (1.0 - u)));
    residual * (at(high) - at(low)) / (high - low)
}

/// Mean waits under accumulating priority without interruption (Kleinrock 1964, "A delay dependent queue discipline"): class i
/// gains `rates[i]` per unit of time waited.
#[must_use]
pub(crate) fn accumulating(residual: f64, loads: &[f64], rates: &[f64]) -> Vec<f64> {
    let total: f64 = loads.iter().sum();
    let mut order: Vec<usize> = (0..loads.len()).collect();
    order.sort_by(|&a, &b| rates[a].total_cmp(&rates[b]));
    let mut waits = vec![0.0; loads.len()];
    for &p in &order {
        let slower: f64 = (0..loads.len())
            .filter(|&i| rates[i] < rates[p])
            .map(|i| loads[i] * waits[i] * (1.0 - rates[i] / rates[p]))
            .sum();
        let faster: f64 =
            (0..loads.len()).filter(|&i| rates[i] > rates[p]).map(|i| loads[i] * (1.0 - rates[p] / rates[i])).sum();
        waits[p] = (residual / (1.0 - total) - slower) / (1.0 - faster);
    }
    waits
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    /// Residual work, loads, priority rates, waits.
    type Case<'a> = (f64, &'a [f64], &'a [f64], &'a [f64]);

    /// Cases `pub-m-g-1-m-*`.
    #[test]
    fn waits_and_their_squares_in_each_order() {
        let h2 = Service::mixture(&[(0.3, Service::erlang(1, 2.4)), (0.7, Service::erlang(1, 0.4))]);
        let cases = [
            (0.8, Service::fixed(1.0), [2.0, 9.333_333_333_333_3, 46.666_666_666_667, 15.555_555_555_556]),
            (0.6, Service::fixed(1.25), [1.875, 8.59375, 34.375, 13.75]),
            (
                0.7,
                Service::erlang(3, 1.0),
                [1.555_555_555_555_6, 6.567_901_234_567_9, 21.893_004_115_226, 10.104_463_437_797],
            ),
            (0.6, h2, [2.76, 27.8112, 69.528, 39.730_285_714_286]),
            (0.75, Service::lognormal(1.0, 1.5), [4.875, 81.859_375, 327.4375, 130.975]),
        ];
        for (rate, service, [wait, fifo, lifo, random]) in cases {
            let (w, w2) = first_come(rate, service);
            close(w, wait);
            close(w2, fifo);
            let (last, any) = orders(w2, rate * service.mean);
            close(last, lifo);
            close(any, random);
        }
    }

    /// Cases `pub-m-g-1-non-preemptive-static-priority-*` and `pub-m-g-1-continuous-clinical-score-highest-first-1`.
    #[test]
    fn strict_priority_and_static_scores() {
        let classes = [(0.2, Service::erlang(1, 1.0)), (0.25, Service::fixed(1.2)), (0.3, Service::erlang(2, 1.0))];
        let w0 = residual_work(&classes);
        close(w0, 0.605);
        for (w, e) in cobham(w0, &[0.2, 0.3, 0.3]).iter().zip([0.75625, 1.5125, 6.05]) {
            close(*w, e);
        }
        close(cobham(0.8, &[0.3, 0.5])[0], 1.142_857_142_857_1);
        close(static_score(0.85, 0.85, 0.25), 6.468_489_892_984_5);
        close(static_score_between(0.85, 0.85, 0.0, 0.25), 15.632_183_908_046);
        close(static_score_between(0.85, 0.85, 0.75, 1.0), 1.079_365_079_365_1);
        close(static_score_between(0.85, 0.85, 0.0, 1.0), 5.666_666_666_666_7);
    }

    /// Cases `pub-m-g-1-accumulating-priority-apq-delay-dependent-*`.
    #[test]
    fn accumulating_priority() {
        let cases: [Case<'_>; 4] = [
            (0.8, &[0.4, 0.4], &[1.0, 0.5], &[3.0, 5.0]),
            (0.85, &[0.25, 0.6], &[1.0, 0.15], &[1.996_825_396_825_4, 7.195_767_195_767_2]),
            (
                0.85,
                &[0.2, 0.3, 0.35],
                &[4.0, 2.0, 1.0],
                &[2.833_333_333_333_3, 4.722_222_222_222_2, 8.095_238_095_238_1],
            ),
            (1.039_583_333_333_3, &[0.45, 0.4], &[3.0, 1.0], &[4.290_343_915_343_9, 9.900_793_650_793_7]),
        ];
        for (w0, loads, rates, waits) in cases {
            for (w, e) in accumulating(w0, loads, rates).iter().zip(waits) {
                close(*w, *e);
            }
        }
        // Equal rates are first come first served; a rate that vanishes is strict priority.
        close(accumulating(0.8, &[0.4, 0.4], &[2.0, 2.0])[1], 4.0);
        close(accumulating(0.8, &[0.3, 0.5], &[1.0, 0.0])[1], 5.714_285_714_285_7);
    }
}
