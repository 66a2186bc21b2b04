//! `queuity report`: the documents of a result, made again from its files alone.

use super::arguments::{Output, Report};
use super::exit::Failure;
use super::print;
use crate::report::{self, RebuildError, Registry};

/// Checks the files of a result and makes its documents.
pub(crate) fn report(arguments: &Report, output: &Output) -> Result<(), Failure> {
    let names = report::rebuild(&arguments.folder, &Registry::shipped()).map_err(|error| {
        let text = format!("error: {error}");
        match error {
            RebuildError::NoResult { .. } | RebuildError::Document(_) => Failure::Invalid(text),
            RebuildError::Changed { .. } => {
                Failure::Mismatch(format!("{text}\nRun the scenario again, or take the files from where they came."))
            }
            RebuildError::Read { .. } | RebuildError::Report(_) => Failure::File(text),
        }
    })?;
    let files: Vec<String> = names.iter().map(|name| arguments.folder.join(name).display().to_string()).collect();
    if output.json {
        let text = serde_json::json!({ "files": files }).to_string();
        return print(format!("{text}\n").as_bytes());
    }
    print(format!("Every file is as the manifest says. Wrote {}\n", files.join(", ")).as_bytes())
}
