//! Published tables, workbooks and lists of people become counts of today's list, and a scenario that runs.
//!
//! A table of bands is found wherever it stands in a file: the row with the bands is looked for, bands are read from their text, totals are
//! found by arithmetic, and what is set aside is told with its reason. What was understood is written as a mapping file that a
//! reader may correct. Known layouts are entries of a list (`layouts.rs`).

mod above;
mod added;
mod admissions;
mod all_rows;
mod apart;
mod attributes;
mod band_cells;
mod bands;
mod below_one_another;
mod breakdowns;
mod called_totals;
mod column_values;
#[cfg(feature = "parquet")]
mod columnar;
mod counted;
mod counts;
mod days;
mod delimited_text;
mod disadvantage;
mod enough_people;
mod faults;
mod file;
mod files_together;
mod filled;
mod find;
mod fit_of_parts;
mod followed;
mod found;
mod guess;
mod history;
mod identify;
mod imported;
mod judged;
mod kept;
mod keys;
mod languages;
mod layouts;
mod levels;
pub mod limits;
mod mapping;
mod measures;
mod merged_columns;
mod named;
mod next_to;
mod one_form;
mod options;
mod parts_of_all;
mod pass;
mod people;
mod phrases;
mod read;
mod reading;
mod refused;
mod release;
mod role;
mod row;
mod rows_without_key;
mod rtt_status;
mod settle;
mod shape;
mod shares;
pub(crate) use shares::shares;
mod side_by_side;
mod span;
mod status;
mod status_part;
mod status_words;
mod sums;
mod sums_across;
mod sums_of_parts;
mod template;
mod told;
mod totals;
mod unit;
mod unit_names;
mod values;
mod watch;
mod ways;
mod week;
mod whole_rows;
mod wholes;
mod workbook;
mod worse_off;
mod write;

pub use added::{Added, Carried, Lines};
pub use all_rows::texts;
pub use counts::{Counts, Few, Flows, Service, Sources, Spread};
pub use days::Order;
pub use days::{days_between, days_to, is_weekday};
pub use enough_people::LEAST;
pub use file::{File, Open};
pub use followed::{Followed, OfList, Stay};
pub use history::{History, URGENCY, history};
pub use imported::Imported;
pub use limits::Limits;
pub use mapping::Mapping;
pub(crate) use mapping::quoted;
pub(crate) use one_form::NOT_RECORDED;
pub use options::Options;
pub use people::{Alike, Held, Near, Nearer, Same};
pub use reading::Reading;
pub use refused::Refused;
pub use span::Span;
pub use template::template;
pub use unit::Unit;
pub use values::Period;
pub use week::Week;

/// Imports tables of bands, or a list of people. Files of the same list are put together: who waits from one, who was treated from another.
///
/// # Errors
/// The name of the file, and why it is not imported.
pub fn import(files: &[File<'_>], options: &Options) -> Result<Imported, (String, Refused)> {
    let mut told = told::Told::default();
    let mut all: Vec<found::Found> = Vec::new();
    let mut filled: Vec<(&File<'_>, file::Opened)> = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let called = |e: Refused| (values::clean(&file.name), e);
        let opened = file.opened(options.mapping.delimiter).map_err(called)?;
        let opened = match people::lists(files, number, opened, options)? {
            people::Lists::Of(lists) => {
                let found = people::people(&lists, options, &mut told).map_err(|e| (people::NAME.to_string(), e))?;
                let Some((mut counts, mapping)) = found else { continue };
                counts.leave_out_unknown(&mut told);
                return Ok(imported::done(counts, mapping, told));
            }
            people::Lists::None(opened) => opened,
        };
        all.extend(read::read(file, &opened, options, &mut told).map_err(called)?);
        if opened.is_template() {
            filled.push((file, opened));
        }
    }
    let name = files.first().map(|f| values::clean(&f.name)).unwrap_or_default();
    told.aside.extend(sums_of_parts::files(all.iter_mut()));
    told.understood.extend(files_together::admissions(all.iter_mut()));
    let mut counts =
        files_together::together(&all, options.mapping.limits.as_ref(), &mut told).map_err(|e| (name, e))?;
    for (file, opened) in filled {
        filled::week(file, &opened, &mut counts).map_err(|e| (values::clean(&file.name), e))?;
    }
    Ok(imported::done(counts, mapping::written(&all, &options.mapping), told))
}

/// Holds made people against lists of real ones, as they were imported: counts of those who are like a real person. `attributes` are the names of their levels.
///
/// # Errors
/// Why the files cannot be read as the lists of people that they are said to be. No value of them is told.
pub fn held(files: &[File<'_>], options: &Options, attributes: &[String], made: &[Alike]) -> Result<Held, Refused> {
    let opened = |file| Ok((file, File::opened(file, options.mapping.delimiter)?));
    let opened = files.iter().map(opened).collect::<Result<Vec<_>, Refused>>()?;
    people::held(&opened, options, (attributes, made))?
        .ok_or_else(|| Refused::new("this is no list of people, one row each").help("name the rows that were imported"))
}
