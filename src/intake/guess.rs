//! Where the table begins, and what its columns are.

use super::apart::{self, financial};
use super::band_cells::{ages, are_bands_below, is_label, no_end, waits_go_down};
use super::bands::{Band, Chain, chain, following, in_one_unit, units};
use super::column_values::{look, one_of_each, points, sum_of};
use super::identify::{self, Mark};
use super::layouts::{LAYOUTS, Layout, is_total, usual};
use super::mapping::Mapping;
use super::measures;
use super::merged_columns::merged;
use super::refused::Refused;
use super::role::Role;
use super::row::Rows;
use super::rtt_status;
use super::shape::Shape;
use super::side_by_side::beside;
use super::unit::Unit;
use super::unit_names::{says_unit, says_waits, unit_of};
use super::values::{Period, clean, folded};

/// Rows above the header at most.
const PREAMBLE: usize = 80;

/// Bands without a unit are of days where the last begins or ends here, or later.
const DAYS_FROM: f64 = 200.0;

/// Finds the table; none where there are no bands.
pub(super) fn shape(rows: Rows<'_>, mapping: &Mapping) -> Result<Option<Shape>, Refused> {
    let chosen = |i: usize| mapping.header_row.is_none_or(|line| rows[i].0 == line);
    let role = |cell: &String| mapping.columns.get(folded(cell).as_str()).copied();
    let bands_of = |cells: &[String]| -> Vec<Option<Band>> {
        let read = |c: &String| if role(c).is_none_or(|r| r == Role::Band) { Band::read(c) } else { None };
        in_one_unit(cells.iter().map(read).collect())
    };
    let searched = || (0..rows.len().min(PREAMBLE)).filter(|&i| chosen(i));
    // As they stand, or by their waits where more of them follow on one another so.
    let best = |bands: &[Option<Band>]| {
        let [standing, sorted] = [false, true].map(|sorted| following(bands, sorted));
        let by_wait = sorted.of.len() > standing.of.len();
        (if by_wait { sorted } else { standing }, by_wait)
    };
    let across = searched().map(|i| (best(&bands_of(&rows[i].1)).0, i));
    // Below bands across stand counts: where bands do, the row is one of values, such as of an age and a wait.
    let across = across.filter(|(c, i)| c.of.len() >= 2 && !are_bands_below(&rows[*i + 1..], &c.of));
    let across = across.max_by_key(|(c, i)| (c.of.len(), std::cmp::Reverse(*i)));
    // Bands without a unit are those of ages where bands of waits go down beside them.
    let of_groups = |(chain, at): &(Chain, usize)| waits_go_down(rows, *at, chain, mapping);
    if let Some((found, at)) = across.filter(|found| !of_groups(found)) {
        ages(rows, at, &found, mapping)?;
        let bands = bands_of(&rows[at].1);
        let chain = chain(&bands, best(&bands).1);
        faults(&rows[at].1, &bands, &chain, rows[at].0, mapping)?;
        return complete(rows, at, Some(chain), None, mapping).map(Some);
    }
    for at in searched() {
        let cells = &rows[at].1;
        let filled = cells.iter().filter(|c| !c.trim().is_empty()).count();
        let column = (0..cells.len()).find(|&c| {
            // Ages are bands of years, but none of waits.
            role(&cells[c]) == Some(Role::Label)
                || (role(&cells[c]).is_none()
                    && usual(&folded(&cells[c])) != Some(Role::Group)
                    && is_label(&rows[at + 1..], c, says_waits(&folded(&cells[c]))))
        });
        if let (Some(column), true) = (column.filter(|_| filled >= 2), at + 1 < rows.len()) {
            let value =
                |c: &String| Period::read(c).is_some_and(|p| p.day.is_some()) || c.trim().parse::<f64>().is_ok();
            if Band::read(&cells[column]).is_some_and(|b| b.unit.is_some()) || cells.iter().any(value) {
                return Err(Refused::at(
                    rows[at].0,
                    "the row above the bands looks like values, not like names of columns",
                )
                .help("write names above the columns, or say where they are: --header-row"));
            }
            return complete(rows, at, None, Some(column), mapping).map(Some);
        }
    }
    if let Some(line) = mapping.header_row {
        return Err(Refused::at(line, "no bands of waits are found in this row or below it"));
    }
    Ok(None)
}

