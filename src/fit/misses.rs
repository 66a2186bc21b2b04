//! Missed appointments of a list of people: of all, by the levels of one attribute, and by the odds ratios of the others.

use super::number::{Number, part};
use crate::distributions::exp;
use crate::intake::{Followed, quoted};
use crate::stat::logistic::{Cell, Logit, logistic};

/// An odds ratio whose interval is wider than a factor of so many either way is not told.
const WIDEST: f64 = 20.0;

/// What was found.
pub(super) struct Misses {
    /// The part of all appointments that is missed.
    pub(super) part: f64,
    /// As a scenario writes it.
    pub(super) line: String,
    /// What is said of it.
    pub(super) said: Vec<String>,
}

/// Appointments missed and kept.
type Sum = [u64; 2];

/// A level of an attribute that is told.
struct Told<'a> {
    name: &'a String,
    of: Sum,
}

/// An attribute with the levels that are told, the others left out.
struct Attribute<'a> {
    /// Its place among the attributes.
    at: usize,
    name: &'a String,
    levels: Vec<Told<'a>>,
    /// Whether those of other levels, taken together, are enough to be told apart from them.
    rest: bool,
}

impl Attribute<'_> {
    /// The level that the others are held against: that with the most appointments.
    fn reference(&self) -> usize {
        let all = |level: &Told<'_>| level.of[0] + level.of[1];
        (0..self.levels.len()).max_by_key(|&i| (all(&self.levels[i]), std::cmp::Reverse(i))).unwrap_or(0)
    }
}

/// The probability to miss an appointment; none where it is not in the list.
pub(super) fn misses(names: &[String], levels: &[Vec<String>], followed: &Followed) -> Option<Misses> {
    let of = followed.appointments.as_ref()?;
    let sum = |which: &dyn Fn(&Vec<String>) -> bool| -> Sum {
        let own = of.iter().filter(|(who, _)| which(who)).map(|(_, n)| *n);
        own.fold([0, 0], |sum, n| [sum[0] + n[0], sum[1] + n[1]])
    };
    let enough = |of: &Sum| of[0] >= followed.least && of[1] >= followed.least;
    let number = |[missed, kept]: Sum| part(missed as f64, (missed + kept) as f64);
    let all = sum(&|_| true);
    if !enough(&all) {
        return None;
    }
    let source = format!(
        "fitted: {} appointments missed and {} kept by people referred in the {} weeks to {}",
        followed.shown(all[0] as f64),
        followed.shown(all[1] as f64),
        followed.of_lists.values().map(|l| l.referred.len()).max().unwrap_or(0),
        followed.date.last_shown()
    );
    let all = number(all);
    let mut said = vec![format!(
        "Appointments missed: {}, of those of people referred in the weeks that are whole.",
        percent(&all)
    )];
    let mut attributes: Vec<Attribute<'_>> = Vec::new();
    for (at, (name, levels)) in names.iter().zip(levels).enumerate() {
        let own = levels.iter().map(|name| Told { name, of: sum(&|who| who[at] == *name) });
        let levels: Vec<Told<'_>> = own.filter(|level| enough(&level.of)).collect();
        let rest = enough(&sum(&|who| levels.iter().all(|level| who[at] != *level.name)));
        if levels.is_empty() {
            continue;
        }
        let words: Vec<String> = levels.iter().map(|l| format!("{} {}", l.name, percent(&number(l.of)))).collect();
        said.push(format!("By {name}: {}.", words.join(", ")));
        attributes.push(Attribute { at, name, levels, rest });
    }
    let rows = |attribute: &Attribute<'_>, of: &dyn Fn(usize) -> Option<Number>, source: &str| {
        let own = attribute.levels.iter().enumerate();
        let row = |(i, level): (usize, &Told<'_>)| Some(format!("{} = {}", quoted(level.name), of(i)?.written(source)));
        format!("{} = {{ {} }}", quoted(attribute.name), own.filter_map(row).collect::<Vec<_>>().join(", "))
    };
    // The first attribute has parts; others only where there is something to hold a level against.
    let (firsts, others) = attributes.split_at(attributes.len().min(1));
    let [first] = firsts else { return Some(Misses { part: all.value, line: all.written(&source), said }) };
    let mut others: Vec<&Attribute<'_>> = others.iter().filter(|other| other.levels.len() > 1).collect();
    let mut untold = Vec::new();
    let fitted = loop {
        if others.is_empty() {
            break None;
        }
        match together(first, &others, of) {
            Ok(fitted) => break Some(fitted),
            Err(worst) => untold.push(others.remove(worst)),
        }
    };
    if !untold.is_empty() {
        let names: Vec<&str> = untold.iter().map(|a| a.name.as_str()).collect();
        said.push(format!(
            "What belongs to {} is not told apart from what belongs to the others, so missed appointments are taken to be alike by it at the same {}.",
            names.join(", "),
            first.name
        ));
    }
    let line = match &fitted {
        None => {
            let own = rows(first, &|i| Some(number(first.levels[i].of)), "fitted");
            format!("{{ default = {}, {own} }}", all.written(&source))
        }
        Some(fitted) => {
            let against: Vec<String> =
                others.iter().map(|o| format!("{} {}", o.name, o.levels[o.reference()].name)).collect();
            let of_first = format!("fitted together with the odds ratios: of {}", against.join(", "));
            let own = rows(first, &|i| Some(chance(&fitted.first[i])), &of_first);
            let mut ratios = Vec::new();
            for (other, logits) in others.iter().zip(&fitted.others) {
                let reference = other.reference();
                let against = format!("fitted: against {}", other.levels[reference].name);
                let of = |i: usize| (i != reference).then(|| ratio(&logits[i])).flatten();
                ratios.push(rows(other, &of, &against));
                let words = (0..logits.len()).filter_map(|i| {
                    let Number { value, low, high } = of(i)?;
                    Some(format!("{} {value:.2} ({low:.2} to {high:.2})", other.levels[i].name))
                });
                said.push(format!(
                    "At the same levels of the others the odds to miss one, against {} {}: {}.",
                    other.name,
                    other.levels[reference].name,
                    words.collect::<Vec<_>>().join(", ")
                ));
            }
            format!("{{ default = {}, {own}, odds_ratio = {{ {} }} }}", all.written(&source), ratios.join(", "))
        }
    };
    Some(Misses { part: all.value, line, said })
}

