//! Shares and other numbers as a scenario has them.

/// Shares of counts to six places that sum to 1.
pub(crate) fn shares(counts: &[f64]) -> Vec<f64> {
    let all: f64 = counts.iter().sum();
    let mut millionths: Vec<u64> =
        counts.iter().map(|n| if all > 0.0 { (n / all * 1e6).round() as u64 } else { 0 }).collect();
    // What rounding leaves goes to the largest.
    if let Some(largest) = (0..counts.len()).max_by(|&a, &b| counts[a].total_cmp(&counts[b])) {
        let others: u64 = millionths.iter().enumerate().filter(|(i, _)| *i != largest).map(|(_, m)| m).sum();
        millionths[largest] = 1_000_000_u64.saturating_sub(others);
    }
    millionths.into_iter().map(|m| m as f64 / 1e6).collect()
}

/// A list as a scenario has it.
pub(super) fn list(numbers: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    let all: Vec<String> = numbers.into_iter().map(|n| n.to_string()).collect();
    format!("[{}]", all.join(", "))
}
