//! Where the table begins, and what its columns are.

use super::Refused;
use super::bands::{Band, Chain, Unit, chain};
use super::layouts::{LAYOUTS, Layout, Role, usual};
use super::mapping::Mapping;
use super::values::{Cell, Period, count, folded};

/// Rows that are looked at to find the table and to tell its columns.
pub(super) const SAMPLE: usize = 400;
/// Rows above the header at most.
const PREAMBLE: usize = 80;

/// A table as it was understood.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The line of the header.
    pub(super) line: u64,
    pub(super) layout: Option<&'static Layout>,
    pub(super) names: Vec<String>,
    pub(super) roles: Vec<Role>,
    /// Columns of bands across, in their order; empty where bands go down.
    pub(super) bands: Vec<usize>,
    pub(super) edges: Vec<f64>,
    pub(super) open: bool,
    pub(super) unit: Unit,
    /// Whether the table itself names the unit.
    pub(super) unit_said: bool,
    /// The bands of labels, where bands go down.
    pub(super) labels: Vec<(String, usize)>,
    /// Columns that are sums of others, in words.
    pub(super) sums: Vec<(usize, String)>,
    /// What stands above the header.
    pub(super) title: Vec<String>,
    /// Remarks.
    pub(super) remarks: Vec<String>,
}

type Rows<'a> = &'a [(u64, Vec<String>)];

/// Finds the table; none where there are no bands.
pub(super) fn shape(rows: Rows<'_>, mapping: &Mapping) -> Result<Option<Shape>, Refused> {
    let chosen = |i: usize| mapping.header_row.is_none_or(|line| rows[i].0 == line);
    let bands_of = |cells: &[String]| cells.iter().map(|c| Band::read(c)).collect::<Vec<_>>();
    let across = (0..rows.len().min(PREAMBLE)).filter(|&i| chosen(i)).map(|i| (chain(&bands_of(&rows[i].1), false), i));
    let across = across.filter(|(c, _)| c.of.len() >= 2).max_by_key(|(c, i)| (c.of.len(), std::cmp::Reverse(*i)));
    if let Some((chain, at)) = across {
        return Ok(Some(complete(rows, at, Some(chain), None, mapping)));
    }
    for at in (0..rows.len().min(PREAMBLE)).filter(|&i| chosen(i)) {
        let filled = rows[at].1.iter().filter(|c| !c.trim().is_empty()).count();
        let column = (0..rows[at].1.len()).find(|&c| {
            let said = mapping.columns.get(folded(&rows[at].1[c]).as_str()) == Some(&Role::Label);
            // Ages are bands of years, but none of waits.
            said || (usual(&folded(&rows[at].1[c])) != Some(Role::Group) && is_label(&rows[at + 1..], c))
        });
        if let (Some(column), true) = (column.filter(|_| filled >= 2), at + 1 < rows.len()) {
            return Ok(Some(complete(rows, at, None, Some(column), mapping)));
        }
    }
    if let Some(line) = mapping.header_row {
        return Err(Refused::at(line, "no bands of waits are found in this row or below it"));
    }
    Ok(None)
}

/// Whether a column holds bands.
fn is_label(rows: Rows<'_>, column: usize) -> bool {
    let values: Vec<&String> = rows.iter().filter_map(|r| r.1.get(column)).filter(|v| !v.trim().is_empty()).collect();
    let bands: Vec<Band> = values.iter().filter_map(|v| Band::read(v)).filter(|b| b.unit.is_some()).collect();
    let several = bands.iter().any(|b| b.low != bands[0].low);
    several && bands.len() * 5 >= values.len() * 4
}

