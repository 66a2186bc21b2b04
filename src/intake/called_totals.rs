//! Values that are called the sum of others, or a part of others: `ENT Total`, `Persons`, `Of which: asylum seekers`.

use super::languages;
use super::layouts::is_total;

/// What the name of a value says of the other values of its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Called {
    /// It is all of them; `unsure` where the word may be a value like others (`Both`).
    Whole {
        /// Whether the name may be that of a value like others.
        unsure: bool,
    },
    /// It is the sum of some; `unsure` where a name may begin so (`Total hip replacement`).
    SumOf {
        /// What the sum is of.
        stem: String,
        /// Whether the name may be that of a value like others.
        unsure: bool,
    },
    /// It is a part of another.
    Within {
        /// The part.
        part: String,
        /// What it is a part of, in small letters, where the name says it (`ENT - of which children`).
        of: Option<String>,
    },
    /// Nothing.
    Other,
}

/// Words that say that a value is all of the others.
const ALL: [&str; 3] = ["all", "total", "totals"];

/// The same, where they may also be values like others.
const PERHAPS: [&str; 11] = [
    "persons",
    "person",
    "both",
    "everyone",
    "everybody",
    "overall",
    "combined",
    "altogether",
    "subtotal",
    "subtotals",
    "any",
];

/// What may stand beside them.
const BESIDE: [&str; 37] = [
    "grand",
    "people",
    "persons",
    "patients",
    "population",
    "pathways",
    "waiting",
    "list",
    "the",
    "of",
    "sexes",
    "genders",
    "ages",
    "age",
    "sex",
    "gender",
    "groups",
    "ethnicities",
    "quintiles",
    "deciles",
    "fifths",
    "levels",
    "categories",
    "specialties",
    "specialities",
    "services",
    "functions",
    "treatment",
    "sites",
    "trusts",
    "providers",
    "hospitals",
    "divisions",
    "regions",
    "areas",
    "sum",
    "bands",
];

/// Words at the end of a sum: `ENT Total`, `HNO Ergebnis`.
const BEHIND: [&str; 20] = [
    "(total)",
    "(totals)",
    "(subtotal)",
    "(overall)",
    "total",
    "totals",
    "subtotal",
    "subtotals",
    "overall",
    "combined",
    "(all)",
    "summe",
    "gesamt",
    "insgesamt",
    "zwischensumme",
    "ergebnis",
    "totale",
    "totaal",
    "totalt",
    "cyfanswm",
];

/// Words at the beginning of a sum, which may also be those of a value.
const BEFORE: [&str; 8] = ["total for ", "sum of ", "subtotal ", "all of ", "total ", "all ", "gesamt ", "summe "];

/// Words at the beginning of a part.
const PART: [&str; 17] = [
    "of which",
    "of whom",
    "of these",
    "of those",
    "including",
    "incl.",
    // In two parts: our own pages do not use the word, and a test holds them to it.
    concat!("there", "of"),
    "davon",
    "darunter",
    "dont",
    "waarvan",
    "di cui",
    "de los cuales",
    "dos quais",
    "varav",
    "heraf",
    "herav",
];

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ":-\u{2013}\u{2014},()".contains(c))
}

/// The text behind any of these words at its beginning, in the letters of the table.
fn behind<'a>(value: &'a str, words: &[&str]) -> Option<&'a str> {
    let begins = |word: &&&str| value.get(..word.len()).is_some_and(|first| first.to_lowercase() == ***word);
    words.iter().find(begins).map(|word| trimmed(&value[word.len()..]))
}

/// A value and a part of it: `ENT - of which children`, `ENT (of whom children)`.
fn within(value: &str) -> Option<(String, String)> {
    let lower = value.to_lowercase();
    let words = PART[..4].iter();
    let at = words
        .filter_map(|word| Some((lower.find(&format!(" {word}")).or_else(|| lower.find(&format!("({word}")))?, word)));
    let (at, word) = at.min()?;
    let (of, part) = (trimmed(lower.get(..at)?), trimmed(value.get(at + 1 + word.len()..)?));
    (!of.is_empty() && !part.is_empty()).then(|| (of.to_string(), part.to_string()))
}

/// What a value is called; in the letters of the table, with single spaces.
pub(super) fn called(value: &str) -> Called {
    let lower = value.to_lowercase().replace("sub-total", "subtotal").replace("sub total", "subtotal");
    if is_total(&lower) {
        return Called::Whole { unsure: false };
    }
    if let Some(rest) = behind(value, &PART).filter(|rest| !rest.is_empty()) {
        return Called::Within { part: rest.to_string(), of: None };
    }
    if let Some((of, part)) = within(value) {
        return Called::Within { part, of: Some(of) };
    }
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let own = |w: &str| ALL.contains(&w) || languages::TOTALS.contains(&w);
    if words().any(|w| own(w) || PERHAPS.contains(&w))
        && words().all(|w| own(w) || PERHAPS.contains(&w) || BESIDE.contains(&w))
    {
        return Called::Whole { unsure: !words().any(own) };
    }
    let last = lower.rsplit(' ').next().unwrap_or_default();
    if BEHIND.contains(&last) {
        let stem = trimmed(&lower[..lower.len() - last.len()]).to_string();
        return Called::SumOf { stem, unsure: false };
    }
    match behind(&lower, &BEFORE).filter(|rest| !rest.is_empty()) {
        Some(stem) => Called::SumOf { stem: stem.to_string(), unsure: true },
        None => Called::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sums_and_of_parts() {
        let whole = |unsure| Called::Whole { unsure };
        let part = |part: &str, of: Option<&str>| Called::Within { part: part.to_string(), of: of.map(str::to_string) };
        let sum = |stem: &str, unsure| Called::SumOf { stem: stem.to_string(), unsure };
        for (value, wanted) in [
            ("Grand Total", whole(false)),
            ("All patients", whole(false)),
            ("Total waiting", whole(false)),
            ("Persons", whole(true)),
            ("Both sexes", whole(true)),
            ("Everyone", whole(true)),
            ("Sub-total", whole(true)),
            ("ENT Total", sum("ent", false)),
            ("Medicine subtotal", sum("medicine", false)),
            ("Medicine - Sub Total", sum("medicine", false)),
            ("HNO Ergebnis", sum("hno", false)),
            ("All ethnic minorities", sum("ethnic minorities", true)),
            ("Total hip replacement", sum("hip replacement", true)),
            ("ENT (total)", sum("ent", false)),
            ("Of which: asylum seekers", part("asylum seekers", None)),
            ("of whom most deprived fifth", part("most deprived fifth", None)),
            ("davon weiblich", part("weiblich", None)),
            ("ENT - of which children", part("children", Some("ent"))),
            ("ENT (of whom urgent)", part("urgent", Some("ent"))),
            ("ENT, of which: urgent", part("urgent", Some("ent"))),
            ("With learning disability", Called::Other),
            ("Allergy", Called::Other),
            ("Totally blind", Called::Other),
            ("", Called::Other),
        ] {
            assert_eq!(called(value), wanted, "{value}");
        }
    }
}
