//! Whole numbers on the command line, as people write them. They are read digit by digit, so that none is rounded.

/// A reader of whole numbers between two ends: `1000000`, `1_000_000` or `1e6`.
pub(crate) fn whole(least: u64, most: u64) -> impl Fn(&str) -> Result<u64, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = read(text, most)?;
        match () {
            () if number < least => Err(format!("it must be at least {least}")),
            () if number > most => Err(format!("it must be at most {most}")),
            () => Ok(number),
        }
    }
}

/// The same of what is held in memory.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    usize::try_from(read(text, usize::MAX as u64)?).map_err(|_| format!("it must be at most {}", usize::MAX))
}

fn read(text: &str, most: u64) -> Result<u64, String> {
    let too_large = || format!("it is too large: it must be at most {most}");
    const FORM: &str = "write a whole number, such as 1000, 1_000_000 or 1e6";
    let digits = text.replace('_', "");
    let is_parted = !text.is_empty() && text.split('_').all(|part| !part.is_empty());
    if is_parted && digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.parse().map_err(|_| too_large());
    }
    if text.starts_with('-') && text[1..].parse::<f64>().is_ok() {
        return Err(format!("it cannot be negative; {FORM}"));
    }
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '.' | '\'' | '\u{a0}' | '\u{202f}')).collect();
    let thousands = text.split([',', ' ', '.', '\'', '\u{a0}', '\u{202f}']).skip(1).all(|part| part.len() == 3);
    if plain != text && thousands && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("write it without signs between the digits: {plain}"));
    }
    let Some(written) = AsWritten::read(text) else { return Err(FORM.to_string()) };
    if !written.is_whole() {
        return Err(format!("it must be whole; {FORM}"));
    }
    let number = written.whole().ok_or_else(too_large)?;
    if written.is_with_exponent { Ok(number) } else { Err(format!("write {number}")) }
}

/// A number as it is written, with a point or an exponent: its digits without noughts at their ends, and the power of ten that they stand for.
struct AsWritten {
    digits: String,
    power: i64,
    is_with_exponent: bool,
}

impl AsWritten {
    fn read(text: &str) -> Option<Self> {
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let text = text.strip_prefix('+').unwrap_or(text);
        let (digits, exponent) =
            text.split_once(['e', 'E']).map_or((text, None), |(digits, power)| (digits, Some(power)));
        let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
        if !all_digits(before) || !all_digits(after) || before.len() + after.len() == 0 {
            return None;
        }
        let exponent_of = |text: &str| {
            let size = text.strip_prefix(['+', '-']).unwrap_or(text);
            let far = if text.starts_with('-') { i64::from(i32::MIN) } else { i64::from(i32::MAX) };
            (!size.is_empty() && all_digits(size)).then(|| text.parse().unwrap_or(far))
        };
        let power = exponent.map_or(Some(0), exponent_of)?;
        let digits = format!("{before}{after}");
        let kept = digits.trim_end_matches('0');
        let noughts = digits.len() - kept.len();
        let power = power.saturating_add(noughts as i64).saturating_sub(after.len() as i64);
        let digits = kept.trim_start_matches('0').to_string();
        Some(Self { digits, power, is_with_exponent: exponent.is_some() })
    }

    fn is_whole(&self) -> bool {
        self.digits.is_empty() || self.power >= 0
    }

    /// The number, where it is whole and not too large.
    fn whole(&self) -> Option<u64> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let ten = 10_u64.checked_pow(u32::try_from(self.power).ok()?)?;
        self.digits.parse::<u64>().ok()?.checked_mul(ten)
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
            // Beyond what a binary number of 64 bits holds exactly.
            ("9007199254740993e0", 9_007_199_254_740_993),
            ("1844674407370955161.5e1", u64::MAX),
            ("0.00018446744073709551615e+23", u64::MAX),
            ("10e18", 10_000_000_000_000_000_000),
            ("1000e-3", 1),
            (".5e1", 5),
            ("5.e0", 5),
            ("0e400", 0),
            ("0.0e-99999999999999999999", 0),
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
            ("1e-400", "it must be whole"),
            ("9007199254740992.5", "it must be whole"),
            ("1e-99999999999999999999", "it must be whole"),
            ("1e30", "too large"),
            ("1e400", "too large"),
            ("1e99999999999999999999", "at most 18446744073709551615"),
            ("18446744073709551616e0", "too large"),
            ("18446744073709551616.0", "too large"),
            ("9007199254740993.0", "write 9007199254740993"),
            ("+5", "write 5"),
            (".", "write a whole number"),
            ("e5", "write a whole number"),
            ("1e", "write a whole number"),
            ("1e+", "write a whole number"),
            ("1e1.5", "write a whole number"),
            ("18446744073709551616", "at most 18446744073709551615"),
            ("1k", "write a whole number"),
        ] {
            let error = any(text).expect_err(text);
            assert!(error.contains(words), "{text}: {error}");
        }
        let few = whole(2, 60);
        assert_eq!((few("2"), few("6e1")), (Ok(2), Ok(60)));
        for text in ["61", "1e400", "99999999999999999999"] {
            assert!(few(text).expect_err(text).ends_with("it must be at most 60"), "{text}");
        }
        assert!(
            few("1").is_err_and(|e| e.contains("at least 2")) && few("61").is_err_and(|e| e.contains("at most 60"))
        );
        assert_eq!(size("1e3"), Ok(1_000));
    }
}
