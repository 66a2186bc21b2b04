//! Holm's adjustment for several declared comparisons.

/// Adjusted p values, in the order given (Holm 1979, "A simple sequentially rejective multiple test procedure").
///
/// The smallest is multiplied by the number of values, the next by one fewer, and so on; they never fall along the way and never exceed 1.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut highest = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        highest = highest.max((p.len() - rank) as f64 * p[i]).min(1.0);
        adjusted[i] = highest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_of_r_p_adjust() {
        // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
        let found = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (f, e) in found.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((f - e).abs() < 1e-15);
        }
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert_eq!(holm(&[0.02]), [0.02]);
        assert!(holm(&[]).is_empty());
    }
}