/// What is wrong with bands across: two columns of one band, or a column that the mapping calls a band and that is none.
fn faults(
    cells: &[String],
    bands: &[Option<Band>],
    chain: &Chain,
    line: u64,
    mapping: &Mapping,
) -> Result<(), Refused> {
    let name = |c: usize| clean(&cells[c]);
    let role_of = |c: usize| mapping.columns.get(folded(&cells[c]).as_str());
    for c in 0..cells.len() {
        let said = mapping.columns.get(folded(&cells[c]).as_str()) == Some(&Role::Band);
        if said && !chain.of.contains(&c) {
            let why = if bands[c].is_none() { "its name is no band of waits" } else { "it overlaps the others" };
            return Err(Refused::at(line, format!("the mapping calls `{}` a band, but {why}", name(c))).help(
                "bands are such as `0-6 weeks`, `>6-12`, `52 plus`; leave out the column that is the sum of others",
            ));
        }
        let Some(band) = bands[c].filter(|_| !chain.of.contains(&c)) else { continue };
        let twin = chain.of.iter().find(|&&o| bands[o].is_some_and(|b| (b.low, b.high) == (band.low, band.high)));
        if let Some(&other) = twin {
            return Err(Refused::at(
                line,
                format!("two columns hold the same band: `{}` and `{}`", name(other), name(c)),
            )
            .help("say in the mapping which one is aside, by its name or as \"column 7\"; where groups stand side by side, give each group rows of its own"));
        }
        // What is a sum of others ends where they do.
        let alike = band.unit.is_none() || chain.unit.is_none() || band.unit == chain.unit;
        let ends = |n: f64| chain.edges.contains(&n);
        let low = ends(band.low) || (chain.shift && !band.above && ends(band.low - 1.0));
        // Where a band is missing, it is no sum of those that are there.
        let above = |n: f64| band.high.is_none_or(|h| n < h);
        let gap = chain.gaps.iter().any(|&g| chain.edges[g + 1] > band.low && above(chain.edges[g]));
        let sum = low && !gap && band.high.map_or(chain.open, ends);
        let last = chain.edges.last().copied().unwrap_or(0.0);
        let within = band.low < last && band.high.is_none_or(|h| h > chain.edges[0]);
        if alike && within && !sum && role_of(c).is_none() {
            return Err(Refused::at(line, format!("the band `{}` overlaps others and is no sum of them", name(c))).help(
                "bands must follow on one another, such as 0-6 weeks, 6-12 weeks; say in the mapping which column is aside",
            ));
        }
    }
    Ok(())
}

/// A column that holds bands, but neither its name nor a unit says that they are waits: its line and its name.
pub(super) fn unnamed(rows: Rows<'_>) -> Option<(u64, String)> {
    (0..rows.len().min(PREAMBLE)).find_map(|at| {
        let cells = &rows[at].1;
        let free = |c: usize| usual(&folded(&cells[c])) != Some(Role::Group) && Band::read(&cells[c]).is_none();
        let is = |c: &usize| free(*c) && !cells[*c].trim().is_empty() && is_label(&rows[at + 1..], *c, true);
        (0..cells.len()).find(is).map(|c| (rows[at].0, names(cells)[c].clone()))
    })
}

