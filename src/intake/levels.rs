//! Levels of groups: which values are one, which say nothing, and their order.

use super::counted::Counted;
use super::disadvantage::ranked;
use super::found::Found;
use super::layouts::is_not_known;
use super::one_form::{NOT_RECORDED, fold_level};
use super::told::Told;
use super::values::folded;

/// The levels of a group, in the order in which the file has them; those that say nothing are one, at the end.
pub(super) fn levels(lists: &[&Found], group: usize, told: &mut Told) -> Vec<String> {
    let name = &lists[0].groups[group];
    let mut out: Vec<String> = Vec::new();
    let mut alike: Vec<(String, String)> = Vec::new();
    for (_, groups) in lists.iter().filter_map(|f| f.tables.get(&Counted::List)).flat_map(|t| t.keys()) {
        let value = &groups[group];
        if is_not_known(&folded(value)) {
            if folded(value) != NOT_RECORDED && !alike.iter().any(|(v, _)| v == value) {
                alike.push((value.clone(), NOT_RECORDED.to_string()));
            }
            continue;
        }
        match out.iter().find(|l| fold_level(name, l) == fold_level(name, value)) {
            None => out.push(value.clone()),
            Some(first) if first != value && !alike.iter().any(|(v, _)| v == value) => {
                alike.push((value.clone(), first.clone()));
            }
            Some(_) => {}
        }
    }
    by_disadvantage(name, &mut out, lists[0].orders[group].as_deref());
    for (value, as_what) in alike {
        let value = if value.is_empty() { "blank".to_string() } else { format!("`{value}`") };
        told.understood.push(format!("{name}: {value} is `{as_what}`"));
    }
    out
}

/// The place of a level by its words: "most" first, "least" last, else the number that it names; none where there is none.
fn place(level: &str) -> Option<(u64, bool)> {
    const WORDS: [(&str, u64); 7] =
        [("first", 1), ("second", 2), ("third", 3), ("middle", 3), ("fourth", 4), ("fifth", 5), ("youngest", 0)];
    let lower = folded(level);
    let digits: String = lower.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let under = ["under", "below", "less", "<"].iter().any(|w| lower.starts_with(w));
    match digits.parse() {
        Ok(number) => Some((number, !under)),
        Err(_) if lower.starts_with("most") => Some((0, true)),
        Err(_) if lower.starts_with("least") || lower.starts_with("oldest") => Some((u64::MAX, true)),
        Err(_) => WORDS.iter().find(|(w, _)| lower.split_whitespace().any(|v| v == *w)).map(|w| (w.1, true)),
    }
}

/// Whether every level has a place by its words.
pub(super) fn has_order(levels: &[String]) -> bool {
    levels.iter().all(|l| place(l).is_some())
}

/// Puts levels in order: as the reader says; else from the most disadvantaged on, where names and levels say which that is; else by their words.
pub(super) fn by_disadvantage(name: &str, levels: &mut [String], said: Option<&[String]>) {
    order(name, levels, said);
    if said.is_none()
        && let Some(ranked) = ranked(name, levels)
    {
        let mut placed: Vec<(f64, String)> = ranked.places.into_iter().zip(levels.iter().cloned()).collect();
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
        levels.iter_mut().zip(placed).for_each(|(level, (_, own))| *level = own);
    }
}

/// Puts levels in order: as the reader says; else by the numbers that they name, and "most" before "least".
pub(super) fn order(name: &str, levels: &mut [String], said: Option<&[String]>) {
    let key = |level: &String| {
        let form = fold_level(name, level);
        let said = said.and_then(|s| s.iter().position(|l| fold_level(name, l) == form)).unwrap_or(usize::MAX);
        (said, place(level).unwrap_or((u64::MAX - 1, true)))
    };
    levels.sort_by_cached_key(key);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_put_in_order_where_they_have_one() {
        let of = |levels: &[&str], said: Option<&[String]>| {
            let mut levels: Vec<String> = levels.iter().map(|l| l.to_string()).collect();
            order("Sex", &mut levels, said);
            levels
        };
        assert_eq!(of(&["5 (least)", "10", "1 (most)", "2"], None), ["1 (most)", "2", "5 (least)", "10"]);
        assert_eq!(
            of(&["least deprived", "fourth", "middle", "most deprived", "second"], None),
            ["most deprived", "second", "middle", "fourth", "least deprived"]
        );
        assert_eq!(of(&["65+", "18-64", "Under 18"], None), ["Under 18", "18-64", "65+"]);
        let said = ["White".to_string(), "asian".to_string()];
        assert_eq!(of(&["Asian", "Black", "White"], Some(&said)), ["White", "Asian", "Black"]);
        let said = ["Male".to_string(), "Female".to_string()];
        assert_eq!(of(&["F", "M", "X"], Some(&said)), ["M", "F", "X"]);
        let of = |name: &str, levels: &[&str]| {
            let mut levels: Vec<String> = levels.iter().map(|l| l.to_string()).collect();
            by_disadvantage(name, &mut levels, None);
            levels
        };
        assert_eq!(of("NZDep2023 quintile", &["1", "2", "5"]), ["5", "2", "1"]);
        assert_eq!(of("Deprivation", &["1 (least)", "3", "5 (most)"]), ["5 (most)", "3", "1 (least)"]);
        assert_eq!(of("IMD", &["5", "1"]), ["1", "5"]);
        let named = |levels: &[&str]| has_order(&levels.iter().map(|l| l.to_string()).collect::<Vec<_>>());
        assert!(named(&["1", "2", "least"]) && !named(&["White", "Asian"]));
    }
}
