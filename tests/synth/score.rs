//! How findings are held against the truth.

use queuity::synth::score::{Line, Listed, Lists, Texts, score};

fn texts(lines: &[&str]) -> Texts {
    let mut rows = lines.iter().map(|l| l.split(',').map(String::from).collect::<Vec<_>>());
    Texts { header: rows.next().expect("a header"), rows: rows.collect(), lines: Vec::new() }
}

fn truth() -> Texts {
    texts(&[
        "table,row,id,column,kind,area_true",
        "p,1,A,area,missing,poor",
        "p,2,B,area,missing,poor",
        "p,2,B,date,swapped,poor",
        "p,4,D,,duplicate,rich",
        "p,,E,,late arrival,rich",
    ])
}

#[test]
fn what_is_found_and_what_is_right_are_counted_by_kind_and_by_group() {
    let detected =
        texts(&["row,id,column,kind", "1,,area,", "2,,date,missing", "4,,,", "3,,area,missing", ",E,,late arrival"]);
    let of = |_: &str, row: &str, _: &str| (row == "3").then(|| vec!["rich".to_string()]);
    let score = score(&truth(), &detected, &Lists::new(), Some(&of)).expect("is scored");
    assert_eq!((score.all.faults, score.all.found, score.all.said, score.all.right), (5, 3, 5, 3));
    let line = |lines: &[Line], of: &str| {
        let l = lines.iter().find(|l| l.of == of).unwrap_or_else(|| panic!("no line {of}"));
        (l.faults, l.found, l.said, l.right)
    };
    assert_eq!(line(&score.kinds, "missing"), (2, 1, 3, 1));
    assert_eq!(line(&score.kinds, "swapped"), (1, 0, 0, 0));
    assert_eq!(line(&score.kinds, "duplicate"), (1, 1, 1, 1));
    assert_eq!(line(&score.groups, "area: poor"), (3, 1, 1, 1));
    assert_eq!(line(&score.groups, "area: rich"), (2, 2, 3, 2));
    assert_eq!(score.remarks.len(), 1, "{:?}", score.remarks);
}

#[test]
fn capital_letters_of_a_table_make_no_other_table() {
    let detected = texts(&["table,row,column", "P,1,AREA", "q,1,area"]);
    let score = score(&truth(), &detected, &Lists::new(), None).expect("is scored");
    assert_eq!(score.all.right, 1);
    assert!(score.remarks.iter().all(|r| !r.contains("`P`")), "{:?}", score.remarks);
    assert!(score.remarks.iter().any(|r| r.contains("`q`")), "{:?}", score.remarks);
}

#[test]
fn a_finding_counts_once_however_often_it_is_said() {
    let mut lines = vec!["table,row,column,kind"];
    lines.extend(std::iter::repeat_n("p,1,area,", 998));
    lines.extend(["P,1,AREA,Missing", "p,1,,", "p,3,area,", "p,3,AREA,", "p,4,area,missing"]);
    let score = score(&truth(), &texts(&lines), &Lists::new(), None).expect("is scored");
    assert_eq!((score.all.said, score.all.right, score.all.found, score.repeats), (3, 1, 1, 1000));
    assert!(score.remarks.iter().any(|r| r.starts_with("1000 of the findings")), "{:?}", score.remarks);
}

#[test]
fn what_names_nothing_is_refused_all_at_once() {
    let list = Listed { columns: vec!["area".into(), "date".into()], rows: Some(4) };
    let lists = Lists::from([("p".to_string(), list)]);
    let mut detected = texts(&[
        "table,row,id,column,kind",
        "pp,1,,,",
        "p,1,,aera,mising",
        "p,0,,,",
        "p,x,,,",
        "p,5,,,",
        "p,,,date,",
        "p,0,,,",
        "p,2,,date,stale",
    ]);
    detected.lines = (2..10).collect();
    let problems = score(&truth(), &detected, &lists, None).expect_err("is refused").join("\n");
    for told in [
        "line 2: there is no table `pp`; did you mean `p`?",
        "line 3: there is no column `aera` in `p`; did you mean `area`?",
        "line 3: there is no kind of fault `mising`; did you mean `missing`?",
        "line 4: there is no row `0`: rows are whole numbers from 1, below the header; the last is 4 (and 1 more",
        "line 5: there is no row `x`",
        "line 6: there is no row `5`",
        "line 7: neither `row` nor `id`",
    ] {
        assert!(problems.contains(told), "{told}: {problems}");
    }
    assert_eq!(problems.lines().count(), 7, "{problems}");
}

#[test]
fn nothing_said_is_no_precision_and_all_that_is_wrong_is_told() {
    let nothing = score(&truth(), &texts(&["row"]), &Lists::new(), None).expect("is scored");
    assert_eq!((nothing.all.recall, nothing.all.precision), (Some(0.0), None));
    let problems = score(&texts(&["row"]), &texts(&["column"]), &Lists::new(), None).expect_err("is refused");
    assert_eq!(problems.len(), 5, "{problems:?}");
}
