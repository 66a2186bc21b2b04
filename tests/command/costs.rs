//! What a policy costs for each breach that it avoids.

use crate::command::{SMALL, queuity, succeeds, write};

/// A row of `contrasts.csv`: variant, service, difference, lower, upper, verdict, note.
type Row = (String, String, Option<f64>, Option<f64>, Option<f64>, String, String);

/// The rows of a measure of all people; none of their fields before the note is quoted.
fn rows(text: &str, measure: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in text.lines().filter(|l| l.contains(&format!(",flow,,{measure},all,all,"))) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse().ok();
        let words = fields[19..].join(",");
        rows.push((fields[0].into(), fields[1].into(), number(7), number(8), number(9), fields[14].into(), words));
    }
    rows
}

#[test]
fn it_is_the_ratio_of_the_two_differences_with_a_verdict_in_words() {
    let home = tempfile::tempdir().expect("a folder");
    // More slots cost more and avoid breaches; a fee costs and avoids none.
    let more = "[[variant]]\nname = \"more slots\"\nfrom = \"first come\"\n\
                set = { \"service[hips].slots.per_week\" = 26, \"service[eyes].slots.per_week\" = 18 }\n\
                [[variant]]\nname = \"fewer slots\"\nfrom = \"first come\"\n\
                set = { \"service[hips].slots.per_week\" = 14, \"service[eyes].slots.per_week\" = 11 }\n\
                [[variant]]\nname = \"a fee\"\nfrom = \"first come\"\n\
                set = { \"service[hips].costs.fixed\" = 5000, \"service[eyes].costs.fixed\" = 0 }\n";
    let prices = "costs = { slot = 180, missed = 25, fixed = 0 }\n";
    let text = SMALL
        .replace("slots = { per_week = 20", &format!("{prices}slots = {{ per_week = 20"))
        .replace("slots = { per_week = 14", &format!("{prices}slots = {{ per_week = 14"))
        .replace("replications = 4", "replications = 12\ncurrency = \"GBP\"");
    write(home.path(), "s.toml", &(text + more));
    succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out"]));
    let contrasts = std::fs::read_to_string(home.path().join("out/contrasts.csv")).expect("a table");
    let (cost, breaches) = (rows(&contrasts, "cost_of_care"), rows(&contrasts, "new_breaches"));
    let ratios = rows(&contrasts, "cost_per_breach_avoided");
    assert_eq!(ratios.len(), cost.len());
    let mut priced = 0;
    for ratio in &ratios {
        let same = |rows: &[Row]| {
            rows.iter().find(|r| (&r.0, &r.1) == (&ratio.0, &ratio.1)).and_then(|r| r.2).expect("a difference")
        };
        assert!(ratio.6.contains("GBP per breach avoided"), "{ratio:?}");
        if let Some(value) = ratio.2 {
            let known = same(&cost) / -same(&breaches);
            assert!((value / known - 1.0).abs() < 1e-9, "{ratio:?} not {known}");
            let (low, high) = (ratio.3.expect("an interval"), ratio.4.expect("an interval"));
            assert!(low <= value && value <= high, "{ratio:?}");
            priced += 1;
        }
    }
    assert!(priced >= 2, "{ratios:?}");
    let of = |variant: &str| {
        ratios.iter().find(|r| (r.0.as_str(), r.1.as_str()) == (variant, "all")).expect("a row of all services")
    };
    assert_eq!(of("more slots").5, "higher");
    // Nearly all who are urgent wait too long in either case, so what fewer slots save has no price in breaches.
    assert_eq!((of("fewer slots").2, of("fewer slots").5.as_str()), (None, "not told apart"));
    assert!(of("fewer slots").6.contains("has no ends"), "{:?}", of("fewer slots"));
    assert_eq!((of("a fee").2, of("a fee").5.as_str()), (None, "not estimable"));
    // It stands among its neighbours.
    let measures: Vec<&str> = contrasts
        .lines()
        .filter(|l| l.starts_with("more slots,all,flow,"))
        .filter_map(|l| l.split(',').nth(4))
        .collect();
    let mut sorted = measures.clone();
    sorted.sort_unstable();
    assert_eq!(measures, sorted);
    let shown = succeeds(queuity(home.path(), &["compare", "s.toml", "--full"]));
    assert!(shown.contains("cost per breach"), "{shown}");
}

#[test]
fn breaches_and_costs_of_other_weeks_give_no_ratio() {
    let home = tempfile::tempdir().expect("a folder");
    let text = SMALL.replace("slots = { per_week = 20", "costs = { slot = 180 }\nslots = { per_week = 20");
    let more =
        "[[variant]]\nname = \"more slots\"\nfrom = \"first come\"\nset = { \"service[hips].slots.per_week\" = 30 }\n";
    for (warm_up, same) in [("21 days", true), ("24 days", false)] {
        let text =
            text.replace("[scenario]", &format!("[scenario]\ncurrency = \"GBP\"\nwarm_up = \"{warm_up}\"")) + more;
        write(home.path(), "s.toml", &text);
        succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out", "--force"]));
        let contrasts = std::fs::read_to_string(home.path().join("out/contrasts.csv")).expect("a table");
        let ratios = rows(&contrasts, "cost_per_breach_avoided");
        let ratio = ratios.iter().find(|r| (r.0.as_str(), r.1.as_str()) == ("more slots", "hips")).expect("a row");
        assert_eq!((ratio.2.is_some(), ratio.5 == "not estimable"), (same, !same), "{ratio:?}");
        assert!(same || ratio.6.contains("warm-up end with an audit"), "{ratio:?}");
    }
}
