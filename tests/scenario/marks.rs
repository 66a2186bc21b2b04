//! Marks that are not seen, or that move what stands around them.

use queuity::scenario::Document;

use crate::scenario::{SMALL, registry};

#[test]
fn marks_are_refused_in_names() {
    let text = "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"12 weeks\"\ncurrency = \"G\\u200BBP\"\n\
                [[attribute]]\nname = \"sex\"\nlevels = [\"f\", \"m\\u00AD\"]\nshare = [0.5, 0.5]\n\
                [[service]]\nname = \"x\\u009B\"\nslots = { per_week = 5 }\n\
                [service.harm]\n\"a\\u2066\" = 1\nb = { unit = \"q\\ty\" }\n";
    let problems = Document::read(text, &registry()).expect_err("names hold marks");
    let of_marks = || problems.iter().filter(|p| p.code == "Q0108");
    let mut paths: Vec<&str> = of_marks().map(|p| p.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "attribute[sex].levels[1]",
            "scenario.currency",
            "service[x\u{9b}].harm.\"a\u{2066}\"",
            "service[x\u{9b}].harm.b.unit",
            "service[x\u{9b}].name"
        ]
    );
    let mark = |c: char| matches!(c, '\u{1b}' | '\u{9b}' | '\u{ad}' | '\u{200b}' | '\u{2066}' | '\t');
    assert!(of_marks().all(|p| !p.message.contains(mark)), "{problems:?}");
}

#[test]
fn marks_are_written_out_in_prose() {
    let prose = "[scenario]\ntitle = \"a\\u001Bb\\nc\"\nquestion = \"one\\r\\ntwo\\u202E\"\n";
    let text = SMALL.replace("[scenario]\n", prose);
    let document = Document::read(&text, &registry()).unwrap_or_else(|p| panic!("{p:#?}"));
    let told = &document.raw().scenario;
    assert_eq!(told.title.as_deref(), Some("a\\u{1b}b c"));
    assert_eq!(told.question.as_deref(), Some("one\ntwo\\u{202e}"));
}
