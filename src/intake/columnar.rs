//! Parquet files as rows of text: numbers plain, days as 2026-01-31, times with a Z where the file says that they are those of Coordinated Universal
//! Time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::delimited_text::Told;
use super::refused::Refused;
use super::row::Row;
use super::values::Period;
use crate::time::date_since_1970;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Most columns.
const MOST_COLUMNS: usize = 4_096;

/// What the library says as it refuses a compression that it is built without.
const CODEC: &str = "Disabled feature at compile time: ";

fn broken(e: &ParquetError) -> Refused {
    let text = e.to_string();
    if let Some((_, codec)) = text.split_once(CODEC) {
        let codec = if codec == "flate2" { "gzip" } else { codec };
        let what = format!("is a Parquet file compressed with {codec}, which is not read");
        return Refused::file(what)
            .help("write it with Snappy compression or with none, or save the table as CSV (UTF-8)");
    }
    let what =
        if text.contains("ncrypt") { "is an encrypted Parquet file" } else { "is a Parquet file that cannot be read" };
    Refused::file(what).help("write it again, or save the table as CSV (UTF-8)")
}

/// What the library does with a file. Some broken ones, and columns of intervals of time, make it panic.
fn careful<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Refused> {
    let panicked = |_| Err(ParquetError::General("it is broken inside".into()));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(panicked).map_err(|e| broken(&e))
}

/// How whole numbers of a column are times: so many a second, and whether of Coordinated Universal Time.
#[derive(Clone, Copy)]
struct Ticks {
    each: i64,
    universal: bool,
}

/// Reads the rows; the first one is the names of the columns.
pub(super) fn rows(bytes: &Bytes, each: &mut dyn FnMut(Row<'_>) -> Result<bool, Refused>) -> Result<Told, Refused> {
    let reader = careful(|| SerializedFileReader::new(bytes.clone()))?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let fields = schema.root_schema().get_fields();
    if fields.len() > MOST_COLUMNS {
        return Err(Refused::new(format!("the table has more than {MOST_COLUMNS} columns")));
    }
    let clock = |field: &parquet::schema::types::Type| -> Option<Ticks> {
        match field.get_basic_info().logical_type_ref()? {
            LogicalType::Timestamp(time) => Some(Ticks {
                each: match time.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                },
                universal: time.is_adjusted_to_u_t_c,
            }),
            _ => None,
        }
    };
    let clocks: Vec<Option<Ticks>> = fields.iter().map(|f| clock(f)).collect();
    let names: Vec<&str> = fields.iter().map(|f| f.name()).collect();
    if !each(Row { line: 1, cells: &names })? {
        return Ok(Told::default());
    }
    let mut cells: Vec<String> = vec![String::new(); names.len()];
    let mut rows = careful(|| reader.get_row_iter(None))?;
    let mut line = 1;
    while let Some(row) = careful(|| rows.next().transpose())? {
        line += 1;
        for ((cell, (_, field)), clock) in cells.iter_mut().zip(row.get_column_iter()).zip(&clocks) {
            cell.clear();
            shown(field, *clock, cell);
        }
        if cells.iter().all(|c| c.is_empty()) {
            continue;
        }
        let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
        if !each(Row { line, cells: &texts })? {
            break;
        }
    }
    Ok(Told::default())
}

/// A value as text.
fn shown(field: &Field, clock: Option<Ticks>, out: &mut String) {
    use std::fmt::Write as _;
    let mut time = |n: i64, clock: Ticks| {
        let seconds = n.div_euclid(clock.each);
        let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let z = if clock.universal { "Z" } else { "" };
        let _ = write!(out, "{}T{:02}:{:02}:{:02}{z}", day(days), rest / 3_600, rest / 60 % 60, rest % 60);
    };
    match (field, clock) {
        (Field::Null, _) => {}
        (Field::TimestampMillis(n), clock) => {
            time(*n, Ticks { each: 1_000, universal: clock.is_some_and(|c| c.universal) });
        }
        (Field::TimestampMicros(n), clock) => {
            time(*n, Ticks { each: 1_000_000, universal: clock.is_some_and(|c| c.universal) });
        }
        (Field::Long(n), Some(clock)) => time(*n, clock),
        (Field::Date(n), _) => out.push_str(&day(i64::from(*n))),
        (Field::Str(text), _) => out.push_str(text),
        (Field::Bytes(bytes), _) => out.push_str(&String::from_utf8_lossy(bytes.data())),
        (Field::Double(x), _) if x.is_nan() => {}
        (Field::Float(x), _) if x.is_nan() => {}
        (Field::Double(x), _) => _ = write!(out, "{x}"),
        (Field::Float(x), _) => _ = write!(out, "{x}"),
        // Lists and tables inside a cell are no values.
        (Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_), _) => {}
        (field, _) => _ = write!(out, "{field}"),
    }
}

/// A day of so many days after 1 January 1970, as 2026-01-31.
fn day(days: i64) -> String {
    let (year, month, day) = date_since_1970(days);
    Period { year: year as i32, month, day: Some(day) }.shown()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::days::number;

    #[test]
    fn a_compression_that_is_not_read_is_named() {
        let said = |codec: &str| broken(&ParquetError::NYI(format!("{CODEC}{codec}"))).to_string();
        assert!(said("zstd").contains("compressed with zstd, which is not read"), "{}", said("zstd"));
        assert!(said("flate2").contains("compressed with gzip"), "{}", said("flate2"));
    }

    #[test]
    fn days_are_dates() {
        for (year, month, date) in [(1970, 1, 1), (2000, 2, 29), (2025, 12, 31), (1969, 12, 31), (1900, 3, 1)] {
            let text = day(number(year, month, date).unwrap());
            assert_eq!(text, format!("{year:04}-{month:02}-{date:02}"));
        }
        let mut out = String::new();
        shown(
            &Field::TimestampMicros(1_767_225_599_000_000),
            Some(Ticks { each: 1_000_000, universal: true }),
            &mut out,
        );
        assert_eq!(out, "2025-12-31T23:59:59Z");
    }
}
