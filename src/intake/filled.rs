//! The sheet of a week in a workbook that was made to be filled in.

use super::counts::Counts;
use super::file::{Content, File, Opened};
use super::one_form::fold;
use super::refused::Refused;
use super::row::Row;
use super::values::{Cell, count, folded};
use super::week::{COLUMNS, OLDER_MISSED, WAITING, WEEK, Week};

/// The column of missed appointments.
const MISSED: usize = 3;

/// What a cell of the sheet says.
struct Said {
    number: Cell,
    /// Whether it has the sign of a per cent.
    percent: bool,
}

/// Reads a cell: `7`, `62.5`, `7,5`, `7 %`.
fn said(text: &str) -> Said {
    let (text, percent) = text.strip_suffix('%').map_or((text, false), |t| (t.trim(), true));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    // Three digits behind a comma may be thousands; one or two are decimals.
    let number = match text.split_once(',') {
        Some((whole, part)) if part.len() <= 2 && digits(whole) && digits(part) => count(&format!("{whole}.{part}")),
        _ => count(text),
    };
    Said { number, percent }
}

/// The number of a cell of a column; none where it is blank. `formats` says whether per cents are known by the formats of cells.
fn number(row: &Row<'_>, text: &str, column: usize, formats: bool) -> Result<Option<f64>, Refused> {
    let Said { number, percent } = said(text);
    let wrong = |what: &str| Refused::at(row.line, format!("sheet \"{WEEK}\": `{}` {what}", COLUMNS[column]));
    let of_people = column != MISSED;
    match number {
        // A spreadsheet keeps a typed `7%` as 0.07 and `100%` as 1; its format says that it is one.
        Cell::Count(n) if !of_people && !percent && n > 0.0 && (n < 1.0 || (n == 1.0 && !formats)) => {
            Err(wrong("is 1 or less, which may be a per cent").help(
                "write how many of 100 appointments are missed, such as 7; up to 1 of 100, and 100 of 100, as a text with the sign: 0.5%, 1%, 100%",
            ))
        }
        Cell::Count(n) if n >= 0.0 && if of_people { !percent } else { n <= 100.0 } => Ok(Some(n)),
        Cell::Missing(_) => Ok(None),
        _ => Err(wrong("is no number that can be")
            .help("write a number of people or slots, or of 100 appointments, or leave it blank")),
    }
}

/// Takes what the sheet of a week says into the counts, by the names of the lists.
pub(super) fn week(file: &File<'_>, opened: &Opened, counts: &mut Counts) -> Result<(), Refused> {
    let Content::Workbook(sheets) = &opened.content else { return Ok(()) };
    let Some(sheet) = sheets.iter().position(|s| s.name == WEEK) else { return Ok(()) };
    let formats = sheets[sheet].formats;
    let mut columns: Option<Vec<Option<usize>>> = None;
    let mut rows: Vec<(u64, String, Vec<Option<f64>>)> = Vec::new();
    file.rows(&opened.content, sheet, &mut |row| {
        let cell = |c: usize| row.cells.get(c).map_or("", |v| v.trim());
        let Some(at) = &columns else {
            let named = |name: &str| (0..row.cells.len()).find(|&c| folded(cell(c)) == folded(name));
            if named(COLUMNS[1]).is_some() {
                let either =
                    |n: &&str| named(n).or_else(|| if *n == COLUMNS[MISSED] { named(OLDER_MISSED) } else { None });
                columns = Some(COLUMNS.iter().map(either).collect());
            }
            return Ok(true);
        };
        let numbers = at.iter().enumerate().skip(1).map(|(i, c)| number(&row, c.map_or("", &cell), i, formats));
        rows.push((row.line, cell(at[0].unwrap_or(0)).to_string(), numbers.collect::<Result<_, _>>()?));
        Ok(true)
    })?;
    let only = counts.services.len() == 1;
    for (line, name, numbers) in rows.into_iter().filter(|r| r.2.iter().any(Option::is_some)) {
        let mut lists = counts.services.iter_mut();
        let found = lists.find(|s| fold(&s.name) == fold(&name) || (only && name.is_empty()));
        let Some(service) = found else {
            return Err(Refused::at(line, format!("sheet \"{WEEK}\": this list is not in the sheet \"{WAITING}\""))
                .help("write the names of lists alike in both"));
        };
        let [referrals, slots, missed, removed] = numbers[..] else { continue };
        // A week without slots or referrals would be no scenario of use, but is one.
        service.week = Some(Week { referrals, slots, missed: missed.map(|m| m / 100.0), removed });
    }
    Ok(())
}
