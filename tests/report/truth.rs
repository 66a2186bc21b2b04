//! What the page may not claim: more than the tables know, about more people than they tell of, or in words that are not true here.

use crate::report::small::{PLAIN, Result, difference, figure, result};

const BETTER: [f64; 3] = [-2.0, -2.5, -1.5];

fn plain() -> Result {
    result(&PLAIN, BETTER, "better", "")
}

/// With two more groups, whose changes are the caller's.
fn with_groups(by: &str, groups: [(&str, [f64; 3], &str); 2]) -> Result {
    groups.iter().fold(plain(), |made, (group, change, verdict)| {
        let after = 20.0 + change[0];
        let levels =
            figure(["as today", "joined", "", "weeks_untreated", by, group], &[20.0, 19.0, 21.0], 200.0, "weeks", "")
                + &figure(
                    ["head start", "joined", "", "weeks_untreated", by, group],
                    &[after, after - 1.0, after + 1.0],
                    200.0,
                    "weeks",
                    "",
                );
        let row = difference(["joined", "weeks_untreated", by, group], change, verdict, [20.0, after], "");
        made.with("summary.csv", &levels).with("contrasts.csv", &row)
    })
}

#[test]
fn people_are_counted_under_each_policy_with_as_many_as_there_are_under_it() {
    let share = |v: &str, s: f64, n: f64| {
        figure([v, "joined", "", "treated_within_18w", "all", "all"], &[s, s - 0.01, s + 0.01], n, "share", "")
    };
    let row =
        difference(["joined", "treated_within_18w", "all", "all"], &[-0.1, -0.12, -0.08], "worse", [0.5, 0.4], "");
    let made = |n: f64| {
        let rows = share("as today", 0.5, 400.0) + &share("head start", 0.4, n);
        plain().with("summary.csv", &rows).with("contrasts.csv", &row).said()
    };
    // As many people: a difference of shares is one of people.
    assert!(made(400.0).contains("−40 people pay, −48 to −32"), "{}", made(400.0));
    // From 200 of 400 to 120 of 300.
    let said = made(300.0);
    assert!(said.contains("−80 people from 200 to 120"), "{said}");
    assert!(!said.contains("−30 people"), "{said}");
}

#[test]
fn nobody_is_said_to_pay_for_it_only_where_no_group_of_any_attribute_and_no_urgency_does() {
    let better = ([-2.0, -2.5, -1.5], "better");
    for (by, who) in [("urgency", "those who pay are people of urgency P4"), ("sex", "the group that pays is sex: P4")]
    {
        let mut made = with_groups(by, [("P2", better.0, better.1), ("P4", [2.0, 1.5, 2.5], "worse")]).edited(
            "contrasts.csv",
            "weeks_untreated,deprivation,\"least deprived\",1,0.5,1.5,0.95,8,,2.5,worse",
            "weeks_untreated,deprivation,\"least deprived\",-1,-1.5,-0.5,0.95,8,,2.5,better",
        );
        if by == "sex" {
            made = made.edited(
                "scenario.toml",
                "[[service]]",
                "[[attribute]]\nname = \"sex\"\nlevels = [\"P2\", \"P4\"]\n[[service]]",
            );
        }
        let said = made.said();
        assert!(said.contains(&format!("Among people who join, {who} (about 14 days)")), "{said}");
        assert!(!said.contains("obody is shown to pay") && !said.contains("Every group gains"), "{said}");
        assert!(said.contains(&format!("By {by}, gain: P2 (about 14 days). Pay: P4 (about 14 days)")), "{said}");
    }
}

#[test]
fn what_is_hidden_under_one_policy_does_not_follow_from_a_difference_or_a_gap() {
    for (policy, levels, hidden) in [
        ("as today", "24,23,25,0.95,8,150", ["24.0", "+42"]),
        ("head start", "20,19,21,0.95,8,150", ["20.0 19.0 to 21.0", "+21"]),
    ] {
        let row = |n: &str| format!("\"{policy}\",all,joined,,weeks_untreated,deprivation,\"most deprived\",{n}");
        let made = plain().edited("summary.csv", &row(levels), &row(&levels.replace("150", "7")));
        // The other group gains, so that all that are shown do.
        let made = made.edited(
            "contrasts.csv",
            "least deprived\",1,0.5,1.5,0.95,8,,2.5,worse",
            "least deprived\",-1,-1.5,-0.5,0.95,8,,2.5,better",
        );
        let page = made.page();
        // The part of the service, whose rows are its own, comes last.
        let said = crate::report::small::words(page.split("id=\"service-").next().expect("a page"));
        let differences = [
            "about 28 days",
            "−28 days",
            "Every group gains",
            "Gain: most deprived",
            "−21 days",
            "The gap between most deprived and least deprived narrows",
        ];
        for text in hidden.iter().chain(&differences) {
            assert!(!said.contains(text), "{policy}: {text}: {said}");
        }
        assert!(said.contains("1 group has too few people to be shown."), "{said}");
        // It may be the one that waits longest, and that is said.
        assert!(said.contains("1 group has too few people to be shown and may wait longer"), "{said}");
        // What the other policy leads to is shown.
        let other = if policy == "as today" { "20.0 19.0 to 21.0" } else { "24.0 23.0 to 25.0" };
        assert!(said.contains(other), "{policy}: {said}");
    }
}

