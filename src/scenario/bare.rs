//! Values that neither TOML nor JSON can read as they stand, though a person can: percentages, dates, durations and numbers with separators,
//! without quotes.

use std::ops::Range;

/// Such values of one line outside of quotes and comments, each with what is wrong and how to write it.
pub(super) fn values(line: &str) -> Vec<(Range<usize>, String, String)> {
    let mut out = Vec::new();
    let plain = plain(line);
    let bytes = plain.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let begins = bytes[i].is_ascii_digit() && (i == 0 || !word(bytes[i - 1]));
        if !begins {
            i += 1;
            continue;
        }
        let end =
            (i..bytes.len()).find(|&j| !(word(bytes[j]) || matches!(bytes[j], b'/' | b'%'))).unwrap_or(bytes.len());
        let token = plain[i..end].trim_end_matches('.');
        let rest = &plain[end..];
        let next: String = rest.trim_start_matches(' ').chars().take_while(char::is_ascii_alphabetic).collect();
        // A comma before it: the number begins further left.
        let comma = i > 1 && bytes[i - 1] == b',' && bytes[i - 2].is_ascii_digit() && !plain[..i].contains('[');
        let from = (0..i).rev().take_while(|&j| word(bytes[j]) || bytes[j] == b',').last().unwrap_or(i);
        if comma && (token.ends_with('%') || rest.trim_start_matches(' ').starts_with('%')) {
            let end = if token.ends_with('%') { end } else { end + rest.find('%').unwrap_or(0) + 1 };
            let shown = &plain[from..end];
            let message = format!("`{shown}` has a comma");
            out.push((from..end, message, format!("write \"{}\"", shown.replacen(',', ".", 1))));
        } else if let Some(number) = token.strip_suffix('%') {
            out.push((i..end, format!("`{token}` needs quotes"), percent(number, token)));
        } else if rest.trim_start_matches(' ').starts_with('%') {
            let end = end + rest.find('%').unwrap_or(0) + 1;
            out.push((i..end, format!("`{token}%` needs quotes"), percent(token, &format!("{token}%"))));
        } else if date(token) {
            let message = format!("`{token}` is not a date");
            out.push((i..end, message, "write year, month and day: 2026-02-28".to_string()));
        } else if token.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && super::raw::span::Span::parse(&format!("{token} {next}")).is_ok()
        {
            let end = end + rest.len() - rest.trim_start_matches(' ').len() + next.len();
            let message = format!("`{token} {next}` needs quotes");
            out.push((i..end, message, format!("write \"{token} {next}\"")));
        }
        i = end.max(i + 1);
    }
    out
}

fn percent(number: &str, shown: &str) -> String {
    match number.parse::<f64>() {
        Ok(x) if x > 100.0 => "a probability is at most 1, or \"100%\"".to_string(),
        Ok(_) => format!("write \"{shown}\", or the number as a part of 1"),
        Err(_) => "write a number such as 0.05, or a percentage such as \"5%\"".to_string(),
    }
}

/// Bytes of a number or of a date.
fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')
}

/// Whether this is meant as a date, but not written year-month-day.
fn date(token: &str) -> bool {
    let parts: Vec<&str> = token.split(['/', '.', '-']).collect();
    let digits = parts.iter().all(|p| matches!(p.len(), 1 | 2 | 4) && p.bytes().all(|b| b.is_ascii_digit()));
    parts.len() == 3 && digits && !(parts[0].len() == 4 && token.len() == 10 && token.matches('-').count() == 2)
}

/// The line with spaces in place of what stands in quotes and of a comment.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for c in line.chars() {
        match quote {
            Some(open) => {
                if escaped {
                    escaped = false;
                } else if c == '\\' && open == '"' {
                    escaped = true;
                } else if c == open {
                    quote = None;
                }
            }
            None if c == '#' => break,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_ascii() => {
                out.push(c);
                continue;
            }
            None => {}
        }
        out.extend(std::iter::repeat_n(' ', c.len_utf8()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_quotes_is_found() {
        let found = |line: &str| {
            values(line).into_iter().map(|(span, _, help)| (line[span].to_string(), help)).collect::<Vec<_>>()
        };
        let first = |line: &str| found(line).first().map(|f| f.0.clone());
        assert_eq!(first("share = 12.1%").as_deref(), Some("12.1%"));
        assert_eq!(first("share = 12 % # 3%").as_deref(), Some("12 %"));
        assert_eq!(found("s = [12.1%, \"3%\", 5%]").len(), 2);
        assert_eq!(first("start = 01/02/2026").as_deref(), Some("01/02/2026"));
        assert_eq!(first("start = 1.2.2026").as_deref(), Some("1.2.2026"));
        assert_eq!(first("start = 01-02-2026").as_deref(), Some("01-02-2026"));
        assert_eq!(first("start = 2026/02/01").as_deref(), Some("2026/02/01"));
        assert_eq!(first("horizon = 52 weeks").as_deref(), Some("52 weeks"));
        assert_eq!(first("horizon = 52weeks").as_deref(), None);
        for fine in ["start = 2026-02-01", "x = 3.5", "x = \"12%\" # 5%", "x = 1e5", "t = 09:00:00", "p2 = 3"] {
            assert_eq!(found(fine), [], "{fine}");
        }
    }
}
