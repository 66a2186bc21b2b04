//! Lists of several months into the order of today: curves that are known come back, and what cannot be told is said.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::distributions::exp;
use queuity::fit::chance::Verdict;
use queuity::fit::fluid::{Bands, Hazards};
use queuity::fit::{self, Found, Options};
use queuity::intake::{self, File, History};

use crate::intake::{clinics, file, real};

/// Weeks that have a band of their own; longer waits are in one band.
const WEEKS: usize = 53;

fn bands() -> Bands {
    let band = |b: usize| (if b == 0 { 0 } else { 7 * b + 1 }, (b + 1 < WEEKS).then_some(7 * b + 7));
    Bands::new(&(0..WEEKS).map(band).collect::<Vec<_>>()).unwrap()
}

/// Chances that fall, rise to a target at 18 weeks and fall again; and people who leave about then.
fn truth(days: usize) -> Hazards {
    let peak = |day: usize, height: f64, width: f64| {
        let z = (day as f64 / 7.0 - 17.5) / width;
        height * exp(-z * z)
    };
    let treated = |day: usize| (0.06 + 0.05 * exp(-(day as f64) / 14.0) + peak(day, 0.06, 2.0)) / 7.0;
    let removed = |day: usize| (0.01 + peak(day, 0.05, 2.5)) / 7.0;
    Hazards { treated: (0..days).map(treated).collect(), removed: (0..days).map(removed).collect() }
}

/// A table of the lists and of those treated in the months from January 2025 on. `times` are how many times the usual chance is in each month.
fn table(hazards: &[Hazards], joins: f64) -> String {
    let bands = bands();
    let mut out = String::from("Period,Part description,Specialty");
    (0..WEEKS - 1).for_each(|b| write!(out, ",>{b}-{} weeks", b + 1).unwrap());
    out += ",52 plus\n";
    let mut row = |month: &str, part: &str, by_day: &[f64]| {
        write!(out, "{month},{part},Knees").unwrap();
        bands.sums(by_day).iter().for_each(|n| write!(out, ",{}", n.round()).unwrap());
        out += "\n";
    };
    // A list that has been as it is for years.
    let mut list = hazards[0].run(&vec![0.0; bands.days()], &vec![joins; 900], &clinics((2024, 12, 31), 900), 1.0).list;
    row("2024-12-31", "Incomplete", &list);
    for (month, hazards) in hazards.iter().enumerate() {
        let days = [31, 28, 31, 30, 31][month];
        let open = clinics((2025, month as u32 + 1, days), days);
        let run = hazards.run(&list, &vec![joins; days as usize], &open, 1.0);
        let date = format!("2025-{:02}-{days}", month + 1);
        row(&date, "Completed", &run.treated);
        row(&date, "Incomplete", &run.list);
        list = run.list;
    }
    out
}

fn history(text: &str) -> History {
    let files = [file("months.csv", text.as_bytes())];
    intake::history(&files, &asked()).unwrap_or_else(|(name, e)| panic!("{name}: {e}\n{text}"))
}

fn asked() -> intake::Options {
    let mapping = "[parts]\n\"Incomplete\" = \"list\"\n\"Completed\" = \"treated\"\n";
    intake::Options { mapping: intake::Mapping::parse(mapping).unwrap(), ..intake::Options::default() }
}

fn fitted(text: &str, options: &Options) -> Found {
    fit::fit(&history(text), options).unwrap_or_else(|(message, help)| panic!("{message} {help}"))
}

/// The scenario of a fit runs, and holds its evidence.
fn loads(found: &Found) -> queuity::scenario::Scenario {
    compile::load(&found.scenario, &Registry::shipped()).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", told.join("\n"), found.scenario)
    })
}

