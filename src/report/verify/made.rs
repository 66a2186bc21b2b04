//! Files that are made from the others, made again: the description of the columns, and documents.

use std::io::{self, Read};

use super::against;
use super::claim::Claim;
use super::difference::Differences;
use super::error::VerifyError;
use crate::report::files::PACKAGE;
use crate::report::{RebuildError, Registry, ResultFiles};

impl Claim {
    /// The description of the columns. What it says of tables that nobody here makes is left aside.
    pub(super) fn package(&self, expected: &[u8], out: &mut Differences) -> Result<(), VerifyError> {
        let path = self.held.path().join(PACKAGE);
        let found = match std::fs::read(&path) {
            Ok(found) => found,
            // The hashes have told.
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(VerifyError::Read { path, source }),
        };
        if found == expected {
            return Ok(());
        }
        let (Ok(mut there), Ok(right)) = (
            serde_json::from_slice::<serde_json::Value>(&found),
            serde_json::from_slice::<serde_json::Value>(expected),
        ) else {
            out.whole(PACKAGE, "what is no JSON", "a data package");
            return Ok(());
        };
        let ours: Vec<serde_json::Value> =
            right["resources"].as_array().into_iter().flatten().map(|r| r["path"].clone()).collect();
        let named = |r: &serde_json::Value| self.held.files().iter().any(|f| r["path"] == f.name.as_str());
        if let Some(resources) = there["resources"].as_array_mut() {
            resources.retain(|r| ours.contains(&r["path"]) || !named(r));
        }
        against::json(PACKAGE, (&there, &right), &|_| false, out);
        Ok(())
    }

    /// Documents are made again from the files; where those are not right there is nothing to make them of.
    pub(super) fn documents(
        &self,
        formats: &Registry,
        right: bool,
        (out, aside, files): (&mut Differences, &mut Vec<String>, &mut Vec<String>),
    ) -> Result<(), VerifyError> {
        let open = |name: &str| -> io::Result<Box<dyn Read>> { self.held.open(name) };
        let held = ResultFiles::new(&open);
        for document in formats.documents() {
            let name = document.file();
            if !self.held.files().iter().any(|f| f.name == name) {
                aside.push(format!("`{name}` is not part of this result; `queuity report` makes it"));
                continue;
            }
            if !right {
                aside.push(format!("`{name}` is made of the other files, and was not looked at since they differ"));
                continue;
            }
            for (name, made) in document.make_all(&held).map_err(RebuildError::Document)? {
                let Ok(found) = std::fs::read(self.held.path().join(&name)) else { continue };
                let before = out.len();
                against::text(&name, &found, &made, out);
                if out.len() > before && name == document.file() {
                    aside.push(format!(
                        "`{name}` may have been made by a template of your own: `queuity report OUT --template FILE`"
                    ));
                }
                files.push(name);
            }
        }
        Ok(())
    }
}
