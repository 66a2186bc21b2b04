//! How wide words are, and where they are broken.
//!
//! Widths are those of Helvetica and Arial, in thousandths of the size of the letters (Adobe font metrics). Other fonts of the same
//! kind differ little; what is not in the table is taken to be wide.

/// How strong letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Weight {
    /// Plain.
    #[default]
    Regular,
    /// Strong.
    Bold,
}

/// From the space to the tilde.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
];

fn letter(c: char, weight: Weight) -> u16 {
    let table = if weight == Weight::Bold { &BOLD } else { &REGULAR };
    match c {
        ' '..='~' => table[(c as usize) - 32],
        '\u{2212}' | '×' | '±' => 584,
        '–' | '’' | '‘' => 556,
        '…' | '—' | '→' | '←' => 1000,
        '\u{a0}'..='\u{24f}' => 722,
        '\u{370}'..='\u{5ff}' => 778,
        _ => 1100,
    }
}

/// Width of words at a size.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let units: u64 = text.chars().map(|c| u64::from(letter(c, weight))).sum();
    #[allow(clippy::cast_precision_loss)]
    let units = units as f64;
    units * size / 1000.0
}

/// Words in lines of at most this width; a word that is wider alone is broken, and what is beyond the last line ends in an ellipsis.
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, most: f64, lines: usize) -> Vec<String> {
    let fits = |line: &str| width(line, size, weight) <= most;
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let joined = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        if fits(&joined) {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            out.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if !fits(&line) && line.chars().count() > 1 {
                line.pop();
                out.push(std::mem::take(&mut line));
                line.push(c);
            }
        }
    }
    if !line.is_empty() {
        out.push(line);
    }
    if out.len() > lines {
        out.truncate(lines);
        if let Some(last) = out.last_mut() {
            while !fits(&format!("{last}…")) && last.pop().is_some() {}
            last.push('…');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_metrics() {
        assert!((width("Hello", 1000.0, Weight::Regular) - f64::from(722 + 556 + 222 + 222 + 556)).abs() < 1e-9);
        assert!(width("Hello", 10.0, Weight::Bold) > width("Hello", 10.0, Weight::Regular));
    }

    #[test]
    fn lines_fit_and_lose_nothing_that_has_room() {
        let long = "a fifth reserved for the most deprived ".repeat(3) + &"x".repeat(200);
        for most in [20.0, 80.0, 200.0] {
            let lines = wrap(&long, 13.0, Weight::Regular, most, usize::MAX);
            assert!(lines.iter().all(|l| width(l, 13.0, Weight::Regular) <= most), "{lines:?}");
            let letters = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(&long));
        }
        let short = wrap(&long, 13.0, Weight::Regular, 80.0, 2);
        assert!(short.len() == 2 && short[1].ends_with('…') && width(&short[1], 13.0, Weight::Regular) <= 80.0);
    }
}