fn complete(
    rows: Rows<'_>,
    at: usize,
    across: Option<Chain>,
    label: Option<usize>,
    mapping: &Mapping,
) -> Result<Shape, Refused> {
    let mut names: Vec<String> = names(&rows[at].1);
    let lower: Vec<String> = names.iter().map(|n| folded(n)).collect();
    let title: Vec<String> =
        rows[..at].iter().flat_map(|r| r.1.iter()).map(|c| folded(c)).filter(|c| !c.is_empty()).collect();
    let raw: Vec<String> = rows[at].1.iter().map(|n| folded(n)).collect();
    let layout: Option<&'static Layout> = LAYOUTS.into_iter().find(|l| {
        l.marks.iter().all(|m| raw.iter().any(|n| n == m))
            && (l.title.is_empty() || title.iter().any(|t| t.contains(l.title)))
    });
    let body = &rows[at + 1..];
    let mut remarks = Vec::new();
    let (chain, labels) = match (across, label) {
        (Some(chain), _) => (chain, Vec::new()),
        (None, Some(column)) => down(body, column),
        (None, None) => (Chain::default(), Vec::new()),
    };
    if chain.shift {
        remarks.push("bands such as 0-6, 7-12 were read as (0, 6], (6, 12]".to_string());
    }
    let labelled: Vec<Option<Band>> = match label {
        None => chain.of.iter().map(|&c| Band::read(&rows[at].1[c])).collect(),
        Some(_) => labels.iter().map(|l| Band::read(&l.0)).collect(),
    };
    let mixed = units(&labelled);
    if mixed.len() > 1 {
        let words: Vec<&str> = mixed.iter().map(|u| u.word()).collect();
        let to = chain.unit.map_or("weeks", Unit::word);
        let year = if mixed.contains(&Unit::Weeks) { "52 weeks" } else { "365 days" };
        remarks.push(format!(
            "bands of {} were read in {to}, to the nearest: a year has {year}, and a month a twelfth of it",
            words.join(" and ")
        ));
    }
    for gap in &chain.gaps {
        let (from, to) = (chain.edges[*gap], chain.edges[gap + 1]);
        remarks.push(format!("there is no band from {from} to {to}: nobody is counted there"));
    }
    if chain.edges.first().is_some_and(|e| *e > 0.0) {
        remarks.push(format!("the bands begin at {}: who has waited for less is not in the table", chain.edges[0]));
    }
    let of_names = || match label {
        Some(column) => unit_of(&rows[at].1[column]),
        None => rows[at].1.iter().find_map(|name| says_unit(name)),
    };
    let unit = mapping.unit.or(chain.unit).or_else(|| if layout.is_none() { of_names() } else { None });
    // `Month` is a date, and so is a month in a title; months are a unit.
    let above =
        |word: &str| title.iter().chain(&lower).any(|t| t.split(|c: char| !c.is_alphabetic()).any(|w| w == word));
    let of_waits =
        title.iter().any(|t| t.contains("month") && ["waited", "length", "band"].iter().any(|w| t.contains(w)));
    let of_weeks = [52.0, 104.0].iter().any(|end| chain.edges.contains(end));
    let guessed = layout.map(|l| l.unit).unwrap_or(match chain.edges.last() {
        // Nobody waits for so many weeks.
        Some(last) if *last >= DAYS_FROM => Unit::Days,
        _ if (above("months") || of_waits) && !above("week") && !above("weeks") && !of_weeks => Unit::Months,
        _ => Unit::Weeks,
    });
    let says_weeks = title.iter().any(|t| t.contains("weeks")) && !title.iter().any(|t| t.contains("month"));
    let mut roles = vec![Role::Aside; names.len()];
    let mut sums = Vec::new();
    let bands_here = |c: usize| label.is_none() && chain.of.contains(&c);
    let marks: Vec<usize> = (0..names.len())
        .filter(|&c| !bands_here(c) && identify::mark(&rows[at].1[c], body, c) == Mark::Person)
        .collect();
    for c in 0..names.len() {
        let said = mapping.columns.get(lower[c].as_str()).copied();
        let marked = marks.contains(&c);
        let of_layout = layout.and_then(|l| l.columns.iter().find(|(n, _)| *n == lower[c])).map(|n| n.1);
        roles[c] = if let Some(role) = said {
            role
        } else if chain.of.contains(&c) && label.is_none() {
            Role::Band
        } else if Some(c) == label {
            Role::Label
        } else if let Some(role) = of_layout {
            role
        } else if marked || is_mark_of_quality(&lower[c]) {
            // What names people tells no lists apart and counts nobody.
            Role::Aside
        } else {
            guess(body, c, &lower[c], &chain, label.is_some(), &mut sums)
        };
    }
    twice(body, &names, &lower, mapping)?;
    no_end(body, rows[at].0, (&names, &roles), &chain, mapping)?;
    if label.is_some() && roles.contains(&Role::Band) {
        return Err(Refused::at(rows[at].0, "the mapping calls a column a band, but the bands of this table go down")
            .help("call the column of bands \"band of the row\", and that of people \"count\""));
    }
    one_of_each(body, &mut roles, &lower, label, &marks, mapping);
    let times = apart::times(body, &mut roles, &lower, mapping);
    let admissions = match layout {
        None => apart::admissions(body, &mut roles, &lower, &title, mapping),
        Some(_) => Vec::new(),
    };
    for name in admissions.iter().map(|&c| &names[c]) {
        remarks.push(format!(
            "{name} divides the people into admitted and non-admitted; they are one list and were added up. If they were treated, say in the mapping that {name} is a \"part\""
        ));
    }
    apart::parts(body, &mut roles, (&lower, &admissions), &title, mapping);
    let measure = measures::column(body, rows[at].0, &roles, &names)?;
    let announced = announced(&roles, &lower, &sums, layout.is_some() || label.is_some());
    let beside = if label.is_some() { beside(body, &mut names, &mut roles, &marks, mapping) } else { Vec::new() };
    if !beside.is_empty() {
        let all: Vec<&str> = beside.iter().map(|&c| names[c].as_str()).collect();
        remarks.push(format!("columns of counts stand side by side, and each is a list: {}", all.join(", ")));
    }
    let merged = merged(body, &roles, &beside);
    if !merged.is_empty() {
        let all: Vec<&str> = merged.iter().map(|&c| names[c].as_str()).collect();
        remarks.push(format!("blank cells of {} stand for the value above, as in merged cells", all.join(", ")));
    }
    let points = points(body, &roles, &beside);
    if points {
        remarks.push("points were read as those between thousands: 1.204 is 1,204".to_string());
    }
    Ok(Shape {
        merged,
        points,
        admissions,
        measure,
        times,
        announced,
        beside,
        line: rows[at].0,
        layout,
        names,
        bands: if label.is_none() { chain.of.iter().copied().zip(chain.places()).collect() } else { Vec::new() },
        marks,
        edges: chain.edges,
        open: chain.open,
        unit: unit.unwrap_or(guessed),
        unit_said: unit.is_some() || (layout.is_none() && says_weeks),
        roles,
        labels,
        sums,
        title,
        remarks,
    })
}

