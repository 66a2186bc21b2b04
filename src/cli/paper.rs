//! `queuity paper`: a folder for an archive.

use std::fs;
use std::io;
use std::path::Path;

use super::arguments::Paper;
use super::exit::Failure;
use super::print::print;
use super::registries::Door;
use super::report;
use crate::digest::sha256;
use crate::report::paper::{self, AUTHORS, Answers, PackedFile};

/// Where the result lies in the folder: `queuity verify` can be asked of it.
const RESULT: &str = "result";

/// Makes the folder, or says what is missing.
pub(crate) fn paper(asked: &Paper, door: Door<'_>) -> Result<(), Failure> {
    if asked.print_answers {
        return print(paper::TEMPLATE.as_bytes());
    }
    let (Some(folder), Some(to)) = (&asked.folder, &asked.to) else {
        return Err(Failure::Usage("error: name the folder of a result and, with --to, the one to make".into()));
    };
    let answers = match &asked.answers {
        None => Answers::default(),
        Some(file) => {
            let text = fs::read_to_string(file)
                .map_err(|e| Failure::File(format!("error: cannot read `{}`: {e}", file.display())))?;
            Answers::read(&text, &AUTHORS)
                .map_err(|why| Failure::Invalid(format!("error: `{}`: {why}", file.display())))?
        }
    };
    let checked = report::checked(folder, &door.registries.formats)?;
    let log = fs::read_to_string(folder.join("run-log.json")).unwrap_or_default();
    let names = checked.names();
    let mut parts = Vec::new();
    for name in &names {
        let bytes = fs::read(folder.join(name)).map_err(|e| unreadable(&folder.join(name), &e))?;
        let path = format!("{RESULT}/{name}");
        parts.push(PackedFile { path, bytes: bytes.len() as u64, sha256: sha256(&bytes) });
    }
    let made = paper::paper(&|name| checked.open(name), &log, &answers, &parts).map_err(report::no_document)?;
    let blanks = || made.blanks.iter().map(|b| format!("  {b}\n")).collect::<String>();
    if asked.strict && !made.blanks.is_empty() {
        return Err(Failure::Invalid(format!(
            "error: {} left blank that only the authors know; nothing was made:\n{}Give them with --answers; `queuity paper --print-answers` prints a file to begin with.",
            counted(made.blanks.len()),
            blanks()
        )));
    }
    write(folder, to, &names, &made.files)?;
    if door.output.json {
        let files: Vec<&String> = made.files.iter().map(|(name, _)| name).collect();
        let value = serde_json::json!({ "folder": to.display().to_string(), "files": files, "blank": made.blanks });
        return print(format!("{value:#}\n").as_bytes());
    }
    let mut text = format!("Wrote `{}`: ", to.display());
    let files: Vec<&str> = made.files.iter().map(|(name, _)| name.as_str()).collect();
    text.push_str(&format!("{}, and the result in `{RESULT}`.\n", files.join(", ")));
    if !made.blanks.is_empty() {
        text.push_str(&format!("{} left blank that only the authors know:\n{}", counted(made.blanks.len()), blanks()));
    }
    print(text.as_bytes())
}

fn counted(n: usize) -> String {
    if n == 1 { "one item is".into() } else { format!("{n} items are") }
}

fn unreadable(path: &Path, e: &io::Error) -> Failure {
    Failure::File(format!("error: cannot read `{}`: {e}", path.display()))
}

/// Writes the folder under a name of its own and gives it its name when it is whole.
fn write(from: &Path, to: &Path, names: &[String], files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let failed = |path: &Path, e: &io::Error| Failure::File(format!("error: cannot write `{}`: {e}", path.display()));
    if fs::symlink_metadata(to).is_ok() {
        let there = to.display();
        return Err(Failure::File(format!("error: `{there}` is there already; take another name")));
    }
    let inside = fs::canonicalize(from).ok().zip(to.parent().and_then(|p| fs::canonicalize(p).ok()));
    if inside.is_some_and(|(from, above)| above.starts_with(from)) {
        return Err(Failure::Usage("error: --to lies in the folder of the result; name one outside it".into()));
    }
    let name = to.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let part = to.with_file_name(format!(".{name}.queuity-part"));
    let _ = fs::remove_dir_all(&part);
    let all = || -> io::Result<()> {
        fs::create_dir_all(part.join(RESULT))?;
        for name in names {
            fs::copy(from.join(name), part.join(RESULT).join(name))?;
        }
        for (name, bytes) in files {
            fs::write(part.join(name), bytes)?;
        }
        fs::rename(&part, to)
    };
    all().map_err(|e| {
        let _ = fs::remove_dir_all(&part);
        failed(to, &e)
    })
}