/// From three months of a list whose chances are known both curves come back, the month that is held out is foretold, and the scenario that is
/// written keeps all that.
#[test]
fn known_chances_come_back() {
    let hazards = truth(bands().days());
    let text = table(&vec![hazards.clone(); 3], 2_000.0);
    let found = fitted(&text, &Options { ahead: 2, ..Options::default() });
    assert_eq!((found.periods.len(), found.held_out, found.tested.len()), (3, true, 1));
    let removed = found.fitted.removed.as_ref().expect("three lists tell who leaves");
    for (curve, truth, least) in [(&found.fitted.treated, &hazards.treated, 1.0), (removed, &hazards.removed, 6.0)] {
        for (i, week) in curve.weeks.iter().enumerate().filter(|(_, week)| (least..40.0).contains(*week)) {
            let wanted = truth[(7.0 * week) as usize] * 7.0;
            let off = (curve.per_week[i] / wanted - 1.0).abs();
            assert!(off < 0.25, "week {week}: {} and not {wanted}", curve.per_week[i]);
        }
    }
    let judged = found.verdict().unwrap();
    assert!(judged.distance < 0.01 && found.is_as_today(), "{judged:?}");
    let (own, model) = (&found.tested[0].own, &found.tested[0].model);
    let within = |list: &[f64]| bands().within(list, 18).unwrap();
    assert!((within(&own.list) - within(&model.list)).abs() < 0.003);
    // The months ahead: a list of the same size stays as it is.
    assert_eq!(found.ahead.iter().map(|a| a.period.as_str()).collect::<Vec<_>>(), ["2025-04", "2025-05"]);
    let last = &found.ahead[1].figures;
    assert!((within(&last.list) - within(&own.list)).abs() < 0.02);
    let scenario = loads(&found);
    assert_eq!(scenario.variants[scenario.settings.reference].name, "as today");
    let evidence = &scenario.settings.evidence[0];
    assert_eq!((evidence.variant.as_str(), evidence.period.as_str(), evidence.held_out), ("as today", "2025-03", true));
    assert!(evidence.figures.len() > 8, "{:?}", evidence.figures);
    // New referrals are not counted in the table: as many as must have come.
    let service = &scenario.variants[0].model.services[0];
    let queuity::model::Profile::Constant(per_day) = service.referrals.as_ref().unwrap().per_day else {
        panic!("even")
    };
    assert!((per_day * scenario.settings.scale / 2_000.0 - 1.0).abs() < 0.01, "{per_day}");
}

/// An order that changes after the months it was fitted to is not called that of today.
#[test]
fn another_order_is_not_called_that_of_today() {
    let before = truth(bands().days());
    // Now the longest waits first, as good as.
    let after = Hazards { treated: (0..before.treated.len()).map(|d| 0.00002 * d as f64).collect(), ..before.clone() };
    let found = fitted(&table(&[before, after], 2_000.0), &Options::default());
    let judged = found.verdict().unwrap();
    assert!(judged.verdict == Verdict::Fails && judged.distance > 0.1, "{judged:?}");
    let scenario = loads(&found);
    assert!(scenario.variants.iter().all(|v| v.name != "as today"));
    assert!(found.scenario.contains("does not reproduce today"), "{}", found.scenario);
    assert!(found.said().contains("does not reproduce today"));
}

/// A list on which few are treated: chance alone is as far off as is allowed, and that is said.
#[test]
fn too_few_to_tell_is_said() {
    let found = fitted(&table(&vec![truth(bands().days()); 2], 10.0), &Options::default());
    assert_eq!(found.verdict().unwrap().verdict, Verdict::TooFew);
    assert!(found.said().contains("too few") && !found.is_as_today());
    loads(&found);
}

/// One list and a month of completions give the order alone.
#[test]
fn one_list_gives_the_order_alone() {
    let text = table(&[truth(bands().days())], 2_000.0);
    let without_first: String = text.lines().filter(|l| !l.starts_with("2024")).map(|l| format!("{l}\n")).collect();
    let found = fitted(&without_first, &Options::default());
    assert!(found.fitted.removed.is_none() && !found.held_out);
    let said = found.words.join("\n");
    assert!(said.contains("The order alone") && said.contains("cannot be told"), "{said}");
    assert!(found.verdict().unwrap().distance < 0.03, "{:?}", found.verdict());
    assert!(!loads(&found).variants[0].model.services.iter().any(|s| !s.patience.is_empty()), "nobody leaves");
}

#[test]
fn what_is_missing_is_said() {
    let text = table(&vec![truth(bands().days()); 2], 500.0);
    let of = |keep: &dyn Fn(&str) -> bool| -> String {
        text.lines().enumerate().filter(|(i, l)| *i == 0 || keep(l)).map(|(_, l)| format!("{l}\n")).collect()
    };
    let refused = |text: &str, options: &Options| fit::fit(&history(text), options).unwrap_err().0;
    let lists = of(&|l| l.contains("Incomplete"));
    assert!(refused(&lists, &Options::default()).contains("no list has those who were treated"));
    let many = Options { hold_out: Some(2), ..Options::default() };
    assert!(refused(&text, &many).contains("2 of 2 months cannot be held out"));
    let treated = of(&|l| l.contains("Completed"));
    let failed = intake::history(&[file("t.csv", treated.as_bytes())], &asked()).unwrap_err().1;
    assert!(failed.to_string().contains("nobody waits in these files"), "{failed}");
    let twice = [file("a.csv", text.as_bytes()), file("b.csv", text.as_bytes())];
    let failed = intake::history(&twice, &asked()).unwrap_err().1;
    assert!(failed.to_string().contains("count twice"), "{failed}");
}

