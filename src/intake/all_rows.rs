//! A table as texts, of a file of any kind that is read.

use super::file::File;
use super::refused::Refused;

/// All rows of a file, the header first: of a workbook those of its first sheet.
///
/// # Errors
/// Why it cannot be read.
pub fn texts(file: &File<'_>) -> Result<Vec<Vec<String>>, Refused> {
    let opened = file.opened(None)?;
    let mut rows = Vec::new();
    file.rows(&opened.content, 0, &mut |row| {
        rows.push(row.cells.iter().map(|cell| (*cell).to_string()).collect());
        Ok(true)
    })?;
    Ok(rows)
}
