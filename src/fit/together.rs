//! Missed appointments by several attributes at once: which of them are told apart, and the odds of their levels.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::crossed::{Crossed, crossed};
use crate::distributions::exp;
use crate::intake::Followed;
use crate::stat::logistic::{Cell, Logit, logistic};

/// An odds ratio whose interval is wider than a factor of so many either way is not told.
const WIDEST: f64 = 20.0;
/// Up to so many attributes beside the first, every choice of them is tried; with more, one after the other.
const ALL_CHOICES: usize = 8;

/// Appointments missed and kept.
pub(super) type Sum = [u64; 2];
/// Those of people of the same levels.
pub(super) type Counts = BTreeMap<Vec<String>, Sum>;

/// A level of an attribute that is told.
pub(super) struct Told<'a> {
    pub(super) name: &'a String,
    pub(super) of: Sum,
}

/// An attribute with the levels that are told, the others left out.
pub(super) struct Attribute<'a> {
    /// Its place among the attributes.
    pub(super) at: usize,
    pub(super) name: &'a String,
    pub(super) levels: Vec<Told<'a>>,
    /// The levels that are not told.
    pub(super) unlisted: Vec<&'a String>,
    /// Whether those of these levels, taken together, are enough to be told apart from them.
    pub(super) few: bool,
    /// Whether those whose level is not recorded are.
    pub(super) unknown: bool,
    /// Whether both together are.
    pub(super) rest: bool,
    /// Appointments of each class, as they are told: of the levels, and of those who stand behind them.
    pub(super) sums: Vec<Sum>,
}

impl Attribute<'_> {
    /// The class of people: their level; else that of few appointments or of no record, apart where both are enough, else as one. None where they are too few for any.
    pub(super) fn class(&self, who: &[String]) -> Option<usize> {
        let own = &who[self.at];
        let level = self.levels.iter().position(|level| level.name == own);
        let few = self.unlisted.contains(&own);
        level.or_else(|| self.rest.then_some(self.levels.len() + usize::from(!few && self.few && self.unknown)))
    }

    /// How many classes there are.
    pub(super) fn classes(&self) -> usize {
        self.levels.len() + usize::from(self.rest) + usize::from(self.few && self.unknown)
    }

    /// The level that the others are held against: that with the most appointments.
    pub(super) fn reference(&self) -> usize {
        let all = |level: &Told<'_>| level.of[0] + level.of[1];
        (0..self.levels.len()).max_by_key(|&i| (all(&self.levels[i]), Reverse(i))).unwrap_or(0)
    }
}

/// The most of these attributes that are told apart together, those that come first where there is a choice, and what they say.
pub(super) fn most<'a, 'b>(
    first: &Attribute<'_>,
    tried: &[&'b Attribute<'a>],
    (of, followed): (&Counts, &Followed),
) -> (Vec<&'b Attribute<'a>>, Option<Fitted>) {
    let n = tried.len();
    let choice =
        |mask: usize| -> Vec<&'b Attribute<'a>> { (0..n).filter(|i| mask >> i & 1 == 1).map(|i| tried[i]).collect() };
    if n <= ALL_CHOICES {
        let mut masks: Vec<usize> = (1..1 << n).collect();
        masks.sort_by_key(|mask| (n - mask.count_ones() as usize, Reverse(mask.reverse_bits())));
        let found =
            masks.into_iter().find_map(|mask| Some((choice(mask), together(first, &choice(mask), (of, followed))?)));
        return found.map_or((Vec::new(), None), |(kept, fitted)| (kept, Some(fitted)));
    }
    let (mut kept, mut found) = (Vec::new(), None);
    for one in tried {
        kept.push(*one);
        match together(first, &kept, (of, followed)) {
            Some(fitted) => found = Some(fitted),
            None => drop(kept.pop()),
        }
    }
    (kept, found)
}

/// The attributes that one cannot be told apart from: the first, if that alone is in its way, or one that is kept, or all of them.
pub(super) fn alike(
    first: &Attribute<'_>,
    kept: &[&Attribute<'_>],
    untold: &Attribute<'_>,
    of: (&Counts, &Followed),
) -> String {
    if together(first, &[untold], of).is_none() {
        return first.name.clone();
    }
    match kept.iter().find(|other| together(first, &[**other, untold], of).is_none()) {
        Some(other) => format!("{} and {}", first.name, other.name),
        None => std::iter::once(&first).chain(kept).map(|a| a.name.as_str()).collect::<Vec<_>>().join(" and "),
    }
}

/// Logits of the levels of the first attribute, and odds ratios of the others.
pub(super) struct Fitted {
    pub(super) first: Vec<Logit>,
    /// Of each level, and at the end of those of few appointments together.
    pub(super) others: Vec<Vec<Option<Logit>>>,
    /// What they are fitted to.
    pub(super) cells: Vec<Crossed>,
}

/// All attributes together; none where they are not told apart.
fn together(first: &Attribute<'_>, others: &[&Attribute<'_>], (of, followed): (&Counts, &Followed)) -> Option<Fitted> {
    let attributes: Vec<&Attribute<'_>> = std::iter::once(&first).chain(others).copied().collect();
    let crossed = crossed(&attributes, of, followed)?;
    // Each class has a coefficient, but for the level that those of its attribute are held against.
    let mut numbers: Vec<Vec<Option<usize>>> = Vec::new();
    let mut next = 0;
    for (i, attribute) in attributes.iter().enumerate() {
        let reference = (i > 0).then(|| attribute.reference());
        let number = |class: usize| {
            let free = Some(class) != reference;
            next += usize::from(free);
            free.then(|| next - 1)
        };
        numbers.push((0..attribute.classes()).map(number).collect());
    }
    let cell = |cell: &Crossed| Cell {
        of: cell.of.iter().zip(&numbers).filter_map(|(class, numbers)| numbers[*class]).collect(),
        yes: cell.n[0],
        no: cell.n[1],
    };
    let cells: Vec<Cell> = crossed.iter().filter(|c| c.n[0] + c.n[1] > 0.0).map(cell).collect();
    let found = logistic(&cells, next)?;
    let wide = |l: &Logit| exp(l.high - l.value) > WIDEST;
    let logit = |attribute: usize, class: usize| numbers[attribute][class].map(|number| found[number]);
    let of_others: Vec<Vec<Option<Logit>>> = (others.iter().enumerate())
        .map(|(i, other)| {
            let few = other.few.then(|| logit(i + 1, other.levels.len())).flatten().filter(|l| !wide(l));
            (0..other.levels.len()).map(|level| logit(i + 1, level)).chain([few]).collect()
        })
        .collect();
    if of_others.iter().zip(others).any(|(logits, other)| logits[..other.levels.len()].iter().flatten().any(wide)) {
        return None;
    }
    let own: Option<Vec<Logit>> = (0..first.levels.len()).map(|level| logit(0, level)).collect();
    own.map(|first| Fitted { first, others: of_others, cells: crossed })
}
