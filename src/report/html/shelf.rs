//! Figures by their keys, in little room: a result of many services has many of both.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::name::Name;

/// The parts of a key: policy, service, population, date, measure, attribute, group and stage.
pub(super) const PARTS: usize = 8;

/// The texts of keys and notes, each once and with a number.
#[derive(Debug, Default)]
pub(super) struct Texts(BTreeMap<Name, u32>);

/// A key by the numbers of its texts.
pub(super) type Numbers = [u32; PARTS];

impl Texts {
    /// The name of a text; equal texts share it.
    pub(super) fn name(&mut self, text: &str) -> Name {
        if let Some((name, _)) = self.0.get_key_value(text) {
            return name.clone();
        }
        let name = Name::from(text);
        self.0.insert(name.clone(), self.0.len() as u32);
        name
    }

    /// The numbers of the parts of a key.
    pub(super) fn key(&mut self, parts: &[String; PARTS]) -> Numbers {
        std::array::from_fn(|i| {
            let next = self.0.len() as u32;
            match self.0.get(parts[i].as_str()) {
                Some(number) => *number,
                None => {
                    self.0.insert(Name::from(parts[i].as_str()), next);
                    next
                }
            }
        })
    }

    /// The same where all parts are known.
    pub(super) fn find(&self, parts: &[&str; PARTS]) -> Option<Numbers> {
        let mut numbers = [0; PARTS];
        for (number, part) in numbers.iter_mut().zip(parts) {
            *number = *self.0.get(*part)?;
        }
        Some(numbers)
    }
}

/// What was read, by key.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    all: Vec<(Numbers, T)>,
    /// Their places in the order of the keys, once all is there.
    order: Vec<u32>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { all: Vec::new(), order: Vec::new() }
    }
}

impl<T> Shelf<T> {
    /// Adds one.
    pub(super) fn put(&mut self, key: Numbers, of: T) {
        self.all.push((key, of));
    }

    /// Puts all in order; of those with the same key the last one stays.
    pub(super) fn sort(&mut self) {
        let all = &self.all;
        self.order = (0..all.len() as u32).collect();
        self.order.sort_unstable_by_key(|&at| (all[at as usize].0, Reverse(at)));
        self.order.dedup_by_key(|at| all[*at as usize].0);
    }

    /// The one with this key.
    pub(super) fn get(&self, key: &Numbers) -> Option<&T> {
        let at = self.order.binary_search_by_key(key, |at| self.all[*at as usize].0).ok()?;
        Some(&self.all[self.order[at] as usize].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_key_is_found_by_the_same_texts() {
        let (mut texts, mut shelf) = (Texts::default(), Shelf::default());
        let parts = |last: &str| std::array::from_fn(|i| if i == 7 { last.to_string() } else { format!("part {i}") });
        for (last, value) in [("a", 1), ("b", 2), ("a", 3)] {
            let key = texts.key(&parts(last));
            shelf.put(key, value);
        }
        shelf.sort();
        let found = |last: &str| {
            let parts: [String; PARTS] = parts(last);
            texts.find(&std::array::from_fn(|i| parts[i].as_str())).and_then(|key| shelf.get(&key)).copied()
        };
        assert_eq!([found("a"), found("b"), found("c")], [Some(3), Some(2), None]);
    }
}
