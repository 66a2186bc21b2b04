//! What the columns of a list of people are.

use super::names::{MISSED, REMOVED, STARTS, STATUS, TREATED, URGENCY, WEAK, WEAK_ENDS};
use crate::intake::days;
use crate::intake::identify::{self, Mark};
use crate::intake::layouts::usual;
use crate::intake::mapping::{Mapping, quoted};
use crate::intake::refused::Refused;
use crate::intake::role::Role;
use crate::intake::row::Rows;
use crate::intake::rtt_status;
use crate::intake::shape::Shape;
use crate::intake::values::{Cell, Period, clean, count, folded, plain};

/// Rows in which the header is looked for.
const PREAMBLE: usize = 80;

/// The columns of a list.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) line: u64,
    /// Names as they may be told.
    pub(super) names: Vec<String>,
    /// The header as it is.
    pub(super) header: Vec<String>,
    /// How many fields a row has.
    pub(super) width: usize,
    /// How many columns the files have themselves; others are made.
    pub(super) own: usize,
    pub(super) start: usize,
    pub(super) treated: Vec<usize>,
    pub(super) removed: Vec<usize>,
    /// Whether the days of treatment may be those of a first appointment, or of an admission that was cancelled, by the name of their column.
    pub(super) weak_end: bool,
    /// The day of the last list that they were on, where they are on no later one.
    pub(super) since: Option<usize>,
    pub(super) status: Option<usize>,
    /// How many appointments they have missed.
    pub(super) missed: Option<usize>,
    /// How urgent they are.
    pub(super) urgency: Option<usize>,
    /// Columns that may tell lists apart, the likeliest first; only one where the reader says so.
    pub(super) services: Vec<usize>,
    /// Columns that may tell people apart.
    pub(super) groups: Vec<usize>,
    /// Whether the reader says which they are.
    pub(super) said: (bool, bool),
    /// Columns that identify people.
    pub(super) marks: Vec<usize>,
    /// Columns that may identify people.
    pub(super) doubtful: Vec<usize>,
    /// Whether something identifies people at all.
    pub(super) identified: bool,
}

impl Columns {
    /// The columns of days: the start, those of treatment, those of removal.
    pub(super) fn dates(&self) -> Vec<usize> {
        [self.start].into_iter().chain(self.treated.iter().chain(&self.removed).copied()).collect()
    }
}

/// What a sheet is.
pub(super) enum Kind {
    /// A list of people.
    People(Box<Columns>),
    /// A list of people in which nothing says when clocks started, by the columns that say so.
    Unknown(u64, Vec<String>),
    /// Something else.
    Other,
}

/// Tells what the rows of a sheet are.
pub(super) fn kind(rows: Rows<'_>, shape: Option<&Shape>, mapping: &Mapping) -> Result<Kind, Refused> {
    let said = |cell: &String| mapping.columns.get(folded(cell).as_str()).copied();
    let is_start = |cell: &String| match said(cell) {
        Some(role) => role == Role::Start,
        None => STARTS.contains(&plain(cell).as_str()),
    };
    let chosen = |i: usize| mapping.header_row.is_none_or(|line| rows[i].0 == line);
    let searched = || (0..rows.len().min(PREAMBLE)).filter(|&i| chosen(i));
    if let Some(at) = searched().find(|&i| rows[i].1.iter().any(is_start)) {
        let said_so = rows[at].1.iter().any(|c| said(c) == Some(Role::Start));
        if !said_so && of_many(&rows[at].1, &rows[at + 1..]) {
            return Ok(Kind::Other);
        }
        let start = rows[at].1.iter().position(|c| said(c) == Some(Role::Start));
        let named = || STARTS.iter().find_map(|n| rows[at].1.iter().position(|c| plain(c) == *n && said(c).is_none()));
        // Bands across beside a clock start: whose sums they are is not known.
        return match start.or_else(named) {
            Some(start) => columns(rows, at, start, mapping).map(|c| Kind::People(Box::new(c))),
            None => Ok(Kind::Other),
        };
    }
    if mapping.columns.values().any(|r| *r == Role::Start) {
        return Err(Refused::new("the column that the mapping calls the start is not found")
            .help("is its name as in the header, and header_row the line of the header?"));
    }
    // No header that is known: people may still be there.
    let band = shape.and_then(|s| rows.iter().position(|r| r.0 == s.line));
    let Some(at) = band.or_else(|| searched().find(|&i| header(&rows[i].1))).or_else(|| searched().next()) else {
        return Ok(Kind::Other);
    };
    let (cells, body) = (&rows[at].1, &rows[at + 1..]);
    let across = shape.is_some_and(|s| !s.bands.is_empty());
    let free = |c: &usize| said(&cells[*c]).is_none_or(|r| r == Role::Aside);
    let marks: Vec<usize> = (0..cells.len())
        .filter(free)
        .filter(|&c| identify::mark(&cells[c], body, c) == Mark::Person && filled(body, c))
        .collect();
    let weak = WEAK.iter().find_map(|n| cells.iter().position(|c| plain(c) == *n && said(c).is_none()));
    match weak.filter(|&c| dates(body, c) && !across && !counted(cells)) {
        Some(start) => columns(rows, at, start, mapping).map(|c| Kind::People(Box::new(c))),
        None if marks.is_empty() && mapping.columns.is_empty() && shape.is_some_and(|s| each(body, s)) => {
            Ok(Kind::Unknown(rows[at].0, Vec::new()))
        }
        None if marks.is_empty() => Ok(Kind::Other),
        None => Ok(Kind::Unknown(rows[at].0, marks.iter().map(|&c| told(cells, c)).collect())),
    }
}

