//! Appointments by what tells people apart, made of counts that may be told: those of each class, and of each two classes of two attributes. What is fitted to
//! these tells no more than they do. From rates in four digits that are fitted to exact counts the counts could be reckoned, and from all of them less those of
//! the levels that are told the few of the others.

use super::appointments::{Attribute, Counts, Sum, Told};
use crate::intake::Followed;

/// More combinations than this are not taken apart.
const MOST_CELLS: usize = 4_096;
/// What stands for the people of two classes who are too few to be told, nobody among them: hardly anybody, so that columns which say the same stay alike.
const FEW: f64 = 0.01;
/// Tables are fitted to their sums until these are so near, in appointments, and so often at most.
const NEAR: f64 = 1e-3;
const TURNS: usize = 1_000;

/// Appointments of people of the same classes.
pub(super) struct Crossed {
    /// The class of each attribute.
    pub(super) of: Vec<usize>,
    /// Missed and kept.
    pub(super) n: [f64; 2],
}

/// Whether appointments missed and kept are enough to be told, each.
pub(super) fn enough(of: &Sum, followed: &Followed) -> bool {
    of.iter().all(|n| followed.count(*n as f64) > 0.0)
}

/// The attributes with the levels that have enough appointments. Who has a level of few and is not enough with the others like it stands in no figure at all: else all
/// less those who are told would be these few. So `of` loses them, until each class of each attribute is enough.
pub(super) fn attributes<'a>(
    names: &'a [String],
    levels: &'a [Vec<String>],
    of: &mut Counts,
    followed: &Followed,
) -> Vec<Attribute<'a>> {
    of.retain(|_, n| n[0] + n[1] > 0);
    loop {
        let found: Vec<Attribute<'a>> = (names.iter().zip(levels).enumerate())
            .filter_map(|(at, (name, levels))| attribute(at, name, levels, of, followed))
            .collect();
        let before = of.len();
        of.retain(|who, _| found.iter().all(|attribute| attribute.class(who).is_some()));
        if of.len() == before {
            return found;
        }
    }
}

fn attribute<'a>(
    at: usize,
    name: &'a String,
    levels: &'a [String],
    of: &Counts,
    followed: &Followed,
) -> Option<Attribute<'a>> {
    let sum = |which: &dyn Fn(&String) -> bool| -> Sum {
        let own = of.iter().filter(|(who, _)| which(&who[at])).map(|(_, n)| *n);
        own.fold([0, 0], |sum, n| [sum[0] + n[0], sum[1] + n[1]])
    };
    let told = |n: Sum| n.map(|n| followed.count(n as f64) as u64);
    let own = levels.iter().map(|name| (name, sum(&|who| who == name)));
    let own = own.filter(|(_, n)| enough(n, followed)).map(|(name, n)| Told { name, of: told(n) });
    let own: Vec<Told<'a>> = own.collect();
    let is_told = |who: &String| own.iter().any(|level| level.name == who);
    let named = |who: &String| levels.contains(who);
    let few = enough(&sum(&|who| !is_told(who) && named(who)), followed);
    let unknown = enough(&sum(&|who| !named(who)), followed);
    let rest = enough(&sum(&|who| !is_told(who)), followed);
    let mut found = Attribute {
        at,
        name,
        unlisted: levels.iter().filter(|name| !is_told(name)).collect(),
        levels: own,
        few,
        unknown,
        rest,
        sums: Vec::new(),
    };
    let mut exact = vec![[0, 0]; found.classes()];
    for (who, n) in of {
        if let Some(class) = found.class(who) {
            exact[class].iter_mut().zip(n).for_each(|(sum, n)| *sum += n);
        }
    }
    found.sums = exact.into_iter().map(told).collect();
    (!found.levels.is_empty()).then_some(found)
}

/// Scales the cells such that those of each class have the sum that is wanted of it, and tells how far off the worst of them was.
fn fit(cells: &mut [f64], classes: &[usize], wanted: &[f64]) -> f64 {
    let mut sums = vec![0.0; wanted.len()];
    cells.iter().zip(classes).for_each(|(n, class)| sums[*class] += n);
    for (n, class) in cells.iter_mut().zip(classes) {
        *n *= if sums[*class] > 0.0 { wanted[*class] / sums[*class] } else { 0.0 };
    }
    sums.iter().zip(wanted).map(|(sum, wanted)| (sum - wanted).abs()).fold(0.0, f64::max)
}

