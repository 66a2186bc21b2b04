//! A list of people, one row each, into counts by band. Only counts leave this file: no row, no identifier, no date of anybody; counts below
//! [`LEAST`] are held back and the rest is rounded, before anything is shown or written.

use std::collections::BTreeMap;

use super::counts::{Counts, NOT_RECORDED};
use super::days::{Day, Form, read};
use super::file::{Content, File};
use super::guess::{self, SAMPLE};
use super::layouts::{NOT_KNOWN, Role, usual};
use super::mapping::quoted;
use super::release::{Cells, EDGES, LEAST, RECENT, released, shown};
use super::values::{Period, folded};
use super::words::Told;
use super::{Options, Refused, Row};

/// Most values of a column that tells lists or groups apart.
const MOST_VALUES: usize = 60;
/// More of the rows than this must have a date that is one.
const MOST_FAULTY: u64 = 20;

/// Names of the day on which the clock started, the usual ones first; names of national data sets are among them.
const STARTS: [&str; 14] = [
    "referral to treatment period start date",
    "rtt start date",
    "clock start date",
    "clock start",
    "referral request received date",
    "referral received date",
    "referral date",
    "date of referral",
    "date referred",
    "date added to list",
    "date on list",
    "date added",
    "start date",
    "referral",
];

/// Names of the day on which somebody left the list.
const ENDS: [&str; 14] = [
    "referral to treatment period end date",
    "rtt end date",
    "clock stop date",
    "clock stop",
    "removal date",
    "date removed",
    "date of removal",
    "treatment date",
    "date treated",
    "treated",
    "end date",
    "admission date",
    "date seen",
    "removal",
];

/// The columns of a list.
struct Columns {
    line: u64,
    names: Vec<String>,
    start: usize,
    end: Option<usize>,
    service: Option<usize>,
    group: Option<usize>,
}

fn plain(name: &str) -> String {
    folded(&name.replace(['_', '-', '.'], " "))
}

fn columns(rows: &[(u64, Vec<String>)], options: &Options) -> Option<Columns> {
    let wanted = |names: &[String], of: &[&str]| of.iter().find_map(|n| names.iter().position(|m| m == n));
    let at = (0..rows.len().min(80)).find(|&i| {
        let names: Vec<String> = rows[i].1.iter().map(|n| plain(n)).collect();
        wanted(&names, &STARTS).is_some() && options.mapping.header_row.is_none_or(|line| rows[i].0 == line)
    })?;
    let names: Vec<String> = rows[at].1.iter().map(|n| plain(n)).collect();
    let start = wanted(&names, &STARTS)?;
    let end = wanted(&names, &ENDS).filter(|e| *e != start);
    let body = &rows[at + 1..];
    let role = |c: usize| {
        let said = options.mapping.columns.get(folded(&rows[at].1[c]).as_str()).copied();
        said.or_else(|| if names[c].contains("date") { None } else { usual(&names[c]) })
    };
    let few = |c: usize| {
        let mut values: Vec<String> = body.iter().filter_map(|r| r.1.get(c)).map(|v| folded(v)).collect();
        values.sort_unstable();
        values.dedup();
        values.len() <= MOST_VALUES
    };
    let of =
        |wanted: Role| (0..names.len()).find(|&c| c != start && Some(c) != end && role(c) == Some(wanted) && few(c));
    let (service, group) = (of(Role::Service), of(Role::Group));
    Some(Columns { line: rows[at].0, names: rows[at].1.clone(), start, end, service, group })
}

/// How the list was read, as a mapping: lists and groups may be told apart by other columns.
fn written(columns: &Columns, date: Period) -> String {
    let mut out = format!(
        "# How the list of people was read. A column may be `service` or `group` in place of another, which is then `aside`.\n\
         header_row = {}\ndate = {}\n\n[columns]\n",
        columns.line,
        quoted(&date.last_shown())
    );
    for (c, name) in columns.names.iter().enumerate().filter(|(c, n)| {
        let first = columns.names.iter().position(|m| folded(m) == folded(n)) == Some(*c);
        first && *c != columns.start && Some(*c) != columns.end && !n.trim().is_empty()
    }) {
        let role = match Some(c) {
            of if of == columns.service => "service",
            of if of == columns.group => "group",
            _ => "aside",
        };
        out += &format!("{} = \"{role}\"\n", quoted(name.trim()));
    }
    out
}

/// What became of the rows.
#[derive(Default)]
struct Seen {
    rows: u64,
    waiting: u64,
    closed: u64,
    no_start: u64,
    bad_date: u64,
    later: u64,
    backwards: u64,
    sentinel: u64,
    long: u64,
    copies: u64,
    recent: u64,
    ended: u64,
}

