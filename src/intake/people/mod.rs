//! A list of people, one row each, into counts by band. Only counts leave this module: no row, no identifier, no date of anybody; small
//! counts are held back and the rest is rounded (`release.rs`), before anything is shown or written.

mod asked;
mod between;
mod columns;
mod copies;
mod count;
mod crowd;
mod follow;
mod held;
mod joined;
mod list_days;
mod lives;
mod meeting;
mod names;
mod near;
mod one_list;
mod rows;
mod sheet;
mod together;
mod told;
mod values;
mod walk;

use super::counts::Counts;
use super::enough_people::{LEAST, Rule};
use super::file::{File, Opened};
use super::followed::Followed;
use super::named::settle;
use super::options::Options;
use super::refused::Refused;
use super::release::released;
use super::told::Told;
use asked::Asked;
use follow::Third;
pub(super) use follow::bands;
pub(super) use held::held;
pub use held::{Alike, Held};
pub use near::{Near, Nearer, Same};
use one_list::{List, with};
pub(super) use rows::NAME;
use sheet::{date, sheets};

/// What the files are.
pub(super) enum Lists<'a> {
    /// Lists of people.
    Of(Vec<(&'a File<'a>, Opened)>),
    /// The file that was looked at is none.
    None(Opened),
}

/// All files, where the one that was looked at is a list of people.
///
/// # Errors
/// Where some are lists of people and others are not.
pub(super) fn lists<'a>(
    files: &'a [File<'a>],
    number: usize,
    opened: Opened,
    options: &Options,
) -> Result<Lists<'a>, (String, Refused)> {
    let of_people = |e: Refused| (NAME.to_string(), e);
    if sheets(&opened, options).map_err(of_people)?.is_empty() {
        return Ok(Lists::None(opened));
    }
    if number > 0 {
        let refused = Refused::new(format!("file {} is a list of people, and the first is none", number + 1));
        return Err(of_people(
            refused.help("lists of people go together, and tables of counts go together; import each kind by itself"),
        ));
    }
    let mut all = vec![(&files[0], opened)];
    for file in &files[1..] {
        all.push((file, file.opened(options.mapping.delimiter).map_err(of_people)?));
    }
    Ok(Lists::Of(all))
}

/// Imports lists of people; none where the first file is no such list.
pub(super) fn people(
    files: &[(&File<'_>, Opened)],
    options: &Options,
    told: &mut Told,
) -> Result<Option<(Counts, String)>, Refused> {
    with(files, options, |list| {
        let (counts, mapping, _) = counted(list, options, false, told)?;
        Ok((counts, mapping))
    })
}

/// What a fit needs of a list of people: counts that may be told, how the list was read, what is said of it, and people followed.
type Fittable = (Counts, String, Told, Followed);

/// What a fit needs of lists of people; none where the first file is no such list.
pub(super) fn followed(files: &[(&File<'_>, Opened)], options: &Options) -> Result<Option<Fittable>, Refused> {
    let found = with(files, options, |list| {
        let mut told = Told::default();
        let (mut counts, mapping, third) = counted(list, options, true, &mut told)?;
        counts.leave_out_unknown(&mut told);
        let Some(third) = third else { return Ok(None) };
        // Names that a scenario takes.
        let named = counts.clone();
        told.understood.extend(settle(&mut counts));
        let followed = third.done(&named, &counts, options.least.unwrap_or(LEAST));
        Ok(Some((counts, mapping, told, followed)))
    })?;
    Ok(found.flatten())
}

/// Counts that may be told, how the list was read, and people followed where that is asked.
fn counted<'a>(
    list: &'a List<'a>,
    options: &'a Options,
    follow: bool,
    told: &mut Told,
) -> Result<(Counts, String, Option<Third<'a>>), Refused> {
    let (date, rule) = (date(options)?, Rule { least: options.least.unwrap_or(LEAST) });
    let columns = list.columns;
    if list.parted {
        told.understood.push(format!("{NAME}: its sheets of admitted and non-admitted are parts of one list"));
    }
    let asked = Asked { source: list.source, columns, date, rule, options, keep_days: false };
    let (tallied, chosen, third) = walk::walk(&asked, follow, told)?;
    let levels: Vec<Option<Vec<String>>> = chosen
        .groups
        .iter()
        .map(|&c| options.mapping.levels.get(&super::values::folded(&columns.names[c])).cloned())
        .collect();
    let limits = options.mapping.limits.clone().unwrap_or_default();
    let counts = released(NAME, tallied, (date, &limits), rule, &levels, told)?;
    let mut mapping = columns::written(
        columns,
        &list.names,
        chosen.service,
        &chosen.groups,
        (date, &options.mapping.limits_written()),
    );
    mapping += &options.mapping.levels_written();
    Ok((counts, mapping, third))
}
