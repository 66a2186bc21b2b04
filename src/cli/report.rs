//! `queuity report`: the documents of a result, made again from its files alone.

use std::path::{Path, PathBuf};

use super::arguments::{Output, Report, ReportFormat};
use super::exit::Failure;
use super::print::print;
use crate::report::html::{self, Html};
use crate::report::{self, Checked, Document, DocumentError, RebuildError, Registry, ResultFiles};

/// Checks the files of a result and makes its documents, or what is asked for in their place.
pub(crate) fn report(arguments: &Report, output: &Output) -> Result<(), Failure> {
    if arguments.print_template {
        return print(html::TEMPLATE.as_bytes());
    }
    let Some(folder) = &arguments.folder else {
        return Err(Failure::Usage("error: which folder? Name the one that --out wrote".into()));
    };
    let page = match &arguments.template {
        None => Html::default(),
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|e| Failure::File(format!("error: cannot read `{}`: {e}", file.display())))?;
            Html::with_template(text)
        }
    };
    let formats = Registry::shipped().with_document(page.clone());
    if let Some(other) = &arguments.with {
        let (a, b) = (checked(folder, &formats)?, checked(other, &formats)?);
        let names = names(folder, other);
        let made = html::beside((&names[0], &|n| a.open(n)), (&names[1], &|n| b.open(n)));
        return put(arguments.to.as_deref(), &made.map_err(no_document)?, output);
    }
    match (arguments.format, &arguments.to) {
        (ReportFormat::Md, to) => {
            let result = checked(folder, &formats)?;
            let made = html::brief(&|name| result.open(name)).map_err(no_document)?;
            put(to.as_deref(), &made, output)
        }
        (ReportFormat::Html, Some(to)) => {
            let result = checked(folder, &formats)?;
            let made = page.make(&ResultFiles::new(&|name| result.open(name))).map_err(no_document)?;
            put(Some(to), &String::from_utf8_lossy(&made), output)
        }
        (ReportFormat::Html, None) => {
            let names = report::rebuild(folder, &formats).map_err(failure)?;
            let files: Vec<String> = names.iter().map(|name| folder.join(name).display().to_string()).collect();
            if output.json {
                return print(format!("{}\n", serde_json::json!({ "files": files })).as_bytes());
            }
            let (charts, documents): (Vec<&String>, Vec<&String>) = files.iter().partition(|f| f.ends_with(".vl.json"));
            let documents: Vec<&str> = documents.into_iter().map(String::as_str).collect();
            let charts = match charts.len() {
                0 => String::new(),
                n => format!(" and {n} charts (*.vl.json)"),
            };
            print(format!("Every file is as the manifest says. Wrote {}{charts}\n", documents.join(", ")).as_bytes())
        }
    }
}

/// A result whose hashes are right.
pub(super) fn checked(folder: &Path, formats: &Registry) -> Result<Checked, Failure> {
    Checked::of(folder, formats).map_err(failure)
}

/// The two folders as they are named on the page: by their last names, and by their paths where those are alike.
fn names(a: &Path, b: &Path) -> [String; 2] {
    let last = |p: &PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (a, b) = (a.to_path_buf(), b.to_path_buf());
    let (x, y) = (last(&a), last(&b));
    if x.is_empty() || y.is_empty() || x == y { [a.display().to_string(), b.display().to_string()] } else { [x, y] }
}

/// To a file, or to standard output.
fn put(to: Option<&Path>, text: &str, output: &Output) -> Result<(), Failure> {
    let Some(to) = to else {
        if output.json {
            return print(format!("{}\n", serde_json::json!({ "brief": text })).as_bytes());
        }
        return print(text.as_bytes());
    };
    report::write_file(to, text.as_bytes(), false).map_err(|error| match error {
        report::ReportError::Exists(path) => {
            Failure::File(format!("error: `{}` is there already; take another name", path.display()))
        }
        error => Failure::File(format!("error: {error}")),
    })?;
    if output.json {
        return print(format!("{}\n", serde_json::json!({ "files": [to.display().to_string()] })).as_bytes());
    }
    print(format!("Every file is as the manifest says. Wrote {}\n", to.display()).as_bytes())
}

pub(super) fn no_document(error: DocumentError) -> Failure {
    failure(RebuildError::Document(error))
}

pub(super) fn failure(error: RebuildError) -> Failure {
    let text = format!("error: {error}");
    match error {
        RebuildError::NoResult { .. } | RebuildError::Lists(_) | RebuildError::Document(_) => Failure::Invalid(text),
        RebuildError::Changed { .. } => {
            Failure::Mismatch(format!("{text}\nRun the scenario again, or take the files from where they came."))
        }
        RebuildError::Read { .. } | RebuildError::Report(_) => Failure::File(text),
    }
}
