//! Reads one file: chooses the sheet, finds the table, adds its rows up.

use std::collections::BTreeMap;

use super::admissions::{Admission, Met, says_treated};
use super::apart::has_parts;
use super::counted::Counted;
use super::delimited_text;
use super::file::{Content, File, Opened};
use super::find::{self, dates, tables};
use super::found::Found;
use super::kept::{Changes, Kept};
use super::keys::Key;
use super::layouts::is_total;
use super::options::Options;
use super::pass::Pass;
use super::phrases::{are, lines, number_of};
use super::refused::Refused;
use super::role::Role;
use super::rtt_status;
use super::settle::Settled;
use super::shape::Shape;
use super::span::Span;
use super::sums::Sums;
use super::told::Told;
use super::totals;
use super::values::{clean, folded, without_note};
use super::workbook::Sheet;

/// Reads a file: the counts of its table, or of each of its sheets where they are parts of one list.
pub(super) fn read(
    file: &File<'_>,
    opened: &Opened,
    options: &Options,
    told: &mut Told,
) -> Result<Vec<Found>, Refused> {
    let tables = tables(file, opened, options, told)?;
    let several = tables.len() > 1;
    tables.into_iter().map(|table| one(file, opened, (table, several), options, told)).collect()
}

/// Reads one table; where a file has several, each is called by its sheet, too.
fn one(
    file: &File<'_>,
    opened: &Opened,
    ((sheet, shape), several): ((usize, Shape), bool),
    options: &Options,
    told: &mut Told,
) -> Result<Found, Refused> {
    let called = match &opened.content {
        Content::Workbook(sheets) if several => format!("{}, sheet {}", clean(&file.name), sheets[sheet].name),
        _ => clean(&file.name),
    };
    let (first, met) = walked((file, opened, sheet), (&shape, options), Walk::default())?;
    first.faults()?;
    parts_told(&first, options)?;
    first.one_breakdown()?;
    first.one_way()?;
    let across = if first.kept.is_over() && shape.layout.is_none() {
        let by = first.keys_with_totals();
        let again = |by: Vec<usize>| {
            walked((file, opened, sheet), (&shape, options), Walk { kept: Kept::by(by), ..Walk::default() })
        };
        let together = if by.is_empty() { None } else { Some(again(by.clone())?.0) };
        first.sums_over(&by, together.as_ref())?
    } else {
        first.sums_across()?
    };
    told.aside.extend(across.remarks.iter().map(|remark| format!("{called}: {remark}")));
    let changes = Some(&across.changes).filter(|c| !c.is_empty());
    let numbers = changes.filter(|c| !c.places.is_empty()).map(|_| first.keys.clone());
    let walk = |totals| {
        let walk = Walk { changes, totals, numbers: numbers.as_deref(), kept: Kept::default() };
        walked((file, opened, sheet), (&shape, options), walk)
    };
    let mut pass = first;
    if changes.is_some() {
        let seen = pass.seen.clone();
        let watch = pass.watch.clone();
        pass = walk(None)?.0;
        (pass.seen, pass.watch) = (seen, watch);
    }
    let totals::Totals { mut found, perhaps } = totals::find(&mut pass, &options.mapping);
    across.add_totals(&pass, &mut found);
    for (column, value) in perhaps {
        let value = if value.is_empty() { "a blank".to_string() } else { format!("`{value}`") };
        told.understood.push(format!(
            "{called}: {value} in {column} is the sum of all others, in counts so few that it may be chance: it is kept; a total is named under [totals] of the mapping"
        ));
    }
    let in_places = pass.keys.iter().any(|k| k.role == Role::Place && !k.totals.is_empty());
    if in_places {
        let totals = pass.keys.iter().map(|k| k.totals.clone()).collect();
        let seen = pass.seen.clone();
        // Values get the same numbers in the same order.
        let again = walk(Some(totals))?;
        pass = again.0;
        pass.seen = seen;
    }
    without_key(&mut pass, &called, told);
    let name = match &opened.content {
        Content::Workbook(sheets) => {
            let Sheet { name, errors, .. } = &sheets[sheet];
            if *errors > 0 {
                told.aside.push(format!(
                    "{called}: {} an error, such as #N/A, and {} missing",
                    number_of(*errors, "cell holds", "cells hold"),
                    are(*errors)
                ));
            }
            Some(name.clone())
        }
        Content::Unpacked { name, .. } => {
            told.understood.push(format!("{called}: holds {name}"));
            None
        }
        _ => None,
    };
    let dates = dates(&pass, file, name.as_deref())?;
    let latest = options.mapping.date.or(dates.iter().copied().max_by_key(|d| d.last()));
    let Some(date) = latest else { return Err(Refused::new("the counts have no date")) };
    let mut parts: Vec<(String, Counted)> = Vec::new();
    let mut texts: Vec<&str> = shape.title.iter().map(String::as_str).collect();
    texts.extend([file.name.as_str(), name.as_deref().unwrap_or_default()]);
    let mut whole = options.mapping.part.or_else(|| Counted::of_any(&texts));
    // Where a title, the file or the sheet says that people are admitted or not, and no more, they may wait or have been treated.
    let open =
        options.mapping.part.is_none() && whole == Some(Counted::Treated) && !says_treated(texts.iter().copied());
    let admission = match (open && shape.layout.is_none(), shape.admissions.is_empty()) {
        (true, true) => texts.iter().rev().find_map(|text| Admission::read(text)),
        (true, false) => {
            whole = Some(Counted::List);
            None
        }
        (false, _) => None,
    };
    let column = shape.roles.iter().position(|r| *r == Role::Part).map_or("", |c| shape.names[c].as_str());
    let lower = folded(column);
    if pass.slices.iter().any(|(_, part)| rtt_status::of_column(&lower, part).is_some()) {
        told.understood.push(format!("{called}: {column} holds {}", rtt_status::MEANING));
    }
    let mut unknown = 0;
    let mut of_slice: Vec<Counted> = (pass.slices.iter())
        .map(|(_, part)| {
            if part.is_empty() {
                return whole.unwrap_or(Counted::List);
            }
            let what = options.mapping.parts.get(&folded(part)).copied().or_else(|| Counted::of_value(&lower, part));
            let what = what.or_else(|| is_total(&folded(part)).then_some(Counted::Aside));
            let what = what.unwrap_or_else(|| {
                unknown += 1;
                Counted::Aside
            });
            if !parts.iter().any(|(n, _)| *n == clean(part)) {
                parts.push((clean(part), what));
            }
            what
        })
        .collect();
    if unknown > 0 {
        let message = format!(
            "`{column}` says what the rows count, and {} of its values {} not known",
            unknown,
            if unknown == 1 { "is" } else { "are" }
        );
        return Err(Refused::new(message).help(
            "say so in the mapping, under [parts]: list, treated, referred or aside; or that the column is aside",
        ));
    }
    for what in [Counted::List, Counted::Treated, Counted::Referred] {
        let here = |s: &u32| of_slice[*s as usize] == what && dates[*s as usize].last() == date.last();
        let of: Vec<u32> = (0..pass.slices.len() as u32).filter(here).collect();
        let named = |s: &u32| options.mapping.parts.contains_key(&folded(&pass.slices[*s as usize].1));
        if let Some(all) = pass.part_of_all(&of).filter(|s| !named(s)) {
            of_slice[all as usize] = Counted::Aside;
            let name = clean(&pass.slices[all as usize].1);
            told.aside
                .push(format!("{called}: `{name}` in {column} is the sum of the other parts that count the same"));
            parts.iter_mut().filter(|p| p.0 == name).for_each(|p| p.1 = Counted::Aside);
        }
    }
    let span = find::span(&pass, &dates, options);
    let mut out = Found {
        file: called,
        sheet: name,
        date,
        dates: dates.clone(),
        span,
        held_back: options.mapping.held_back,
        parts,
        admission,
        totals: found,
        groups: pass.keys.iter().filter(|k| k.role == Role::Group).map(|k| shape.names[k.column].clone()).collect(),
        orders: (pass.keys.iter().filter(|k| k.role == Role::Group))
            .map(|k| options.mapping.levels.get(&folded(&shape.names[k.column])).cloned())
            .collect(),
        tables: BTreeMap::new(),
        shape: shape.clone(),
    };
    let service = pass.keys.iter().filter(|k| k.role != Role::Place).position(|k| k.role == Role::Service);
    let keys: Vec<&Key> = pass.keys.iter().filter(|k| k.role != Role::Place).collect();
    let mut other_dates = 0;
    for ((slice, at), sums) in &pass.cells {
        if dates[*slice as usize].last() != date.last() {
            other_dates += 1;
            continue;
        }
        if at.iter().zip(&keys).any(|(v, key)| key.is_total(*v)) {
            continue;
        }
        let value = |i: usize| without_note(&clean(&keys[i].values[at[i] as usize])).to_string();
        let name = service.map_or(String::new(), value);
        let groups = (0..keys.len()).filter(|&i| Some(i) != service).map(value).collect();
        let table = out.tables.entry(of_slice[*slice as usize]).or_default();
        table.entry((name, groups)).or_insert_with(|| Sums::none(sums.bands.len())).join(sums);
    }
    if out.tables.is_empty() && !pass.cells.is_empty() && other_dates == 0 {
        return Err(Refused::new("every row is called a total, and no row has its parts")
            .help("name the totals in the mapping, under [totals], or say which columns are aside"));
    }
    let some = |blank: bool| {
        out.tables.get(&Counted::List).is_some_and(|t| t.keys().any(|(name, _)| name.is_empty() == blank))
    };
    if let Some(service) = service.filter(|_| some(true) && some(false)) {
        told.understood.push(format!(
            "{}: {} is blank in some rows: they are a list of their own, called `list`. If they are of the list above, write its name in each row",
            out.file, shape.names[keys[service].column]
        ));
    }
    let flows = [Counted::Treated, Counted::Referred].iter().any(|p| out.tables.contains_key(p));
    if let Some((date, months)) = find::no_span(&pass).filter(|_| flows && options.mapping.period.is_none()) {
        let message = format!(
            "`{}` has {months} months: those treated and referred can be of a week, month, quarter or year",
            clean(date)
        );
        return Err(Refused::new(message).help(
            "give the numbers of one of these; or say in the mapping which of them it is, such as period = \"quarter\"",
        ));
    }
    if flows && span != Span::Month && options.mapping.period.is_none() {
        told.understood.push(format!(
            "{}: those treated and referred are of a {}; if not, say so in the mapping: period = \"month\"",
            out.file,
            span.name()
        ));
    }
    for remark in pass.watch.remarks(&shape.names) {
        told.aside.push(format!("{}: {remark}", out.file));
    }
    told.file(&out, &pass.seen, met, other_dates);
    Ok(out)
}

