//! Texts and tables as LaTeX that compiles whatever stands in them.

use crate::report::html::view::{Cell, Table};

/// Letters of a cell that stand in a line of their own; longer words are broken.
const LONGEST: usize = 24;

/// A text in which nothing is a command. What the usual fonts lack is written by its number.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        // A word without an end would run out of its column.
        run = if c.is_whitespace() || c == '-' { 0 } else { run + 1 };
        if run > LONGEST {
            out.push_str("\\allowbreak{}");
            run = 1;
        }
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            '^' => out.push_str("\\textasciicircum{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            '\'' => out.push_str("\\textquotesingle{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            // Two of them would be a dash.
            '-' => out.push_str("-{}"),
            '\u{2212}' => out.push_str("$-$"),
            '\u{2013}' => out.push_str("\\textendash{}"),
            '\u{2014}' => out.push_str("\\textemdash{}"),
            '\u{2018}' => out.push_str("\\textquoteleft{}"),
            '\u{2019}' => out.push_str("\\textquoteright{}"),
            '×' => out.push_str("$\\times$"),
            '±' => out.push_str("$\\pm$"),
            '\n' | '\r' | '\t' => out.push(' '),
            ' '..='~' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' | '£' => out.push(c),
            c => out.push_str(&format!("{{[}}U+{:04X}{{]}}", u32::from(c))),
        }
    }
    out
}

fn cell(c: &Cell) -> String {
    if c.sub.is_empty() { plain(&c.text) } else { format!("{} ({})", plain(&c.text), plain(&c.sub)) }
}

/// A table with its caption, as wide as the page.
pub(super) fn table(t: &Table, label: &str) -> String {
    let columns = t.head.len().max(1) as f64;
    // The first column has the names.
    let first = if columns > 1.0 { 0.22 } else { 0.94 };
    let other = if columns > 1.0 { (0.98 - first) / (columns - 1.0) - 0.015 } else { 0.0 };
    let mut spec = format!("p{{{first:.3}\\linewidth}}");
    for _ in 1..t.head.len() {
        spec.push_str(&format!("p{{{:.3}\\linewidth}}", other.max(0.02)));
    }
    let row = |cells: &[Cell]| -> String {
        let mut cells: Vec<String> = cells.iter().map(cell).collect();
        cells.resize(t.head.len(), String::new());
        format!("{} \\\\\n", cells.join(" & "))
    };
    let rows: String = t.rows.iter().map(|r| row(r)).collect();
    format!(
        "\\begin{{longtable}}{{{spec}}}\n\\caption{{{}\\label{{tab:{label}}}}}\\\\\n\\hline\n{}\\hline\n\\endfirsthead\n\\hline\n{}\\hline\n\\endhead\n{rows}\\hline\n\\end{{longtable}}\n",
        plain(&t.caption),
        row(&t.head),
        row(&t.head)
    )
}

/// A document of these tables.
pub(super) fn document(title: &str, note: &str, tables: &[String]) -> String {
    format!(
        "\\documentclass[10pt,a4paper]{{article}}\n\\usepackage[T1]{{fontenc}}\n\\usepackage[utf8]{{inputenc}}\n\\usepackage{{textcomp}}\n\
         \\usepackage{{longtable}}\n\\usepackage[a4paper,landscape,margin=15mm]{{geometry}}\n\\setlength{{\\tabcolsep}}{{3pt}}\n\
         \\begin{{document}}\n\\footnotesize\\raggedright\n\\section*{{{}}}\n{}\n\n{}\n\\end{{document}}\n",
        plain(title),
        plain(note),
        tables.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_command() {
        assert_eq!(
            plain("a_b & 50% of #1 {x} $y$ ~ ^ \\z"),
            "a\\_b \\& 50\\% of \\#1 \\{x\\} \\$y\\$ \\textasciitilde{} \\textasciicircum{} \\textbackslash{}z"
        );
        assert_eq!(plain("\u{2212}4 to +5"), "$-$4 to +5");
        assert_eq!(plain("Zoë 北 \u{202e}"), "Zoë {[}U+5317{]} {[}U+202E{]}");
        assert_eq!(plain(&"x".repeat(60)).matches("allowbreak").count(), 2);
        let t = Table {
            caption: "50% & more".into(),
            head: vec![Cell::head("Policy"), Cell::head("A")],
            rows: vec![vec![Cell::head("a_b"), Cell::number("+1", "0 to 2")]],
            open: true,
            ..Table::default()
        };
        let text = table(&t, "who");
        assert!(text.contains("\\caption{50\\% \\& more\\label{tab:who}}\\\\\n"), "{text}");
        assert!(text.contains("a\\_b & +1 (0 to 2) \\\\\n") && text.matches("p{").count() == 2, "{text}");
    }
}