/// Columns that are totals by their names, where bands go across and no layout says more; one of all people may be more than the sum of the bands.
fn announced(roles: &[Role], names: &[String], sums: &[(usize, String)], known: bool) -> Vec<(usize, bool)> {
    const BESIDE: [&str; 12] =
        ["grand", "waiting", "patients", "people", "pathways", "number", "of", "waiters", "list", "count", "on", "the"];
    let total = |w: &str| is_total(w) || w == "overall";
    let named = |c: usize| {
        let words = || names[c].split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words().any(total) && words().all(|w| total(w) || BESIDE.contains(&w))
    };
    let is = |c: &usize| match roles[*c] {
        Role::Aside => !sums.iter().any(|s| s.0 == *c) && named(*c),
        role => role == Role::Total,
    };
    let all = (0..roles.len()).filter(|_| !known).filter(is);
    all.map(|c| (c, roles[c] == Role::Total)).collect()
}

/// Whether a column says how good another is: `SpecialtyQF`.
fn is_mark_of_quality(name: &str) -> bool {
    name.ends_with("qf") || name.ends_with("quality flag") || name.ends_with("qualifier")
}

/// Roles that one column of a table has: a mapping that names two is refused.
fn twice(body: Rows<'_>, names: &[String], lower: &[String], mapping: &Mapping) -> Result<(), Refused> {
    for role in [Role::Service, Role::Part, Role::Date, Role::Label, Role::Total] {
        let said: Vec<usize> =
            (0..names.len()).filter(|&c| mapping.columns.get(lower[c].as_str()) == Some(&role)).collect();
        if said.len() > 1 && !(role == Role::Date && apart::is_pair(body, lower, &said)) {
            let said: Vec<&str> = said.into_iter().map(|c| names[c].as_str()).collect();
            let message = format!("the mapping calls two columns `{}`: {}", role.name(), said.join(", "));
            return Err(Refused::new(message).help("name one of them"));
        }
    }
    Ok(())
}

