//! Bad scenarios. Each file of `tests/bad/` holds cases: a change of `base.toml` (`-` lines are found and replaced by the `+` lines
//! that follow) and the problems that it must give, all of them: code, line and column, part of the message, part of the help.

use std::fmt::Write as _;

use queuity::compile;
use queuity::error::Problem;
use queuity::scenario::{self, line_and_column, locate};

use crate::scenario::{SMALL, loaded, registry};

const BASE: &str = include_str!("../bad/base.toml");

struct Case {
    name: String,
    text: String,
    expected: Vec<String>,
}

fn cases(file: &str) -> Vec<Case> {
    let mut out = Vec::new();
    for block in file.split("\n# ").map(|b| b.trim_start_matches("# ")) {
        let mut lines = block.lines();
        let name = lines.next().unwrap_or_default().to_string();
        let mut text = BASE.to_string();
        let mut expected = Vec::new();
        let mut change: Option<(String, Vec<String>)> = None;
        let apply = |text: &mut String, change: &mut Option<(String, Vec<String>)>| {
            if let Some((from, to)) = change.take() {
                assert_eq!(text.matches(&from).count(), 1, "{name}: `{from}` must stand once in base.toml");
                *text = text.replace(&from, &to.join("\n"));
            }
        };
        for line in lines {
            if let Some(from) = line.strip_prefix("- ") {
                apply(&mut text, &mut change);
                change = Some((from.to_string(), Vec::new()));
            } else if let Some(to) = line.strip_prefix("+ ").or_else(|| line.strip_prefix('+')) {
                let to = to.replace("\\u0007", "\u{7}").replace("{LONG}", &"x".repeat(201));
                change.as_mut().expect("a `-` line stands before `+`").1.push(to);
            } else if let Some(wanted) = line.strip_prefix("? ") {
                expected.push(wanted.to_string());
            }
        }
        apply(&mut text, &mut change);
        out.push(Case { name, text, expected });
    }
    out
}

/// Code, line:column, message, help.
pub(super) fn shown(text: &str, p: &Problem) -> String {
    let at = locate(text, &p.path, p.at_key).map(|b| line_and_column(text, b.start));
    let at = at.map_or("-".to_string(), |(l, c)| format!("{l}:{c}"));
    let also = p.also.as_ref().and_then(|path| locate(text, path, p.at_key)).map(|b| line_and_column(text, b.start));
    let also = also.map_or(String::new(), |(l, c)| format!(" (and {l}:{c})"));
    format!("{} {at} {}{also} | {}", p.code, p.message, p.help)
}

