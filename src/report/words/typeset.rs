//! Sentences of the terminal as a page sets them: quotes that open and close, a minus sign, dates as people write them.

use crate::time::MONTHS;

/// A date as people write it: `2 February 2026` for `2026-02-02`; nothing where it is no date.
#[must_use]
pub fn date(iso: &str) -> Option<String> {
    let parts: Vec<&str> = iso.split('-').collect();
    let [year, month, day] = parts[..] else { return None };
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    let name = month.parse::<usize>().ok().and_then(|m| MONTHS.get(m.wrapping_sub(1)))?;
    Some(format!("{} {name} {year}", day.trim_start_matches('0')))
}

/// A sentence of the terminal as it stands on a page.
#[must_use]
pub fn typeset(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut before, mut open) = (' ', false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let begins = !before.is_alphanumeric() && before != '-';
        let written = rest.get(..10).filter(|_| begins).and_then(date);
        let ends = rest.get(10..).is_none_or(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '-'));
        if let Some(written) = written.filter(|_| ends) {
            out.push_str(&written);
            (before, rest) = ('0', &rest[10..]);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => {
                open = !open;
                out.push(if open { '\u{201c}' } else { '\u{201d}' });
            }
            '-' if begins && rest.starts_with(|c: char| c.is_ascii_digit()) => out.push('\u{2212}'),
            _ => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_set_as_on_a_page() {
        for (from, to) in [
            (
                "no change (-2.1 to 2.3 days) under \"as today\"",
                "no change (\u{2212}2.1 to 2.3 days) under \u{201c}as today\u{201d}",
            ),
            ("referred on 2026-02-05; patient referral-1-35", "referred on 5 February 2026; patient referral-1-35"),
            ("2026-13-01 and 12026-01-02 stay, a-1 too", "2026-13-01 and 12026-01-02 stay, a-1 too"),
            ("2026-01-31.", "31 January 2026."),
            ("é \"x\" – ok", "é \u{201c}x\u{201d} – ok"),
        ] {
            assert_eq!(typeset(from), to);
        }
    }
}
