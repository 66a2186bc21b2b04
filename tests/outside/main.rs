//! A crate outside of the package, with queuity as its only dependency, has the whole command with its own discipline, measure and
//! format.
//!
//! It is built with the library that these tests are linked with, and sees no other crate: to build all that queuity needs a second time
//! would take longer than everything that is looked at here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::UNIX_EPOCH;

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// The libraries `queuity` that lie beside these tests, the one that was built last first: others have other features, or are older.
fn libraries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of the builds").map(|e| e.expect("an entry").path());
    let is_one = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libqueuity-") && name.ends_with(".rlib")
    };
    let built = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).unwrap_or(UNIX_EPOCH);
    let mut found: Vec<PathBuf> = entries.filter(is_one).collect();
    found.sort_by_key(|path| std::cmp::Reverse(built(path)));
    found
}

/// That cargo makes a package of it, whose only dependency is queuity.
fn is_a_package(folder: &Path) {
    let manifest = format!(
        "[package]\nname = \"outside\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[[bin]]\nname = \"outside\"\n\
         path = \"main.rs\"\n\n[dependencies]\nqueuity = {{ path = {PACKAGE:?}, default-features = false, features = [\"cli\"] }}\n\n\
         [workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(Path::new(PACKAGE).join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let tree = ["tree", "--offline", "--edges", "normal", "--prefix", "depth"];
    let tree = Command::new(env!("CARGO")).args(tree).current_dir(folder).output().expect("cargo");
    assert!(tree.status.success(), "{}", said(&tree));
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    let direct: Vec<&str> = tree.lines().filter(|line| line.starts_with("1")).collect();
    assert!(direct.len() == 1 && direct[0].starts_with("1queuity "), "{direct:?}");
    assert!(tree.contains("clap ") && !tree.contains("parquet "), "{tree}");
}

fn build(folder: &Path) -> PathBuf {
    let source = Path::new(PACKAGE).join("tests/outside/crate/main.rs");
    fs::copy(source, folder.join("main.rs")).expect("the source");
    is_a_package(folder);
    let built = Path::new(env!("CARGO_BIN_EXE_queuity")).parent().expect("a folder").join("deps");
    // Of the toolchain of this cargo.
    let own = Path::new(env!("CARGO")).with_file_name(format!("rustc{}", std::env::consts::EXE_SUFFIX));
    let rustc = if own.is_file() { own } else { PathBuf::from("rustc") };
    let binary = folder.join(format!("outside{}", std::env::consts::EXE_SUFFIX));
    let mut told = String::new();
    for library in libraries(&built) {
        let mut rustc = Command::new(&rustc);
        rustc.current_dir(folder).args(["--edition", "2024", "--crate-name", "outside", "main.rs", "-o"]).arg(&binary);
        rustc.arg("--extern").arg(format!("queuity={}", library.display()));
        rustc.arg("-L").arg(format!("dependency={}", built.display()));
        let output = rustc.output().expect("rustc");
        if output.status.success() {
            return binary;
        }
        told += &format!("with {}: {}\n", library.display(), said(&output));
    }
    panic!("it cannot be built:\n{told}");
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