#[test]
fn waits_and_the_gap_are_drawn_over_time() {
    let mut rows = String::new();
    for v in ["as today", "head start"] {
        for week in 0..=4 {
            let (share, gap) = (0.4 - 0.01 * f64::from(week), 0.05 + 0.01 * f64::from(week));
            for (m, a, g, x) in
                [("waiting_over_18w", "all", "all", share), ("waiting_over_18w.gap", "deprivation", "", gap)]
            {
                rows += &format!(
                    "{v},all,snapshot,2026-02-{:02},{week},{m},{a},{g},{x},{},{},0.95,8,share,,all\n",
                    2 + 7 * week,
                    x - 0.01,
                    x + 0.01
                );
            }
        }
    }
    let page = plain().with("series.csv", &rows).page();
    for id in ["weeks-list-wide", "weeks-over-wide", "weeks-gap-wide", "weeks-gap-narrow"] {
        assert!(page.contains(id), "{id}");
    }
    let said = crate::report::small::words(&page);
    assert!(
        said.contains("The share who have waited over 18 weeks falls under “as today”, from about 40 to 36 of 100"),
        "{said}"
    );
    assert!(
        said.contains(
            "The gap in those who have waited over 18 weeks rises under “as today”, from about +5 to +9 of 100"
        ),
        "{said}"
    );
}

/// One run: no interval anywhere, and no verdict.
fn one_run() -> Result {
    let mut made = plain();
    for file in ["summary.csv", "series.csv", "contrasts.csv"] {
        let mut out = String::new();
        for (i, line) in made.files[file].lines().enumerate() {
            let mut cells: Vec<String> = line.split(',').map(str::to_string).collect();
            let at = match file {
                "summary.csv" => 7,
                "series.csv" => 8,
                _ => 7,
            };
            if i > 0 {
                cells[at + 1].clear();
                cells[at + 2].clear();
                cells[at + 4] = "1".into();
                if file == "contrasts.csv" {
                    cells[at].clear();
                    cells[14] = "not estimable".into();
                    (cells[17], cells[18], cells[19]) = (String::new(), String::new(), "fewer than 2 pairs".into());
                }
            }
            out += &(cells.join(",") + "\n");
        }
        made.files.insert(file.into(), out);
    }
    made.edited("manifest.json", "\"replications\":8", "\"replications\":1")
}

#[test]
fn one_run_has_no_range_and_finds_nothing() {
    let said = one_run().said();
    assert!(said.contains("Too few runs to tell “head start” from “as today”"), "{said}");
    for claim in [
        "run-to-run variation",
        "20.0 to 20.0",
        "+42 to +42",
        "told apart from none",
        "cannot be told apart",
        "smallest under",
        "95% ranges both ways",
        "no policy is shown",
        "1 runs",
        "from luck",
    ] {
        assert!(!said.replace("nothing here is told apart from luck", "").contains(claim), "{claim}: {said}");
    }
    assert!(said.contains("from 1 run of every policy") && said.contains("One run has no range"), "{said}");
    assert!(said.contains("20.0 no range: too few runs"), "{said}");
}

#[test]
fn a_range_goes_no_further_than_a_figure_can() {
    let list = |v: &str| {
        figure(
            [v, "snapshot", "2026-02-02", "waiting_over_52w", "all", "all"],
            &[0.01, -0.02, 0.04],
            100.0,
            "share",
            "",
        )
    };
    let made = plain().with("summary.csv", &(list("as today") + &list("head start")));
    let said = made.edited("summary.csv", "20,19.5,20.5", "0.9,-0.3,2.1").said();
    assert!(said.contains("0.9 0.0 to 2.1") && said.contains("1% 0 to 4"), "{said}");
}

#[test]
fn a_partial_result_tells_of_the_runs_that_were_made() {
    let made = plain()
        .edited("manifest.json", "\"complete\"", "\"PARTIAL\"")
        .edited("manifest.json", "\"replications\":8", "\"replications\":20")
        .edited("summary.csv", "0.95,8,", "0.95,3,");
    let said = made.said();
    assert!(said.contains("How sure: from 3 runs (20 were planned) of every policy"), "{said}");
    assert!(!said.contains("from 20 runs") && !said.contains("20 runs of each"), "{said}");
}

