//! Lists are replaced whole or not at all, whichever step fails and wherever the process dies; and full or closed devices are told.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use queuity::experiment::Threads;
use queuity::report::{Folder, Lists, Registry, ReportError};
use queuity::scenario::Overrides;
use queuity::study::{Kit, Study};
use queuity::synth::mess::{PROFILES, Profile};
use queuity::synth::{Ask, Population, Synth, layout};

use crate::faulty::{Fails, Faulty, Files, Shared, files, no_mixture};
use crate::synth::{SMALL, home, left_out};

/// As little as has a row in every table.
const LITTLE: &str = r#"
queuity = 1
[scenario]
start = 2026-02-02
horizon = "6 weeks"
seed = 3
[[attribute]]
name = "deprivation"
levels = ["most", "least"]
[[service]]
name = "eyes"
referrals = { per_week = 4 }
slots = { per_week = 3, days = ["tue"] }
misses_appointment = 0.1
removal = { per_week = 0.05 }
"#;

struct Case {
    study: Study,
    before: Files,
}

impl Case {
    /// Earlier lists, of another day, with a table that the later ones do not have and a note of somebody; or nothing at all.
    fn new(earlier: bool) -> Self {
        let study = Study::read(LITTLE.as_bytes(), &Kit::shipped(), &Overrides::default()).expect("is valid");
        let case = Self { study, before: Files::new() };
        if !earlier {
            return case;
        }
        let home = tempfile::tempdir().expect("a folder");
        let folder = Folder::claim(home.path(), false).expect("is free");
        case.write(folder, "2026-02-20", &["csv", "xlsx"]).expect("is written");
        fs::write(home.path().join("notes.txt"), "mine").expect("is written");
        Self { before: files(home.path()), ..case }
    }

    fn write(&self, folder: Folder, as_of: &str, formats: &[&str]) -> Result<(), ReportError> {
        let ask =
            Ask { rows: None, as_of: Some(as_of.to_string()), from: None, population: Population::All, variant: None };
        let tidy = layout::by_name("tidy").expect("the own layout");
        let profile = Profile::parse(PROFILES[0].text).expect("a profile");
        let synth = Synth::new(self.study.scenario(), &ask, tidy).expect("fits").spoil(&profile).expect("fits");
        let date = |day| self.study.date(day);
        let named: Vec<String> = formats.iter().map(ToString::to_string).collect();
        let registry = Registry::shipped();
        let mut lists = Lists::create(folder, &synth, &date, &registry, &named)?;
        let made = match synth.make(&Threads::new(1), &mut lists, &|_, _| {}, &|| false) {
            Ok(made) => made,
            Err(queuity::synth::Refused::Sink(source)) => {
                return Err(ReportError::Write { path: "a table".into(), source });
            }
            Err(other) => panic!("{other}"),
        };
        lists.finish(&synth, &made, "queuity = 1\n", &serde_json::json!({ "as_of": as_of }), None).map(|_| ())
    }

    /// Writes over what is before with faults: what came of it, what is there then, what a claim makes of it, and the steps.
    fn try_with(&self, fails: Fails) -> (Result<(), ReportError>, Files, Files, usize) {
        let home = tempfile::tempdir().expect("a folder");
        let out = home.path().join("out");
        fs::create_dir(&out).expect("a folder");
        for (name, bytes) in &self.before {
            fs::write(out.join(name), bytes).expect("is written");
        }
        let faulty = Faulty::new(fails);
        let claimed = Folder::claim_on(Arc::new(Shared(faulty.clone())), &out, true);
        let done = claimed.and_then(|folder| self.write(folder, "2026-03-10", &["csv", "ndjson"]));
        no_mixture(&out, &format!("{fails:?}"));
        let left = files(&out);
        drop(Folder::claim(&out, true).unwrap_or_else(|e| panic!("{fails:?}: {e}\n{:?}", left.keys())));
        no_mixture(&out, &format!("{fails:?}"));
        (done, left, files(&out), faulty.steps())
    }
}

#[test]
fn whichever_step_fails_the_old_lists_or_the_new_ones_are_there() {
    for earlier in [true, false] {
        let case = Case::new(earlier);
        let (done, _, new, steps) = case.try_with(Fails::Never);
        done.expect("nothing fails");
        assert!(steps > 60 && new.len() > 12 && new != case.before, "{steps} steps, {:?}", new.keys());
        assert_eq!(new.get("notes.txt"), case.before.get("notes.txt"));
        assert!(!new.contains_key("pathways.xlsx") && new.keys().all(|name| !name.starts_with('.')));
        let mut ended_new = 0;
        for k in 0..=steps {
            for fails in [Fails::At(k), Fails::From(k)] {
                let (done, left, after, _) = case.try_with(fails);
                assert!(after == new || after == case.before, "{fails:?}: a mixture: {:?}", after.keys());
                assert!(done.is_err() || after == new, "{fails:?}: it said that it was done");
                if let (Err(error), Fails::At(_)) = (&done, fails) {
                    let whole = left == new || left == case.before;
                    assert!(whole || matches!(error, ReportError::Unfinished { .. }), "{fails:?}: {error}");
                }
                ended_new += usize::from(after == new);
            }
        }
        assert!(ended_new > 2 && ended_new < 2 * steps, "{ended_new} of {steps}");
    }
}

/// Runs the command with a small file system of its own at `out`, with a note of somebody in it; what it said, then what is there. Nothing
/// where this machine does not allow that.
fn on_a_device(home: &Path, mount: &str, remount: &str, arguments: &str) -> Option<std::process::Output> {
    let binary = env!("CARGO_BIN_EXE_queuity");
    let script = format!(
        "mount -t tmpfs -o {mount} none out && echo old > out/notes.txt && mount -o remount,{remount} none out || exit 99; \
         {binary} {arguments}; code=$?; ls -A out; cat out/notes.txt; exit $code"
    );
    let output = Command::new("unshare").args(["-r", "-m", "sh", "-c", &script]).current_dir(home).output();
    output.ok().filter(|o| !matches!(o.status.code(), Some(99) | None) && !o.stdout.is_empty())
}

#[test]
fn a_full_device_and_one_that_cannot_be_written_to_are_told_and_left_as_they_were() {
    for (mount, remount, arguments, code, words) in [
        // No --rows: how much it will take is not known before, and the device fills up on the way.
        ("size=160k", "rw", "--population all", 4, "o space left"),
        ("size=160k", "rw", "--population all --format xlsx", 4, "the disk full"),
        ("size=160k", "rw", "--population all --rows 9000", 5, "of disk"),
        ("size=1m", "ro", "--rows 7", 4, "ead-only"),
    ] {
        let home = home(SMALL);
        fs::create_dir(home.path().join("out")).expect("a folder");
        let Some(output) =
            on_a_device(home.path(), mount, remount, &format!("synth s.toml --out out --force {arguments}"))
        else {
            left_out("no file system can be mounted here, so a full device was not tried");
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments}: {said}");
        assert!(said.contains(words) && !said.contains("panicked"), "{arguments}: {said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "notes.txt\nold\n", "{arguments}: nothing is left");
    }
}