fn complete(rows: Rows<'_>, at: usize, across: Option<Chain>, label: Option<usize>, mapping: &Mapping) -> Shape {
    let names: Vec<String> = names(&rows[at].1);
    let lower: Vec<String> = names.iter().map(|n| folded(n)).collect();
    let title: Vec<String> =
        rows[..at].iter().flat_map(|r| r.1.iter()).map(|c| folded(c)).filter(|c| !c.is_empty()).collect();
    let raw: Vec<String> = rows[at].1.iter().map(|n| folded(n)).collect();
    let layout = LAYOUTS.iter().find(|l| {
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
    let unit = mapping.unit.or(chain.unit);
    let above = |word: &str| title.iter().chain(&lower).any(|t| t.contains(word));
    let guessed =
        layout.map(|l| l.unit).unwrap_or(if above("month") && !above("week") { Unit::Months } else { Unit::Weeks });
    let mut roles = vec![Role::Aside; names.len()];
    let mut sums = Vec::new();
    for c in 0..names.len() {
        let said = mapping.columns.get(lower[c].as_str()).copied();
        let of_layout = layout.and_then(|l| l.columns.iter().find(|(n, _)| *n == lower[c])).map(|n| n.1);
        roles[c] = if let Some(role) = said {
            role
        } else if chain.of.contains(&c) && label.is_none() {
            Role::Band
        } else if Some(c) == label {
            Role::Label
        } else if let Some(role) = of_layout {
            role
        } else {
            guess(body, c, &lower[c], &chain, label.is_some(), &mut sums)
        };
    }
    one_of_each(body, &mut roles, &lower, label, mapping);
    Shape {
        line: rows[at].0,
        layout,
        names,
        bands: if label.is_none() { chain.of } else { Vec::new() },
        edges: chain.edges,
        open: chain.open,
        unit: unit.unwrap_or(guessed),
        unit_said: unit.is_some(),
        roles,
        labels,
        sums,
        title,
        remarks,
    }
}

/// Names of columns, each its own: those without one are called by their number.
fn names(cells: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        let name = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = name.trim_matches(['.', ' ']);
        let taken = out.iter().any(|n| folded(n) == folded(&name));
        out.push(if plain.is_empty() || taken { format!("column {}", i + 1) } else { name });
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
    let bands: Vec<Option<Band>> = labels.iter().map(|l| Band::read(l)).collect();
    let chain = chain(&bands, true);
    let labels = chain.of.iter().enumerate().map(|(place, &i)| (labels[i].clone(), place)).collect();
    (chain, labels)
}

/// How much of a column is numbers, dates, or codes such as `C_101` and `X02`.
struct Look {
    filled: usize,
    numbers: usize,
    dates: usize,
    codes: usize,
}

fn look(body: Rows<'_>, column: usize) -> Look {
    let mut look = Look { filled: 0, numbers: 0, dates: 0, codes: 0 };
    for value in body.iter().filter_map(|r| r.1.get(column)).map(|v| v.trim()) {
        match count(value) {
            Cell::Missing(_) => continue,
            Cell::Count(_) => look.numbers += 1,
            _ => {}
        }
        look.filled += 1;
        look.dates += usize::from(Period::read(value).is_some());
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let short = value.len() <= 9 && !value.contains(' ');
        look.codes += usize::from(short && (digits > 0 || value.bytes().all(|b| !b.is_ascii_lowercase())));
    }
    look
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
    if look.filled == 0 {
        return Role::Aside;
    }
    let numeric = look.numbers * 10 >= look.filled * 9;
    if look.dates * 10 >= look.filled * 9 {
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
        Some(Role::Count | Role::Date | Role::Label) | None => Role::Place,
        Some(role) => role,
    }
}

/// Of which bands a column is the sum in nearly every row, in words, and whether of all.
fn sum_of(body: Rows<'_>, column: usize, chain: &Chain) -> Option<(String, bool)> {
    let number = |cells: &[String], c: usize| match cells.get(c).map(|v| count(v)) {
        Some(Cell::Count(n)) => Some(n),
        _ => None,
    };
    let rows: Vec<(f64, Vec<f64>)> = (body.iter())
        .filter_map(|(_, cells)| {
            let own = number(cells, column)?;
            let mut sum = 0.0;
            let mut until = vec![0.0];
            for &c in &chain.of {
                sum += number(cells, c).unwrap_or(0.0);
                until.push(sum);
            }
            (sum > 0.0).then_some((own, until))
        })
        .collect();
    if rows.len() < 2 {
        return None;
    }
    let bands = chain.of.len();
    let holds = |from: usize, to: usize| {
        let equal = rows.iter().filter(|(own, until)| until[to] - until[from] == *own).count();
        equal * 20 >= rows.len() * 19
    };
    if holds(0, bands) {
        return Some(("the sum of all bands".to_string(), true));
    }
    let end = |i: usize| chain.edges.get(i).map_or("the end".to_string(), f64::to_string);
    for from in 0..bands {
        for to in from + 1..=bands {
            if holds(from, to) {
                return Some((format!("the sum of the bands from {} to {}", end(from), end(to)), false));
            }
        }
    }
    None
}

/// Where several columns say the same, one of them is taken: words before codes, and the last total.
fn one_of_each(body: Rows<'_>, roles: &mut [Role], names: &[String], label: Option<usize>, mapping: &Mapping) {
    let said = |c: usize| mapping.columns.contains_key(names[c].as_str());
    for role in [Role::Service, Role::Part, Role::Date, Role::Total, Role::Count] {
        let of: Vec<usize> = (0..roles.len()).filter(|&c| roles[c] == role).collect();
        if of.len() < 2 {
            continue;
        }
        let coded = |c: usize| {
            let look = look(body, c);
            look.codes * 10 >= look.filled * 9
        };
        let best = of.iter().copied().find(|&c| said(c)).unwrap_or_else(|| match role {
            Role::Service => of.iter().copied().find(|&c| !coded(c)).unwrap_or(of[0]),
            Role::Part => of.iter().copied().find(|&c| coded(c)).unwrap_or(of[0]),
            // `Period Name` beside `Year`: the one that names a month.
            Role::Date => {
                let dates = |c: usize| look(body, c).dates;
                of.iter().copied().max_by_key(|&c| (dates(c), std::cmp::Reverse(c))).unwrap_or(of[0])
            }
            _ => of[of.len() - 1],
        });
        for c in of.into_iter().filter(|&c| c != best && !said(c)) {
            roles[c] = Role::Aside;
        }
    }
    // A column of counts beside a column of bands, where nothing names it: the only one of numbers.
    if label.is_some() && !roles.contains(&Role::Count) {
        let numeric = |c: &usize| {
            let look = look(body, *c);
            roles[*c] == Role::Aside && look.filled > 0 && look.numbers * 10 >= look.filled * 9
        };
        let found: Vec<usize> = (0..roles.len()).filter(numeric).collect();
        if let [only] = found[..] {
            roles[only] = Role::Count;
        }
    }
}
