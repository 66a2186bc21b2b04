//! Two models of cataract lists. Their inputs are not all published: the shares, weights and rules here are ours, and what is
//! asserted is the pattern (an order of policies, a direction, a range), not a figure of the papers.

use crate::patterns::answer::{Answer, Of, Range, interval};

const WEIGHTED: Of<'_> = Of("all", "harm[weighted]", "all", "all");
const PLAIN: Of<'_> = Of("all", "harm[plain]", "all", "all");

/// How much less priority-weighted delay than under first come, in percent of the same run, with its interval.
fn reduction(answer: &Answer, variant: &str) -> Range {
    let pairs = answer.runs(variant, WEIGHTED).into_iter().zip(answer.runs("first come", WEIGHTED));
    interval(&pairs.map(|(with, without)| 100.0 * (1.0 - with / without)).collect::<Vec<_>>())
}

/// Tuft and Gallivan 2001: three strata, three years, the first weeks fully booked before anything changes. Triage gives a date at
/// the assessment from slots kept for the upper strata; the ordered list decides as late as possible.
fn booked(weeks: u32, weights: [u32; 3], kept: [f64; 2]) -> Answer {
    let [upper, next] = kept;
    let [high, middle, low] = weights;
    Answer::text(
        &format!(
            r#"queuity = 1
[scenario]
start     = 2026-01-05
horizon   = "156 weeks"
reference = "first come"
[[service]]
name      = "cataract"
referrals = {{ per_week = 20 }}
slots     = {{ per_week = 20, days = ["tue"], changes = [{{ to = "{weeks} weeks", multiply = 0 }}] }}
urgency   = [{{ name = "high", share = 0.333, target = "4 weeks" }}, {{ name = "middle", share = 0.333, target = "13 weeks" }}, {{ name = "low", share = 0.334, target = "52 weeks" }}]
[service.harm.plain]
per_week = 1
[service.harm.weighted]
per_week   = 1
by_urgency = {{ high = {high}, middle = {middle}, low = {low} }}
[[variant]]
name       = "first come"
discipline = {{ kind = "first come" }}
[[variant]]
name       = "triage"
discipline = {{ kind = "reserved", quotas = [{{ share = {upper}, for = {{ urgency = "high" }} }}, {{ share = {next}, for = {{ urgency = "middle" }} }}], spill_over = true }}
[[variant]]
name       = "ordered list"
discipline = {{ kind = "strict", order = ["high", "middle", "low"] }}
"#
        ),
        30,
    )
}

/// Parts of the slots for the two upper strata, more than their shares of referrals together.
const KEPT: [f64; 2] = [0.4, 0.3];

#[test]
fn deciding_late_beats_triage_and_triage_beats_first_come() {
    let mut ordered = Vec::new();
    for weeks in [4, 13, 26, 39, 52] {
        let answer = booked(weeks, [3, 2, 1], KEPT);
        let (late, triage) = (reduction(&answer, "ordered list"), reduction(&answer, "triage"));
        println!("{weeks} weeks booked: triage {triage:.1?}, ordered list {late:.1?}");
        assert!(triage.lower > 3.0, "{weeks} weeks booked: triage helps: {triage:?}");
        assert!(late.lower > 1.5 * triage.upper, "{weeks} weeks booked: {late:?} against {triage:?}");
        // The plain total is the same to the second: only who waits has changed.
        for variant in ["triage", "ordered list"] {
            assert_eq!(answer.change(variant, PLAIN).1, "identical");
        }
        ordered.push(late);
    }
    // The longer everything is booked already, the less is left to decide.
    assert!(ordered[1].lower > ordered[2].upper && ordered[2].lower > ordered[3].upper, "{ordered:?}");
    assert!(ordered[3].lower > ordered[4].upper, "{ordered:?}");
    assert!(ordered[..4].iter().all(|r| (30.0..60.0).contains(&r.mean)), "30 to 60%: {ordered:?}");
    // With four times the weight for the highest stratum the same list gains half.
    let four = reduction(&booked(13, [4, 2, 1], KEPT), "ordered list");
    assert!(four.lower > ordered[1].upper && (45.0..55.0).contains(&four.mean), "{four:?}");
    // Slots kept for a stratum change next to nothing where they are fewer than its share of the referrals.
    let few = reduction(&booked(13, [3, 2, 1], [0.25, 0.25]), "triage");
    assert!(few.upper < 1.0, "{few:?}");
}

