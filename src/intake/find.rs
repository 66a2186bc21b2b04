//! Which sheet of a file holds the table, and the day of its counts.

use super::admissions::Met;
use super::days::last_day;
use super::file::{Content, File, Opened};
use super::guess::{shape, unnamed};
use super::options::Options;
use super::pass::Pass;
use super::phrases::number_of;
use super::refused::Refused;
use super::role::Role;
use super::shape::Shape;
use super::span::Span;
use super::told::Told;
use super::values::{Period, clean, folded, months_of};
use super::watch::several;

/// Most dates that are told where the one that is asked for is not among them.
const SHOWN: usize = 6;

/// The sheet and its table; the two of a workbook that parts one list into admitted and non-admitted.
pub(super) fn tables(
    file: &File<'_>,
    opened: &Opened,
    options: &Options,
    told: &mut Told,
) -> Result<Vec<(usize, Shape)>, Refused> {
    let mapping = &options.mapping;
    let mut found: Vec<(usize, &str, Shape)> = Vec::new();
    for (i, name, rows) in opened.sheets(mapping) {
        found.extend(shape(rows, mapping)?.map(|shape| (i, name, shape)));
    }
    let content = &opened.content;
    if let Content::Workbook(all) = content {
        let hidden = all.iter().filter(|s| s.hidden).count() as u64;
        if hidden > 0 && mapping.sheet.is_none() {
            let sheets = number_of(hidden, "hidden sheet was", "hidden sheets were");
            told.understood.push(format!("{}: {sheets} not looked at; --sheet names one", clean(&file.name)));
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
    let unnamed = opened.sheets(mapping).into_iter().find_map(|(.., rows)| unnamed(rows)).filter(|_| found.is_empty());
    match (of_layout, found.len()) {
        (_, 0) if unnamed.is_some() => {
            let (line, name) = unnamed.unwrap_or_default();
            let message = format!("the values of `{name}` look like bands, but nothing says that they are waits");
            Err(Refused::at(line, message).help(format!(
                "write their unit beside them (`0-6 weeks`), or say in a mapping, under [columns]: \"{name}\" = \"band of the row\""
            )))
        }
        (_, 0) => Err(Refused::new(
            "no bands of waits are found: no row has columns such as `0-6 weeks`, `>6-12 weeks`",
        )
        .help("say in a mapping where they are: header_row, and which column is \"band of the row\" and \"count\"; or, of a list of people, which is the \"start\" of the clock")),
        (Some(i), _) => {
            let (sheet, _, shape) = found.swap_remove(i);
            Ok(vec![(sheet, shape)])
        }
        (None, 1) => Ok(found.into_iter().map(|(sheet, _, shape)| (sheet, shape)).collect()),
        (None, _) if Met::of(found.iter().map(|f| f.1)).are_both() && found.iter().all(|f| f.2.layout.is_none()) => {
            Ok(found.into_iter().map(|(sheet, _, shape)| (sheet, shape)).collect())
        }
        (None, _) => {
            let names: Vec<&str> = found.iter().map(|f| f.1).collect();
            Err(Refused::new("several sheets have bands").help(format!("say which with --sheet: {}", names.join(", "))))
        }
    }
}

/// Whether a title says when a table was published, and not of what day it is.
fn is_of_publication(title: &str) -> bool {
    const WORDS: [&str; 5] = ["published", "publication", "released", "updated", "printed"];
    title.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&word))
}

/// The sentences of a title; a point behind a number of a day or a short word, such as `15. Januar` or `Jan. 2026`, ends none.
fn sentences(title: &str) -> Vec<&str> {
    let mut out = vec![];
    let mut begin = 0;
    for (at, _) in title.match_indices(". ") {
        let word = title[..at].rsplit(' ').next().unwrap_or_default();
        if word.len() > 3 {
            out.push(&title[begin..at]);
            begin = at + 2;
        }
    }
    out.push(&title[begin..]);
    out
}

/// The date of each slice, where it says one. The first days of months in a column of months are months.
fn of_slices(pass: &Pass<'_>) -> Vec<Option<Period>> {
    let mut read: Vec<Option<Period>> = pass.slices.iter().map(|(date, _)| Period::read(date)).collect();
    let asked = pass.options.mapping.date.is_some_and(|date| read.iter().flatten().any(|p| p.last() == date.last()));
    let names = pass.shape.roles.iter().zip(&pass.shape.names).filter(|(role, _)| **role == Role::Date);
    let is_month = |name: &str| {
        let said = |words: &[&str]| words.iter().any(|word| name.contains(word));
        said(&["month", "period"]) && !said(&["day", "date", "end", "census", "snapshot"])
    };
    let of_months = names.map(|(_, name)| folded(name)).any(|name| is_month(&name));
    if of_months && !asked && read.iter().flatten().all(|period| period.day == Some(1)) {
        read.iter_mut().flatten().for_each(|period| period.day = None);
    }
    read
}

