//! Files of results under everything that a machine does to them: other processes, links, kills, things in the way.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Output, Stdio};

use queuity::digest::sha256;

use crate::command::{SMALL, command, queuity, said, succeeds, write};

/// As little to do as possible.
const TINY: &str = "queuity = 1\n[scenario]\nhorizon = \"20 weeks\"\nstart = 2026-02-02\nreplications = 2\n[[service]]\nname = \"a\"\n\
                    referrals = { per_week = 5 }\nslots = { per_week = 5 }\n";

/// All files of a folder by name, but the run log; what is hidden is there too.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|e| e.expect("an entry").path());
    let named = entries.map(|p| (p.file_name().unwrap_or_default().to_string_lossy().into_owned(), p));
    named.filter(|(name, _)| name != "run-log.json").map(|(n, p)| (n, std::fs::read(p).unwrap_or_default())).collect()
}

/// A whole result: what the manifest says of each file is so, and there is nothing else.
fn is_whole(folder: &Path) -> bool {
    let files = files(folder);
    let Some(manifest) = files.get("manifest.json") else { return false };
    let manifest: serde_json::Value = serde_json::from_slice(manifest).expect("JSON");
    let named = manifest["files"].as_array().expect("files");
    named.len() + 1 == files.len()
        && named.iter().all(|f| {
            let bytes = f["path"].as_str().and_then(|name| files.get(name));
            bytes.is_some_and(|b| Some(sha256(b).as_str()) == f["sha256"].as_str())
        })
}

/// Two processes at the same time; their numbers come with what they said.
fn both(home: &Path, arguments: &[&str]) -> [(u32, Output); 2] {
    let start = || {
        let mut command = command(home, arguments);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the command runs")
    };
    [start(), start()].map(|child| (child.id(), child.wait_with_output().expect("the command ends")))
}

/// Asserts that one has done it and the other was refused; gives whether the other was told who is at it.
fn one_of(ended: &[(u32, Output); 2]) -> bool {
    let [one, other] = if ended[0].1.status.success() { [0, 1] } else { [1, 0] };
    let text = said(&ended[other].1);
    assert_eq!(ended[one].1.status.code(), Some(0), "{}", said(&ended[one].1));
    assert_eq!(ended[other].1.status.code(), Some(4), "{text}");
    let named = text.contains(&format!("another process ({})", ended[one].0));
    assert!(named || text.contains("already"), "{text}");
    named
}

#[test]
fn of_two_processes_on_one_folder_one_wins_and_the_other_learns_of_it() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", TINY);
    let mut named = 0;
    for round in 0..60 {
        let ended = both(home.path(), &["compare", "s.toml", "--replications", "20", "--out", "out/deep", "--quiet"]);
        named += usize::from(one_of(&ended));
        assert!(is_whole(&home.path().join("out/deep")), "round {round}");
        std::fs::remove_dir_all(home.path().join("out")).expect("a folder");
    }
    assert!(named > 20, "the other process is named {named} times");
}

#[test]
fn of_two_processes_on_one_table_of_people_one_wins_too() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", TINY);
    let run = |file: &str| ["run", "s.toml", "--replications", "20", "--quiet", "--patients", file].map(String::from);
    let single = run("single.csv");
    succeeds(queuity(home.path(), &single.each_ref().map(String::as_str)));
    let expected = std::fs::read(home.path().join("single.csv")).expect("a table");
    for _ in 0..15 {
        one_of(&both(home.path(), &run("people.csv").each_ref().map(String::as_str)));
        assert!(std::fs::read(home.path().join("people.csv")).expect("a table") == expected);
        for name in ["people.csv", "people.csv.datapackage.json"] {
            std::fs::remove_file(home.path().join(name)).expect("a file");
        }
    }
    assert_eq!(
        files(home.path()).into_keys().collect::<Vec<_>>(),
        ["s.toml", "single.csv", "single.csv.datapackage.json"]
    );
}

