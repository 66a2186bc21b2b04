//! The sheets of a workbook, as text.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetType, SheetVisible, StyleRange, open_workbook_auto_from_rs};

use super::refused::Refused;
use super::values::clean;

/// Most bytes of the list of formats that are looked at.
const MOST_FORMATS: u64 = 16 << 20;

/// A sheet of a workbook, as text.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) rows: Vec<(u64, Vec<String>)>,
    /// Cells that hold an error (`#N/A`).
    pub(super) errors: u64,
    /// Whether per cents are known by the formats of their cells, which only XLSX and XLSM tell: else a 1 may be 100%.
    pub(super) formats: bool,
}

/// Reads all sheets that hold cells.
pub(super) fn sheets(bytes: Vec<u8>) -> Result<Vec<Sheet>, Refused> {
    let broken = |e: calamine::Error| {
        let told = e.to_string();
        if told.contains("password") || told.contains("EncryptedPackage") || told.contains("encrypted") {
            Refused::file("is protected by a password").help("save a copy without one")
        } else {
            Refused::file(format!("is no workbook that can be read: {told}")).help("save the sheet as CSV (UTF-8)")
        }
    };
    let percents = percents(&bytes);
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        let range = match book.worksheet_range(&sheet.name) {
            Ok(range) => range,
            // Sheets of pictures have no cells.
            Err(_) if sheet.typ != SheetType::WorkSheet => continue,
            Err(e) => return Err(broken(e)),
        };
        let styles = match percents {
            Some(true) => book.worksheet_style(&sheet.name).map_err(broken)?,
            _ => StyleRange::empty(),
        };
        let (first, left) = range.start().unwrap_or_default();
        let mut errors = 0;
        let rows = range.rows().enumerate().filter_map(|(i, cells)| {
            let row = first + i as u32;
            let percent = |c: usize| styles.get((row, left + c as u32)).is_some_and(is_percent);
            let shown = |(c, cell)| shown(cell, percent(c), &mut errors);
            let cells: Vec<String> = cells.iter().enumerate().map(shown).collect();
            cells.iter().any(|c| !c.trim().is_empty()).then_some((u64::from(row) + 1, cells))
        });
        let rows = rows.collect();
        let hidden = sheet.visible != SheetVisible::Visible;
        sheets.push(Sheet { name: clean(&sheet.name), hidden, rows, errors, formats: percents.is_some() });
    }
    if sheets.iter().all(|s| s.rows.is_empty()) {
        return Err(Refused::file("is a workbook without a filled sheet"));
    }
    Ok(sheets)
}

/// Whether some format of the workbook is that of a per cent; none where the kind of workbook does not tell its formats. Most workbooks have no such
/// format, and the formats of their cells are not read.
fn percents(bytes: &[u8]) -> Option<bool> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    archive.by_name("xl/workbook.xml").ok()?;
    let Ok(styles) = archive.by_name("xl/styles.xml") else { return Some(false) };
    let mut text = String::new();
    styles.take(MOST_FORMATS).read_to_string(&mut text).ok()?;
    // 9 and 10 are `0%` and `0.00%`.
    Some(
        text.contains('%')
            || ["\"9\"", "\"10\"", "'9'", "'10'"].iter().any(|id| text.contains(&format!("numFmtId={id}"))),
    )
}

/// Whether a cell is shown as a per cent: its format has the sign, and not as a text.
fn is_percent(style: &calamine::Style) -> bool {
    let Some(format) = &style.number_format else { return false };
    let (mut quoted, mut escaped) = (false, false);
    format.format_code.chars().any(|c| {
        let plain = !quoted && !escaped;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && plain;
        c == '%' && plain
    })
}

/// A cell as text: numbers without a fraction where they are whole, per cents with their sign, dates as 2026-01-31, errors as nothing.
fn shown(cell: &Data, percent: bool, errors: &mut u64) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        // 0.07 times 100 is not 7 in floating point.
        Data::Float(x) if percent => format!("{}%", (x * 1e10).round() / 1e8),
        Data::Int(n) if percent => format!("{}%", n.saturating_mul(100)),
        Data::Int(n) => n.to_string(),
        Data::Float(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.0}"),
        Data::Float(x) => x.to_string(),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        _ => {
            *errors += 1;
            String::new()
        }
    }
}
