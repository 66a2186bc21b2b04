//! Which cells of a table are bands of waits: columns of them, rows of values that look like them, and ages that are none.

use super::bands::{Band, Chain};
use super::column_values::look;
use super::layouts::{is_total, usual};
use super::mapping::Mapping;
use super::refused::Refused;
use super::role::Role;
use super::row::Rows;
use super::unit_names::says_waits;
use super::values::{Cell, clean, count, folded};

/// Whether a column holds bands; those of a column of waits have no unit, and where most of a column have one the others need none (`18 plus`).
pub(super) fn is_label(rows: Rows<'_>, column: usize, of_waits: bool) -> bool {
    let values = rows.iter().filter_map(|r| r.1.get(column)).filter(|v| !v.trim().is_empty() && !is_total(&folded(v)));
    let values: Vec<&String> = values.collect();
    let bands: Vec<Band> = values.iter().filter_map(|v| Band::read(v)).collect();
    let several = bands.iter().any(|b| b.low != bands[0].low);
    let with_unit = bands.iter().filter(|b| b.unit.is_some()).count();
    several && (of_waits || with_unit * 2 >= bands.len()) && bands.len() * 5 >= values.len() * 4
}

/// Whether rows that follow a row hold bands in these columns, so that it is one of values itself: such with a unit in one of them, or such in all. The sign of a
/// small number, such as `<5`, is no band.
pub(super) fn are_bands_below(rows: Rows<'_>, columns: &[usize]) -> bool {
    columns.iter().any(|&c| is_band_below(rows, c, true)) || columns.iter().all(|&c| is_band_below(rows, c, false))
}

fn is_band_below(rows: Rows<'_>, column: usize, with_unit: bool) -> bool {
    const LOOK: usize = 8;
    let cells = || rows.iter().take(LOOK).filter_map(|r| r.1.get(column)).map(|c| c.trim()).filter(|c| !c.is_empty());
    let band = |cell: &&str| {
        !matches!(count(cell), Cell::Count(_) | Cell::Held | Cell::Missing(_))
            && !cell.starts_with(['<', '\u{2264}'])
            && Band::read(cell).is_some_and(|b| b.unit.is_some() || (!with_unit && b.high.unwrap_or(b.low) > 9.0))
    };
    cells().next().is_some() && 2 * cells().filter(band).count() >= cells().count()
}

/// Whether bands of waits go down beside bands across: a column that is called a wait, with units, from 0 on.
pub(super) fn waits_go_down(rows: Rows<'_>, at: usize, across: &Chain, mapping: &Mapping) -> bool {
    let is = |(c, name): (usize, &String)| {
        let name = folded(name);
        let body = &rows[at + 1..];
        let from_0 = body.iter().filter_map(|r| Band::read(r.1.get(c)?)).any(|b| b.low == 0.0 && b.unit.is_some());
        !across.of.contains(&c)
            && says_waits(&name)
            && usual(&name) != Some(Role::Group)
            && !mapping.columns.contains_key(&name)
            && from_0
            && is_label(body, c, false)
    };
    // What the reader says decides.
    let said = |name: &String| mapping.columns.get(&folded(name)) == Some(&Role::Label);
    let told = mapping.unit.is_some() || mapping.header_row.is_some() || across.unit.is_some();
    rows[at].1.iter().any(said) || (!told && rows[at].1.iter().enumerate().any(is))
}

/// Refuses bands without a unit that a title calls ages.
pub(super) fn ages(rows: Rows<'_>, at: usize, chain: &Chain, mapping: &Mapping) -> Result<(), Refused> {
    let words =
        |cell: &String, any: &[&str]| folded(cell).split(|c: char| !c.is_alphabetic()).any(|word| any.contains(&word));
    let said = |any: &[&str]| rows[..=at].iter().flat_map(|r| r.1.iter()).any(|cell| words(cell, any));
    let units = ["day", "days", "week", "weeks", "month", "months", "wks"];
    // Ends that ages have, and waits hardly.
    let of_ages = [17.0, 64.0, 74.0, 84.0].iter().any(|end| chain.edges.contains(end));
    if !of_ages || chain.unit.is_some() || mapping.unit.is_some() || said(&units) || !said(&["age", "ages", "aged"]) {
        return Ok(());
    }
    let bands: Vec<String> = chain.of.iter().take(3).map(|&c| clean(&rows[at].1[c])).collect();
    let message = format!("the bands ({}) look like ages, and not like waits", bands.join(", "));
    Err(Refused::at(rows[at].0, message).help(
        "import a table with bands of waits; or, if these are waits, write their unit: `0-18 weeks`, or in a mapping: unit = \"weeks\"",
    ))
}

/// Refuses a column of numbers that is set aside, where its name has the number at which the bands end: `w52` behind `w18_52` is an open band.
pub(super) fn no_end(
    body: Rows<'_>,
    line: u64,
    (names, roles): (&[String], &[Role]),
    chain: &Chain,
    mapping: &Mapping,
) -> Result<(), Refused> {
    let Some(last) = chain.edges.last().filter(|_| !chain.open && !chain.of.is_empty()) else { return Ok(()) };
    // A number and nothing but words of waits: no ward, no target, no share.
    let number = |name: &str| -> Option<f64> {
        const WORDS: [&str; 16] = [
            "w", "wk", "wks", "week", "weeks", "d", "day", "days", "m", "month", "months", "waiting", "waited", "band",
            "bands", "n",
        ];
        let name = folded(name);
        let letters = name.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
        let mut numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
        let plain = !name.contains('%') && letters.into_iter().all(|w| WORDS.contains(&w));
        numbers.next().filter(|_| plain && numbers.next().is_none())?.parse().ok()
    };
    let is = |c: &usize| {
        let look = look(body, *c);
        roles[*c] == Role::Aside
            && !mapping.columns.contains_key(&folded(&names[*c]))
            && number(&names[*c]) == Some(*last)
            && look.filled > 0
            && look.numbers == look.filled
    };
    let Some(c) = (0..names.len()).find(is) else { return Ok(()) };
    let message = format!("the bands end at {last}, and the name of `{}` is not read as a band", names[c]);
    Err(Refused::at(line, message).help(format!(
        "if it holds the people beyond, call it `{last}+`; if not, say in the mapping, under [columns]: \"{}\" = \"aside\"",
        names[c]
    )))
}
