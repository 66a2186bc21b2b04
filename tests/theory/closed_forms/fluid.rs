//! The fluid limit of an overloaded queue with removals (Whitt 2004, "Efficiency-driven heavy-traffic approximations").

/// Arrivals beyond what the servers can see, removed at a constant hazard while they wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fluid {
    /// Arrivals per unit of time.
    pub(crate) rate: f64,
    /// Services per unit of time, of all servers together.
    pub(crate) capacity: f64,
    /// Hazard of removal of each person waiting.
    pub(crate) removal: f64,
}

impl Fluid {
    /// Long-run list.
    #[must_use]
    pub(crate) fn list(&self) -> f64 {
        (self.rate - self.capacity) / self.removal
    }

    /// Long-run wait of those who stay.
    #[must_use]
    pub(crate) fn wait(&self) -> f64 {
        libm::log(self.rate / self.capacity) / self.removal
    }

    /// Long-run share removed.
    #[must_use]
    pub(crate) fn share_removed(&self) -> f64 {
        1.0 - self.capacity / self.rate
    }

    /// The list at time `t`, from `start` people waiting.
    #[must_use]
    pub(crate) fn list_at(&self, start: f64, t: f64) -> f64 {
        if self.removal == 0.0 {
            return start + (self.rate - self.capacity) * t;
        }
        let end = self.list();
        end + (start - end) * libm::exp(-self.removal * t)
    }
}

#[cfg(test)]
mod tests {
    use super::super::close;
    use super::*;

    /// Case `pub-fluid-limit-overloaded-m-m-c-m-1`.
    #[test]
    fn values_of_the_reference() {
        let f = Fluid { rate: 14.0, capacity: 10.0, removal: 0.1 };
        close(f.list(), 40.0);
        close(f.wait(), 3.364_722_366_212_1);
        close(f.share_removed(), 0.285_714_285_714_29);
        close(f.list_at(0.0, 5.0), 15.738_773_611_495);
        close(Fluid { rate: 12.0, capacity: 10.0, removal: 0.0 }.list_at(10.0, 20.0), 50.0);
    }
}
