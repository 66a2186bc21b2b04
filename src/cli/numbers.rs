//! Whole numbers on the command line, as people write them.

/// Greater numbers are not exact as they are written with an exponent.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A reader of whole numbers between two ends: `1000000`, `1_000_000` or `1e6`.
pub(crate) fn whole(least: u64, most: u64) -> impl Fn(&str) -> Result<u64, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = read(text)?;
        match () {
            () if number < least => Err(format!("it must be at least {least}")),
            () if number > most => Err(format!("it must be at most {most}")),
            () => Ok(number),
        }
    }
}

/// The same of what is held in memory.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    usize::try_from(read(text)?).map_err(|_| format!("it must be at most {}", usize::MAX))
}

fn read(text: &str) -> Result<u64, String> {
    const FORM: &str = "write a whole number, such as 1000, 1_000_000 or 1e6";
    let digits = text.replace('_', "");
    let is_parted = !text.is_empty() && text.split('_').all(|part| !part.is_empty());
    if is_parted && digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.parse().map_err(|_| format!("it must be at most {}", u64::MAX));
    }
    if text.starts_with('-') && text[1..].parse::<f64>().is_ok() {
        return Err(format!("it cannot be negative; {FORM}"));
    }
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '.' | '\'' | '\u{a0}' | '\u{202f}')).collect();
    let thousands = text.split([',', ' ', '.', '\'', '\u{a0}', '\u{202f}']).skip(1).all(|part| part.len() == 3);
    if plain != text && thousands && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("write it without signs between the digits: {plain}"));
    }
    // What has an exponent is a number of few digits and many noughts.
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    match text.parse::<f64>() {
        Ok(x) if is_number && x.fract() != 0.0 => Err(format!("it must be whole; {FORM}")),
        Ok(x) if is_number && text.contains(['e', 'E']) && x <= EXACT => Ok(x as u64),
        Ok(_) if is_number && text.contains(['e', 'E']) => Err(format!("it is too large; {FORM}")),
        Ok(x) if is_number && x <= EXACT => Err(format!("write {x}")),
        _ => Err(FORM.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_as_people_write_them() {
        let any = whole(0, u64::MAX);
        for (text, number) in [
            ("0", 0),
            ("1000", 1_000),
            ("1_000_000", 1_000_000),
            ("1e6", 1_000_000),
            ("1.5E3", 1_500),
            ("2e+2", 200),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(any(text), Ok(number), "{text}");
        }
        for (text, words) in [
            ("", "write a whole number"),
            ("_", "write a whole number"),
            ("1__0", "write a whole number"),
            ("many", "such as 1000, 1_000_000 or 1e6"),
            ("inf", "write a whole number"),
            ("nan", "write a whole number"),
            ("1,000,000", "without signs between the digits: 1000000"),
            ("1 000", "1000"),
            ("1'000", "1000"),
            ("1.5", "it must be whole"),
            ("1e-3", "it must be whole"),
            ("5.0", "write 5"),
            ("-3", "cannot be negative"),
            ("1e30", "too large"),
            ("18446744073709551616", "at most 18446744073709551615"),
            ("1k", "write a whole number"),
        ] {
            let error = any(text).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
        let few = whole(2, 60);
        assert_eq!((few("2"), few("6e1")), (Ok(2), Ok(60)));
        assert!(
            few("1").is_err_and(|e| e.contains("at least 2")) && few("61").is_err_and(|e| e.contains("at most 60"))
        );
        assert_eq!(size("1e3"), Ok(1_000));
    }
}
