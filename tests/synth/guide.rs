//! The guide "test your dashboard in twenty minutes", as it stands in `docs/synth.md`.

use std::path::Path;
use std::process::Command;

use crate::synth::{SMALL, home, python, queuity, succeeds};

/// The blocks of code of the guide, with their languages.
fn blocks() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/synth.md");
    let text = std::fs::read_to_string(path).expect("the guide");
    let guide = text.split("\n## ").find(|s| s.starts_with("Test your dashboard")).expect("its section");
    let block = |b: &str| b.split_once('\n').map(|(language, code)| (language.to_string(), code.to_string()));
    guide.split("```").skip(1).step_by(2).filter_map(block).collect()
}

/// Runs the commands of the guide, and its Python where there is one with pandas and duckdb (named by `QUEUITY_PYTHON`, or `python3`).
#[test]
fn the_guide_runs_from_beginning_to_end() {
    let home = home(SMALL);
    let python = python("pandas, duckdb");
    let mut script = String::new();
    let mut seen = (0, 0);
    for (language, code) in blocks() {
        match language.as_str() {
            "sh" => {
                let words: Vec<String> = code
                    .trim()
                    .split('"')
                    .enumerate()
                    .flat_map(|(i, part)| match i % 2 {
                        0 => part.split_whitespace().map(String::from).collect::<Vec<_>>(),
                        _ => vec![part.to_string()],
                    })
                    .collect();
                assert_eq!(words[0], "queuity");
                if words[1] == "score" && python.is_none() {
                    std::fs::write(home.path().join("found.csv"), "table,row,column,kind\n").expect("is written");
                }
                let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
                let told = succeeds(queuity(home.path(), &arguments));
                if words[1] == "score" && python.is_some() {
                    let line =
                        |of: &str| told.lines().find(|l| l.trim_start().starts_with(of)).expect("a line").to_string();
                    assert!(line("missing").contains("100.0%"), "{told}");
                    assert!(line("near duplicate").contains("100.0%"), "{told}");
                    assert!(line("stale").contains(" 0.0%"), "{told}");
                }
                seen.0 += 1;
            }
            "python" => {
                if let Some(python) = &python {
                    // Each block goes on where the one before has ended.
                    script.push_str(&code);
                    std::fs::write(home.path().join("guide.py"), &script).expect("is written");
                    let run = Command::new(python).current_dir(home.path()).arg("guide.py").output();
                    let output = run.expect("Python runs");
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
                seen.1 += 1;
            }
            other => panic!("no block is of the language `{other}`"),
        }
    }
    assert_eq!(seen, (2, 3));
}