/// What a fit found of the reference stands under how sure one is, and beside the answer where it failed or cannot be told.
#[test]
fn whether_the_reference_reproduces_today_is_said() {
    let said = |evidence: &[(&str, &str, &str)]| {
        let entry = |(variant, who, verdict): &(&str, &str, &str)| {
            format!(
                "\n[[evidence]]\nvariant = \"{variant}\"\nperiod = \"2025-02\"\n{who}held_out = true\nverdict = \"{verdict}\"\n\
                 distance = {{ value = 0.049, source = \"own\" }}\nallowed = 0.0628\n"
            )
        };
        let entries: String = evidence.iter().map(entry).collect();
        result(&PLAIN, [-2.0, -3.0, -1.0], "better", "").with("scenario.toml", &entries).said()
    };
    let size = "Against the figures counted in 2025-02 4.9 treated people in 100 are in another band of waits; up to 6.3 may be. It was fitted without them.";
    let group = "attribute = \"deprivation\"\nlevel = \"most deprived\"\n";
    let good = said(&[("as today", "", "reproduces"), ("as today", group, "does not reproduce")]);
    assert!(good.contains(&format!("“as today” reproduces today. {size}")), "{good}");
    assert!(good.contains("It does not reproduce the waits of people in “most deprived”."), "{good}");
    let fails = "“as today” does not reproduce today, so differences to it are not what a change from today's practice would bring.";
    let few = "Too few people were treated in 2025-02 to tell whether “as today” reproduces today.";
    for (verdict, words) in [("does not reproduce", fails), ("too few to tell", few)] {
        let words = words.replace('\'', "’");
        let bad = said(&[("as today", "", verdict)]).replace('\'', "’");
        assert_eq!(bad.matches(&words).count(), 2, "beside the answer and in the list: {bad}");
        assert!(!said(&[("head start", "", verdict)]).replace('\'', "’").contains(&words));
    }
    assert!(!said(&[]).contains("reproduce"), "nothing is said where nothing is known");
}

#[test]
fn a_yardstick_is_a_rule_that_nobody_books_by_and_the_reference_does_not() {
    let kinds = |reference: &str, policy: &str| {
        plain()
            .edited("scenario.toml", "kind = \"strict\"", &format!("kind = \"{reference}\""))
            .edited("scenario.toml", "kind = \"head start\"", &format!("kind = \"{policy}\""))
            .said()
    };
    let said = kinds("strict", "last come");
    assert!(said.contains("A yardstick: nobody books the newest referral first."), "{said}");
    let said = kinds("last come", "strict");
    assert!(
        said.contains("“as today” is a yardstick and not a practice: nobody books the newest referral first"),
        "{said}"
    );
    assert!(!said.contains("in the order of referral"), "{said}");
    let said = kinds("random", "first come");
    assert!(
        said.contains("nobody books by lot alone") && said.contains("A yardstick: nobody books strictly"),
        "{said}"
    );
    // All book alike, and differ in something else.
    for kind in ["first come", "last come", "random", "strict"] {
        assert!(!kinds(kind, kind).contains("yardstick"), "{kind}");
    }
}

#[test]
fn limits_in_days_are_told_in_days() {
    let rows: String = ["waiting_within_30d", "waiting_within_18w", "waiting_over_30d", "waiting_over_365d"]
        .map(|m| {
            ["2026-02-02", "2027-01-30"]
                .map(|at| figure(["as today", "snapshot", at, m, "all", "all"], &[0.5, 0.4, 0.6], 100.0, "share", ""))
                .concat()
        })
        .concat();
    let said = plain().with("summary.csv", &rows).said();
    assert!(said.contains("Waiting up to 30 days") && said.contains("Waiting over 365 days"), "{said}");
    assert!(!said.contains("30 weeks") && !said.contains("365 weeks"), "{said}");
}

#[test]
fn a_gap_of_groups_without_order_is_one_only_beyond_what_luck_gives() {
    let rows = |low: f64| {
        ["as today", "head start"]
            .map(|v| {
                figure(
                    [v, "joined", "", "weeks_untreated.gap_by_chance", "deprivation", ""],
                    &[2.0, 1.9, 2.1],
                    400.0,
                    "weeks",
                    "",
                ) + &figure(
                    [v, "joined", "", "weeks_untreated.gap_beyond_chance", "deprivation", ""],
                    &[1.0, low, 2.5],
                    400.0,
                    "weeks",
                    "",
                )
            })
            .concat()
    };
    let unordered = || plain().edited("scenario.toml", "ordered = true", "ordered = false");
    let said = unordered().with("summary.csv", &rows(-0.5)).said();
    assert!(said.contains("Groups by deprivation cannot be told apart under any policy"), "{said}");
    assert!(said.contains("differ by luck alone too: by about 14 days here"), "{said}");
    assert!(!said.contains("The gap is smallest"), "{said}");
    let said = unordered().with("summary.csv", &rows(0.5)).said();
    assert!(said.contains("The gap is smallest under “head start”"), "{said}");
}

