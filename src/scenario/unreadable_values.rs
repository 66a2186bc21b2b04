//! Values that neither TOML nor JSON can read as they stand, though a person can: percentages, dates, durations and numbers with separators,
//! without quotes.

use std::ops::Range;

use super::calendar;
use super::raw::Span;

/// Such values of one line outside of quotes and comments, each with what is wrong and how to write it.
pub(super) fn values(line: &str) -> Vec<(Range<usize>, String, String)> {
    let mut out = Vec::new();
    let plain = plain(line);
    let bytes = plain.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let signed = i > 0 && matches!(bytes[i - 1], b'-' | b'+') && (i == 1 || !word(bytes[i - 2]));
        let begins = bytes[i].is_ascii_digit() && (i == 0 || signed || !word(bytes[i - 1]));
        if !begins {
            i += 1;
            continue;
        }
        let start = if signed { i - 1 } else { i };
        let end =
            (i..bytes.len()).find(|&j| !(word(bytes[j]) || matches!(bytes[j], b'/' | b'%'))).unwrap_or(bytes.len());
        let token = plain[start..end].trim_end_matches('.');
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
        } else if comma && token.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !goes_on(rest) {
            let shown = &plain[from..end];
            out.push((from..end, format!("`{shown}` has a comma"), without_comma(shown)));
        } else if let Some(number) = token.strip_suffix('%') {
            out.push(percent(start..end, number, token));
        } else if rest.trim_start_matches(' ').starts_with('%') {
            let end = end + rest.find('%').unwrap_or(0) + 1;
            out.push(percent(start..end, token, &format!("{token}%")));
        } else if let Some(end) = date_in_words(&plain, i, end) {
            let shown = plain[i..end].trim();
            out.push((i..end, format!("`{shown}` is not a date"), calendar::how_to_write(shown)));
            i = end;
            continue;
        } else if date(token) {
            out.push((start..end, format!("`{token}` is not a date"), calendar::how_to_write(token)));
        } else if token.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !next.is_empty() {
            let end = end + rest.len() - rest.trim_start_matches(' ').len() + next.len();
            let shown = format!("{token} {next}");
            match Span::parse(&shown) {
                Ok(_) => out.push((start..end, format!("`{shown}` needs quotes"), format!("write \"{shown}\""))),
                Err((message, help)) if Span::meant(&next) => out.push((start..end, message, help)),
                Err(_) => {}
            }
        }
        i = end.max(i + 1);
    }
    out
}

/// Whether a number with commas goes on here.
fn goes_on(rest: &str) -> bool {
    rest.strip_prefix(',').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// How to write a number with a comma: one before every three digits is left out, any other is a point.
fn without_comma(shown: &str) -> String {
    let thousands = shown.split(',').skip(1).all(|p| p.split('.').next().is_some_and(|whole| whole.len() == 3));
    let without = shown.replace(',', "");
    match thousands {
        true if !shown.starts_with('0') => format!("write {without}, without a comma"),
        _ if shown.matches(',').count() == 1 => {
            format!("write {}: a point comes before the parts of 1", shown.replace(',', "."))
        }
        _ => "write digits, and a point before the parts of 1".to_string(),
    }
}

/// The end of a date with the name of a month, whose day is at `start..end`: `2 February 2026`.
fn date_in_words(plain: &str, start: usize, end: usize) -> Option<usize> {
    let day = plain[start..end].trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let rest = plain[end..].trim_start_matches(' ');
    let month: String = rest.chars().take_while(|c| c.is_ascii_alphabetic() || *c == '.').collect();
    let after = rest[month.len()..].trim_start_matches([' ', ',']);
    let year: String = after.chars().take_while(char::is_ascii_digit).collect();
    let is_date = !day.is_empty() && calendar::month_named(&month).is_some() && matches!(year.len(), 2 | 4);
    is_date.then(|| plain.len() - after.len() + year.len())
}

/// A percentage without quotes.
fn percent(span: Range<usize>, number: &str, shown: &str) -> (Range<usize>, String, String) {
    let (message, help) = match number.parse::<f64>() {
        Ok(x) if x > 100.0 => (
            format!("`{shown}` is above 100%"),
            format!("a probability is at most \"100%\"; of anything else write \"{shown}\""),
        ),
        Ok(_) => (format!("`{shown}` needs quotes"), format!("write \"{shown}\", or the number as a part of 1")),
        Err(_) => (
            format!("`{shown}` needs quotes"),
            "write a number such as 0.05, or a percentage such as \"5%\"".to_string(),
        ),
    };
    (span, message, help)
}

/// Bytes of a number or of a date.
fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')
}

/// Whether this is meant as a date, but not written year-month-day.
fn date(token: &str) -> bool {
    let iso = token.len() == 10 && token.matches('-').count() == 2 && token.find('-') == Some(4);
    calendar::meant_as_date(token) && !iso
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
        assert_eq!(first("start = 2 February 2026 # then").as_deref(), Some("2 February 2026"));
        assert_eq!(found("start = 2nd Feb, 2026")[0].1, "write year, month and day: 2026-02-02");
        assert_eq!(found("per_week = 1,200")[0], ("1,200".to_string(), "write 1200, without a comma".to_string()));
        assert_eq!(found("n = { value = 1,234,567, low = 3 }")[0].0, "1,234,567");
        assert_eq!(found("x = 12,5")[0].1, "write 12.5: a point comes before the parts of 1");
        assert_eq!(found("x = 0,125")[0].1, "write 0.125: a point comes before the parts of 1");
        assert_eq!(first("x = -5%").as_deref(), Some("-5%"));
        assert_eq!(first("horizon = 9 months").as_deref(), Some("9 months"));
        assert_eq!(first("horizon = 9 wekes").as_deref(), Some("9 wekes"));
        assert_eq!(found("x = 9 apples # 3 months"), []);
        assert_eq!(found("count = [1,200]"), []);
        assert_eq!(first("horizon = 52 weeks").as_deref(), Some("52 weeks"));
        assert_eq!(first("horizon = 52weeks").as_deref(), None);
        for fine in ["start = 2026-02-01", "x = 3.5", "x = \"12%\" # 5%", "x = 1e5", "t = 09:00:00", "p2 = 3"] {
            assert_eq!(found(fine), [], "{fine}");
        }
    }
}
