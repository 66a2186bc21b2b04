//! What is asked for of an inequity that is put into lists.

use queuity::population::{Attribute, Population};
use queuity::synth::inject::{Injection, Size};

#[test]
fn what_is_asked_for_is_read_or_refused_in_words() {
    let levels = vec!["most deprived".to_string(), "a, b: c=d".to_string()];
    let attributes = vec![Attribute { name: "deprivation".into(), levels, ordered: true, reference: 0 }];
    let population = Population { attributes };
    let of = |text: &str| Injection::parse(text, &population).map(|i| (i.mechanism.name(), i.group.level, i.size));
    for (text, wanted) in [
        ("missed appointments: deprivation=most deprived, x3", ("missed appointments", 0, Size::Strength(3.0))),
        ("missed appointments: deprivation=most deprived, +21 days", ("missed appointments", 0, Size::Days(21.0))),
        ("removals: deprivation=a, b: c=d, +10 points", ("removals", 1, Size::Points(10.0))),
        ("rank:deprivation=most deprived,28 days", ("rank", 0, Size::Strength(28.0))),
        ("rank: deprivation=most deprived, +21 days", ("rank", 0, Size::Days(21.0))),
        ("days: deprivation=most deprived, +21 days", ("days", 0, Size::Days(21.0))),
        ("days: deprivation=most deprived, 20.5 days", ("days", 0, Size::Strength(20.5))),
        ("late referral: deprivation=most deprived, +30 days", ("late referral", 0, Size::Days(30.0))),
        ("late referral: deprivation=most deprived, 1 day", ("late referral", 0, Size::Strength(1.0))),
    ] {
        assert_eq!(of(text), Ok(wanted), "{text}");
    }
    for (text, words) in [
        ("missed", "cannot be read"),
        ("miss: deprivation=most deprived, x3", "there is no mechanism"),
        ("rank: area=most deprived, 3 days", "there is no attribute `area`"),
        ("rank: deprivation=most deprivd, 3 days", "did you mean `most deprived`?"),
        ("rank: deprivation=most, 3 days", "there are: most deprived"),
        ("rank: deprivation=most deprived, x3", "is in days"),
        ("rank: deprivation=most deprived, +3 points", "is about no share"),
        ("removals: deprivation=most deprived, 3 days", "is a ratio"),
        ("removals: deprivation=most deprived, x0", "above 0"),
        ("removals: deprivation=most deprived, xnan", "is no number"),
        ("days: deprivation=most deprived, -3 days", "more than 0"),
        ("days: deprivation=most deprived, much", "a size is"),
        ("days: deprivation=most deprived, 1e30 days", "at most 3650 days"),
        ("late referral: deprivation=most deprived, +1e30 days", "at most 3650 days"),
        ("late referral: deprivation=most deprived, +1e400 days", "at most 3650 days"),
        ("days: deprivation=most deprived, 1e-400 days", "`1e-400` is too near 0"),
        ("days: deprivation=most deprived, 0e5 days", "more than 0"),
        ("removals: deprivation=most deprived, x1e400", "between x0.005 and x200"),
        ("removals: deprivation=most deprived, x0.0001e-400", "is too near 0"),
        ("removals: deprivation=most deprived, xinf", "is no number"),
        ("removals: deprivation=most deprived, +1e400 points", "below 100"),
        ("late referral: deprivation=most deprived, +0.4 days", "the days of `late referral` are whole"),
        ("rank: deprivation=most deprived, 1000000 days", "at most 3650 days"),
        ("rank: deprivation=most deprived, +4000 days", "at most 3650 days"),
        ("missed appointments: deprivation=most deprived, x1e308", "between x0.005 and x200"),
        ("removals: deprivation=most deprived, x1e-9", "between x0.005 and x200"),
        ("removals: deprivation=most deprived, +100 points", "below 100"),
        ("removals: deprivation=most deprived, +1e-9 points", "at least 0.01 points"),
        ("days: deprivation=most deprived, +0.001 days", "at least 0.01 days"),
    ] {
        let error = of(text).expect_err(text);
        assert!(error.contains(words), "{text}: {error}");
    }
}
