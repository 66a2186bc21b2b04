//! Values of columns that tell lists or people apart.

use std::collections::BTreeMap;

use crate::intake::layouts::is_not_known;
use crate::intake::one_form::fold_level;
use crate::intake::values::{clean, folded};

/// Most spellings that are remembered; others are read again each time.
const MOST_SPELLINGS: usize = 5_000;
/// Lower ends of the bands of ages in years.
const AGES: [u32; 5] = [0, 18, 40, 65, 80];

/// A spelling of a value.
#[derive(Debug)]
struct Spelling {
    number: Option<usize>,
    /// As it may be shown.
    name: String,
    times: u64,
}

/// Values of a column, each with a number. Spellings that differ in case, spaces and the form of accents are one value, and so are those that mean the same.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The name of the column.
    column: String,
    known: BTreeMap<String, Spelling>,
    numbers: BTreeMap<String, usize>,
    /// Whether these are ages in years, which become bands.
    ages: bool,
    /// Whether what says nothing is "not recorded".
    may_miss: bool,
}

impl Values {
    pub(super) fn new(column: &str, ages: bool, may_miss: bool) -> Self {
        Self { column: column.to_string(), ages, may_miss, ..Self::default() }
    }

    /// The number of a value; none where it says nothing.
    pub(super) fn number(&mut self, cell: &str) -> Option<usize> {
        if let Some(spelling) = self.known.get_mut(cell) {
            spelling.times += 1;
            return spelling.number;
        }
        let (name, number) = self.read(cell);
        if self.known.len() < MOST_SPELLINGS {
            self.known.insert(cell.to_string(), Spelling { number, name, times: 1 });
        }
        number
    }

    fn read(&mut self, cell: &str) -> (String, Option<usize>) {
        let mut name = clean(cell);
        if self.may_miss && is_not_known(&folded(&name)) {
            return (name, None);
        }
        if self.ages
            && let Some(age) = name.parse::<f64>().ok().filter(|a| (0.0..=130.0).contains(a))
        {
            name = band_of(age as u32);
        }
        let next = self.numbers.len();
        let number = *self.numbers.entry(fold_level(&self.column, &name)).or_insert(next);
        (name, Some(number))
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether some values are spelled in several ways.
    pub(super) fn are_alike(&self) -> bool {
        let mut first: BTreeMap<usize, &str> = BTreeMap::new();
        self.known
            .values()
            .filter_map(|s| Some((s.number?, s.name.as_str())))
            .any(|(number, name)| *first.entry(number).or_insert(name) != name)
    }

    /// The name of each value: its most usual spelling.
    pub(super) fn names(&self) -> Vec<String> {
        let mut times: Vec<BTreeMap<&str, u64>> = vec![BTreeMap::new(); self.len()];
        for spelling in self.known.values() {
            if let Some(number) = spelling.number {
                *times[number].entry(&spelling.name).or_default() += spelling.times;
            }
        }
        let usual = |s: &BTreeMap<&str, u64>| {
            s.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(**name))).map(|s| s.0.to_string())
        };
        times.iter().map(|s| usual(s).unwrap_or_default()).collect()
    }
}

/// The band of an age.
fn band_of(age: u32) -> String {
    let at = AGES.iter().rposition(|a| age >= *a).unwrap_or(0);
    match AGES.get(at + 1) {
        Some(next) => format!("{}-{}", AGES[at], next - 1),
        None => format!("{}+", AGES[at]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one_value_and_ages_are_bands() {
        let mut values = Values::new("Ethnicity", false, true);
        let found: Vec<Option<usize>> =
            ["Asian", " asian ", "White", "Not stated", "Asian", ""].iter().map(|v| values.number(v)).collect();
        assert_eq!(found, [Some(0), Some(0), Some(1), None, Some(0), None]);
        assert_eq!(values.names(), ["Asian", "White"]);
        assert!(values.are_alike());
        let mut sexes = Values::new("Sex", false, true);
        let found: Vec<Option<usize>> =
            ["F", "female", "M", "Female", "male", "Female"].iter().map(|v| sexes.number(v)).collect();
        assert_eq!(found, [Some(0), Some(0), Some(1), Some(0), Some(1), Some(0)]);
        assert!(sexes.are_alike());
        assert_eq!(sexes.names(), ["Female", "M"]);
        let mut ages = Values::new("Age", true, true);
        let found: Vec<Option<usize>> = ["17", "18", "39", "82", "over 80"].iter().map(|v| ages.number(v)).collect();
        assert_eq!(found, [Some(0), Some(1), Some(1), Some(2), Some(3)]);
        assert_eq!(ages.names(), ["0-17", "18-39", "80+", "over 80"]);
    }
}