/// Both readings of the same waits run, and keep the list as it is; first come does not.
#[test]
fn both_readings_keep_the_list_as_it_is() {
    let found = fitted(&table(&vec![truth(bands().days()); 2], 40.0), &Options::default());
    let few = queuity::scenario::Overrides { replications: Some(2), ..Default::default() };
    let scenario = compile::load_with(&found.scenario, &Registry::shipped(), &few).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", told.join("\n"), found.scenario)
    });
    let pairs = scenario.settings.second_reading.clone();
    let of_today = *pairs.iter().find(|p| p.0 == scenario.settings.reference).expect("a second reading");
    let study = queuity::study::Study::of(scenario, &queuity::study::Kit::shipped());
    let outcome = study.run(&|_| (), &std::sync::atomic::AtomicBool::new(false)).expect("a run");
    let comparison = study.compare(&outcome).expect("a comparison");
    let within = |variant: usize, closing: bool| {
        let name = &outcome.variants[variant];
        let mut rows: Vec<_> = (comparison.summary.together())
            .filter(|r| {
                let k = &r.key;
                (k.variant, k.population, k.measure, k.attribute)
                    == (name.as_str(), "snapshot", "waiting_within_18w", "all")
            })
            .map(|r| (r.key.at.to_string(), r.estimate.expect("a share")))
            .collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        if closing { rows.last() } else { rows.first() }.expect("a snapshot").1
    };
    let first_come = outcome.variants.iter().position(|v| v == "first come").expect("a foil");
    let opening = within(of_today.0, false);
    for variant in [of_today.0, of_today.1] {
        let closing = within(variant, true);
        assert!((closing - opening).abs() < 0.05, "{}: {opening} to {closing}", outcome.variants[variant]);
    }
    assert!(within(first_come, true) - opening > 0.1, "{}", within(first_come, true));
    // One reading, where only one is asked for.
    let one =
        fitted(&table(&vec![truth(bands().days()); 2], 40.0), &Options { one_reading: true, ..Options::default() });
    assert!(!one.scenario.contains("second_reading") && !one.scenario.contains("points carried"));
}

/// Where the list of a month is missing, the one before it says nothing: it is named. Lists of other days than the ends of months are refused.
#[test]
fn a_list_that_is_not_used_is_named() {
    let text = table(&vec![truth(bands().days()); 2], 2_000.0);
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("2025-01-31")).collect();
    let found = fit::fit(&history(&without.join("\n")), &Options::default()).unwrap();
    let words = found.words.join("\n");
    assert!(found.fitted.removed.is_none() && words.contains("Not used: the list of 2024-12-31."), "{words}");
    let others = text.replace("2025-01-31", "2025-01-25").replace("2025-02-28", "2025-02-20");
    let (message, help) = fit::fit(&history(&others), &Options::default()).unwrap_err();
    assert!(message.contains("26 days apart") && help.contains("period"), "{message} {help}");
}

/// England's workbooks of 2014-15: fitted on the lists of December and January and January's completions, February is met. The limits are those
/// that were asked for, a total variation distance of 0.05 and a point within 18 weeks; ophthalmology misses the second by a little.
#[test]
fn england_in_february_2015() {
    let Some(folder) = real::data("england_rtt_2015") else { return };
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let files: Vec<File<'_>> = paths.into_iter().map(real::opened).collect();
    let all = intake::history(&files, &intake::Options::default()).unwrap_or_else(|(name, e)| panic!("{name}: {e}"));
    // As the rows "Total" of the sheets say.
    assert_eq!(all.lists.iter().map(|l| l.people()).collect::<Vec<_>>(), [2_928_414.0, 2_924_045.0, 2_928_213.0]);
    for (list, distance, points) in [
        (None, 0.04, 1.0),
        (Some("trauma & orthopaedics"), 0.035, 0.5),
        (Some("ophthalmology"), 0.045, 1.3),
        (Some("general surgery"), 0.05, 1.0),
    ] {
        let mut history = all.clone();
        for reading in history.lists.iter_mut().chain(&mut history.treated) {
            reading.services.retain(|name, _| list.is_none_or(|list| name == list));
            assert!(!reading.services.is_empty(), "{list:?}");
        }
        let found = fit::fit(&history, &Options::default()).unwrap();
        let tested = &found.tested[0];
        assert_eq!((tested.period.as_str(), found.held_out), ("2015-02", true));
        let judged = tested.judged;
        assert!(judged.distance < distance && found.is_as_today(), "{list:?}: {judged:?}");
        let within = |of: &[f64]| 100.0 * found.bands.within(of, 18).unwrap();
        let (own, model) = (within(&tested.own.list), within(&tested.model.list));
        assert!((own - model).abs() < points, "{list:?}: {model} of {own}");
        loads(&found);
    }
}
