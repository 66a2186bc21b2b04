//! Clinics once a week with room for everybody: how long each wait is counted has a closed form.

use queuity::measure::AnalysisSet;

use super::{mean, outcome, values};

/// Weekly clinics for all, at midnight: a referral waits 1 to 7 calendar days for the next one, 4 on the mean.
fn clinic(more: &str) -> String {
    format!(
        "queuity = 1\n[scenario]\nhorizon = \"60 weeks\"\nwarm_up = \"8 weeks\"\nseed = 11\n[[service]]\nname = \"clinic\"\n\
         referrals = {{ per_week = 400 }}\nslots = {{ every = \"1 week\", count = 4000 }}\n{more}"
    )
}

/// Asserts that a figure is what a closed form says, within an interval that is narrow enough to mean something.
fn is_about(text: &str, measure: &str, expected: f64) {
    const MOST: f64 = 0.015;
    let found = outcome(text, 20);
    let (value, error) = mean(&values(&found, AnalysisSet::Completed, measure, ("all", "all")));
    assert!(4.5 * error < MOST * expected.max(0.2), "{measure}: {error} is too wide for {expected}");
    assert!((value - expected).abs() < 4.5 * error, "{measure}: {value} +- {error}, expected {expected}\n{text}");
}

const P: f64 = 0.25;

#[test]
fn a_clock_that_restarts_shows_the_time_since_the_last_missed_appointment() {
    let text = clinic("misses_appointment = 0.25\nofficial_clock = { missed = \"restarts\" }\n");
    // K appointments are missed before one is kept: geometric. True: U + 7 K; official: U where K = 0, else a week.
    is_about(&text, "official_clock_moved", P);
    is_about(&text, "weeks_not_counted", (4.0 * P + 7.0 * (P / (1.0 - P) - P)) / 7.0);
    is_about(&text, "official_completed_mean_wait", ((1.0 - P) * 4.0 + P * 7.0) / 7.0);
}

#[test]
fn a_clock_that_restarts_once_shows_the_time_since_the_first_missed_appointment() {
    let text = clinic("misses_appointment = 0.25\nofficial_clock = { missed = \"restarts\", most_restarts = 1 }\n");
    is_about(&text, "official_clock_moved", P);
    is_about(&text, "weeks_not_counted", 4.0 * P / 7.0);
}

#[test]
fn a_clock_that_restarts_on_return_shows_the_time_since_then() {
    // Nine days away, then five days to the next clinic.
    let text = clinic(
        "misses_appointment = 0.25\nafter_missed = { after = \"9 days\" }\nofficial_clock = { missed = \"restarts when back\" }\n",
    );
    is_about(&text, "official_completed_mean_wait", ((1.0 - P) * 4.0 + P * 5.0) / 7.0);
    is_about(&text, "weeks_not_counted", (4.0 * P + 14.0 * P / (1.0 - P) - 5.0 * P) / 7.0);
}

#[test]
fn a_clock_that_pauses_leaves_out_the_time_away() {
    let text =
        clinic("unavailable = { share = 0.25, for = \"2 weeks\" }\nofficial_clock = { unavailable = \"pauses\" }\n");
    is_about(&text, "official_clock_moved", P);
    is_about(&text, "weeks_not_counted", 2.0 * P / (1.0 - P));
    is_about(&text, "official_completed_mean_wait", 4.0 / 7.0);
}

#[test]
fn a_clock_that_pauses_after_a_missed_appointment_leaves_out_the_time_until_another() {
    let text = clinic(
        "misses_appointment = 0.25\nafter_missed = { after = \"3 days\" }\nofficial_clock = { missed = \"pauses\" }\n",
    );
    // Of each week until the next clinic three days are not counted.
    is_about(&text, "weeks_not_counted", 3.0 / 7.0 * P / (1.0 - P));
    is_about(&text, "official_completed_mean_wait", (4.0 + 4.0 * P / (1.0 - P)) / 7.0);
}