/// Whether a column says of how many people a row is, and some are of several.
fn of_many(cells: &[String], body: Rows<'_>) -> bool {
    let people =
        |c: &String| ["patients", "pathways", "people"].iter().any(|w| plain(c).split_whitespace().any(|v| v == *w));
    let many = |c: usize| body.iter().filter_map(|r| r.1.get(c)).any(|v| matches!(count(v), Cell::Count(n) if n > 1.0));
    (0..cells.len()).any(|c| people(&cells[c]) && usual(&plain(&cells[c])) == Some(Role::Count) && many(c))
}

/// So many rows of one person each are no table of few.
const MOST_ONES: usize = 20;

/// Whether each row counts one person: a 1 in one of the bands, and nothing in the others.
fn each(body: Rows<'_>, shape: &Shape) -> bool {
    let one = |cells: &Vec<String>| {
        let own = shape.bands.iter().filter_map(|b| cells.get(b.0)).map(|v| count(v));
        let counts: Vec<f64> = own.filter_map(|c| if let Cell::Count(n) = c { Some(n) } else { None }).collect();
        (!counts.is_empty()).then(|| counts.iter().sum::<f64>() == 1.0)
    };
    // Bands that go down, and a column of ones.
    if let Some(count_of) = shape.roles.iter().position(|r| *r == Role::Count).filter(|_| shape.bands.is_empty()) {
        let counts = || body.iter().filter_map(|r| r.1.get(count_of)).filter(|v| !v.trim().is_empty());
        return counts().count() > MOST_ONES && counts().all(|v| matches!(count(v), Cell::Count(n) if n == 1.0));
    }
    let rows: Vec<bool> = body.iter().filter_map(|r| one(&r.1)).collect();
    shape.bands.len() > 1 && rows.len() > 2 && rows.iter().all(|one| *one)
}

/// Whether a row looks like names of columns.
fn header(cells: &[String]) -> bool {
    let filled = cells.iter().filter(|c| !c.trim().is_empty()).count();
    let words = cells.iter().filter(|c| c.chars().any(char::is_alphabetic) && !identify::own(c)).count();
    filled >= 2 && words == filled
}

/// Whether a column counts people.
fn counted(cells: &[String]) -> bool {
    cells.iter().any(|c| usual(&plain(c)) == Some(Role::Count) && identify::by_name(c) == Mark::None)
}

fn filled(body: Rows<'_>, column: usize) -> bool {
    body.iter().filter_map(|r| r.1.get(column)).filter(|v| !v.trim().is_empty()).count() >= 2
}

