//! Numbers, missing values and dates as tables write them.

use crate::error::is_mark;
use crate::time::MONTHS;

/// Marks of a value that is missing. A blank is not 0, and neither is any of these.
pub(super) const MISSING: [&str; 17] =
    ["", ".", "..", "...", ":", "*", "-", "--", "\u{2013}", "\u{2014}", "n/a", "na", "null", "#n/a", "c", "z", "nv"];

/// A cell of a column of counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// So many.
    Count(f64),
    /// A missing mark, by number in [`MISSING`].
    Missing(usize),
    /// A small number that is held back (`<5`, `1-4`).
    Held,
    /// Not a number.
    Other,
}

/// Reads a cell of counts: with thousands commas or spaces, a footnote mark behind it, or a mark that it is missing.
pub(super) fn count(text: &str) -> Cell {
    let text = text.trim();
    // The usual case first.
    if !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Cell::Count(text.bytes().fold(0.0, |n, b| n * 10.0 + f64::from(b - b'0')));
    }
    if let Some(mark) = MISSING.iter().position(|m| m.eq_ignore_ascii_case(text)) {
        return Cell::Missing(mark);
    }
    if let Some(few) = text.strip_prefix('<').map(str::trim) {
        return if few.parse::<f64>().is_ok() { Cell::Held } else { Cell::Other };
    }
    if let Some((low, high)) = text.split_once('-')
        && low.trim().parse::<u32>().is_ok()
        && high.trim().parse::<u32>().is_ok()
    {
        return Cell::Held;
    }
    let plain = without_note(text);
    // `120,0`, `120,00`: three digits would be thousands, and people are whole; more are no decimals of a count.
    let plain = match plain.split_once(',') {
        Some((whole, zeros)) if (1..=2).contains(&zeros.len()) && zeros.bytes().all(|b| b == b'0') => whole,
        _ => plain,
    };
    let groups: Vec<&str> = plain.split([',', ' ', '\u{a0}', '\u{202f}', '\'']).collect();
    let digits = |g: &&str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    let number = if groups.len() > 1 {
        let (first, rest) = (groups[0], &groups[1..]);
        let last = rest[rest.len() - 1];
        let (whole, fraction) = last.split_once('.').unwrap_or((last, "0"));
        let three =
            rest[..rest.len() - 1].iter().all(|g| g.len() == 3 && digits(g)) && whole.len() == 3 && digits(&whole);
        if !three || first.len() > 3 || !digits(&first) || !digits(&fraction) {
            return Cell::Other;
        }
        plain.replace([',', ' ', '\u{a0}', '\u{202f}', '\''], "").parse()
    } else {
        plain.parse::<f64>()
    };
    match number {
        Ok(x) if x.is_finite() && plain.bytes().all(|b| !b.is_ascii_alphabetic()) => Cell::Count(x),
        _ => Cell::Other,
    }
}

/// Whether a text is a number with points between its thousands: `1.204`, `1.204.377`, `1.204,0`.
pub(super) fn has_points(text: &str) -> bool {
    let whole = without_note(text).split(',').next().unwrap_or_default();
    let groups: Vec<&str> = whole.split('.').collect();
    let digits = |g: &&str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    groups.len() > 1
        && groups.iter().all(digits)
        && (1..=3).contains(&groups[0].len())
        && !groups[0].starts_with('0')
        && groups[1..].iter().all(|g| g.len() == 3)
}

/// The same as [`count`] where points part thousands.
pub(super) fn count_with_points(text: &str) -> Cell {
    match text.contains('.') {
        true if has_points(text) => count(&text.replace('.', "")),
        true if matches!(count(text), Cell::Count(_)) => Cell::Other,
        _ => count(text),
    }
}

/// A text without a footnote mark at its end: `(1)`, `[r]`, `*` behind a figure.
pub(super) fn without_note(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text;
        for (open, close) in [('(', ')'), ('[', ']')] {
            if let Some(inner) = text.strip_suffix(close)
                && let Some(at) = inner.rfind(open)
                && inner.len() - at <= 3
                && at > 0
            {
                text = text[..at].trim_end();
            }
        }
        if text.len() > 1 {
            text = text.trim_end_matches(['*', '\u{2020}', '\u{b9}', '\u{b2}', '\u{b3}']).trim_end();
        }
        if text == before {
            return text;
        }
    }
}