fn percent(of: &Number) -> String {
    format!("{:.1}% ({:.1} to {:.1}%)", 100.0 * of.value, 100.0 * of.low, 100.0 * of.high)
}

/// A probability.
fn chance(logit: &Logit) -> Number {
    let of = |x: f64| 1.0 / (1.0 + exp(-x));
    Number { value: of(logit.value), low: of(logit.low), high: of(logit.high) }
}

/// An odds ratio; none for the level that the others are held against.
fn ratio(logit: &Option<Logit>) -> Option<Number> {
    let logit = logit.as_ref()?;
    Some(Number { value: exp(logit.value), low: exp(logit.low), high: exp(logit.high) })
}

/// Logits of the levels of the first attribute, and odds ratios of the others.
struct Fitted {
    first: Vec<Logit>,
    others: Vec<Vec<Option<Logit>>>,
}

/// All attributes together; an error names the one of the others that is told worst.
fn together<'a>(
    first: &Attribute<'_>,
    others: &[&Attribute<'_>],
    of: impl IntoIterator<Item = (&'a Vec<String>, &'a Sum)>,
) -> Result<Fitted, usize> {
    // Levels that are not told have a coefficient of their own, all together, where they are enough; else such people are left out.
    let mut cells: Vec<Cell> = Vec::new();
    let mut numbers: Vec<Option<usize>> = Vec::new();
    let mut next = 0;
    let mut begins = Vec::new();
    for (i, attribute) in std::iter::once(&first).chain(others).enumerate() {
        begins.push(numbers.len());
        let reference = (i > 0).then(|| attribute.reference());
        for level in 0..=attribute.levels.len() {
            let free = Some(level) != reference && (level < attribute.levels.len() || attribute.rest);
            numbers.push(free.then_some(next));
            next += usize::from(free);
        }
    }
    for (who, [missed, kept]) in of.into_iter().filter(|(_, n)| n[0] + n[1] > 0) {
        let mut own = Vec::new();
        let mut known = true;
        for (attribute, begin) in std::iter::once(&first).chain(others).zip(&begins) {
            let level = attribute.levels.iter().position(|l| *l.name == who[attribute.at]);
            known &= level.is_some() || attribute.rest;
            own.extend(numbers[begin + level.unwrap_or(attribute.levels.len())]);
        }
        if known {
            cells.push(Cell { of: own, yes: *missed as f64, no: *kept as f64 });
        }
    }
    let Some(found) = logistic(&cells, next) else { return Err(others.len() - 1) };
    let logit = |attribute: usize, level: usize| numbers[begins[attribute] + level].map(|number| found[number]);
    let of_others: Vec<Vec<Option<Logit>>> = (others.iter().enumerate())
        .map(|(i, other)| (0..other.levels.len()).map(|level| logit(i + 1, level)).collect())
        .collect();
    let wide = |logits: &Vec<Option<Logit>>| logits.iter().flatten().any(|l| exp(l.high - l.value) > WIDEST);
    if let Some(worst) = of_others.iter().position(wide) {
        return Err(worst);
    }
    let own: Option<Vec<Logit>> = (0..first.levels.len()).map(|level| logit(0, level)).collect();
    own.map(|first| Fitted { first, others: of_others }).ok_or(others.len() - 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn followed(appointments: &[(&[&str], Sum)]) -> Followed {
        let of = appointments.iter().map(|(who, n)| (who.iter().map(|l| l.to_string()).collect(), *n));
        Followed {
            date: crate::intake::Period { year: 2026, month: 1, day: Some(31) },
            stays: Vec::new(),
            lists: Vec::new(),
            treated: Vec::new(),
            referred: BTreeMap::new(),
            appointments: Some(of.collect()),
            of_lists: BTreeMap::new(),
            urgencies: None,
            least: 8,
        }
    }

    fn told(groups: &[(&str, &[&str])], appointments: &[(&[&str], Sum)]) -> Misses {
        let names: Vec<String> = groups.iter().map(|g| g.0.to_string()).collect();
        let levels: Vec<Vec<String>> = groups.iter().map(|g| g.1.iter().map(|l| l.to_string()).collect()).collect();
        misses(&names, &levels, &followed(appointments)).unwrap()
    }

    const SITES: (&str, &[&str]) = ("area", &["a", "b"]);

    #[test]
    fn each_attribute_has_its_own_part_in_it() {
        // The counts of the test of the regression: odds of 2.218 for men at the same area.
        let counts: [(&[&str], Sum); 4] =
            [(&["a", "f"], [30, 170]), (&["a", "m"], [45, 105]), (&["b", "f"], [20, 280]), (&["b", "m"], [18, 132])];
        let found = told(&[SITES, ("sex", &["f", "m"])], &counts);
        assert!(
            found.line.contains("odds_ratio = { \"sex\" = { \"m\" = { value = 2.218, low = 1.472, high = 3.342"),
            "{}",
            found.line
        );
        assert!(found.line.contains("\"area\" = { \"a\" = { value = 0.1564"), "{}", found.line);
        assert!(found.said.iter().any(|s| s.contains("against sex f: m 2.22 (1.47 to 3.34)")), "{:?}", found.said);
        assert!((found.part - 113.0 / 800.0).abs() < 1e-12);
        // One attribute is told as it is.
        let one = told(&[SITES], &counts.map(|(who, n)| (&who[..1], n))[..1]);
        assert!(one.line.contains("\"a\" = { value = 0.15") && !one.line.contains("odds_ratio"), "{}", one.line);
    }

    #[test]
    fn levels_of_few_and_columns_that_say_the_same_are_left_out() {
        // Two columns that say the same of everybody: what belongs to which is not known.
        let same: [(&[&str], Sum); 2] = [(&["a", "f"], [40, 160]), (&["b", "m"], [20, 180])];
        let found = told(&[SITES, ("sex", &["f", "m"])], &same);
        assert!(!found.line.contains("odds_ratio") && found.line.contains("\"b\""), "{}", found.line);
        assert!(found.said.iter().any(|s| s.contains("sex is not told apart")), "{:?}", found.said);
        // Few are no level, and nobody of them is told; those not recorded are told apart from the others where they are enough.
        let few: [(&[&str], Sum); 6] = [
            (&["a", "f"], [30, 170]),
            (&["a", "m"], [45, 105]),
            (&["a", "x"], [0, 5]),
            (&["b", "f"], [20, 280]),
            (&["b", "m"], [18, 132]),
            (&["b", "not recorded"], [60, 40]),
        ];
        let found = told(&[SITES, ("sex", &["f", "m", "x"])], &few);
        assert!(found.line.contains("\"m\" = { value = 2.2") && !found.line.contains("\"x\""), "{}", found.line);
    }
}