#[test]
fn what_a_dead_process_left_is_in_nobodys_way() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", TINY);
    let out = home.path().join("out");
    std::fs::create_dir_all(out.join(".queuity-new")).expect("a folder");
    for (name, text) in
        [(".queuity-lock", "1"), (".queuity-new/summary.csv", "half"), (".summary.csv.queuity-part", "")]
    {
        std::fs::write(out.join(name), text).expect("a file");
    }
    for name in [".people.csv.queuity-lock", ".people.csv.queuity-part"] {
        std::fs::write(home.path().join(name), "1").expect("a file");
    }
    succeeds(queuity(home.path(), &["run", "s.toml", "--out", "out", "--patients", "people.csv"]));
    assert!(is_whole(&out), "{:?}", files(&out).keys());
    assert_eq!(
        files(home.path()).into_keys().collect::<Vec<_>>(),
        ["out", "people.csv", "people.csv.datapackage.json", "s.toml"]
    );
}

/// One that cannot be replaced, as a workbook that is open in another program elsewhere.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_replaced_costs_nothing_of_the_old_result() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", TINY);
    let out = home.path().join("out");
    let again = ["compare", "s.toml", "--seed", "9", "--out", "out", "--force"];
    succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out"]));
    std::fs::write(out.join("notes.txt"), "mine").expect("a file");
    let before = files(&out);
    for name in ["summary.csv", "manifest.json"] {
        let attribute = |sign: &str| {
            let changed =
                std::process::Command::new("chattr").arg(sign).arg(out.join(name)).stderr(Stdio::null()).status();
            changed.is_ok_and(|s| s.success())
        };
        if attribute("+i") {
            let output = queuity(home.path(), &again);
            assert!(attribute("-i"));
            assert_eq!(output.status.code(), Some(4), "{}", said(&output));
            assert!(said(&output).contains(name), "{}", said(&output));
            assert!(files(&out) == before, "{:?}", files(&out).keys());
        }
    }
    // A folder in the place of a file is somebody else's: it is refused before anything runs, and nothing of the old result is lost.
    std::fs::remove_file(out.join("series.csv")).expect("a file");
    std::fs::create_dir(out.join("series.csv")).expect("a folder");
    let output = queuity(home.path(), &again);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("series.csv"), "{}", said(&output));
    assert!(out.join("series.csv").is_dir() && files(&out)["summary.csv"] == before["summary.csv"]);
    std::fs::remove_dir(out.join("series.csv")).expect("the folder");
    succeeds(queuity(home.path(), &again));
    assert!(out.join("series.csv").is_file() && out.join("notes.txt").is_file());
    assert!(files(&out)["summary.csv"] != before["summary.csv"]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    let is_link = |name: &str| at(name).symlink_metadata().is_ok_and(|m| m.is_symlink());
    write(home.path(), "s.toml", TINY);
    std::fs::create_dir(at("real")).expect("a folder");
    symlink("real", at("link")).expect("a link");
    for out in ["link", "link/", "./link/."] {
        for force in [&[][..], &["--force"]] {
            let output = queuity(home.path(), &[&["compare", "s.toml", "--out", out], force].concat());
            assert_eq!(output.status.code(), Some(4), "{out}: {}", said(&output));
            assert!(said(&output).contains("is a link"), "{}", said(&output));
        }
    }
    assert!(files(&at("real")).is_empty() && is_link("link"));
    // Files of a result that became links, also to nowhere, are replaced, not written through.
    succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out"]));
    for (name, target) in [("summary.csv", "../mine"), ("run-log.json", "../mine"), ("series.csv", "../nowhere")] {
        std::fs::remove_file(at("out").join(name)).expect("a file");
        symlink(target, at("out").join(name)).expect("a link");
    }
    write(home.path(), "mine", "mine");
    succeeds(queuity(home.path(), &["compare", "s.toml", "--out", "out", "--force"]));
    assert!(is_whole(&at("out")) && !is_link("out/run-log.json") && !is_link("out/summary.csv"));
    // A subfolder of ours that is somebody's link is in the way.
    for name in [".queuity-new", ".queuity-old"] {
        symlink("../real", at("out").join(name)).expect("a link");
        write(&at("real"), "precious", "mine");
        let output = queuity(home.path(), &["compare", "s.toml", "--out", "out", "--force"]);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        std::fs::remove_file(at("out").join(name)).expect("a link");
    }
    assert!(at("real/precious").exists());
    // So it is with a table of people, and with what would be its hidden names.
    let people = ["run", "s.toml", "--patients", "people.csv"];
    for name in ["people.csv", ".people.csv.queuity-part"] {
        symlink("mine", at(name)).expect("a link");
    }
    assert_eq!(queuity(home.path(), &people).status.code(), Some(4));
    succeeds(queuity(home.path(), &[&people[..], &["--force"]].concat()));
    assert!(!is_link("people.csv"));
    symlink("mine", at("new.toml")).expect("a link");
    succeeds(queuity(home.path(), &["new", "new.toml", "--force"]));
    assert!(!is_link("new.toml") && !at("nowhere").exists());
    assert_eq!(std::fs::read_to_string(at("mine")).expect("still there"), "mine");
}