/// A day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u32,
    /// Day; none where a whole month is meant.
    pub day: Option<u32>,
}

/// Whether a word in small letters is the name of a month, or begins one.
pub(super) fn is_month(word: &str) -> bool {
    word.len() >= 3 && (MONTHS.iter().any(|m| m.to_lowercase().starts_with(word)) || word == "sept")
}

/// How many days a month has.
#[must_use]
pub(super) fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Period {
    fn new(year: i32, month: u32, day: Option<u32>) -> Option<Self> {
        let good = (1948..=2100).contains(&year) && (1..=12).contains(&month);
        (good && day.is_none_or(|d| (1..=days_in(year, month)).contains(&d))).then_some(Self { year, month, day })
    }

    /// Days of the month.
    #[must_use]
    pub fn month_days(self) -> u32 {
        days_in(self.year, self.month)
    }

    /// So many days before its last day.
    #[must_use]
    pub fn before(self, days: i64) -> Self {
        let (mut year, mut month, day) = self.last();
        let mut day = i64::from(day) - days;
        while day < 1 {
            (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
            day += i64::from(days_in(year, month));
        }
        Self { year, month, day: Some(day as u32) }
    }

    /// The last day that it covers.
    #[must_use]
    pub fn last(self) -> (i32, u32, u32) {
        (self.year, self.month, self.day.unwrap_or_else(|| self.month_days()))
    }

    /// The month after.
    #[must_use]
    pub fn next_month(self) -> Self {
        let (year, month) = if self.month == 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        Self { year, month, day: None }
    }

    /// The day after, as 2026-02-01.
    #[must_use]
    pub fn day_after(self) -> String {
        let (mut year, mut month, day) = self.last();
        let mut day = day + 1;
        if day > days_in(year, month) {
            (month, day) = (month + 1, 1);
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// As 2026-01-31 or 2026-01.
    #[must_use]
    pub fn shown(self) -> String {
        match self.day {
            Some(day) => format!("{:04}-{:02}-{day:02}", self.year, self.month),
            None => format!("{:04}-{:02}", self.year, self.month),
        }
    }

    /// The same, as its last day.
    #[must_use]
    pub fn last_shown(self) -> String {
        let (year, month, day) = self.last();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Reads a date or a month with its year: `31/01/2026`, `2026-01-31`, `20260131`, `Jan-2026`, `December 2014`, `RTT-January-2026`,
    /// `Dec-2011 (1)`. None where there is none, or where day and month could be each other.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = without_note(text).to_lowercase();
        let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
        let number = |p: &str| p.trim_end_matches(|c: char| c.is_alphabetic()).parse::<u32>().ok();
        if let Some(at) = last_month(&text, &parts) {
            let month = MONTHS.iter().position(|m| parts[at].starts_with(&m[..3].to_lowercase()))? as u32 + 1;
            let year = parts[at + 1..].iter().chain(&parts[..at]).find_map(|p| {
                let n: i32 = p.parse().ok()?;
                (p.len() == 4).then_some(n)
            });
            let year = year.or_else(|| {
                // `Sep-11`: two digits behind the month.
                let p = parts.get(at + 1)?;
                (p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| p.parse::<i32>().ok())?
                    .map(|n| 2000 + n)
            })?;
            let of = |p: &&str| number(p).filter(|d| p.len() <= 4 && (1..=31).contains(d));
            // Of `Oct 25 - Dec 25` it is the year of the first month, where no day stands before that.
            let year_of_first = at
                .checked_sub(2)
                .is_some_and(|i| is_month(parts[i]) && i.checked_sub(1).and_then(|d| of(&parts[d])).is_none());
            let before = at.checked_sub(1).filter(|_| !year_of_first).and_then(|i| of(&parts[i]));
            // `January 31, 2026`: the day stands between the month and a year in full.
            let full = |p: &&&str| p.len() == 4 && p.bytes().all(|b| b.is_ascii_digit());
            let after = parts.get(at + 2).filter(full).and_then(|_| of(&parts[at + 1]));
            let day = before.or(after);
            return Self::new(year, month, day);
        }
        match parts[..] {
            [one] if one.len() == 8 && one.bytes().all(|b| b.is_ascii_digit()) => {
                Self::new(one[..4].parse().ok()?, one[4..6].parse().ok()?, one[6..].parse().ok())
            }
            [one] if one.len() == 6 && one.bytes().all(|b| b.is_ascii_digit()) => {
                Self::new(one[..4].parse().ok()?, one[4..].parse().ok()?, None)
            }
            [year, month] if year.len() == 4 => Self::new(year.parse().ok()?, month.parse().ok()?, None),
            [month, year] if year.len() == 4 => Self::new(year.parse().ok()?, month.parse().ok()?, None),
            [year, month, day, ..] if year.len() == 4 => {
                let day = day.split('t').next()?;
                Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok())
            }
            [a, b, year, ..] if year.len() == 4 => {
                let (a, b): (u32, u32) = (a.parse().ok()?, b.parse().ok()?);
                let year = year.parse().ok()?;
                // Day first unless only month first can be; which of the two is decided for the whole column elsewhere.
                Self::new(year, b, Some(a)).or_else(|| Self::new(year, a, Some(b)))
            }
            _ => None,
        }
    }
}

/// Where the month of a date stands; of `January to March 2026` and `Apr 2025 - Mar 2026` the last. `rtt-january-2026-march-2026` is no range: between its months
/// stands more than one sign.
fn last_month(text: &str, parts: &[&str]) -> Option<usize> {
    let first = parts.iter().position(|p| is_month(p))?;
    let Some(next) = parts[first + 1..].iter().position(|p| is_month(p)).map(|next| first + 1 + next) else {
        return Some(first);
    };
    // Parts are slices of the text.
    let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let between = &text[at(parts[first]) + parts[first].len()..at(parts[next])];
    let signs: String = between.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
    let range = ["-", "\u{2013}", "\u{2014}", "to", "until", "till", "through"].contains(&signs.as_str());
    Some(if range { next } else { first })
}

/// How many months a range of whole months has, such as `January to March 2026` or `1 January - 31 March 2026`.
pub(super) fn months_of(text: &str) -> Option<u32> {
    let text = text.to_lowercase();
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let (first, last) = (parts.iter().position(|p| is_month(p))?, last_month(&text, &parts)?);
    let month = |at: usize| MONTHS.iter().position(|m| parts[at].starts_with(&m[..3].to_lowercase()));
    let digits = |at: usize| parts[at].trim_end_matches(|c: char| c.is_alphabetic()).parse::<u32>().ok();
    let year = |at: usize| match parts.get(at + 1)?.len() {
        4 => digits(at + 1).map(|n| n as i32),
        2 => digits(at + 1).map(|n| 2_000 + n as i32),
        _ => None,
    };
    let day = |at: usize| digits(at.checked_sub(1)?).filter(|d| (1..=31).contains(d));
    let months = match year(first).zip(year(last)) {
        // `1 January - 31 March 2026`: what stands behind the first month is the day of the last.
        Some((a, b)) if last > first + 2 => (b - a) * 12 + month(last)? as i32 - month(first)? as i32 + 1,
        _ => ((month(last)? + 12 - month(first)?) % 12) as i32 + 1,
    };
    // A range of days has whole months if it begins with a first and ends with a last day.
    let begin = day(first).filter(|_| !parts[first - 1].starts_with('q'));
    let whole = match begin {
        None => true,
        Some(day_of) => day_of == 1 && day(last) == Some(days_in(year(last)?, month(last)? as u32 + 1)),
    };
    (first < last && whole && (1..=60).contains(&months)).then_some(months as u32)
}

impl Period {
    /// The day that stands among the words of a text: `List at 31/01/2026`.
    pub(super) fn within(text: &str) -> Option<Self> {
        let sign = |c: char| !c.is_alphanumeric();
        let day = |word: &str| {
            let parts = word.split(['/', '.', '-']).filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
            (parts.count() == 3).then(|| Self::read(word)).flatten().filter(|p| p.day.is_some())
        };
        text.split_whitespace().find_map(|word| day(word.trim_matches(sign)))
    }
}

/// The name of a column in one form: `ReferralDate`, `REFERRAL_DATE` and `referral-date` are `referral date`.
pub(super) fn plain(name: &str) -> String {
    let signs: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, &c) in signs.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| signs[i]);
        let after = signs.get(i + 1);
        // A capital begins a word after a small letter, and before one where capitals end (`NHSNumber`); but capitals with an `s` are several of them
        // (`DNAs`).
        let several = after == Some(&'s') && signs.get(i + 2).is_none_or(|c| !c.is_lowercase());
        let ends = || !several && after.is_some_and(|a| a.is_lowercase());
        let begins = c.is_uppercase() && before.is_some_and(|b| b.is_lowercase() || (b.is_uppercase() && ends()));
        if begins {
            out.push(' ');
        }
        out.push(if "_-./\\".contains(c) { ' ' } else { c });
    }
    folded(&out)
}

