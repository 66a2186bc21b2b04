//! What is told of an official clock: figures, the table of people, `check`.

use queuity::forecast::forecast;
use queuity::measure::AnalysisSet;

use super::{loaded, mean, outcome, values};

/// The clinic of a case that once could not be said: a missed appointment sets the clock back to zero.
const RESET: &str = r#"
queuity = 1

[scenario]
title        = "A missed appointment sets the clock back to zero"
start        = 2026-01-05
horizon      = "52 weeks"
replications = 10
limits_weeks = [6, 12]

[[attribute]]
name   = "area"
levels = ["poor", "rich"]

[[service]]
name      = "clinic"
urgency   = [{ name = "routine", share = 1, target = "12 weeks" }]
referrals = { per_week = 20 }
waiting   = { part = [{ count = 200, from = "0 days", to = "70 days" }] }
slots     = { per_week = 22 }

misses_appointment = { area = { poor = 0.3, rich = 0.05 } }

[service.after_missed]
rebook = 1
to     = "back of the queue"

[service.official_clock]
missed = "restarts"
"#;

#[test]
fn the_official_figure_stands_beside_the_true_one() {
    let found = outcome(RESET, 10);
    let of = |set, measure: &str, who: &str| {
        let who = if who == "all" { ("all", "all") } else { ("area", who) };
        mean(&values(&found, set, measure, who)).0
    };
    for who in ["all", "poor", "rich"] {
        for limit in ["6w", "12w"] {
            let within = |of_whom: &str| of(AnalysisSet::Closing, &format!("{of_whom}_within_{limit}"), who);
            assert!(within("official") >= within("waiting"), "{who} {limit}");
            let completed =
                |of_whom: &str| of(AnalysisSet::Completed, &format!("{of_whom}completed_within_{limit}"), who);
            assert!(completed("official_") >= completed(""), "{who} {limit}");
            let both = of(AnalysisSet::Closing, &format!("official_within_{limit}"), who)
                + of(AnalysisSet::Closing, &format!("official_over_{limit}"), who);
            assert!((both - 1.0).abs() < 1e-12);
        }
        assert!(of(AnalysisSet::Closing, "official_p92", who) <= of(AnalysisSet::Closing, "waiting_p92", who));
        // Days of the official mean, seconds of the true one: less than a day apart where nothing is left out.
        let left_out = of(AnalysisSet::Completed, "completed_mean_wait", who)
            - of(AnalysisSet::Completed, "official_completed_mean_wait", who);
        assert!((left_out - of(AnalysisSet::Completed, "weeks_not_counted", who)).abs() < 1.0 / 7.0, "{who}");
        // At the start nothing is left out.
        assert_eq!(of(AnalysisSet::Opening, "official_median", who), of(AnalysisSet::Opening, "waiting_median", who));
    }
    // People who miss more wait longer, and official figures hide more of it.
    let gap = |measure: &str| of(AnalysisSet::Completed, measure, "poor") - of(AnalysisSet::Completed, measure, "rich");
    assert!(gap("completed_mean_wait") > 0.5 && gap("official_completed_mean_wait") < 0.7 * gap("completed_mean_wait"));
    assert!(gap("weeks_not_counted") > 0.3);
    // The last point of the series is the closing snapshot.
    let layout = &found.series_layout;
    let line = layout.keys.iter().position(|k| {
        let words = found.layout.words(&k.figure);
        (words.measure, words.attribute, words.service) == ("official_over_6w", "all", "all")
    });
    let sums = found.series[0].iter().nth((line.expect("a line") + 1) * layout.points - 1).expect("a point");
    assert!((sums.sum as f64 / 1e9 / 10.0 - of(AnalysisSet::Closing, "official_over_6w", "all")).abs() < 1e-8);
}

#[test]
fn without_an_official_clock_there_are_no_such_figures() {
    let text = RESET.split("[service.official_clock]").next().expect("a text");
    let found = outcome(text, 1);
    assert!(!found.layout.in_words().any(|w| w.measure.contains("official") || w.measure.contains("not_counted")));
    assert!(!found.layout.in_words().any(|w| w.measure.starts_with("completed_within")));
}