/// Takes turns until the worst sum is near.
fn turns(mut turn: impl FnMut() -> f64) {
    for _ in 0..TURNS {
        if turn() < NEAR {
            break;
        }
    }
}

/// Appointments by every combination of classes; none where there are too many. Attributes are as much alike as each two of them are, and appointments are missed as the
/// classes of each attribute miss them.
pub(super) fn crossed(attributes: &[&Attribute<'_>], of: &Counts, followed: &Followed) -> Option<Vec<Crossed>> {
    let sizes: Vec<usize> = attributes.iter().map(|a| a.classes()).collect();
    let many = sizes.iter().try_fold(1_usize, |all, n| all.checked_mul(*n).filter(|all| *all <= MOST_CELLS))?;
    let class = |cell: usize, at: usize| cell / sizes[..at].iter().product::<usize>() % sizes[at];
    let by_class: Vec<Vec<usize>> =
        (0..sizes.len()).map(|at| (0..many).map(|cell| class(cell, at)).collect()).collect();
    // Those of each two attributes.
    let mut pairs: Vec<(Vec<usize>, Vec<f64>)> = Vec::new();
    for (a, b) in (0..sizes.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let mut sums = vec![0.0; sizes[a] * sizes[b]];
        for (who, n) in of {
            if let (Some(of_a), Some(of_b)) = (attributes[a].class(who), attributes[b].class(who)) {
                sums[of_a * sizes[b] + of_b] += (n[0] + n[1]) as f64;
            }
        }
        let told = sums.into_iter().map(|n| followed.count(n).max(FEW)).collect();
        let classes = (0..many).map(|cell| by_class[a][cell] * sizes[b] + by_class[b][cell]).collect();
        pairs.push((classes, told));
    }
    let mut all = vec![1.0; many];
    turns(|| pairs.iter().map(|(classes, wanted)| fit(&mut all, classes, wanted)).fold(0.0, f64::max));
    // Each attribute has the sums of its classes, in all as many as the first has.
    let wanted = |of: &dyn Fn(&Sum) -> u64| -> Vec<Vec<f64>> {
        let sums = |at: usize| attributes[at].sums.iter().map(|n| of(n) as f64);
        let people: f64 = sums(0).sum();
        let of_attribute = |at: usize| -> Vec<f64> {
            let own: f64 = sums(at).sum();
            sums(at).map(|n| n * people / own).collect()
        };
        (0..sizes.len()).map(of_attribute).collect()
    };
    let by_class = &by_class;
    let (of_all, of_missed) = (wanted(&|n| n[0] + n[1]), wanted(&|n| n[0]));
    turns(|| {
        let each = by_class.iter().zip(&of_all);
        each.map(|(classes, wanted)| fit(&mut all, classes, wanted)).fold(0.0, f64::max)
    });
    // The odds of a logistic regression hang on all appointments of each cell and on those missed of each class. Both are fitted: the odds of a cell are a product of one
    // number for each class, and in no cell more are missed than there are.
    let of_kept: Vec<Vec<f64>> = (of_all.iter().zip(&of_missed))
        .map(|(all, missed)| all.iter().zip(missed).map(|(all, missed)| (all - missed).max(FEW)).collect())
        .collect();
    let (mut missed, mut kept) = (all.clone(), all.clone());
    turns(|| {
        let mut off: f64 = 0.0;
        for ((classes, of_missed), of_kept) in by_class.iter().zip(&of_missed).zip(&of_kept) {
            off = off.max(fit(&mut missed, classes, of_missed)).max(fit(&mut kept, classes, of_kept));
            for ((missed, kept), all) in missed.iter_mut().zip(&mut kept).zip(&all) {
                let sum = *missed + *kept;
                let times = if sum > 0.0 { all / sum } else { 0.0 };
                (*missed, *kept) = (*missed * times, *kept * times);
            }
        }
        off
    });
    let cell = |cell: usize| Crossed {
        of: by_class.iter().map(|classes| classes[cell]).collect(),
        n: [missed[cell], kept[cell]],
    };
    Some((0..many).map(cell).collect())
}
