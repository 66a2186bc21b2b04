//! Parts of today's list whose people have waited in several bands: each band has its share of every group.

use std::collections::BTreeMap;

use queuity::model::Model;
use queuity::people::Draw;
use queuity::rng::Key;
use queuity::time::DAY;

use crate::scenario::counted::text as of_list;
use crate::scenario::{loaded, registry};

const PEOPLE: &str = r#"
[[attribute]]
name   = "deprivation"
levels = ["most", "least"]
share  = [0.5, 0.5]
"#;

fn text(part: &str) -> String {
    of_list("", PEOPLE, &format!("{{ part = [{{ {part} }}] }}"))
}

/// People by level and by band of 18 and 52 weeks.
fn counted(model: &Model, replication: u64) -> BTreeMap<(usize, usize), u64> {
    let key = Key::new(model.seed, replication);
    let draw = Draw { key, population: &model.population, service: &model.services[0], beyond: 0 };
    let mut out = BTreeMap::new();
    for (person, _) in draw.today() {
        let group = person.class as usize / model.services[0].urgencies.len();
        let has_waited = |days: i64| usize::from(-person.clock_start > days * DAY);
        let band = has_waited(126) + has_waited(364);
        *out.entry((model.population.level(group, 0), band)).or_default() += 1;
    }
    out
}

#[test]
fn each_band_has_its_share_of_every_group() {
    let part = "bands_weeks = [0, 18, 52], spread = [0.6, 0.3, 0.1], count = { most = 600, least = 200 }";
    let model = loaded(&text(part)).variants.remove(0).model;
    let mut seen = Vec::new();
    for replication in 0..20 {
        let found = counted(&model, replication);
        for (level, people) in [(0, 600.0), (1, 200.0)] {
            for (band, share) in [0.6, 0.3, 0.1].into_iter().enumerate() {
                let n = found[&(level, band)] as f64;
                assert!((n - share * people).abs() <= 4.0, "{level} {band}: {found:?}");
            }
        }
        let of_band = |band: usize| found[&(0, band)] + found[&(1, band)];
        assert!(of_band(0).abs_diff(480) <= 1 && of_band(1).abs_diff(240) <= 1 && of_band(2).abs_diff(80) <= 1);
        seen.push(found[&(0, 2)]);
    }
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.len() > 1, "replications differ");
}

#[test]
fn a_spread_may_begin_later_and_end() {
    let part = "bands_weeks = [18, 26, 52], spread = [1, 0], count = 50";
    let found = counted(&loaded(&text(part)).variants.remove(0).model, 0);
    assert_eq!(found.iter().filter(|(at, _)| at.1 == 1).map(|(_, n)| n).sum::<u64>(), 50, "{found:?}");
    // The law beyond the last edge.
    let part = "bands_weeks = [0, 52], spread = [0, 1], open = { kind = \"constant\", value = \"1 day\" }, count = 9";
    let found = counted(&loaded(&text(part)).variants.remove(0).model, 0);
    assert_eq!(found.iter().filter(|(at, _)| at.1 == 2).map(|(_, n)| n).sum::<u64>(), 9, "{found:?}");
}

/// Where groups are told apart in such a part, the gaps among its people are not known, and the check says so of a list where they are many.
#[test]
fn gaps_that_are_not_known_are_told() {
    let warned = |part: &str| {
        let loaded = loaded(&text(part));
        loaded.warnings.iter().filter(|p| p.code == "W0661").map(ToString::to_string).collect::<Vec<_>>()
    };
    let spread = "bands_weeks = [0, 18, 52], spread = [0.6, 0.3, 0.1], count = { most = 60, least = 20 }";
    let known = |people: u32| format!("from = \"0 days\", to = \"9 days\", count = {{ most = {people}, least = 0 }}");
    let found = warned(&format!("{} }}, {{ {spread}", known(80)));
    assert!(found.len() == 1 && found[0].contains("80 of 160 people"), "{found:?}");
    assert!(warned(&format!("{} }}, {{ {spread}", known(800))).is_empty());
    // Nobody is told apart.
    assert!(warned("bands_weeks = [0, 18, 52], spread = [0.6, 0.3, 0.1], count = 80").is_empty());
}

#[test]
fn what_is_wrong_with_a_spread_is_told_at_its_place() {
    for (part, code, at, words) in [
        ("bands_weeks = [0, 18], spread = [0.6, 0.3]", "Q0606", "part[0].spread", "sum to 0.9"),
        ("bands_weeks = [0, 18], spread = [1.2, -0.2]", "Q0604", "part[0].spread", "negative"),
        ("bands_weeks = [0, 18], spread = [0.2, 0.3, 0.4, 0.1]", "Q0622", "part[0].spread", "2 edges and 4 shares"),
        ("bands_weeks = [18, 6], spread = [0.5, 0.5]", "Q0621", "part[0].bands_weeks", "must rise"),
        ("bands_weeks = [0, 18]", "Q0620", "part[0]", "need `spread`"),
        ("spread = [0.5, 0.5]", "Q0620", "part[0]", "no `bands_weeks`"),
        ("from = \"3 days\", bands_weeks = [0, 18], spread = [0.5, 0.5]", "Q0620", "part[0].from", "stands beside"),
        (
            "from = \"3 days\", to = \"5 days\", open = { kind = \"exponential\", mean = \"1 week\" }",
            "Q0620",
            "part[0]",
            "`open`",
        ),
    ] {
        let text = text(&format!("{part}, count = 10"));
        let problems = queuity::compile::load(&text, &registry()).err().unwrap_or_else(|| panic!("loads: {part}"));
        assert!(
            problems.iter().any(|p| p.code == code && p.path.ends_with(at) && p.message.contains(words)),
            "{part}: {problems:?}"
        );
    }
}
