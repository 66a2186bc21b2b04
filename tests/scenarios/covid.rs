//! `covid-shock.toml`: the list of the pandemic from its flows, and where a tenth more capacity closes the gap between areas.

use crate::scenarios::answer::Answer;
use crate::scenarios::scenario;

const AS_IT_WENT: &str = "as it went";
const ALIKE: &str = "a tenth more, everywhere alike";
const A_THIRD: &str = "a tenth more, a third of it where lists grew most";
const ALL_OF_IT: &str = "a tenth more, where lists grew most";
const INDEPENDENT: &str = "a tenth more, where independent hospitals are";

#[test]
fn the_list_of_the_pandemic_comes_out_and_only_some_recoveries_are_fair() {
    let answer = Answer::of(&scenario("covid-shock.toml"));
    let list = |at: &str, group: &str| answer.series(AS_IT_WENT, "list_size", group, at);
    // Fitted in July 2021; not in February 2021 (4.70 million, 4.76 with a trust that did not report) and April 2023.
    for (at, published) in [("2021-02-24", 4.76e6), ("2021-07-28", 5_606_724.0), ("2023-04-26", 7.4e6)] {
        let found = list(at, "all");
        assert!((found / published - 1.0).abs() < 0.03, "{at}: {found}, published {published}");
    }
    // Fitted: how much the list grew, the King's Fund 2021.
    for (group, published) in [("all", 42.0), ("most deprived", 55.2), ("least deprived", 36.0)] {
        let growth = 100.0 * (list("2021-07-28", group) / list("2020-04-29", group) - 1.0);
        assert!((growth - published).abs() < 1.5, "{group}: {growth}%, published {published}%");
    }

    let gap = |variant: &str| answer.figure(variant, "weeks_untreated.gap", "");
    let weeks = |variant: &str| answer.figure(variant, "weeks_untreated", "all").mean;
    assert!(gap(AS_IT_WENT).above(4.0), "{:?}", gap(AS_IT_WENT));
    // No order within a list reaches a gap between lists.
    let (order, verdict) = answer.change("first come", "weeks_untreated.gap", "");
    assert!(order.mean.abs() < 0.3 && verdict == "not told apart", "{order:?} {verdict}");
    // The same slots at the same mean wait: what differs is the gap.
    for variant in [A_THIRD, INDEPENDENT] {
        assert!((weeks(variant) - weeks(ALIKE)).abs() < 0.1, "{variant}: {} weeks", weeks(variant));
    }
    assert!(weeks(ALIKE) < weeks(AS_IT_WENT) - 4.0);
    assert!(gap(ALIKE).above(3.5), "most of it stays: {:?}", gap(ALIKE));
    assert!(gap(A_THIRD).holds(0.0) && gap(A_THIRD).upper < 0.5, "{:?}", gap(A_THIRD));
    let (wider, verdict) = answer.change(INDEPENDENT, "weeks_untreated.gap", "");
    assert!(wider.above(1.0) && verdict == "widens", "{wider:?} {verdict}");
    assert_eq!(answer.change(ALL_OF_IT, "weeks_untreated.gap", "").1, "reverses");
}