/// Whether a cell is a date, the day or the month first.
fn is_date(cell: &str) -> bool {
    let reading = |order| days::Reading { order, from_1904: false };
    [days::Order::DayFirst, days::Order::MonthFirst]
        .map(|order| days::read(cell, reading(order)))
        .iter()
        .any(|day| matches!(day, days::Day::At(_)))
}

/// Whether most of a column are dates.
fn dates(body: Rows<'_>, column: usize) -> bool {
    let cells = || body.iter().filter_map(|r| r.1.get(column)).filter(|v| !v.trim().is_empty());
    let dates = cells().filter(|v| is_date(v)).count();
    dates > 0 && dates * 2 >= cells().count()
}

/// The name of a column as it may be told: one that identifies a person, or holds a date, is called by its number.
fn told(cells: &[String], column: usize) -> String {
    let name = clean(&cells[column]);
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let own = identify::own(&name) || name.split_whitespace().any(identify::own) || digits >= 5;
    let first = cells.iter().position(|c| folded(c) == folded(&cells[column])) == Some(column);
    if name.is_empty() || own || !first || Period::read(&name).is_some_and(|p| p.day.is_some()) {
        format!("column {}", column + 1)
    } else {
        name
    }
}

fn columns(rows: Rows<'_>, at: usize, start: usize, mapping: &Mapping) -> Result<Columns, Refused> {
    let cells = &rows[at].1;
    let body = &rows[at + 1..];
    // What stands in such a line may be anything of a person: none of it is told.
    if is_date(&cells[start]) {
        let message =
            "a date stands where the column of clock starts has its name: this line is a person's and no header";
        return Err(Refused::at(rows[at].0, message).help(
            "say in the mapping in which line the names stand (header_row); if there are none, write a line of names above the rows",
        ));
    }
    let names: Vec<String> = (0..cells.len()).map(|c| told(cells, c)).collect();
    let said: Vec<Option<Role>> = (0..cells.len())
        .map(|c| {
            mapping
                .columns
                .get(folded(&names[c]).as_str())
                .or_else(|| mapping.columns.get(folded(&cells[c]).as_str()))
                .copied()
        })
        .collect();
    let plain: Vec<String> = cells.iter().map(|n| plain(n)).collect();
    // A name that may be anybody's, over values that are nearly all different, is that of people.
    let mark: Vec<Mark> = (0..cells.len())
        .map(|c| match identify::mark(&cells[c], body, c) {
            Mark::Perhaps if identify::by_name(&cells[c]) == Mark::Perhaps && identify::differ(body, c) => Mark::Person,
            mark => mark,
        })
        .collect();
    let of = |mark_of: Mark| (0..cells.len()).filter(|&c| c != start && mark[c] == mark_of).collect::<Vec<usize>>();
    let (marks, doubtful) = (of(Mark::Person), of(Mark::Perhaps));
    let ends = |role: Role, of: &[&str]| -> Vec<usize> {
        let named: Vec<usize> = (0..cells.len()).filter(|&c| said[c] == Some(role)).collect();
        if !named.is_empty() {
            return named;
        }
        let found = of.iter().filter_map(|n| plain.iter().position(|p| p == n));
        found.filter(|&c| c != start && said[c].is_none()).collect()
    };
    let mut treated = ends(Role::Treated, &TREATED);
    // Of several names of one day the first is meant, but for those that the reader gives.
    if !treated.iter().any(|&c| said[c].is_some()) {
        treated.truncate(1);
    }
    let weak_end = treated.iter().all(|&c| said[c].is_none() && WEAK_ENDS.contains(&plain[c].as_str()));
    let removed: Vec<usize> = ends(Role::Removed, &REMOVED).into_iter().filter(|c| !treated.contains(c)).collect();
    let status = (0..cells.len()).find(|&c| said[c] == Some(Role::Status)).or_else(|| {
        let found = STATUS.iter().find_map(|n| plain.iter().position(|p| p == n));
        let found = found.or_else(|| plain.iter().position(|p| rtt_status::is_named(p)));
        found.filter(|&c| said[c].is_none())
    });
    let one = |role: Role, names: &[&str]| {
        (0..cells.len()).find(|&c| said[c] == Some(role)).or_else(|| {
            let found = names.iter().find_map(|n| plain.iter().position(|p| p == n));
            found.filter(|&c| said[c].is_none())
        })
    };
    let (missed, urgency) = (one(Role::Missed, &MISSED), one(Role::Urgency, &URGENCY));
    let used = |c: usize| {
        c == start
            || treated.contains(&c)
            || removed.contains(&c)
            || status == Some(c)
            || missed == Some(c)
            || urgency == Some(c)
    };
    let by_reader = |role: Role| (0..cells.len()).filter(|&c| said[c] == Some(role)).collect::<Vec<usize>>();
    let by_name = |role: Role| {
        let free = (0..cells.len())
            .filter(|&c| !used(c) && said[c].is_none() && !marks.contains(&c) && !doubtful.contains(&c));
        free.filter(|&c| !plain[c].contains("date") && usual(&plain[c]) == Some(role)).collect::<Vec<usize>>()
    };
    let (services, groups) = (by_reader(Role::Service), by_reader(Role::Group));
    if let [first, second, ..] = services[..] {
        let message = format!("the mapping names two columns as service: {} and {}", names[first], names[second]);
        return Err(Refused::new(message).help("name one"));
    }
    if let Some(&c) = services.iter().chain(&groups).find(|c| marks.contains(c)) {
        let message = format!("`{}` identifies people, and tells no lists or groups apart", names[c]);
        return Err(Refused::new(message).help("name another column in the mapping"));
    }
    // A column set aside by the reader leaves none in its place only where no other is named.
    let reader = mapping.columns.values().any(|r| *r == Role::Service);
    let all_said = (0..cells.len()).all(|c| said[c].is_some() || used(c) || cells[c].trim().is_empty());
    let mut found = if services.is_empty() && !reader && !all_said { by_name(Role::Service) } else { services };
    // Words before codes.
    let coded = |c: &usize| {
        let values = || body.iter().filter_map(|r| r.1.get(*c)).filter(|v| !v.trim().is_empty());
        values().filter(|v| v.bytes().any(|b| b.is_ascii_digit())).count() * 2 > values().count()
    };
    found.sort_by_key(coded);
    let groups_said = !groups.is_empty();
    let groups = if groups_said || all_said { groups } else { by_name(Role::Group) };
    let identified = marks.iter().any(|&c| filled(body, c));
    Ok(Columns {
        line: rows[at].0,
        own: names.len(),
        names,
        start,
        treated,
        removed,
        weak_end,
        since: None,
        status,
        missed,
        urgency,
        said: (reader, groups_said),
        services: found,
        groups,
        marks,
        doubtful,
        identified,
        width: cells.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |c| c + 1),
        header: cells.iter().map(|c| c.trim().to_string()).collect(),
    })
}

