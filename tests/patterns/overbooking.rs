//! Samorani et al. 2022: overbooking by predicted non-attendance makes the group that misses more appointments wait longer in the
//! clinic; a rule that looks at the group removes that at a similar cost, and one that looks at nothing costs more.

use crate::patterns::answer::{Answer, Of, Range};

const IN_CLINIC: &str = "minutes_in_clinic";
const GAP: Of<'_> = Of("all", "minutes_in_clinic.gap", "group", "");
const OVERTIME: Of<'_> = Of("all", "overtime", "all", "all");

/// How a clinic is made: people booked beyond its 12 slots, shares of four levels of risk in each group, and the probabilities.
struct Clinic {
    extra: u32,
    poor: [f64; 4],
    rich: [f64; 4],
    misses: [f64; 4],
}

impl Clinic {
    fn rows(&self, value: impl Fn(&[f64; 4], usize) -> f64, key: &str) -> String {
        let groups = [("poor", &self.poor), ("rich", &self.rich)];
        let all = groups.iter().flat_map(|(name, shares)| (0..4).map(move |risk| (name, *shares, risk)));
        let row = |(name, shares, risk)| {
            format!("{{ group = \"{name}\", risk = \"{}\", {key} = {:.4} }}", risk + 1, value(shares, risk))
        };
        all.map(row).collect::<Vec<_>>().join(", ")
    }

    /// The risk level decides who shares a slot; by lot nothing does; in the third policy the place within the group does.
    fn run(&self) -> Answer {
        let rank = |shares: &[f64; 4], risk: usize| 1.0 - shares[..risk].iter().sum::<f64>() - shares[risk] / 2.0;
        let misses: Vec<String> = self.misses.iter().enumerate().map(|(i, q)| format!("\"{}\" = {q}", i + 1)).collect();
        Answer::text(
            &format!(
                r#"queuity = 1
discipline = {{ kind = "first come" }}
[scenario]
start     = 2026-01-05
horizon   = "52 weeks"
reference = "by risk"
[[attribute]]
name   = "group"
levels = ["poor", "rich"]
share  = [0.5, 0.5]
[[attribute]]
name   = "risk"
levels = ["1", "2", "3", "4"]
share  = [{margin}]
report = false
[population]
share = [{shares}]
[[service]]
name      = "clinic"
referrals = {{ per_week = 50 }}
waiting   = {{ count = 4000, wait = {{ kind = "constant", value = "9 weeks" }} }}
slots     = {{ per_session = 12, days = ["mon", "tue", "wed", "thu", "fri"] }}
misses_appointment = {{ risk = {{ {misses} }} }}
levers    = {{ overbooking = {{ extra = {extra}, doubles = "by risk" }} }}
[[variant]]
name = "by risk"
[[variant]]
name = "by lot"
set  = {{ "service[clinic].levers.overbooking.doubles" = "by lot" }}
[[variant]]
name = "by rank in their group"
set  = {{ "service[clinic].levers.overbooking.predicted.rows" = [{ranks}] }}
"#,
                margin = [0, 1, 2, 3].map(|i| format!("{:.4}", (self.poor[i] + self.rich[i]) / 2.0)).join(", "),
                shares = self.rows(|shares, risk| shares[risk] / 2.0, "share"),
                misses = misses.join(", "),
                extra = self.extra,
                ranks = self.rows(rank, "value"),
            ),
            40,
        )
    }
}

const CLINIC: Clinic =
    Clinic { extra: 1, poor: [0.4, 0.3, 0.2, 0.1], rich: [0.1, 0.2, 0.3, 0.4], misses: [0.45, 0.25, 0.12, 0.05] };

fn minutes(answer: &Answer, variant: &str, group: &str) -> Range {
    let by = if group == "all" { "all" } else { "group" };
    answer.figure(variant, Of("all", IN_CLINIC, by, group))
}

/// How much longer the poor wait, in percent.
fn longer(answer: &Answer, variant: &str) -> f64 {
    100.0 * (minutes(answer, variant, "poor").mean / minutes(answer, variant, "rich").mean - 1.0)
}

fn say(what: &str, answer: &Answer) {
    for variant in ["by risk", "by rank in their group", "by lot"] {
        println!(
            "{what}, {variant}: poor longer by {:.1}%, gap {:.2?}, all {:.2?}, overtime {:.1?}",
            longer(answer, variant),
            answer.figure(variant, GAP),
            minutes(answer, variant, "all"),
            answer.figure(variant, OVERTIME)
        );
    }
}

#[test]
fn overbooking_by_risk_makes_one_group_wait_and_a_rule_that_sees_the_group_does_not() {
    let answer = CLINIC.run();
    say("one more than slots", &answer);
    assert!(answer.figure("by risk", GAP).lower > 0.2, "{:?}", answer.figure("by risk", GAP));
    assert!((12.0..25.0).contains(&longer(&answer, "by risk")), "{}", longer(&answer, "by risk"));
    let aware = "by rank in their group";
    assert!(answer.figure(aware, GAP).holds(0.0), "{:?}", answer.figure(aware, GAP));
    assert!(answer.change(aware, GAP).0.upper < -0.2, "{:?}", answer.change(aware, GAP));
    // As many come under all of them; what it costs is minutes of all and overtime.
    let cost = |variant: &str| minutes(&answer, variant, "all").mean / minutes(&answer, "by risk", "all").mean;
    let overtime = |variant: &str| answer.figure(variant, OVERTIME).mean / answer.figure("by risk", OVERTIME).mean;
    assert!((1.0..1.15).contains(&cost(aware)) && overtime(aware) < 1.2, "{} {}", cost(aware), overtime(aware));
    assert!(cost("by lot") > 1.5 && overtime("by lot") > 1.25, "{} {}", cost("by lot"), overtime("by lot"));

    let fuller = Clinic { extra: 2, ..CLINIC }.run();
    say("two more than slots", &fuller);
    assert!(fuller.figure("by risk", GAP).lower > 0.4);
    assert!(fuller.figure(aware, GAP).upper < 0.6 * fuller.figure("by risk", GAP).lower, "less than half is left");
}

/// Their level, about 30% longer, needs risks that differ more between the groups. A rule by rank alone then goes too far.
#[test]
fn thirty_percent_longer_where_the_risks_of_the_groups_differ_more() {
    let apart = Clinic {
        extra: 1,
        poor: [0.55, 0.25, 0.15, 0.05],
        rich: [0.05, 0.15, 0.25, 0.55],
        misses: [0.5, 0.25, 0.12, 0.05],
    };
    let answer = apart.run();
    say("risks far apart", &answer);
    assert!((24.0..37.0).contains(&longer(&answer, "by risk")), "{}", longer(&answer, "by risk"));
    assert!(answer.figure("by rank in their group", GAP).upper < 0.0);
    assert!(answer.figure("by lot", GAP).holds(0.0));
}
