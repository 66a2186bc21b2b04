//! Walks through the rows: the first finds the form of the dates, the values and the rows that may be copies, the second counts, and a third follows
//! people for a fit.

use super::asked::{Asked, Source};
use super::between::Between;
use super::columns::Columns;
use super::copies::Copies;
use super::count::Second;
use super::follow::Third;
use super::rows::{Chosen, First, NAME, cell, identity, is_asked, is_row, is_whole, only};
use super::told::say;
use super::values::Values;
use crate::intake::admissions::Met;
use crate::intake::days::{Form, Reading, number};
use crate::intake::delimited_text;
use crate::intake::enough_people::Edges;
use crate::intake::refused::Refused;
use crate::intake::release::Tallied;
use crate::intake::row::Row;
use crate::intake::status::{State, state};
use crate::intake::told::Told;
use crate::intake::values::plain;

/// Most values of a column that tells people apart, and of one that tells lists apart where nobody says that it does.
const MOST_VALUES: usize = 60;
/// Most clinical classes.
const MOST_CLASSES: usize = 8;
/// Most lists.
const MOST_LISTS: usize = 500;
/// Most combinations of levels, with those that are not recorded.
const MOST_GROUPS: usize = 300;
/// Rows that each combination of levels should have on average before another group is taken that nobody asked for.
const FOR_EACH: usize = 40;
/// More rows than one in so many must be whole and have dates that can be.
const MOST_FAULTY: u64 = 20;

/// Walks through the rows, and counts; where it is asked, people are followed in a third walk.
pub(super) fn walk<'a>(
    asked: &Asked<'a>,
    follow: bool,
    told: &mut Told,
) -> Result<(Tallied, Chosen, Option<Third<'a>>), Refused> {
    let Asked { columns, rule, .. } = *asked;
    let dates = columns.dates();
    let only = only(columns, asked.options)?;
    let wanted = |row: &Row<'_>| is_row(row, columns) && is_asked(row, &only);
    let first = first(asked, &dates, &wanted)?;
    if first.rows == 0 && only.is_empty() {
        return Err(Refused::new(
            "no row of the list can be read: all have more or fewer fields than the header, or a zero byte",
        )
        .help("is it the right file, and is it whole?"));
    }
    if first.rows == 0 {
        return Err(Refused::new("no row has the values that are asked for").help("look at the spelling of --where"));
    }
    if first.forms[0].filled == 0 {
        return Err(Refused::new(format!("`{}` has no date at all", columns.names[columns.start])));
    }
    let readings = readings(&first.forms, &dates, asked)?;
    let chosen = choose(columns, &first, told)?;
    let (year, month, day) = asked.date.last();
    let today = number(i64::from(year), month, day).unwrap_or(0);
    let parted = first.parted();
    if let (Some(status), true) = (columns.status, parted) {
        told.understood.push(format!(
            "{NAME}: {} parts the people into admitted and non-admitted, and they are one list: who has no day of the end waits",
            columns.names[status]
        ));
    }
    let lists = match asked.source {
        Source::Many(joined) => joined.decide((&readings, parted), today, chosen.service, &wanted, rule, told)?,
        Source::One(..) => Vec::new(),
    };
    let (forms, met) = (first.forms.clone(), first.met);
    let edges = Edges::of(&asked.options.mapping.limits.clone().unwrap_or_default());
    let mut second = Second::new(columns, &chosen, (readings, today), first, edges, Between::of(lists));
    if asked.keep_days {
        second = second.keep_days();
    }
    asked.source.rows(&mut |row| {
        if wanted(&row) {
            second.row(&row);
        }
        Ok(true)
    })?;
    let seen = &second.lives.seen;
    if seen.ragged > 1 && seen.ragged * MOST_FAULTY > seen.rows + seen.ragged {
        return Err(Refused::new("more than one row in twenty has more or fewer fields than the header")
            .help("are commas in texts without quotes, or is the delimiter another?"));
    }
    let faulty = seen.bad_date + seen.later + seen.backwards;
    if faulty * MOST_FAULTY > seen.rows && (faulty > 1 || faulty * 4 > seen.rows) {
        return Err(Refused::new("more than one row in twenty has dates that cannot be: not a date, after the day of the list, or an end before its start")
            .help("is the right column taken, and is --date the day of the list?"));
    }
    if seen.waiting < rule.least {
        let message = format!("fewer than {} people wait on that day: nothing is told of so few", rule.least);
        return Err(Refused::new(message).help("is --date the day of the list?"));
    }
    let weeks = second.covered();
    say(asked, &chosen, (seen, second.between.as_ref()), weeks, (&forms, met), told);
    if second.lives.is_full() {
        told.aside.push(format!("{NAME}: so many rows are met again that not all copies are left out"));
    }
    let tallied = second.done(weeks);
    if !follow {
        return Ok((tallied, chosen, None));
    }
    let mut third = Third::new(second, weeks);
    asked.source.rows(&mut |row| {
        if wanted(&row) {
            third.row(&row);
        }
        Ok(true)
    })?;
    Ok((tallied, chosen, Some(third)))
}

