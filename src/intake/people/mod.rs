//! A list of people, one row each, into counts by band. Only counts leave this module: no row, no identifier, no date of anybody; small
//! counts are held back and the rest is rounded (`release.rs`), before anything is shown or written.

mod columns;
mod copies;
mod count;
mod follow;
mod lives;
mod rows;
mod status;
mod told;
mod values;
mod walk;

use super::counts::Counts;
use super::file::Opened;
use super::guess;
use super::named::settle;
use super::release::{LEAST, Rule, released};
use super::words::Told;
use super::{File, Followed, Options, Refused};
use columns::{Columns, Kind};
use follow::Third;
pub(super) use follow::bands;
pub(super) use rows::NAME;

/// Imports a list of people; none where the file is no such list.
pub(super) fn people(
    file: &File<'_>,
    opened: &Opened,
    options: &Options,
    told: &mut Told,
) -> Result<Option<(Counts, String)>, Refused> {
    let Some((sheet, columns)) = sheet(opened, options)? else { return Ok(None) };
    let (counts, mapping, _) = counted((file, opened), (sheet, &columns), options, false, told)?;
    Ok(Some((counts, mapping)))
}

/// What a fit needs of a list of people: counts that may be told, how the list was read, what is said of it, and people followed.
type Fittable = (Counts, String, Told, Followed);

/// What a fit needs of a list of people; none where the file is no such list.
pub(super) fn followed(file: &File<'_>, opened: &Opened, options: &Options) -> Result<Option<Fittable>, Refused> {
    let Some((sheet, columns)) = sheet(opened, options)? else { return Ok(None) };
    let mut told = Told::default();
    let (mut counts, mapping, third) = counted((file, opened), (sheet, &columns), options, true, &mut told)?;
    counts.leave_out_unknown(&mut told);
    let Some(third) = third else { return Ok(None) };
    // Names that a scenario takes.
    let named = counts.clone();
    told.understood.extend(settle(&mut counts));
    let followed = third.done(&named, &counts, options.least.unwrap_or(LEAST));
    Ok(Some((counts, mapping, told, followed)))
}

/// Counts that may be told, how the list was read, and people followed where that is asked.
fn counted<'a>(
    (file, opened): (&'a File<'a>, &'a Opened),
    (sheet, columns): (usize, &'a Columns),
    options: &'a Options,
    follow: bool,
    told: &mut Told,
) -> Result<(Counts, String, Option<Third<'a>>), Refused> {
    let date = options.mapping.date.ok_or_else(|| {
        Refused::new("a list of people has no day of its own: waits are counted to a day that you say")
            .help("give it: --date 2026-01-31")
    })?;
    let rule = Rule { least: options.least.unwrap_or(LEAST) };
    let asked = rows::Asked { file, opened, sheet, columns, date, rule, options };
    let (tallied, chosen, third) = walk::walk(&asked, follow, told)?;
    let levels: Vec<Option<Vec<String>>> = chosen
        .groups
        .iter()
        .map(|&c| options.mapping.levels.get(&super::values::folded(&columns.names[c])).cloned())
        .collect();
    let counts = released(NAME, tallied, date, rule, &levels, told)?;
    let mut mapping = columns::written(columns, chosen.service, &chosen.groups, date);
    mapping += &options.mapping.levels_written();
    Ok((counts, mapping, third))
}

/// The sheet that holds a list of people, and its columns.
fn sheet(opened: &Opened, options: &Options) -> Result<Option<(usize, Columns)>, Refused> {
    let mapping = &options.mapping;
    let (mut lists, mut others, mut unknown) = (Vec::new(), Vec::new(), None);
    for (sheet, name, rows) in opened.sheets(mapping) {
        let shape = guess::shape(rows, mapping).unwrap_or(None);
        match columns::kind(rows, shape.as_ref(), mapping)? {
            Kind::People(columns) => lists.push((sheet, name, *columns)),
            Kind::Unknown(line, names) => unknown = unknown.or(Some((line, names))),
            Kind::Other if shape.is_some() => others.push(name),
            Kind::Other => {}
        }
    }
    if let (true, Some((line, names))) = (lists.is_empty(), unknown) {
        let by = match names.as_slice() {
            [] => "each row counts one person".to_string(),
            [only] => format!("{only} identifies them"),
            several => format!("{} identify them", several.join(", ")),
        };
        let message = format!(
            "this looks like a list of people ({by}), and no column is known as the day on which the clock started"
        );
        return Err(Refused::at(line, message)
            .help("say in a mapping which it is: [columns] \"its name\" = \"start\"; or leave these columns out of a table of counts"));
    }
    if lists.len() + others.len() > 1 && !lists.is_empty() {
        let names: Vec<&str> = lists.iter().map(|l| l.1).chain(others).collect();
        return Err(Refused::new("several sheets hold a list or a table")
            .help(format!("say which with --sheet: {}", names.join(", "))));
    }
    Ok(lists.pop().map(|(sheet, _, columns)| (sheet, columns)))
}
