//! The pages that are looked at: of every shipped scenario, and of results that no shipped scenario has.

use std::fs;
use std::path::{Path, PathBuf};

use crate::report::small::{Names, PLAIN, result};
use crate::shared::{queuity, said};
use crate::shipped::shipped;

const BETTER: [f64; 3] = [-2.0, -3.0, -1.0];

/// Twenty policies, and groups without an order.
fn twenty() -> String {
    let mut text = String::from(
        "queuity = 1\n[scenario]\ntitle = \"Twenty policies\"\nquestion = \"Which of twenty?\"\nstart = 2026-02-02\nhorizon = \"30 weeks\"\nreplications = 4\n\
         [[attribute]]\nname = \"ethnicity\"\nordered = false\nlevels = [\"Asian\", \"Black\", \"Mixed\", \"Other\", \"White\"]\nshare = [0.1, 0.1, 0.1, 0.1, 0.6]\n\
         [[service]]\nname = \"hips\"\nreferrals = { per_week = 20 }\nwaiting = { bands_weeks = [0, 6, 18, 52], count = [60, 60, 30] }\nslots = { per_week = 21 }\n\
         [[variant]]\nname = \"as today\"\ndiscipline = { kind = \"first come\" }\n",
    );
    for i in 1..20 {
        text.push_str(&format!(
            "[[variant]]\nname = \"as today, {i} in 100 slots for people of the group Black, and spilling over\"\n\
             discipline = {{ kind = \"reserved\", share = 0.{i:02}, for = {{ ethnicity = \"Black\" }}, spill_over = true }}\n"
        ));
    }
    text
}

fn run(home: &Path, name: &str, text: &str) -> PathBuf {
    let home = home.join(name);
    fs::create_dir_all(&home).expect("a folder");
    fs::write(home.join("s.toml"), text).expect("a scenario");
    let made = queuity(&home, &["compare", "s.toml", "--out", "out", "--quiet"]);
    assert_eq!(made.status.code(), Some(0), "{name}: {}", said(&made));
    home.join("out/report.html")
}

/// Every page with its name.
pub(crate) fn all() -> Vec<(String, PathBuf)> {
    let mut out: Vec<(String, PathBuf)> = (shipped().iter())
        .map(|(name, out)| (name.trim_end_matches(".toml").to_string(), out.join("report.html")))
        .collect();
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).expect("a folder");
    let partial = result(&PLAIN, BETTER, "better", "").edited("manifest.json", "\"complete\"", "\"PARTIAL\"").edited(
        "manifest.json",
        "\"reasons\":[]",
        "\"reasons\":[\"time limit of 8 s\"]",
    );
    let long = "a very long name of a group of people that somebody has typed in without a second thought";
    let names = Names { reference: long, policy: "<b>&amp;\"", service: long, most: &"x".repeat(90), least: long };
    for (name, made) in [
        ("partial", partial),
        ("not-told-apart", result(&PLAIN, [0.1, -1.0, 1.2], "not told apart", "")),
        ("long-names", result(&names, BETTER, "better", "")),
    ] {
        let page = home.join(format!("{name}.html"));
        fs::write(&page, made.page()).expect("a page");
        out.push((name.to_string(), page));
    }
    out.push(("twenty".into(), run(&home, "twenty", &twenty())));
    let alike = "queuity = 1\n[scenario]\nstart = 2026-02-02\nhorizon = \"20 weeks\"\nreplications = 3\n[[service]]\nname = \"hips\"\nreferrals = { per_week = 12 }\n\
        slots = { per_week = 12 }\n[[variant]]\nname = \"first come\"\ndiscipline = { kind = \"first come\" }\n";
    out.push(("one-policy".into(), run(&home, "one-policy", alike)));
    out
}
