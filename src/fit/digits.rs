//! Numbers in so many digits as they are known.

/// A number in so many significant digits.
pub(super) fn short(x: f64, digits: i32) -> String {
    if x == 0.0 || !x.is_finite() {
        return "0".to_string();
    }
    let places = (digits - 1 - x.abs().log10().floor() as i32).clamp(0, 6) as usize;
    let text = format!("{x:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn numbers_are_short() {
        let of = [(12.345, 3), (0.001234, 3), (100.0, 3), (1234.5, 3), (0.5, 4), (0.0, 3), (0.99, 2)];
        let texts = ["12.3", "0.00123", "100", "1234", "0.5", "0", "0.99"];
        assert_eq!(of.map(|(x, d)| short(x, d)), texts);
    }
}
