//! The library without default features has no thread, file, clock, process or terminal of its own, and no heavy dependency: it runs in a
//! browser.

use std::collections::BTreeSet;
use std::process::Command;

use super::{code, root, sources};

/// Modules of the standard library that it may not name.
const MODULES: [&str; 6] = ["thread", "fs", "env", "process", "net", "os"];
/// Names that it may not use, from wherever they come.
const NAMES: [&str; 11] = [
    "Instant",
    "SystemTime",
    "stdin",
    "stdout",
    "stderr",
    "File",
    "OpenOptions",
    "available_parallelism",
    "canonicalize",
    "symlink_metadata",
    "spawn",
];
/// Macros that write to the terminal.
const MACROS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];
/// What begins an item that is not always there. `#[cfg(not(feature = ...))]` is there without the feature.
const GATES: [&str; 2] = ["#[cfg(feature = ", "#[cfg(test)]"];

/// Code without the items that need a feature, or are tests.
fn always(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = GATES.iter().filter_map(|gate| rest.find(gate)).min() {
        out.push_str(&rest[..at]);
        rest = after_item(&rest[at..]);
    }
    out + rest
}

/// What comes after the item that begins here with its attributes: up to a semicolon, a comma, or the end of its braces.
fn after_item(item: &str) -> &str {
    let (mut depth, mut in_attribute) = (0_i32, false);
    for (at, c) in item.char_indices() {
        match c {
            '#' if depth == 0 => in_attribute = true,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return &item[at..],
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 && in_attribute {
                    in_attribute = false;
                } else if depth == 0 && c == '}' {
                    return &item[at + 1..];
                }
            }
            ';' | ',' if depth == 0 => return &item[at + 1..],
            _ => {}
        }
    }
    ""
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of some code, each with what comes before and after it.
fn words(code: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let starts = code.char_indices().filter(|&(at, c)| is_word(c) && !code[..at].ends_with(is_word));
    starts.map(|(at, _)| {
        let end = code[at..].find(|c| !is_word(c)).map_or(code.len(), |length| at + length);
        (&code[..at], &code[at..end], &code[end..])
    })
}

/// The modules that are named right after `std::`, also in braces.
fn of_std(code: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for (_, word, after) in words(code) {
        let Some(after) = after.strip_prefix("::").filter(|_| word == "std") else { continue };
        let Some(group) = after.trim_start().strip_prefix('{') else {
            found.extend(words(after).next().map(|w| w.1));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && depth == 0 && is_word(c) => {
                    found.extend(words(&group[at..]).next().map(|w| w.1));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

/// What some code names that needs a system.
fn needs(text: &str) -> BTreeSet<String> {
    let code = always(&code(text));
    let modules = of_std(&code).into_iter().filter(|m| MODULES.contains(m)).map(|m| format!("std::{m}"));
    let names = words(&code).filter_map(|(before, word, after)| {
        let is_macro = MACROS.contains(&word) && after.starts_with('!');
        let is_clock = word == "now" && before.ends_with("::") && after.starts_with('(');
        (NAMES.contains(&word) || is_macro || is_clock).then(|| word.to_string())
    });
    modules.chain(names).collect()
}

/// The files of the library that are there without default features: the modules that are declared without a feature, from `lib.rs` on.
fn files() -> Vec<(String, String)> {
    let all = sources("src");
    let mut open = vec![("src/lib.rs".to_string(), "src/".to_string())];
    let mut found = Vec::new();
    while let Some((path, folder)) = open.pop() {
        let text = &all.iter().find(|(p, _)| *p == path).unwrap_or_else(|| panic!("no {path}")).1;
        let code = always(&code(text));
        for (_, word, after) in words(&code) {
            let Some((_, name, after)) = words(after).next().filter(|_| word == "mod") else { continue };
            if after.starts_with(';') {
                let [file, below] = [format!("{folder}{name}.rs"), format!("{folder}{name}/mod.rs")];
                let path = if all.iter().any(|(p, _)| *p == file) { file } else { below };
                open.push((path, format!("{folder}{name}/")));
            }
        }
        found.push((path, text.clone()));
    }
    found
}

#[test]
fn the_library_without_features_needs_no_system() {
    let files = files();
    // What is gated is not read, all else is.
    let read: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    for path in ["src/report/csv.rs", "src/engine/mod.rs", "src/experiment/workers.rs", "src/scenario/raw/mod.rs"] {
        assert!(read.contains(path), "{path} is not read");
    }
    assert!(!read.iter().any(|path| path.starts_with("src/cli/") || *path == "src/report/folder.rs"));
    let found: Vec<String> = (files.iter())
        .flat_map(|(path, text)| needs(text).into_iter().map(move |what| format!("{path} names {what}")))
        .collect();
    assert!(found.is_empty(), "without default features there is no system to ask:\n{}", found.join("\n"));
}

#[test]
fn what_needs_a_system_is_found() {
    let found = |text: &str| needs(text).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(found("use std::fs;"), "std::fs");
    assert_eq!(found("use std::{io::{self, Write}, thread};"), "std::thread");
    assert_eq!(found("use std::{fs::{self, File}, sync::Arc};"), "File std::fs");
    assert_eq!(found("let t = ::std::time::Instant::now();"), "Instant now");
    assert_eq!(found("fn f() { println!(\"{}\", Zoned::now()); }"), "now println");
    assert_eq!(found("use std::io; fn f() { io::stdout().flush() }"), "stdout");
    assert_eq!(
        found("// std::fs\nlet x = \"std::fs\"; struct Profile; let files = env!(\"X\"); let now = time.now();"),
        ""
    );
    assert_eq!(
        found("#[cfg(feature = \"x\")]\n#[derive(Debug)]\nmod a { use std::fs; fn f() {} }\nuse std::net;"),
        "std::net"
    );
    assert_eq!(found("#[cfg(test)]\nmod tests { use std::fs; }"), "");
    assert_eq!(found("#[cfg(feature = \"x\")]\npub use a::{File, B};\nuse std::thread;"), "std::thread");
    assert_eq!(found("vec![1, #[cfg(feature = \"x\")] f(File), File]"), "File");
    assert_eq!(found("#[cfg(not(feature = \"x\"))]\nuse std::fs;"), "std::fs");
}

/// The packages that the library is built with; none where cargo cannot say.
fn packages(features: &[&str]) -> Option<BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = ["tree", "--offline", "--edges", "normal", "--prefix", "none", "--package", "queuity"];
    let output = Command::new(cargo).current_dir(root()).args(tree).args(features).output();
    match output {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            Some(text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_string).collect())
        }
        Ok(output) => {
            eprintln!("skipped: cargo tree says {}", String::from_utf8_lossy(&output.stderr));
            None
        }
        Err(error) => {
            eprintln!("skipped: cargo cannot be started: {error}");
            None
        }
    }
}

#[test]
fn without_features_nothing_heavy_is_in_the_graph() {
    let (Some(bare), Some(all)) = (packages(&["--no-default-features"]), packages(&[])) else { return };
    for heavy in ["rayon", "rayon-core", "clap", "parquet", "indicatif", "annotate-snippets", "fs4"] {
        assert!(!bare.contains(heavy), "{heavy} is built without default features");
        assert!(all.contains(heavy), "{heavy} is not built with them either: this test cannot fail");
    }
    assert!(bare.contains("rand_distr"), "{bare:?}");
}
