//! Charts of one run: rules in words and icons, both groups on one axis, and what limits are worth.

use crate::report::small::{Names, PLAIN, Result, result, words};

const HEAD: &str = "variant,service,population,at,week,measure,attribute,group,value,unit,stage\n";

fn quoted(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\'']) { format!("'{text}") } else { text.to_string() };
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Weeks of the reference by measure, attribute and group.
fn weeks(names: &Names<'_>, key: [&str; 3], values: &[f64]) -> String {
    let row = |(i, x): (usize, &f64)| {
        let (day, v) = (1 + i, quoted(names.reference));
        format!("{v},all,snapshot,2026-03-{day:02},{i},{},{},{},{x},people,all\n", key[0], key[1], quoted(key[2]))
    };
    values.iter().enumerate().map(row).collect()
}

/// A list that is steady and then falls below its lower limit, and two groups; one of them rises.
pub(crate) fn made(names: &Names<'_>) -> Result {
    let list: Vec<f64> = (0..24).map(|i| 1000.0 + 10.0 * f64::from(i % 3) - if i > 22 { 100.0 } else { 0.0 }).collect();
    let most: Vec<f64> = (0..24).map(|i| 0.2 + 0.01 * f64::from(i)).collect();
    let least: Vec<f64> = (0..24).map(|i| 0.1 + 0.01 * f64::from(i % 2)).collect();
    let gap: Vec<f64> = most.iter().zip(&least).map(|(a, b)| a - b).collect();
    let series: String = (0..3)
        .map(|w| {
            let v = quoted(names.reference);
            format!("{v},all,snapshot,2026-02-02,{w},waiting_over_18w,all,all,0.2,0.1,0.3,0.95,8,share,,all\n")
        })
        .collect();
    let rows = [
        weeks(names, ["list_size", "all", "all"], &list),
        weeks(names, ["waiting_over_18w", "deprivation", names.most], &most),
        weeks(names, ["waiting_over_18w", "deprivation", names.least], &least),
        weeks(names, ["waiting_over_18w.gap", "deprivation", ""], &gap),
    ];
    result(names, [-2.0, -2.5, -1.5], "better", "")
        .with("series.csv", &series)
        .with("first_run.csv", &(HEAD.to_string() + &rows.concat()))
}

#[test]
fn rules_are_told_in_words_and_the_last_point_has_its_icon() {
    let page = made(&PLAIN).page();
    let said = words(&page);
    for claim in [
        "One run as a chart over time (XmR)",
        "These charts show the first run alone, under “as today”",
        "The list at the end of one run: special, better",
        "Special, and better: the last point lies below the lower limit. Of 24 points 1 is special: 1 outside the limits.",
        "first run only, under “as today”",
        "both groups on one axis",
        "Special, and worse: the last point lies above the upper limit.",
        "Usual variation: no rule holds for the last point.",
        "so the limits are too narrow: points beyond them, and runs on one side, are to be expected and show no cause",
        "as the limits assume",
    ] {
        assert!(said.contains(claim), "{claim}: {said}");
    }
    // Of a list that does not move slowly the message judges; of a share that does it says why it cannot.
    assert!(
        said.contains(
            "The share of both groups who have waited over 18 weeks in one run: it moves slowly, so the limits are too narrow to judge it by"
        ),
        "{said}"
    );
    // H, L and the wave: shapes, not colour alone.
    for icon in [">H</text>", ">L</text>", "q3.5 -9 7 0t7 0"] {
        assert!(page.contains(icon), "{icon}");
    }
    // Both panels on the same axis: the same numbers beside each.
    let chart = page.split("id=\"run-groups-wide-d\"").nth(1).and_then(|c| c.split("</svg>").next()).expect("a chart");
    for tick in [">20</text>", ">40</text>"] {
        assert_eq!(chart.matches(tick).count(), 2, "{tick}: {chart}");
    }
}

#[test]
fn weeks_of_the_warm_up_are_left_out_and_a_result_without_the_file_has_no_such_part() {
    let warm = made(&PLAIN).edited("scenario.toml", "follow_up", "warm_up = \"4 weeks\"\nfollow_up");
    assert!(words(&warm.page()).contains("Of 20 points"), "{}", warm.said());
    let said = result(&PLAIN, [-2.0, -2.5, -1.5], "better", "").said();
    assert!(!said.contains("XmR"), "{said}");
}

#[test]
fn names_do_no_harm_in_charts_of_one_run() {
    for bad in ["<script>alert(1)</script>", "=cmd()|'/c calc'!A1", "a\u{202e}b", "\u{1b}[31mred", &"x".repeat(200)] {
        let least = format!("{bad} least");
        let names = Names { reference: bad, policy: "head start", service: "hips", most: bad, least: &least };
        let page = made(&names).page();
        assert!(page.contains("One run as a chart over time"), "{bad}");
        assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains('\u{1b}'), "{bad}");
    }
}
