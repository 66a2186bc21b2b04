//! What must not be added up: people treated with people who wait, and the lists of several months.

use super::admissions::{Met, says_treated};
use super::counted::Counted;
use super::languages;
use super::layouts::{is_total, usual};
use super::mapping::Mapping;
use super::role::Role;
use super::row::Rows;
use super::status;
use super::values::{folded, is_month};

/// Most values of a column that says what its rows count; and of one whose name says so.
const MOST: usize = 16;
const MOST_NAMED: usize = 200;
/// Words of such names.
const MANY: [&str; 4] = ["status", "part", "outcome", "reason"];

/// Words of names of columns that may say what their rows count.
const NAMES: [&str; 13] = [
    "part",
    "status",
    "stage",
    "state",
    "type",
    "pathway",
    "measure",
    "metric",
    "indicator",
    "outcome",
    "attendance",
    "removal",
    "reason",
];

/// What may stand beside them.
const BESIDE: [&str; 7] = ["rtt", "waiting", "list", "current", "clock", "patient", "referral"];

/// Words that say this only where the name of their column does: people may be active in sports, or smoke now.
const WEAK: [&str; 9] = ["active", "inactive", "current", "live", "off", "open", "ended", "not", "non"];

/// Kinds of lists: where all values of a column are such, people on a planned list, or who cannot come now, stand beside those who wait.
const KINDS: [&str; 8] =
    ["active", "planned", "unavailable", "suspended", "deferred", "surveillance", "inactive", "list"];

/// Words of these that may also be said of people: they are active or not.
const OF_ACTIVE: [&str; 3] = ["active", "inactive", "list"];

/// Beginnings of words in names of columns that say something of people, and not what has become of them.
const OF_PEOPLE: [&str; 26] = [
    "smok",
    "tobacco",
    "drink",
    "alcohol",
    "employ",
    "economic",
    "work",
    "labour",
    "student",
    "vaccin",
    "immuni",
    "marital",
    "relationship",
    "housing",
    "tenure",
    "immigra",
    "asylum",
    "residen",
    "visa",
    "carer",
    "care leaver",
    "veteran",
    "insur",
    "pregnan",
    "physical activity",
    "gp registration",
];

/// Words of names of columns that say what has become of people for all that: `Smoking cessation referral status`.
const OF_WAITS: [&str; 6] = ["rtt", "pathway", "treatment", "referral", "waiting", "assessment"];

