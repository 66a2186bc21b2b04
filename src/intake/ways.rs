//! The same people counted in several ways, where no name says so: sets of rows that have the same sum in every band.

use std::collections::{BTreeMap, BTreeSet};

use super::called_totals::{Called, called};
use super::kept::bits;
use super::keys::Key;
use super::pass::Pass;
use super::refused::Refused;
use super::role::Role;
use super::values::{clean, folded, without_note};

/// How unlikely it must be, in bits, that sums agree by chance: beside what so many pairs of sets make likely.
const SURE: f64 = 12.0;
/// The same of lists, which have more values.
const SURE_OF_LISTS: f64 = 30.0;
/// A way may leave out this part of the people: it does not tell of everybody.
const NEARLY_ALL: f64 = 0.1;
/// Most values of a column that is looked at.
const MOST: usize = 200;

/// Counts of a value: over dates, parts and bands; and a number of them with what the other columns say.
#[derive(Clone, Debug, PartialEq)]
struct Own {
    counts: Vec<f64>,
    print: u64,
    value: u32,
}

fn sex(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["f", "m", "female", "male", "females", "males", "women", "men", "girls", "boys", "woman", "man"];
    WORDS.contains(&text)
}

/// Whether a text is an age: `0-17`, `18+`, `65 and over`, `under 18`, `18 to 64 years`.
fn age(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || "-\u{2013}".contains(c)).filter(|w| !w.is_empty()).collect();
    let number = |w: &str| w.trim_end_matches('+').parse::<u32>().is_ok_and(|n| n < 130);
    const BESIDE: [&str; 11] = ["to", "and", "over", "under", "plus", "years", "year", "or", "older", "aged", "more"];
    let has_end = words.len() > 1 || text.ends_with('+');
    has_end && words.iter().any(|w| number(w)) && words.iter().all(|w| number(w) || BESIDE.contains(w))
}

impl Pass<'_> {
    /// Refuses a column whose values tell the same people apart in several ways.
    pub(super) fn one_way(&self) -> Result<(), Refused> {
        if self.shape.layout.is_some() {
            return Ok(());
        }
        for (k, key) in self.keys.iter().enumerate() {
            let name = &self.shape.names[key.column];
            let own = self.own(key);
            let of_kind =
                |is: fn(&str) -> bool| own.iter().filter(|o| is(&folded(&key.values[o.value as usize]))).count();
            let mixed = key.role != Role::Service && of_kind(sex) > 1 && of_kind(age) > 1;
            let why = match () {
                () if mixed => "its values are sexes and ages",
                () if sets(&own, key.role == Role::Service) => "sets of its values have the same sum in every band",
                () if self.alike(k, &own) => {
                    return Err(Refused::new(format!(
                        "`{name}` holds several ways in which the same people are told apart: the rows of some of its values have the same sum in every band, and each person would be counted once for each"
                    ))
                    .help(format!(
                        "keep one of them, such as --where \"{name}=...\", and say in a mapping which column has its levels, under [columns]: \"...\" = \"group\"; or, under [totals], \"{name}\" = [] if these are other people"
                    )));
                }
                () => continue,
            };
            return Err(Refused::new(format!(
                "`{name}` holds several ways in which the same people are told apart: {why}, and each person would be counted once for each"
            ))
            .help(format!(
                "keep one of them: name the values of the others in the mapping, under [totals], and they are set aside: \"{name}\" = [\"...\"]; or \"{name}\" = [] if these are other people"
            )));
        }
        Ok(())
    }

    /// The counts of the values of a key that are no totals or parts of others by their names; none where the mapping says that it has no totals.
    fn own(&self, key: &Key) -> Vec<Own> {
        let said = self.options.mapping.totals.get(&folded(&self.shape.names[key.column]));
        if said.is_some_and(Vec::is_empty) {
            return Vec::new();
        }
        let said: BTreeSet<String> = said.into_iter().flatten().map(|t| folded(t)).collect();
        let slices: BTreeSet<u32> = key.sums.keys().map(|(_, slice)| *slice).collect();
        let plain = |v: &usize| {
            let text = clean(without_note(&key.values[*v]));
            !text.is_empty() && called(&text) == Called::Other && !said.contains(&folded(&text))
        };
        let of = |v: usize| {
            let mut own = Own { counts: Vec::new(), print: 0, value: v as u32 };
            let width = key.sums.values().next().map_or(0, |of| of.counts.len());
            for &slice in &slices {
                match key.sums.get(&(v as u32, slice)) {
                    Some(of) => {
                        own.counts.extend(&of.counts);
                        let weight = u64::from(slice) * 2 + 1;
                        own.print = own.print.wrapping_add(of.print.wrapping_mul(weight));
                    }
                    None => own.counts.resize(own.counts.len() + width, 0.0),
                }
            }
            own
        };
        let plain: Vec<usize> = (0..key.values.len()).filter(plain).take(MOST + 1).collect();
        if plain.len() > MOST || plain.len() * slices.len() > 100_000 {
            return Vec::new();
        }
        plain.into_iter().map(of).filter(|own| own.counts.iter().any(|n| *n > 0.0)).collect()
    }

    /// Whether two values have the same sum, and rows that part it otherwise.
    fn alike(&self, k: usize, own: &[Own]) -> bool {
        if self.kept.is_over() || self.keys[k].role != Role::Place {
            return false;
        }
        let mut by: BTreeMap<Vec<u64>, Vec<u32>> = BTreeMap::new();
        let pairs = (own.len() * own.len().saturating_sub(1) / 2).max(1);
        let sure = SURE + (pairs as f64).log2();
        for of in own.iter().filter(|of| bits(&of.counts) >= sure) {
            by.entry(of.counts.iter().map(|n| n.to_bits()).collect()).or_default().push(of.value);
        }
        let rows = |value: u32| {
            let mut rows: Vec<Vec<u64>> = (self.kept.rows.iter())
                .filter(|row| row.at[k] == value)
                .map(|row| row.counts.iter().map(|n| n.to_bits()).collect())
                .collect();
            rows.sort_unstable();
            rows
        };
        // Where values are ways, most of them have about as many people as all; some that merely have the same number of people are no ways.
        let people = |of: &Own| of.counts.iter().sum::<f64>();
        let most = |values: &&Vec<u32>| {
            let all = own.iter().find(|of| of.value == values[0]).map_or(0.0, people);
            let near = own.iter().filter(|of| (people(of) - all).abs() <= NEARLY_ALL * all).count();
            values.len() > 1 && near * 2 > own.len()
        };
        by.values().filter(most).any(|values| {
            let first = rows(values[0]);
            values[1..].iter().any(|v| {
                let other = rows(*v);
                other != first && first.len() > 1 && other.len() > 1
            })
        })
    }
}

