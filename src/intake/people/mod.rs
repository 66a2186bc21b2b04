//! A list of people, one row each, into counts by band. Only counts leave this module: no row, no identifier, no date of anybody; small
//! counts are held back and the rest is rounded (`release.rs`), before anything is shown or written.

mod columns;
mod copies;
mod count;
mod follow;
mod held;
mod lives;
mod names;
mod near;
mod rows;
mod sheet;
mod status;
mod told;
mod values;
mod walk;

use super::counts::Counts;
use super::file::Opened;
use super::named::settle;
use super::release::{LEAST, Rule, released};
use super::words::Told;
use super::{File, Followed, Options, Refused};
use columns::Columns;
use follow::Third;
pub(super) use follow::bands;
pub(super) use held::held;
pub use held::{Alike, Held};
pub use near::{Near, Nearer, Same};
pub(super) use rows::NAME;
use sheet::{date, sheet};

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
    let (date, rule) = (date(options)?, Rule { least: options.least.unwrap_or(LEAST) });
    let asked = rows::Asked { file, opened, sheet, columns, date, rule, options, keep_days: false };
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