/// Whether a column says something of people by its name, and none of its values speaks of a wait or a treatment.
fn is_of_people<'a>(name: &str, mut values: impl Iterator<Item = &'a String>) -> bool {
    const WAITS: [&str; 6] = ["waiting", "awaiting", "treated", "incomplete", "removed", "discharged"];
    let begins = |word: &str, beginning: &&str| word.starts_with(*beginning);
    let of_people = words(name).any(|w| OF_PEOPLE.iter().any(|b| begins(w, b)))
        || OF_PEOPLE.iter().any(|b| b.contains(' ') && name.contains(b));
    of_people
        && !words(name).any(|w| OF_WAITS.contains(&w))
        && !values.any(|v| v.contains("on the list") || words(v).any(|w| WAITS.contains(&w)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// Whether the values of a column say what its rows count, not all of them who waits; and whether some say who waits.
fn parts_in<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Option<bool> {
    let most = if words(name).any(|w| MANY.contains(&w)) { MOST_NAMED } else { MOST };
    let mut all: Vec<String> = Vec::new();
    for value in values.map(folded) {
        if !value.is_empty() && !is_total(&value) && !all.contains(&value) {
            all.push(value);
            if all.len() > most {
                return None;
            }
        }
    }
    if is_of_people(name, all.iter()) {
        return None;
    }
    let kinds = all.len() > 1
        && all.iter().all(|v| words(v).all(|w| KINDS.contains(&w)))
        && all.iter().any(|v| words(v).any(|w| w == "active"))
        && all.iter().any(|v| words(v).any(|w| !OF_ACTIVE.contains(&w)));
    let named = kinds || words(name).any(|w| NAMES.contains(&w));
    let weak = |v: &str| !named && words(v).all(|w| WEAK.contains(&w));
    let said: Vec<Option<Counted>> =
        all.iter().map(|v| if weak(v) { None } else { Counted::of_value(name, v) }).collect();
    let gone = |v: &String| !weak(v) && (status::says_gone(v) || words(v).any(|w| w == "left"));
    let of_list = said.iter().flatten().filter(|p| **p == Counted::List).count();
    let others = all.iter().zip(&said).filter(|(v, s)| s.map_or_else(|| gone(v), |p| p != Counted::List)).count();
    // Kinds of referral, or of people, are no parts where no value says who waits: `Referral type`, `Smoking status`.
    let plainly = words(name).all(|w| NAMES.contains(&w) || BESIDE.contains(&w));
    // Beside people who wait, a status that is not known may be that of people who do not: it is asked for.
    let asks = kinds || (plainly && of_list > 0 && words(name).any(|w| ["status", "part"].contains(&w)));
    let others = if asks {
        others + all.iter().zip(&said).filter(|(v, s)| s.is_none() && !gone(v)).count()
    } else if of_list > 0 || (plainly && all.iter().any(gone)) {
        others
    } else {
        said.iter().flatten().filter(|p| **p == Counted::Treated).count()
    };
    (others > 0 && (named || (of_list + others) * 2 >= all.len())).then_some(of_list > 0)
}

/// Whether a column of places holds rows of other people than those who wait. Where no value names those who wait, a title may say that all are.
pub(super) fn has_parts<'a>(name: &str, values: impl Iterator<Item = &'a str>, title: &[String]) -> bool {
    let title: Vec<&str> = title.iter().map(String::as_str).collect();
    parts_in(name, values).is_some_and(|list| list || Counted::of_any(&title) != Some(Counted::List))
}

/// Columns that part the list into admitted and non-admitted, and say nothing else: over these, people are added up.
pub(super) fn admissions(
    body: Rows<'_>,
    roles: &mut [Role],
    names: &[String],
    title: &[String],
    mapping: &Mapping,
) -> Vec<usize> {
    if says_treated(title.iter().map(String::as_str)) {
        return Vec::new();
    }
    let values = |c: usize| body.iter().filter_map(move |r| r.1.get(c)).map(String::as_str);
    let is = |c: &usize| {
        matches!(roles[*c], Role::Place | Role::Part)
            && mapping.columns.get(&names[*c]).is_none_or(|said| *said == Role::Place)
            && !says_treated(std::iter::once(names[*c].as_str()))
            && Met::of(values(*c)).are_both()
    };
    let found: Vec<usize> = (0..roles.len()).filter(is).collect();
    found.iter().for_each(|&c| roles[c] = Role::Place);
    found
}

/// Finds the column that says what the rows count by its values, where none has a name for it; those of admissions are none.
pub(super) fn parts(
    body: Rows<'_>,
    roles: &mut [Role],
    (names, admissions): (&[String], &[usize]),
    title: &[String],
    mapping: &Mapping,
) {
    if roles.contains(&Role::Part) {
        return;
    }
    let values = |c: usize| body.iter().filter_map(move |r| r.1.get(c)).map(String::as_str);
    let may = |c: &usize| {
        roles[*c] == Role::Place
            && !admissions.contains(c)
            && !mapping.columns.contains_key(&names[*c])
            && has_parts(&names[*c], values(*c), title)
    };
    let found: Vec<usize> = (0..roles.len()).filter(may).collect();
    let of_list = found.iter().copied().find(|&c| parts_in(&names[c], values(c)) == Some(true));
    if let Some(c) = of_list.or(found.first().copied()) {
        roles[c] = Role::Part;
    }
}

/// Whether a name of a column says that it holds a time and nothing else: `Year`, `Reporting period`, `Month name`, `Week number`.
fn is_time(name: &str) -> bool {
    const TIMES: [&str; 8] = ["year", "month", "quarter", "period", "week", "date", "fy", "snapshot"];
    const ALSO: [&str; 18] = [
        "financial",
        "fiscal",
        "calendar",
        "reporting",
        "report",
        "census",
        "extract",
        "data",
        "list",
        "name",
        "number",
        "no",
        "of",
        "the",
        "end",
        "ending",
        "start",
        "code",
    ];
    let foreign = |w: &str| usual(w).is_none_or(|r| r == Role::Date) && languages::column(w) == Some(Role::Date);
    let time = |w: &str| TIMES.contains(&w) || foreign(w);
    words(name).any(time) && words(name).all(|w| time(w) || ALSO.contains(&w))
}

/// Whether nearly all filled cells of a column are so.
fn all(body: Rows<'_>, column: usize, is: impl Fn(&str) -> bool) -> bool {
    let cells = || body.iter().filter_map(|r| r.1.get(column)).map(|v| v.trim()).filter(|v| !v.is_empty());
    let filled = cells().count();
    filled > 0 && cells().filter(|v| is(v)).count() * 10 >= filled * 9
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse().is_ok_and(|y: u32| (1948..=2100).contains(&y))
}

/// Whether a column holds years such as 2011/12, which are no months.
pub(super) fn financial(body: Rows<'_>, column: usize, name: &str) -> bool {
    let year = |text: &str| {
        let Some((first, second)) = text.split_once(['/', '-']) else { return false };
        let (first, second) = (first.trim(), second.trim());
        let next = first.parse().map_or(0, |y: u32| y + 1);
        is_year(first) && (second == next.to_string() || (second.len() == 2 && second.parse() == Ok(next % 100)))
    };
    words(name).any(|w| w == "year" || w == "fy") && !name.contains("month") && all(body, column, year)
}

/// The columns of year and month, where the two together say the month.
fn year_and_month(body: Rows<'_>, names: &[String], may: &dyn Fn(usize) -> bool) -> Option<(usize, usize)> {
    let of = |word: &str, is: &dyn Fn(&str) -> bool| {
        (0..names.len())
            .find(|&c| may(c) && is_time(&names[c]) && words(&names[c]).any(|w| w == word) && all(body, c, is))
    };
    let month = |text: &str| {
        is_month(&text.to_lowercase()) || text.parse().is_ok_and(|m: u32| (1..=12).contains(&m) && text.len() <= 2)
    };
    Some((of("year", &is_year)?, of("month", &month)?))
}

/// Whether a mapping that calls two columns dates means the year and the month.
pub(super) fn is_pair(body: Rows<'_>, names: &[String], said: &[usize]) -> bool {
    said.len() == 2 && year_and_month(body, names, &|c| said.contains(&c)).is_some()
}

/// Puts year and month together where no column says both; the columns of times that are left say no day or month, and must hold one value.
pub(super) fn times(body: Rows<'_>, roles: &mut [Role], names: &[String], mapping: &Mapping) -> Vec<usize> {
    let may = |roles: &[Role], c: usize| {
        matches!(roles[c], Role::Aside | Role::Place)
            && !mapping.columns.get(&names[c]).is_some_and(|r| !matches!(r, Role::Aside | Role::Date))
    };
    if roles.contains(&Role::Date) {
        return Vec::new();
    }
    if let Some((year, month)) = year_and_month(body, names, &|c| may(roles, c)) {
        roles[year] = Role::Date;
        roles[month] = Role::Date;
        return Vec::new();
    }
    (0..names.len()).filter(|&c| may(roles, c) && is_time(&names[c])).collect()
}
