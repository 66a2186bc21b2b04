//! `queuity paper`: a folder for an archive, with what is left to the authors said.

use std::fs;
use std::path::Path;
use std::process::Command;

use queuity::digest::sha256;
use serde_json::Value;

use crate::report::verify::{TINY, queuity, said};

const ANSWERS: &str = r#"
licence = "CC-BY-4.0"
published = 2026-11-29
doi = "10.5281/zenodo.1234567"
[[author]]
name = "Jo Example"
orcid = "0000-0002-1825-0097"
affiliation = "Example Hospital"
[item]
"1.1" = "Waits differ by deprivation."
"1.3" = "Two rules that are in use."
"3.1" = "Invented."
"3.2" = "None."
"3.4" = "Guesses."
"6.1" = "In the archive."
"#;

/// A folder with a result of a scenario in `out`.
fn result(scenario: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("tiny.toml"), scenario).expect("a scenario");
    fs::write(home.path().join("answers.toml"), ANSWERS).expect("answers");
    let made = queuity(home.path(), &["compare", "tiny.toml", "--out", "out", "--quiet", "--replications", "2"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    home
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("a file")
}

#[test]
fn what_only_authors_know_is_marked_and_strict_makes_nothing_while_it_is_blank() {
    let home = result(TINY);
    let strict = queuity(home.path(), &["paper", "out", "--to", "paper", "--strict"]);
    assert_eq!(strict.status.code(), Some(3), "{}", said(&strict));
    for part in ["9 items are left blank", "1.1 Purpose of the model: background and purpose", "licence: ", "author: "]
    {
        assert!(said(&strict).contains(part), "{part}: {}", said(&strict));
    }
    assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 3, "nothing was made");
    let made = queuity(home.path(), &["paper", "out", "--to", "paper"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let stress = read(&home.path().join("paper"), "stress-des.md");
    assert_eq!(stress.matches("\n## ").count(), 24, "{stress}");
    assert_eq!(stress.matches("**AUTHOR: ").count(), 6, "{stress}");
    for part in [
        "seed 11",
        "philox4x64-10",
        "attribute\\[deprivation\\].levels: most, least",
        "service\\[hips\\].slots.per\\_week.value: 12",
        "a guess",
        "Terminating: the run begins on 2026-02-02",
        "2 independent replications",
    ] {
        assert!(stress.contains(part), "{part}: {stress}");
    }
    // Not a second time, and not into the result.
    assert_eq!(queuity(home.path(), &["paper", "out", "--to", "paper"]).status.code(), Some(4));
    assert_eq!(queuity(home.path(), &["paper", "out", "--to", "out/paper"]).status.code(), Some(2));
    assert!(!home.path().join("out/paper").exists());
    // All said.
    let strict = ["paper", "out", "--to", "whole", "--strict", "--answers", "answers.toml"];
    let made = queuity(home.path(), &strict);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(!read(&home.path().join("whole"), "stress-des.md").contains("AUTHOR"));
    let template = queuity(home.path(), &["paper", "--print-answers"]);
    assert!(String::from_utf8_lossy(&template.stdout).contains("[[author]]"));
    fs::write(home.path().join("answers.toml"), "licenc = 1").expect("answers");
    let wrong = queuity(home.path(), &["paper", "out", "--to", "again", "--answers", "answers.toml"]);
    assert!(wrong.status.code() == Some(3) && said(&wrong).contains("it may have licence"), "{}", said(&wrong));
}

#[test]
fn the_folder_says_what_is_in_it_and_the_result_in_it_is_right() {
    let home = result(TINY);
    let made = queuity(home.path(), &["paper", "out", "--to", "paper", "--answers", "answers.toml"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let paper = home.path().join("paper");
    let metadata: Value = serde_json::from_str(&read(&paper, "ro-crate-metadata.json")).expect("JSON");
    let graph = metadata["@graph"].as_array().expect("a graph");
    let entity = |id: &str| graph.iter().find(|e| e["@id"] == id).unwrap_or_else(|| panic!("{id}"));
    let root = entity("./");
    assert_eq!(root["datePublished"], "2026-11-29");
    assert_eq!(root["license"]["@id"], "https://spdx.org/licenses/CC-BY-4.0");
    assert_eq!(root["author"]["@id"], "https://orcid.org/0000-0002-1825-0097");
    let parts = root["hasPart"].as_array().expect("parts");
    assert!(parts.len() > 15);
    for part in parts {
        let id = part["@id"].as_str().expect("a path");
        let file = entity(id);
        let bytes = fs::read(paper.join(id)).expect("a file of the folder");
        assert_eq!(file["sha256"], sha256(&bytes), "{id}");
        assert_eq!(file["contentSize"], bytes.len().to_string(), "{id}");
    }
    // Every thing that is named is described, once.
    let mut ids: Vec<&str> = graph.iter().filter_map(|e| e["@id"].as_str()).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert_eq!(queuity(home.path(), &["verify", "paper/result"]).status.code(), Some(0));
    // Methods cite what was used, and all that is cited is listed.
    let methods = read(&paper, "methods.md");
    let works = read(&paper, "references.bib");
    for key in ["salmon2011", "mackenbach1997", "holm1979", "monks2019"] {
        assert!(methods.contains(&format!("[{key}]")) && works.contains(&format!("{{{key},")), "{key}");
    }
    assert!(!methods.contains("nelsen2006") && !works.contains("nelsen2006"), "no copula was used");
    assert!(
        methods.contains("lots (random)") && methods.contains("Each policy was run 2 times over 20 weeks"),
        "{methods}"
    );
    let tables = read(&paper, "tables.md");
    assert!(tables.contains("| Policy |") && tables.contains("Who gains and who pays"), "{tables}");
}

#[test]
fn tables_in_latex_are_whole_whatever_the_names_are() {
    let long = "x".repeat(196);
    for bad in ["<script>alert(1)</script>", "=cmd()|'/c calc'!A1", "\\\\input{/etc/passwd} 50% & #1 $x$ ~^_", &long] {
        let scenario = TINY
            .replace("\"lots\"", &format!("\"{bad} p\""))
            .replace("\"least\"", &format!("\"{bad} g\""))
            .replace("\"Tiny\"", &format!("\"{bad}\""));
        let home = result(&scenario);
        let made = queuity(home.path(), &["paper", "out", "--to", "paper"]);
        assert_eq!(made.status.code(), Some(0), "{bad}: {}", said(&made));
        let paper = home.path().join("paper");
        let tex = read(&paper, "tables.tex");
        let (mut depth, mut escaped) = (0_i64, false);
        for c in tex.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            assert!(depth >= 0, "{bad}");
        }
        assert_eq!(depth, 0, "{bad}");
        assert_eq!(tex.matches("\\begin{longtable}").count(), tex.matches("\\end{longtable}").count());
        assert!(tex.contains("\\begin{longtable}") && !tex.contains("\\input{"), "{bad}");
        assert!(!tex.contains('\u{202e}'), "{bad}");
        for name in ["stress-des.md", "methods.md", "tables.md"] {
            let text = read(&paper, name);
            assert!(!text.contains("<script") && !text.contains('\u{202e}'), "{bad}: {name}");
        }
        let _: Value = serde_json::from_str(&read(&paper, "ro-crate-metadata.json")).expect("JSON");
        // Where there is a TeX, it says so too.
        let tex = Command::new("pdflatex")
            .current_dir(&paper)
            .args(["-interaction=nonstopmode", "-halt-on-error", "tables.tex"])
            .output();
        if let Ok(out) = tex {
            assert!(out.status.success(), "{bad}: {}", String::from_utf8_lossy(&out.stdout));
        }
    }
}

/// What makes the folder readable for archives: by the packages of the Python registry that read and validate such folders.
#[test]
fn the_crate_is_read_and_valid() {
    let Some(python) = crate::synth::python("rocrate, rocrate_validator") else { return };
    let home = result(TINY);
    let answers = "licence = \"CC-BY-4.0\"\npublished = 2026-01-31\n[[author]]\nname = \"Jo Example\"\norcid = \"0000-0002-1825-0097\"\naffiliation = \"Example Hospital\"\n";
    fs::write(home.path().join("answers.toml"), answers).expect("answers");
    let made = queuity(home.path(), &["paper", "out", "--to", "paper", "--answers", "answers.toml"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    // The words that it refers to lie in the package: nothing is fetched.
    let script = r#"
import json, os, rocrate
from rocrate.rocrate import ROCrate
from rocrate_validator import services, models

crate = ROCrate("paper")
files = [e for e in crate.get_entities() if e.type == "File"]
assert len(files) > 10 and all(os.path.exists(os.path.join("paper", f.id)) for f in files), files
path = "paper/ro-crate-metadata.json"
whole = json.load(open(path))
words = json.load(open(os.path.join(os.path.dirname(rocrate.__file__), "data", "ro-crate.jsonld")))["@context"]
for more in whole["@context"][1:]:
    words.update(more)
json.dump({**whole, "@context": words}, open(path, "w"))
settings = services.ValidationSettings(
    rocrate_uri="paper", profile_identifier="ro-crate-1.1", requirement_severity=models.Severity.REQUIRED, offline=True,
)
found = services.validate(settings)
assert not found.has_issues(), [i.message for i in found.get_issues()]
"#;
    let out = Command::new(python).current_dir(home.path()).args(["-c", script]).output().expect("Python runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}
