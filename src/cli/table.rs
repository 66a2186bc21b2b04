//! Plain tables that fit the terminal: columns that do not fit go into a second block below the first.

use std::io::IsTerminal;

/// A table of text, the first column on the left, the others on the right.
#[derive(Debug, Default)]
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column heads; one may have several lines.
    pub(crate) fn new(header: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { header: header.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        cells.resize(self.header.len(), String::new());
        self.rows.push(cells);
    }

    /// The text, in blocks of at most this many characters a line; every block repeats the first column.
    pub(crate) fn render(&self, width: usize) -> String {
        let columns = self.header.len();
        let size = |c: usize| {
            let cells = self.rows.iter().map(|r| r[c].as_str()).chain(self.header[c].lines());
            cells.map(|s| s.chars().count()).max().unwrap_or(0)
        };
        let sizes: Vec<usize> = (0..columns).map(size).collect();
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        let mut used = usize::MAX;
        for (c, &size) in sizes.iter().enumerate().skip(1) {
            if used.saturating_add(size + 2) > width || blocks.is_empty() {
                blocks.push(Vec::new());
                used = sizes[0];
            }
            used += size + 2;
            if let Some(block) = blocks.last_mut() {
                block.push(c);
            }
        }
        if blocks.is_empty() {
            blocks.push(Vec::new());
        }
        // The last lines of all heads stand side by side.
        let lines = self.header.iter().map(|head| head.lines().count()).max().unwrap_or(0).max(1);
        let line = |head: &str, number: usize| -> String {
            let own = head.lines().count();
            (number + own).checked_sub(lines).and_then(|at| head.lines().nth(at)).unwrap_or_default().to_string()
        };
        let heads: Vec<Vec<String>> =
            (0..lines).map(|number| self.header.iter().map(|head| line(head, number)).collect()).collect();
        let mut out = String::new();
        for (i, block) in blocks.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            for row in heads.iter().chain(&self.rows) {
                let mut line = pad_right(&row[0], sizes[0]);
                for &c in block {
                    line.push_str("  ");
                    line.push_str(&pad_left(&row[c], sizes[c]));
                }
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
        out
    }
}

fn pad_right(text: &str, size: usize) -> String {
    format!("{text}{}", " ".repeat(size.saturating_sub(text.chars().count())))
}

fn pad_left(text: &str, size: usize) -> String {
    format!("{}{text}", " ".repeat(size.saturating_sub(text.chars().count())))
}

/// The width to write for: the terminal's, or 100 where the output is a file.
pub(crate) fn width() -> usize {
    if std::io::stdout().is_terminal() {
        let stated = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        stated.unwrap_or_else(|| terminal_size::terminal_size().map_or(80, |(w, _)| usize::from(w.0))).max(20)
    } else {
        100
    }
}

/// Breaks a text into lines of at most this width, at blanks.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut line = 0;
    for word in text.split_whitespace() {
        let size = word.chars().count();
        if line > 0 && line + 1 + size > width {
            out.push('\n');
            line = 0;
        } else if line > 0 {
            out.push(' ');
            line += 1;
        }
        out.push_str(word);
        line += size;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_breaks_into_blocks_that_fit() {
        let mut t = Table::new(["policy", "weeks untreated", "within 18 weeks"]);
        t.row(["first come", "10.2", "61.4"]);
        let wide = t.render(80);
        assert_eq!(wide.lines().count(), 2);
        let narrow = t.render(30);
        assert!(narrow.lines().all(|l| l.chars().count() <= 30), "{narrow}");
        assert_eq!(narrow.matches("first come").count(), 2);
    }

    #[test]
    fn heads_of_several_lines_end_on_one_line() {
        let mut t = Table::new(["policy", "within\n18w %"]);
        t.row(["first come", "61.4"]);
        assert_eq!(t.render(80), "            within\npolicy       18w %\nfirst come    61.4\n");
    }

    #[test]
    fn words_wrap_at_blanks() {
        assert_eq!(wrap("one two three", 7), "one two\nthree");
    }
}
