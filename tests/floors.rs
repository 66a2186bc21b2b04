//! The house: what may import what, where each heavy dependency lives, and how long a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "floors/bare.rs"]
mod bare;
#[path = "floors/drawing.rs"]
mod drawing;

/// Top-level modules by floor; a file imports from lower floors and its own module.
const FLOORS: [&[&str]; 12] = [
    &["time", "ids", "rng", "error", "digest"],
    &["distributions", "stat", "population", "schema", "name", "table"],
    &["discipline", "tally"],
    &["model"],
    &["people", "engine"],
    &["measure", "scenario"],
    &["compile", "forecast"],
    &["experiment", "intake"],
    &["compare", "why", "synth", "fit"],
    &["study"],
    &["report"],
    &["cli"],
];

/// Modules of one floor where one may import the other, with the reason.
const NEIGHBOURS: [(&str, &str, &str); 2] = [
    ("engine", "people", "the engine runs the people that are drawn in windows; people know nothing of it"),
    ("distributions", "population", "shares become the integer thresholds of the population's words"),
];

/// The modules that may name a dependency. Derives (`thiserror`, `serde`, `schemars`) are not listed here.
const HOMES: [(&str, &[&str]); 26] = [
    ("sha2", &["rng", "digest"]),
    ("rand", &["rng", "distributions"]),
    ("rand_distr", &["distributions"]),
    ("libm", &["distributions", "stat"]),
    ("nalgebra", &["stat", "distributions"]),
    ("statrs", &["distributions", "stat"]),
    ("toml", &["scenario", "intake"]),
    ("calamine", &["intake"]),
    ("zip", &["intake"]),
    ("flate2", &["intake"]),
    ("unicode_normalization", &["compile"]),
    ("jiff", &["scenario"]),
    ("rayon", &["experiment"]),
    ("csv", &["report"]),
    ("minijinja", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("parquet", &["report", "intake"]),
    // A list of codes has that name, too.
    ("bytes", &["intake", "error"]),
    ("clap", &["cli", "main"]),
    ("clap_complete", &["cli", "main"]),
    ("indicatif", &["cli", "main"]),
    ("annotate_snippets", &["cli", "main"]),
    ("ctrlc", &["cli", "main"]),
    ("signal_hook", &["cli", "main"]),
    ("terminal_size", &["cli", "main"]),
    ("fs4", &["cli", "main"]),
];

/// Formats of parameters and metadata are allowed from this floor up.
const FORMATS: ([&str; 3], usize) = (["serde", "serde_json", "schemars"], 1);

/// Most lines of a file, without its test module.
const LONGEST: usize = 400;

/// Longer files, with the reason.
const LONGER: [(&str, &str); 0] = [];

/// Circles of files that stay, by folder, with the reason.
const CIRCLES: [(&str, &[&str], &str); 1] = [(
    "discipline",
    &["combined", "kinds", "ranking"],
    "the rankers of all kinds stand side by side in one type, so that a decision is no call through a table",
)];

fn root() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into()))
}

/// All source files, sorted, with their text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the package") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("a text file");
                found.push((relative(&path), text));
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).expect("inside the package").to_string_lossy().replace('\\', "/")
}

/// The top-level module of a file: `src/engine/step.rs` and `src/engine.rs` belong to `engine`.
fn module(path: &str) -> &str {
    let inside = path.strip_prefix("src/").expect("a source file");
    inside.split('/').next().expect("a name").trim_end_matches(".rs")
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// The code of a file: comments and the inside of strings are blanked.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|&c| c != '\n').is_some() {},
            '"' => {
                out.push('"');
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => _ = chars.next(),
                        '"' => break,
                        _ => {}
                    }
                }
                out.push('"');
            }
            '\'' => {
                // A character, perhaps a quote; a lifetime has no closing mark.
                let rest: String = chars.clone().take(3).collect();
                let length = if rest.starts_with('\\') { 3 } else { 2 };
                if rest.chars().nth(length - 1) == Some('\'') {
                    chars.nth(length - 1);
                }
                out.push(' ');
            }
            _ => out.push(c),
        }
    }
    out
}

