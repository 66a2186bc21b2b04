//! What counts as a difference that matters.

use queuity::compare::Matters;
use queuity::measure::{Layout, Registry};
use queuity::population::{Attribute, Population};
use queuity::scenario::Smallest;

#[test]
fn a_gap_goes_by_its_measure_unless_it_is_named() {
    let attribute = Attribute { name: "sex".into(), levels: vec!["f".into(), "m".into()], ordered: true, reference: 0 };
    let population = Population { attributes: vec![attribute] };
    let layout = Layout::new(&Registry::shipped(), &population, &[], &["a".into()]);
    let of = |list: &[(&str, Smallest)], name: &str| {
        let matters = Matters(list.iter().map(|(n, s)| ((*n).to_string(), *s)).collect());
        let at = layout.in_words().position(|w| w.measure == name).expect("such a row");
        matters.of(&layout, &layout.rows[at])
    };
    let two_days = [("weeks_untreated", Smallest::Time(2.0 * 86_400.0))];
    assert_eq!(of(&two_days, "weeks_untreated"), Some(2.0 / 7.0));
    assert_eq!(of(&two_days, "weeks_untreated.gap"), Some(2.0 / 7.0));
    assert_eq!(of(&two_days, "fate_died.gap"), Some(0.005));
    let own = [("fate_died", Smallest::Share(0.01)), ("fate_died.gap", Smallest::Any)];
    assert_eq!((of(&own, "fate_died"), of(&own, "fate_died.gap")), (Some(0.01), None));
}

#[test]
fn what_is_of_another_unit_or_no_figure_is_said() {
    let layout = Layout::new(&Registry::shipped(), &Population::default(), &[], &["a".into()]);
    let one = |name: &str, smallest| {
        let errors = Matters([(name.to_string(), smallest)].into()).errors(&layout);
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(one("list_size", Smallest::Amount(5.0)), "");
    assert_eq!(one("list_size", Smallest::Time(5.0)), "`list_size` is in people, so a duration says nothing of it");
    assert_eq!(
        one("weeks_untreated", Smallest::Share(0.1)),
        "`weeks_untreated` is in weeks, so a percentage says nothing of it"
    );
    assert!(one("weeks_untreatd", Smallest::Any).contains("the nearest is `weeks_untreated`"));
}
