//! Closed forms of queues, to check the engine against. Rates and times in any one unit of time.
//!
//! Each is tested against values computed with other software.

pub(crate) mod abandonment;
pub(crate) mod erlang;
pub(crate) mod fluid;
pub(crate) mod mg1;
pub(crate) mod slotted;

#[cfg(test)]
pub(crate) fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-8 * expected.abs().max(1e-3), "{found} is not {expected}");
}