/// The names that follow `crate::`, groups in braces included.
fn imports(code: &str) -> BTreeSet<String> {
    behind(code, "crate::")
}

/// The names that follow a path where it begins, groups in braces included.
fn behind(code: &str, path: &str) -> BTreeSet<String> {
    let begins = |at: usize| {
        !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
            && (path == "crate::" || !code[..at].ends_with("::"))
    };
    let ends = code.match_indices(path).filter(|&(at, _)| begins(at)).map(|(at, _)| at + path.len());
    ends.flat_map(|end| first_names(&code[end..])).collect()
}

/// The first name of what follows a path; of a group in braces, of each of its members.
fn first_names(after: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Some(group) = after.strip_prefix('{') else {
        found.insert(after.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect::<String>());
        found.remove("");
        return found;
    };
    let (mut depth, mut name, mut whole) = (0, String::new(), true);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.insert(std::mem::take(&mut name));
                whole = true;
            }
            c if depth == 0 && whole && (c.is_alphanumeric() || c == '_') => name.push(c),
            ':' => whole = false,
            c if c.is_whitespace() && !name.is_empty() => whole = false,
            _ => {}
        }
    }
    found.insert(name);
    found.remove("");
    found
}

/// Circles of files of a folder (`engine`, `scenario/raw`) that import each other, folders inside it counted as one file.
fn circles(folder: &str, sources: &[(String, String)]) -> Vec<Vec<String>> {
    let inside = |path: &str| -> Option<Vec<String>> {
        let rest = path.strip_prefix("src/")?.strip_prefix(folder)?.strip_prefix('/')?;
        Some(rest.trim_end_matches(".rs").split('/').map(String::from).collect())
    };
    let files: Vec<(Vec<String>, String)> =
        (sources.iter()).filter_map(|(path, text)| Some((inside(path)?, code(without_tests(text))))).collect();
    let names: BTreeSet<String> = files.iter().map(|(path, _)| path[0].clone()).collect();
    let root = files.iter().find(|(path, _)| path[..] == ["mod"]).map_or("", |(_, code)| code);
    // What the folder hands on is the file's where it is.
    let (mut handed_on, mut own) = (BTreeMap::new(), String::new());
    for line in root.split_inclusive(';') {
        let Some((_, path)) = line.split_once("pub use ").or_else(|| line.split_once("pub(crate) use ")) else {
            own.push_str(line);
            continue;
        };
        if let Some((file, items)) = path.split_once("::").filter(|(file, _)| names.contains(*file)) {
            handed_on.extend(first_names(items).into_iter().map(|item| (item, file.to_string())));
        }
    }
    let mut graph: BTreeMap<String, BTreeSet<String>> =
        names.iter().map(|name| (name.clone(), BTreeSet::new())).collect();
    let full = format!("crate::{}::", folder.replace('/', "::"));
    for (path, code) in &files {
        let me = &path[0];
        let depth = if path[path.len() - 1] == "mod" { path.len() - 1 } else { path.len() };
        let mut imported = behind(code, &full);
        if depth > 0 {
            // As many steps up as lead to the folder, and no more.
            imported.extend(behind(code, &"super::".repeat(depth)).into_iter().filter(|name| name != "super"));
        }
        let of =
            |name: String| if names.contains(&name) { name } else { handed_on.get(&name).map_or("mod", |f| f).into() };
        graph.entry(me.clone()).or_default().extend(imported.into_iter().map(of).filter(|to| to != me));
    }
    let imports_of_root = names.iter().filter(|name| !behind_begins(&own, name)).cloned();
    let unused: BTreeSet<String> = imports_of_root.collect();
    graph
        .entry("mod".into())
        .or_default()
        .extend(names.iter().filter(|n| *n != "mod" && !unused.contains(*n)).cloned());
    let reach = |from: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(file) = next.pop() {
            next.extend(graph[&file].iter().filter(|to| seen.insert((*to).clone())).cloned());
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = graph.keys().map(|name| (name, reach(name))).collect();
    let mut circles: Vec<Vec<String>> = Vec::new();
    for name in graph.keys().filter(|name| reached[*name].contains(*name)) {
        let circle: Vec<String> = graph
            .keys()
            .filter(|other| reached[name].contains(*other) && reached[*other].contains(name))
            .cloned()
            .collect();
        if !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

/// A file without its test module; one in a file of its own is declared like any other.
fn without_tests(text: &str) -> &str {
    let mark = "\n#[cfg(test)]\n";
    let module = |at: &usize| {
        let line = text[at + mark.len()..].lines().next().unwrap_or_default();
        line.contains("mod ") && line.ends_with('{')
    };
    &text[..text.match_indices(mark).map(|(at, _)| at).find(module).unwrap_or(text.len())]
}

/// Whether some path begins with this name.
fn behind_begins(code: &str, name: &str) -> bool {
    !behind(code, &format!("{name}::")).is_empty()
}

/// Whether a path begins with this crate.
fn names(code: &str, dependency: &str) -> bool {
    let path = format!("{dependency}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].trim_end_matches("r#");
        // `::name::` begins at a crate, `other::name::` does not.
        match before.strip_suffix("::") {
            Some(front) => !front.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '>'),
            None => !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'),
        }
    })
}

fn breaches(path: &str, text: &str) -> Vec<String> {
    let mine = module(path);
    if mine == "lib" {
        return Vec::new();
    }
    let code = code(text);
    let mut breaches = Vec::new();
    let here = if mine == "main" { FLOORS.len() } else { floor(mine).unwrap_or(0) };
    for other in imports(&code) {
        let Some(there) = floor(&other) else { continue };
        let neighbour = NEIGHBOURS.iter().any(|&(a, b, _)| (a, b) == (mine, other.as_str()));
        if other != mine && there >= here && !neighbour {
            breaches.push(format!("{path} (floor {here}) imports {other} (floor {there})"));
        }
    }
    for (dependency, homes) in HOMES {
        if names(&code, dependency) && !homes.contains(&mine) {
            breaches.push(format!("{path} names {dependency}, whose home is {}", homes.join(", ")));
        }
    }
    for dependency in FORMATS.0 {
        if names(&code, dependency) && here < FORMATS.1 {
            breaches.push(format!("{path} names {dependency} below floor {}", FORMATS.1));
        }
    }
    breaches
}

/// Lines of a file, without its test module.
fn length(text: &str) -> usize {
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

#[test]
fn files_import_only_from_lower_floors() {
    let found: Vec<String> = sources("src").iter().flat_map(|(path, text)| breaches(path, text)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_top_level_module_has_a_floor() {
    for (path, _) in sources("src") {
        let name = module(&path);
        assert!(["lib", "main"].contains(&name) || floor(name).is_some(), "{path}: `{name}` has no floor");
    }
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let table: toml::Table = manifest.parse().expect("the manifest is TOML");
    let of_systems = table["target"].as_table().expect("systems").values();
    let all = of_systems.chain([&table["dependencies"]]).flat_map(|t| t.get("dependencies").or(Some(t)));
    for name in all.flat_map(|t| t.as_table().expect("dependencies").keys()) {
        let name = name.replace('-', "_");
        let homed = HOMES.iter().any(|(home, _)| *home == name) || FORMATS.0.contains(&name.as_str());
        assert!(homed || name == "thiserror", "`{name}` has no home");
    }
}

#[test]
fn no_file_is_long_without_a_reason() {
    for (path, text) in sources("src").iter().chain(&sources("examples")) {
        let lines = length(text);
        let excused = LONGER.iter().any(|(long, reason)| long == path && !reason.is_empty());
        assert!(lines <= LONGEST || excused, "{path} has {lines} lines");
    }
    for (path, _) in LONGER {
        let text = fs::read_to_string(root().join(path)).expect("a file that was excused");
        assert!(length(&text) > LONGEST, "{path} needs no excuse any more");
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let sources = sources("src");
    let folders: BTreeSet<&str> = sources
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("src/")?.rsplit_once('/').map(|(folder, _)| folder))
        .collect();
    for folder in folders {
        let found = circles(folder, &sources);
        let stay: Vec<&[&str]> = CIRCLES.iter().filter(|c| c.0 == folder && !c.2.is_empty()).map(|c| c.1).collect();
        assert_eq!(found, stay, "src/{folder}");
    }
}

#[test]
fn a_circle_is_found() {
    let found = |files: &[(&str, &str)]| {
        let files: Vec<(String, String)> =
            files.iter().map(|(p, t)| (format!("src/x/{p}.rs"), t.to_string())).collect();
        circles("x", &files)
    };
    let circle = |names: &[&str]| vec![names.iter().map(|n| n.to_string()).collect::<Vec<_>>()];
    assert_eq!(found(&[("mod", "mod a;\nmod b;"), ("a", "use super::b::B;"), ("b", "use super::c::C;")]), [[""; 0]; 0]);
    assert_eq!(found(&[("a", "use super::b::B;"), ("b", "fn f() { super::a::g() }")]), circle(&["a", "b"]));
    // By what the folder hands on, by the full path, from a folder inside, and through the folder itself.
    assert_eq!(
        found(&[("mod", "pub use b::{B, C};"), ("a", "use super::C;"), ("b", "use super::a::A;")]),
        circle(&["a", "b"])
    );
    assert_eq!(found(&[("a", "use crate::x::b::B;"), ("b", "use super::{a::A, d};")]), circle(&["a", "b"]));
    assert_eq!(
        found(&[("a", "use super::b::B;"), ("b/c", "use super::super::a::A;"), ("b/mod", "")]),
        circle(&["a", "b"])
    );
    assert_eq!(found(&[("mod", "use a::A;\npub struct B;"), ("a", "use super::B;")]), circle(&["a", "mod"]));
    // Not by tests, words, or other folders.
    let tests = "// super::b\n\n#[cfg(test)]\nmod tests {\n use super::super::b::B; }";
    assert_eq!(found(&[("a", tests), ("b", "use super::a::A;"), ("c/d", "use super::b::B;")]), [[""; 0]; 0]);
    // A test module in a file of its own hides nothing of what follows it.
    let root = "#[cfg(test)]\nmod t;\nmod a;\npub use b::B;";
    assert_eq!(found(&[("mod", root), ("a", "use super::B;"), ("b", "use super::a::A;")]), circle(&["a", "b"]));
}

#[test]
fn a_breach_is_found() {
    let found = |path: &str, text: &str| breaches(path, text).len();
    assert_eq!(found("src/tally/mod.rs", "use crate::engine::run;"), 1);
    assert_eq!(found("src/tally/mod.rs", "use crate::{time, engine::{run, Part}, discipline as d};"), 2);
    assert_eq!(found("src/tally/mod.rs", "fn f() { crate::cli::main() }"), 1);
    assert_eq!(
        found("src/tally/mod.rs", "// crate::cli\nlet x = \"crate::cli \\\" crate::cli\"; use crate::time::DAY;"),
        0
    );
    assert_eq!(found("src/tally/mod.rs", "let c = '\"'; use crate::cli::x; fn f<'a>() {}"), 1);
    assert_eq!(found("src/engine/step.rs", "use crate::people::Person;"), 0);
    assert_eq!(found("src/people.rs", "use crate::engine::run;"), 1);
    assert_eq!(found("src/compare/mod.rs", "use rayon::prelude::*;"), 1);
    assert_eq!(found("src/compare/mod.rs", "let x = ::rayon::join(a, b);"), 1);
    assert_eq!(found("src/compare/mod.rs", "use crate::report::csv::Writer;"), 1);
    assert_eq!(found("src/rng.rs", "use serde::Serialize;"), 1);
    assert_eq!(module("src/engine/lanes.rs"), module("src/engine.rs"));
}
