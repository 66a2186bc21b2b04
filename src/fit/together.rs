//! Missed appointments by several attributes at once: which of them are told apart, and the odds of their levels.

use std::cmp::Reverse;

use super::appointments::{Attribute, Counts};
use super::crossed::{Crossed, crossed};
use crate::distributions::exp;
use crate::intake::Followed;
use crate::stat::logistic::{Cell, Logit, logistic};

/// An odds ratio whose interval is wider than a factor of so many either way is not told.
const WIDEST: f64 = 20.0;
/// Up to so many attributes beside the first, every choice of them is tried; with more, one after the other.
const ALL_CHOICES: usize = 8;

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
