//! What the values of a column look like: numbers, dates, codes, or the sum of other columns.

use super::bands::Chain;
use super::mapping::Mapping;
use super::role::Role;
use super::row::Rows;
use super::values::{Cell, Period, count, folded, has_points};

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
            _ => look.numbers += usize::from(has_comma(value)),
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

/// Whether a text is a number with decimals behind a comma, as means are: `12,4`.
fn has_comma(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split_once(',').is_some_and(|(whole, rest)| digits(whole) && digits(rest))
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
                // The day on which a report was made is not that of the list.
                let made =
                    ["extract", "report run", "run date", "generated", "created", "load", "publication", "published"];
                let of_list = |c: usize| !made.iter().any(|word| names[c].contains(word));
                of.iter().copied().max_by_key(|&c| (dates(c), of_list(c), std::cmp::Reverse(c))).unwrap_or(of[0])
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
