//! The shipped scenarios, each run once for all tests that read its result. They are run small (a larger scale, a shorter horizon, few
//! runs), which changes their figures and not the words for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::shared::{queuity, said};

/// A scenario, and texts in it with those that take their place.
type Small = (&'static str, &'static [(&'static str, &'static str)]);

/// Each scenario with what makes it small. England person by person has the words and policies of the scaled file.
const SCENARIOS: [Small; 14] = [
    ("attend-support.toml", &[("scale       = 6", "scale       = 24"), ("\"104 weeks\"", "\"52 weeks\"")]),
    ("composite-postcode.toml", &[("\"104 weeks\"", "\"52 weeks\"")]),
    ("conservation.toml", &[("\"104 weeks\"", "\"52 weeks\"")]),
    ("covid-shock.toml", &[("scale       = 500", "scale       = 5000")]),
    ("demo.toml", &[("\"104 weeks\"", "\"52 weeks\"")]),
    ("eating-disorders.toml", &[("scale        = 67", "scale        = 150")]),
    ("england-deprivation-gap.toml", &[("scale       = 500", "scale       = 5000")]),
    ("england-rtt-2026.toml", &[("scale       = 100", "scale       = 4000"), ("\"104 weeks\"", "\"52 weeks\"")]),
    ("learning-disability.toml", &[("\"104 weeks\"", "\"52 weeks\"")]),
    ("ophthalmology-cataract.toml", &[("scale       = 20", "scale       = 80"), ("\"104 weeks\"", "\"52 weeks\"")]),
    (
        "orthopaedics-independent-sector.toml",
        &[("scale       = 20", "scale       = 80"), ("\"104 weeks\"", "\"52 weeks\"")],
    ),
    ("trauma-orthopaedics.toml", &[("scale       = 10", "scale       = 80"), ("\"104 weeks\"", "\"52 weeks\"")]),
    ("wood-rtt-dynamics.toml", &[("scale        = 1000", "scale        = 4000")]),
    ("your-list.toml", &[]),
];

/// The name of each shipped scenario with the folder of its result, which is only read.
pub(crate) fn shipped() -> &'static [(&'static str, PathBuf)] {
    static MADE: OnceLock<Vec<(&str, PathBuf)>> = OnceLock::new();
    MADE.get_or_init(|| {
        let there = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")).expect("scenarios");
        for name in there.map(|e| e.expect("a file").file_name().to_string_lossy().into_owned()) {
            let known = SCENARIOS.iter().any(|(n, _)| *n == name) || name == "england-full.toml";
            assert!(known || !name.ends_with(".toml"), "{name} is not run");
        }
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shipped");
        let _ = fs::remove_dir_all(&home);
        // Two at a time: the test beside this one often waits for the same.
        let made =
            |of: &[Small]| -> Vec<_> { of.iter().map(|(name, small)| (*name, made(&home, name, small))).collect() };
        let (some, others) = SCENARIOS.split_at(SCENARIOS.len() / 2);
        std::thread::scope(|both| {
            let some = both.spawn(|| made(some));
            let others = made(others);
            [some.join().expect("they are made"), others].concat()
        })
    })
}

fn made(home: &Path, name: &str, small: &[(&str, &str)]) -> PathBuf {
    let home = home.join(name.trim_end_matches(".toml"));
    fs::create_dir_all(&home).expect("a folder");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let mut text = fs::read_to_string(path).expect("a scenario");
    for (from, to) in small {
        assert!(text.contains(from), "{name}: {from}");
        text = text.replacen(from, to, 1);
    }
    fs::write(home.join("small.toml"), text).expect("a scenario");
    let made = queuity(&home, &["compare", "small.toml", "--out", "out", "--replications", "3", "--quiet"]);
    assert_eq!(made.status.code(), Some(0), "{name}: {}", said(&made));
    home.join("out")
}
