//! What a paper needs of a result: a checklist, the methods in words, tables, and metadata for an archive. Made from the result files alone,
//! and from what the authors say.

mod answers;
mod latex;
mod metadata;
mod methods;
mod references;
mod stress;
mod told;

use serde_json::Value;

pub use answers::{Answers, TEMPLATE};
pub use metadata::PackedFile;
pub use stress::AUTHORS;

use super::document::{DocumentError, Open};
use super::html::{self, Tables, plain, view};
use crate::digest::sha256;

/// Files of a paper, and what is still blank.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Names and contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// What only the authors can say and have not said.
    pub blanks: Vec<String>,
}

/// The file of metadata.
pub const METADATA: &str = "ro-crate-metadata.json";
/// Parts of the page whose tables a paper may need.
const TABLES: [&str; 5] = ["today", "who", "services", "fates", "costs"];

/// Makes the files. `log` is `run-log.json`, where there is one; `parts` are the files of the result as they will lie in the folder.
///
/// # Errors
/// Where a file of the result cannot be read or is none.
pub fn paper(open: Open<'_>, log: &str, answers: &Answers, parts: &[PackedFile]) -> Result<Paper, DocumentError> {
    let (tables, page, left_out) = html::read_all(open)?;
    let log: Value = serde_json::from_str(log).unwrap_or_default();
    let told = told::Told { tables: &tables, left_out, log };
    let items = stress::items(&told, answers);
    let (methods, cited) = methods::methods(&told);
    let published = if answers.published.is_empty() { began(&told.log) } else { answers.published.clone() };
    let mut blanks: Vec<String> = items.iter().filter_map(stress::Item::blank).collect();
    for (missing, what) in [
        (answers.licence.is_empty(), "licence: under which the folder may be used"),
        (answers.authors.is_empty(), "author: who wrote it"),
        (answers.published.is_empty(), "published: the day on which it is"),
    ] {
        if missing {
            blanks.push(what.into());
        }
    }
    let mut files = vec![
        ("methods.md".to_string(), methods.into_bytes()),
        ("references.bib".to_string(), references::bibtex(&cited).into_bytes()),
        ("stress-des.md".to_string(), stress::markdown(&tables, &items).into_bytes()),
    ];
    let (markdown, latex) = of_tables(&tables, &page);
    files.push(("tables.md".to_string(), markdown.into_bytes()));
    files.push(("tables.tex".to_string(), latex.into_bytes()));
    let own = files.iter().map(|(name, bytes)| PackedFile {
        path: name.clone(),
        bytes: bytes.len() as u64,
        sha256: sha256(bytes),
    });
    let all: Vec<PackedFile> = own.chain(parts.iter().cloned()).collect();
    files.push((METADATA.to_string(), metadata::crate_of(&tables, answers, &published, &all)));
    Ok(Paper { files, blanks })
}

/// The tables in Markdown and LaTeX.
fn of_tables(tables: &Tables, page: &view::Page) -> (String, String) {
    let partial = if page.partial.is_empty() { "" } else { "PARTIAL: not all runs are done. " };
    let note =
        format!("{partial}From queuity {}; figures and ranges are those of the result files.", tables.manifest.queuity);
    let mut markdown = format!("# {}\n\n{}\n", plain(&page.title), plain(&note));
    let mut latex_tables = Vec::new();
    for section in page.sections.iter().filter(|s| TABLES.contains(&s.id.as_str())) {
        markdown.push_str(&format!("\n## {}\n", plain(&section.heading)));
        for (i, table) in section.blocks.iter().filter_map(|b| b.table.as_ref()).enumerate() {
            markdown.push_str(&format!("\n{}", html::table(table)));
            latex_tables.push(latex::table(table, &format!("{}-{}", section.id, i + 1)));
        }
    }
    (markdown, latex::document(&page.title, &note, &latex_tables))
}

/// The day on which the run began, from its log; nothing without one.
fn began(log: &Value) -> String {
    let seconds = log.get("began_unix_seconds").and_then(Value::as_i64);
    seconds.map(|s| date(s.div_euclid(86_400))).unwrap_or_default()
}

/// The date of a day since 1970-01-01 in the Gregorian calendar.
fn date(days: i64) -> String {
    // Eras of 400 years that begin in March: the leap day is the last of its year.
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + 400 * era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        // Python: date(1970, 1, 1) + timedelta(days=n)
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_486, "2026-02-02"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(date(days), text);
        }
    }
}
