//! Which end of numbered levels is worse off: as the levels say, as the name of the column says, or as its index is known to be counted; else it is assumed.

use super::values::folded;

/// Which level is the most disadvantaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worst {
    /// The first or lowest: as said, or known of the index.
    Lowest,
    /// The highest.
    Highest,
    /// Nothing says it: the lowest, as most indices have it.
    Assumed,
}

/// Words that name an order of levels.
const ORDERED: [&str; 12] = [
    "depriv",
    "disadvant",
    "imd",
    "quintile",
    "decile",
    "fifth",
    "nzdep",
    "seifa",
    "irsd",
    "irsad",
    "townsend",
    "carstairs",
];
/// Indices of which 1 is the most disadvantaged: those of England, Wales, Scotland, Northern Ireland and Australia.
const LOWEST: [&str; 8] = ["imd", "wimd", "simd", "nimdm", "eimd", "seifa", "irsd", "irsad"];
/// Indices of which 1 is the least disadvantaged: New Zealand's, and scores that rise with deprivation.
const HIGHEST: [&str; 6] = ["nzdep", "townsend", "carstairs", "adi", "svi", "cimd"];

fn words(text: &str) -> Vec<String> {
    let split = |c: char| !c.is_alphanumeric();
    text.split(split).filter(|w| !w.is_empty()).map(str::to_string).collect()
}

/// Whether a text from a word on speaks of the worse end: "most deprived", "least affluent"; none where it speaks of neither.
fn worse(words: &[String]) -> Option<bool> {
    let most = match words.first()?.as_str() {
        "most" | "more" => true,
        "least" | "less" => false,
        _ => return None,
    };
    let well = ["advantaged", "affluent", "wealthy", "privileged", "prosperous"];
    Some(most != words.get(1).is_some_and(|w| well.contains(&w.as_str())))
}

/// What a text with numbers says: "5 = most deprived", "1 (least)"; and "most deprived is 10", in the name of a column.
fn said(text: &str, is_name: bool) -> Option<Worst> {
    if text.contains('%') {
        return None;
    }
    let words = words(&folded(text));
    for at in 0..words.len() {
        let Some(worse) = worse(&words[at..]) else { continue };
        let number = |w: &String| w.parse::<u32>().ok().filter(|n| *n <= 100);
        let links = |w: &&String| ["is", "being", "the", "means", "equals"].contains(&w.as_str());
        let before = words[..at].iter().rev().find(|w| !links(w)).and_then(number);
        let after = words[at + 1..].iter().find(|w| number(w).is_some()).and_then(number);
        let Some(number) = before.or(after.filter(|_| is_name)) else { continue };
        return Some(if (number <= 1) == worse { Worst::Lowest } else { Worst::Highest });
    }
    None
}

/// Which level is the most disadvantaged, by the name of a group and its levels, which have an order; none where the name says nothing of disadvantage.
pub(super) fn worst(name: &str, levels: &[String]) -> Option<Worst> {
    let lower = folded(name);
    if !ORDERED.iter().any(|w| lower.contains(w)) {
        return None;
    }
    // Two levels with words, such as "1 (most)" and "5 (least)", or words alone.
    if let Some(by_levels) = levels.iter().find_map(|level| said(level, false)) {
        return Some(by_levels);
    }
    if levels.iter().any(|level| worse(&words(&folded(level))).is_some()) {
        return Some(Worst::Lowest);
    }
    let names = words(&lower);
    let is =
        |of: &[&str]| names.iter().any(|n| of.iter().any(|o| n.trim_end_matches(|c: char| c.is_ascii_digit()) == *o));
    Some(match said(name, true) {
        Some(said) => said,
        None if is(&HIGHEST) => Worst::Highest,
        None if is(&LOWEST) => Worst::Lowest,
        None => Worst::Assumed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_end_is_read_from_the_name_the_levels_or_the_index() {
        let numbers: Vec<String> = (1..=5).map(|n| n.to_string()).collect();
        for (name, wanted) in [
            ("NZDep2023 quintile", Some(Worst::Highest)),
            ("NZDep", Some(Worst::Highest)),
            ("IMD (5 = most deprived)", Some(Worst::Highest)),
            ("Deprivation (1 = least deprived)", Some(Worst::Highest)),
            ("Deprivation quintile (1 = most affluent)", Some(Worst::Highest)),
            ("Deprivation, most deprived is 5", Some(Worst::Highest)),
            ("IMD quintile", Some(Worst::Lowest)),
            ("IMD_Decile", Some(Worst::Lowest)),
            ("SIMD2020 quintile", Some(Worst::Lowest)),
            ("WIMD", Some(Worst::Lowest)),
            ("SEIFA IRSD decile", Some(Worst::Lowest)),
            ("IMD quintile (1 = most deprived)", Some(Worst::Lowest)),
            ("Deprivation decile (10 = least deprived)", Some(Worst::Lowest)),
            ("Deprivation quintile", Some(Worst::Assumed)),
            ("Ward", None),
        ] {
            assert_eq!(worst(name, &numbers), wanted, "{name}");
        }
        let of = |levels: &[&str]| {
            let levels: Vec<String> = levels.iter().map(|l| l.to_string()).collect();
            worst("NZDep", &levels)
        };
        assert_eq!(of(&["1 (least)", "3", "5 (most)"]), Some(Worst::Highest));
        assert_eq!(of(&["1 - most", "3", "5"]), Some(Worst::Lowest));
        assert_eq!(of(&["most deprived 10%", "more deprived 10-20%"]), Some(Worst::Lowest));
        assert_eq!(of(&["least deprived", "most deprived"]), Some(Worst::Lowest));
        assert_eq!(worst("Age", &numbers), None);
    }
}