/// Names of columns, each its own: those without one are called by their number.
fn names(cells: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        let name = clean(cell);
        let plain = name.trim_matches(['.', ' ']);
        let taken = out.iter().any(|n| folded(n) == folded(&name));
        // A name that identifies a person, or holds a day, is not told.
        let own = identify::own(&name) || name.bytes().filter(u8::is_ascii_digit).count() >= 7;
        out.push(if plain.is_empty() || taken || own { format!("column {}", i + 1) } else { name });
    }
    out
}

/// The bands of a column, in the order of their waits.
fn down(body: Rows<'_>, column: usize) -> (Chain, Vec<(String, usize)>) {
    let mut labels: Vec<String> = Vec::new();
    for value in body.iter().filter_map(|r| r.1.get(column)).map(|v| folded(v)) {
        if !labels.contains(&value) && Band::read(&value).is_some() {
            labels.push(value);
        }
    }
    let bands = in_one_unit(labels.iter().map(|l| Band::read(l)).collect());
    let chain = chain(&bands, true);
    let labels = chain.of.iter().zip(chain.places()).map(|(&i, place)| (labels[i].clone(), place)).collect();
    (chain, labels)
}

/// What a column is whose name no list of the reader or of a layout has.
fn guess(
    body: Rows<'_>,
    column: usize,
    name: &str,
    chain: &Chain,
    down: bool,
    sums: &mut Vec<(usize, String)>,
) -> Role {
    let look = look(body, column);
    // Codes are numbers that count nobody. One that is not known is asked for where they are added up.
    if rtt_status::is_named(name) {
        let values = || body.iter().filter_map(|r| r.1.get(column)).filter(|v| !v.trim().is_empty());
        let codes = values().filter(|v| rtt_status::clock(v).is_some()).count();
        if codes > 0 && codes * 2 >= values().count() {
            return Role::Part;
        }
    }
    // Shares say nothing of who is who, and count nobody.
    if look.filled == 0 || look.percents * 10 >= look.filled * 9 {
        return Role::Aside;
    }
    let numeric = look.numbers * 10 >= look.filled * 9;
    if look.dates * 10 >= look.filled * 9 && !financial(body, column, name) {
        return Role::Date;
    }
    let by_name = usual(name);
    if numeric && !matches!(by_name, Some(Role::Group | Role::Service | Role::Place | Role::Part)) {
        if down {
            let total = name.contains("total");
            return if total || by_name == Some(Role::Count) { Role::Count } else { Role::Aside };
        }
        if let Some(words) = sum_of(body, column, chain) {
            sums.push((column, words.0));
            return if words.1 { Role::Total } else { Role::Aside };
        }
        return Role::Aside;
    }
    match by_name {
        // A time that is no day and no month tells nobody apart.
        Some(Role::Date) => Role::Aside,
        Some(Role::Count | Role::Label) | None => Role::Place,
        Some(role) => role,
    }
}
