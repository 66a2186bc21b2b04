//! Names that must differ, and names that would be confused with words of result files.

use unicode_normalization::UnicodeNormalization;

use crate::error::Problem;
use crate::measure::{URGENCY, as_recorded};
use crate::scenario::path;

/// Words that result files and file systems use themselves.
pub(crate) const TAKEN: [&str; 14] =
    ["", "all", "total", "na", "n/a", "nan", "null", "none", "*", ".", "..", "con", "nul", "not recorded"];

/// Checks the names of a list: not taken, and different even where case, spaces and accents are written another way.
pub(super) fn check(list: &str, names: Vec<&str>, reserved: &[&str], problems: &mut Vec<Problem>) {
    let folded: Vec<String> = names.iter().map(|n| fold(n)).collect();
    let place = |i: usize| {
        let first = names.iter().position(|n| *n == names[i]) == Some(i);
        let of_tables = !list.ends_with("levels");
        let address = if first && !names[i].is_empty() && of_tables { names[i].to_string() } else { i.to_string() };
        let entry = path::entry(list, &address);
        if of_tables { path::key(&entry, "name") } else { entry }
    };
    for (i, name) in names.iter().enumerate() {
        let at = place(i);
        let shown = crate::scenario::shown(name);
        if TAKEN.contains(&folded[i].as_str()) || reserved.contains(name) {
            let message = format!("the name `{shown}` is taken: results or scenarios use the word themselves");
            problems.push(Problem::new("Q0415", at, message).help("choose another name"));
        } else if let Some(other) = folded[..i].iter().position(|f| *f == folded[i]) {
            let message = if names[other] == *name {
                format!("the name `{shown}` is used twice")
            } else {
                let other = crate::scenario::shown(names[other]);
                format!("the names `{other}` and `{shown}` differ only in case, spaces or the form of accents")
            };
            problems.push(Problem::new("Q0416", at, message).help("rename one of them").also(place(other)));
        }
    }
}

/// What stands between the names of a crossing in result files.
const CROSSED: &str = " x ";

/// Checks that no attribute has the name that result files give to a crossing of others, or to what the record makes of another; and that
/// no two cells of a crossing have one name.
pub(super) fn of_crossings(attributes: &[(&str, &[String])], problems: &mut Vec<Problem>) {
    let folded: Vec<String> = attributes.iter().map(|(name, _)| fold(name)).collect();
    let known = |name: &str, but: usize| {
        name == URGENCY || folded.iter().enumerate().any(|(i, other)| i != but && other == name)
    };
    let taken = |at: String, shown: &str, what: &str| {
        let message = format!("the name `{}` is taken: result files have it for {what}", crate::scenario::shown(shown));
        Problem::new("Q0415", at, message).help("choose another name")
    };
    for (i, (name, _)) in attributes.iter().enumerate() {
        let at = path::key(&path::entry("attribute", name), "name");
        if folded[i].contains(CROSSED) && folded[i].split(CROSSED).all(|part| known(part, i)) {
            problems.push(taken(at, name, "these attributes together"));
        } else if attributes.iter().any(|(other, _)| folded[i] == fold(&as_recorded(other))) {
            problems.push(taken(at, name, "what the record says of the other attribute"));
        }
    }
    // "a x b" with "c" and "a" with "b x c" would be one name.
    let crossed = |(_, levels): &&(&str, &[String])| levels.iter().any(|level| fold(level).contains(CROSSED));
    for (name, levels) in attributes.iter().filter(crossed).skip(1) {
        for (i, level) in levels.iter().enumerate().filter(|(_, level)| fold(level).contains(CROSSED)) {
            let list = path::key(&path::entry("attribute", name), "levels");
            problems.push(taken(path::entry(&list, &i.to_string()), level, "levels of several attributes together"));
        }
    }
}

/// One form for names that look alike: single spaces, no difference of case (upper case and back, so that `ß` is `ss` and every sigma the
/// same), and accents composed (Unicode normalization form C).
pub(crate) fn fold(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let decomposed: String = words.join(" ").nfd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    decomposed.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_fold_alike() {
        assert_eq!(fold(" Hip  AND knee"), fold("hip and knee"));
        assert_eq!(fold("Caf\u{e9}"), fold("cafe\u{301}"));
        // Letters with two accents, in any order of the marks that Unicode calls the same, and of another script.
        assert_eq!(fold("Vi\u{1ec7}t"), fold("VIe\u{323}\u{302}T"));
        assert_eq!(fold("q\u{307}\u{323}"), fold("q\u{323}\u{307}"));
        assert_eq!(fold("\u{ac00}"), fold("\u{1100}\u{1161}"));
        assert_eq!(fold("Stra\u{df}e"), fold("STRASSE"));
        assert_eq!(fold("\u{39f}\u{3a3}"), fold("\u{3bf}\u{3c2}"));
        assert_ne!(fold("cafe"), fold("caf\u{e9}"));
        let mut problems = Vec::new();
        check("service", vec!["a", "ALL", "A "], &[], &mut problems);
        assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["Q0415", "Q0416"]);
    }
}
