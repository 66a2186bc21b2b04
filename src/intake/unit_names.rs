//! What the names of columns say of waits: whether a column holds them, and in what unit.

use super::languages;
use super::layouts::usual;
use super::role::Role;
use super::unit::Unit;
use super::values::plain;

/// Whether a name of a column says that it holds waits, so that its bands need no unit.
pub(super) fn says_waits(name: &str) -> bool {
    let words = ["week", "month", "day", "wait", "band", "duration", "how long"];
    // `Month` is a date, `Months on the list` a wait.
    let many = plain(name).split_whitespace().any(|w| ["days", "weeks", "months"].contains(&w));
    many || ((words.iter().any(|word| name.contains(word)) || unit_of(name).is_some())
        && usual(name) != Some(Role::Date))
}

/// The one unit that a name of a column says.
pub(super) fn unit_of(name: &str) -> Option<Unit> {
    if name.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let name = plain(name);
    let words = name.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 2);
    let mut units = words.filter_map(|w| Unit::named(w).or_else(|| languages::unit(w))).filter(|u| u.1 == 1.0);
    let (first, _) = units.next()?;
    units.all(|u| u.0 == first).then_some(first)
}

/// The unit that the name of a column says, where it says nothing else: `Days`, `Weeks waiting`.
pub(super) fn says_unit(name: &str) -> Option<Unit> {
    const BESIDE: [&str; 10] = ["waiting", "waited", "wait", "waits", "time", "times", "in", "of", "band", "bands"];
    let plain = plain(name);
    let own = |w: &str| BESIDE.contains(&w) || Unit::named(w).is_some_and(|u| u.1 == 1.0);
    // `Month` alone names a date.
    let single = ["day", "week", "month"].contains(&plain.as_str());
    (!single && plain.split_whitespace().all(own)).then(|| unit_of(name)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_say_the_unit() {
        use Unit::{Days, Months, Weeks};
        for (name, wanted) in [
            ("Days", Some(Days)),
            ("days waiting", Some(Days)),
            ("WeeksWaited", Some(Weeks)),
            ("Wartezeit in Tagen", Some(Days)),
            ("Months on the list", Some(Months)),
            ("Waiting", None),
            ("Weeks or months", None),
            ("Over 18 weeks", None),
        ] {
            assert_eq!(unit_of(name), wanted, "{name}");
        }
        assert_eq!(
            ["Days", "Month", "Median weeks", "Weeks waited"].map(says_unit),
            [Some(Days), None, None, Some(Weeks)]
        );
    }
}
