//! Parquet files as rows of text: numbers plain, days as 2026-01-31, times with a Z where the file says that they are those of Coordinated Universal
//! Time.

use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use super::delimited_text::Told;
use super::refused::Refused;
use super::row::Row;
use super::values::Period;

/// Seconds of a day.
const DAY: i64 = 86_400;
/// Most columns.
const MOST_COLUMNS: usize = 4_096;

fn broken(e: &parquet::errors::ParquetError) -> Refused {
    let text = e.to_string();
    let what =
        if text.contains("ncrypt") { "is an encrypted Parquet file" } else { "is a Parquet file that cannot be read" };
    Refused::file(what).help("write it again, or save the table as CSV (UTF-8)")
}

/// How whole numbers of a column are times: so many a second, and whether of Coordinated Universal Time.
#[derive(Clone, Copy)]
struct Ticks {
    each: i64,
    universal: bool,
}

/// Reads the rows; the first one is the names of the columns.
pub(super) fn rows(bytes: &Bytes, each: &mut dyn FnMut(Row<'_>) -> Result<bool, Refused>) -> Result<Told, Refused> {
    let reader = SerializedFileReader::new(bytes.clone()).map_err(|e| broken(&e))?;
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
    for (i, row) in reader.get_row_iter(None).map_err(|e| broken(&e))?.enumerate() {
        let row = row.map_err(|e| broken(&e))?;
        for ((cell, (_, field)), clock) in cells.iter_mut().zip(row.get_column_iter()).zip(&clocks) {
            cell.clear();
            shown(field, *clock, cell);
        }
        if cells.iter().all(|c| c.is_empty()) {
            continue;
        }
        let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
        if !each(Row { line: i as u64 + 2, cells: &texts })? {
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

/// A day of so many days after 1 January 1970, as 2026-01-31 (Hinnant's algorithm: years begin in March).
fn day(days: i64) -> String {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = (if shifted < 10 { shifted + 3 } else { shifted - 9 }) as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Period { year: year as i32, month, day: Some(day) }.shown()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::days::number;

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