#[test]
fn what_is_not_simulated_does_not_follow_from_names() {
    let made = plain().edited(
        "scenario.toml",
        "[[attribute]]",
        "[service_defaults.misses_appointment]\ndeath = { removal = 0.1 }\n[[attribute]]",
    );
    let said = made.said();
    assert!(said.contains("Deaths on the list.") && said.contains("People who leave the list untreated."), "{said}");
    assert!(!said.contains("Missed appointments."), "{said}");
}

#[test]
fn small_costs_have_decimals_and_one_person_is_one() {
    let harm = |v: &str, x: f64| {
        figure([v, "flow", "", "harm[days]", "all", "all"], &[x, x - 0.01, x + 0.01], 100.0, "points", "")
    };
    let made = plain().with("summary.csv", &(harm("as today", 0.42) + &harm("head start", 0.4)));
    let made = made.with(
        "contrasts.csv",
        &difference(["flow", "harm[days]", "all", "all"], &[-0.02, -0.03, -0.01], "better", [0.42, 0.4], ""),
    );
    let said = made
        .edited("summary.csv", "0.06,0.06,0.06", "0.01,0.01,0.01")
        .edited("summary.csv", "0.9,0.9,0.9", "0.95,0.95,0.95")
        .said();
    assert!(
        said.contains("0.420 0.410 to 0.430") && said.contains("0.400 −0.020 (−0.030 to −0.010), better"),
        "{said}"
    );
    assert!(said.contains("95 were treated, 1 was still waiting and 4 left the list untreated"), "{said}");
}

#[test]
fn a_verdict_that_is_lost_to_the_adjustment_is_told_so() {
    let made = result(&PLAIN, BETTER, "not told apart", "")
        .edited("contrasts.csv", "20,18,\"\"", "20,18,\"after adjustment for several\"")
        .edited("scenario.toml", "follow_up", "primary = [\"weeks_untreated\"]\nfollow_up");
    let said = made.said();
    assert!(
        said.contains(
            "(between 18 days less and 10 days less). Taken alone it could be told, but not once all the main comparisons are allowed for."
        ),
        "{said}"
    );
    assert!(said.contains("Holm") && said.contains("(weeks_untreated)"), "{said}");
}

#[test]
fn waits_of_hours_are_told_in_hours() {
    let mut made = plain();
    for (from, to) in [("20,19.5,20.5", "0.02,0.019,0.021"), ("18,17.6,18.4", "0.018,0.017,0.019")] {
        made = made.edited("summary.csv", from, to);
    }
    let said = made.edited("contrasts.csv", "all,all,-2,-2.5,-1.5", "all,all,-0.02,-0.025,-0.015").said();
    assert!(said.contains("people who join the list wait about 3.4 hours less (likely between 2.5 and 4.2)"), "{said}");
    assert!(said.contains("3.4 3.2 to 3.5") && said.contains("hours untreated on average"), "{said}");
    assert!(!said.contains("0.0 days") && !said.contains("weeks untreated"), "{said}");
}

#[test]
fn few_people_of_a_scaled_model_are_simulated_ones() {
    let made = plain().edited("manifest.json", "\"scale\":1.0", "\"scale\":500.0").edited(
        "summary.csv",
        ",0.95,8,150,",
        ",0.95,8,7,",
    );
    assert!(made.said().contains("One simulated person stands for 500"));
    assert!(made.said().contains("Too few simulated people (fewer than 8)"));
}

#[test]
fn a_fate_has_its_colour_whichever_others_there_are() {
    let colour = |page: &str| {
        let chart = page
            .split("<title id=\"chart-fates-wide-t\">")
            .nth(1)
            .expect("a chart")
            .split("</svg>")
            .next()
            .expect("an end")
            .to_string();
        let at = chart.find(">left the list untreated<").expect("a name");
        let bar = chart[..at].rfind("<rect").expect("a bar");
        chart[bar..].split("fill=\"").nth(1).expect("a colour")[..7].to_string()
    };
    let with = colour(&plain().page());
    let without = colour(
        &plain().edited("summary.csv", "fate_waiting,all,all,0.06,0.06,0.06", "fate_waiting,all,all,0,0,0").page(),
    );
    assert_eq!(with, without);
}

#[test]
fn rows_of_one_stage_are_not_those_of_the_whole_pathway() {
    let row =
        figure(["as today", "joined", "", "weeks_untreated", "all", "all"], &[99.0, 98.0, 99.9], 400.0, "weeks", "");
    let made = plain().with("summary.csv", &row.replace(",all\n", ",clinic\n"));
    assert!(!made.said().contains("99.0"), "{}", made.said());
}
