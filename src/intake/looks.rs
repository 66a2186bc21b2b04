//! What the values of a column look like: numbers, dates, codes, or the sum of other columns.

use std::collections::BTreeSet;

use super::bands::Chain;
use super::guess::Rows;
use super::layouts::{Role, is_total};
use super::mapping::Mapping;
use super::values::{Cell, Period, clean, count, folded, has_points};

/// How much of a column is numbers, dates, or codes such as `C_101` and `X02`.
pub(super) struct Look {
    pub(super) filled: usize,
    pub(super) numbers: usize,
    pub(super) dates: usize,
    /// Numbers with a percent sign.
    pub(super) percents: usize,
    codes: usize,
}

pub(super) fn look(body: Rows<'_>, column: usize) -> Look {
    let mut look = Look { filled: 0, numbers: 0, dates: 0, percents: 0, codes: 0 };
    for value in body.iter().filter_map(|r| r.1.get(column)).map(|v| v.trim()) {
        match count(value) {
            Cell::Missing(_) => continue,
            Cell::Count(_) => look.numbers += 1,
            _ => {}
        }
        look.filled += 1;
        look.percents +=
            usize::from(value.strip_suffix('%').is_some_and(|v| v.trim().replace(',', ".").parse::<f64>().is_ok()));
        look.dates += usize::from(Period::read(value).is_some());
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let short = value.len() <= 9 && !value.contains(' ');
        look.codes += usize::from(short && (digits > 0 || value.bytes().all(|b| !b.is_ascii_lowercase())));
    }
    look
}

