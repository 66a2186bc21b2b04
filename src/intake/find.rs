//! Which sheet of a file holds the table, and of which day its counts are.

use super::file::{Content, File};
use super::guess::{SAMPLE, Shape, shape};
use super::read::Pass;
use super::values::{Period, folded};
use super::words::Told;
use super::{Options, Refused};

/// The sheet and the table.
pub(super) fn table(
    file: &File<'_>,
    content: &Content,
    options: &Options,
    told: &mut Told,
) -> Result<(usize, Shape), Refused> {
    let mapping = &options.mapping;
    let sheets: Vec<(usize, &str, bool)> = match content {
        Content::Workbook(sheets) => sheets.iter().enumerate().map(|(i, s)| (i, s.name.as_str(), s.hidden)).collect(),
        _ => vec![(0, "", false)],
    };
    let wanted = |name: &str| mapping.sheet.as_ref().is_none_or(|s| folded(s) == folded(name));
    let mut found: Vec<(usize, &str, Shape)> = Vec::new();
    for (i, name, hidden) in &sheets {
        if !wanted(name) || (*hidden && mapping.sheet.is_none()) {
            continue;
        }
        let mut rows = Vec::new();
        file.rows(content, *i, &mut |row| {
            rows.push((row.line, row.cells.iter().map(|c| (*c).to_string()).collect()));
            Ok(rows.len() < SAMPLE)
        })?;
        found.extend(shape(&rows, mapping)?.map(|shape| (*i, *name, shape)));
    }
    if let Content::Workbook(all) = content {
        let hidden = all.iter().filter(|s| s.hidden).count();
        if hidden > 0 {
            told.understood.push(format!("{}: {hidden} hidden sheets were not looked at", file.name));
        }
        if let (Some(sheet), true) = (&mapping.sheet, found.is_empty()) {
            let names: Vec<&str> = all.iter().map(|s| s.name.as_str()).collect();
            return Err(
                Refused::new(format!("no sheet `{sheet}` with bands")).help(format!("sheets are {}", names.join(", ")))
            );
        }
    }
    let of_layout =
        found.iter().position(|(_, name, s)| s.layout.is_some_and(|l| l.sheet == *name && !name.is_empty()));
    match (of_layout, found.len()) {
        (_, 0) => Err(Refused::new(
            "no bands of waits are found: no row has columns such as `0-6 weeks`, `>6-12 weeks`",
        )
        .help("say in a mapping where they are: header_row, and which column is \"band of the row\" and \"count\"")),
        (Some(i), _) => {
            let (sheet, _, shape) = found.swap_remove(i);
            Ok((sheet, shape))
        }
        (None, 1) => {
            let (sheet, _, shape) = found.swap_remove(0);
            Ok((sheet, shape))
        }
        (None, _) => {
            let names: Vec<&str> = found.iter().map(|f| f.1).collect();
            Err(Refused::new("several sheets have bands").help(format!("say which with --sheet: {}", names.join(", "))))
        }
    }
}

/// The date of each slice.
pub(super) fn dates(pass: &Pass<'_>, file: &File<'_>, sheet: Option<&str>) -> Result<Vec<Period>, Refused> {
    if let Some(date) = pass.options.mapping.date {
        // Of several days the one that is named; else the day of all.
        let read: Vec<Option<Period>> = pass.slices.iter().map(|(d, _)| Period::read(d)).collect();
        let named = |p: &Option<Period>| p.is_some_and(|p| p.last() == date.last());
        let other = Period { year: 0, month: 1, day: None };
        let any = read.iter().any(named);
        return Ok(read.iter().map(|p| if !any || named(p) { date } else { other }).collect());
    }
    let titles = &pass.shape.title;
    let named = titles.iter().position(|t| t.starts_with("period")).and_then(|i| titles.get(i..i + 2));
    let above = || named.into_iter().flatten().chain(titles).find_map(|t| Period::read(t));
    let of_file = || above().or_else(|| sheet.and_then(Period::read)).or_else(|| Period::read(&file.name));
    // Dates in figures: is the first number the day or the month? One value decides for the column.
    let numbers = |text: &str| -> Option<(u32, u32)> {
        let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
        let [a, b, year] = parts[..] else { return None };
        (year.trim().len() == 4 && a.len() <= 2).then_some((a.trim().parse().ok()?, b.trim().parse().ok()?))
    };
    let pairs: Vec<(u32, u32)> = pass.slices.iter().filter_map(|(d, _)| numbers(d)).collect();
    let (day_first, month_first) = (pairs.iter().any(|p| p.0 > 12), pairs.iter().any(|p| p.1 > 12));
    if (day_first && month_first) || (!day_first && !month_first && pairs.iter().any(|p| p.0 != p.1)) {
        let which = if day_first {
            "some dates have the day first, some the month"
        } else {
            "day and month of the dates cannot be told apart"
        };
        return Err(
            Refused::new(which).help("write them as 2026-01-31, or give the date of the list: --date 2026-01-31")
        );
    }
    (pass.slices.iter())
        .map(|(date, _)| {
            let read = if date.is_empty() { of_file() } else { Period::read(date).or_else(of_file) };
            read.ok_or_else(|| {
                Refused::new("nothing says of which day or month the counts are").help("give it: --date 2026-01-31")
            })
        })
        .collect()
}
