//! What a record and a population cannot be, and attributes that go together.

use queuity::compile;
use queuity::discipline::Registry;
use queuity::scenario::Scenario;

use super::{BASE, PLAIN, SLOTS, Text};

#[test]
fn what_cannot_be_is_refused() {
    let refused = |ethnicity: &str, more: &str| -> Vec<String> {
        let problems = Text { ethnicity, more, ..PLAIN }.try_load().expect_err("refused");
        problems.iter().map(|p| format!("{} {}", p.code, p.path)).collect()
    };
    let at = "attribute[ethnicity].recorded";
    assert_eq!(refused("[attribute.recorded]\nmissing = 1.5", ""), [format!("Q0605 {at}.missing")]);
    assert_eq!(
        refused("[attribute.recorded]\nmiscoded = { White = { White = 0.5 } }", ""),
        [format!("Q0450 {at}.miscoded.White.White")]
    );
    assert_eq!(
        refused(
            "[attribute.recorded]\nmiscoded = { White = { Asian = 0.7, Black = 0.6 }, Whit = { Asian = 0.1 } }",
            ""
        ),
        [format!("Q0650 {at}.miscoded.White"), format!("Q0412 {at}.miscoded.Whit")]
    );
    assert_eq!(
        refused("[attribute.recorded]\nmissing = 0.1\nunknown = { impute_from = \"ethnicity\" }", ""),
        [format!("Q0451 {at}.unknown.impute_from")]
    );
    assert_eq!(
        refused("[attribute.recorded]\nmissing = 0.1\nunknown = { impute_from = \"area\" }", ""),
        [format!("Q0406 {at}.unknown.impute_from")]
    );
    assert_eq!(refused("", "not_recorded = { sex = 0.1 }\n"), ["Q0406 service[hip and knee].not_recorded.sex"]);
}

#[test]
fn too_many_pairs_are_refused_with_their_number() {
    let levels: Vec<String> = (0..150).map(|l| format!("\"l{l}\"")).collect();
    let row = |l: usize| {
        let others = (0..150).filter(|&o| o != l).map(|o| format!("l{o} = 0.001"));
        format!("l{l} = {{ {} }}", others.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = (0..150).map(row).collect();
    let text = format!(
        "queuity = 1\n[scenario]\nhorizon = \"10 weeks\"\n[[attribute]]\nname = \"a\"\nlevels = [{}]\n[attribute.recorded]\n\
         miscoded = {{ {} }}\n[[service]]\nname = \"s\"\nslots = {{ every = \"1 week\", count = 1 }}\n\
         urgency = [{{ name = \"x\", share = 0.3 }}, {{ name = \"y\", share = 0.3 }}, {{ name = \"z\", share = 0.4 }}]\n",
        levels.join(", "),
        rows.join(", ")
    );
    let problems = compile::load(&text, &Registry::shipped()).expect_err("refused");
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["Q0510"]);
    assert!(
        problems[0].message.starts_with("22500 pairs") && problems[0].message.contains("= 67500"),
        "{}",
        problems[0].message
    );
    assert!(problems[0].is_resource());
}

#[test]
fn attributes_may_be_correlated() {
    let population = |correlation: &str| format!("[population]\ncorrelation = [{correlation}]\n\n[[service]]");
    let load = |correlation: &str| {
        let text = BASE.replace("[[service]]", &population(correlation)).replace("DISCIPLINE", PLAIN.discipline);
        let text = text.replace("REPLICATIONS", "1").replace("SHARE", "[0.2, 0.2, 0.2, 0.2, 0.2]");
        let text = text.replace("DEPRIVATION", "").replace("ETHNICITY", "").replace("CAPACITY", SLOTS);
        compile::load(&text.replace("MORE", ""), &Registry::shipped())
    };
    let mix = |s: &Scenario| s.variants[0].model.services[0].referrals.as_ref().unwrap().mix.clone();
    let zero = load("{ between = [\"deprivation\", \"ethnicity\"], r = 0.0 }").unwrap();
    assert_eq!(mix(&zero), mix(&PLAIN.load()), "without correlation the thresholds are those of independence");
    let tied = load("{ between = [\"ethnicity\", \"deprivation\"], r = -0.4 }").unwrap();
    let rows = &mix(&tied).attributes;
    assert_eq!(rows[0], mix(&zero).attributes[0]);
    // The first levels avoid each other: White is rarest among the most deprived.
    assert!(rows[1].windows(2).all(|w| w[0].0[0] < w[1].0[0]));
    let refused = |correlation: &str| -> Vec<String> {
        load(correlation).expect_err("refused").iter().map(|p| format!("{} {}", p.code, p.path)).collect()
    };
    assert_eq!(refused("{ between = [\"deprivation\"], r = 0.1 }"), ["Q0452 population.correlation[0].between"]);
    assert_eq!(
        refused("{ between = [\"deprivation\", \"sex\"], r = 0.1 }"),
        ["Q0406 population.correlation[0].between"]
    );
    assert_eq!(refused("{ between = [\"deprivation\", \"ethnicity\"], r = 1 }"), ["Q0604 population.correlation[0].r"]);
}