/// A text that a terminal and a scenario may show: signs that are not seen, or that move what stands around them, are spaces.
pub(super) fn clean(text: &str) -> String {
    let shown: String = text.chars().map(|c| if is_mark(c) { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text in one form: single spaces, lower case.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_is_not_nought_and_commas_are_no_points() {
        assert_eq!(count("1,234"), Cell::Count(1234.0));
        assert_eq!(count("12,345,678"), Cell::Count(12_345_678.0));
        assert_eq!(count(" 77 "), Cell::Count(77.0));
        assert_eq!(count("1 234"), Cell::Count(1234.0));
        assert_eq!(count("12.0"), Cell::Count(12.0));
        assert_eq!(count("7 (1)"), Cell::Count(7.0));
        assert_eq!(count("0"), Cell::Count(0.0));
        for mark in ["", " ", ".", ":", "*", "-", "n/a", "NA", "NULL"] {
            assert!(matches!(count(mark), Cell::Missing(_)), "{mark}");
        }
        for held in ["<5", "< 7", "1-4"] {
            assert_eq!(count(held), Cell::Held, "{held}");
        }
        assert_eq!((count("120,0"), count("1 204,00")), (Cell::Count(120.0), Cell::Count(1204.0)));
        for (text, n) in [("1.204", 1204.0), ("1.204.377", 1_204_377.0), ("880", 880.0), ("1.204,0", 1204.0)] {
            assert_eq!(count_with_points(text), Cell::Count(n), "{text}");
        }
        assert_eq!((count_with_points("1.2"), count_with_points("0.204")), (Cell::Other, Cell::Other));
        for other in ["1,23", "12,3456", "1e5x", "abc", "1,2345", "inf", "NaN"] {
            assert_eq!(count(other), Cell::Other, "{other}");
        }
    }

    #[test]
    fn names_of_columns_have_one_form() {
        let of = [
            "ReferralDate",
            "NHSNumber",
            "DNAs",
            "NumberOfDNAs",
            "FTAs",
            "WNBs 2025",
            "DNAsCount",
            "DNACount",
            "NHSAsk",
        ];
        let right = [
            "referral date",
            "nhs number",
            "dnas",
            "number of dnas",
            "ftas",
            "wnbs 2025",
            "dnas count",
            "dna count",
            "nhs ask",
        ];
        assert_eq!(of.map(plain), right);
    }

    #[test]
    fn days_before_a_day_are_days_of_the_calendar() {
        let of = |days| Period { year: 2024, month: 3, day: Some(2) }.before(days).shown();
        assert_eq!([0, 2, 28, 62, 428].map(of), ["2024-03-02", "2024-02-29", "2024-02-03", "2023-12-31", "2022-12-30"]);
    }

    #[test]
    fn dates_are_read_with_their_footnotes() {
        let of = |text: &str| Period::read(text).map(Period::shown);
        for (text, wanted) in [
            ("RTT-January-2026", "2026-01"),
            ("December 2014", "2014-12"),
            ("Sep-2011 ", "2011-09"),
            ("Dec-2011 (1)", "2011-12"),
            ("31/01/2026", "2026-01-31"),
            ("2026-01-31", "2026-01-31"),
            ("20220630", "2022-06-30"),
            ("9th July 2015", "2015-07-09"),
            ("January 31, 2026", "2026-01-31"),
            ("Quarter ending 30 June 2023", "2023-06-30"),
            ("2026-01-31T00:00:00", "2026-01-31"),
            ("20260131-RTT-January-2026-full-extract", "2026-01"),
        ] {
            assert_eq!(of(text).as_deref(), Some(wanted), "{text}");
        }
        for text in [
            "31/02/2025",
            "29/02/2023",
            "00/00/0000",
            "Total",
            "Marchmont",
            "31/12/9999",
            "12",
            "C_101",
            "Mayo Hospital",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(Period::read("January 2026").unwrap().day_after(), "2026-02-01");
        assert_eq!(Period::read("31/12/2025").unwrap().day_after(), "2026-01-01");
        assert_eq!(Period::read("February 2024").unwrap().last_shown(), "2024-02-29");
    }
}