const SCORES: [u32; 5] = [20, 40, 60, 80, 100];
const SHARES: [f64; 5] = [0.1, 0.25, 0.3, 0.25, 0.1];
/// The mean of the scores by the shares.
const MEAN_SCORE: f64 = 60.0;

/// Comas et al. 2008: a list with this mean wait under first come, five years, ten replications; time weighted by the priority score
/// of those treated and of those who still wait. Returns months gained per person.
fn gained(months: u32) -> [Range; 2] {
    let weeks = months * 52 / 12;
    let each = |write: &dyn Fn(u32, f64) -> String| {
        let all: Vec<String> = SCORES.iter().zip(SHARES).map(|(s, p)| write(*s, p)).collect();
        all.join(", ")
    };
    let answer = Answer::text(
        &format!(
            r#"queuity = 1
[scenario]
start     = 2026-01-05
horizon   = "260 weeks"
reference = "first come"
[[service]]
name      = "cataract"
referrals = {{ per_week = 20 }}
waiting   = {{ count = {count}, wait = {{ kind = "uniform", low = "0 days", high = "{days} days" }} }}
slots     = {{ per_week = 20, days = ["tue"] }}
urgency   = [{urgency}]
[service.harm.plain]
per_week = 1
[service.harm.weighted]
per_week   = 1
by_urgency = {{ {weights} }}
[[variant]]
name       = "first come"
discipline = {{ kind = "first come" }}
[[variant]]
name       = "score x time"
discipline = {{ kind = "accumulating", by_urgency = {{ {rates} }} }}
[[variant]]
name       = "score"
discipline = {{ kind = "strict", order = ["100", "80", "60", "40", "20"] }}
"#,
            count = 20 * weeks,
            days = 7 * weeks,
            urgency = each(&|s, p| format!("{{ name = \"{s}\", share = {p}, target = \"52 weeks\" }}")),
            weights = each(&|s, _| format!("\"{s}\" = {:.4}", f64::from(s) / MEAN_SCORE)),
            rates = each(&|s, _| format!("\"{s}\" = {s}")),
        ),
        10,
    );
    let people = f64::from(20 * weeks + 20 * 260);
    ["score x time", "score"].map(|variant| {
        assert_eq!(answer.change(variant, PLAIN).1, "identical");
        let change = answer.change(variant, WEIGHTED).0;
        let months = |weeks: f64| -weeks / people * 12.0 / 52.0;
        Range { mean: months(change.mean), lower: months(change.upper), upper: months(change.lower) }
    })
}

#[test]
fn the_gain_of_a_score_grows_with_the_mean_wait() {
    let waits = [4, 8, 12, 18, 24];
    let all: Vec<[Range; 2]> = waits.map(gained).to_vec();
    for (months, [with_time, alone]) in waits.iter().zip(&all) {
        println!("{months} months: score x time {with_time:.2?}, score {alone:.2?}");
        assert!(with_time.lower > 0.0 && alone.lower > with_time.upper, "{months}: {with_time:?} {alone:?}");
    }
    for pair in all.windows(2) {
        for (shorter, longer) in pair[0].iter().zip(&pair[1]) {
            assert!(longer.lower > shorter.upper, "{shorter:?} {longer:?}");
        }
    }
    // The paper has 1.55 months (1.47 to 1.62) in its main case, between the ends of the range here.
    assert!(all[0][0].upper < 1.55 && all[4][0].lower > 1.55, "{all:?}");
}