#[test]
fn a_scenario_is_never_written_over_by_its_own_run() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str| home.path().join(name);
    std::fs::create_dir(at("sub")).expect("a folder");
    write(home.path(), "s.csv", TINY);
    write(home.path(), "p.PARTIAL.csv", TINY);
    let mut others =
        vec![("s.csv", "s.csv"), ("s.csv", "sub/../s.csv"), ("./s.csv", "s.csv"), ("p.PARTIAL.csv", "p.csv")];
    // The files that describe a table are beside it.
    for name in ["z.csv.datapackage.json", "z.PARTIAL.csv.datapackage.json"] {
        write(home.path(), name, TINY);
        others.push((name, "z.csv"));
    }
    let whole = at("s.csv").to_string_lossy().into_owned();
    others.push(("s.csv", &whole));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../s.csv", at("sub/link.csv")).expect("a link");
        std::fs::hard_link(at("s.csv"), at("sub/hard.csv")).expect("a link");
        others.extend([("sub/link.csv", "s.csv"), ("s.csv", "sub/link.csv"), ("s.csv", "sub/hard.csv")]);
    }
    for (scenario, people) in others {
        let output = queuity(home.path(), &["run", scenario, "--patients", people, "--force", "--out", "never"]);
        assert_eq!(output.status.code(), Some(2), "{scenario}, {people}: {}", said(&output));
        assert!(said(&output).contains("the scenario itself"), "{}", said(&output));
        assert!(!at("never").exists());
    }
    assert_eq!(std::fs::read_to_string(at("s.csv")).expect("still there"), TINY);
    // Nor by a result that holds it, once somebody has changed it.
    succeeds(queuity(home.path(), &["compare", "s.csv", "--out", "out"]));
    let mine = std::fs::read_to_string(at("out/scenario.toml")).expect("a scenario") + "# mine\n";
    std::fs::write(at("out/scenario.toml"), &mine).expect("a file");
    let output = queuity(home.path(), &["compare", "sub/../out/scenario.toml", "--out", "out", "--force"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(std::fs::read_to_string(at("out/scenario.toml")).expect("still there"), mine);
}

/// What is written is of the kind that its name says.
#[test]
fn a_workbook_and_a_scenario_have_names_of_their_kind() {
    let home = tempfile::tempdir().expect("a folder");
    for (arguments, better) in [(["import", "--template", "t.csv"], "t.xlsx"), (["new", "--force", "s.json"], "s.toml")]
    {
        let output = command(home.path(), &arguments).output().expect("the command runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(&format!("call it `{better}`")), "{}", said(&output));
        assert!(!home.path().join(arguments[2]).exists());
    }
}

#[cfg(unix)]
#[test]
fn names_may_be_any_bytes() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let home = tempfile::tempdir().expect("a folder");
    let odd = |name: &[u8]| OsString::from_vec([name, b"\xff"].concat());
    let ends = |arguments: &[OsString]| command(home.path(), &[]).args(arguments).output().expect("the command runs");
    write(home.path(), "s.toml", TINY);
    std::fs::copy(home.path().join("s.toml"), home.path().join(odd(b"s"))).expect("a file");
    let text = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let people = OsString::from_vec(b"p\xff.csv".to_vec());
    for (arguments, made) in [
        ([text(&["demo", "--replications", "2", "--out"]), vec![odd(b"o")]].concat(), odd(b"o")),
        ([text(&["run"]), vec![odd(b"s")], text(&["--patients"]), vec![people.clone()]].concat(), people),
        ([text(&["new", "--json"]), vec![odd(b"n")]].concat(), odd(b"n")),
    ] {
        let output = ends(&arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        assert!(home.path().join(&made).exists(), "{arguments:?}");
    }
    assert!(is_whole(&home.path().join(odd(b"o"))));
    // Where it is no path it is a wrong argument.
    for flag in ["--variant", "--seed", "--threads", "--max-time", "--max-memory"] {
        let output = ends(&[text(&["run", "s.toml", flag]), vec![odd(b"x")]].concat());
        assert_eq!(output.status.code(), Some(2), "{flag}: {}", said(&output));
    }
    assert_eq!(ends(&[odd(b"verb")]).status.code(), Some(2));
}

/// Wherever a process dies, the old result or the new one is what the next command finds, or makes of it.
#[cfg(unix)]
#[test]
fn a_killed_process_leaves_the_old_result_or_the_new() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", SMALL);
    let out = home.path().join("out");
    let with = |seed: &str, out: &str| {
        let arguments = ["compare", "s.toml", "--replications", "2", "--seed", seed, "--force", "--out", out];
        succeeds(queuity(home.path(), &arguments));
        files(&home.path().join(out))
    };
    let (old, new) = (with("1", "one"), with("2", "two"));
    for wait in (0..24).map(|i| std::time::Duration::from_millis(5 * i)) {
        assert!(with("1", "out") == old);
        let arguments =
            ["compare", "s.toml", "--replications", "2", "--seed", "2", "--force", "--out", "out", "--quiet"];
        let mut child = command(home.path(), &arguments).stdout(Stdio::null()).spawn().expect("the command runs");
        std::thread::sleep(wait);
        let _ = child.kill();
        child.wait().expect("it ends");
        // Without force nothing is replaced, only completed or taken back.
        assert_eq!(queuity(home.path(), &["compare", "s.toml", "--out", "out"]).status.code(), Some(4));
        let left = files(&out);
        assert!(left == old || left == new, "after {wait:?}: {:?}", left.keys());
    }
}

/// What is not known of one list is not known of all.
#[cfg(feature = "import")]
#[test]
fn the_row_of_all_lists_sums_nothing_that_one_of_them_does_not_tell() {
    let home = tempfile::tempdir().expect("a folder");
    // 120 people who wait for less than 18 weeks in one list; in the other twelve, in bands of too few that are counted across 18 weeks.
    let day = |waited: i64| format!("2025-{:02}-{:02}", 12 - waited / 28, 28 - waited % 28);
    let ent = (0..120).map(|i| format!("{},ENT\n", day(i % 100)));
    let skin = (0..12).map(|i| format!("{},Skin\n", day(112 + 2 * i)));
    let text: String = std::iter::once("Referral date,Specialty\n".to_string()).chain(ent).chain(skin).collect();
    write(home.path(), "list.csv", &text);
    let output = queuity(home.path(), &["import", "list.csv", "--date", "2025-12-28"]);
    let table = String::from_utf8_lossy(&output.stdout).to_string() + &said(&output);
    let row = |name: &str| -> Vec<String> {
        let line = table.lines().find(|l| l.starts_with(name)).unwrap_or_else(|| panic!("{table}"));
        line.split_whitespace().map(str::to_string).collect()
    };
    assert_eq!((row("ENT")[2].as_str(), row("Skin")[2].as_str()), ("120", "-"), "{table}");
    assert_eq!(row("all")[2], "-", "{table}");
}

/// Where no file can grow, as on a full disk, nothing is left behind: not even the lock.
#[cfg(all(unix, feature = "import"))]
#[test]
fn an_import_to_a_full_disk_leaves_nothing_behind() {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "t.csv", "Specialty,0-6 weeks,6+ weeks\nENT,50,40\nEyes,30,20\n");
    let binary = env!("CARGO_BIN_EXE_queuity");
    for blocks in [0, 1] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; {binary} import t.csv --date 2026-01-31 --out x.toml");
        let ended = std::process::Command::new("sh").args(["-c", &script]).current_dir(home.path()).output();
        let ended = ended.expect("a shell");
        assert_eq!(ended.status.code(), Some(4), "{}", said(&ended));
        assert_eq!(files(home.path()).into_keys().collect::<Vec<_>>(), ["t.csv"], "{blocks}");
    }
}