fn first(asked: &Asked<'_>, dates: &[usize], wanted: &dyn Fn(&Row<'_>) -> bool) -> Result<First, Refused> {
    let columns = asked.columns;
    let keys: Vec<usize> = columns.services.iter().chain(&columns.groups).chain(&columns.urgency).copied().collect();
    let is_age = |c: usize| plain(&columns.header[c]).split_whitespace().any(|w| w == "age" || w == "ages");
    let values = (keys.iter().enumerate())
        .map(|(i, &c)| Values::new(&columns.header[c], is_age(c), i >= columns.services.len()))
        .collect();
    let mut first = First {
        forms: vec![Form::default(); dates.len()],
        values,
        copies: Copies::new(),
        rows: 0,
        statuses: Met::default(),
        says_more: false,
        met: delimited_text::Told::default(),
    };
    first.met = asked.source.rows(&mut |row| {
        if !wanted(&row) || !is_whole(&row, columns) {
            return Ok(true);
        }
        first.rows += 1;
        for (form, &c) in first.forms.iter_mut().zip(dates) {
            form.see(cell(&row, c), row.line);
        }
        for (values, &c) in first.values.iter_mut().zip(&keys) {
            // One more than may be is enough to know.
            if values.len() <= MOST_LISTS {
                values.number(cell(&row, c));
            }
        }
        if let Some(status) = columns.status {
            let said = cell(&row, status);
            if first.statuses.see(said) && !first.says_more {
                first.says_more = matches!(state(said), Some(State::Waiting | State::Untreated | State::Treated));
            }
        }
        if let Some(mark) = identity(&row, columns) {
            first.copies.see(mark);
        }
        Ok(true)
    })?;
    first.copies.done();
    Ok(first)
}

/// How the dates of each column are read. A column that cannot tell by itself has the form of the starts.
fn readings(forms: &[Form], dates: &[usize], asked: &Asked<'_>) -> Result<Vec<Reading>, Refused> {
    let from_1904 = asked.options.mapping.from_1904 || asked.source.counts_from_1904()?;
    let mut out: Vec<Reading> = Vec::new();
    for (form, &c) in forms.iter().zip(dates) {
        let order = form.order(&asked.columns.names[c], asked.options.order);
        let order = match (order, out.first()) {
            (Err(e), Some(first)) if e.line.is_none() && form.may_be_either() => {
                let _ = e;
                first.order
            }
            (order, _) => order?,
        };
        out.push(Reading { order, from_1904 });
    }
    Ok(out)
}

/// Which columns tell lists and people apart.
fn choose(columns: &Columns, first: &First, told: &mut Told) -> Result<Chosen, Refused> {
    let name = |c: usize| &columns.names[c];
    let values = |i: usize| first.values[i].len();
    let mut service = None;
    for (i, &c) in columns.services.iter().enumerate() {
        let n = values(i);
        if n > if columns.said.0 { MOST_LISTS } else { MOST_VALUES } {
            if columns.said.0 {
                return Err(Refused::new(format!("`{}` has more than {MOST_LISTS} values: too many lists", name(c)))
                    .help("name another column as service in the mapping"));
            }
            told.aside.push(format!(
                "{NAME}: `{}` has more than {MOST_VALUES} values and tells no lists apart; if it should, say so in the mapping",
                name(c)
            ));
        } else if service.is_none() && (n > 0 || columns.said.0) {
            service = Some(c);
        }
    }
    let lists = columns.services.iter().position(|c| Some(*c) == service).map_or(1, |i| values(i).max(1));
    let (mut groups, mut product) = (Vec::new(), 1_usize);
    for (i, &c) in columns.groups.iter().enumerate() {
        let n = values(columns.services.len() + i);
        if n > MOST_VALUES {
            let message = format!("`{}` has more than {MOST_VALUES} values, and tells no groups apart", name(c));
            if columns.said.1 {
                return Err(Refused::new(message)
                    .help("put its values into a few levels first, or name another column as group"));
            }
            told.aside.push(format!("{NAME}: {message}"));
            continue;
        }
        if n == 0 || (n == 1 && !columns.said.1) {
            told.aside.push(format!(
                "{NAME}: `{}` has {} and tells nobody apart",
                name(c),
                if n == 0 { "no value" } else { "one value" }
            ));
            continue;
        }
        let many = product.saturating_mul(n + 1) > MOST_GROUPS;
        let room = groups.is_empty() || first.rows as usize / (lists * product * (n + 1)) >= FOR_EACH;
        if !columns.said.1 && (many || !room) {
            let because = if room {
                format!(
                    "with it there are more than {MOST_GROUPS} combinations, so it is left out; the mapping can name others"
                )
            } else {
                "there are few for each combination, so it is left out unless the mapping names it".to_string()
            };
            told.aside.push(format!("{NAME}: `{}` could tell people apart, too; {because}", name(c)));
            continue;
        }
        product = product.saturating_mul(n + 1);
        groups.push(c);
        if first.values[columns.services.len() + i].are_alike() {
            told.understood.push(format!(
                "{NAME}: values of {} that differ in spelling only (case, spaces, `F` and `female`, `Y` and `yes`) are one level, called as most rows have it",
                name(c)
            ));
        }
    }
    if product > MOST_GROUPS {
        return Err(Refused::new(format!("the groups have {product} combinations; at most {MOST_GROUPS} are counted"))
            .help("name fewer columns as group in the mapping"));
    }
    let classes = |_: &usize| (2..=MOST_CLASSES).contains(&values(columns.services.len() + columns.groups.len()));
    Ok(Chosen { service, groups, urgency: columns.urgency.filter(classes) })
}
