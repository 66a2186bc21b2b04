//! Tables as text: columns parted by a sign, read row by row, so that a file of any length takes the memory of one row.

use std::io::BufRead;

use super::refused::Refused;
use super::row::Row;

/// Longest field, in bytes.
const LONGEST_FIELD: usize = 1 << 20;
/// Most columns of a row.
const MOST_COLUMNS: usize = 4_096;
/// Most lines that a quoted field may take; beyond, the quote was never closed.
const MOST_LINES: usize = 100;

/// Signs that may part columns, in words.
pub(super) const DELIMITERS: [(u8, &str); 4] =
    [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")];

/// What was met while the text was read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    /// Fields that are not UTF-8 and were read as Windows-1252.
    pub(super) windows: u64,
    /// Rows with a zero byte, which were left out.
    pub(super) zeros: u64,
}

/// The sign that parts the columns, from the beginning of a file: the one that gives most rows the same number of columns above one.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let text = String::from_utf8_lossy(start);
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().trim();
    if let Some(sign) = first.strip_prefix("sep=").and_then(|s| s.bytes().next()) {
        return sign;
    }
    let usual = |sign: u8| {
        let columns = |line: &str| {
            let mut quoted = false;
            let parts = line.bytes().filter(|&b| {
                quoted ^= b == b'"';
                b == sign && !quoted
            });
            parts.count() + 1
        };
        let lines = text.lines().filter(|l| !l.trim().is_empty()).take(60);
        let counts: Vec<usize> = lines.map(columns).filter(|n| *n > 1).collect();
        let alike = |n: usize| counts.iter().filter(|m| **m == n).count();
        counts.iter().map(|&n| (alike(n) * n.min(8), n)).max().unwrap_or((0, 0))
    };
    DELIMITERS.iter().rev().map(|(sign, _)| (usual(*sign), *sign)).max().map_or(b',', |(_, sign)| sign)
}

/// Characters 0x80 to 0x9f of Windows-1252.
const UPPER: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}', '\u{2030}',
    '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}',
    '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}',
    '\u{17e}', '\u{178}',
];

/// Bytes as text: UTF-8, or else Windows-1252 (Latin-1 is a part of it).
fn decoded(bytes: &[u8], out: &mut String, told: &mut Told) {
    out.clear();
    match std::str::from_utf8(bytes) {
        Ok(text) => out.push_str(text),
        Err(_) => {
            told.windows += 1;
            out.extend(bytes.iter().map(|&b| match b {
                0x80..=0x9f => UPPER[usize::from(b - 0x80)],
                _ => char::from(b),
            }));
        }
    }
}

/// Reads bytes, and knows the line.
struct Bytes<R> {
    from: R,
    line: u64,
    /// The byte after a carriage return that stood alone.
    was_return: bool,
}

impl<R: BufRead> Bytes<R> {
    /// Calls `each` with rows until it says that it has enough.
    fn next(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            let buffer = self.from.fill_buf()?;
            let Some(&byte) = buffer.first() else { return Ok(None) };
            self.from.consume(1);
            // Carriage return, line feed or both end a line.
            if byte == b'\n' && std::mem::replace(&mut self.was_return, false) {
                continue;
            }
            self.was_return = byte == b'\r';
            let byte = if byte == b'\r' { b'\n' } else { byte };
            self.line += u64::from(byte == b'\n');
            return Ok(Some(byte));
        }
    }
}