/// Whether two neighbouring sets of several values have the same sum everywhere, and are not of the same counts.
fn sets(own: &[Own], lists: bool) -> bool {
    let many = own.len();
    let Some(width) = own.first().map(|o| o.counts.len()) else { return false };
    let mut until = vec![(vec![0.0; width], 0_u64)];
    for of in own {
        let (sum, print) = &until[until.len() - 1];
        let sum: Vec<f64> = sum.iter().zip(&of.counts).map(|(a, n)| a + n).collect();
        until.push((sum, print.wrapping_add(of.print)));
    }
    let people: Vec<f64> = until.iter().map(|u| u.0.iter().sum()).collect();
    let sure = if lists { SURE_OF_LISTS } else { SURE } + 2.0 * (many as f64).log2();
    let of =
        |from: usize, to: usize| -> Vec<f64> { until[to].0.iter().zip(&until[from].0).map(|(a, b)| a - b).collect() };
    let print = |from: usize, to: usize| until[to].1.wrapping_sub(until[from].1);
    let each = |from: usize, to: usize| {
        let mut all: Vec<Vec<u64>> =
            own[from..to].iter().map(|o| o.counts.iter().map(|n| n.to_bits()).collect()).collect();
        all.sort_unstable();
        all
    };
    for from in 0..many {
        for middle in from + 2..many {
            let wanted = people[middle] + (people[middle] - people[from]);
            let to = middle + people[middle..].partition_point(|p| *p < wanted);
            if to <= many
                && to >= middle + 2
                && people[to] == wanted
                && print(from, middle) == print(middle, to)
                && of(from, middle) == of(middle, to)
                && bits(&of(from, middle)) >= sure
                && each(from, middle) != each(middle, to)
            {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sexes_and_ages_are_known() {
        assert!(["0-17", "18+", "65 and over", "under 18", "18 to 64 years"].into_iter().all(age));
        assert!(!["1", "17", "ent", "ward 5", "f"].into_iter().any(age));
        assert!(sex("female") && !sex("unknown"));
    }
}
