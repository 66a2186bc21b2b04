//! M/M/c with removal by any law of patience, "M/M/c+G" (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005).

use super::erlang::erlang_b;

/// Exponential services, first come first served; patience runs only while waiting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Abandonment {
    /// Arrivals per unit of time.
    pub(crate) rate: f64,
    /// Services per unit of time and server.
    pub(crate) service_rate: f64,
    /// How many servers.
    pub(crate) servers: u32,
}

/// Shares and means of M/M/c+G.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AbandonmentValues {
    /// Share of people who find no server free at arrival.
    pub(crate) p_delay: f64,
    /// Share that leaves untreated.
    pub(crate) p_leave: f64,
    /// Mean time on the list, of all: to service or removal.
    pub(crate) wait: f64,
}

impl Abandonment {
    /// The values for a survivor function of patience, by integrals on a grid of this step up to `end`, by Simpson's rule. All
    /// in the same unit of time.
    #[must_use]
    pub(crate) fn values(&self, survival: impl Fn(f64) -> f64, step: f64, end: f64) -> AbandonmentValues {
        let (rate, all) = (self.rate, f64::from(self.servers) * self.service_rate);
        let (mut h, mut j, mut jh) = (0.0, 0.0, 0.0);
        let density = |h: f64, x: f64| libm::exp(rate * h - all * x);
        let panels = (end / step).ceil() as u64;
        for i in 0..panels {
            let x = i as f64 * step;
            let (middle, right) = (x + 0.5 * step, x + step);
            // Just inside the panel: a fixed patience that ends on a grid point jumps there.
            let ends = [x + 1e-9 * step, x + 0.25 * step, middle, x + 0.75 * step, right - 1e-9 * step].map(&survival);
            let h_middle = h + 0.5 * step / 6.0 * (ends[0] + 4.0 * ends[1] + ends[2]);
            let h_right = h_middle + 0.5 * step / 6.0 * (ends[2] + 4.0 * ends[3] + ends[4]);
            let d = [density(h, x), density(h_middle, middle), density(h_right, right)];
            j += step / 6.0 * (d[0] + 4.0 * d[1] + d[2]);
            jh += step / 6.0 * (h * d[0] + 4.0 * h_middle * d[1] + h_right * d[2]);
            h = h_right;
        }
        // The integral of exp(-t) (1 + t mu / lambda)^(c-1) is the inverse of Erlang B with one server fewer.
        let e = 1.0 / erlang_b(self.servers - 1, rate / self.service_rate);
        let total = e + rate * j;
        AbandonmentValues {
            p_delay: rate * j / total,
            p_leave: (1.0 + (rate - all) * j) / total,
            wait: rate * jh / total,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    /// Cases `pub-m-m-c-g-abandonment-*`.
    #[test]
    fn values_of_the_reference() {
        let leaving_at = |rate: f64| move |x: f64| libm::exp(-rate * x);
        let found = [
            (10.0, 10, Some(0.5), [0.619_655_230_884_08, 0.103_913_212_326_31, 0.207_826_424_652_62]),
            (12.0, 10, Some(0.2), [0.944_496_617_416_33, 0.177_420_951_939_61, 0.887_104_759_698_06]),
            (0.9, 1, Some(0.1), [0.757_956_699_975_54, 0.157_825_888_916_07, 1.578_258_889_160_7]),
            (0.95, 1, None, [0.727_348_420_639_43, 0.234_370_083_537_44, 0.953_503_567_616_81]),
        ];
        for (rate, servers, hazard, [delay, leave, wait]) in found {
            let queue = Abandonment { rate, service_rate: 1.0, servers };
            let v = match hazard {
                Some(hazard) => queue.values(leaving_at(hazard), 1.0 / 256.0, 100.0),
                None => queue.values(|x| f64::from(x < 2.0), 1.0 / 256.0, 100.0),
            };
            close(v.p_delay, delay);
            close(v.p_leave, leave);
            close(v.wait, wait);
        }
    }
}
