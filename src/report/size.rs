//! How large results are on disk, for estimates.

use crate::forecast::FileBytes;

/// Characters of numbers and of what is between them in rows of text (of the series with those of its first run); bytes of rows of Parquet;
/// schemas of the tables, documents, scenario, manifest
/// and description of the columns. Measured.
#[must_use]
pub const fn file_bytes() -> FileBytes {
    // The long table is text only where nothing else is written.
    let parquet = cfg!(feature = "parquet");
    FileBytes {
        summary_row: 90.0,
        contrast_row: 110.0,
        series_row: 115.0,
        reading: if parquet { 4.5 } else { 45.0 },
        keyed_readings: !parquet,
        copied_row: if parquet { 14.0 } else { 0.0 },
        fixed: if parquet { 600_000.0 } else { 580_000.0 },
        person_csv: 80.0,
        level_csv: 12.0,
        person_parquet: 8.0,
        writer: 16.0 * 1024.0 * 1024.0,
        documents: 16.0 * 1024.0 * 1024.0,
        group_rows: 65_536.0,
    }
}