/// `check` expects what a run then shows.
#[test]
fn the_part_of_clocks_that_move_is_foretold() {
    let rules = [
        ("missed = \"restarts\"", ""),
        ("missed = \"restarts\"\nunavailable = \"pauses\"", "[service.unavailable]\nshare = 0.2\nfor = \"10 days\"\n"),
        ("cancelled = \"restarts\"", "[service.cancels_appointment]\narea = { poor = 0.4, rich = 0.1 }\n"),
        ("missed = \"runs\"", ""),
    ];
    // Room for all, so that the long run is what is seen.
    let roomy = RESET.replace("slots     = { per_week = 22 }", "slots     = { per_week = 60 }");
    for (clock, more) in rules {
        let text = format!("{}{more}", roomy.replace("missed = \"restarts\"", clock));
        let scenario = loaded(&text);
        let told = forecast(&scenario).services[0].official_moved.expect("there are rules");
        let found = outcome(&text, 10);
        let (moved, error) = mean(&values(&found, AnalysisSet::Completed, "official_clock_moved", ("all", "all")));
        assert!((told - moved).abs() < 4.5 * error + 0.02, "{clock}: told {told}, found {moved} +- {error}");
    }
    assert_eq!(
        forecast(&loaded(RESET.split("[service.official").next().expect("a text"))).services[0].official_moved,
        None
    );
}

/// Clocks that have moved are kept, so the estimate of memory counts them: more where more of them move, none where nothing moves them.
#[test]
fn clocks_that_move_take_memory() {
    let bytes = |text: &str| forecast(&loaded(text)).work[0].running_bytes;
    let without = bytes(RESET.split("[service.official_clock]").next().expect("a text"));
    let of = |rule: &str| bytes(&RESET.replace("missed = \"restarts\"", rule)) - without;
    assert_eq!(of("missed = \"runs\""), 0.0);
    // Some 14% of appointments are missed by 200 people and more.
    let some = of("missed = \"restarts\"");
    assert!((20.0 * 48.0..200.0 * 96.0).contains(&some), "{some}");
    let more = RESET.replace("rich = 0.05", "rich = 0.3");
    assert!(bytes(&more) - bytes(&more.replace("missed = \"restarts\"", "missed = \"runs\"")) > 1.2 * some);
}

#[test]
fn rules_that_nothing_follows_are_told() {
    let codes = |text: &str| forecast(&loaded(text)).warnings.iter().map(|w| w.code).collect::<Vec<_>>();
    assert!(!codes(RESET).contains(&"W0657"));
    for rule in
        ["cancelled = \"restarts\"", "declined = \"restarts\"", "unavailable = \"pauses\"", "missed = \"pauses\""]
    {
        assert!(codes(&RESET.replace("missed = \"restarts\"", rule)).contains(&"W0657"), "{rule}");
    }
}

/// The table of people has both waits, and `why` says what the clock does.
#[test]
fn people_have_both_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("s.toml"), RESET).expect("a file");
    let run = ["run", "s.toml", "--patients", "people.csv", "--replications", "2", "--quiet"];
    crate::shared::succeeds(crate::shared::queuity(folder.path(), &run));
    let text = std::fs::read_to_string(folder.path().join("people.csv")).expect("a table");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let at = |head: &csv::StringRecord, name: &str| head.iter().position(|h| h == name).expect("a column");
    let head = rows.headers().expect("a head").clone();
    let [wait, official, restarts, missed] =
        ["wait_days", "official_wait_days", "clock_restarts", "missed_appointments"].map(|name| at(&head, name));
    let (mut shorter, mut somebody) = (0, String::new());
    for row in rows.records() {
        let row = row.expect("a row");
        let number = |at: usize| row[at].parse::<i64>().expect("a number");
        assert!(number(official) <= number(wait));
        assert_eq!(number(restarts), number(missed), "every missed appointment restarts the clock");
        assert!(number(restarts) > 0 || number(official) == number(wait), "seen at the first appointment");
        shorter += i64::from(number(official) < number(wait));
        if number(restarts) == 2 && &row[at(&head, "source")] == "referral" && &row[at(&head, "replication")] == "0" {
            somebody = format!("referral-{}-{}", &row[at(&head, "week")], &row[at(&head, "index")]);
        }
    }
    assert!(shorter > 100, "{shorter}");
    let why =
        crate::shared::succeeds(crate::shared::queuity(folder.path(), &["why", "s.toml", "--patient", &somebody]));
    assert_eq!(why.matches("the official clock starts again from zero").count(), 2, "{why}");
    assert!(why.contains("as official figures count"), "{why}");
}