/// The bands whose sum a column is in nearly every row, in words, and whether they are all of them.
pub(super) fn sum_of(body: Rows<'_>, column: usize, chain: &Chain) -> Option<(String, bool)> {
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
    // Noughts are the sum of anything.
    if rows.iter().filter(|r| r.0 > 0.0).count() < 2 {
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
    // All bands and those whose clock start is not known.
    if rows.iter().all(|(own, until)| *own >= until[bands]) {
        let width = body.iter().map(|r| r.1.len()).max().unwrap_or(0);
        let free = (0..width).filter(|&c| c != column && !chain.of.contains(&c));
        let rest = |cells: &[String], c: usize| {
            let sum: f64 = chain.of.iter().filter_map(|&b| number(cells, b)).sum();
            Some((number(cells, column)? - sum, number(cells, c)?))
        };
        for c in free {
            let pairs: Vec<(f64, f64)> = body.iter().filter_map(|r| rest(&r.1, c)).collect();
            let equal = pairs.iter().filter(|(rest, own)| rest == own).count();
            if pairs.iter().any(|p| p.1 > 0.0) && equal * 20 >= pairs.len() * 19 {
                return Some(("the sum of all bands and of those in none".to_string(), true));
            }
        }
    }
    let places = chain.places();
    let edge =
        |place: Option<usize>| place.and_then(|p| chain.edges.get(p)).map_or("the end".to_string(), f64::to_string);
    for from in 0..bands {
        for to in from + 1..=bands {
            if holds(from, to) {
                let (from, to) = (edge(places.get(from).copied()), edge(Some(places[to - 1] + 1)));
                return Some((format!("the sum of the bands from {from} to {to}"), false));
            }
        }
    }
    None
}

/// Where several columns say the same, one of them is taken: words before codes, and the last total.
pub(super) fn one_of_each(
    body: Rows<'_>,
    roles: &mut [Role],
    names: &[String],
    label: Option<usize>,
    marks: &[usize],
    mapping: &Mapping,
) {
    let said = |c: usize| mapping.columns.contains_key(names[c].as_str());
    for role in [Role::Service, Role::Part, Role::Date, Role::Total, Role::Count] {
        let mut of: Vec<usize> = (0..roles.len()).filter(|&c| roles[c] == role).collect();
        if of.len() < 2 {
            continue;
        }
        // A column without values is never the one that is meant.
        let filled: Vec<usize> = of.iter().copied().filter(|&c| look(body, c).filled > 0 || said(c)).collect();
        if !filled.is_empty() {
            of.iter().filter(|c| !filled.contains(c)).for_each(|&c| roles[c] = Role::Aside);
            of = filled;
        }
        let coded = |c: usize| {
            let look = look(body, c);
            look.codes * 10 >= look.filled * 9
        };
        let best = of.iter().copied().find(|&c| said(c)).unwrap_or_else(|| match role {
            Role::Service => {
                let spelled =
                    |c: &usize| body.iter().filter_map(|r| r.1.get(*c)).any(|v| v.chars().any(char::is_alphabetic));
                let named = of.iter().copied().find(|&c| !coded(c));
                named.or_else(|| of.iter().copied().find(spelled)).unwrap_or(of[0])
            }
            Role::Part => of.iter().copied().find(|&c| coded(c)).unwrap_or(of[0]),
            // `Period Name` beside `Year`: the one that names a month.
            Role::Date => {
                let dates = |c: usize| look(body, c).dates;
                of.iter().copied().max_by_key(|&c| (dates(c), std::cmp::Reverse(c))).unwrap_or(of[0])
            }
            // Of several totals the one of most people, such as that with those whose clock start is not known.
            Role::Total => {
                let people = |c: usize| -> f64 {
                    let counts = body.iter().filter_map(|r| r.1.get(c)).map(|v| count(v));
                    counts.map(|n| if let Cell::Count(n) = n { n } else { 0.0 }).sum()
                };
                of.iter().copied().max_by(|&a, &b| people(a).total_cmp(&people(b)).then(a.cmp(&b))).unwrap_or(of[0])
            }
            _ => of[of.len() - 1],
        });
        for c in of.into_iter().filter(|&c| c != best && !said(c)) {
            roles[c] = Role::Aside;
        }
    }
    // A column of counts beside a column of bands, where nothing names it: the only one of numbers, if no two rows say the same of the rest.
    if label.is_some() && !roles.contains(&Role::Count) {
        let numeric = |c: &usize| {
            let look = look(body, *c);
            roles[*c] == Role::Aside
                && !marks.contains(c)
                && !said(*c)
                && look.filled > 0
                && look.numbers * 10 >= look.filled * 9
        };
        let found: Vec<usize> = (0..roles.len()).filter(numeric).collect();
        if let [only] = found[..] {
            let rest = |r: &(u64, Vec<String>)| -> Vec<String> {
                r.1.iter().enumerate().filter(|(c, _)| *c != only).map(|(_, v)| folded(v)).collect()
            };
            let mut all: Vec<Vec<String>> = body.iter().map(rest).collect();
            all.sort_unstable();
            all.dedup();
            if all.len() * 20 >= body.len() * 19 {
                roles[only] = Role::Count;
            }
        }
    }
}

/// Roles of columns that counts are told apart by.
pub(super) fn is_key(role: Role) -> bool {
    matches!(role, Role::Service | Role::Group | Role::Place | Role::Part | Role::Date)
}

/// The bands that stand below the last value of any key, where bands go down.
#[derive(Default)]
pub(super) struct Bands(Vec<String>);

impl Bands {
    /// Whether a row has nothing but a band, and one that stood below the same values: it is a total.
    pub(super) fn again(&mut self, roles: &[Role], cell: &dyn Fn(usize) -> String) -> bool {
        let Some(label) = roles.iter().position(|r| *r == Role::Label) else { return false };
        if (0..roles.len()).any(|c| is_key(roles[c]) && !cell(c).is_empty()) {
            self.0.clear();
        }
        let own = cell(label);
        let again = self.0.contains(&own);
        if !again {
            self.0.push(own);
        }
        again
    }
}

/// Columns of keys whose blank cells stand for the value above: the first row has a value, no value stands in two rows one after the other, and under each value
/// the rows have values of another such column to its right, each row others. What is to the right of all others is never merged, and neither is a blank beside a
/// new value to its left.
pub(super) fn merged(body: Rows<'_>, roles: &[Role], beside: &[usize]) -> Vec<usize> {
    let cell = |row: &(u64, Vec<String>), c: usize| row.1.get(c).map_or(String::new(), |v| folded(v));
    let counts = |row: &&(u64, Vec<String>)| {
        (0..roles.len()).any(|c| {
            (matches!(roles[c], Role::Band | Role::Count) || beside.contains(&c))
                && row.1.get(c).is_some_and(|v| matches!(count(v), Cell::Count(_)))
        })
    };
    let keys: Vec<usize> = (0..roles.len()).filter(|&c| is_key(roles[c]) || roles[c] == Role::Label).collect();
    // A row that has no key at all, or the name of a total, is the sum of what stands above it.
    let some = |row: &&(u64, Vec<String>)| {
        let mut own = keys.iter().map(|&c| cell(row, c)).filter(|v| !v.is_empty()).peekable();
        own.peek().is_some() && !own.any(|v| is_total(&v))
    };
    let mut bands = Bands::default();
    let whole = |row: &&(u64, Vec<String>)| !bands.again(roles, &|c| cell(row, c));
    let rows: Vec<&(u64, Vec<String>)> = body.iter().filter(counts).filter(some).filter(whole).collect();
    // What the rows say with their blank cells filled, from the right to the left: those of an outer column may hold several of an inner one.
    let mut meant: Vec<Vec<String>> = rows.iter().map(|row| (0..roles.len()).map(|c| cell(row, c)).collect()).collect();
    let is = |c: &usize, meant: &[Vec<String>]| {
        let values: Vec<String> = rows.iter().map(|row| cell(row, *c)).collect();
        let filled = |row: &&(u64, Vec<String>)| keys.iter().any(|&o| o > *c && !cell(row, o).is_empty());
        // A new value to the left begins something else.
        let begins = || {
            let left = keys.iter().filter(|&o| o < c);
            left.clone().any(|&o| {
                let mut above = String::new();
                rows.iter().zip(&values).any(|(row, value)| {
                    let own = cell(row, o);
                    let new = !own.is_empty() && own != above;
                    above = if new { own } else { std::mem::take(&mut above) };
                    new && value.is_empty()
                })
            })
        };
        let blanks = || rows.iter().zip(&values).filter(|(_, v)| v.is_empty()).map(|(row, _)| row);
        // Under one value no two rows may say the same: the second would be a total of the first.
        let apart = || {
            let mut own: BTreeSet<Vec<&str>> = BTreeSet::new();
            meant.iter().zip(&values).all(|(row, value)| {
                if !value.is_empty() {
                    own.clear();
                }
                own.insert(keys.iter().filter(|o| *o != c).map(|&o| row[o].as_str()).collect())
            })
        };
        apart()
            && values.first().is_some_and(|v| !v.is_empty())
            && blanks().next().is_some()
            && values.windows(2).all(|w| w[0].is_empty() || w[0] != w[1])
            && blanks().all(filled)
            && !begins()
    };
    let mut found = Vec::new();
    for c in keys.iter().rev().filter(|c| is_key(roles[**c])) {
        if is(c, &meant) {
            found.insert(0, *c);
            let mut above = String::new();
            for row in &mut meant {
                if row[*c].is_empty() { row[*c].clone_from(&above) } else { above.clone_from(&row[*c]) }
            }
        }
    }
    found
}

/// Whether points part the thousands of counts: some have them, nothing else has a point, and no count of four digits goes without.
pub(super) fn points(body: Rows<'_>, roles: &[Role], beside: &[usize]) -> bool {
    let of = |c: &usize| matches!(roles[*c], Role::Band | Role::Count | Role::Total) || beside.contains(c);
    let columns: Vec<usize> = (0..roles.len()).filter(of).collect();
    let values = || body.iter().flat_map(|r| columns.iter().filter_map(|c| r.1.get(*c))).map(|v| v.trim());
    let (mut some, mut other) = (false, false);
    let fine = values().all(|v| {
        let pointed = has_points(v);
        some |= pointed;
        // Where every count has three noughts behind its point, they may be decimals.
        other |= if pointed { !v.ends_with(".000") } else { matches!(count(v), Cell::Count(_)) };
        let digits = v.bytes().take_while(u8::is_ascii_digit).count();
        pointed || (!matches!(count(v), Cell::Count(_)) || (!v.contains('.') && digits < 4))
    });
    some && other && fine
}

/// Columns of counts beside a column of bands, each a list of its own: two or more where nothing else is a list or a count. A column for their names and one
/// for their counts are added behind all others.
pub(super) fn beside(
    body: Rows<'_>,
    names: &mut Vec<String>,
    roles: &mut Vec<Role>,
    marks: &[usize],
    mapping: &Mapping,
) -> Vec<usize> {
    if roles.contains(&Role::Service) {
        return Vec::new();
    }
    let numeric = |c: &usize| {
        let look = look(body, *c);
        roles[*c] == Role::Aside
            && !marks.contains(c)
            && !mapping.columns.contains_key(&folded(&names[*c]))
            && names[*c].chars().any(char::is_alphabetic)
            && look.filled > 0
            && look.numbers * 10 >= look.filled * 9
    };
    let found: Vec<usize> = (0..roles.len()).filter(numeric).collect();
    let total = (0..roles.len()).find(|&c| roles[c] == Role::Count);
    let number = |row: &(u64, Vec<String>), c: usize| match row.1.get(c).map(|v| count(v)) {
        Some(Cell::Count(n)) => n,
        _ => 0.0,
    };
    // A count beside them is that of the row, unless it is their sum.
    let is_sum = |c: usize| {
        let equal = body.iter().filter(|row| number(row, c) == found.iter().map(|&o| number(row, o)).sum::<f64>());
        equal.count() * 20 >= body.len() * 19
    };
    if found.len() < 2 || total.is_some_and(|c| mapping.columns.contains_key(&folded(&names[c])) || !is_sum(c)) {
        return Vec::new();
    }
    if let Some(total) = total {
        roles[total] = Role::Aside;
    }
    names.extend([clean("list of the column"), clean("people of the column")]);
    roles.extend([Role::Service, Role::Count]);
    found
}