/// How the list was read, as a mapping: lists and groups may be told apart by other columns. `names` are those of the columns, with the place
/// of each among `columns`.
pub(super) fn written(
    columns: &Columns,
    names: &[(String, usize)],
    service: Option<usize>,
    groups: &[usize],
    (date, limits): (Period, &str),
) -> String {
    let header = if columns.line > 0 { format!("header_row = {}\n", columns.line) } else { String::new() };
    let mut out = format!(
        "# How the list of people was read. Columns are: start (of the clock), treated, removed (days), status, missed (how many appointments), urgency, service, group, aside.\n\
         # Several columns may be groups. Correct what is wrong, and import again with --mapping and this file.\n\
         {header}date = {}\n{limits}\n[columns]\n",
        quoted(&date.last_shown())
    );
    for (name, c) in names {
        let role = match *c {
            c if c == columns.start => Role::Start,
            c if columns.treated.contains(&c) => Role::Treated,
            c if columns.removed.contains(&c) => Role::Removed,
            c if columns.status == Some(c) => Role::Status,
            c if columns.missed == Some(c) => Role::Missed,
            c if columns.urgency == Some(c) => Role::Urgency,
            c if service == Some(c) => Role::Service,
            c if groups.contains(&c) => Role::Group,
            _ => Role::Aside,
        };
        out += &format!("{} = \"{}\"\n", quoted(name), role.name());
    }
    out
}
