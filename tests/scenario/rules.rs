//! Rules inside of rules: names of variants are spelled out, dates need a start, and mistakes are found where they stand.

use queuity::compile;
use queuity::error::Problem;
use queuity::scenario::locate;
use serde_json::{Value, json};

use crate::scenario::{SMALL, loaded, registry};

const TWO: &str = "urgency = [{ name = \"P2\", share = 0.3, target = \"4 weeks\" }, { name = \"P4\", share = 0.7 }]\n\
                   [[variant]]\nname = \"as today\"\ndiscipline = { kind = \"strict\", order = [\"P2\", \"P4\"] }\n";

fn with(discipline: &str) -> String {
    format!("{SMALL}{TWO}[[variant]]\nname = \"new\"\ndiscipline = {discipline}\n")
}

/// The problems, each with what it points at in the file.
fn problems(text: &str) -> Vec<(Problem, String)> {
    let found = compile::load(text, &registry()).err().unwrap_or_default();
    let at = |p: &Problem| locate(text, &p.path, p.at_key).map_or(String::new(), |bytes| text[bytes].to_string());
    found.into_iter().map(|p| (at(&p), p)).map(|(at, p)| (p, at)).collect()
}

fn problem(discipline: &str) -> (Problem, String) {
    let mut found = problems(&with(discipline));
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

/// The discipline of the variant `new` as the resolved scenario has it.
fn spelled_out(discipline: &str) -> Value {
    let table: toml::Table = loaded(&with(discipline)).resolved.parse().expect("TOML");
    let tree = serde_json::to_value(table).expect("a tree");
    let variants = tree["variant"].as_array().expect("variants").clone();
    variants.into_iter().find(|v| v["name"] == "new").expect("the variant")["discipline"].clone()
}

#[test]
fn names_of_variants_are_spelled_out_wherever_a_rule_may_stand() {
    let today = json!({ "kind": "strict", "order": ["P2", "P4"] });
    let of = |pointer: &str, text: &str| spelled_out(text).pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(of("/rest", r#"{ kind = "breach first", rest = "as today" }"#), today);
    assert_eq!(of("/rule", r#"{ kind = "threshold", above = 9, rule = "as today" }"#), today);
    let mixed =
        r#"{ kind = "mixed", rules = [{ share = 0.5, rule = "due date" }, { share = 0.5, rule = "as today" }] }"#;
    assert_eq!(of("/rules/1/rule", mixed), today);
    assert_eq!(of("/rules/0/rule", mixed), "due date", "a kind stays as it is");
    let changing = r#"{ kind = "changing", rules = [{ rule = "as today" }, { from = 30, rule = { kind = "breach first", rest = "as today" } }] }"#;
    assert_eq!(of("/rules/0/rule", changing), today);
    assert_eq!(of("/rules/1/rule/rest", changing), today, "however deep");
}

#[test]
fn a_name_that_is_neither_is_found_in_its_rule() {
    let (p, at) = problem(r#"{ kind = "changing", rules = [{ rule = "as today" }, { from = 30, rule = "as tody" }] }"#);
    assert_eq!(
        (p.code, p.path.as_str(), at.as_str()),
        ("Q0419", "variant[new].discipline.rules[1].rule", "\"as tody\"")
    );
    assert_eq!(p.help, "did you mean `as today`?");
    let (p, at) = problem(r#"{ kind = "threshold", above = 9, rule = "strct" }"#);
    assert_eq!((p.path.as_str(), at.as_str()), ("variant[new].discipline.rule", "\"strct\""));
    assert_eq!(p.help, "did you mean `strict`?");
    // A kind with parameters of its own has to be written out.
    let (p, at) = problem(r#"{ kind = "breach first", rest = "lottery" }"#);
    assert_eq!((p.code, p.path.as_str(), at.as_str()), ("Q0203", "variant[new].discipline.rest", "\"lottery\""));
}

#[test]
fn a_rule_cannot_need_itself() {
    let (p, at) = problem(r#"{ kind = "mixed", rules = [{ share = 1, rule = "new" }] }"#);
    assert_eq!((p.code, p.path.as_str(), at.as_str()), ("Q0420", "variant[new].discipline.rules[0].rule", "\"new\""));
}

#[test]
fn dates_of_rules_need_a_start() {
    let dated =
        with(r#"{ kind = "changing", rules = [{ rule = "due date" }, { from = 2026-11-01, rule = "strict" }] }"#);
    loaded(&dated);
    let without = dated.replace("start   = 2026-02-02", "").replace(
        "slots     = { per_week = 58 }",
        "servers   = { count = 2, service = { kind = \"constant\", value = \"4 hours\" } }",
    );
    let found = problems(&without);
    assert_eq!(found.len(), 1, "{found:#?}");
    let (p, at) = &found[0];
    assert_eq!((p.path.as_str(), at.as_str()), ("variant[new].discipline.rules[1].from", "2026-11-01"));
    assert!(p.message.contains("2026-11-01") && p.help.contains("`start`") && p.help.contains("days"), "{p}");
    loaded(&without.replace("2026-11-01", "272"));
}

#[test]
fn a_date_that_is_none_or_before_the_start_is_told() {
    for (date, shown) in
        [("2025-11-01", "2025-11-01"), ("\"November\"", "\"November\""), ("\"2026-02-30\"", "\"2026-02-30\"")]
    {
        let (p, at) = problem(&format!(
            r#"{{ kind = "changing", rules = [{{ rule = "due date" }}, {{ from = {date}, rule = "strict" }}] }}"#
        ));
        assert_eq!((p.path.as_str(), at.as_str()), ("variant[new].discipline.rules[1].from", shown), "{p}");
        assert!(p.help.contains("date"), "{date}: {p}");
        assert!(date.starts_with('"') || p.message.contains("before the start"), "{date}: {p}");
    }
}

#[test]
fn mistakes_of_a_formula_point_at_the_score() {
    for (score, said) in [
        ("wait + 3", "a time and a number"),
        ("wait +", "ends too early"),
        ("waited / target", "unknown name `waited`"),
        ("-wait / target", "falls with the wait"),
        ("if(urgency is \"P3\", 1, 0)", "unknown value `P3`"),
        ("wait / (target - 28 days)", "not a number"),
    ] {
        let (p, at) = problem(&format!("{{ kind = \"formula\", score = '{score}' }}"));
        assert_eq!((p.path.as_str(), at), ("variant[new].discipline.score", format!("'{score}'")), "{p}");
        assert!(p.message.contains(said), "{score}: {p}");
    }
}
