//! A crate outside of the package, with queuity as its only dependency, has the whole command with its own discipline, measure and
//! format.
//!
//! It is built from what is on this machine already, without the network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

fn build(folder: &Path) -> PathBuf {
    // Parquet takes most of the time of a build, and nothing here writes it.
    let manifest = format!(
        "[package]\nname = \"outside\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[[bin]]\nname = \"outside\"\n\
         path = \"main.rs\"\n\n[dependencies]\nqueuity = {{ path = {PACKAGE:?}, default-features = false, features = [\"cli\"] }}\n\n\
         [workspace]\n\n[profile.dev]\ndebug = false\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    let source = Path::new(PACKAGE).join("tests/outside/crate/main.rs");
    fs::copy(source, folder.join("main.rs")).expect("the source");
    fs::copy(Path::new(PACKAGE).join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    // Beside the builds of the tests, so that it need not be built again each time.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--quiet"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .expect("cargo");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    target.join("debug").join(format!("outside{}", std::env::consts::EXE_SUFFIX))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_crate_of_its_own_has_every_verb_with_its_own_things() {
    let folder = tempfile::tempdir().expect("a folder");
    let binary = build(folder.path());
    let scenario = Path::new(PACKAGE).join("tests/outside/crate/scenario.toml");
    let run = |arguments: &[&str]| {
        Command::new(&binary).args(arguments).arg("--quiet").current_dir(folder.path()).output().expect("the command")
    };
    let file = scenario.to_str().expect("a path that is text");

    let listed = said(&run(&["list", "disciplines"]));
    assert!(listed.contains("rescue") && listed.contains("first come"), "{listed}");
    assert!(said(&run(&["list", "measures"])).contains("treated_within_13w"));
    assert!(said(&run(&["schema"])).contains("after_weeks"));

    let checked = run(&["check", file]);
    assert!(checked.status.success(), "{}", said(&checked));

    let compared = run(&["compare", file, "--out", "out"]);
    assert!(compared.status.success(), "{}", said(&compared));
    let table = fs::read_to_string(folder.path().join("out/contrasts.tsv")).expect("a table in the format of its own");
    let csv = fs::read_to_string(folder.path().join("out/contrasts.csv")).expect("the table in a shipped format");
    assert_eq!(table.lines().count(), csv.lines().count());
    let names: Vec<&str> = table.lines().next().expect("a head").split('\t').collect();
    let at = |name: &str| names.iter().position(|n| *n == name).expect("a column");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let own = rows.iter().filter(|r| r[at("measure")] == "treated_within_13w" && r[at("variant")] == "rescue");
    assert!(own.clone().any(|r| r[at("group")] == "all" && !r[at("p_adjusted")].is_empty()), "the measure is primary");
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).expect("a manifest");
    assert!(manifest.contains("contrasts.tsv"));

    let why = run(&["why", file, "--variant", "rescue", "--lives"]);
    assert!(why.status.success() && said(&why).contains("rescue"), "{}", said(&why));

    let plain = Command::new(env!("CARGO_BIN_EXE_queuity")).args(["check", file]).output().expect("the command");
    assert_eq!(plain.status.code(), Some(3), "the command as shipped does not know the rule");
}