fn meets(found: &str, wanted: &str) -> bool {
    let (wanted, help) = wanted.split_once(" | ").unwrap_or((wanted, ""));
    let mut parts = wanted.splitn(3, ' ');
    let place = format!("{} {} ", parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (message, told) = found.rsplit_once(" | ").unwrap_or((found, ""));
    message.starts_with(&place) && message.contains(parts.next().unwrap_or_default()) && told.contains(help)
}

fn check(file: &str) {
    let mut wrong = String::new();
    let cases = cases(file);
    assert!(cases.len() > 10);
    for case in cases {
        assert!(!case.expected.is_empty(), "{} expects nothing", case.name);
        let found: Vec<String> = match compile::load(&case.text, &registry()) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.iter().map(|p| shown(&case.text, p)).collect(),
        };
        let line = |f: &String| f.split([' ', ':']).nth(1).and_then(|l| l.parse::<usize>().ok());
        assert!(found.is_sorted_by_key(line), "{}: not in the order of the file: {found:#?}", case.name);
        let all = case.expected.len() == found.len() && case.expected.iter().all(|w| found.iter().any(|f| meets(f, w)));
        if !all {
            let _ = writeln!(wrong, "# {}\n  wanted {:#?}\n  found {found:#?}", case.name, case.expected);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_base_of_the_bad_is_good() {
    assert_eq!(loaded(BASE).warnings, []);
}

#[test]
fn bytes_and_syntax() {
    check(include_str!("../bad/a-syntax.txt"));
}

#[test]
fn numbers() {
    check(include_str!("../bad/b-numbers.txt"));
}

#[test]
fn references_and_structure() {
    check(include_str!("../bad/c-references.txt"));
}

#[test]
fn disciplines() {
    check(include_str!("../bad/d-disciplines.txt"));
}

#[test]
fn levers_pathways_and_records() {
    check(include_str!("../bad/e-levers.txt"));
}

#[test]
fn products_ranges_texts_and_units() {
    check(include_str!("../bad/f-words.txt"));
}

#[test]
fn what_is_said_twice_and_hints_that_stay_with_the_unit() {
    check(include_str!("../bad/g-twice.txt"));
}

#[test]
fn what_is_nearly_right_gets_its_nearest_fix() {
    check(include_str!("../bad/h-hints.txt"));
}

/// What a variant sets counts over what it inherits, and a name over `*` within one variant; the resolved scenario means the same.
#[test]
fn the_nearer_word_counts() {
    let with = |first: &str, second: &str| {
        let text = BASE.replace(
            "set  = { \"service[hip and knee].slots.per_week\" = 70 }",
            &format!("set = {{ {first} }}\n[[variant]]\nname = \"child\"\nfrom = \"more\"\nset = {{ {second} }}"),
        );
        let scenario = loaded(&text);
        let slots = |scenario: &scenario::Scenario| {
            let of = |name: &str| {
                let variant = scenario.variants.iter().find(|v| v.name == name).expect("a variant");
                let queuity::model::Capacity::Slots { sessions, .. } = &variant.model.services[0].stages[0].capacity
                else {
                    panic!("a stage with slots")
                };
                sessions.iter().map(|s| u64::from(s.slots)).sum::<u64>()
            };
            (of("more"), of("child"))
        };
        let found = slots(&scenario);
        assert_eq!(slots(&loaded(&scenario.resolved)), found, "{first}, then {second}");
        found
    };
    let (named, all) = (r#""service[hip and knee].slots.per_week""#, r#""service[*].slots.per_week""#);
    let table = r#""service[hip and knee].slots""#;
    for (first, second, more, child) in [
        (format!("{named} = 100"), format!("{all} = 10"), 100, 10),
        (format!("{all} = 100"), format!("{named} = 10"), 100, 10),
        (format!("{named} = 100"), format!("{table} = {{ per_week = 10 }}"), 100, 10),
        (format!("{all} = 100"), format!("{table} = {{ per_week = 10 }}"), 100, 10),
        (format!("{table} = {{ per_week = 100 }}"), format!("{all} = 10"), 100, 10),
        (format!("{all} = 100, {named} = 40"), format!("{named} = 10"), 40, 10),
        (format!("{all} = 100, {named} = 40"), String::new(), 40, 40),
    ] {
        assert_eq!(with(&first, &second), (more * 104, child * 104), "{first}, then {second}");
    }
}

/// A list of one mix for one band is a list, and a table of counts is counts.
#[test]
fn one_band_may_have_a_mix_of_its_own() {
    let with = |waiting: &str| BASE.replace("{ bands_weeks = [0, 6, 12], count = [40, 30, 2] }", waiting);
    let one = loaded(&with("{ bands_weeks = [0], count = [100], urgency = { P2 = 0.4, P4 = 0.6 } }"));
    let list = loaded(&with("{ bands_weeks = [0], count = [100], urgency = [{ P2 = 0.4, P4 = 0.6 }] }"));
    let counts = loaded(&with("{ bands_weeks = [0], count = [100], urgency = { count = { P2 = 40, P4 = 60 } } }"));
    let model = |s: &scenario::Scenario| format!("{:?}", s.variants[0].model);
    assert_eq!(model(&one), model(&list));
    assert_eq!(model(&one), model(&counts));
    let text = with("{ bands_weeks = [0, 6, 12], count = [40, 30, 2], urgency = [{ P2 = 1 }] }");
    assert!(compile::load(&text, &registry()).is_err(), "one mix for three bands");
}

/// Every problem of a text as shown.
pub(super) fn all_shown(text: &str) -> Vec<String> {
    problems(text).iter().map(|p| shown(text, p)).collect()
}

#[test]
fn marks_in_prose_are_written_out_everywhere() {
    let marked = SMALL.replacen(
        "horizon",
        "title = \"\\u001b[31mred\\u202e\"\nquestion = \"\"\"Who\u{2019}s first?\n50% \\u200b\"\"\"\nhorizon",
        1,
    );
    let s = loaded(&marked);
    assert_eq!(s.settings.title, "\\u{1b}[31mred\\u{202e}");
    assert_eq!(s.settings.question, "Who\u{2019}s first?\n50% \\u{200b}");
    assert!(!s.resolved.contains(|c: char| queuity::error::is_mark(c) && c != '\n'), "{}", s.resolved);
    let again = loaded(&s.resolved);
    assert_eq!((again.settings, again.resolved), (s.settings, s.resolved));
}

/// Walks the texts and numbers of a scenario that says nearly everything: no text may be of any length or hold marks, and no range may be
/// less than the number that it is of.
#[test]
fn every_text_has_a_limit_and_every_range_is_checked() {
    let whole: serde_json::Value =
        toml::from_str::<toml::Table>(&loaded(BASE).resolved).map(|t| serde_json::to_value(t).unwrap()).unwrap();
    let (mut texts, mut numbers) = (Vec::new(), Vec::new());
    places(&whole, String::new(), &mut texts, &mut numbers);
    assert!(texts.len() > 30 && numbers.len() > 12, "{texts:?} {numbers:?}");
    let with = |pointer: &str, value: serde_json::Value| {
        let mut tree = whole.clone();
        *tree.pointer_mut(pointer).unwrap() = value;
        serde_json::to_string(&tree).unwrap()
    };
    for at in &texts {
        let long = problems(&with(at, "x".repeat(2001).into()));
        assert!(long.iter().any(|p| p.code == "Q0109"), "{at}: {long:?}");
        assert!(long.iter().all(|p| p.message.len() < 1000 && p.help.len() < 1000), "{at}");
        let text = with(at, "a\u{1b}[2J\u{202e}".into());
        let marked = problems(&text);
        let prose = ["/scenario/title", "/scenario/question"].contains(&at.as_str());
        assert_eq!(marked.iter().any(|p| p.code == "Q0108"), !prose, "{at}: {marked:?}");
        let told = marked.iter().map(ToString::to_string).collect::<String>();
        assert!(!told.contains(queuity::error::is_mark), "{at}: {told:?}");
    }
    for at in &numbers {
        let value = whole.pointer(at).unwrap().as_f64().unwrap();
        for (low, high) in [(-1e15, value), (value, 1e15)] {
            let bare = problems(&with(at, if low < 0.0 { low } else { high }.into()));
            let ranged = problems(&with(at, serde_json::json!({ "value": value, "low": low, "high": high })));
            // What is wrong as a value is wrong as an end, but for what a guard refuses.
            let wrong = bare.iter().any(|p| !p.is_resource());
            assert!(!wrong || !ranged.is_empty(), "{at} from {low} to {high}: {bare:?}");
        }
    }
}

/// The pointers of all texts and of all numbers.
fn places(tree: &serde_json::Value, at: String, texts: &mut Vec<String>, numbers: &mut Vec<String>) {
    match tree {
        serde_json::Value::Object(table) => {
            for (key, value) in table {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(value, format!("{at}/{key}"), texts, numbers);
            }
        }
        serde_json::Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, value)| places(value, format!("{at}/{i}"), texts, numbers));
        }
        serde_json::Value::String(_) => texts.push(at),
        serde_json::Value::Number(_) => numbers.push(at),
        _ => {}
    }
}

pub(super) fn problems(text: &str) -> Vec<Problem> {
    compile::load(text, &registry()).err().unwrap_or_default()
}

#[test]
fn values_are_cut_and_escaped() {
    let long = "x".repeat(500);
    let found = problems(&SMALL.replace("\"104 weeks\"", &format!("\"{long}\\u001b\"")));
    assert!(found[0].message.len() < 200 && !found[0].message.contains('\u{1b}'), "{}", found[0].message);
}

/// Nothing that is written in place of a value makes the program panic, and what loads can be loaded again.
#[test]
fn no_value_anywhere_causes_a_panic() {
    const STRANGE: [&str; 14] = [
        "0",
        "-1",
        "1e300",
        "1e-300",
        "9223372036854775807",
        "0.5",
        "\"\"",
        "\"x\"",
        "\"1 week\"",
        "\"1e9 units\"",
        "[]",
        "{}",
        "{ value = 7 }",
        "{ kind = \"constant\", value = \"1 day\" }",
    ];
    let mut loads = 0;
    for (number, line) in BASE.lines().enumerate() {
        let tokens = line.match_indices("= ").map(|(i, _)| i + 2).chain(line.match_indices('[').map(|(i, _)| i + 1));
        for from in tokens {
            let to = line[from..].find([',', '}', ']']).map_or(line.len(), |n| from + n);
            for strange in STRANGE {
                let changed = format!("{}{strange}{}", &line[..from], &line[to..]);
                let text: String = (BASE.lines().enumerate())
                    .map(|(n, l)| format!("{}\n", if n == number { changed.as_str() } else { l }))
                    .collect();
                match compile::load(&text, &registry()) {
                    Ok(s) => {
                        loads += 1;
                        let again = compile::load(&s.resolved, &registry());
                        assert!(again.is_ok_and(|a| a.resolved == s.resolved), "{changed}");
                    }
                    Err(problems) => {
                        assert!(!problems.is_empty() && problems.iter().all(|p| !p.is_warning()), "{changed}");
                        for p in problems {
                            let at = locate(&text, &p.path, p.at_key);
                            assert!(at.is_none_or(|b| b.start <= b.end && b.end <= text.len()), "{changed}: {p}");
                        }
                    }
                }
            }
        }
    }
    assert!(loads > 50, "{loads}");
}

#[test]
fn too_many_classes_are_refused_with_the_product() {
    let levels = |name: &str| {
        let names: Vec<String> = (0..100).map(|i| format!("\"{i}\"")).collect();
        format!("[[attribute]]\nname = \"{name}\"\nlevels = [{}]\n", names.join(", "))
    };
    let urgencies: Vec<String> = (0..8).map(|i| format!("{{ name = \"u{i}\", share = 0.125 }}")).collect();
    let text = format!("{SMALL}urgency = [{}]\n{}{}", urgencies.join(", "), levels("a"), levels("b"));
    let found = problems(&text);
    assert_eq!(found.iter().map(|p| p.code).collect::<Vec<_>>(), ["Q0502"]);
    assert!(found[0].message.contains("10000 groups x 8 urgencies = 80000 classes"), "{}", found[0].message);
}

#[test]
fn more_services_than_are_told_apart_refer_on() {
    let text = |services: usize| {
        let one = |i: usize| {
            format!(
                "[[service]]\nname = \"s{i}\"\n[[service.stage]]\nname = \"a\"\nslots = {{ per_week = 1 }}\n\
                 next = [{{ ends = \"treated\", refers_to = \"hip and knee\", after = \"1 week\" }}]\n"
            )
        };
        format!("{SMALL}{}", (0..services).map(one).collect::<String>())
    };
    assert_eq!(problems(&text(85)), []);
    let found = problems(&text(86));
    assert_eq!(found.len(), 1);
    let shown = shown(&text(86), &found[0]);
    assert!(shown.starts_with("Q0427") && shown.contains("86 other services; at most 85"), "{shown}");
}
