//! Names in one form, so that what differs only in how it is written is the same.

use super::values::plain;

/// The level that stands for all values that say nothing.
pub(crate) const NOT_RECORDED: &str = "not recorded";

/// One form of a name: what differs only in case, spaces or the form of accents is the same.
pub(super) fn fold(name: &str) -> String {
    crate::compile::names::fold(name)
}

/// Values that mean the same: of any column, and of one that says whether people are female or male.
const SAME: [&[&str]; 2] = [&["yes", "y", "true"], &["no", "n", "false"]];
const SAME_SEX: [&[&str]; 2] = [&["female", "f", "females", "woman", "women"], &["male", "m", "males", "man", "men"]];

/// One form of a level of a group: `F` and `female` are one, and so are `Y` and `yes`. It is never shown.
pub(super) fn fold_level(group: &str, level: &str) -> String {
    let folded = fold(level);
    let plain = plain(group);
    let of_sex = plain.split(|c: char| !c.is_alphanumeric()).any(|w| w == "sex" || w == "gender");
    let mut all = SAME.iter().chain(if of_sex { &SAME_SEX[..] } else { &[] });
    let same = all.find(|same| same.contains(&folded.as_str()));
    same.map_or(folded, |same| same[0].to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_is_one_level() {
        for (group, one, other) in
            [("Sex", "F", "female"), ("PatientGender", "M", " MALE"), ("Disabled", "Y", "Yes"), ("Disabled", "n", "NO")]
        {
            assert_eq!(fold_level(group, one), fold_level(group, other), "{group}");
        }
        for (group, one, other) in
            [("Ward", "F", "Female"), ("Sex", "F", "M"), ("Sex", "X", "Male"), ("Sussex", "M", "male")]
        {
            assert_ne!(fold_level(group, one), fold_level(group, other), "{group}");
        }
    }
}
