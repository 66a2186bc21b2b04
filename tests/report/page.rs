//! What the page says against what the tables say.

use crate::report::small::{Names, PLAIN, result, words};

const BETTER: [f64; 3] = [-2.0, -2.5, -1.5];

#[test]
fn the_answer_has_the_sign_the_unit_the_range_and_the_names() {
    let said = words(&result(&PLAIN, BETTER, "better", "").page());
    // 2 weeks are 14 days, 1.5 to 2.5 weeks 10.5 to 17.5 days.
    assert!(said.contains("“head start” shortens waits, but not for everybody. Compared with “as today”, people who join the list wait about 14 days less (likely between 10 and 18)"), "{said}");
    assert!(said.contains("Among people who join, the group that pays is least deprived (about 7 days)"), "{said}");
    assert!(said.contains("The gap between most deprived and least deprived narrows"), "{said}");
    // The gap from 6 to 3 weeks.
    assert!(said.contains("narrows from +42 to +21 days. The difference is −21 days (−28 to −14)."), "{said}");
    assert!(said.contains("Gain: most deprived (about 28 days). Pay: least deprived (about 7 days)."), "{said}");
    assert!(said.contains("from 8 runs of every policy"), "{said}");
}

#[test]
fn a_longer_wait_is_never_said_to_be_shorter() {
    let said = words(&result(&PLAIN, [2.0, 1.5, 2.5], "worse", "").page());
    assert!(
        said.contains("wait about 14 days more (likely between 10 and 18)") && !said.contains("14 days less"),
        "{said}"
    );
    assert!(said.contains("“head start” is not shown to shorten the average wait of people who join. Compared with “as today”, under “head start” the group that gains is most deprived (about 28 days)"), "{said}");
}

#[test]
fn what_is_not_told_apart_is_said_so() {
    let said = words(&result(&PLAIN, [-0.2, -1.0, 0.6], "not told apart", "").page());
    assert!(
        said.contains("no difference that the simulation can tell from luck (between 7 days less and 4 days more)"),
        "{said}"
    );
    assert!(!said.contains("shortens waits: people who join"), "{said}");
    assert!(!said.to_lowercase().contains("significan"), "{said}");
}

#[test]
fn levelling_down_is_said() {
    let note = "levelling down: \"most deprived\" is not told apart as better, \"least deprived\" as worse, and no level gains";
    let said = words(&result(&PLAIN, BETTER, "better", note).page());
    assert!(
        said.contains("only because other groups who join now wait longer. None of these groups waits less."),
        "{said}"
    );
}

#[test]
fn today_stands_beside_each_policy() {
    let said = words(&result(&PLAIN, BETTER, "better", "").page());
    assert!(said.contains("Today 2 February 2026 1,000"), "{said}");
    assert!(said.contains("as today 30 January 2027, the reference 900"), "{said}");
    assert!(said.contains("head start 30 January 2027 800"), "{said}");
}

#[test]
fn the_same_files_give_the_same_bytes_and_nothing_is_fetched() {
    let made = result(&PLAIN, BETTER, "better", "");
    let page = made.page();
    assert_eq!(page, made.page());
    let plain = page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "");
    for foreign in ["http", "<script", "<link", "<img", "url(", "@import", "src=", "javascript:"] {
        assert!(!plain.contains(foreign), "{foreign}");
    }
    assert!(page.contains("default-src 'none'"));
    for drawn in page.split("<svg").skip(1) {
        let end = drawn.find("</svg>").expect("an end");
        assert!(drawn[..end].contains("<title") && drawn[..end].contains("<desc") && drawn.contains("role=\"img\""));
    }
    // What the manifest says of its files does not matter: the page is one of them.
    let mut other = made.clone();
    let manifest = other.files["manifest.json"]
        .replace("\"files\":[]", "\"files\":[{\"path\":\"report.html\",\"bytes\":1,\"sha256\":\"00\"}]");
    other.files.insert("manifest.json".into(), manifest);
    assert_eq!(other.page(), page);
}

#[test]
fn a_partial_result_says_so_first() {
    let mut made = result(&PLAIN, BETTER, "better", "");
    let manifest = made.files["manifest.json"]
        .replace("\"complete\"", "\"PARTIAL\"")
        .replace("\"reasons\":[]", "\"reasons\":[\"time limit of 8 s\"]");
    made.files.insert("manifest.json".into(), manifest);
    let page = made.page();
    assert!(page.contains("<title>PARTIAL: "));
    let said = words(&page);
    let at = |text: &str| said.find(text).expect(text);
    assert!(at("PARTIAL:") < at("Compared with") && at("time limit of 8 s") < at("Compared with"));
}

#[test]
fn names_do_no_harm() {
    let long = format!("{} {}", "x".repeat(120), "long words ".repeat(8));
    for bad in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "=cmd()|'/c calc'!A1",
        "a\u{202e}b",
        "{{ 7 * 7 }}",
        "&lt;b&gt;",
        "{% raw %}",
        long.trim(),
    ] {
        let least = format!("{bad} least");
        let policy = format!("{bad} policy");
        let names = Names { reference: "as today", policy: &policy, service: bad, most: bad, least: &least };
        let page = result(&names, BETTER, "better", "").page();
        for tag in ["<script", "<img", "<b>"] {
            assert!(!page.contains(tag), "{bad}: {tag}");
        }
        assert!(!page.contains('\u{202e}'), "{bad}");
        // In a mail no name is a mark either.
        let brief = result(&names, BETTER, "better", "").brief();
        for mark in ["<script", "<img", "<b>", "\u{202e}", "\n- ", "\n="] {
            assert!(!brief.contains(mark), "{bad}: {mark}: {brief}");
        }
        let shown = bad.replace('\u{202e}', "\\u{202e}");
        assert!(
            words(&page).contains(&format!(
                "“{shown} policy” shortens waits, but not for everybody. Compared with “as today”,"
            )),
            "{bad}: {}",
            words(&page)
        );
    }
}

#[test]
fn what_is_no_result_is_refused() {
    let mut made = result(&PLAIN, BETTER, "better", "");
    made.files.insert("summary.csv".into(), "a,b\n1,2\n".into());
    assert!(made.try_page().is_err_and(|e| e.to_string().contains("summary.csv")));
    made.files.remove("contrasts.csv");
    assert!(made.try_page().is_err());
}

#[test]
fn too_few_people_are_not_shown() {
    let mut made = result(&PLAIN, BETTER, "better", "");
    let summary = made.files["summary.csv"].replace(",0.95,8,150,", ",0.95,8,7,");
    made.files.insert("summary.csv".into(), summary);
    let said = words(&made.page());
    assert!(said.contains("Too few people (fewer than 8) to show"), "{said}");
    assert!(!said.contains("about 28 days"), "{said}");
}
