//! `docs/measures.md` holds every measure of the registry. It is written from the registry, so no measure can be missing there:
//! `QUEUITY_UPDATE=1 cargo test --test all numbers::measures_page` brings it up to date.

use std::fmt::Write as _;

use queuity::compile;
use queuity::discipline;
use queuity::measure::{AnalysisSet, Direction, Measure, Registry};

/// A scenario with a stage and a harm, so that their measures are there, under names in capitals.
const NAMED: &str = r#"
queuity = 1

[scenario]
start    = 2026-02-02
horizon  = "52 weeks"
currency = "CURRENCY"

[[service]]
name      = "a"
referrals = { per_week = 10 }
costs     = { slot = 1 }

[service.harm.HARM]
per_week = 1
unit     = "UNIT"
cost     = 1

[[service.stage]]
name  = "STAGE"
slots = { per_week = 11 }
next  = [{ to = "STAGE 2" }]

[[service.stage]]
name  = "STAGE 2"
slots = { per_week = 11 }
"#;

const HEAD: &str = "\
# Measures

Every figure of `summary.csv`, `contrasts.csv`, `series.csv` and `replications.parquet` is one of these measures, or a gap of one. This page is
written from the registry (`tests/numbers/measures_page.rs`); `queuity list measures` prints the same lines.

Each is read in every replication from whole numbers: counts, sums of seconds, histograms of days. The estimate is the **mean of these
figures over the replications**. So a median is a mean of medians, and a share is a mean of shares; every replication counts the same.
The interval is that of Student's t over the replications. A measure appears only if the scenario has what it is about: slots, stages,
levers, costs.

## Populations

| `population` | the people it is about |
|---|---|
";

const GAPS: &str = "
## Gaps

Every measure that has gaps has each of these. If levels have no order, there is a `.gap` for each level; the row with an empty `group` is
the gap between the worst and the best. Gaps by chance exist for shares and means. The lowest and the highest gap exist for shares by what
is recorded; they are right as long as the records that exist are right. A gap has the unit of its measure. Counts have no gaps, because
they grow with the size of a group.

| ending | what it is | source |
|---|---|---|
";

const MEASURES: &str = "
## Measures

`better` says which way is better; a gap is better if it is nearer to zero. `gaps` says whether the measure has gaps; `all` means that it
has no rows for groups. Weeks have seven days. Days are calendar days: 126 days are within 18 weeks, and 127 are not. What `n` counts stands
in the column `denominator` of `summary.csv`.

| `measure` | what it is | unit | `population` | `n` counts | better | gaps | source |
|---|---|---|---|---|---|---|---|
";

const TAIL: &str = "
In the contrasts alone stands `cost_per_breach_avoided`: the difference in `cost_of_care` divided by the new breaches avoided
([scenario.md](scenario.md#what-waiting-and-care-cost)).

`wait_at[STAGE]`, `people_at[STAGE]` and `utilisation_at[STAGE]` are of every stage of a pathway with more than one, `harm[HARM]` of every
harm; CURRENCY is the scenario's `currency`, UNIT the harm's own unit.
";

fn page() -> String {
    let mut text = HEAD.to_string();
    let mut told: Vec<&str> = Vec::new();
    for set in AnalysisSet::ALL {
        if told.contains(&set.population()) {
            continue;
        }
        told.push(set.population());
        let of: Vec<&str> =
            AnalysisSet::ALL.iter().filter(|v| v.population() == set.population()).map(|v| v.denominator()).collect();
        writeln!(text, "| `{}` | {} |", set.population(), of.join("; ")).unwrap();
    }
    text.push_str(GAPS);
    for gap in Registry::shipped().gaps() {
        writeln!(text, "| `.{}` | {} | {} |", gap.name(), gap.summary(), gap.source()).unwrap();
    }
    text.push_str(MEASURES);
    let scenario = compile::load(NAMED, &discipline::Registry::shipped()).unwrap_or_else(|p| panic!("{p:#?}"));
    let services: Vec<_> = scenario.variants[0].model.services.iter().collect();
    for measure in Registry::shipped().with_named(&services).iter().filter(|m| !m.name().contains("STAGE 2")) {
        text.push_str(&line(measure.as_ref()));
    }
    text + TAIL
}

fn line(measure: &dyn Measure) -> String {
    let mut populations: Vec<&str> = measure.analysis_sets().iter().map(|v| v.population()).collect();
    populations.dedup();
    let mut denominators: Vec<&str> = Vec::new();
    for set in measure.analysis_sets() {
        let own = measure.denominator(*set);
        let own = if own == set.denominator() { "as the population" } else { own };
        if !denominators.contains(&own) {
            denominators.push(own);
        }
    }
    let better = match measure.direction() {
        Direction::Lower => "lower",
        Direction::Higher => "higher",
        Direction::TowardZero => "nearer to zero",
        Direction::None => "neither",
    };
    let gaps = match (measure.by_group(), measure.gaps()) {
        (false, _) => "all",
        (true, true) => "yes",
        (true, false) => "no",
    };
    let unit = if measure.unit() == "money" { "CURRENCY" } else { measure.unit() };
    format!(
        "| `{}` | {} | {unit} | `{}` | {} | {better} | {gaps} | {} |\n",
        measure.name(),
        measure.summary(),
        populations.join("`, `"),
        denominators.join("; "),
        measure.source()
    )
}

#[test]
fn the_page_holds_every_measure_of_the_registry() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/measures.md");
    let page = page();
    if std::env::var_os("QUEUITY_UPDATE").is_some() {
        std::fs::write(file, &page).unwrap();
    }
    let update = "`QUEUITY_UPDATE=1 cargo test --test all numbers::measures_page` brings it up to date";
    assert_eq!(std::fs::read_to_string(file).unwrap_or_default(), page, "{update}");
    for measure in Registry::shipped().iter() {
        assert!(page.contains(&format!("| `{}` |", measure.name())), "{}", measure.name());
        let texts = [measure.name(), measure.unit(), measure.summary(), measure.source()];
        assert!(texts.iter().all(|text| !text.is_empty() && !text.contains(['|', '\n'])), "{texts:?}");
    }
    for name in ["wait_at[STAGE]", "people_at[STAGE]", "utilisation_at[STAGE]", "harm[HARM]"] {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}
