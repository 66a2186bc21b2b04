//! How the mix of a list follows from the population, where a list has other shares of one attribute.

use queuity::model::Mix;

use crate::scenario::loaded;

fn mix(referrals: &str) -> Mix {
    let text = format!(
        r#"
queuity = 1
[scenario]
start   = 2026-02-02
horizon = "20 weeks"
[[attribute]]
name   = "deprivation"
levels = ["most", "least"]
share  = [0.4, 0.6]
[[attribute]]
name    = "ethnicity"
levels  = ["Black", "white"]
share   = [0.2, 0.8]
ordered = false
[population]
odds_ratio = [{{ deprivation = "most", ethnicity = "Black", odds_ratio = 4 }}]
[[service]]
name      = "a"
referrals = {{ per_week = 10, {referrals} }}
slots     = {{ per_week = 10 }}
"#
    );
    let model = loaded(&text).variants[0].model.clone();
    model.services[0].referrals.clone().unwrap().mix
}

/// The share of those with the first level: of deprivation, and of ethnicity at each level of deprivation.
fn shares(mix: &Mix) -> (f64, [f64; 2]) {
    let share = |row: &queuity::population::Thresholds| row.0[0] as f64 / 2.0_f64.powi(64);
    (share(&mix.attributes[0][0]), [0, 1].map(|level| share(&mix.attributes[1][level])))
}

#[test]
fn a_share_keeps_the_other_margins_and_a_ratio_the_people_at_each_level() {
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} and {b}");
    let (most, plain) = shares(&mix(""));
    near(most, 0.4);
    near(0.4 * plain[0] + 0.6 * plain[1], 0.2);
    // `share` fits again: as many Black people in all as before, so fewer at each level where more are deprived.
    let (most, fitted) = shares(&mix("share = { deprivation = [0.6, 0.4] }"));
    near(most, 0.6);
    near(0.6 * fitted[0] + 0.4 * fitted[1], 0.2);
    assert!(fitted[0] < plain[0] - 0.01 && fitted[1] < plain[1] - 0.01);
    // Ratios of wanted and given shares leave people at each level as they are: there are more Black people in all.
    let (most, kept) = shares(&mix("rate_ratio = { deprivation = { most = 1.5, least = 0.6666666666666667 } }"));
    near(most, 0.6);
    near(kept[0], plain[0]);
    near(kept[1], plain[1]);
    assert!(0.6 * kept[0] + 0.4 * kept[1] > 0.22);
}
