//! A brief for a mail, in Markdown: the question, the answer, who gains and who pays, how sure.

use super::facts::Facts;
use super::view::{Cell, Table};
use super::{build, who};

/// Most policies whose table stands in a mail.
const MOST: usize = 8;

/// The brief of a result.
pub(super) fn brief(facts: &Facts<'_>) -> String {
    let page = build::page(facts);
    let mut out = format!("# {}\n\n", plain(&page.title));
    if !page.partial.is_empty() {
        let reasons: Vec<String> = page.partial.iter().map(|r| plain(r)).collect();
        out.push_str(&format!(
            "**PARTIAL: {}. Do not decide on these figures.** {}\n\n",
            page.partial_cells,
            reasons.join("; ")
        ));
    }
    if !page.question.is_empty() {
        out.push_str(&format!("*{}*\n\n", plain(&page.question)));
    }
    out.push_str(&format!("**{}**\n\n", plain(&page.answer)));
    if !page.because.is_empty() {
        out.push_str(&format!("{}\n\n", plain(&page.because.join(" "))));
    }
    out.push_str(&format!("{}\n", plain(&page.sure)));
    for policy in page.policies.iter().filter(|p| !p.more) {
        out.push_str(&format!("\n## {}\n\n", plain(&policy.name)));
        for sentence in &policy.sentences {
            out.push_str(&format!("* {}\n", plain(sentence)));
        }
    }
    let others = page.policies.iter().filter(|p| p.more).count();
    if others > 0 {
        out.push_str(&format!("\n{others} other policies are in report.html.\n"));
    }
    if !facts.policies().is_empty()
        && facts.policies().len() <= MOST
        && let Some(t) = who::who_tables(facts, "all", "joined").first()
    {
        out.push_str("\n## People who join the list\n\n");
        out.push_str(&table(t));
    }
    for line in &page.attribution {
        out.push_str(&format!("\n{}\n", plain(line)));
    }
    out.push_str(&format!("\nMade by queuity {}. The whole report is report.html.\n", plain(&page.version)));
    out
}

/// A table with its caption.
pub(in crate::report) fn table(t: &Table) -> String {
    let row = |cells: &[Cell]| -> String {
        let cells: Vec<String> = cells.iter().map(cell).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let line = format!("|{}\n", "---|".repeat(t.head.len()));
    let rows: String = t.rows.iter().map(|r| row(r)).collect();
    format!("{}\n\n{}{line}{rows}", plain(&t.caption), row(&t.head))
}

fn cell(c: &Cell) -> String {
    if c.sub.is_empty() { plain(&c.text) } else { format!("{} ({})", plain(&c.text), plain(&c.sub)) }
}

/// A text in which nothing is a mark of Markdown or HTML, in one line.
pub(in crate::report) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '|' | '#' | '~' | '&' | '!' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    // What would begin a list, or a line below a heading.
    let mark = |c: char| matches!(c, '-' | '+' | '=') || c.is_ascii_digit();
    if out.starts_with(mark)
        && out.chars().find(|c| !c.is_ascii_digit()).is_some_and(|c| matches!(c, '-' | '+' | '=' | '.' | ')'))
    {
        let at = out.chars().take_while(char::is_ascii_digit).count();
        out.insert(at, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_text() {
        assert_eq!(plain("<b>*a*</b> | [x](y) \n# z"), "&lt;b\\>\\*a\\*&lt;/b\\> \\| \\[x\\](y)  \\# z");
        assert_eq!(plain("1. a"), "1\\. a");
        assert_eq!(plain("- a"), "\\- a");
        assert_eq!(plain("10 points"), "10 points");
    }
}