/// A number for a text; equal texts have equal ones (Fowler, Noll and Vo 1991).
fn mark(cells: &[&str]) -> u64 {
    let bytes = cells.iter().flat_map(|c| c.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

/// Imports a list of people; none where the file is no such list.
pub(super) fn people(file: &File<'_>, options: &Options, told: &mut Told) -> Result<Option<(Counts, String)>, Refused> {
    let content = file.content(options.mapping.delimiter)?;
    let sheets = match &content {
        Content::Workbook(sheets) => sheets.len(),
        _ => 1,
    };
    let mut found = None;
    for sheet in 0..sheets {
        let mut rows = Vec::new();
        file.rows(&content, sheet, &mut |row| {
            rows.push((row.line, row.cells.iter().map(|c| (*c).to_string()).collect::<Vec<String>>()));
            Ok(rows.len() < SAMPLE)
        })?;
        if guess::shape(&rows, &super::Mapping::default())?.is_some() {
            continue;
        }
        if let Some(columns) = columns(&rows, options) {
            found = Some((sheet, columns));
            break;
        }
    }
    let Some((sheet, columns)) = found else { return Ok(None) };
    if !options.only.is_empty() {
        return Err(Refused::new("rows of people are not chosen by --where")
            .help("cut the file down to the rows that are meant"));
    }
    let date = options.mapping.date.ok_or_else(|| {
        Refused::new("a list of people has no day of its own: waits are counted to a day that you say")
            .help("give it: --date 2026-01-31")
    })?;
    let counts = counted(file, &content, sheet, &columns, date, options, told)?;
    Ok(Some((counts, written(&columns, date))))
}

fn counted(
    file: &File<'_>,
    content: &Content,
    sheet: usize,
    columns: &Columns,
    date: Period,
    options: &Options,
    told: &mut Told,
) -> Result<Counts, Refused> {
    let (year, month, day) = date.last();
    let today = super::days::number(i64::from(year), month, day).unwrap_or(0);
    let cell = |row: Row<'_>, c: usize| row.cells.get(c).map_or(String::new(), |v| v.trim().to_string());
    // First walk: the form of the dates. Second: the counts.
    let mut forms = [Form::default(), Form::default()];
    let is_row = |row: &Row<'_>| row.line > columns.line;
    file.rows(content, sheet, &mut |row| {
        if is_row(&row) {
            forms[0].see(row.cells.get(columns.start).copied().unwrap_or_default(), row.line);
            if let Some(end) = columns.end {
                forms[1].see(row.cells.get(end).copied().unwrap_or_default(), row.line);
            }
        }
        Ok(true)
    })?;
    if forms[0].filled == 0 {
        return Err(Refused::new(format!("`{}` has no date at all", columns.names[columns.start])));
    }
    let order = |form: &Form, c: usize| form.order(&columns.names[c], options.order);
    let first = order(&forms[0], columns.start)?;
    // A column that cannot tell by itself has the form of the other.
    let second = columns.end.map_or(Ok(first), |c| {
        order(&forms[1], c).or_else(|e| {
            if options.order.is_none() && forms[1].dates > 0 && e.line.is_none() && e.message.contains("told apart") {
                Ok(first)
            } else {
                Err(e)
            }
        })
    })?;
    let mut seen = Seen::default();
    let mut cells: Cells = BTreeMap::new();
    let mut by_order: Vec<(u64, u64)> = Vec::new();
    let bands = EDGES.len();
    file.rows(content, sheet, &mut |row| {
        if !is_row(&row) {
            return Ok(true);
        }
        by_order.push((mark(row.cells), by_order.len() as u64));
        Ok(true)
    })?;
    // Exact copies of a row are one.
    by_order.sort_unstable();
    let mut copies: Vec<u64> = by_order.windows(2).filter(|w| w[0].0 == w[1].0).map(|w| w[1].1).collect();
    copies.sort_unstable();
    drop(std::mem::take(&mut by_order));
    let mut number = 0;
    file.rows(content, sheet, &mut |row| {
        if !is_row(&row) {
            return Ok(true);
        }
        number += 1;
        if copies.binary_search(&(number - 1)).is_ok() {
            seen.copies += 1;
            return Ok(true);
        }
        seen.rows += 1;
        let start = match read(row.cells.get(columns.start).copied().unwrap_or_default(), first) {
            Day::At(n) => n,
            Day::Missing => {
                return Ok({
                    seen.no_start += 1;
                    true
                });
            }
            Day::Sentinel => {
                return Ok({
                    seen.sentinel += 1;
                    true
                });
            }
            Day::Invalid => {
                return Ok({
                    seen.bad_date += 1;
                    true
                });
            }
        };
        let end = match columns.end.map(|c| read(row.cells.get(c).copied().unwrap_or_default(), second)) {
            Some(Day::At(n)) => Some(n),
            Some(Day::Invalid) => {
                return Ok({
                    seen.bad_date += 1;
                    true
                });
            }
            Some(Day::Sentinel) => {
                seen.sentinel += 1;
                None
            }
            _ => None,
        };
        if start > today {
            seen.later += 1;
            return Ok(true);
        }
        if end.is_some_and(|end| end < start) {
            seen.backwards += 1;
            return Ok(true);
        }
        let service = columns.service.map_or("list".to_string(), |c| cell(row, c));
        let level = columns.group.map_or(String::new(), |c| cell(row, c));
        let level = if NOT_KNOWN.contains(&folded(&level).as_str()) && columns.group.is_some() {
            NOT_RECORDED.to_string()
        } else {
            level
        };
        let counts = cells.entry((service, folded(&level))).or_insert_with(|| (vec![0; bands], 0, 0));
        let recent = |day: i64| day > today - 7 * RECENT && day <= today;
        counts.1 += u64::from(recent(start));
        seen.recent += u64::from(recent(start));
        if let Some(end) = end.filter(|end| *end <= today) {
            counts.2 += u64::from(recent(end));
            seen.ended += u64::from(recent(end));
            seen.closed += 1;
            return Ok(true);
        }
        let waited = today - start;
        seen.long += u64::from(waited > 3_653);
        seen.waiting += 1;
        // (lower, upper] in days, the first band with day 0.
        let band = EDGES.iter().rposition(|edge| waited > (*edge * 7.0) as i64).unwrap_or(0);
        counts.0[band] += 1;
        Ok(true)
    })?;
    let faulty = seen.bad_date + seen.later + seen.backwards;
    if faulty * MOST_FAULTY > seen.rows {
        return Err(Refused::new("more than one row in twenty has dates that cannot be: not a date, after the day of the list, or an end before its start")
            .help("is the right column taken, and is --date the day of the list?"));
    }
    if seen.waiting < LEAST {
        return Err(Refused::new("fewer than 8 people wait on that day: nothing is told of so few")
            .help("is --date the day of the list?"));
    }
    say(file, columns, &seen, date, &forms, told);
    released(&file.name, columns.group.map(|c| columns.names[c].trim()), cells, date, seen.closed > 0, told)
}

fn say(file: &File<'_>, columns: &Columns, seen: &Seen, date: Period, forms: &[Form; 2], told: &mut Told) {
    let name = &file.name;
    let mut say = |text: String| told.understood.push(format!("{name}: {text}"));
    let called = |c: usize| columns.names[c].trim().to_string();
    say("a list of people, one row each; derived from real people, so counts below 8 are held back and the rest is to the nearest 5".to_string());
    say(format!("header in line {}; the clock starts at {}", columns.line, called(columns.start)));
    match columns.end {
        Some(end) if seen.closed > 0 => say(format!("people leave at {}; {} have left", called(end), shown(seen.closed))),
        _ => say("nobody has left: a list of those who wait today over-represents long waits, so referrals and removals cannot be told from it".to_string()),
    }
    for (column, words) in [(columns.service, "lists are told apart by"), (columns.group, "people are told apart by")] {
        if let Some(c) = column {
            say(format!("{words} {}", called(c)));
        }
    }
    if forms.iter().any(|f| f.serials > 0) {
        say("dates that are a spreadsheet's numbers were read as days".to_string());
    }
    say(format!("{} people wait on {}", shown(seen.waiting), date.last_shown()));
    let used = [Some(columns.start), columns.end, columns.service, columns.group];
    let unused: Vec<String> = (0..columns.names.len()).filter(|c| !used.contains(&Some(*c))).map(called).collect();
    let mut aside = |text: String| told.aside.push(format!("{name}: {text}"));
    if !unused.is_empty() {
        aside(format!("columns {}: nothing of them is kept", unused.join(", ")));
    }
    for (n, what) in [
        (seen.copies, "rows are exact copies of others, and were left out"),
        (seen.no_start, "rows have no clock start"),
        (seen.sentinel, "dates stand for none, such as 01/01/1900"),
        (seen.bad_date, "rows have a date that is none"),
        (seen.later, "rows begin after the day of the list"),
        (seen.backwards, "rows end before they begin"),
        (seen.long, "people have waited for more than ten years; they were kept"),
    ] {
        if n > 0 {
            aside(format!("{} {what}", shown(n)));
        }
    }
}