/// The date of each slice, or of the table.
pub(super) fn dates(pass: &Pass<'_>, file: &File<'_>, sheet: Option<&str>) -> Result<Vec<Period>, Refused> {
    let mut said: Vec<&str> = pass.slices.iter().map(|s| s.0.as_str()).filter(|d| !d.is_empty()).collect();
    said.sort_unstable();
    said.dedup();
    if said.len() > 1 && said.iter().all(|d| Period::read(d).is_none()) {
        let names: Vec<&str> = (pass.shape.roles.iter().zip(&pass.shape.names))
            .filter(|(role, _)| **role == Role::Date)
            .map(|(_, name)| name.as_str())
            .collect();
        return Err(several(&names.join(", ")));
    }
    let of_slices = of_slices(pass);
    if let Some(date) = pass.options.mapping.date {
        // Of several days the one that is named; where nothing else says a day, that of all.
        let read = of_slices;
        if read.iter().all(Option::is_none) {
            return Ok(vec![date; read.len()]);
        }
        if !read.iter().flatten().any(|p| p.last() == date.last()) {
            let mut there: Vec<Period> = read.into_iter().flatten().collect();
            there.sort_by_key(|p| std::cmp::Reverse(p.last()));
            there.dedup_by_key(|p| p.last());
            let shown: Vec<String> = there.iter().take(SHOWN).map(|p| p.shown()).collect();
            let more = if there.len() > SHOWN { format!(" and {} before", there.len() - SHOWN) } else { String::new() };
            return Err(Refused::new(format!("the table has no counts of {}", date.shown()))
                .help(format!("its dates are {}{more}", shown.join(", "))));
        }
        // Rows without a date of their own are of no other day than the one that is asked for.
        return Ok(read.into_iter().map(|p| p.unwrap_or(date)).collect());
    }
    let titles = &pass.shape.title;
    let named = titles.iter().position(|t| t.starts_with("period")).and_then(|i| titles.get(i..i + 2));
    let above = || {
        let said = || named.into_iter().flatten().chain(titles).flat_map(|title| sentences(title));
        // The day of publication is no day of a list, but where nothing else is said.
        let of_list = || said().filter(|t| !is_of_publication(t));
        let (read, within) = (Period::read, Period::within);
        let found = of_list().find_map(read).or_else(|| of_list().find_map(within));
        found.or_else(|| said().find_map(read)).or_else(|| said().find_map(within))
    };
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
    (of_slices.into_iter())
        .map(|read| {
            read.or_else(of_file).ok_or_else(|| {
                Refused::new("nothing says what day or month the counts are of").help("give it: --date 2026-01-31")
            })
        })
        .collect()
}

/// A date of rows that is a range of months which is no period, and how many it has.
pub(super) fn no_span<'p>(pass: &'p Pass<'_>) -> Option<(&'p str, u32)> {
    let ranges = pass.slices.iter().filter_map(|(date, _)| Some((date.as_str(), months_of(date)?)));
    ranges.into_iter().find(|(_, months)| ![1, 3, 12].contains(months))
}

/// How long the period of those treated and referred is: as the reader says, as the name of the column of dates or a title says, or as the dates
/// stand apart; else a month.
pub(super) fn span(pass: &Pass<'_>, dates: &[Period], options: &Options) -> Span {
    if let Some(span) = options.mapping.period {
        return span;
    }
    let shape = pass.shape;
    let column = shape.roles.iter().position(|r| *r == Role::Date).map(|c| folded(&shape.names[c]));
    let words = || {
        column
            .iter()
            .map(String::as_str)
            .chain(shape.title.iter().map(String::as_str))
            .chain(pass.slices.iter().map(|s| s.0.as_str()))
    };
    let says = |word: &str| words().any(|t| t.to_lowercase().contains(word));
    // A title may tell the months that a table has; where its rows have dates, these say how long a period is.
    let dated = pass.slices.iter().any(|s| !s.0.is_empty());
    let ranges =
        || pass.slices.iter().map(|s| s.0.as_str()).chain(shape.title.iter().map(String::as_str).filter(|_| !dated));
    let of_months = |many: u32| ranges().any(|t| months_of(t) == Some(many));
    let mut months: Vec<i32> = dates.iter().map(|d| d.year * 12 + d.month as i32).collect();
    months.sort_unstable();
    months.dedup();
    let apart = |many: i32| months.len() > 2 && months.windows(2).all(|w| w[1] - w[0] == many);
    // Lists a week apart, each with its day.
    let mut days: Vec<i64> = dates.iter().filter(|d| d.day.is_some()).map(|d| last_day(*d)).collect();
    days.sort_unstable();
    days.dedup();
    let weekly = days.len() > 2 && days.windows(2).all(|w| w[1] - w[0] == 7) && dates.iter().all(|d| d.day.is_some());
    match () {
        () if says("quarter") || of_months(3) => Span::Quarter,
        () if of_months(12) => Span::Year,
        () if column.as_ref().is_some_and(|c| c.contains("week ending") || c.contains("week commencing")) => Span::Week,
        () if column.as_ref().is_some_and(|c| c.contains("financial year")) => Span::Year,
        () if apart(3) => Span::Quarter,
        () if weekly => Span::Week,
        () => Span::Month,
    }
}