impl<R: BufRead> Bytes<R> {
    /// Takes bytes up to one that ends a field or a line, as many as lie ready, into a field that may grow to so many.
    fn take(&mut self, delimiter: u8, field: &mut Vec<u8>, most: usize) -> std::io::Result<()> {
        while field.len() <= most {
            let buffer = self.from.fill_buf()?;
            let end = buffer.iter().position(|&b| b == delimiter || b == b'\n' || b == b'\r');
            let taken = end.unwrap_or(buffer.len());
            field.extend_from_slice(&buffer[..taken]);
            self.from.consume(taken);
            if end.is_some() || taken == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// Reads a table row by row; `each` gets every row that is not empty, and says whether it wants more.
pub(super) fn rows<R: BufRead>(
    from: R,
    delimiter: u8,
    each: &mut dyn FnMut(Row<'_>) -> Result<bool, Refused>,
) -> Result<Told, Refused> {
    let mut told = Told::default();
    let mut bytes = Bytes { from, line: 1, was_return: false };
    let mut fields: Vec<String> = Vec::new();
    let mut field: Vec<u8> = Vec::new();
    let (mut used, mut first, mut zero) = (0, true, false);
    let mut at = 1;
    let unreadable = |e: std::io::Error| Refused::file(format!("cannot be read to its end: {e}"));
    loop {
        // One field.
        field.clear();
        let mut next = bytes.next().map_err(unreadable)?;
        if first {
            // A byte order mark is no part of the first header.
            let mut mark = Vec::new();
            while let (Some(byte), true) = (next, mark.len() < 3 && next == Some([0xef, 0xbb, 0xbf][mark.len()])) {
                mark.push(byte);
                next = bytes.next().map_err(unreadable)?;
            }
            if mark.len() < 3 {
                field.extend(mark);
            }
            first = false;
        }
        if next == Some(b'"') && field.is_empty() {
            let opened = bytes.line;
            let mut after = false;
            loop {
                next = bytes.next().map_err(unreadable)?;
                match (next, after) {
                    (Some(b'"'), false) => after = true,
                    (Some(b'"'), true) => {
                        field.push(b'"');
                        after = false;
                    }
                    (Some(byte), false) => {
                        zero |= byte == 0;
                        field.push(byte);
                    }
                    (Some(byte), true) if byte == delimiter || byte == b'\n' => break,
                    (Some(b' '), true) => {}
                    (Some(_), true) => {
                        return Err(Refused::at(opened, "a quoted field goes on after its closing quote")
                            .help("inside a quoted field a quote is written twice"));
                    }
                    (None, true) => break,
                    (None, false) => return Err(never_closed(opened)),
                }
                if bytes.line > opened + MOST_LINES as u64 || field.len() > LONGEST_FIELD {
                    return Err(never_closed(opened));
                }
            }
        } else {
            while let Some(byte) = next.filter(|&b| b != delimiter && b != b'\n') {
                field.push(byte);
                bytes.take(delimiter, &mut field, LONGEST_FIELD).map_err(unreadable)?;
                if field.len() > LONGEST_FIELD {
                    return Err(Refused::at(at, "a field is longer than 1 MB"));
                }
                next = bytes.next().map_err(unreadable)?;
            }
            zero |= field.contains(&0);
        }
        if used == fields.len() {
            fields.push(String::new());
        }
        decoded(&field, &mut fields[used], &mut told);
        used += 1;
        if used > MOST_COLUMNS {
            return Err(Refused::at(at, format!("a row has more than {MOST_COLUMNS} columns")));
        }
        if next == Some(delimiter) {
            continue;
        }
        let empty = fields[..used].iter().all(|f| f.trim().is_empty());
        told.zeros += u64::from(zero);
        if !empty && !zero {
            let row: Vec<&str> = fields[..used].iter().map(String::as_str).collect();
            if !each(Row { line: at, cells: &row })? {
                return Ok(told);
            }
        }
        if next.is_none() {
            return Ok(told);
        }
        (used, zero, at) = (0, false, bytes.line);
    }
}

fn never_closed(line: u64) -> Refused {
    Refused::at(line, "a quote opens here and is never closed").help("close it, or write the field without quotes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>, String> {
        let mut out = Vec::new();
        let sign = delimiter(text);
        rows(text, sign, &mut |row| {
            out.push((row.line, row.cells.iter().map(|c| (*c).to_string()).collect()));
            Ok(true)
        })
        .map(|_| out)
        .map_err(|e| e.to_string())
    }

    fn cells(text: &[u8]) -> Vec<Vec<String>> {
        read(text).unwrap().into_iter().map(|r| r.1).collect()
    }

    #[test]
    fn line_ends_marks_and_signs_make_no_difference() {
        let wanted = cells(b"a,b\n1,2\n3,4\n");
        assert_eq!(wanted, [["a", "b"], ["1", "2"], ["3", "4"]]);
        for text in [
            &b"a,b\r\n1,2\r\n3,4"[..],
            b"a,b\r1,2\r3,4\r",
            b"a,b\r\n1,2\n\n3,4\r\n",
            b"\xef\xbb\xbfa,b\n1,2\n3,4\n",
            b"a;b\n1;2\n3;4\n",
            b"a\tb\n1\t2\n3\t4\n",
            b"a|b\n1|2\n3|4\n",
            b"\"a\",\"b\"\n\"1\",2\n3 ,4\n".as_slice(),
        ] {
            let found: Vec<Vec<String>> =
                cells(text).into_iter().map(|r| r.into_iter().map(|c| c.trim().to_string()).collect()).collect();
            assert_eq!(found, wanted, "{}", String::from_utf8_lossy(text));
        }
        assert_eq!(cells(b"sep=;\na;b,c\n")[1], ["a", "b,c"]);
    }

    #[test]
    fn quotes_hold_signs_quotes_and_lines() {
        let found = read(b"a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\nlast,1\n").unwrap();
        assert_eq!(found[1], (2, vec!["x, \"y\"".to_string(), "two\nlines".to_string()]));
        assert_eq!(found[2].0, 4);
        let open = read(b"a,b\n1,2\n3,\"never\n4,5\n").unwrap_err();
        assert!(open.contains("line 3") && open.contains("never closed"), "{open}");
        assert!(read(b"a,b\n\"x\"y,2\n").unwrap_err().contains("line 2"));
    }

    #[test]
    fn what_is_not_utf_8_is_windows_1252() {
        let mut told = Told::default();
        let mut out = String::new();
        decoded(b"Se\xe1n \x96 \x80", &mut out, &mut told);
        assert_eq!((out.as_str(), told.windows), ("Se\u{e1}n \u{2013} \u{20ac}", 1));
        let mut lines = 0;
        let told = rows(&b"a,b\n1,\x002\n3,4\n"[..], b',', &mut |_| {
            lines += 1;
            Ok(true)
        });
        assert_eq!((lines, told.unwrap().zeros), (2, 1));
    }
}
