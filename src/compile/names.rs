//! Names that must differ, and names that would be confused with words of result files.

use unicode_normalization::UnicodeNormalization;

use crate::error::Problem;
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
