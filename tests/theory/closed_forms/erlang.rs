//! Erlang's formulas and the queue M/M/c (Erlang 1917; Kleinrock 1975).

/// Erlang B: the share of arrivals that find all `servers` busy and are lost, by the recursion of the formula.
/// `load` is arrival rate times mean service time.
#[must_use]
pub(crate) fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, n| load * b / (f64::from(n) + load * b))
}

/// Erlang C: the share of arrivals that wait, where `load` is below `servers`.
#[must_use]
pub(crate) fn erlang_c(servers: u32, load: f64) -> f64 {
    let (b, c) = (erlang_b(servers, load), f64::from(servers));
    c * b / (c - load * (1.0 - b))
}

/// M/M/c.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mmc {
    /// Arrivals per unit of time.
    pub(crate) rate: f64,
    /// Services per unit of time and server.
    pub(crate) service_rate: f64,
    /// How many servers.
    pub(crate) servers: u32,
}

impl Mmc {
    /// Arrival rate over the rate of all servers.
    #[must_use]
    pub(crate) fn load(&self) -> f64 {
        self.rate / self.spare_rate(0.0)
    }

    fn spare_rate(&self, rate: f64) -> f64 {
        f64::from(self.servers) * self.service_rate - rate
    }

    /// Share that waits.
    #[must_use]
    pub(crate) fn p_wait(&self) -> f64 {
        erlang_c(self.servers, self.rate / self.service_rate)
    }

    /// Mean wait of all.
    #[must_use]
    pub(crate) fn wait(&self) -> f64 {
        self.p_wait() / self.spare_rate(self.rate)
    }

    /// Mean number waiting.
    #[must_use]
    pub(crate) fn list(&self) -> f64 {
        self.rate * self.wait()
    }

    /// Share that waits longer than `t`, first come first served.
    #[must_use]
    pub(crate) fn wait_beyond(&self, t: f64) -> f64 {
        self.p_wait() * libm::exp(-self.spare_rate(self.rate) * t)
    }

    /// Mean square of the wait, first come first served.
    #[must_use]
    pub(crate) fn wait_squared(&self) -> f64 {
        2.0 * self.p_wait() / (self.spare_rate(self.rate) * self.spare_rate(self.rate))
    }

    /// Mean waits of classes with the same service rate under strict priority, highest first (Cobham 1954).
    #[must_use]
    pub(crate) fn strict(&self, rates: &[f64]) -> Vec<f64> {
        let loads: Vec<f64> = rates.iter().map(|r| r / self.spare_rate(0.0)).collect();
        super::mg1::cobham(self.p_wait() / self.spare_rate(0.0), &loads)
    }

    /// Mean waits of classes with the same service rate under accumulating priority.
    #[must_use]
    pub(crate) fn accumulating(&self, rates: &[f64], priority_rates: &[f64]) -> Vec<f64> {
        let loads: Vec<f64> = rates.iter().map(|r| r / self.spare_rate(0.0)).collect();
        super::mg1::accumulating(self.p_wait() / self.spare_rate(0.0), &loads, priority_rates)
    }
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    /// Cases `pub-m-g-c-c-erlang-loss-1`, `pub-m-m-c-1..3`, `pub-m-m-1-1`, `pub-m-m-c-non-preemptive-static-priority-common-mu-1`,
    /// `pub-m-m-c-accumulating-priority-common-mu-1`.
    #[test]
    fn values_of_the_reference() {
        close(erlang_b(10, 8.0), 0.121_661_064_252_95);
        let q = Mmc { rate: 2.6, service_rate: 1.0, servers: 3 };
        close(q.p_wait(), 0.758_894_645_941_28);
        close(q.wait(), 1.897_236_614_853_2);
        close(q.list(), 4.932_815_198_618_3);
        close(q.wait_squared(), 9.486_183_074_266);
        close(q.wait_beyond(2.0), 0.340_993_345_134_9);
        let q = Mmc { rate: 9.0, service_rate: 1.0, servers: 10 };
        close(q.wait(), 0.668_731_524_107_7);
        let q = Mmc { rate: 5.0, service_rate: 3.0, servers: 2 };
        close(q.wait(), 0.757_575_757_575_76);
        close(q.load(), 0.833_333_333_333_33);
        let q = Mmc { rate: 0.8, service_rate: 1.0, servers: 1 };
        close(q.wait(), 4.0);
        let q = Mmc { rate: 8.5, service_rate: 1.0, servers: 10 };
        for (w, e) in
            q.strict(&[2.0, 3.0, 3.5]).iter().zip([0.066_232_663_139_488, 0.132_465_326_278_98, 0.706_481_740_154_54])
        {
            close(*w, e);
        }
        for (w, e) in q.accumulating(&[3.0, 5.5], &[1.0, 0.4]).iter().zip([0.211_082_958_948_61, 0.430_781_548_874_72])
        {
            close(*w, e);
        }
    }
}