/// How the rows of a table are walked through.
#[derive(Default)]
struct Walk<'a> {
    changes: Option<&'a Changes>,
    totals: Option<Vec<Vec<u32>>>,
    /// Keys of an earlier walk, whose values have their numbers.
    numbers: Option<&'a [Key]>,
    kept: Kept,
}

/// Walks through the rows of a table.
fn walked<'a>(
    (file, opened, sheet): (&File<'_>, &Opened, usize),
    (shape, options): (&'a Shape, &'a Options),
    Walk { changes, totals, numbers, kept }: Walk<'a>,
) -> Result<(Pass<'a>, delimited_text::Told), Refused> {
    let mut pass = Pass::new(shape, options, changes, totals)?;
    pass.kept = kept;
    pass.number_like(numbers.unwrap_or_default());
    let met = file.rows(&opened.content, sheet, &mut |row| pass.row(row))?;
    Ok((pass, met))
}

/// Decides what rows without a list, group or place are, and says so.
fn without_key(pass: &mut Pass<'_>, called: &str, told: &mut Told) {
    let Settled { totals, nearly, below } = pass.settle();
    if totals > 0 {
        let rows = number_of(
            totals,
            "row that tells neither list nor group is a total",
            "rows that tell neither list nor group are totals",
        );
        told.aside.push(format!("{called}: {rows}"));
    }
    if !nearly.is_empty() {
        told.aside.push(format!(
            "{called}: totals below merged cells that do not add up ({}): if they are no totals, write the list or group in each row",
            lines(&nearly)
        ));
    }
    if !below.is_empty() {
        let shape = pass.shape;
        let is = |c: &&usize| matches!(shape.roles[**c], Role::Service | Role::Group);
        let names: Vec<&str> = shape.merged.iter().filter(is).map(|&c| shape.names[c].as_str()).collect();
        told.understood.push(format!(
            "{called}: rows without a list or group that are no totals ({}) have people of the value above in {}",
            lines(&below),
            names.join(", ")
        ));
    }
}

/// Refuses a column of places that holds rows of people treated or referred, where the first rows did not show it.
fn parts_told(pass: &Pass<'_>, options: &Options) -> Result<(), Refused> {
    let (shape, said) = (pass.shape, &options.mapping.columns);
    if shape.roles.contains(&Role::Part) {
        return Ok(());
    }
    for key in pass.keys.iter().filter(|k| k.role == Role::Place) {
        let name = &shape.names[key.column];
        let lower = folded(name);
        let values = || key.values.iter().map(String::as_str);
        if shape.admissions.contains(&key.column) && Met::of(values()).are_all() {
            continue;
        }
        if !said.contains_key(&lower) && has_parts(&lower, values(), &shape.title) {
            let message =
                format!("`{name}` has rows of people who do not wait, and they would be added to those who do");
            return Err(Refused::new(message).help(format!(
                "say in the mapping what it is, under [columns]: \"{name}\" = \"part\"; and under [parts] what its values are: list, treated, referred or aside"
            )));
        }
    }
    Ok(())
}
